// A table that becomes a list on a phone: every cell carries the heading of its column, and base.css shows it before the value.
import type { Directive } from 'vue'

function label(table: HTMLTableElement): void {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => (cell.querySelector('.sr, input') ? '' : (cell.textContent ?? '').trim()))
  for (const body of table.tBodies) {
    for (const row of body.rows) {
      let at = 0
      for (const cell of row.cells) {
        if (cell.tagName === 'TD' && cell.colSpan === 1) cell.dataset.label = heads[at] ?? ''
        at += cell.colSpan
      }
    }
  }
}

export const vStacked: Directive<HTMLTableElement> = {
  mounted(table) {
    table.classList.add('stacked')
    label(table)
  },
  updated(table) {
    table.classList.add('stacked') // a changed class binding takes it away
    label(table)
  },
}
