import { get, post } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Enrolment, Page, Recorded, RecordRow, RecordWithVersions, ResidentProgrammes, Series, Task, TodayCounty, TodayPeople } from '@/api/types'
import type { Answers, CoreFact, CoreTask } from '@/core/types'

/** What the core needs besides the answers; the same rows the server decides with. */
export interface DecisionInput {
  today: string
  resident: { birth_date: string; sex: string; death_date: string | null; programmes?: string[] }
  enrolment: { enrolled_on: string; state: string } | null
  facts: CoreFact[]
  tasks: CoreTask[]
}
export interface RecordDraft {
  id: string
  form: string
  pack_version: string
  service_date: string
  answers: Answers
  confirmed: string[]
}

const of = (resident: string): string => `/api/residents/${encodeURIComponent(resident)}`
const record = (id: string): string => `/api/records/${encodeURIComponent(id)}`

export const recordsPath = (resident: string): string => `${of(resident)}/records`
export const amendPath = (id: string): string => `${record(id)}/amendments`

/** `of`: the tasks of one programme and code alone. */
export const today = (cursor?: string, signal?: AbortSignal, of: { programme?: string; task?: string } = {}): Promise<TodayPeople | TodayCounty> => get('/api/today', { cursor, limit: 50, ...of }, signal)
export const programmesOf = (resident: string, signal?: AbortSignal): Promise<ResidentProgrammes> => get(`${of(resident)}/programmes`, {}, signal)
export const recordsOf = (resident: string, cursor?: string, signal?: AbortSignal): Promise<Page<RecordRow>> => get(recordsPath(resident), { cursor, limit: 20 }, signal)

/** The last record of a form that still stands; on a form that amends, not the one it amends. */
export async function lastOf(resident: string, form: string, without?: string, signal?: AbortSignal): Promise<RecordRow | null> {
  const { items } = await recordsOf(resident, undefined, signal)
  return items.find(({ record }) => record.form === form && !record.superseded_by && record.id !== without) ?? null
}
export const recordOf = (id: string, signal?: AbortSignal): Promise<RecordWithVersions> => get(record(id), {}, signal)
export const seriesOf = (resident: string, facts: string[], signal?: AbortSignal): Promise<Series> => get(`${of(resident)}/series`, { fact: facts.join(',') }, signal)

const facts_at_once = 8

/** The person's facts, all that the pack declares: what the rules look back at. */
export async function factsOf(resident: string, codes: string[]): Promise<CoreFact[]> {
  const parts = Array.from({ length: Math.ceil(codes.length / facts_at_once) }, (_, at) => codes.slice(at * facts_at_once, (at + 1) * facts_at_once))
  const series = await Promise.all(parts.map((part) => seriesOf(resident, part)))
  return series.flatMap(({ items }) => items.flatMap((item) => item.points.map((point) => ({ code: item.code ?? item.fact, on: point.on, record: point.record_id, value: point.value }))))
}

export const sign = (resident: string, draft: RecordDraft): Promise<Recorded> => post(recordsPath(resident), draft)
export const amend = (id: string, draft: RecordDraft & { reason: string }): Promise<Recorded> => post(amendPath(id), draft)
export const enrol = (resident: string, body: { id: string; programme: string; enrolled_on: string; diagnosis: string }): Promise<{ enrolment: Enrolment; tasks_created: Task[] }> =>
  post(`${of(resident)}/enrolments`, body)
export const changeState = (enrolment: string, body: { state: string; on: string; reason: string; version: number }): Promise<Enrolment> => post(`/api/enrolments/${encodeURIComponent(enrolment)}/state`, body)
export const referralResult = (task: string, body: { id: string; on: string; outcome: string; note: string }): Promise<{ task: Task }> => post(`/api/tasks/${encodeURIComponent(task)}/referral-result`, body)

/** The record is already there: the first answer was lost on its way. */
export const isTaken = (error: unknown): boolean => asProblem(error).code === 'id-conflict'
