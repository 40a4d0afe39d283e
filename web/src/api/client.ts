// The one door to the server: cookies, the CSRF header, time limits, and refusals as ApiProblem.
import { ApiProblem, problemFrom } from './problem'

export type Query = Record<string, string | number | boolean | null | undefined | string[]>

export interface Asked {
  method: string
  path: string
  query: Query
  body: unknown
}

export interface Call {
  query?: Query
  body?: unknown
  /** Sent as it is (a roster file). */
  raw?: { content: BodyInit; type: string }
  signal?: AbortSignal
  timeout_ms?: number
  headers?: Record<string, string>
}

export type StepUpKind = 'show' | 'enrol'
const step_ups: Record<string, StepUpKind> = { 'step-up-needed': 'show', 'second-factor-enrolment-needed': 'enrol' }

const timeout_ms_default = 20_000

/** What the client tells the page; set once by the session and connection stores. */
export const hooks = {
  csrf: (): string => '',
  /** A signed-in page heard 401: the session ended. */
  unauthenticated: (): void => {},
  /** An act of weight wants the second factor again, or first of all; true when it was shown, so that the act is sent once more. */
  stepUp: (_kind: StepUpKind): Promise<boolean> => Promise.resolve(false),
  /** A signature wants the password again; true when it was shown. */
  signature: (): Promise<boolean> => Promise.resolve(false),
  /** What the server says of its rules: another word than before means that what the page keeps of them is out of date. */
  revision: (_revision: string): void => {},
  /** Every request says whether the server was reached. */
  reached: (_online: boolean): void => {},
  /** The last request did not reach it: what the device can answer itself need not wait for the network. */
  offline: (): boolean => false,
  /** What the device can answer itself; undefined when it cannot. */
  kept: async (_asked: Asked): Promise<unknown> => undefined,
}

export function urlOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  const tail = search.toString()
  return tail ? `${path}?${tail}` : path
}

async function bodyOf(response: Response): Promise<unknown> {
  const body = await response.text()
  if (!body) return null
  if (!(response.headers.get('content-type') ?? '').includes('json')) return body
  try {
    return JSON.parse(body) as unknown
  } catch {
    throw new ApiProblem(response.status, 'answer-unreadable')
  }
}

async function send(method: string, path: string, call: Call): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json', ...call.headers }
  if (method !== 'GET') headers['x-jiwei-csrf'] = hooks.csrf()
  let body: BodyInit | undefined
  if (call.raw) {
    body = call.raw.content
    headers['content-type'] = call.raw.type
  } else if (call.body !== undefined) {
    body = JSON.stringify(call.body)
    headers['content-type'] = 'application/json'
  }
  const limit = new AbortController()
  let late = false
  const timer = setTimeout(() => {
    late = true
    limit.abort()
  }, call.timeout_ms ?? timeout_ms_default)
  const stop = (): void => limit.abort()
  call.signal?.addEventListener('abort', stop)
  try {
    const response = await fetch(urlOf(path, call.query), { method, headers, body, signal: limit.signal, credentials: 'same-origin', cache: 'no-store' })
    hooks.reached(true)
    const revision = response.headers?.get('x-jiwei-revision')
    if (revision) hooks.revision(revision)
    return response
  } catch (error) {
    if (call.signal?.aborted) throw error // the page no longer wants the answer
    hooks.reached(false)
    throw late ? ApiProblem.timeout() : ApiProblem.offline()
  } finally {
    clearTimeout(timer)
    call.signal?.removeEventListener('abort', stop)
  }
}

async function checked(method: string, path: string, call: Call, again = true): Promise<Response> {
  const response = await send(method, path, call)
  if (response.ok) return response
  const problem = problemFrom(response.status, await bodyOf(response), response.headers.get('x-request-id') ?? '')
  const kind = step_ups[problem.code]
  if (again && kind && (await hooks.stepUp(kind))) return checked(method, path, call, kind === 'enrol')
  if (again && problem.code === 'signature-needed' && (await hooks.signature())) return checked(method, path, call, false)
  if (response.status === 401 && path !== '/api/session' && !problem.code.startsWith('second-factor')) hooks.unauthenticated()
  throw problem
}

export async function request<T>(method: string, path: string, call: Call = {}): Promise<T> {
  const kept = (): Promise<unknown> => hooks.kept({ method, path, query: call.query ?? {}, body: call.body })
  const at_once = hooks.offline() ? await kept() : undefined
  if (at_once !== undefined) return at_once as T
  try {
    return (await bodyOf(await checked(method, path, call))) as T
  } catch (error) {
    const answer = error instanceof ApiProblem && error.unreachable ? await kept() : undefined
    if (answer === undefined) throw error
    return answer as T
  }
}

/** An act of the queue: only whether it was made now (201) or was there already (200) is asked. The device never answers it itself. */
export const sendAct = async (method: string, path: string, call: Call): Promise<number> => (await checked(method, path, call)).status

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> => request<T>('GET', path, { query, signal })
export const post = <T>(path: string, body?: unknown, call: Call = {}): Promise<T> => request<T>('POST', path, { ...call, body })
export const put = <T>(path: string, body?: unknown, call: Call = {}): Promise<T> => request<T>('PUT', path, { ...call, body })
export const patch = <T>(path: string, body?: unknown, call: Call = {}): Promise<T> => request<T>('PATCH', path, { ...call, body })
export const remove = <T>(path: string): Promise<T> => request<T>('DELETE', path)

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** The answer as a file for the user. */
export async function download(path: string, query: Query | undefined, name: string, sent?: { method: string; body: unknown }): Promise<void> {
  const response = await checked(sent?.method ?? 'GET', path, { query, body: sent?.body, timeout_ms: 120_000, headers: { accept: '*/*' } })
  save(await response.blob(), name)
}

/** An encrypted file for the user, made anew by each call; gives its password, which nobody can ask for again. */
export async function downloadSealed(path: string, name: string): Promise<string> {
  const response = await checked('POST', path, { timeout_ms: 600_000, headers: { accept: '*/*' } })
  save(await response.blob(), name)
  return response.headers.get('x-jiwei-file-password') ?? ''
}

export async function getText(path: string): Promise<string> {
  return (await checked('GET', path, { headers: { accept: '*/*' } })).text()
}

export async function getBytes(path: string): Promise<ArrayBuffer> {
  return (await checked('GET', path, { headers: { accept: '*/*' } })).arrayBuffer()
}
