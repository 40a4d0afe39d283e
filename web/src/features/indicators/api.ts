import { get } from '@/api/client'
import type { IndicatorDetail, IndicatorList, IndicatorPeople } from '@/api/types'

export type Part = 'missing' | 'numerator' | 'denominator'

export const indicators = (as_of: string, institution?: string, signal?: AbortSignal): Promise<IndicatorList> => get('/api/indicators', { as_of, institution }, signal)
export const indicator = (code: string, as_of: string, institution?: string, signal?: AbortSignal): Promise<IndicatorDetail> => get(`/api/indicators/${encodeURIComponent(code)}`, { as_of, institution }, signal)
export const people = (code: string, part: Part, as_of: string, institution?: string, cursor?: string, signal?: AbortSignal): Promise<IndicatorPeople> =>
  get(`/api/indicators/${encodeURIComponent(code)}/people`, { part, as_of, institution, cursor, limit: 50 }, signal)
