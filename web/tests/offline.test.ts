// What a device answers itself: the same lists, states and finds as the server gives.
import { describe, expect, it } from 'vitest'
import type { ResidentHead, Task } from '@/api/types'
import { answerFromDevice, searchIn, taskOn, todayOf } from '@/offline/answers'
import { digestOf, factsOf, index_key, personKey, type CarriedRow } from '@/offline/slice'
import { vault } from '@/offline/vault'

const head = (id: string, name: string): ResidentHead =>
  ({ id, version: 1, name, sex: '1', birth_date: '1968-05-10', age: 0, id_masked: '', phone_masked: '', archive_no: '', archive_no_printed: '', institution_id: 'i', grid_id: 'g', village_code: 'v', address: '', status: '1', status_on: null, residence_state: '1', opened_on: '2020-01-01', doctor: '', allergy: [] }) as unknown as ResidentHead
const task = (id: string, over: Partial<Task> & { referral?: boolean } = {}): Task =>
  ({ id, resident_id: 'r', enrolment_id: 'e', programme: 'hypertension', code: 'HT-FU', form: 'hypertension/follow-up', anchor: '2025-01-10', opens: '2025-01-21', due: '2025-01-24', grace_until: '2025-02-07', state: 1, late_days: 0, done_on: null, why: {}, ...over }) as Task
const row = (id: string, name: string, keys: string[], tasks: Task[] = []): CarriedRow => ({ id, keys, village: '', phone: null, head: head(id, name), tasks })

describe('a task on a day', () => {
  it.each([
    ['2025-01-20', 0, 0],
    ['2025-01-21', 1, 0],
    ['2025-01-24', 1, 0],
    ['2025-01-25', 2, 1],
    ['2025-02-07', 2, 14],
    ['2025-02-08', 3, 15],
  ])('on %s is in state %i, %i days late', (day, state, late) => {
    expect(taskOn(task('t'), day)).toMatchObject({ state, late_days: late })
  })
})

describe('today without a connection', () => {
  const rows = [
    row('a', '甲', [], [task('due', { due: '2025-01-26', grace_until: '2025-02-09' })]),
    row('b', '乙', [], [task('missed', { due: '2025-01-01', grace_until: '2025-01-10', opens: '2024-12-20' }), task('ref', { referral: true, code: 'HT-REF2W', form: 'hypertension/referral' })]),
    row('c', '丙', [], [task('soon', { opens: '2025-01-27', due: '2025-01-30' })]),
  ]
  it('puts referrals first, then missed, late and due, and counts what comes', () => {
    const today = todayOf(rows, '2025-01-25', [])
    expect(today.items.map((item) => [item.task.id, item.urgency])).toEqual([
      ['ref', 'referral'],
      ['missed', 'missed'],
      ['due', 'due'],
    ])
    expect(today.counts).toEqual({ referrals: 1, missed: 1, late: 0, due: 1, upcoming_7_days: 1 })
    expect(today.items[0]!.resident.age).toBe(56)
  })
  it('leaves out what is written and waits to be sent', () => {
    const today = todayOf(rows, '2025-01-25', [{ resident: 'a', form: 'hypertension/follow-up' }])
    expect(today.items.map((item) => item.task.id)).toEqual(['ref', 'missed'])
  })
})

describe('the search box without a connection', () => {
  const rows = [row('a', '单于明', ['n单于明', 'pchanyuming', 'pcym', 'pshanyuming', 'psym', '40018', 's01200047']), row('b', '欧阳晓茜', ['n欧阳晓茜', 'pouyangxiaoqian', 'poyxq', '4002X'])]
  it.each([
    ['单于', ['a']],
    [' 单 于·明', ['a']],
    ['cym', ['a']],
    ['ShanYu', ['a']],
    ['oy', ['b']],
    ['0018', ['a']],
    ['002x', ['b']],
    ['012-00047', ['a']],
    ['35080200301200047', ['a']],
    ['于', []],
    ['', ['a', 'b']],
  ])('%s', (typed, ids) => {
    expect(searchIn(rows, typed, '2025-01-25').items.map((item) => item.id)).toEqual(ids)
  })
})

describe('answers', () => {
  it('are given for carried people only, and never for other addresses', async () => {
    const store = await vault()
    const person = { id: 'a', keys: [], village: '', phone: null, head: head('a', '甲'), programmes: { resident_id: 'a', today: '2025-01-01', items: [] }, records: { items: [], next: 'x' }, facts: [['htn.sbp', '2025-01-10', 'R1', '150']] }
    await store.putAll([
      [personKey('a'), person],
      [index_key, { upto: 1, fetched_ms: 0, people: [row('a', '甲', ['n甲'])], left_out: { count: 0, people: [] } }],
    ])
    const ask = (method: string, path: string, query = {}, body: unknown = undefined): Promise<unknown> => answerFromDevice({ method, path, query, body }, '2025-01-25', [])
    expect(await ask('GET', '/api/residents/a')).toMatchObject({ name: '甲', age: 56 })
    expect(await ask('GET', '/api/residents/a/series', { fact: 'sbp,dbp' })).toEqual({ items: [{ fact: 'sbp', code: 'htn.sbp', points: [{ on: '2025-01-10', value: '150', record_id: 'R1' }] }, { fact: 'dbp', code: 'dbp', points: [] }], targets: {} })
    expect(await ask('GET', '/api/residents/a/records')).toMatchObject({ next: null })
    expect(await ask('POST', '/api/residents/search', {}, { q: '甲' })).toMatchObject({ total: 1 })
    for (const [method, path] of [['GET', '/api/residents/b'], ['GET', '/api/residents/imports'], ['POST', '/api/residents/a/records'], ['POST', '/api/session/device'], ['GET', '/api/residents/a/cover']] as const)
      expect(await ask(method, path), path).toBeUndefined()
  })
})

it('unpacks the facts of each record', () => {
  expect(factsOf([['2025-01-10', 'R1', 'htn.dbp', '90', 'htn.sbp', '150'], ['2025-04-10', 'R2', 'htn.sbp', '138'], ['2025-04-11', 'R3']])).toEqual([
    ['htn.dbp', '2025-01-10', 'R1', '90'],
    ['htn.sbp', '2025-01-10', 'R1', '150'],
    ['htn.sbp', '2025-04-10', 'R2', '138'],
  ])
})

it('digests ids as the server does', () => {
  expect(digestOf([])).toBe('0000000000000000')
  expect(digestOf(['a'])).toBe('af63dc4c8601ec8c')
  expect(digestOf(['a', 'b'])).toBe(digestOf(['b', 'a']))
})
