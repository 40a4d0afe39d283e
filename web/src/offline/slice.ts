// The people a doctor carries along: fetched whole once, then only what changed. One value holds what lists and the search box need;
// each person's file is a value of its own, so that opening one reads one.
import { request } from '@/api/client'
import type { PackItem, RecordRow, ResidentHead, ResidentProgrammes, Task } from '@/api/types'
import { carryPack, packItems, packOf } from '@/core/packs'
import { vault } from './vault'

export type SliceFact = [code: string, on: string, record: string, value: string]
export interface CarriedPerson {
  id: string
  keys: string[]
  village: string
  phone: string | null
  head: ResidentHead
  programmes: ResidentProgrammes
  records: { items: RecordRow[]; next: string | null }
  facts: SliceFact[]
}
interface Slice {
  today: string
  since: number
  upto: number
  people: CarriedPerson[]
  people_count: number
  people_digest: string
  /** In reach and not carried: the budget was used up. */
  left_out: { count: number; people: { id: string; name: string }[] }
}
export interface CarriedRow {
  id: string
  keys: string[]
  village: string
  phone: string | null
  head: ResidentHead
  tasks: Task[]
  /** The person's place in each programme, and the newest day and value of each fact that a screening asks for. */
  courses?: { programme: string; open: boolean; since: string }[]
  last?: Record<string, [on: string, value: string]>
}
export interface SliceIndex {
  upto: number
  fetched_ms: number
  people: CarriedRow[]
  left_out: Slice['left_out']
}

export const index_key = 'slice.2' // another shape, another name: a device then fetches everybody anew
export const personKey = (id: string): string => `person:${id}`
const timeout_ms = 120_000
const people_at_once = 200

/** FNV-1a of 64 bits over the bytes of each id, combined by exclusive or: the same digest as the server's. */
export function digestOf(ids: Iterable<string>): string {
  let all = 0n
  for (const id of ids) {
    let hash = 14695981039346656037n
    for (let at = 0; at < id.length; at += 1) hash = ((hash ^ BigInt(id.charCodeAt(at))) * 1099511628211n) & 0xffffffffffffffffn
    all ^= hash
  }
  return all.toString(16).padStart(16, '0')
}

function lastOf(facts: SliceFact[], codes: Set<string>): Record<string, [string, string]> {
  const last: Record<string, [string, string]> = {}
  for (const [code, on, , value] of facts) if (codes.has(code) && (!last[code] || last[code][0] <= on)) last[code] = [on, value]
  return last
}
/** Facts that a screening asks for. */
const askedBy = (items: PackItem[]): Set<string> => new Set(items.flatMap(({ screening }) => (screening ? [...screening.measured, screening.found].filter(Boolean) : [])))

const rowOf = (person: CarriedPerson, codes: Set<string>): CarriedRow => ({
  id: person.id,
  keys: person.keys,
  village: person.village,
  phone: person.phone,
  head: person.head,
  tasks: [...person.programmes.items.filter((item) => item.enrolment.state === '1').flatMap((item) => item.open_tasks), ...(person.programmes.archive_tasks ?? [])],
  courses: person.programmes.items.map(({ enrolment }) => ({ programme: enrolment.programme, open: enrolment.state === '1' || enrolment.state === '2', since: enrolment.state_on })),
  last: lastOf(person.facts, codes),
})

async function keep(slice: Slice, before: SliceIndex | null): Promise<boolean> {
  const rows = new Map((before?.people ?? []).map((row) => [row.id, row]))
  const codes = askedBy(await packItems())
  for (const person of slice.people) rows.set(person.id, rowOf(person, codes))
  if (digestOf(rows.keys()) !== slice.people_digest) return false
  const store = await vault()
  // In parts, so that a telephone seals a few files at a time; the index comes last and says what holds.
  const people = slice.people.splice(0)
  while (people.length > 0) await store.putAll(people.splice(0, people_at_once).map((person): [string, unknown] => [personKey(person.id), person]))
  const index: SliceIndex = { upto: slice.upto, fetched_ms: Date.now(), people: [...rows.values()], left_out: slice.left_out }
  await store.put(index_key, index)
  if (!before) for (const old of await store.keys('person:')) if (!rows.has(old.slice('person:'.length))) await store.remove(old)
  return true
}

/** As it travels: [day, record, code, value, code, value, …] for each record. */
export const factsOf = (records: string[][]): SliceFact[] =>
  records.flatMap(([on = '', record = '', ...pairs]) => pairs.flatMap((code, at): SliceFact[] => (at % 2 === 0 ? [[code, on, record, pairs[at + 1] ?? '']] : [])))

async function fetchSlice(since: number, people: number): Promise<Slice> {
  type Travelling = Omit<Slice, 'people'> & { people: (Omit<CarriedPerson, 'facts'> & { facts: string[][] })[] }
  const slice = await request<Travelling>('GET', '/api/offline/slice', { query: { since: since || undefined, people: people || undefined }, timeout_ms })
  return { ...slice, people: slice.people.map((person) => ({ ...person, facts: factsOf(person.facts) })) }
}

/** Brings the carried people up to date, and the packs that their forms need. */
export async function refreshSlice(): Promise<void> {
  const store = await vault()
  if (!store.durable) return
  const before = await store.get<SliceIndex>(index_key)
  const changes = before ? await fetchSlice(before.upto, before.people.length) : null
  // Somebody left, or the device missed something: once more, whole.
  if (!changes || !(await keep(changes, before))) await keep(await fetchSlice(0, 0), null)
  const index = await store.get<SliceIndex>(index_key)
  const programmes = new Set(index?.people.flatMap((row) => [...row.tasks.map((task) => task.programme), ...(row.courses ?? []).map((course) => course.programme)]))
  for (const item of await packItems()) if (item.screening) programmes.add(item.name)
  for (const programme of programmes) {
    await carryPack(programme)
    await packOf(programme)
  }
}
