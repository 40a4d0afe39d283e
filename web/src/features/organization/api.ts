// The organization as the server's routes give it: declared registers, staff, grids, figures, reports.
import { get, post, put, request } from '@/api/client'
import type { Named, Page } from '@/api/types'

export type ColumnType = 'text' | 'long_text' | 'integer' | 'fen' | 'date' | 'code' | 'codes' | 'boolean' | 'institution' | 'person' | 'row'
export interface Choice {
  code: string
  zh: string
  en: string
}
export interface Column {
  key: string
  type: ColumnType
  zh: string
  en: string
  unit_zh?: string
  unit_en?: string
  required?: boolean
  in_list?: boolean
  sealed?: boolean
  least?: number
  most?: number
  choices?: Choice[] | string
  register?: string
}
export interface Register {
  name: string
  group: string
  permission: string
  zh: string
  en: string
  source: string
  of_person?: boolean
  county_only?: boolean
  parent?: string
  title: string
  code?: string
  state?: string
  from?: string
  until?: string
  columns: Column[]
}
export interface Registers {
  lists: Record<string, Choice[]>
  registers: Register[]
}
export type Body = Record<string, unknown>
export interface Row {
  id: string
  institution: Named
  person: Named | null
  parent_id: string | null
  title: string
  body: Body
  version: number
  changed_at: number
}

let known: Promise<Registers> | undefined
/** The declaration, read once; lists named by a column are put in place. */
export function registers(): Promise<Registers> {
  known ??= get<Registers>('/api/registers').then((all) => {
    for (const one of all.registers) for (const column of one.columns) if (typeof column.choices === 'string') column.choices = all.lists[column.choices] ?? []
    return all
  })
  known.catch(() => (known = undefined))
  return known
}

export interface Filters {
  q?: string
  institution?: string
  person?: string
  parent?: string
  code?: string
  state?: string
  cursor?: string
}
export interface Written {
  id: string
  version: number
}
export interface RowInput {
  id?: string
  institution_id?: string
  person_id?: string
  parent_id?: string
  body: Body
  confirmed?: string[]
}

const match = (version: number): { headers: Record<string, string> } => ({ headers: { 'if-match': `W/"${version}"` } })

export const rows = (register: string, filters: Filters, signal?: AbortSignal): Promise<Page<Row>> => get(`/api/registers/${register}`, { ...filters }, signal)
export const enterRow = (register: string, input: RowInput): Promise<Written> => post(`/api/registers/${register}`, input)
export const changeRow = (register: string, id: string, version: number, input: RowInput): Promise<Written> => put(`/api/registers/${register}/${id}`, input, match(version))
export const removeRow = (register: string, id: string, version: number, reason: string): Promise<Written> => post(`/api/registers/${register}/${id}/remove`, { reason }, match(version))
export const reveal = (register: string, id: string, column: string, reason: string): Promise<{ value: string }> => post(`/api/registers/${register}/${id}/reveal`, { column, reason })

export interface StaffRow {
  id: string
  institution: Named
  staff_no: string
  name: string
  sex: string
  birth_date: string
  phone_masked: string
  post: string
  employment: string
  user_id: string | null
  valid_from: string
  valid_to: string | null
  version: number
}
export interface StaffMember extends Omit<StaffRow, 'institution'> {
  institution_id: string
  leave_reason: string
  posts: { from: string; to: string | null; institution_id: string; post: string }[]
}
export const staff = (query: Record<string, string | undefined>, signal?: AbortSignal): Promise<Page<StaffRow>> => get('/api/staff', query, signal)
export const staffMember = (id: string, signal?: AbortSignal): Promise<StaffMember> => get(`/api/staff/${id}`, {}, signal)
export const enterStaff = (body: Body): Promise<Written> => post('/api/staff', body)
export const changeStaff = (id: string, version: number, body: Body): Promise<Written> => put(`/api/staff/${id}`, body, match(version))
export const actOnStaff = (id: string, act: 'transfer' | 'leave', version: number, body: Body): Promise<Written> => post(`/api/staff/${id}/${act}`, body, match(version))

export const enterInstitution = (body: Body): Promise<Written> => post('/api/institutions', body)
export const changeInstitution = (id: string, version: number, body: Body): Promise<Written> => put(`/api/institutions/${id}`, body, match(version))
export const actOnInstitution = (id: string, act: 'move' | 'close', version: number, body: Body): Promise<Written> => request('POST', `/api/institutions/${id}/${act}`, { body, ...match(version) })

export interface Grid {
  id: string
  code: string
  name: string
  township_code: string
  institution_id: string
  division_codes: string[]
  persons: { user_id: string; duty: string }[]
}
export interface Coverage {
  uncovered: { code: string; name: string; persons: number }[]
  overlaps: string[]
  people: number
  people_covered: number
  coverage_basis_points: number
}
export interface Figure {
  code: string
  name: string
  level: number
  parent: string
  persons: number | null
}
