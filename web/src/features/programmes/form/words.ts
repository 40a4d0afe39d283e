// A form's values and findings in words.
import type { CoreFinding, Field } from '@/core/types'
import { findingWords } from '@/common/problem-words'
import { has, pick, t } from '@/i18n'

const label = (field: Field, code: string): string => {
  const choice = field.choices?.find((one) => one.code === code)
  return choice ? pick(choice.label) : code
}

/** An answer as a person reads it: words of codes, unit behind numbers. */
export function answerWords(field: Field, answer: unknown): string {
  if (answer === undefined || answer === null || answer === '') return '—'
  if (field.type === 'codes' && Array.isArray(answer)) return answer.map((code) => label(field, String(code))).join(t('punctuation.list'))
  if (field.type === 'rows' && Array.isArray(answer))
    return answer
      .map((row) => (field.columns ?? []).map((column) => rowValue(column, (row as Record<string, unknown>)[column.key])).filter(Boolean).join(' '))
      .join(t('punctuation.semicolon'))
  if (field.type === 'code') return label(field, String(answer))
  if (field.type === 'bool') return answer === true ? t('form.yes') : t('form.no')
  return field.unit ? `${String(answer)} ${field.unit}` : String(answer)
}

function rowValue(column: Field, value: unknown): string {
  return value === undefined || value === null || value === '' ? '' : answerWords(column, value)
}

/** What a finding at a field means. The range stands in the pack; other codes have their own sentence. */
export function findingInForm(field: Field, finding: CoreFinding): string {
  const key = `finding.${finding.code}`
  if (finding.code === 'CODE_WARN') return t(key, { value: finding.allowed || pick(field.label) })
  if (has(key)) return t(key, { allowed: finding.allowed, field: pick(field.label) })
  return findingWords(finding)
}
