// Answers as the form holds them: pure helpers without Vue.
import type { Answer, Answers, Field, Form } from '@/core/types'

export const isEmpty = (answer: Answer): boolean => answer === undefined || answer === null || answer === '' || (Array.isArray(answer) && answer.length === 0)

export const allFields = (form: Form): Field[] => form.sections.flatMap((section) => section.fields)

/** What a new form takes over from the last one: fields that the pack lets carry. Somebody reads them and signs them again. */
export const carriedFrom = (previous: Answers, form: Form): Answers =>
  Object.fromEntries(allFields(form).flatMap((field) => (field.carry && !isEmpty(previous[field.key]) ? [[field.key, previous[field.key]]] : [])))

/** Full-width digits and the Chinese full stop come from a Chinese keyboard left on. */
export const foldNumber = (text: string): string =>
  text
    .replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[。．]/g, '.')
    .replace(/[－—]/g, '-')
    .trim()

/** A typed number, or the text itself when it is none: the core then says TYPE, and what was typed is kept. */
export function readNumber(text: string): Answer {
  const folded = foldNumber(text)
  if (folded === '') return undefined
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(folded) ? Number(folded) : folded
}

/** Choosing in a multi-code: the exclusive code ("none") stands alone. */
export function toggleCode(chosen: string[], code: string, exclusive: string | null | undefined): string[] {
  if (chosen.includes(code)) return chosen.filter((one) => one !== code)
  if (exclusive && code === exclusive) return [code]
  return [...chosen.filter((one) => one !== exclusive), code]
}

/** The order of the form, not of the clicks. */
export const inFormOrder = (codes: string[], field: Field): string[] => {
  const order = (field.choices ?? []).map((choice) => choice.code)
  return [...codes].sort((a, b) => order.indexOf(a) - order.indexOf(b))
}

/** What is sent: no empty answers, nothing that the form no longer shows, nothing that the core computes by itself. */
export function toSend(answers: Answers, shown: string[], form: Form): Answers {
  const computed = new Set(allFields(form).filter((field) => field.computed && !field.typed).map((field) => field.key))
  const out: Answers = {}
  for (const key of shown) if (!computed.has(key) && !isEmpty(answers[key])) out[key] = answers[key]
  return out
}

/** "/answers/drug/0/name" -> "drug", "/answers/sbp#RANGE_SOFT" -> "sbp". */
export const fieldOf = (pointer: string): string => pointer.split('#')[0]!.split('/')[2] ?? ''

export const confirmKey = (finding: { pointer: string; code: string }): string => `${finding.pointer}#${finding.code}`

/** What the server is told: the pointers alone. */
export const confirmedPointers = (keys: string[]): string[] => [...new Set(keys.map((key) => key.split('#')[0]!))]
