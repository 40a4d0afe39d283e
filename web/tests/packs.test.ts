// Packs on the page: which edition decides on a day, and what is dropped when the server has others.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { get } from '@/api/client'
import { useCore } from '@/core/core'
import { packOf, packsChanged, versionOn } from '@/core/packs'

const item = (edition: string, effective_from: string): object => ({ name: 'hypertension', version: `v${edition}`, edition, effective_from, title_zh: '', title_en: '', has_enrolment: true, forms: [], diagnosis: '', age_min: null, tasks: [] })
let editions = [item('2017', '2017-02-28')]
let revision = 'a'
const asked: string[] = []

beforeEach(() => {
  asked.length = 0
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    const body = path === '/api/packs' ? { items: editions, next: null } : { 'pack.json': '{}' }
    return new Response(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json', 'x-jiwei-revision': revision } })
  })
  useCore(async () => ({ pack: { name: 'hypertension', forms: [], facts: [], tasks: {}, messages: {} } }))
})
afterEach(() => vi.unstubAllGlobals())

it('keeps a pack until the server has others, and then takes the new edition', async () => {
  expect((await packOf('hypertension')).version).toBe('v2017')
  await packOf('hypertension')
  expect(asked.filter((path) => path === '/api/packs')).toHaveLength(1)
  const before = packsChanged.value
  editions = [...editions, item('2026', '2020-01-01')]
  revision = 'b'
  await get('/api/ping')
  expect(packsChanged.value).toBe(before + 1)
  await get('/api/ping')
  expect(packsChanged.value, 'once for each change').toBe(before + 1)
  expect((await packOf('hypertension')).version).toBe('v2026')
})

it('chooses the edition by the day of service', async () => {
  expect(await versionOn('hypertension', '2019-12-31')).toBe('v2017')
  expect(await versionOn('hypertension', '2020-01-01')).toBe('v2026')
  expect(await versionOn('hypertension', '2010-01-01'), 'before the first: the first').toBe('v2017')
  expect(await versionOn('unknown', '2020-01-01')).toBeUndefined()
})
