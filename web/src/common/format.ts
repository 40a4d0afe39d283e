// Dates, numbers and people as the field writes them. Dates are civil (YYYY-MM-DD) and never pass through a time zone.
import { t } from '@/i18n'

const civil = /^(\d{4})-(\d{2})-(\d{2})$/
const day_ms = 86_400_000

export const isCivilDate = (date: string): boolean => {
  const m = civil.exec(date)
  if (!m) return false
  const [y, mo, d] = [Number(m[1]), Number(m[2]), Number(m[3])]
  const at = new Date(Date.UTC(y, mo - 1, d))
  return at.getUTCFullYear() === y && at.getUTCMonth() === mo - 1 && at.getUTCDate() === d
}

const serial = (date: string): number => Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / day_ms

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number => serial(to) - serial(from)

export const addDays = (date: string, days: number): string => new Date((serial(date) + days) * day_ms).toISOString().slice(0, 10)

/** Completed years; born on 29 February: the birthday of a common year is 28 February (programmes 0.1). */
export function age(birth: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4))
  let birthday = birth.slice(5)
  if (birthday === '02-29' && !isCivilDate(`${today.slice(0, 4)}-02-29`)) birthday = '02-28'
  return today.slice(5) >= birthday ? years : years - 1
}

/** "1968-05-10", "19680510" and, near today, "510" or "0510" (this year) become a civil date; anything else stays null. */
export function readDate(entered: string, today: string): string | null {
  const folded = entered
    .trim()
    .replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[年月./]/g, '-')
    .replace(/日/g, '')
  let parts: string[] | null = null
  if (/^\d{8}$/.test(folded)) parts = [folded.slice(0, 4), folded.slice(4, 6), folded.slice(6)]
  else if (/^\d{3,4}$/.test(folded)) parts = [today.slice(0, 4), folded.slice(0, -2), folded.slice(-2)]
  else if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(folded)) parts = folded.split('-')
  else if (/^\d{1,2}-\d{1,2}$/.test(folded)) parts = [today.slice(0, 4), ...folded.split('-')]
  if (!parts) return null
  const date = `${parts[0]}-${parts[1]!.padStart(2, '0')}-${parts[2]!.padStart(2, '0')}`
  return isCivilDate(date) ? date : null
}

/** Instants (UTC milliseconds) are shown in the country's one time zone. */
export function instant(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

export const clock = (ms: number): string => instant(ms).slice(11)

/** "3 天后", "今天", "逾期 6 天". */
export function fromToday(date: string, today: string): string {
  const days = daysBetween(today, date)
  if (days === 0) return t('when.today')
  if (days === 1) return t('when.tomorrow')
  return days > 0 ? t('when.in_days', { n: days }) : t('when.days_late', { n: -days })
}

/** Two decimals half-up, exact: the parts are integers. An empty denominator is a dash, not nought. */
export function percent(numerator: number, denominator: number): string {
  if (!denominator) return '—'
  const hundredths = (BigInt(Math.round(numerator)) * 20_000n + BigInt(Math.round(denominator))) / (2n * BigInt(Math.round(denominator)))
  const whole = hundredths / 100n
  return `${whole}.${String(hundredths % 100n).padStart(2, '0')}%`
}

export const grouped = (n: number): string => String(Math.trunc(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** Counts are exact to 10,000 and then "10,000+". */
export const count = (n: number, exact_max = 10_000): string => (n > exact_max ? `${grouped(exact_max)}+` : grouped(n))

export const sexWord = (sex: string): string => t(`sex.${['0', '1', '2', '9'].includes(sex) ? sex : '9'}`)
