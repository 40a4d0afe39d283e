// The lists of programmes from the device: the same people as the server names.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { PackItem, ResidentHead, Task } from '@/api/types'
import { useCore } from '@/core/core'
import { answerFromDevice, todayOf } from '@/offline/answers'
import { promptOf } from '@/offline/lists'
import { index_key, personKey, type CarriedRow } from '@/offline/slice'
import { vault } from '@/offline/vault'

const today = '2026-06-01'
const head = (id: string, birth_date: string, more: Partial<ResidentHead> = {}): ResidentHead => ({ id, name: `人${id}`, sex: '1', birth_date, phone_masked: '', status: '1', ...more }) as unknown as ResidentHead
const row = (id: string, birth_date: string, more: Partial<CarriedRow> = {}): CarriedRow => ({ id, keys: [], village: '', phone: null, head: head(id, birth_date), tasks: [], courses: [], last: {}, ...more })
const task = (id: string, programme: string, code: string): Task => ({ id, resident_id: 'a', enrolment_id: 'e', programme, code, form: `${programme}/follow-up`, anchor: today, opens: '2026-05-01', due: today, grace_until: today, state: 1, late_days: 0, done_on: null, why: {}, referral: false }) as Task
const pack = (name: string, more: Partial<PackItem>): PackItem => ({ name, version: 'v', edition: '1', effective_from: '2017-01-01', title_zh: name, title_en: name, has_enrolment: false, forms: [], diagnosis: '', age_min: null, tasks: [], screening: null, indicators: [], ...more })
const screening = pack('scr', { screening: { programme: 'htn', form: 'measure', from_age: 35, measured: ['scr.sbp', 'exam.sbp'], found: 'scr.confirmed' } })
const programme = pack('htn', { has_enrolment: true, indicators: [{ code: 'H1', title_zh: '', title_en: '', counts_people: true, higher_is_better: true }] })

describe('whom to measure', () => {
  it.each<[string, CarriedRow, string | null]>([
    ['35 today', row('a', '1991-06-01'), 'measure'],
    ['34', row('a', '1991-06-02'), null],
    ['measured last year', row('a', '1960-01-01', { last: { 'scr.sbp': ['2025-12-31', '130'] } }), 'measure'],
    ['measured by an examination of this year', row('a', '1960-01-01', { last: { 'exam.sbp': ['2026-01-02', '130'] } }), null],
    ['in care', row('a', '1960-01-01', { courses: [{ programme: 'htn', open: true, since: '2020-01-01' }] }), null],
    ['confirmed', row('a', '1960-01-01', { last: { 'scr.confirmed': ['2026-02-01', 'true'] } }), 'enrol'],
    ['excluded later', row('a', '1960-01-01', { last: { 'scr.confirmed': ['2026-02-01', 'false'], 'scr.sbp': ['2026-02-01', '120'] } }), null],
    ['left the programme after it was confirmed', row('a', '1960-01-01', { courses: [{ programme: 'htn', open: false, since: '2026-03-01' }], last: { 'scr.confirmed': ['2026-02-01', 'true'], 'scr.sbp': ['2026-02-01', '150'] } }), null],
    ['dead', row('a', '1960-01-01', { head: head('a', '1960-01-01', { status: '3' }) }), null],
    ['fetched before the device knew of screening', row('a', '1960-01-01', { courses: undefined }), null],
  ])('%s', (_, person, want) => expect(promptOf(screening, person, [], today)).toBe(want))

  it('leaves out who was measured and waits to be sent', () => expect(promptOf(screening, row('a', '1960-01-01'), [{ resident: 'a', form: 'scr/measure' }], today)).toBeNull())
})

