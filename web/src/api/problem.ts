// What went wrong with a request, in the one shape the server speaks (application/problem+json), or what the network did to it.

export interface ProblemField {
  pointer: string
  code: string
  allowed: string
}

export class ApiProblem extends Error {
  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** The specification's code ("ID_CHECK") or a kebab-case word ("session-expired"); "offline" and "timeout" are ours. */
    readonly code: string,
    readonly detail = '',
    readonly errors: ProblemField[] = [],
    readonly requestId = '',
    /** The rest of the answer: a duplicate names the existing person here. */
    readonly extra: Record<string, unknown> = {},
  ) {
    super(code)
    this.name = 'ApiProblem'
  }

  /** No answer came: what the user entered must be kept and sent again. */
  get unreachable(): boolean {
    return this.status === 0
  }

  static offline(): ApiProblem {
    return new ApiProblem(0, 'offline')
  }

  static timeout(): ApiProblem {
    return new ApiProblem(0, 'timeout')
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Reads a refused answer; a proxy's HTML page or an empty body still becomes a problem with the status. */
export function problemFrom(status: number, body: unknown, requestId: string): ApiProblem {
  if (!isRecord(body)) return new ApiProblem(status, `http-${status}`, '', [], requestId)
  const { type, title, code, detail, errors, request_id, status: _status, ...extra } = body
  const fields = Array.isArray(errors)
    ? errors.filter(isRecord).map((e) => ({ pointer: text(e.pointer), code: text(e.code), allowed: text(e.allowed) }))
    : []
  const named = text(code) || text(type).split('/').pop() || `http-${status}`
  return new ApiProblem(status, named, text(detail), fields, text(request_id) || requestId, { title, ...extra })
}

export const asProblem = (error: unknown): ApiProblem => (error instanceof ApiProblem ? error : new ApiProblem(-1, 'page-error', error instanceof Error ? error.message : ''))
