// The lock on what a device keeps for a user. A random data key seals everything; it lies on the device twice, itself sealed: once under
// a key made from the password (for days without a connection), once under a secret that the server hands to a signed-in user.
// After seven days without the server the first copy and all that was only read are erased; what was written and not yet sent
// stays, readable after the next sign-in.
import { get } from '@/api/client'
import type { Session } from '@/api/types'
import { done, memoryVault, openDatabase, sealedVault, useVault, vault, type Vault } from './vault'

export const contact_days_max = 7
const day_ms = 86_400_000
const rounds = 600_000 // PBKDF2-SHA-256
const session_key = 'session'
/** What the user made; everything else can be fetched again. */
const own_work = ['queue:', 'draft:']

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
}

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

/** At every start: whoever has not met the server for a week is no longer served without it. */
export async function eraseStale(now_ms: number): Promise<void> {
  if (!able()) return
  const locks = (await openDatabase()).transaction('locks').objectStore('locks')
  const [names, rows] = await Promise.all([done(locks.getAllKeys()), done<Lock[]>(locks.getAll())])
  for (const [index, lock] of rows.entries()) {
    if (lock.by_password && now_ms - lock.contact_ms > contact_days_max * day_ms) await erase(String(names[index]), lock, false)
  }
}

async function unlockWithServer(session: Session, password: string | null): Promise<Vault> {
  const { secret } = await get<{ secret: string }>('/api/session/device')
  const server_key = await serverKey(secret)
  const { id: user, name } = session.user
  const kept = await readLock(name)
  const old_key = kept?.user === user ? await openKey(kept.by_server, server_key) : null
  const data_key = old_key ?? crypto.getRandomValues(new Uint8Array(32))
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const lock: Lock = {
    user,
    salt: password === null && old_key ? kept!.salt : salt,
    by_password: password === null ? (old_key ? kept!.by_password : null) : await sealKey(data_key, await passwordKey(password, salt)),
    by_server: old_key ? kept!.by_server : await sealKey(data_key, server_key),
    contact_ms: Date.now(),
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

export async function eraseAll(session: Session): Promise<void> {
  if (!able()) return
  const lock = await readLock(session.user.name)
  useVault(memoryVault())
  if (lock) await erase(session.user.name, lock, true)
}

/** Signed out: the store is shut, what it holds stays sealed. */
export async function shut(): Promise<void> {
  await vault()
  useVault(memoryVault())
}
