// The state of an archive, its versions, and corrections that the county approves.
import { get, post } from '@/api/client'
import type { Page } from '@/api/types'

export interface Version {
  version: number
  at: string
  by: string
  act: string
  changed: string[]
}
export interface Correction {
  id: string
  state: string
  resident: { id: string; name: string }
  to: string
  reason: string
  requested_by: string
  requested_on: string
  decided_by: string
  decided_on: string
  decision_reason: string
}
const of = (id: string): string => `/api/residents/${encodeURIComponent(id)}`

export const versionsOf = (id: string, cursor?: string): Promise<Page<Version>> => get(`${of(id)}/versions`, { cursor })
export const changeStatus = (id: string, version: number, said: Record<string, string>): Promise<unknown> => post(`${of(id)}/status`, said, { headers: { 'if-match': `"${version}"` } })
export const askCorrection = (id: string, resident: string, to: string, reason: string): Promise<Correction> => post(`${of(resident)}/status-corrections`, { id, to, reason })
export const corrections = (state: string, cursor?: string): Promise<Page<Correction>> => get('/api/status-corrections', { state, cursor })
export const decideCorrection = (id: string, what: 'approval' | 'refusal', reason: string): Promise<Correction> => post(`/api/status-corrections/${encodeURIComponent(id)}/${what}`, { reason })
