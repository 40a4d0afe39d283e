import type { Institution } from '@/api/types'

/** A flat list of institutions in the order of the tree, each with its depth. What hangs on nothing in the list is a root. */
export function flatTree(items: Institution[]): { item: Institution; depth: number }[] {
  const known = new Set(items.map((item) => item.id))
  const below = new Map<string, Institution[]>()
  for (const item of items) {
    const parent = item.parent_id && known.has(item.parent_id) ? item.parent_id : ''
    below.set(parent, [...(below.get(parent) ?? []), item])
  }
  const out: { item: Institution; depth: number }[] = []
  const walk = (parent: string, depth: number): void => {
    for (const item of below.get(parent) ?? []) {
      out.push({ item, depth })
      walk(item.id, depth + 1)
    }
  }
  walk('', 0)
  return out
}
