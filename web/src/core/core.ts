// The rule core as the page calls it.
import { CoreFault } from './module'
import type { CoreDecision, DecideInput, Pack } from './types'

type Ask = (fn: string, args: object) => Promise<unknown>

interface Reply {
  id: number
  answer?: unknown
  fault?: { code: string; message: string }
}

function workerAsk(): Ask {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let last = 0
  worker.addEventListener('message', (event: MessageEvent<Reply>) => {
    const { id, answer, fault } = event.data
    const waiting = open.get(id)
    open.delete(id)
    if (fault) waiting?.reject(new CoreFault(fault.code, fault.message))
    else waiting?.resolve(answer)
  })
  worker.addEventListener('error', () => {
    for (const waiting of open.values()) waiting.reject(new CoreFault('core-missing', 'worker'))
    open.clear()
  })
  return (fn, args) =>
    new Promise((resolve, reject) => {
      last += 1
      open.set(last, { resolve, reject })
      worker.postMessage({ id: last, fn, args: JSON.parse(JSON.stringify(args)) as object })
    })
}

let ask: Ask | null = null

/** For tests: the module without a worker. */
export const useCore = (replacement: Ask): void => void (ask = replacement)

const core: Ask = (fn, args) => (ask ??= workerAsk())(fn, args)

export async function loadPack(bundle: unknown): Promise<Pack> {
  return ((await core('load_pack', { bundle })) as { pack: Pack }).pack
}

export async function decide(input: DecideInput): Promise<CoreDecision> {
  return ((await core('decide', { ...input })) as { decision: CoreDecision }).decision
}

export interface CountedPerson {
  numerator: boolean
  denominator: boolean
  lack: { code: string; zh: string; en: string; task: string; form: string } | null
}
/** Who of these people counts in an indicator on a day, and what each lacks; by id. */
export async function countsOn(args: { pack: string; indicator: string; day: string; people: object[] }): Promise<Record<string, CountedPerson>> {
  return ((await core('counts_on', args)) as { people: Record<string, CountedPerson> }).people
}

/** The identity check of the number, when the core offers it; the server checks again in any case. */
export async function checkId(args: { id_type: string; id_no: string; birth_date: string; sex: string; today: string }): Promise<unknown> {
  return core('check_id', args)
}
