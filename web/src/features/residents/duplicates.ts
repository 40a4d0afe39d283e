// Archives that may be one person's: the queue, the comparison, proposals.
import { get, post } from '@/api/client'
import type { Schemas } from '@/api/openapi.generated'
import type { Page } from '@/api/types'

export interface ScoreLine {
  evidence: string
  points: number
}
export interface PairSide {
  id: string
  name: string
  sex: string
  birth_date: string
  institution: string
  id_masked: string
  archive_no: string
}
export interface DuplicatePair {
  verdict: 'LIKELY' | 'POSSIBLE'
  points: number
  lines: ScoreLine[]
  found_on: string
  low: PairSide
  high: PairSide
}
export type Choice = 'survivor' | 'loser'
export interface ComparedSide {
  id: string
  name: string
  archive_no: string
  opened_on: string
  institution: string
  status: string
  basic_complete: boolean
}
export interface Comparison {
  survivor: ComparedSide
  loser: ComparedSide
  verdict: string
  points: number
  lines: ScoreLine[]
  fields: { key: string; survivor: string; loser: string; same: boolean; choice: Choice }[]
  refused: string | null
  merge: string | null
}
export interface MergeRow {
  id: string
  state: 'proposed' | 'merged' | 'refused' | 'undone'
  survivor: { id: string; name: string }
  loser: { id: string; name: string }
  choices: Record<string, Choice>
  reason: string
  proposed_by: string
  proposed_at: string
  decided_by: string
  decided_at: string | null
  decision_reason: string
  undone_by: string
  undone_at: string | null
  may_undo: boolean
  reviews: { kind: string; form: string; on: string; records: string[] }[]
}

export type IdentityConflict = Schemas['IdentityConflict']
export type ConflictResolution = 'stated-wrong' | 'existing-wrong' | 'same-person'

const pair = (a: string, b: string): string => `/api/duplicates/${encodeURIComponent(a)}/${encodeURIComponent(b)}`
const merge = (id: string): string => `/api/merges/${encodeURIComponent(id)}`

export const pairs = (verdict: string, cursor?: string, signal?: AbortSignal): Promise<Page<DuplicatePair>> => get('/api/duplicates', { verdict, cursor }, signal)
export const compare = (a: string, b: string, signal?: AbortSignal): Promise<Comparison> => get(pair(a, b), {}, signal)
export const judgeDifferent = (a: string, b: string, reason: string): Promise<void> => post(`${pair(a, b)}/different`, { reason })
export const merges = (state: string, cursor?: string, signal?: AbortSignal): Promise<Page<MergeRow>> => get('/api/merges', { state, cursor }, signal)
export const mergeOf = (id: string, signal?: AbortSignal): Promise<MergeRow> => get(merge(id), {}, signal)
export const propose = (id: string, a: string, b: string, choices: Record<string, Choice>, reason: string): Promise<MergeRow> =>
  post('/api/merges', { id, resident_a: a, resident_b: b, choices, reason })
export const decide = (id: string, what: 'approval' | 'refusal' | 'undo', reason: string): Promise<MergeRow> => post(`${merge(id)}/${what}`, { reason })
export const conflicts = (cursor?: string, signal?: AbortSignal): Promise<Page<IdentityConflict>> => get('/api/identity-conflicts', { cursor }, signal)
export const resolveConflict = (id: string, resolution: ConflictResolution, reason: string): Promise<void> =>
  post(`/api/identity-conflicts/${encodeURIComponent(id)}/resolution`, { resolution, reason })