describe('lists without a connection', () => {
  beforeEach(async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
    const store = await vault()
    const people = [
      row('a', '1960-01-01', { courses: [{ programme: 'htn', open: true, since: '2020-01-01' }], tasks: [task('t1', 'htn', 'FU'), task('t2', 'htn', 'EX'), task('t3', 'other', 'FU')] }),
      row('b', '1960-01-01', { last: { 'scr.sbp': ['2025-03-01', '128'] } }),
      row('c', '1960-01-01', { courses: [{ programme: 'htn', open: true, since: '2020-01-01' }] }),
    ]
    await store.putAll([
      ['packs', [screening, programme]],
      ['pack:htn:v', '{}'],
      [index_key, { upto: 1, fetched_ms: 0, people, left_out: { count: 0, people: [] } }],
      ...['a', 'c'].map((id): [string, unknown] => [
        personKey(id),
        { id, keys: [], village: '', phone: null, head: head(id, '1960-01-01'), records: { items: [], next: null }, facts: [['htn.sbp', '2026-05-01', 'R', '150']],
          programmes: { resident_id: id, today, items: [{ enrolment: { programme: 'htn', state: '1', state_on: '2020-01-01', enrolled_on: '2020-01-01' }, open_tasks: [] }] } },
      ]),
    ])
  })
  const ask = (method: string, path: string, query = {}, body: unknown = undefined): Promise<unknown> => answerFromDevice({ method, path, query, body }, today, [])

  it('hold whom a screening has still to measure, by name too', async () => {
    expect(await ask('GET', '/api/screening/scr/people')).toEqual({ form: 'scr/measure', next: null, items: [expect.objectContaining({ resident_id: 'b', last_on: '2025-03-01', last_value: '128' })] })
    expect(await ask('GET', '/api/screening/scr/people', { name: '人c' })).toMatchObject({ items: [] })
    expect(await ask('GET', '/api/screening/none/people')).toBeUndefined()
    expect(await ask('POST', '/api/prompts', {}, { residents: ['a', 'b'] })).toEqual({ items: [{ resident_id: 'a', prompts: [] }, { resident_id: 'b', prompts: [{ kind: 'measure', programme: 'htn', form: 'scr/measure' }] }] })
  })

  it('hold who is missing from a rate, as the core counts, with the task that mends it', async () => {
    const asked: { people: { id: string; facts: unknown[]; enrolment: unknown[] }[] }[] = []
    useCore(async (fn, args) => {
      if (fn === 'load_pack') return { pack: pack('htn', {}) }
      asked.push(args as never)
      return { people: { a: { numerator: false, denominator: true, lack: { code: 'x', zh: '没有体检', en: 'none', task: 'EX', form: '' } }, c: { numerator: true, denominator: true, lack: null } } }
    })
    expect(await ask('GET', '/api/indicators/H1/people', { part: 'missing', as_of: today })).toMatchObject({ total: 1, items: [{ resident_id: 'a', why: { zh: '没有体检' }, form: 'htn/follow-up', task: { id: 't2', code: 'EX' } }] })
    expect(asked[0]!.people).toEqual([
      expect.objectContaining({ id: 'a', enrolment: [{ from: '2020-01-01', state: '1', enrolled_on: '2020-01-01' }], facts: [{ code: 'htn.sbp', on: '2026-05-01', record: 'R', value: '150' }] }),
      expect.objectContaining({ id: 'c' }),
    ])
    expect(await ask('GET', '/api/indicators/H1/people', { part: 'denominator' })).toMatchObject({ total: 2 })
    expect(await ask('GET', '/api/indicators/H1/people', { as_of: '2025-12-31' }), 'another day').toBeUndefined()
    expect(await ask('GET', '/api/indicators/E1/people'), 'archives are counted by the server').toBeUndefined()
  })

  it('hold the tasks of one programme and code alone', () => {
    const tasks = (of: Record<string, string>): string[] => todayOf([row('a', '1960-01-01', { tasks: [task('t1', 'htn', 'FU'), task('t2', 'htn', 'EX'), task('t3', 'other', 'FU')] })], today, [], of).items.map((item) => item.task.id)
    expect(tasks({ programme: 'htn' })).toEqual(['t1', 't2'])
    expect(tasks({ programme: 'htn', task: 'FU' })).toEqual(['t1'])
    expect(tasks({})).toHaveLength(3)
  })
})
