// Everything a form needs before it can be filled: the person, the last values, and the rows that the rules look at.
import { asProblem } from '@/api/problem'
import type { ResidentHead } from '@/api/types'
import { packOf, type LoadedPack } from '@/core/packs'
import type { Answers, Form } from '@/core/types'
import { allFields } from './form/answers'
import { headOf } from '@/features/residents/api'
import { vault } from '@/offline/vault'
import { factsOf, lastOf, programmesOf, recordOf, type DecisionInput } from './api'

export interface Wanted {
  resident: string
  pack?: string
  form?: string
  record?: string
  /** Of the pack; without it the one in force today. */
  version?: string
  today: string
  /** Who fills the form: stands in its signature field. */
  signer: string
}
export interface Opened {
  form_path: string
  pack_name: string
  form_name: string
  pack_version: string
  pack: LoadedPack
  head: ResidentHead
  base: DecisionInput & { record?: string }
  previous: Answers
  previous_on: string
  start: (form: Form) => Answers
}

/** The record under amendment, and what the rules had decided on it. */
interface Kept {
  answers: Answers
  service_date: string
  rule_class: string | null
  rule_next: string | null
}
type Fetched = Omit<Opened, 'start' | 'pack'> & { kept: Kept | null }

/** The answers to begin an amendment with. What the rules had put in (class, next date) is left to them again. */
export function answersToAmend(kept: Kept, form: Pick<Form, 'date_key' | 'class_key' | 'next_key'>): Answers {
  const answers: Answers = { ...kept.answers, [form.date_key]: kept.answers[form.date_key] ?? kept.service_date }
  if (form.class_key && answers[form.class_key] === kept.rule_class) delete answers[form.class_key]
  if (form.next_key && answers[form.next_key] === kept.rule_next) delete answers[form.next_key]
  return answers
}

async function fetchForm(wanted: Wanted): Promise<Fetched> {
  const amended = wanted.record ? await recordOf(wanted.record) : null
  const form_path = amended?.record.form ?? `${wanted.pack}/${wanted.form}`
  const [pack_name = '', form_name = ''] = form_path.split('/')
  const pack = await packOf(pack_name, amended?.record.pack_version ?? wanted.version)
  const codes = pack.facts.map((fact) => fact.code)
  const [head, programmes, facts, last] = await Promise.all([headOf(wanted.resident), programmesOf(wanted.resident), factsOf(wanted.resident, codes), lastOf(wanted.resident, form_path, wanted.record)])
  const item = programmes.items.find((one) => one.enrolment.programme === pack_name) ?? null
  const base: DecisionInput = {
    today: programmes.today,
    resident: { birth_date: head.birth_date, sex: head.sex, death_date: head.status === '3' ? head.status_on : null, programmes: programmes.items.filter((one) => ['1', '2'].includes(one.enrolment.state)).map((one) => one.enrolment.programme) },
    enrolment: item ? { enrolled_on: item.enrolment.enrolled_on, state: item.enrolment.state } : null,
    facts: facts.filter((fact) => fact.record !== wanted.record),
    tasks: (item?.open_tasks ?? programmes.archive_tasks.filter((task) => task.programme === pack_name)).map(({ id, code, anchor, opens, due, grace_until }) => ({ id, code, anchor, opens, due, grace_until, completed_by: pack.tasks[code]?.completed_by ?? '' })),
  }
  return {
    form_path,
    pack_name,
    form_name,
    pack_version: pack.version,
    head,
    base: wanted.record ? { ...base, record: wanted.record } : base,
    previous: last?.record.answers ?? {},
    previous_on: last?.record.service_date ?? '',
    kept: amended
      ? {
          answers: amended.record.answers,
          service_date: amended.record.service_date,
          rule_class: amended.decision.rule_class ?? null,
          rule_next: amended.decision.rule_next_due ?? null,
        }
      : null,
  }
}

/** The last fetched state of a form stays in the encrypted store, so that it opens without a connection. */
export async function openForm(wanted: Wanted): Promise<Opened> {
  const store = await vault()
  const key = `open:${wanted.resident}:${wanted.record ?? `${wanted.pack}/${wanted.form}`}`
  let found: Fetched
  try {
    found = await fetchForm(wanted)
    await store.put(key, found)
  } catch (error) {
    const kept = asProblem(error).unreachable ? await store.get<Fetched>(key) : null
    if (!kept) throw error
    found = kept
  }
  const { kept, ...opened } = found
  const start = (form: Form): Answers => {
    if (!kept) {
      const signer = allFields(form).filter((field) => field.type === 'staff').map((field) => [field.key, wanted.signer])
      return { [form.date_key]: wanted.today, ...(Object.fromEntries(signer) as Answers) }
    }
    return answersToAmend(kept, form)
  }
  return { ...opened, pack: await packOf(opened.pack_name, opened.pack_version), start }
}
