// Answers for the page itself when there is no connection: its files, kept whole per release. Data never passes through here: what a
// person typed or read lies encrypted in the vault, and every address of the server goes to the network untouched.

interface WorkerScope extends EventTarget {
  readonly location: Location
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
}
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Fetching extends Lasting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

const scope = self as unknown as WorkerScope
/** Filled in by the build: every file of the release, and a digest of all of them. */
declare const __PAGE_FILES__: string[]
declare const __PAGE_VERSION__: string

const cache_name = `page-${__PAGE_VERSION__}`
const files = new Set(__PAGE_FILES__)
/** The rule core is made by another build and may change alone; it is asked for again in the background. */
const core = '/core.wasm'
const server = /^\/(api|fhir|healthz|readyz|metrics|openapi\.json)(\/|$)/

async function keepAll(): Promise<void> {
  const cache = await caches.open(cache_name)
  await cache.addAll([...files, core].map((path) => new Request(path, { cache: 'no-cache' })))
}

async function dropOld(): Promise<void> {
  for (const name of await caches.keys()) if (name !== cache_name) await caches.delete(name)
  await scope.clients.claim()
}

async function renew(path: string): Promise<void> {
  const answer = await fetch(new Request(path, { cache: 'no-cache' }))
  if (answer.ok) await (await caches.open(cache_name)).put(path, answer)
}

async function kept(event: Fetching, path: string): Promise<Response> {
  const found = await (await caches.open(cache_name)).match(path)
  if (!found) return fetch(event.request)
  if (path === core) event.waitUntil(renew(path).catch(() => undefined))
  return found
}

scope.addEventListener('install', (event) => (event as Lasting).waitUntil(keepAll()))
scope.addEventListener('activate', (event) => (event as Lasting).waitUntil(dropOld()))
scope.addEventListener('message', (event) => {
  if ((event as MessageEvent).data === 'take-over') void scope.skipWaiting()
})
scope.addEventListener('fetch', (event) => {
  const asked = event as Fetching
  const { request } = asked
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== scope.location.origin || server.test(url.pathname)) return
  const path = request.mode === 'navigate' ? '/index.html' : url.pathname
  if (path === core || files.has(path)) asked.respondWith(kept(asked, path))
})
