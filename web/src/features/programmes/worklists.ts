// The lists of a programme, from its pack alone: who is in care, who is missing from each of its rates, and who is to be seen for each of its tasks.
// A programme that a county loads has its lists without a line of ours.
import type { PackItem } from '@/api/types'
import { editionsOf } from '@/core/packs'

type Titled = { title_zh: string; title_en: string }
export type Worklist = { key: string; of: Titled | null } & ({ kind: 'people'; code: string; part: 'missing' | 'numerator' | 'denominator' } | { kind: 'tasks'; code: string } | { kind: 'screening'; code: string })

/** Rates of a figure (people expected by prevalence) have nobody behind the denominator. Where lower is better, the numerator is who is to be looked at. */
export function worklistsOf(pack: PackItem): Worklist[] {
  const rates = pack.indicators.filter((one) => one.counts_people)
  const everybody: Worklist[] = pack.has_enrolment && rates[0] ? [{ key: 'all', of: null, kind: 'people', code: rates[0].code, part: 'denominator' }] : []
  const unmeasured: Worklist[] = pack.screening ? [{ key: 'unmeasured', of: null, kind: 'screening', code: pack.name }] : []
  return [
    ...unmeasured,
    ...rates.map<Worklist>((one) => ({ key: one.code, of: one, kind: 'people', code: one.code, part: one.higher_is_better ? 'missing' : 'numerator' })),
    ...pack.tasks.map<Worklist>((one) => ({ key: `task:${one.code}`, of: one, kind: 'tasks', code: one.code })),
    ...everybody,
  ]
}

/** Each pack once, in the edition of the day; those with people in care first. */
export function worklistPacks(items: PackItem[], today: string): PackItem[] {
  const listed = editionsOf(items, today).filter((one) => worklistsOf(one).length > 0)
  return [...listed.filter((one) => one.has_enrolment), ...listed.filter((one) => !one.has_enrolment)]
}
