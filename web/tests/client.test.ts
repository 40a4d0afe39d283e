import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { downloadSealed, get, hooks, post, urlOf } from '@/api/client'
import { ApiProblem, problemFrom } from '@/api/problem'
import { byField, problemWords } from '@/common/problem-words'

const answer = (status: number, body: unknown, type = 'application/json'): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': type, 'x-request-id': 'r-1' } })

describe('the door to the server', () => {
  const called = vi.fn<typeof fetch>()
  const reached = vi.fn()
  const ended = vi.fn()
  beforeEach(() => {
    vi.stubGlobal('fetch', called)
    hooks.csrf = () => 'token'
    hooks.reached = reached
    hooks.unauthenticated = ended
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.clearAllMocks()
    vi.useRealTimers()
  })

  it('leaves empty values out of the address', () => {
    expect(urlOf('/api/x', { a: '王', b: '', c: null, d: undefined, e: 0, f: ['1', '2'] })).toBe('/api/x?a=%E7%8E%8B&e=0&f=1&f=2')
    expect(urlOf('/api/x')).toBe('/api/x')
  })

  it('sends the CSRF header with everything but GET', async () => {
    called.mockImplementation(async () => answer(200, { ok: 1 }))
    await get('/api/a')
    await post('/api/b', { x: 1 })
    expect(called.mock.calls[0]![1]!.headers).not.toHaveProperty('x-jiwei-csrf')
    expect(called.mock.calls[1]![1]).toMatchObject({ method: 'POST', body: '{"x":1}', headers: { 'x-jiwei-csrf': 'token', 'content-type': 'application/json' } })
  })

  it('turns a refusal into a problem with its fields', async () => {
    called.mockResolvedValue(
      answer(422, { type: '/problems/ID_CHECK', status: 422, code: 'ID_CHECK', detail: '', request_id: 'r-2', errors: [{ pointer: '/id_no', code: 'ID_CHECK', allowed: 'x' }] }, 'application/problem+json'),
    )
    const problem = await post('/api/residents', {}).catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(ApiProblem)
    expect(problem).toMatchObject({ status: 422, code: 'ID_CHECK', requestId: 'r-2', errors: [{ pointer: '/id_no', code: 'ID_CHECK', allowed: 'x' }] })
    expect(byField((problem as ApiProblem).errors).get('id_no')).toContain('校验码')
  })

  it('asks for the password of a signature once and sends the same form again', async () => {
    const asked = vi.fn<() => Promise<boolean>>()
    hooks.signature = asked
    const wants = () => answer(403, { type: '/problems/signature-needed', status: 403, code: 'signature-needed', detail: '', request_id: 'r', errors: [] }, 'application/problem+json')
    asked.mockResolvedValue(true)
    called.mockResolvedValueOnce(wants()).mockResolvedValueOnce(answer(201, { ok: 1 }))
    expect(await post('/api/residents/1/records', { id: 'R1' })).toEqual({ ok: 1 })
    expect(called.mock.calls[1]![1]!.body).toBe('{"id":"R1"}')
    called.mockResolvedValueOnce(wants()).mockResolvedValueOnce(wants())
    await expect(post('/api/residents/1/records', {})).rejects.toMatchObject({ code: 'signature-needed' })
    asked.mockResolvedValue(false)
    called.mockResolvedValueOnce(wants())
    await expect(post('/api/residents/1/records', {})).rejects.toMatchObject({ code: 'signature-needed' })
    expect(asked).toHaveBeenCalledTimes(3)
    expect(ended).not.toHaveBeenCalled()
  })

  it('makes a problem of a page that a proxy wrote', async () => {
    called.mockResolvedValue(answer(502, '<html>Bad gateway</html>', 'text/html'))
    await expect(get('/api/a')).rejects.toMatchObject({ status: 502, code: 'http-502', requestId: 'r-1' })
  })

  it('says that the session ended, but not when signing in', async () => {
    called.mockImplementation(async () => answer(401, { code: 'session-expired' }))
    await get('/api/today').catch(() => undefined)
    expect(ended).toHaveBeenCalledTimes(1)
    await post('/api/session', {}).catch(() => undefined)
    expect(ended).toHaveBeenCalledTimes(1)
  })

  it('knows a lost network from a refusal', async () => {
    called.mockRejectedValue(new TypeError('Failed to fetch'))
    const problem = (await get('/api/a').catch((error: unknown) => error)) as ApiProblem
    expect(problem.unreachable).toBe(true)
    expect(problem.code).toBe('offline')
    expect(reached).toHaveBeenCalledWith(false)
    expect(problemWords(problem).what).toBe('连不上服务器。')
  })

  it('gives up after its time limit', async () => {
    vi.useFakeTimers()
    called.mockImplementation((_, init) => new Promise((_resolve, reject) => init!.signal!.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))))
    const outcome = post('/api/a', {}, { timeout_ms: 50 }).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(60)
    expect(await outcome).toMatchObject({ status: 0, code: 'timeout' })
  })

  it('does not call a request that the page withdrew a lost network', async () => {
    called.mockImplementation((_, init) => new Promise((_resolve, reject) => init!.signal!.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))))
    const stop = new AbortController()
    const outcome = get('/api/a', {}, stop.signal).catch((error: unknown) => error)
    stop.abort()
    expect(await outcome).not.toBeInstanceOf(ApiProblem)
    expect(reached).not.toHaveBeenCalled()
  })
})

