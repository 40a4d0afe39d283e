// Signed acts that could not be sent. Each carries an id made here, so sending one twice records it once: the server answers a
// repeat with the first result.
import { post } from '@/api/client'
import { asProblem } from '@/api/problem'
import { vault } from './vault'

export interface Waiting {
  id: string
  user: string
  path: string
  body: unknown
  queued_at: number
  /** What the list of waiting acts calls it; the person's name and the form. */
  title: string
  /** Where to look after it was refused. */
  back_to: string
  refused?: { status: number; code: string; detail: string }
}

const prefix = (user: string): string => `queue:${user}:`

export async function enqueue(act: Waiting): Promise<void> {
  await (await vault()).put(prefix(act.user) + act.id, act)
}

export async function waiting(user: string): Promise<Waiting[]> {
  const store = await vault()
  const acts = await Promise.all((await store.keys(prefix(user))).map((key) => store.get<Waiting>(key)))
  return acts.filter((act): act is Waiting => act !== null).sort((a, b) => a.queued_at - b.queued_at)
}

export const discard = async (act: Waiting): Promise<void> => (await vault()).remove(prefix(act.user) + act.id)

/** Sends in order; stops at the first sign that the server is out of reach. A refused act stays, with the reason. */
export async function sendWaiting(user: string): Promise<{ sent: number; refused: number }> {
  const store = await vault()
  let sent = 0
  let refused = 0
  for (const act of await waiting(user)) {
    if (act.refused) continue
    try {
      await post(act.path, act.body)
      await store.remove(prefix(user) + act.id)
      sent += 1
    } catch (error) {
      const problem = asProblem(error)
      if (problem.unreachable || problem.status >= 500 || problem.status === 401 || problem.status === 429 || problem.code === 'signature-needed') break
      await store.put(prefix(user) + act.id, { ...act, refused: { status: problem.status, code: problem.code, detail: problem.detail } })
      refused += 1
    }
  }
  return { sent, refused }
}
