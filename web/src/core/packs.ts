// Packs by name. The bundle's bytes come from the server under their digest and never change; a copy stays in the encrypted
// store so that a form opens without a connection.
import { shallowRef } from 'vue'
import { get, getText, hooks } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { PackItem, Page } from '@/api/types'
import { vault } from '@/offline/vault'
import { loadPack } from './core'
import type { Form, Pack } from './types'

export interface LoadedPack extends Pack {
  version: string
  /** Forms that the server prints on official paper. */
  layouts: string[]
}

const loaded = new Map<string, Promise<LoadedPack>>()
const index_key = 'packs'
const beijing_ms = 8 * 3_600_000
const bundleKey = (name: string, version: string): string => `pack:${name}:${version}`

let heard = ''
/** Counts how often the server came to have other packs since the page was opened. */
export const packsChanged = shallowRef(0)
hooks.revision = (revision) => {
  if (heard && heard !== revision) {
    loaded.clear()
    newest = null
    packsChanged.value += 1
  }
  heard = revision
}

/** Every loaded edition, oldest first. */
export const packItems = (): Promise<PackItem[]> => index()

/** The edition that is in force on the day; before the first one: that. */
const inForce = (items: PackItem[], name: string, day: string): PackItem | undefined => {
  const editions = items.filter((item) => item.name === name)
  return editions.filter((item) => item.effective_from <= day).at(-1) ?? editions[0]
}

/** Each pack once, in the edition of the day. */
export const editionsOf = (items: PackItem[], day: string): PackItem[] => [...new Set(items.map((one) => one.name))].flatMap((name) => inForce(items, name, day) ?? [])

let newest: PackItem[] | null = null
/** The version that decides on a service of this day. */
export const versionOn = async (name: string, day: string): Promise<string | undefined> => inForce(newest ?? (await index()), name, day)?.version

async function index(): Promise<PackItem[]> {
  const store = await vault()
  try {
    const { items } = await get<Page<PackItem>>('/api/packs')
    await store.put(index_key, items)
    newest = items
    return items
  } catch (error) {
    const kept = asProblem(error).unreachable ? await store.get<PackItem[]>(index_key) : null
    if (kept) return kept
    throw error
  }
}

async function bundle(name: string, version: string): Promise<string> {
  const store = await vault()
  const kept = await store.get<string>(bundleKey(name, version))
  if (kept) return kept
  const text = await getText(`/api/packs/${name}/${version}`)
  // Editions that are in force or will be stay: one that begins next month must be there when the device has no connection then.
  const served = new Set(((await store.get<PackItem[]>(index_key)) ?? []).map((item) => bundleKey(item.name, item.version)))
  for (const old of await store.keys(`pack:${name}:`)) if (!served.has(old)) await store.remove(old)
  await store.put(bundleKey(name, version), text)
  return text
}

/** Every edition of a programme on the device, those that come into force later too. */
export async function carryPack(name: string): Promise<void> {
  for (const item of await index()) if (item.name === name) await bundle(name, item.version)
}

async function load(name: string, version?: string): Promise<LoadedPack> {
  const today = new Date(Date.now() + beijing_ms).toISOString().slice(0, 10) // dates are civil dates of UTC+08:00
  const wanted = version ?? inForce(await index(), name, today)?.version
  if (!wanted) throw new Error(`no pack ${name}`)
  const files = JSON.parse(await bundle(name, wanted)) as Record<string, string>
  const layouts = Object.keys(files).flatMap((path) => /^print\/(.+)\.json$/.exec(path)?.[1] ?? [])
  const pack = await loadPack(files)
  return { ...pack, version: wanted, layouts }
}

/** The pack in force, or the version with which a record was made. */
export function packOf(name: string, version?: string): Promise<LoadedPack> {
  const key = `${name}:${version ?? ''}`
  let pack = loaded.get(key)
  if (!pack) {
    // The core keeps one version of a pack at a time; asking for another one loads that.
    for (const other of loaded.keys()) if (other.startsWith(`${name}:`)) loaded.delete(other)
    pack = load(name, version)
    pack.catch(() => loaded.delete(key))
    loaded.set(key, pack)
  }
  return pack
}

export const formOf = (pack: Pack, name: string): Form | undefined => pack.forms.find((form) => form.name === name)