describe('an act of weight', () => {
  const refusal = (code: string): Response => answer(403, { type: `/problems/${code}`, status: 403, code, detail: '', request_id: 'r', errors: [] }, 'application/problem+json')
  const called = vi.fn<typeof fetch>()
  beforeEach(() => vi.stubGlobal('fetch', called))
  afterEach(() => {
    hooks.stepUp = () => Promise.resolve(false)
    vi.unstubAllGlobals()
    vi.resetAllMocks()
  })

  it('enrols the second factor, shows it, and is sent once more', async () => {
    const asked: string[] = []
    hooks.stepUp = (kind) => Promise.resolve(asked.push(kind) > 0)
    called.mockResolvedValueOnce(refusal('second-factor-enrolment-needed')).mockResolvedValueOnce(refusal('step-up-needed')).mockResolvedValueOnce(answer(200, { done: true }))
    expect(await post('/api/x', {})).toEqual({ done: true })
    expect(asked).toEqual(['enrol', 'show'])
  })

  it('is refused when the factor is not shown, and never asks for ever', async () => {
    hooks.stepUp = () => Promise.resolve(false)
    called.mockImplementation(async () => refusal('step-up-needed'))
    await expect(post('/api/x', {})).rejects.toMatchObject({ code: 'step-up-needed' })
    hooks.stepUp = () => Promise.resolve(true)
    await expect(post('/api/x', {})).rejects.toMatchObject({ code: 'step-up-needed' })
    expect(called).toHaveBeenCalledTimes(3)
  })
})

describe('a sealed file', () => {
  it('is saved, and its password is told once', async () => {
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }))
    vi.stubGlobal('fetch', async () => new Response('PK', { headers: { 'x-jiwei-file-password': 'ABCD-EFGH' } }))
    expect(await downloadSealed('/api/export-proposals/1/file', '1.zip')).toBe('ABCD-EFGH')
    expect(click).toHaveBeenCalledOnce()
    click.mockRestore()
    vi.unstubAllGlobals()
  })
})

describe('problems in words', () => {
  it.each([
    [new ApiProblem(401, 'sign-in-failed'), '账号或密码不对。'],
    [new ApiProblem(403, 'account-locked', 'until 2026-07-01T08:44:00.000+08:00'), '账号已锁定（08:44）。'],
    [new ApiProblem(404, 'not-found'), '没有找到，或者不在您的管理范围内。'],
    [new ApiProblem(418, 'teapot'), '请求没有被接受。'],
    [new ApiProblem(503, 'database-busy'), '服务器暂时不能处理。'],
    [new Error('x'), '这一页出了问题。'],
  ])('%s', (problem, want) => expect(problemWords(problem).what).toBe(want))

  it('takes the code from the type when it stands nowhere else', () => expect(problemFrom(409, { type: '/problems/superseded' }, '').code).toBe('superseded'))
})
