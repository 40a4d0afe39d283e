import { describe, expect, it } from 'vitest'
import type { Column } from '@/features/organization/api'
import { bodyOf, fenOf, shown, typedOf, yuan } from '@/features/organization/columns'
import { reportColumns } from '@/features/organization/report-columns'

const column = (key: string, type: Column['type'], more: Partial<Column> = {}): Column => ({ key, type, zh: key, en: key, ...more })

describe('money', () => {
  it.each([
    ['12.5', 1250],
    ['12.50', 1250],
    ['12', 1200],
    ['1,200.05', 120_005],
    ['0', 0],
    ['12.505', null],
    ['-1', null],
    ['', null],
    ['abc', null],
  ])('%s is %s fen', (typed, fen) => expect(fenOf(typed)).toBe(fen))
  it('is shown with two decimals and groups', () => {
    expect(yuan(1_769_000_000)).toBe('17,690,000.00')
    expect(yuan(5)).toBe('0.05')
    expect(yuan(undefined)).toBe('')
  })
  it('comes back as it was', () => {
    for (const fen of [0, 1, 99, 100, 123_456_789]) expect(fenOf(String(typedOf([column('a', 'fen')], { a: fen }).a))).toBe(fen)
  })
})

describe('declared columns', () => {
  const columns = [column('n', 'integer'), column('t', 'text'), column('b', 'boolean'), column('c', 'codes', { choices: [{ code: '1', zh: 'one', en: 'one' }] }), column('f', 'fen')]
  it('send only what was filled, numbers as numbers', () => {
    expect(bodyOf(columns, { n: ' 7 ', t: '', b: false, c: [], f: '1.5' })).toEqual({ n: 7, f: 150 })
    expect(bodyOf(columns, { n: '', t: ' x ', b: true, c: ['1'], f: '' })).toEqual({ t: 'x', b: true, c: ['1'] })
  })
  it('send what is no number as it was typed, so that the server names it at its field', () => expect(bodyOf(columns, { n: 'seven', t: '', b: false, c: [], f: 'much' })).toEqual({ n: 'seven', f: 'much' }))
  it('come back as they were', () => {
    const body = { n: 7, t: 'x', b: true, c: ['1'], f: 150 }
    expect(bodyOf(columns, typedOf(columns, body))).toEqual(body)
  })
  it('show words for codes and names for ids', () => {
    expect(shown(columns[3]!, ['1'])).toBe('one')
    expect(shown(column('p', 'person'), 'x', () => 'name')).toBe('name')
    expect(shown(columns[0]!, undefined)).toBe('')
  })
})

describe('reports', () => {
  it.each(['shortages', 'projects', 'credits', 'support-days'])('%s has columns', (report) => expect(reportColumns(report).length).toBeGreaterThan(4))
})
