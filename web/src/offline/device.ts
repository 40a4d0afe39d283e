// The lock on what a device keeps for a user. A random data key seals everything; it lies on the device twice, itself sealed: once under
// a key made from the password (for days without a connection), once under a secret that the server hands to a signed-in user.
// After seven days without the server the first copy and all that was only read are erased; what was written and not yet sent
// stays, readable after the next sign-in. An order to erase is asked for before anything is opened, and at every later contact.
import { post } from '@/api/client'
import { ref } from 'vue'
import { asProblem } from '@/api/problem'
import type { Session } from '@/api/types'
import { done, memoryVault, openDatabase, sealedVault, useVault, vault, type Vault } from './vault'

export const contact_days_max = 7
const day_ms = 86_400_000
const rounds = 600_000 // PBKDF2-SHA-256
const session_key = 'session'
/** What the user made; everything else can be fetched again. */
const own_work = ['queue:', 'draft:', 'photo:']

type Bytes = Uint8Array<ArrayBuffer>
interface Sealed {
  iv: Bytes
  data: ArrayBuffer
}
interface Lock {
  user: string
  salt: Bytes
  by_password: Sealed | null
  by_server: Sealed
  contact_ms: number
  /** What the server knows this device by; it says so without anybody being signed in. */
  device?: string
  /** How many people it carries: an office that lost a telephone has to know. */
  people?: number
}
/** Erased, and the server has not heard of it yet. */
interface Obeyed {
  device: string
  lost: number
}
type Order = '' | 'send-first' | 'lose'

const contact_timeout_ms = 5_000
const obeyed_key = 'erased:'
/** Orders carried out since the page was opened: the next page says so. */
export const erasedHere = ref<{ user: string; lost: number; sent_first: boolean }[]>([])
/** What is to happen to the store that is open now. */
let order: Order = ''
export const orderNow = (): Order => order
const freshSecret = (): string => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')

const able = (): boolean => typeof indexedDB !== 'undefined' && typeof crypto !== 'undefined' && !!crypto.subtle
const lockName = (name: string): string => name.trim().toLowerCase()

async function readLock(name: string): Promise<Lock | null> {
  const disk = await openDatabase()
  return (await done<Lock | undefined>(disk.transaction('locks').objectStore('locks').get(lockName(name)))) ?? null
}
async function writeLock(name: string, lock: Lock): Promise<void> {
  const disk = await openDatabase()
  await done(disk.transaction('locks', 'readwrite').objectStore('locks').put(lock, lockName(name)))
}

async function passwordKey(password: string, salt: Bytes): Promise<CryptoKey> {
  const raw = await crypto.subtle.importKey('raw', new TextEncoder().encode(password.normalize('NFC')), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, raw, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}
function serverKey(secret: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(secret.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}
async function sealKey(data_key: Bytes, under: CryptoKey): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, under, data_key) }
}
async function openKey(sealed: Sealed, under: CryptoKey): Promise<Bytes | null> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(sealed.iv) }, under, sealed.data))
  } catch {
    return null
  }
}

async function vaultOf(user: string, data_key: Bytes): Promise<Vault> {
  return sealedVault(await openDatabase(), user, await crypto.subtle.importKey('raw', data_key, 'AES-GCM', false, ['encrypt', 'decrypt']))
}

