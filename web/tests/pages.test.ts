import { describe, expect, it } from 'vitest'
import type { Institution, Series } from '@/api/types'
import { changeWords, byDistance, distance, points } from '@/features/indicators/rate'
import { flatTree, unfolded } from '@/features/organization/tree'
import { answersToAmend } from '@/features/programmes/open-form'
import { pressureOption, readings, targetOf } from '@/features/programmes/pressure'
import { hashOf, isPrivate, wordsOf } from '@/features/residents/search-address'
import { safeReturn } from '@/router'

describe('rates', () => {
  it.each([
    [6400, '64.00%'],
    [5, '0.05%'],
    [10_000, '100.00%'],
    [12_345, '123.45%'],
    [0, '0.00%'],
    [null, '—'],
  ])('%s basis points are %s', (rate, want) => expect(points(rate)).toBe(want))

  it('show a change with its sign', () => {
    expect(changeWords(324)).toBe('+3.24')
    expect(changeWords(-5)).toBe('−0.05')
    expect(changeWords(0)).toBe('±0.00')
  })

  it('are sorted by distance from the target, the worst first, the empty last', () => {
    const child = (name: string, basis_points: number | null) => ({ institution: { id: name, name, kind: 'H3', has_children: true, own: false }, numerator: 0, denominator: 0, basis_points, small: false, target_basis_points: null, rank: null, light: 'none' as const, on_target: false })
    const children = [child('b', 7500), child('empty', null), child('a', 3000), child('c', 9000)]
    expect(byDistance(children, { target_basis_points: 7000, higher_is_better: true }).map((one) => one.institution.name)).toEqual(['a', 'b', 'c', 'empty'])
    expect(byDistance(children, { target_basis_points: 7000, higher_is_better: false }).map((one) => one.institution.name)).toEqual(['c', 'b', 'a', 'empty'])
    expect(distance(6900, 7000, true)).toBe(-100)
    expect(distance(6900, null, true)).toBeNull()
  })
})

describe('blood pressure', () => {
  const series: Series = {
    items: [
      { fact: 'htn.sbp', code: 'htn.sbp', points: [{ on: '2026-02-01', value: '152', record_id: 'b' }, { on: '2026-01-01', value: '150', record_id: 'a' }, { on: '2026-03-01', value: '140', record_id: 'alone' }] },
      { fact: 'htn.dbp', code: 'htn.dbp', points: [{ on: '2026-01-01', value: '94', record_id: 'a' }, { on: '2026-02-01', value: '88', record_id: 'b' }] },
    ],
    targets: { sbp: '150', dbp: '90' },
  }
  it('pairs systolic and diastolic of one record, in order of time', () => {
    expect(readings(series)).toEqual([
      { on: '2026-01-01', record: 'a', sbp: 150, dbp: 94 },
      { on: '2026-02-01', record: 'b', sbp: 152, dbp: 88 },
    ])
    expect(readings(null)).toEqual([])
  })
  it('takes the target from the answer, whole or not at all', () => {
    expect(targetOf(series)).toEqual({ sbp: 150, dbp: 90 })
    expect(targetOf({ items: [], targets: { sbp: '140' } })).toBeNull()
    expect(targetOf(null)).toBeNull()
  })
  it('draws the target as bands', () => {
    const option = pressureOption(readings(series), { sbp: 140, dbp: 90 }, { sbp: 'S', dbp: 'D' }, { sbp: '#1', dbp: '#2', line: '#3', band: '#4' })
    const drawn = option.series as { markArea: { data: { yAxis: number }[][] } }[]
    expect(drawn.map((one) => one.markArea.data[0]!.map((edge) => edge.yAxis))).toEqual([
      [90, 140],
      [60, 90],
    ])
  })
})

describe('an amendment', () => {
  const form = { date_key: 'date', class_key: 'class', next_key: 'next' }
  const kept = { service_date: '2026-11-21', rule_class: '1', rule_next: '2027-02-21' }
  it('leaves to the rules what they had decided', () =>
    expect(answersToAmend({ ...kept, answers: { sbp: 128, class: '1', next: '2027-02-21' } }, form)).toEqual({ sbp: 128, date: '2026-11-21' }))
  it('keeps what the doctor had decided otherwise', () =>
    expect(answersToAmend({ ...kept, answers: { date: '2026-11-20', class: '4', next: '2026-12-01' } }, form)).toEqual({ date: '2026-11-20', class: '4', next: '2026-12-01' }))
})

describe('addresses', () => {
  it('never carry an ID number or a phone', () => {
    expect(isPrivate('350802196002290018')).toBe(true)
    expect(isPrivate('138 1234 5678')).toBe(true)
    expect(isPrivate('王建国')).toBe(false)
    expect(isPrivate('wjg')).toBe(false)
    expect(isPrivate('0018')).toBe(false)
    expect(hashOf('13812345678')).toBe('#*')
    expect(wordsOf({ hash: '#*' })).toBe('13812345678')
    expect(wordsOf({ hash: hashOf('王建国') })).toBe('王建国')
    expect(wordsOf({ hash: '' })).toBe('')
  })
  it('return after sign-in only into this page', () => {
    expect(safeReturn('/residents/1?tab=timeline')).toBe('/residents/1?tab=timeline')
    expect(safeReturn('//evil.example')).toBe('/today')
    expect(safeReturn('/\\evil.example')).toBe('/today')
    expect(safeReturn('https://evil.example')).toBe('/today')
    expect(safeReturn(undefined)).toBe('/today')
  })
})

describe('institutions', () => {
  it('stand in the order of the tree; what hangs on nothing is a root', () => {
    const one = (id: string, parent_id: string | null): Institution => ({ id, parent_id, code: id, name: id, kind: 'H6', grade: '', division_code: '', areas: [], valid_from: '', valid_to: null })
    const tree = flatTree([one('v1', 't1'), one('t2', 'c'), one('c', null), one('t1', 'c'), one('v2', 'gone')])
    expect(tree.map(({ item, depth }) => `${item.id}${depth}`)).toEqual(['c0', 't21', 't11', 'v12', 'v20'])
  })
  it('fold with everything that hangs on them, at any depth', () => {
    const one = (id: string, parent_id: string | null): Institution => ({ id, parent_id, code: id, name: id, kind: 'H6', grade: '', division_code: '', areas: [], valid_from: '', valid_to: null })
    const tree = flatTree([one('c', null), one('t1', 'c'), one('v1', 't1'), one('s1', 'v1'), one('t2', 'c'), one('v2', 't2')])
    expect(tree.map(({ below }) => below)).toEqual([5, 2, 1, 0, 1, 0])
    expect(unfolded(tree, ({ item }) => item.id === 't1').map(({ item }) => item.id)).toEqual(['c', 't1', 't2', 'v2'])
    expect(unfolded(tree, () => false).length).toBe(6)
  })
})
