import { download, get, patch, post } from '@/api/client'
import type { Division, ImportRow, Page, ResidentCover, ResidentCreated, ResidentDraft, ResidentHead, ResidentPage, RosterImport } from '@/api/types'

const of = (id: string): string => `/api/residents/${encodeURIComponent(id)}`
const roster = (id: string): string => `/api/residents/imports/${encodeURIComponent(id)}`

export interface SearchFilters {
  village?: string
  institution?: string
  status?: string
  document?: string
}

/** POST, because an address never carries a name or a number. */
export function search(q: string, filters: SearchFilters, cursor?: string, signal?: AbortSignal, limit = 30): Promise<ResidentPage> {
  const given = Object.fromEntries(Object.entries({ q, ...filters, cursor }).filter(([, value]) => value))
  return post('/api/residents/search', { ...given, limit }, { signal })
}
export const headOf = (id: string, signal?: AbortSignal): Promise<ResidentHead> => get(of(id), {}, signal)
export const coverOf = (id: string, signal?: AbortSignal): Promise<ResidentCover> => get(`${of(id)}/cover`, {}, signal)
export const reveal = (id: string, field: 'id_no' | 'phone' | 'contact_phone', reason: string): Promise<{ value: string }> => post(`${of(id)}/reveal`, { field, reason })
export const create = (draft: ResidentDraft): Promise<ResidentCreated> => post('/api/residents', draft)
export const changePath = (id: string): string => of(id)
export const change = (id: string, version: number, changes: Partial<ResidentDraft>): Promise<{ id: string; version: number }> => patch(of(id), changes, { headers: { 'if-match': `"${version}"` } })
export const divisions = (parent?: string, signal?: AbortSignal): Promise<Page<Division>> => get('/api/divisions', { parent }, signal)

const roster_timeout_ms = 300_000
export const sendRoster = (file: File): Promise<RosterImport> =>
  post(`/api/residents/imports?name=${encodeURIComponent(file.name)}`, undefined, { raw: { content: file, type: file.type || 'application/octet-stream' }, timeout_ms: roster_timeout_ms })
export const startRoster = (id: string, mapping: Record<string, string>, institution?: string): Promise<RosterImport> =>
  post(`${roster(id)}/start`, { mapping, edition: '2017', ...(institution ? { institution_id: institution } : {}) })
export const rosterState = (id: string, signal?: AbortSignal): Promise<RosterImport> => get(roster(id), {}, signal)
export const rosters = (signal?: AbortSignal): Promise<Page<RosterImport>> => get('/api/residents/imports', {}, signal)
export const badRows = (id: string, cursor?: string): Promise<Page<ImportRow>> => get(`${roster(id)}/bad`, { limit: 50, cursor })
export const badRowsFile = (id: string, name: string): Promise<void> => download(`${roster(id)}/bad.csv`, undefined, name)
export const cancelRoster = (id: string): Promise<RosterImport> => post(`${roster(id)}/cancel`)
