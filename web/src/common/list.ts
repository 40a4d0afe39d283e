// What every list can do: choose its columns (remembered on this device), pick rows, leave as a workbook, be printed (docs/adr/0081).
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { download } from '@/api/client'

export interface ListColumn<T> {
  key: string
  label: string
  /** As it stands in a file. */
  text: (row: T) => string
  /** Stands always: it says who the row is about. */
  fixed?: boolean
  /** Hidden until the user asks for it. */
  spare?: boolean
}

export interface List<T> {
  columns: ComputedRef<ListColumn<T>[]>
  visible: ComputedRef<ListColumn<T>[]>
  shows: (key: string) => boolean
  toggle: (key: string) => void
  reset: () => void
  picked: Ref<Set<string>>
  pick: (id: string, on: boolean) => void
  clear: () => void
}

export const list_file_rows_max = 5_000

function remembered(name: string): string[] | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(`jiwei.columns.${name}`) ?? 'null')
    return Array.isArray(kept) ? kept.map(String) : null
  } catch {
    return null // private mode, or written by hand
  }
}

export function useList<T>(name: string, all: () => ListColumn<T>[]): List<T> {
  const columns = computed(all)
  const chosen = shallowRef(remembered(name))
  const shows = (key: string): boolean => {
    const column = columns.value.find((one) => one.key === key)
    if (!column) return false
    return column.fixed || (chosen.value ? chosen.value.includes(key) : !column.spare)
  }
  const visible = computed(() => columns.value.filter((column) => shows(column.key)))
  function keep(keys: string[] | null): void {
    chosen.value = keys
    try {
      if (keys) localStorage.setItem(`jiwei.columns.${name}`, JSON.stringify(keys))
      else localStorage.removeItem(`jiwei.columns.${name}`)
    } catch {
      // private mode: the choice lasts as long as the page
    }
  }
  const toggle = (key: string): void => {
    const now = visible.value.map((column) => column.key)
    keep(now.includes(key) ? now.filter((one) => one !== key) : [...now, key])
  }
  const picked = ref(new Set<string>())
  const pick = (id: string, on: boolean): void => {
    const next = new Set(picked.value)
    if (on) next.add(id)
    else next.delete(id)
    picked.value = next
  }
  return { columns, visible, shows, toggle, reset: () => keep(null), picked, pick, clear: () => (picked.value = new Set()) }
}

/** The rows as a file that the server makes and the audit knows. */
export function listFile<T>(title: string, format: 'xlsx' | 'csv', columns: ListColumn<T>[], rows: T[]): Promise<void> {
  const body = { title, format, columns: columns.map((column) => column.label), rows: rows.map((row) => columns.map((column) => column.text(row))) }
  return download('/api/residents/list-file', undefined, `${title}.${format}`, { method: 'POST', body })
}

/** The same as a file of this device: for lists that tell of no resident. */
export function csvHere<T>(title: string, columns: ListColumn<T>[], rows: T[]): void {
  const quoted = (cell: string): string => `"${cell.replace(/"/g, '""').replace(/^[=+\-@]/, "'$&")}"`
  const text = [columns.map((column) => column.label), ...rows.map((row) => columns.map((column) => column.text(row)))].map((row) => row.map(quoted).join(',')).join('\n')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' }))
  link.download = `${title}.csv`
  link.click()
}

/** Every page of a list, up to what a file holds. */
export async function allRows<T>(page: (cursor: string | undefined) => Promise<{ items: T[]; next: string | null }>): Promise<{ rows: T[]; whole: boolean }> {
  const rows: T[] = []
  let cursor: string | undefined
  do {
    const one = await page(cursor)
    rows.push(...one.items)
    cursor = one.next ?? undefined
  } while (cursor && rows.length < list_file_rows_max)
  return { rows: rows.slice(0, list_file_rows_max), whole: !cursor }
}
