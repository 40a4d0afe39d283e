// Answers of the server that this device can give itself, from the people it carries: heads, programmes, records, series, today's list
// and the search box. Anything else needs a connection.
import type { Asked, Query } from '@/api/client'
import type { Page, RecordRow, ResidentPage, ResidentProgrammes, ResidentRow, Series, Task, TodayItem, TodayPeople } from '@/api/types'
import { addDays, age, daysBetween } from '@/common/format'
import { indicatorPeopleFrom, promptsFrom, unmeasuredFrom } from './lists'
import { index_key, personKey, type CarriedPerson, type CarriedRow, type SliceIndex } from './slice'
import { vault } from './vault'

const search_max = 50
const week_days = 7

/** The life of a pending task on a day (programmes 0.2): not open, open, late within grace, missed. */
export function taskOn(task: Task, today: string): Task {
  const late = task.due < today
  const state = today < task.opens ? 0 : !late ? 1 : today <= task.grace_until ? 2 : 3
  return { ...task, state, late_days: late ? daysBetween(task.due, today) : 0 }
}

const isReferral = (task: Task): boolean => (task as Task & { referral?: boolean }).referral === true

function urgencyOf(task: Task): TodayItem['urgency'] | null {
  if (task.state === 0) return null
  if (isReferral(task)) return 'referral'
  return task.state === 3 ? 'missed' : task.state === 2 ? 'late' : 'due'
}

/** `of`: the tasks of one programme, and of one code in it, alone. */
export function todayOf(rows: CarriedRow[], today: string, unsent: { resident: string; form: string }[], of: Query = {}): TodayPeople {
  const sent = new Set(unsent.map((act) => `${act.resident} ${act.form}`))
  const counts = { missed: 0, late: 0, due: 0, referrals: 0, upcoming_7_days: 0 }
  const items: TodayItem[] = []
  for (const { head, tasks, village, phone } of rows) {
    for (const pending of tasks) {
      if (sent.has(`${head.id} ${pending.form}`)) continue
      if ((of.programme && pending.programme !== of.programme) || (of.task && pending.code !== of.task)) continue
      const task = taskOn(pending, today)
      const urgency = urgencyOf(task)
      if (!urgency) {
        if (task.due <= addDays(today, week_days)) counts.upcoming_7_days += 1
        continue
      }
      counts[urgency === 'referral' ? 'referrals' : urgency] += 1
      const { id, name, sex, birth_date, phone_masked } = head
      items.push({ task, urgency, resident: { id, name, sex, birth_date, age: age(birth_date, today), phone, phone_masked, village } })
    }
  }
  const order: TodayItem['urgency'][] = ['referral', 'missed', 'late', 'due']
  items.sort((a, b) => order.indexOf(a.urgency) - order.indexOf(b.urgency) || a.task.due.localeCompare(b.task.due) || a.task.id.localeCompare(b.task.id))
  return { kind: 'people', today, counts, items, next: null }
}

/** As the server folds what is typed: half width, lower case, without blanks, dots and dashes. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[\s·.\-']/g, '')

export function searchIn(rows: CarriedRow[], typed: string, today: string): ResidentPage {
  const query = folded(typed)
  const last4 = /^\d{3}[\dx]$/.test(query) ? query.toUpperCase() : ''
  const short = query.replace(/\D/g, '').slice(-8)
  const fits = (key: string): boolean => {
    const text = key.slice(1)
    if (key[0] === 'n' || key[0] === 'p') return text.startsWith(query)
    if (key[0] === '4') return last4 !== '' && text === last4
    return short.length === 8 && text === short
  }
  const found = rows.filter((row) => query === '' || row.keys.some(fits))
  const items = found.slice(0, search_max).map(({ head, village }): ResidentRow => {
    const { id, name, sex, birth_date, id_masked, phone_masked, archive_no, institution_id, village_code, address, status } = head
    return { id, name, sex, birth_date, age: age(birth_date, today), id_masked, phone_masked, archive_no, institution: { id: institution_id, name: '' }, village_code, village, township: '', address, status }
  })
  return { items, next: null, total: found.length, total_is_exact: true, kind: 'offline' }
}

function seriesFrom(person: CarriedPerson, words: string[]): Series {
  const items = words.map((word) => {
    const points = person.facts.filter(([code]) => code === word || code.endsWith(`.${word}`))
    return { fact: word, code: points[0]?.[0] ?? word, points: points.map(([, on, record_id, value]) => ({ on, value, record_id })) }
  })
  return { items, targets: {} }
}

function ofPerson(person: CarriedPerson, tail: string, query: Query, today: string): unknown {
  if (tail === '') return { ...person.head, age: age(person.head.birth_date, today) }
  if (tail === '/programmes') {
    const items = person.programmes.items.map((item) => ({ ...item, open_tasks: item.open_tasks.map((task) => taskOn(task, today)) }))
    return { ...person.programmes, today, items } satisfies ResidentProgrammes
  }
  if (tail === '/records' && !query.cursor) return { ...person.records, next: null } satisfies Page<RecordRow>
  if (tail === '/series') return seriesFrom(person, String(query.fact ?? '').split(',').filter(Boolean))
  return undefined
}

/** The answer, or nothing when this device cannot give it. */
export async function answerFromDevice(asked: Asked, today: string, unsent: { resident: string; form: string }[]): Promise<unknown> {
  const person = /^\/api\/residents\/([A-Za-z0-9.%-]{1,64})(\/(?:programmes|records|series))?$/.exec(asked.path)
  if (asked.method === 'GET' && person && !['search', 'imports'].includes(person[1]!)) {
    const carried = await (await vault()).get<CarriedPerson>(personKey(decodeURIComponent(person[1]!)))
    return carried ? ofPerson(carried, person[2] ?? '', asked.query, today) : undefined
  }
  const of = lists.find((one) => one.method === asked.method && one.path.test(asked.path))
  const index = of && (await (await vault()).get<SliceIndex>(index_key))
  return index ? of.answer(index.people, { ...asked, name: decodeURIComponent(of.path.exec(asked.path)?.[1] ?? '') }, today, unsent) : undefined
}

interface ListAnswer {
  method: string
  path: RegExp
  answer: (rows: CarriedRow[], asked: Asked & { name: string }, today: string, unsent: { resident: string; form: string }[]) => unknown
}
const member = (body: unknown, key: string): unknown => (body as Record<string, unknown> | null)?.[key]
const lists: ListAnswer[] = [
  { method: 'GET', path: /^\/api\/today$/, answer: (rows, { query }, today, unsent) => todayOf(rows, today, unsent, query) },
  { method: 'POST', path: /^\/api\/residents\/search$/, answer: (rows, { body }, today) => searchIn(rows, String(member(body, 'q') ?? ''), today) },
  { method: 'POST', path: /^\/api\/prompts$/, answer: (rows, { body }, today, unsent) => promptsFrom(rows, ((member(body, 'residents') ?? []) as unknown[]).map(String), unsent, today) },
  { method: 'GET', path: /^\/api\/screening\/([^/]+)\/people$/, answer: (rows, { name, query }, today, unsent) => unmeasuredFrom(rows, name, query, unsent, today) },
  { method: 'GET', path: /^\/api\/indicators\/([^/]+)\/people$/, answer: (rows, { name, query }, today) => indicatorPeopleFrom(rows, name, query, today) },
]
