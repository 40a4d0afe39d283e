// A small encrypted store in the browser. Health data never lies readable on the device: each value is sealed with AES-GCM under its
// user's data key, which sign-in unlocks (device.ts). Before that, and where the browser offers no WebCrypto (plain http on a
// network), nothing is written to disk and values live as long as the page.

export interface Vault {
  put(key: string, value: unknown): Promise<void>
  /** Many at once, all or none. */
  putAll(entries: [key: string, value: unknown][]): Promise<void>
  get<T>(key: string): Promise<T | null>
  remove(key: string): Promise<void>
  keys(prefix: string): Promise<string[]>
  readonly durable: boolean
}

export function memoryVault(): Vault {
  const values = new Map<string, string>()
  return {
    durable: false,
    put: async (key, value) => void values.set(key, JSON.stringify(value)),
    putAll: async (entries) => entries.forEach(([key, value]) => values.set(key, JSON.stringify(value))),
    get: async <T>(key: string) => (values.has(key) ? (JSON.parse(values.get(key)!) as T) : null),
    remove: async (key) => void values.delete(key),
    keys: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  }
}

export const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const committed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = transaction.onerror = () => reject(transaction.error)
  })

let database: Promise<IDBDatabase> | null = null

/** Two stores: `locks` (how each user's key is locked away) and `sealed` (what the keys protect). */
export function openDatabase(): Promise<IDBDatabase> {
  if (!database) {
    const request = indexedDB.open('jiwei', 2)
    request.onupgradeneeded = () => {
      for (const old of [...request.result.objectStoreNames]) request.result.deleteObjectStore(old)
      request.result.createObjectStore('locks')
      request.result.createObjectStore('sealed')
    }
    database = done(request)
    database.catch(() => (database = null))
  }
  return database
}

interface Sealed {
  iv: Uint8Array
  data: ArrayBuffer
}

/** What lies under `key`; the names of the values begin with their owner, so that users of one device never meet. */
export function sealedVault(disk: IDBDatabase, owner: string, key: CryptoKey): Vault {
  const store = (mode: IDBTransactionMode): IDBObjectStore => disk.transaction('sealed', mode).objectStore('sealed')
  const at = (name: string): string => `${owner}|${name}`
  const seal = async (value: unknown): Promise<Sealed> => {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(value))) }
  }
  return {
    durable: true,
    async put(name, value) {
      const sealed = await seal(value)
      await done(store('readwrite').put(sealed, at(name)))
    },
    async putAll(entries) {
      const sealed = await Promise.all(entries.map(async ([name, value]) => [at(name), await seal(value)] as const))
      const rows = store('readwrite')
      for (const [name, value] of sealed) rows.put(value, name)
      await committed(rows.transaction)
    },
    async get<T>(name: string) {
      const sealed = await done<Sealed | undefined>(store('readonly').get(at(name)))
      if (!sealed) return null
      try {
        const iv = new Uint8Array(sealed.iv)
        return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed.data))) as T
      } catch {
        return null // sealed under a key that is gone
      }
    },
    async remove(name) {
      await done(store('readwrite').delete(at(name)))
    },
    async keys(prefix) {
      const names = (await done(store('readonly').getAllKeys(IDBKeyRange.bound(at(prefix), `${at(prefix)}\uffff`)))) as string[]
      return names.map((name) => name.slice(owner.length + 1))
    },
  }
}

let opened: Promise<Vault> = Promise.resolve(memoryVault())

export const vault = (): Promise<Vault> => opened
/** The store from now on; while the promise is open, whoever asks waits. */
export const useVault = (replacement: Vault | Promise<Vault>): void => void (opened = Promise.resolve(replacement))