/** Erases what this device keeps for a user; with `all`, unsent work and the lock too. */
async function erase(name: string, lock: Lock, all: boolean): Promise<void> {
  const disk = await openDatabase()
  const rows = disk.transaction('sealed', 'readwrite').objectStore('sealed')
  const prefix = `${lock.user}|`
  const names = (await done(rows.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`)))) as string[]
  for (const row of names) if (all || !own_work.some((kind) => row.startsWith(prefix + kind))) rows.delete(row)
  const locks = disk.transaction('locks', 'readwrite').objectStore('locks')
  if (all) await done(locks.delete(lockName(name)))
  else await done(locks.put({ ...lock, by_password: null }, lockName(name)))
}

async function everyLock(): Promise<[string, Lock][]> {
  const locks = (await openDatabase()).transaction('locks').objectStore('locks')
  const [names, rows] = await Promise.all([done(locks.getAllKeys()), done<Lock[]>(locks.getAll())])
  return rows.flatMap((row, at): [string, Lock][] => (String(names[at]).startsWith(obeyed_key) ? [] : [[String(names[at]), row]]))
}

async function unsentOf(lock: Lock): Promise<number> {
  const rows = (await openDatabase()).transaction('sealed').objectStore('sealed')
  return done(rows.count(IDBKeyRange.bound(`${lock.user}|queue:`, `${lock.user}|queue:\uffff`)))
}

const contact = (body: { device: string; waiting?: number; erased?: boolean; lost?: number }): Promise<{ erase: Order }> =>
  post('/api/device-contacts', body, { timeout_ms: contact_timeout_ms })

/** Says that it is done, now or at a later contact. */
async function report(): Promise<void> {
  const store = async (): Promise<IDBObjectStore> => (await openDatabase()).transaction('locks', 'readwrite').objectStore('locks')
  const names = (await done((await store()).getAllKeys(IDBKeyRange.bound(obeyed_key, `${obeyed_key}\uffff`)))) as string[]
  for (const name of names) {
    const obeyed = await done<Obeyed>((await store()).get(name))
    await contact({ device: obeyed.device, erased: true, lost: obeyed.lost })
    await done((await store()).delete(name))
  }
}

/** Everything of the user goes, the lock last; the server hears of it. */
async function eraseByOrder(name: string, lock: Lock, sent_first: boolean): Promise<void> {
  const lost = await unsentOf(lock)
  const locks = (await openDatabase()).transaction('locks', 'readwrite').objectStore('locks')
  await done(locks.put({ device: lock.device ?? '', lost } satisfies Obeyed, obeyed_key + (lock.device ?? '')))
  await erase(name, lock, true)
  erasedHere.value = [...erasedHere.value, { user: name, lost, sent_first }]
  order = ''
  await report().catch(() => undefined)
}

/** Asks for every user of this device whether it is to be erased, and does it: at the start of the page before anything is opened, and when the
    server is reached again. True when the store of `open_user` is gone. */
export async function obeyOrders(open_user: string | null): Promise<boolean> {
  if (!able()) return false
  let gone = false
  await report()
  for (const [name, lock] of await everyLock()) {
    if (!lock.device) continue
    const { erase: wanted } = await contact({ device: lock.device, waiting: await unsentOf(lock) })
    const is_open = lock.user === open_user
    if (is_open) order = wanted
    if (wanted === 'lose') {
      if (is_open) useVault(memoryVault())
      await eraseByOrder(name, lock, false)
      gone ||= is_open
    } else if (wanted === 'send-first' && !is_open) {
      // Nobody is signed in who could send: what was read goes now, what waits stays sealed until its user signs in, is sent, and goes.
      if ((await unsentOf(lock)) === 0) await eraseByOrder(name, lock, true)
      else await erase(name, lock, false)
    }
  }
  return gone
}

/** What waited has been sent: the order that stood over it is carried out. True when it was. */
export async function eraseAfterSending(session: Session): Promise<boolean> {
  const lock = able() && order === 'send-first' ? await readLock(session.user.name) : null
  if (lock?.user !== session.user.id || (await unsentOf(lock)) > 0) return false
  useVault(memoryVault())
  await eraseByOrder(lockName(session.user.name), lock, true)
  return true
}

let asked: Promise<unknown> | null = null
/** Once a start of the page; without a connection the device goes on by what it knows. */
export const ordersAsked = (): Promise<unknown> => (asked ??= obeyOrders(null).catch(() => undefined))

/** At every start: whoever has not met the server for a week is no longer served without it. */
export async function eraseStale(now_ms: number): Promise<void> {
  if (!able()) return
  for (const [name, lock] of await everyLock()) {
    if (lock.by_password && now_ms - lock.contact_ms > contact_days_max * day_ms) await erase(name, lock, false)
  }
}

interface Opened {
  secret: string
  erase: Order
}

/** Makes the device known; one that was erased, or is to be erased with all it holds, begins anew. */
async function register(session: Session): Promise<{ kept: Lock | null; device: string; opened: Opened }> {
  const { id: user, name } = session.user
  const kept = await readLock(name)
  const mine = kept?.user === user ? kept : null
  const say = async (device: string, lock: Lock | null): Promise<Opened> => post('/api/session/device', { device, people: lock?.people ?? 0, waiting: lock ? await unsentOf(lock) : 0 })
  if (mine?.device) {
    const opened = await say(mine.device, mine).catch((error: unknown) => (asProblem(error).code === 'device-unknown' ? null : Promise.reject(error as Error)))
    if (opened && opened.erase !== 'lose') return { kept: mine, device: mine.device, opened }
    if (!opened) return anew(mine)
    await eraseByOrder(lockName(name), mine, false)
    return anew(null)
  }
  return anew(mine)

  async function anew(lock: Lock | null): Promise<{ kept: Lock | null; device: string; opened: Opened }> {
    const device = freshSecret()
    return { kept: lock, device, opened: await say(device, lock) }
  }
}

async function unlockWithServer(session: Session, password: string | null): Promise<Vault> {
  await ordersAsked()
  const { kept, device, opened } = await register(session)
  order = opened.erase
  const server_key = await serverKey(opened.secret)
  const { id: user, name } = session.user
  const old_key = kept ? await openKey(kept.by_server, server_key) : null
  const data_key = old_key ?? crypto.getRandomValues(new Uint8Array(32))
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const lock: Lock = {
    user,
    salt: password === null && old_key ? kept!.salt : salt,
    by_password: password === null ? (old_key ? kept!.by_password : null) : await sealKey(data_key, await passwordKey(password, salt)),
    by_server: old_key ? kept!.by_server : await sealKey(data_key, server_key),
    contact_ms: Date.now(),
    device,
    people: old_key ? (kept?.people ?? 0) : 0,
  }
  await writeLock(name, lock)
  const store = await vaultOf(user, data_key)
  await store.put(session_key, session)
  return store
}

/** Signed in at the server: opens the user's store, and makes it on the first day. The page need not wait. */
export function unlock(session: Session, password: string | null): void {
  if (!able()) return
  useVault(unlockWithServer(session, password).catch(() => memoryVault()))
}

/** Without a connection: the session of the last day, when the password opens it; nothing when this device does not know the user. */
export async function unlockOffline(name: string, password: string): Promise<{ session: Session | null; known: boolean }> {
  if (!able()) return { session: null, known: false }
  await ordersAsked()
  await eraseStale(Date.now())
  const lock = await readLock(name)
  if (!lock?.by_password) return { session: null, known: false }
  const data_key = await openKey(lock.by_password, await passwordKey(password, new Uint8Array(lock.salt)))
  if (!data_key) return { session: null, known: true }
  const store = await vaultOf(lock.user, data_key)
  const session = await store.get<Session>(session_key)
  if (session) useVault(store)
  return { session, known: true }
}

/** The server answered: the week begins anew. */
export async function touched(session: Session): Promise<void> {
  if (!able()) return
  const lock = await readLock(session.user.name)
  if (lock?.user === session.user.id) await writeLock(session.user.name, { ...lock, contact_ms: Date.now() })
}

/** Tells the server how many people lie on this device now, when that changed. */
export async function sayCarried(session: Session, people: number): Promise<void> {
  const lock = able() ? await readLock(session.user.name) : null
  if (lock?.user !== session.user.id || !lock.device || lock.people === people) return
  await post('/api/session/device', { device: lock.device, people, waiting: await unsentOf(lock) })
  await writeLock(session.user.name, { ...lock, people })
}

/** Signed out: the store is shut, what it holds stays sealed. */
export async function shut(): Promise<void> {
  await vault()
  useVault(memoryVault())
}
