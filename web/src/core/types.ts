// What the rule core says about packs, forms and decisions (the same in the browser and on the server).

export interface Words {
  zh: string
  en: string
}
export interface Choice {
  code: string
  label: Words
}
export interface Range {
  low: string | null
  high: string | null
  text: string
}
export type FieldType = 'int' | 'dec' | 'date' | 'month' | 'bool' | 'code' | 'codes' | 'text' | 'rows' | 'staff'
export interface Field {
  key: string
  type: FieldType
  label: Words
  unit?: string
  hint?: Words | null
  choices?: Choice[]
  exclusive?: string | null
  text_codes?: string[]
  text_key?: string | null
  decimals?: number
  length_max?: number
  hard?: Range | null
  soft?: Range | null
  computed?: boolean
  /** Worked out by the rules, and yet people may type it where they cannot. */
  typed?: boolean
  fact?: string
  on_paper?: boolean
  /** A new form begins with the last value. */
  carry?: boolean
  conditional?: boolean
  columns?: Field[]
}
export interface Section {
  key: string
  label: Words
  fields: Field[]
}
export interface Form {
  name: string
  /** Of the permission matrix. */
  row: string
  title: Words
  source: string
  date_key: string
  class_key: string | null
  next_key: string | null
  sections: Section[]
  decides: boolean
  /** Whom the form serves; the decision says what it lacks for them. */
  groups?: { key: string; label: Words }[]
}
export interface Pack {
  name: string
  edition: string
  title: Words
  source: string
  effective_from: string
  forms: Form[]
  /** By the code of the task. */
  tasks: Record<string, { title: Words; completed_by: string }>
  facts: { code: string; title: Words; unit: string }[]
  indicators: { code: string; title: Words; unit: string; direction: string; target: string | null; figure: string }[]
  messages: Record<string, Words>
}

export type Answer = unknown
export type Answers = Record<string, Answer>

export interface CoreFinding {
  pointer: string
  code: string
  allowed: string
  severity: 'hard' | 'soft'
}
export interface CoreFact {
  code: string
  on: string
  record: string
  value: string
}
export interface CoreTask {
  id: string
  code: string
  anchor: string
  opens: string
  due: string
  grace_until: string
  completed_by: string
}
export interface DecideInput {
  pack: string
  form: string
  draft: boolean
  today: string
  answers: Answers
  resident: { birth_date: string; sex: string; death_date: string | null; programmes?: string[] }
  enrolment: { enrolled_on: string; state: string } | null
  facts: CoreFact[]
  tasks: CoreTask[]
  record?: string
}
export interface GroupState {
  applies: boolean
  complete: boolean
  missing: string[]
}
export interface CoreDecision {
  findings: CoreFinding[]
  answers: Answers
  shown: string[]
  required: string[]
  groups?: Record<string, GroupState>
  row: string
  class: string | null
  rule_class: string | null
  next: string | null
  rule_next: string | null
  referral: 'none' | 'routine' | 'urgent'
  flags: Record<string, boolean>
  messages: string[]
  closes: { id: string; code: string; done_on: string; state: string }[]
  cancels: string[]
  creates: { code: string; anchor: string; opens: string; due: string; grace_until: string; completed_by: string }[]
  facts: { code: string; value: string }[]
  enrolment_state: string | null
}
