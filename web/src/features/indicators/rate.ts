// Rates in words. A rate comes as whole basis points, so nothing is rounded here.
import { currentLocale, t } from '@/i18n'
import type { Indicator, IndicatorChild, IndicatorPerson, Light } from '@/api/types'
import { grouped } from '@/common/format'

/** What a count of one to four persons, or what would give it away, is shown as. */
export const few = '<5'
export const counted = (count: number | null): string => (count === null ? few : grouped(count))
export const rated = (told: { basis_points: number | null; small?: boolean }): string => (told.small ? few : points(told.basis_points))
/** Beside the word, so that no light is told by its colour alone. */
export const signs: Record<Light, string> = { green: '✓', yellow: '◐', red: '!', none: '' }

export function points(basis_points: number | null): string {
  if (basis_points === null) return '—'
  const whole = Math.trunc(Math.abs(basis_points) / 100)
  return `${basis_points < 0 ? '−' : ''}${whole}.${String(Math.abs(basis_points) % 100).padStart(2, '0')}%`
}

export const change = (from: number | null, to: number | null): number | null => (from === null || to === null ? null : to - from)

/** In percentage points: "+3.24". */
export function changeWords(difference: number): string {
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '±'
  return `${sign}${Math.trunc(Math.abs(difference) / 100)}.${String(Math.abs(difference) % 100).padStart(2, '0')}`
}

/** How far from the target, in basis points; negative: not reached. */
export function distance(rate: number | null, target: number | null, higher_is_better: boolean): number | null {
  if (rate === null || target === null) return null
  return higher_is_better ? rate - target : target - rate
}

/** Worst first; what has no rate comes last. */
export function byDistance(children: IndicatorChild[], item: Pick<Indicator, 'target_basis_points' | 'higher_is_better'>): IndicatorChild[] {
  const of = (child: IndicatorChild): number =>
    child.basis_points === null ? Number.POSITIVE_INFINITY : (distance(child.basis_points, child.target_basis_points ?? item.target_basis_points ?? 0, item.higher_is_better) ?? 0)
  return [...children].sort((a, b) => of(a) - of(b) || a.institution.name.localeCompare(b.institution.name, 'zh'))
}

export const nameOf = (item: Pick<Indicator, 'name_zh' | 'name_en'>): string => (currentLocale() === 'en' && item.name_en) || item.name_zh

/** What is above and below the line, in words. */
export const partsOf = (item: Pick<Indicator, 'numerator_zh' | 'numerator_en' | 'denominator_zh' | 'denominator_en'>): { numerator: string; denominator: string } =>
  currentLocale() === 'en' && item.numerator_en ? { numerator: item.numerator_en, denominator: item.denominator_en } : { numerator: item.numerator_zh, denominator: item.denominator_zh }

/** In the words of the pack. */
export const reason = (why: IndicatorPerson['why']): string => (why ? (currentLocale() === 'en' && why.en) || why.zh : '')

export const asOfWords = (as_of_change: { change_seq: number; at: string }): string =>
  t('indicator.as_of_change', { n: String(as_of_change.change_seq).replace(/\B(?=(\d{3})+(?!\d))/g, ','), at: as_of_change.at.slice(0, 16).replace('T', ' ') })
