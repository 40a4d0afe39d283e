// A list that comes in pages: its rows so far, whether there are more, and only the newest question's answer counts.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Pages<T> {
  rows: ShallowRef<T[]>
  /** False until the first answer to the present question: show the loading state. */
  known: Ref<boolean>
  more: Ref<boolean>
  busy: Ref<boolean>
  error: ShallowRef<unknown>
  /** Asks anew from the first page, keeping what is shown until the answer is there; `fresh` forgets it at once. */
  load: (fresh?: boolean) => Promise<void>
  loadMore: () => Promise<void>
}

export function usePages<T>(ask: (cursor: string | undefined) => Promise<{ items: T[]; next: string | null }>): Pages<T> {
  const rows = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const known = ref(false)
  const more = ref(false)
  const busy = ref(false)
  const error = shallowRef<unknown>(null)
  let question = 0

  async function fetch(cursor: string | undefined): Promise<void> {
    const mine = ++question
    busy.value = true
    error.value = null
    try {
      const page = await ask(cursor)
      if (mine !== question) return
      rows.value = cursor === undefined ? page.items : [...rows.value, ...page.items]
      next.value = page.next
      more.value = page.next !== null
      known.value = true
    } catch (problem) {
      if (mine === question) error.value = problem
    } finally {
      if (mine === question) busy.value = false
    }
  }

  function load(fresh = false): Promise<void> {
    if (fresh) known.value = false
    return fetch(undefined)
  }
  const loadMore = (): Promise<void> => (next.value === null ? Promise.resolve() : fetch(next.value))
  return { rows, known, more, busy, error, load, loadMore }
}
