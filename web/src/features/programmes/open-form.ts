// Everything a form needs before it can be filled: the person, the last values, and the rows that the rules look at.
import { asProblem } from '@/api/problem'
import type { ResidentHead } from '@/api/types'
import type { Answers, Form } from '@/core/types'
import { headOf } from '@/features/residents/api'
import { vault } from '@/offline/vault'
import { decisionInput, programmesOf, recordOf, type DecisionInput } from './api'

export interface Wanted {
  resident: string
  pack?: string
  form?: string
  record?: string
  today: string
}
export interface Opened {
  form_path: string
  pack_name: string
  form_name: string
  /** The version to open; none: the one in force. */
  pack_version: string | undefined
  head: ResidentHead
  base: DecisionInput & { record?: string }
  previous: Answers
  previous_on: string
  start: (form: Form) => Answers
}

async function fetchForm(wanted: Wanted): Promise<Omit<Opened, 'start'> & { kept: Answers | null }> {
  const amended = wanted.record ? await recordOf(wanted.record) : null
  const form_path = amended?.record.form ?? `${wanted.pack}/${wanted.form}`
  const [pack_name = '', form_name = ''] = form_path.split('/')
  const [head, programmes, input] = await Promise.all([headOf(wanted.resident), programmesOf(wanted.resident), decisionInput(wanted.resident, form_path, wanted.record)])
  const last = programmes.items.find((item) => item.enrolment.programme === pack_name)?.last ?? null
  const usable = last && last.record_id !== wanted.record ? last : null
  return {
    form_path,
    pack_name,
    form_name,
    pack_version: amended?.record.pack_version,
    head,
    base: { ...input, ...(wanted.record ? { record: wanted.record } : {}) },
    previous: usable?.answers ?? {},
    previous_on: usable?.service_date ?? '',
    kept: amended ? { ...amended.record.answers, '': amended.record.service_date } : null,
  }
}

/** The last fetched state of a form stays in the encrypted store, so that it opens without a connection. */
export async function openForm(wanted: Wanted): Promise<Opened> {
  const store = await vault()
  const key = `open:${wanted.resident}:${wanted.record ?? `${wanted.pack}/${wanted.form}`}`
  let found: Awaited<ReturnType<typeof fetchForm>>
  try {
    found = await fetchForm(wanted)
    await store.put(key, found)
  } catch (error) {
    const kept = asProblem(error).unreachable ? await store.get<typeof found>(key) : null
    if (!kept) throw error
    found = kept
  }
  const { kept, ...opened } = found
  const start = (form: Form): Answers => {
    if (!kept) return { [form.date_key]: wanted.today }
    const { '': service_date, ...answers } = kept
    return { ...answers, [form.date_key]: answers[form.date_key] ?? service_date }
  }
  return { ...opened, start }
}
