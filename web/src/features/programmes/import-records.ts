// Bringing in what an earlier system kept: what the columns mean, and the same use case as `jiwei import records`, some rows a request.
import { download, get, post } from '@/api/client'
import type { Schemas } from '@/api/openapi.generated'
import type { Page } from '@/api/types'
import type { Field, Form } from '@/core/types'
import { allFields } from './form/answers'

export type Look = Schemas['RecordFileLook']
export type Report = Schemas['RecordImportAnswer']
export type EarlierImport = Schemas['RecordImportItem']

export const file_bytes_max = 4 * 1024 * 1024
const answer_timeout_ms = 300_000
const rows_of_field_max = 3

/** An answer that a column can be, or that is the same for every row. */
export interface Target {
  key: string
  field: Field
  label: { zh: string; en: string }
  required: boolean
}

/** Answers of the form in its order; of a table in the form the first rows. Computed ones are left to the rules. */
export function targetsOf(form: Form): Target[] {
  return allFields(form).flatMap((field): Target[] => {
    if (field.computed) return []
    if (field.type !== 'rows') return [{ key: field.key, field, label: field.label, required: field.key === form.date_key }]
    return Array.from({ length: rows_of_field_max }, (_, row) => row + 1).flatMap((row) =>
      (field.columns ?? []).map((column) => ({ key: `${field.key}.${row}.${column.key}`, field: column, label: { zh: `${field.label.zh} ${row} ${column.label.zh}`, en: `${field.label.en} ${row} ${column.label.en}` }, required: false })),
    )
  })
}

export interface Mapping {
  source: string
  edition: string
  row_key: string
  author: string
  person: { id_no: string; archive_no: string; name: string; birth_date: string }
  /** Heading by answer. */
  columns: Record<string, string>
  /** "门诊=1；电话=3" by answer. */
  codes: Record<string, string>
  /** For every row, by answer. */
  constants: Record<string, string>
  enrols: boolean
}
export const emptyMapping = (): Mapping => ({ source: '', edition: '2017', row_key: '', author: '', person: { id_no: '', archive_no: '', name: '', birth_date: '' }, columns: {}, codes: {}, constants: {}, enrols: false })

const plain = (text: string): string => text.replace(/[\s（）()：:*]/g, '').toLowerCase()
/** How earlier systems head the columns that are no answers, in the user's language. */
export type Words = Record<keyof Mapping['person'] | 'row_key' | 'author', string[]>

/** What the headings say by themselves: the label or the key of an answer, the usual words for a person. */
export function guess(mapping: Mapping, headings: string[], targets: Target[], words: Words): void {
  const heading = (known: string[]): string => headings.find((one) => known.includes(plain(one))) ?? ''
  for (const key of Object.keys(mapping.person) as (keyof Mapping['person'])[]) mapping.person[key] ||= heading(words[key])
  mapping.row_key ||= heading(words.row_key)
  mapping.author ||= heading(words.author)
  const taken = new Set([mapping.row_key, ...Object.values(mapping.person)])
  for (const target of targets) {
    if (target.field.type === 'staff') continue
    const found = heading([plain(target.label.zh), plain(target.label.en), plain(target.key)])
    if (found && !taken.has(found)) mapping.columns[target.key] ??= found
  }
}

/** "门诊=1；电话=3" */
function translations(text: string): Record<string, string> {
  const pairs = text.split(/[；;\n]/).map((pair) => pair.split(/[=＝]/).map((part) => part.trim()))
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair.length === 2 && Boolean(pair[0]) && Boolean(pair[1])))
}

const numeric = (field: Field): boolean => field.type === 'int' || field.type === 'dec'
function constant(text: string, field: Field): unknown {
  if (field.type === 'codes') return text.split(/[、,，]/).map((one) => one.trim()).filter(Boolean)
  if (field.type === 'bool') return ['1', 'true', 'yes'].includes(text.toLowerCase())
  return numeric(field) && Number.isFinite(Number(text)) ? Number(text) : text
}

/** As the server takes it; what was left open is not said. */
export function mappingTable(mapping: Mapping, targets: Target[]): Record<string, unknown> {
  const said = <T extends Record<string, string>>(values: T): Record<string, string> => Object.fromEntries(Object.entries(values).filter(([, value]) => value))
  const columns = said(mapping.columns)
  const codes = Object.entries(said(mapping.codes)).filter(([key]) => columns[key])
  const constants = Object.entries(said(mapping.constants)).filter(([key]) => !columns[key])
  return {
    source: mapping.source.trim(),
    edition: mapping.edition,
    ...(mapping.row_key ? { row_key: [mapping.row_key] } : {}),
    ...(mapping.author ? { author: mapping.author } : {}),
    person: said(mapping.person),
    columns,
    ...(codes.length ? { codes: Object.fromEntries(codes.map(([key, text]) => [key, translations(text)])) } : {}),
    ...(constants.length ? { constants: Object.fromEntries(constants.map(([key, text]) => [key, constant(text.trim(), targets.find((one) => one.key === key)!.field)])) } : {}),
    ...(mapping.enrols ? { enrolment: { automatic: true } } : {}),
  }
}

/** The alphabet of addresses, without padding. */
export function base64url(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onerror = () => reject(new Error('file-unreadable'))
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, '').replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))
    reader.readAsDataURL(file)
  })
}

const path = '/api/record-imports'
export const look = (file: string): Promise<Look> => post(`${path}/look`, { file }, { timeout_ms: answer_timeout_ms })
export const bring = (body: { form: string; mapping: Record<string, unknown>; file_name: string; file: string; preview: boolean }): Promise<Report> => post(path, body, { timeout_ms: answer_timeout_ms })
export const earlier = (): Promise<Page<EarlierImport>> => get(path)
export const refusedRows = (id: string, name: string): Promise<void> => download(`${path}/${encodeURIComponent(id)}/bad.csv`, undefined, name)
