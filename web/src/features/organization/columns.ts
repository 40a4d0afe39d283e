// Between what is typed and what is sent: one rule for every declared column.
import { grouped } from '@/common/format'
import { pick, t } from '@/i18n'
import type { Body, Choice, Column } from './api'

export type Typed = Record<string, string | string[] | boolean>

export const choicesOf = (column: Column): Choice[] => (Array.isArray(column.choices) ? column.choices : [])
export const unitOf = (column: Column): string => (column.type === 'fen' ? t('organization.yuan') : pick({ zh: column.unit_zh, en: column.unit_en }))

/** 1250 fen are "12.50"; nothing is nothing. */
export function yuan(fen: unknown): string {
  if (typeof fen !== 'number' || !Number.isInteger(fen)) return ''
  const sign = fen < 0 ? '−' : ''
  const whole = Math.abs(fen)
  return `${sign}${grouped(Math.floor(whole / 100))}.${String(whole % 100).padStart(2, '0')}`
}

/** "12.5", "1,200" and "12.50" become fen; null when it is no amount. */
export function fenOf(typed: string): number | null {
  const m = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(typed.trim().replace(/[,，]/g, ''))
  return m ? Number(m[1]) * 100 + Number((m[2] ?? '').padEnd(2, '0')) : null
}

export function typedOf(columns: Column[], body: Body): Typed {
  const typed: Typed = {}
  for (const column of columns) {
    const value = body[column.key]
    if (column.type === 'codes') typed[column.key] = Array.isArray(value) ? value.map(String) : []
    else if (column.type === 'boolean') typed[column.key] = value === true
    else if (column.type === 'fen') typed[column.key] = yuan(value).replace(/,/g, '')
    else typed[column.key] = value === null || value === undefined ? '' : String(value)
  }
  return typed
}

/** Numbers that are none are sent as they were typed: the server names them at their field. */
export function bodyOf(columns: Column[], typed: Typed): Body {
  const body: Body = {}
  for (const column of columns) {
    const value = typed[column.key]
    if (value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0)) continue
    if (column.type === 'integer' && typeof value === 'string') body[column.key] = /^\d{1,12}$/.test(value.trim()) ? Number(value) : value
    else if (column.type === 'fen' && typeof value === 'string') body[column.key] = fenOf(value) ?? value
    else body[column.key] = typeof value === 'string' ? value.trim() : value
  }
  return body
}

/** As a list shows it; `names` gives the names of institutions and people. */
export function shown(column: Column, value: unknown, names: (id: string) => string = (id) => id): string {
  if (value === null || value === undefined || value === '') return ''
  const label = (code: unknown): string => {
    const choice = choicesOf(column).find((one) => one.code === code)
    return choice ? pick(choice) : String(code)
  }
  switch (column.type) {
    case 'code':
      return label(value)
    case 'codes':
      return Array.isArray(value) ? value.map(label).join(t('punctuation.list')) : ''
    case 'fen':
      return yuan(value)
    case 'boolean':
      return value === true ? t('organization.yes') : ''
    case 'institution':
    case 'person':
    case 'row':
      return names(String(value))
    default:
      return String(value)
  }
}
