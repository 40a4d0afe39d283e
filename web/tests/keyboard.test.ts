import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { arrow, digit_wait_ms, DigitCodes, entries, formKey, step } from '@/features/programmes/form/keyboard'

const coded = { repeats: true, empty: true, multiline: false }
const number = { repeats: false, empty: true, multiline: false }

describe('keys of a form', () => {
  it.each([
    ['Enter goes on', { key: 'Enter' }, number, 'next'],
    ['Shift+Enter goes back', { key: 'Enter', shiftKey: true }, number, 'previous'],
    ['Ctrl+Enter signs', { key: 'Enter', ctrlKey: true }, number, 'sign'],
    ['Enter that ends an input method is not ours', { key: 'Enter', isComposing: true }, coded, null],
    ['. in an empty coded field repeats', { key: '.' }, coded, 'repeat'],
    ['the Chinese full stop repeats too', { key: '。' }, coded, 'repeat'],
    ['. in a filled field is a character', { key: '.' }, { ...coded, empty: false }, null],
    ['. in a number is the decimal point', { key: '.' }, number, null],
    ['Alt+. repeats in a number', { key: '.', altKey: true }, number, 'repeat'],
    ['Alt+. repeats in a filled field', { key: '.', altKey: true }, { ...coded, empty: false }, 'repeat'],
    ['Alt+. of a keyboard that types ≥ there', { key: '≥', code: 'Period', altKey: true }, number, 'repeat'],
    ['Shift+Enter in many lines is a line', { key: 'Enter', shiftKey: true }, { ...number, multiline: true }, null],
    ['a letter is a letter', { key: 'a' }, coded, null],
  ] as const)('%s', (_, event, field, want) => expect(formKey(event, field)).toBe(want))

  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowDown', 2, 0],
    ['ArrowLeft', 0, 2],
    ['ArrowUp', 2, 1],
    ['Home', 2, 0],
    ['End', 0, 2],
    ['x', 0, null],
  ])('%s from option %i of three goes to %s', (key, at, want) => expect(arrow(key, at, 3)).toBe(want))
})

describe('digits choose codes', () => {
  const chosen: string[] = []
  const symptoms = ['1', '2', '3', '9', '99']
  let digits: DigitCodes
  beforeEach(() => {
    vi.useFakeTimers()
    chosen.length = 0
    digits = new DigitCodes(
      () => symptoms,
      (code) => chosen.push(code),
    )
  })
  afterEach(() => vi.useRealTimers())

  it('chooses at once when no longer code begins so', () => {
    expect(digits.key('2')).toBe(true)
    expect(chosen).toEqual(['2'])
  })
  it('waits for the second digit of 99', () => {
    digits.key('9')
    expect(chosen).toEqual([])
    digits.key('9')
    expect(chosen).toEqual(['99'])
  })
  it('takes 9 when nothing follows', () => {
    digits.key('9')
    vi.advanceTimersByTime(digit_wait_ms)
    expect(chosen).toEqual(['9'])
  })
  it('takes 9 when the field is left', () => {
    digits.key('9')
    digits.settle()
    vi.advanceTimersByTime(digit_wait_ms)
    expect(chosen).toEqual(['9'])
  })
  it('starts afresh when the second digit fits no longer code', () => {
    digits.key('9')
    digits.key('2')
    expect(chosen).toEqual(['2'])
  })
  it('leaves what is no code to others', () => {
    expect(digits.key('7')).toBe(false)
    expect(digits.key('a')).toBe(false)
    expect(chosen).toEqual([])
  })
})

describe('the way through a form', () => {
  it('passes hidden and disabled fields and treats a field with rows as several stops', () => {
    document.body.innerHTML = `
      <div id="form">
        <div data-field="a"><input data-entry id="a"></div>
        <div data-field="b" hidden><input data-entry id="b"></div>
        <div data-field="c"><input data-entry id="c" disabled></div>
        <div data-field="d"><input data-entry id="d1"><button id="d-button"></button><input data-entry id="d2"></div>
        <div data-field="e"><input data-entry id="e"></div>
      </div>`
    const root = document.getElementById('form')!
    const by = (id: string): Element => document.getElementById(id)!
    expect(entries(root).map((one) => one.id)).toEqual(['a', 'd1', 'd2', 'e'])
    expect(step(root, by('a'), 1)?.id).toBe('d1')
    expect(step(root, by('d1'), 1)?.id).toBe('d2')
    expect(step(root, by('d-button'), 1)?.id).toBe('e')
    expect(step(root, by('d-button'), -1)?.id).toBe('a')
    expect(step(root, by('e'), 1)).toBeNull()
    expect(step(root, by('a'), -1)).toBeNull()
  })
})
