// One request of a page: its value, its error, and only the newest answer counts.
import { onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Load<T> {
  value: ShallowRef<T | null>
  error: ShallowRef<unknown>
  busy: Ref<boolean>
  run: () => Promise<void>
}

export function useLoad<T>(ask: (signal: AbortSignal) => Promise<T>): Load<T> {
  const value = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  const busy = ref(false)
  let current: AbortController | undefined

  async function run(): Promise<void> {
    current?.abort()
    const mine = new AbortController()
    current = mine
    busy.value = true
    try {
      const answer = await ask(mine.signal)
      if (current !== mine) return
      value.value = answer
      error.value = null
    } catch (problem) {
      if (current === mine && !mine.signal.aborted) error.value = problem
    } finally {
      if (current === mine) busy.value = false
    }
  }

  onBeforeUnmount(() => current?.abort())
  return { value, error, busy, run }
}
