// What is chosen between two values, what is carried over from the last form, and where Enter stops.
import { describe, expect, it } from 'vitest'
import type { Field, Form } from '@/core/types'
import { carriedFrom } from '@/features/programmes/form/answers'
import { step } from '@/features/programmes/form/keyboard'
import { choiceOf, chosen, linesOf, replayId } from '@/features/programmes/reviews'

const field = (key: string, over: Partial<Field> = {}): Field => ({ key, type: 'int', label: { zh: key, en: key }, ...over })
const form = { sections: [{ key: 's', label: { zh: '', en: '' }, fields: [field('sbp'), field('dbp'), field('bmi', { computed: true }), field('salt', { type: 'code', carry: true }), field('drug', { type: 'rows', carry: true }), field('hr')] }] } as unknown as Form

describe('two values side by side', () => {
  const lines = linesOf(form, { sbp: 150, dbp: 94 }, { sbp: '148', dbp: 94, bmi: 22 }, { sbp: 138, dbp: 94, bmi: 23, hr: 70 })
  it('stand in the order of the form, without what rules work out', () => {
    expect(lines.map((line) => [line.key, line.differs])).toEqual([
      ['sbp', true],
      ['dbp', false],
      ['hr', true],
    ])
  })
  it('a number and its text are one value', () => {
    expect(linesOf(form, {}, { sbp: '148', drug: [{ n: '1' }] }, { sbp: 148, drug: [{ n: 1 }] }).some((line) => line.differs)).toBe(false)
  })
  it.each([
    [{}, 'theirs', { sbp: '148', dbp: 94 }],
    [{ sbp: 'mine' }, 'mixed', { sbp: 138, dbp: 94 }],
    [{ sbp: 'mine', hr: 'mine' }, 'mine', { sbp: 138, dbp: 94, hr: 70 }],
  ] as const)('%j is %s', (sides, choice, answers) => {
    expect(choiceOf(lines, sides)).toBe(choice)
    expect(chosen(lines, sides)).toEqual(answers)
  })
  it('the replay of one act has one id', () => {
    expect(replayId('01ABC')).toBe('01ABC.r')
    expect(replayId('x'.repeat(64)).length).toBe(64)
  })
})

describe('a new form', () => {
  it('begins with what the pack lets carry and the last form held', () => {
    expect(carriedFrom({ sbp: 150, salt: '2', drug: [] }, form)).toEqual({ salt: '2' })
  })
  it('Enter passes what was carried, back does not', () => {
    document.body.innerHTML = ['a', 'b', 'c'].map((key) => `<div data-field="${key}"><input data-entry id="${key}"></div>`).join('')
    const at = (id: string): Element => document.getElementById(id)!
    const passes = (name: string): boolean => name === 'b'
    expect(step(document, at('a'), 1, passes)?.id).toBe('c')
    expect(step(document, at('a'), 1)?.id).toBe('b')
    expect(step(document, at('c'), -1)?.id).toBe('b')
    expect(step(document, at('c'), 1, passes)).toBeNull()
  })
})
