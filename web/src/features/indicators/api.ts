import { download, get, post } from '@/api/client'
import type { IndicatorDetail, IndicatorHeat, IndicatorList, IndicatorPeople, SnapshotLine, SnapshotList, SnapshotPage } from '@/api/types'

export type Part = 'missing' | 'numerator' | 'denominator'

export const indicators = (as_of: string, institution?: string, signal?: AbortSignal): Promise<IndicatorList> => get('/api/indicators', { as_of, institution }, signal)
export const indicator = (code: string, as_of: string, institution?: string, signal?: AbortSignal): Promise<IndicatorDetail> => get(`/api/indicators/${encodeURIComponent(code)}`, { as_of, institution }, signal)
export const people = (code: string, part: Part, as_of: string, institution?: string, cursor?: string, signal?: AbortSignal, since?: number): Promise<IndicatorPeople> =>
  get(`/api/indicators/${encodeURIComponent(code)}/people`, { part, as_of, institution, cursor, limit: 50, since }, signal)
export const heat = (as_of: string, institution?: string, signal?: AbortSignal): Promise<IndicatorHeat> => get('/api/indicators/heat', { as_of, institution }, signal)
export const dashboardFile = (format: 'xlsx' | 'pdf', as_of: string, institution: string | undefined, name: string): Promise<void> =>
  download('/api/indicators/file', { format, as_of, institution }, `${name}.${format}`)
export const snapshots = (signal?: AbortSignal): Promise<SnapshotList> => get('/api/indicators/snapshots', undefined, signal)
export const snapshot = (period: string, revision: string | undefined, institution: string | undefined, signal?: AbortSignal): Promise<SnapshotPage> =>
  get(`/api/indicators/snapshots/${encodeURIComponent(period)}`, { revision, institution }, signal)
export const freezeAgain = (period: string, reason: string): Promise<SnapshotLine> => post(`/api/indicators/snapshots/${encodeURIComponent(period)}`, { reason })
