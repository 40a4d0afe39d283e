// Lists: columns remembered, rows picked, pages gathered; tables that become lists; what a changed cover sends.
import { mount } from '@vue/test-utils'
import { defineComponent, h, withDirectives } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ResidentCover } from '@/api/types'
import { allRows, list_file_rows_max, useList } from '@/common/list'
import { vStacked } from '@/common/stacked'
import { changesOf, draftOf } from '@/features/residents/cover-change'

interface Row {
  id: string
  name: string
}
const columns = () => [
  { key: 'name', label: 'Name', text: (row: Row) => row.name, fixed: true },
  { key: 'id', label: 'Id', text: (row: Row) => row.id },
  { key: 'spare', label: 'Spare', text: () => '', spare: true },
]

describe('a list', () => {
  beforeEach(() => localStorage.clear())

  it('shows what is not spare, and remembers what the user chose', () => {
    const list = useList<Row>('test', columns)
    expect(list.visible.value.map((one) => one.key)).toEqual(['name', 'id'])
    list.toggle('spare')
    list.toggle('id')
    list.toggle('name')
    expect(list.visible.value.map((one) => one.key), 'the name stays').toEqual(['name', 'spare'])
    expect(useList<Row>('test', columns).visible.value.map((one) => one.key)).toEqual(['name', 'spare'])
    expect(useList<Row>('other', columns).visible.value.map((one) => one.key)).toEqual(['name', 'id'])
    list.reset()
    expect(useList<Row>('test', columns).visible.value.map((one) => one.key)).toEqual(['name', 'id'])
  })

  it('does not stumble over what stands in the storage', () => {
    for (const kept of ['{', '"x"', '{"a":1}']) {
      localStorage.setItem('jiwei.columns.test', kept)
      expect(useList<Row>('test', columns).visible.value).toHaveLength(2)
    }
  })

  it('picks and forgets rows', () => {
    const list = useList<Row>('test', columns)
    list.pick('a', true)
    list.pick('b', true)
    list.pick('a', false)
    expect([...list.picked.value]).toEqual(['b'])
    list.clear()
    expect(list.picked.value.size).toBe(0)
  })

  it('gathers every page, up to what a file holds', async () => {
    const page = (size: number) => (cursor: string | undefined) => {
      const from = Number(cursor ?? 0)
      const items = Array.from({ length: 1000 }, (_, i) => ({ id: String(from + i), name: '' }))
      return Promise.resolve({ items, next: from + 1000 < size ? String(from + 1000) : null })
    }
    expect(await allRows(page(3000))).toMatchObject({ whole: true, rows: { length: 3000 } })
    const cut = await allRows(page(9000))
    expect(cut.whole).toBe(false)
    expect(cut.rows).toHaveLength(list_file_rows_max)
  })
})

describe('v-stacked', () => {
  it('gives every cell the heading of its column', () => {
    const table = mount(
      defineComponent(() => () =>
        withDirectives(h('table', [h('thead', h('tr', [h('th', 'Name'), h('th', 'Age'), h('th', h('span', { class: 'sr' }, 'Acts'))])), h('tbody', [h('tr', [h('th', 'A'), h('td', '7'), h('td', 'x')]), h('tr', h('td', { colspan: 3 }, 'all'))])]), [[vStacked]]),
      ),
    )
    expect(table.classes()).toContain('stacked')
    expect(table.findAll('td').map((cell) => cell.attributes('data-label'))).toEqual(['Age', '', undefined])
  })
})

describe('a changed cover', () => {
  const cover = { id: 'x', version: 3, name: '王建国', sex: '1', birth_date: '1960-02-29', id_type: '01', contact_name: '', residence_type: '1', residence_state: '1', arrived_on: '', address: '一号', registered_address: '', village_code: 'v', doctor: '', opened_on: '2020-01-01' } as unknown as ResidentCover

  it('sends what differs and nothing else', () => {
    const draft = draftOf(cover)
    expect(changesOf(cover, draft)).toEqual({})
    draft.address = '二号'
    draft.phone = ' 13900000000 '
    expect(changesOf(cover, draft)).toEqual({ address: '二号', phone: '13900000000' })
  })

  it('sends the kind of document with a new number', () => {
    const draft = draftOf(cover)
    draft.id_no = '350802196002290018'
    expect(changesOf(cover, draft)).toEqual({ id_no: '350802196002290018', id_type: '01' })
  })
})
