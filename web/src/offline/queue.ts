// Signed acts that could not be sent. Each carries an id made here, so sending one twice records it once: the server answers a
// repeat with the first result. What the server does not take is filed there for a person to look at, with everything that was written:
// nothing is lost with the device.
import { asProblem, type ApiProblem } from '@/api/problem'
import { post, sendAct, type Asked } from '@/api/client'
import { vault } from './vault'

export interface Photo {
  id: string
  type: string
  base64: string
}
export interface Waiting {
  id: string
  user: string
  method?: 'POST' | 'PATCH'
  path: string
  headers?: Record<string, string>
  body: unknown
  photo?: Photo
  queued_at: number
  /** What the list of waiting acts calls it; the person's name and the form. */
  title: string
  /** Where to look after it was refused. */
  back_to: string
  /** What a person needs to compare it with, should the server not take it. */
  review?: { kind: 'record' | 'amendment' | 'cover'; resident: string; target?: string; base?: unknown }
  /** The act that the server had not taken and that this one carries on. */
  settles?: string
  refused?: { status: number; code: string; detail: string }
}
export type Outcome = 'accepted' | 'there-already' | 'conflict' | 'refused'
/** What became of an act, for the list of what was sent. */
export interface Sent {
  id: string
  title: string
  back_to: string
  at: number
  outcome: Outcome
}

const sent_max = 60
const prefix = (user: string): string => `queue:${user}:`
const sentKey = (user: string): string => `queue-sent:${user}`
const conflict_codes = new Set(['superseded', 'version-conflict', 'id-conflict', 'resident-merged'])
/** The session, not the act, is in the way: the same act goes through later. */
const passing_codes = new Set(['signature-needed', 'csrf', 'password-change-needed', 'second-factor-enrolment-needed', 'step-up-needed'])

export async function enqueue(act: Waiting): Promise<void> {
  await (await vault()).put(prefix(act.user) + act.id, act)
}

export async function waiting(user: string): Promise<Waiting[]> {
  const store = await vault()
  const acts = await Promise.all((await store.keys(prefix(user))).map((key) => store.get<Waiting>(key)))
  return acts.filter((act): act is Waiting => act !== null).sort((a, b) => a.queued_at - b.queued_at || a.id.localeCompare(b.id))
}

export const sentActs = async (user: string): Promise<Sent[]> => (await (await vault()).get<Sent[]>(sentKey(user))) ?? []

async function note(act: Waiting, outcome: Outcome): Promise<void> {
  const one: Sent = { id: act.id, title: act.title, back_to: act.back_to, at: Date.now(), outcome }
  const store = await vault()
  await store.put(sentKey(act.user), [one, ...(await sentActs(act.user)).filter((before) => before.id !== act.id)].slice(0, sent_max))
}

export const discard = async (act: Waiting): Promise<void> => (await vault()).remove(prefix(act.user) + act.id)

export const isConflict = (problem: ApiProblem): boolean => problem.status === 412 || problem.status === 428 || conflict_codes.has(problem.code)
const mustWait = (problem: ApiProblem): boolean => problem.unreachable || problem.status < 0 || problem.status >= 500 || problem.status === 401 || problem.status === 429 || passing_codes.has(problem.code)

/** Keeps at the server what it did not take. */
export async function fileReview(act: Pick<Waiting, 'id' | 'body' | 'queued_at'> & { review: NonNullable<Waiting['review']> }, problem: ApiProblem): Promise<void> {
  const { kind, resident, target, base } = act.review
  const why = { status: problem.status, code: problem.code, errors: problem.errors }
  await post('/api/offline-reviews', { id: act.id, resident_id: resident, kind, ...(target ? { target_id: target } : {}), outcome: isConflict(problem) ? 'conflict' : 'refused', code: problem.code, written_at: act.queued_at, mine: act.body, base: base ?? null, problem: why })
}

const bytesOf = (photo: Photo): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(photo.base64), (c) => c.charCodeAt(0))

async function sendOne(act: Waiting): Promise<Outcome> {
  const method: Asked['method'] = act.method ?? 'POST'
  const raw = act.photo ? { content: new Blob([bytesOf(act.photo)], { type: act.photo.type }), type: act.photo.type } : undefined
  const status = await sendAct(method, act.path, raw ? { raw } : { body: act.body, headers: act.headers })
  return status === 201 || method === 'PATCH' || act.photo ? 'accepted' : 'there-already'
}

/** Sends in order; stops at the first sign that the server is out of reach. */
export async function sendWaiting(user: string): Promise<{ sent: number; refused: number }> {
  let sent = 0
  let refused = 0
  for (const act of await waiting(user)) {
    if (act.refused) continue
    try {
      const outcome = await sendOne(act)
      await discard(act)
      if (!act.photo) await note(act, outcome)
      if (act.settles) await settle(user, act.settles, act.id)
      sent += 1
    } catch (error) {
      const problem = asProblem(error)
      if (mustWait(problem)) break
      refused += 1
      if (!(await setAside(act, problem))) break
    }
  }
  return { sent, refused }
}

/** Filed at the server where it can be compared; a photograph of a record that was not taken waits for what becomes of it. */
async function setAside(act: Waiting, problem: ApiProblem): Promise<boolean> {
  if (act.review) {
    try {
      await fileReview({ ...act, review: act.review }, problem)
      await discard(act)
      await note(act, isConflict(problem) ? 'conflict' : 'refused')
      return true
    } catch (error) {
      if (mustWait(asProblem(error))) return false
    }
  }
  await enqueue({ ...act, refused: { status: problem.status, code: problem.code, detail: problem.detail } })
  return true
}

/** The record of these photographs stands under another id now, or not at all. */
export async function repoint(user: string, record: string, now: string | null): Promise<void> {
  for (const act of await waiting(user)) {
    if (!act.photo || !act.path.includes(`/records/${record}/attachments`)) continue
    if (now === null) await discard(act)
    else await enqueue({ ...act, refused: undefined, path: act.path.replace(`/records/${record}/`, `/records/${now}/`) })
  }
}

/** A corrected act was taken: its photographs follow it, and the review of the first one is over. */
export async function settle(user: string, review: string, record: string): Promise<void> {
  await repoint(user, review, record)
  await post(`/api/offline-reviews/${encodeURIComponent(review)}/decision`, { choice: 'mixed', result_id: record }).catch(() => undefined) // stays in the list to be closed by hand
}
