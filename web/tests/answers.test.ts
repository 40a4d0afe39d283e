import { describe, expect, it } from 'vitest'
import type { Form } from '@/core/types'
import { fieldOf, inFormOrder, readNumber, toggleCode, toSend } from '@/features/programmes/form/answers'

describe('answers', () => {
  it.each([
    ['152', 152],
    ['１５２', 152],
    ['36。5', 36.5],
    [' 62.50 ', 62.5],
    ['-1', -1],
    ['', undefined],
    ['abc', 'abc'],
    ['1.2.3', '1.2.3'],
    ['1e3', '1e3'],
  ])('reads %s', (typed, want) => expect(readNumber(typed)).toBe(want))

  it('keeps the exclusive code alone', () => {
    expect(toggleCode(['2', '4'], '1', '1')).toEqual(['1'])
    expect(toggleCode(['1'], '4', '1')).toEqual(['4'])
    expect(toggleCode(['2', '4'], '4', '1')).toEqual(['2'])
    expect(toggleCode(['2'], '4', null)).toEqual(['2', '4'])
  })

  it('stores codes in the order of the form', () => {
    const words = { zh: '', en: '' }
    const field = { key: 's', type: 'codes' as const, label: words, choices: ['1', '2', '99'].map((code) => ({ code, label: words })) }
    expect(inFormOrder(['99', '1', '2'], field)).toEqual(['1', '2', '99'])
  })

  it('sends what is shown and answered, without what the rules compute', () => {
    const words = { zh: '', en: '' }
    const field = (key: string, computed = false): Form['sections'][number]['fields'][number] => ({ key, type: 'int', label: words, computed })
    const form: Form = { name: 'f', row: 'chronic_followup', title: words, source: '', date_key: 'date', class_key: null, next_key: null, decides: true, sections: [{ key: 's', label: words, fields: [field('sbp'), field('bmi', true), field('hidden'), field('empty')] }] }
    expect(toSend({ sbp: 152, bmi: 24.2, hidden: 1, empty: '' }, ['sbp', 'bmi', 'empty'], form)).toEqual({ sbp: 152 })
  })

  it('finds the field of a pointer', () => {
    expect(fieldOf('/answers/sbp')).toBe('sbp')
    expect(fieldOf('/answers/drug/0/name')).toBe('drug')
    expect(fieldOf('/answers/sbp#RANGE_SOFT')).toBe('sbp')
    expect(fieldOf('')).toBe('')
  })
})
