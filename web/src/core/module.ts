// The WebAssembly module of the rule core and its one call. Runs in the worker; tests run it directly.

interface Exports {
  memory: WebAssembly.Memory
  _initialize: () => void
  jiwei_alloc: (bytes: number) => number
  jiwei_free: (at: number) => void
  jiwei_call: (at: number, bytes: number) => number
}

export type CoreCall = (fn: string, args: object) => unknown

const enosys = 52

export class CoreFault extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
    this.name = 'CoreFault'
  }
}

export async function startCore(bytes: BufferSource): Promise<CoreCall> {
  const imports = { wasi_snapshot_preview1: new Proxy({}, { get: () => () => enosys }) }
  const { instance } = await WebAssembly.instantiate(bytes, imports)
  const core = instance.exports as unknown as Exports
  core._initialize()
  return (fn, args) => {
    const request = new TextEncoder().encode(JSON.stringify({ fn, ...args }))
    const at = core.jiwei_alloc(request.length)
    new Uint8Array(core.memory.buffer, at, request.length).set(request)
    const out = core.jiwei_call(at, request.length)
    core.jiwei_free(at)
    const length = new DataView(core.memory.buffer).getUint32(out, true)
    const answer = JSON.parse(new TextDecoder().decode(new Uint8Array(core.memory.buffer, out + 4, length))) as {
      ok: boolean
      error?: { code: string; message: string }
    }
    core.jiwei_free(out)
    if (!answer.ok) throw new CoreFault(answer.error?.code ?? 'core-failed', answer.error?.message ?? '')
    return answer
  }
}
