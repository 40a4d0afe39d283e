// The organization as the server's routes give it: declared registers, staff, grids, figures, reports.
import { get, post, put, request } from '@/api/client'
import type { Schemas } from '@/api/openapi.generated'
import type { Page } from '@/api/types'

export type ColumnType = 'text' | 'long_text' | 'integer' | 'fen' | 'date' | 'code' | 'codes' | 'boolean' | 'institution' | 'person' | 'row'
export type Choice = Schemas['RegisterChoice']
/** A column of a register or of a form of the page: choices by name are put in place when the declaration is read. */
export type Column = Omit<Schemas['RegisterColumn'], 'type' | 'choices'> & { type: ColumnType; choices?: Choice[] | string }
export type Register = Omit<Schemas['RegisterDeclared'], 'columns'> & { columns: Column[] }
export type Registers = Omit<Schemas['RegisterCatalogue'], 'registers'> & { registers: Register[] }
export type Body = Record<string, unknown>
export type Row = Schemas['RegisterLine']

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
export type Written = Schemas['OrgVersion']
export type RowInput = Schemas['RegisterRowInput']

const match = (version: number): { headers: Record<string, string> } => ({ headers: { 'if-match': `W/"${version}"` } })

export const rows = (register: string, filters: Filters, signal?: AbortSignal): Promise<Page<Row>> => get(`/api/registers/${register}`, { ...filters }, signal)
export const enterRow = (register: string, input: RowInput): Promise<Written> => post(`/api/registers/${register}`, input)
export const changeRow = (register: string, id: string, version: number, input: RowInput): Promise<Written> => put(`/api/registers/${register}/${id}`, input, match(version))
export const removeRow = (register: string, id: string, version: number, reason: string): Promise<Written> => post(`/api/registers/${register}/${id}/remove`, { reason }, match(version))
export const reveal = (register: string, id: string, column: string, reason: string): Promise<{ value: string }> => post(`/api/registers/${register}/${id}/reveal`, { column, reason })

export type StaffRow = Schemas['StaffRow']
export type StaffMember = Schemas['StaffFile']
export const staff = (query: Record<string, string | undefined>, signal?: AbortSignal): Promise<Page<StaffRow>> => get('/api/staff', query, signal)
export const staffMember = (id: string, signal?: AbortSignal): Promise<StaffMember> => get(`/api/staff/${id}`, {}, signal)
export const enterStaff = (body: Body): Promise<Written> => post('/api/staff', body)
export const changeStaff = (id: string, version: number, body: Body): Promise<Written> => put(`/api/staff/${id}`, body, match(version))
export const actOnStaff = (id: string, act: 'transfer' | 'leave', version: number, body: Body): Promise<Written> => post(`/api/staff/${id}/${act}`, body, match(version))

export const enterInstitution = (body: Body): Promise<Written> => post('/api/institutions', body)
export const changeInstitution = (id: string, version: number, body: Body): Promise<Written> => put(`/api/institutions/${id}`, body, match(version))
export const actOnInstitution = (id: string, act: 'move' | 'close', version: number, body: Body): Promise<Written> => request('POST', `/api/institutions/${id}/${act}`, { body, ...match(version) })

export type Grid = Schemas['Grid']
export type Coverage = Schemas['GridCoverage']
export type Figure = Schemas['FigureLine']
export type GridChange = Schemas['GridChange']
export type GridReshaped = Schemas['GridReshaped']
export type GridAct = 'villages' | 'closing' | 'institution'
/** With `preview` nothing is written; the answer says how many people would pass. */
export const reshapeGrid = (id: string, act: GridAct, body: Body): Promise<GridReshaped> => post(`/api/grids/${id}/${act}`, body)
