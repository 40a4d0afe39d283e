// The lists of a programme from the people that the device carries: who is missing from a rate, whom a screening has still to measure, whom to
// prompt for. The rates are counted by the same core as on the server (docs/adr/0107, 0101).
import type { Query } from '@/api/client'
import type { IndicatorPeople, IndicatorPerson, PackItem, Prompt, PromptList, Task, UnmeasuredPage } from '@/api/types'
import { age } from '@/common/format'
import { countsOn, type CountedPerson } from '@/core/core'
import { editionsOf, packItems, packOf } from '@/core/packs'
import { personKey, type CarriedPerson, type CarriedRow } from './slice'
import { vault } from './vault'


interface Unsent {
  resident: string
  form: string
}
const people_at_once = 50

/** As core/programmes/prompts decides: a diagnosis proposes enrolment once, nobody in care is asked, one measurement in the calendar year is enough. */
export function promptOf(pack: PackItem, row: CarriedRow, unsent: Unsent[], today: string): Prompt['kind'] | null {
  const screening = pack.screening
  if (!screening || !row.courses || row.head.status !== '1') return null
  const course = row.courses.find((one) => one.programme === screening.programme)
  if (course?.open) return null
  const last = (code: string): [string, string] | undefined => row.last?.[code]
  const found = screening.found ? last(screening.found) : undefined
  if (found && found[1] === 'true' && found[0] <= today && (!course || course.since < found[0])) return 'enrol'
  if (age(row.head.birth_date, today) < screening.from_age) return null
  if (unsent.some((act) => act.resident === row.id && act.form === `${pack.name}/${screening.form}`)) return null
  return screening.measured.some((code) => last(code)?.[0].slice(0, 4) === today.slice(0, 4)) ? null : 'measure'
}

export async function promptsFrom(rows: CarriedRow[], residents: string[], unsent: Unsent[], today: string): Promise<PromptList> {
  const packs = editionsOf(await packItems(), today).filter((pack) => pack.screening)
  const wanted = new Set(residents)
  const items = rows.filter((row) => wanted.has(row.id)).map((row) => ({
    resident_id: row.id,
    prompts: packs.flatMap((pack): Prompt[] => {
      const kind = promptOf(pack, row, unsent, today)
      return kind && pack.screening ? [{ kind, programme: pack.screening.programme, form: `${pack.name}/${pack.screening.form}` }] : []
    }),
  }))
  return { items }
}

export async function unmeasuredFrom(rows: CarriedRow[], name: string, query: Query, unsent: Unsent[], today: string): Promise<UnmeasuredPage | undefined> {
  const pack = editionsOf(await packItems(), today).find((one) => one.name === name)
  if (!pack?.screening) return undefined
  const { measured, form } = pack.screening
  const part = String(query.name ?? '')
  const items = rows
    .filter((row) => row.head.name.includes(part) && promptOf(pack, row, unsent, today) === 'measure')
    .map((row) => {
      const { id, name, sex, birth_date, phone_masked } = row.head
      const [last] = measured.flatMap((code) => (row.last?.[code] ? [row.last[code]] : [])).sort((a, b) => b[0].localeCompare(a[0]))
      return { resident_id: id, name, sex, birth_date, age: age(birth_date, today), village: row.village, phone: row.phone, phone_masked, last_on: last?.[0] ?? null, last_value: last?.[1] ?? '' }
    })
  return { form: `${name}/${form}`, items, next: null }
}

/** A person as the core takes one: the course as it stands now, and every fact. */
const counted = (person: CarriedPerson, programme: string): object[] =>
  person.programmes.items
    .filter(({ enrolment }) => enrolment.programme === programme)
    .map(({ enrolment }) => ({
      id: person.id,
      birth_date: person.head.birth_date,
      sex: person.head.sex,
      enrolment: [{ from: enrolment.state_on < enrolment.enrolled_on ? enrolment.enrolled_on : enrolment.state_on, state: enrolment.state, enrolled_on: enrolment.enrolled_on }],
      facts: person.facts.map(([code, on, record, value]) => ({ code, on, record, value })),
    }))

function personOf(row: CarriedRow, told: CountedPerson, tasks: Task[], programme: string): IndicatorPerson {
  const { id, name, sex, birth_date, phone_masked } = row.head
  const task = told.lack ? tasks.find((one) => one.code === told.lack!.task && one.programme === programme) : undefined
  const own = task?.form ?? told.lack?.form ?? ''
  return {
    resident_id: id, name, sex, birth_date, village: row.village, phone: row.phone, phone_masked, in_numerator: told.numerator,
    why: told.lack ? { code: told.lack.code, zh: told.lack.zh, en: told.lack.en } : null,
    form: own === '' ? null : own.includes('/') ? own : `${programme}/${own}`,
    task: task ? { id: task.id, code: task.code, due: task.due } : null,
  }
}

/** The people behind a number of a programme with enrolment, on the day of today; packs that count archives need the server. */
export async function indicatorPeopleFrom(rows: CarriedRow[], code: string, query: Query, today: string): Promise<IndicatorPeople | undefined> {
  if (query.as_of && query.as_of !== today) return undefined
  const pack = editionsOf(await packItems(), `${today.slice(0, 4)}-12-31`).find((one) => one.has_enrolment && one.indicators.some((rate) => rate.code === code && rate.counts_people))
  if (!pack) return undefined
  await packOf(pack.name, pack.version) // the core must have it
  const store = await vault()
  const inIt = rows.filter((row) => row.courses?.some((course) => course.programme === pack.name))
  const items: IndicatorPerson[] = []
  const part = String(query.part ?? 'missing')
  for (let at = 0; at < inIt.length; at += people_at_once) {
    const some = inIt.slice(at, at + people_at_once)
    const files = (await Promise.all(some.map((row) => store.get<CarriedPerson>(personKey(row.id))))).filter((one) => one !== null)
    const told = await countsOn({ pack: pack.name, indicator: code, day: today, people: files.flatMap((person) => counted(person, pack.name)) })
    for (const row of some) {
      const one = told[row.id]
      if (!one || (part === 'missing' ? !one.denominator || one.numerator : part === 'numerator' ? !one.numerator : !one.denominator)) continue
      items.push(personOf(row, one, row.tasks, pack.name))
    }
  }
  return { as_of: today, as_of_change: { change_seq: 0, at: '' }, items, next: null, total: items.length, small: false, nameless: false }
}
