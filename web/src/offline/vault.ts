// A small encrypted store in the browser. Health data never lies readable on the device: each value is sealed with AES-GCM under
// a key that the browser keeps and never hands out (non-extractable). Where the browser offers no WebCrypto (plain http on a
// network) nothing is written to disk and values live as long as the page.

const database_name = 'jiwei'
const stores = ['keys', 'sealed'] as const

export interface Vault {
  put(key: string, value: unknown): Promise<void>
  get<T>(key: string): Promise<T | null>
  remove(key: string): Promise<void>
  keys(prefix: string): Promise<string[]>
  readonly durable: boolean
}

function memoryVault(): Vault {
  const values = new Map<string, string>()
  return {
    durable: false,
    put: async (key, value) => void values.set(key, JSON.stringify(value)),
    get: async <T>(key: string) => (values.has(key) ? (JSON.parse(values.get(key)!) as T) : null),
    remove: async (key) => void values.delete(key),
    keys: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  }
}

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(database_name, 1)
  request.onupgradeneeded = () => {
    for (const store of stores) if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store)
  }
  return done(request)
}

async function deviceKey(database: IDBDatabase): Promise<CryptoKey> {
  const kept = await done<CryptoKey | undefined>(database.transaction('keys').objectStore('keys').get('device'))
  if (kept) return kept
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  await done(database.transaction('keys', 'readwrite').objectStore('keys').put(made, 'device'))
  return made
}

interface Sealed {
  iv: Uint8Array
  data: ArrayBuffer
}

async function deviceVault(): Promise<Vault> {
  const database = await open()
  const key = await deviceKey(database)
  const store = (mode: IDBTransactionMode): IDBObjectStore => database.transaction('sealed', mode).objectStore('sealed')
  return {
    durable: true,
    async put(name, value) {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(value)))
      await done(store('readwrite').put({ iv, data } satisfies Sealed, name))
    },
    async get<T>(name: string) {
      const sealed = await done<Sealed | undefined>(store('readonly').get(name))
      if (!sealed) return null
      try {
        const iv = new Uint8Array(sealed.iv)
        return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed.data))) as T
      } catch {
        return null // sealed under a key that is gone
      }
    },
    async remove(name) {
      await done(store('readwrite').delete(name))
    },
    async keys(prefix) {
      return (await done(store('readonly').getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`)))) as string[]
    },
  }
}

let opened: Promise<Vault> | null = null

export function vault(): Promise<Vault> {
  const able = typeof indexedDB !== 'undefined' && typeof crypto !== 'undefined' && !!crypto.subtle
  opened ??= able ? deviceVault().catch(memoryVault) : Promise.resolve(memoryVault())
  return opened
}

/** For tests. */
export const useVault = (replacement: Vault): void => void (opened = Promise.resolve(replacement))
export { memoryVault }
