// What becomes of acts that waited: taken, there already, kept at the server to be compared, or waiting on.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { enqueue, repoint, sendWaiting, sentActs, waiting, type Waiting } from '@/offline/queue'
import { useVault, memoryVault } from '@/offline/vault'
import { enqueuePhotos, keepPhotos, keptPhotos, scaled } from '@/offline/photos'

interface Call {
  method: string
  path: string
  body: unknown
  type: string | null
}
let calls: Call[] = []
let answers: (status: number | Error, code?: string) => void
let queue: { status: number | Error; code?: string }[] = []

beforeEach(() => {
  useVault(memoryVault())
  calls = []
  queue = []
  answers = (status, code) => void queue.push({ status, code })
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>
    calls.push({ method: init.method ?? 'GET', path, body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : init.body, type: headers['content-type'] ?? null })
    const next = queue.shift() ?? { status: 201 }
    if (next.status instanceof Error) throw next.status
    const failed = next.status >= 400
    return new Response(JSON.stringify(failed ? { code: next.code, errors: [{ pointer: '/answers/sbp', code: 'RANGE', allowed: '<= 300' }] } : {}), { status: next.status, headers: { 'content-type': failed ? 'application/problem+json' : 'application/json' } })
  })
})

const act = (id: string, over: Partial<Waiting> = {}): Waiting => ({ id, user: 'u', path: '/api/residents/r/records', body: { id }, queued_at: Number(id), title: id, back_to: '/', review: { kind: 'record', resident: 'r' }, ...over })
const outcomes = async (): Promise<Record<string, string>> => Object.fromEntries((await sentActs('u')).map((one) => [one.id, one.outcome]))

describe('the queue', () => {
  it('sends in order and says what is new and what was there already', async () => {
    for (const id of ['2', '1', '3']) await enqueue(act(id))
    answers(201)
    answers(200)
    answers(201)
    expect(await sendWaiting('u')).toEqual({ sent: 3, refused: 0 })
    expect(calls.map((call) => (call.body as { id: string }).id)).toEqual(['1', '2', '3'])
    expect(await outcomes()).toEqual({ '1': 'accepted', '2': 'there-already', '3': 'accepted' })
    expect(await waiting('u')).toEqual([])
  })

  it.each([
    [409, 'superseded', 'conflict'],
    [412, 'version-conflict', 'conflict'],
    [422, 'form-refused', 'refused'],
    [404, 'not-found', 'refused'],
  ])('files at the server what it does not take: %i %s', async (status, code, outcome) => {
    await enqueue(act('1', { review: { kind: 'amendment', resident: 'r', target: 'R0' } }))
    answers(status, code)
    expect(await sendWaiting('u')).toEqual({ sent: 0, refused: 1 })
    expect(calls[1]).toMatchObject({ path: '/api/offline-reviews', body: { id: '1', resident_id: 'r', kind: 'amendment', target_id: 'R0', outcome, code, mine: { id: '1' }, problem: { errors: [{ pointer: '/answers/sbp' }] } } })
    expect(await waiting('u')).toEqual([])
    expect(await outcomes()).toEqual({ '1': outcome })
  })

  it('keeps what it could not file, and goes on with the next', async () => {
    await enqueue(act('1'))
    await enqueue(act('2'))
    answers(422, 'form-refused')
    answers(400, 'REQUIRED')
    answers(201)
    expect(await sendWaiting('u')).toEqual({ sent: 1, refused: 1 })
    expect((await waiting('u')).map((one) => [one.id, one.refused?.code])).toEqual([['1', 'form-refused']])
  })

  it.each([
    [new TypeError('network'), ''],
    [503, 'unavailable'],
    [401, 'session-expired'],
    [429, 'throttled'],
    [403, 'csrf'],
  ])('stops and loses nothing when the server or the session is in the way: %s', async (status, code) => {
    await enqueue(act('1'))
    await enqueue(act('2'))
    answers(status, code)
    expect(await sendWaiting('u')).toEqual({ sent: 0, refused: 0 })
    expect(calls.length).toBe(1)
    expect((await waiting('u')).map((one) => [one.id, one.refused])).toEqual([['1', undefined], ['2', undefined]])
  })

  it('loses nothing when the connection ends between refusal and filing', async () => {
    await enqueue(act('1'))
    answers(409, 'superseded')
    answers(new TypeError('network'))
    await sendWaiting('u')
    expect((await waiting('u')).map((one) => one.refused)).toEqual([undefined])
  })

  it('sends a photograph behind its record, as bytes, and follows the record to its new id', async () => {
    await enqueue(act('1'))
    await enqueuePhotos({ user: 'u', resident: 'r', record: '1', title: 't' }, [{ id: 'P', type: 'image/jpeg', base64: btoa('picture') }])
    answers(422, 'form-refused')
    answers(201)
    answers(404, 'not-found')
    await sendWaiting('u')
    expect(calls[2]).toMatchObject({ method: 'POST', path: '/api/residents/r/records/1/attachments?id=P', type: 'image/jpeg' })
    expect((await waiting('u')).map((one) => [one.id, one.refused?.code])).toEqual([['P', 'not-found']])
    await repoint('u', '1', '1.r')
    answers(201)
    await sendWaiting('u')
    expect(calls[3]!.path).toBe('/api/residents/r/records/1.r/attachments?id=P')
    expect(await waiting('u')).toEqual([])
  })
})

describe('photographs', () => {
  it.each([
    [3000, 2000, 1600, 1067],
    [900, 3200, 450, 1600],
    [640, 480, 640, 480],
  ])('%i x %i become %i x %i', (width, height, w, h) => {
    expect(scaled(width, height)).toEqual({ width: w, height: h })
  })
  it('stay with the draft until the record is signed', async () => {
    const photo = { id: 'P', type: 'image/jpeg', base64: 'eA==' }
    await keepPhotos('u', 'R', [photo])
    expect(await keptPhotos('u', 'R')).toEqual([photo])
    await enqueuePhotos({ user: 'u', resident: 'r', record: 'R', title: 't' }, [photo])
    expect(await keptPhotos('u', 'R')).toEqual([])
  })
})
