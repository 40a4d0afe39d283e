// Columns of the forms that no pack declares: institutions, staff, hand-overs. Labels come from the messages.
import { t } from '@/i18n'
import type { Choice, Column, ColumnType } from './api'

const labelled = (key: string, type: ColumnType, more: Partial<Column> = {}): Column => {
  const label = t(`organization.field.${key}`)
  return { key, type, zh: label, en: label, ...more }
}
const choices = (group: string, codes: string[]): Choice[] => codes.map((code) => ({ code, zh: t(`${group}.${code}`), en: t(`${group}.${code}`) }))
const kinds = Array.from({ length: 18 }, (_, i) => `H${i + 1}`)

export const personColumn = (): Column => labelled('person_id', 'person', { required: true })
export const reasonColumn = (): Column => labelled('reason', 'text', { required: true, most: 200 })

export const institutionColumns = (fresh: boolean): Column[] => [
  labelled('name', 'text', { required: true }),
  labelled('code', 'text', { required: true }),
  labelled('kind', 'code', { required: true, choices: choices('kind', kinds) }),
  ...(fresh ? [labelled('parent_id', 'institution', { required: true })] : []),
  labelled('division_code', 'row', { required: true }),
  labelled('grade', 'text'),
  labelled('equipment_class', 'code', { choices: choices('organization.equipment_class', ['A', 'B', 'C', 'COMMUNITY', 'POOR_VILLAGE']) }),
  labelled('ownership', 'code', { choices: choices('organization.ownership', ['1', '2']) }),
  labelled('status', 'code', { choices: choices('organization.status', ['1', '2']) }),
  ...(fresh ? [labelled('valid_from', 'date', { required: true })] : []),
]
export const moveColumns = (): Column[] => [labelled('parent_id', 'institution', { required: true })]
export const closeColumns = (): Column[] => [labelled('last_day', 'date', { required: true }), labelled('successor_id', 'institution', { required: true }), labelled('hand_over', 'boolean'), reasonColumn()]

export const staffColumns = (fresh: boolean): Column[] => [
  labelled('name', 'text', { required: true }),
  labelled('staff_no', 'text', { required: true }),
  ...(fresh ? [labelled('institution_id', 'institution', { required: true })] : []),
  labelled('post', 'text', { required: true }),
  labelled('sex', 'code', { choices: choices('sex', ['1', '2', '9']) }),
  labelled('birth_date', 'date'),
  labelled('phone', 'text'),
  labelled('employment', 'code', { choices: choices('organization.employment', ['established', 'contract', 'temporary', 'returned', 'village']) }),
  labelled('user_id', 'text'),
  ...(fresh ? [labelled('valid_from', 'date', { required: true })] : []),
]
export const transferColumns = (): Column[] => [labelled('institution_id', 'institution', { required: true }), labelled('post', 'text'), labelled('from', 'date', { required: true }), reasonColumn()]
export const leaveColumns = (): Column[] => [labelled('last_day', 'date', { required: true }), reasonColumn()]

export const gridColumns = (): Column[] => [
  labelled('name', 'text', { required: true }),
  labelled('code', 'text', { required: true }),
  labelled('institution_id', 'institution', { required: true }),
  labelled('division_code', 'row', { required: true }),
  labelled('from', 'date', { required: true }),
]
export const dutyColumns = (): Column[] => [labelled('duty', 'code', { required: true, choices: choices('organization.duty', ['doctor', 'village_doctor', 'nurse', 'public_health', 'assistant']) }), labelled('from', 'date', { required: true })]
export const villageMoveColumns = (): Column[] => [labelled('division_code', 'row', { required: true }), labelled('part', 'text', { most: 20 }), labelled('to_grid_id', 'row', { required: true }), reasonColumn()]
export const gridClosingColumns = (): Column[] => [labelled('to_grid_id', 'row'), reasonColumn()]
export const gridPassingColumns = (): Column[] => [labelled('institution_id', 'institution', { required: true }), reasonColumn()]
export const divisionChangeColumns = (): Column[] => [
  labelled('kind', 'code', { required: true, choices: choices('organization.division.kind', ['rename', 'merge', 'split', 'abolish']) }),
  labelled('on', 'date', { required: true }),
  labelled('document', 'text', { required: true, most: 200 }),
]
export const targetColumns = (): Column[] => [labelled('indicator', 'row', { required: true }), labelled('target_percent', 'text', { required: true }), labelled('institution_id', 'institution')]
export const parameterColumns = (): Column[] => [labelled('parameter', 'row', { required: true }), labelled('value', 'text', { required: true }), labelled('valid_from', 'date', { required: true })]
