import { describe, expect, it } from 'vitest'
import { addDays, age, count, daysBetween, fromToday, instant, isCivilDate, percent, readDate } from '@/common/format'
import { ulid } from '@/common/ulid'

describe('civil dates', () => {
  it.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['2025-13-01', false],
    ['2025-1-1', false],
    ['', false],
  ])('%s is a date: %s', (date, want) => expect(isCivilDate(date)).toBe(want))

  it.each([
    ['2026-11-21', '2026-11-21'],
    ['20261121', '2026-11-21'],
    ['２０２６１１２１', '2026-11-21'],
    ['2026年1月5日', '2026-01-05'],
    ['2026/1/5', '2026-01-05'],
    ['1121', '2026-11-21'],
    ['105', '2026-01-05'],
    ['1-5', '2026-01-05'],
    ['20260230', null],
    ['yesterday', null],
    ['', null],
  ])('reads %s as %s', (typed, want) => expect(readDate(typed, '2026-11-21')).toBe(want))

  it('counts days over a leap day and a year', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
    expect(daysBetween('2026-01-01', '2025-12-31')).toBe(-1)
    expect(addDays('2025-12-31', 1)).toBe('2026-01-01')
  })

  it.each([
    ['1960-02-29', '2025-02-27', 64],
    ['1960-02-29', '2025-02-28', 65],
    ['1960-02-29', '2024-02-28', 63],
    ['1960-02-29', '2024-02-29', 64],
    ['1988-06-15', '2026-06-14', 37],
    ['1988-06-15', '2026-06-15', 38],
  ])('born %s is on %s aged %i', (birth, today, want) => expect(age(birth, today)).toBe(want))

  it('says how far off a day is', () => {
    expect(fromToday('2026-11-21', '2026-11-21')).toBe('今天')
    expect(fromToday('2026-11-22', '2026-11-21')).toBe('明天')
    expect(fromToday('2026-12-05', '2026-11-21')).toBe('14 天后')
    expect(fromToday('2026-11-15', '2026-11-21')).toBe('6 天前')
  })

  it('shows instants in the country’s time', () => expect(instant(Date.UTC(2026, 10, 20, 16, 5))).toBe('2026-11-21 00:05'))
})

describe('numbers', () => {
  it.each([
    [512, 800, '64.00%'],
    [1, 3, '33.33%'],
    [2, 3, '66.67%'],
    [1, 16, '6.25%'],
    [1, 800, '0.13%'], // 0.125 goes up
    [5, 4, '125.00%'],
    [0, 5, '0.00%'],
    [0, 0, '—'],
  ])('%i of %i is %s', (a, b, want) => expect(percent(a, b)).toBe(want))

  it('counts exactly up to ten thousand', () => {
    expect(count(9999)).toBe('9,999')
    expect(count(10_000)).toBe('10,000')
    expect(count(10_001)).toBe('10,000+')
  })
})

describe('ids', () => {
  it('are 26 characters in the order of time', () => {
    expect(ulid()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(ulid(1_000) < ulid(1_001)).toBe(true)
    expect(ulid(0, new Uint8Array(16))).toBe('0'.repeat(26))
  })
})
