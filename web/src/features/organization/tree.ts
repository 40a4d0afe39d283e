import type { Institution } from '@/api/types'

export interface TreeRow {
  item: Institution
  depth: number
  /** How many hang on it, at any depth. */
  below: number
}

/** A flat list of institutions in the order of the tree, each with its depth. What hangs on nothing in the list is a root. */
export function flatTree(items: Institution[]): TreeRow[] {
  const known = new Set(items.map((item) => item.id))
  const below = new Map<string, Institution[]>()
  for (const item of items) {
    const parent = item.parent_id && known.has(item.parent_id) ? item.parent_id : ''
    below.set(parent, [...(below.get(parent) ?? []), item])
  }
  const out: TreeRow[] = []
  const walk = (parent: string, depth: number): void => {
    for (const item of below.get(parent) ?? []) {
      const row = { item, depth, below: 0 }
      const before = out.push(row)
      walk(item.id, depth + 1)
      row.below = out.length - before
    }
  }
  walk('', 0)
  return out
}

/** The tree without what hangs on a row that is folded. */
export function unfolded(tree: TreeRow[], folded: (row: TreeRow) => boolean): TreeRow[] {
  const out: TreeRow[] = []
  for (let at = 0; at < tree.length; at += 1) {
    out.push(tree[at]!)
    if (folded(tree[at]!)) at += tree[at]!.below
  }
  return out
}
