// The rule core lives in a worker: typing never waits for it.
import { CoreFault, startCore, type CoreCall } from './module'

interface Question {
  id: number
  fn: string
  args: object
}

let started: Promise<CoreCall> | null = null

async function start(): Promise<CoreCall> {
  const response = await fetch('/core.wasm')
  if (!response.ok) throw new CoreFault('core-missing', `core.wasm: HTTP ${response.status}`)
  return startCore(await response.arrayBuffer())
}

self.addEventListener('message', (event: MessageEvent<Question>) => {
  const { id, fn, args } = event.data
  started ??= start()
  started
    .then((call) => self.postMessage({ id, answer: call(fn, args) }))
    .catch((error: unknown) => {
      const known = error instanceof CoreFault
      if (!known) started = null // the load may succeed next time
      self.postMessage({ id, fault: { code: known ? error.code : 'core-missing', message: error instanceof Error ? error.message : '' } })
    })
})
