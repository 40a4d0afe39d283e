// Acts that the server did not take: what stands beside what, and how a choice is carried out.
import { get, post } from '@/api/client'
import type { Schemas } from '@/api/openapi.generated'
import type { Answers, Field, Form } from '@/core/types'
import { allFields, isEmpty } from './form/answers'

export type Review = Schemas['OfflineReview']
export type ReviewDetail = Schemas['OfflineReviewDetail']
export type Choice = Schemas['OfflineReviewDecision']['choice']
export type Side = 'mine' | 'theirs'

const of = (id: string): string => `/api/offline-reviews/${encodeURIComponent(id)}`
export const reviewOf = (id: string, resident?: string): Promise<ReviewDetail> => get(resident ? `/api/residents/${encodeURIComponent(resident)}/offline-reviews/${encodeURIComponent(id)}` : of(id))
export const reviewsAbout = (resident: string, signal?: AbortSignal): Promise<{ items: Review[] }> => get(`/api/residents/${encodeURIComponent(resident)}/offline-reviews`, {}, signal)
export const decideReview = (id: string, choice: Choice, result_id = ''): Promise<unknown> => post(`${of(id)}/decision`, { choice, ...(result_id ? { result_id } : {}) })

/** Always the same for one act, so that carrying a choice out twice records it once. */
export const replayId = (review: string): string => `${review}.r`.slice(-64)

export interface Line {
  key: string
  field: Field
  known: unknown
  theirs: unknown
  mine: unknown
  /** Only here is there something to choose. */
  differs: boolean
}

const same = (a: unknown, b: unknown): boolean => (isEmpty(a) && isEmpty(b)) || plain(a) === plain(b)
/** 150 and "150" are one value: numbers come back as the text they were written in. */
const plain = (value: unknown): string => JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? String(one) : one))

/** Every field that says something on one side, in the order of the form; what rules work out is not chosen, class and next date only where
    somebody wrote another one. */
export function linesOf(form: Form, known: Answers, theirs: Answers, mine: Answers): Line[] {
  return allFields(form)
    .filter((field) => (!field.computed || field.typed) && (![form.class_key, form.next_key].includes(field.key) || !isEmpty(mine[field.key])) && [known, theirs, mine].some((side) => !isEmpty(side[field.key])))
    .map((field) => ({ key: field.key, field, known: known[field.key], theirs: theirs[field.key], mine: mine[field.key], differs: !same(theirs[field.key], mine[field.key]) }))
}

/** The chosen values; where nobody chose, the server's stand. */
export function chosen(lines: Line[], sides: Record<string, Side>): Answers {
  const answers: Answers = {}
  for (const line of lines) {
    const value = line.differs && sides[line.key] === 'mine' ? line.mine : line.theirs
    if (!isEmpty(value)) answers[line.key] = value
  }
  return answers
}

export function choiceOf(lines: Line[], sides: Record<string, Side>): Choice {
  const open = lines.filter((line) => line.differs)
  const mine = open.filter((line) => sides[line.key] === 'mine').length
  return mine === 0 ? 'theirs' : mine === open.length ? 'mine' : 'mixed'
}
