// What goes over the wire, as the server's routes describe it.

export interface Named {
  id: string
  name: string
}
export interface Page<T> {
  items: T[]
  next: string | null
}

// ---- access
export interface SessionChoice {
  county_id: string
  county_name: string
  institution_id: string
  institution_name: string
  roles: string[]
}
export interface Session {
  user: { id: string; name: string; display_name: string }
  roles: string[]
  institution: { id: string; name: string; kind: string }
  county: Named
  choices?: SessionChoice[]
  csrf: string
  permissions: Record<string, string[]>
  /** Resources that the role reads as numbers only, never one person. */
  statistical?: string[]
  today: string
  must_change_password: boolean
  idle_minutes?: number
  expires_at?: string
}

// ---- organization
export interface Institution {
  id: string
  code: string
  name: string
  kind: string
  grade: string
  parent_id: string | null
  division_code: string
  areas: string[]
  valid_from: string
  valid_to: string | null
}
export interface Division {
  code: string
  name: string
  level: number
  parent: string
  archive_part3: string | null
}

// ---- residents
export interface ResidentRow {
  id: string
  name: string
  sex: string
  birth_date: string
  age: number
  id_masked: string
  phone_masked: string
  archive_no: string
  institution: Named
  village_code: string
  village: string
  address: string
  status: string
}
export interface ResidentPage extends Page<ResidentRow> {
  total?: number
  total_is_exact?: boolean
  kind: string
}
export interface ResidentHead {
  id: string
  version: number
  name: string
  sex: string
  birth_date: string
  age: number
  id_type: string
  id_masked: string
  phone_masked: string
  archive_no: string
  archive_no_printed: string
  institution_id: string
  grid_id: string
  village_code: string
  village?: string
  address: string
  status: string
  status_on: string | null
  residence_state: string
  opened_on: string
  doctor: string
  allergy: string[]
  allergy_text: string
  basic_complete: boolean
}
export interface FieldFinding {
  pointer: string
  code: string
  allowed: string
  severity?: 'hard' | 'soft'
}
export interface ResidentDraft {
  id: string
  name: string
  sex: string
  birth_date: string
  id_type: string
  id_no: string
  nationality?: string
  phone: string
  contact_name: string
  contact_phone: string
  residence_type: string
  residence_state: string
  arrived_on: string
  address: string
  registered_address: string
  village_code: string
  institution_id?: string
  grid_id?: string
  opened_on: string
  opened_by?: string
  doctor: string
  basic: Record<string, unknown> | null
}
export interface ResidentCreated {
  id: string
  version: number
  archive_no: string
  temporary_id: string | null
  warnings: FieldFinding[]
}
export interface ResidentCover extends Omit<ResidentDraft, 'id_no' | 'phone' | 'contact_phone'> {
  version: number
  status: string
  id_no: string | null
  id_masked: string
  phone: string | null
  phone_masked: string
  contact_phone: string | null
  contact_phone_masked: string
  basic_complete: boolean
}
export interface CellProblem {
  column: string
  field?: string
  code: string
  allowed: string
}
export interface ImportRow {
  row: number
  cells: string[]
  problems: CellProblem[]
}
export interface RosterImport {
  id: string
  state: 'preview' | 'queued' | 'running' | 'finished' | 'failed' | 'cancelled'
  file_name: string
  encoding?: string
  rows: number
  done?: number
  created?: number
  existing?: number
  bad?: number
  error?: string
  columns?: { index: number; header: string; field: string | null }[]
  unmapped?: string[]
  missing?: string[]
  sample?: ImportRow[]
  fields?: { field: string; label_zh: string; label_en: string }[]
}

// ---- programmes
export interface PackItem {
  name: string
  version: string
  edition: string
  effective_from: string
  title_zh: string
  title_en?: string
  forms: { name: string; title_zh: string; title_en?: string }[]
}
export interface Enrolment {
  id: string
  programme: string
  state: string
  state_on: string
  enrolled_on: string
  institution_id: string
  diagnosis: string
  version: number
}
export interface TaskWhy {
  sbp?: string
  dbp?: string
  class?: string
  on?: string
}
export interface Task {
  id: string
  resident_id: string
  enrolment_id: string
  programme: string
  code: string
  form: string
  anchor: string
  opens: string
  due: string
  grace_until: string
  state: number
  late_days: number
  done_on: string | null
  why: TaskWhy
}
export type Answers = Record<string, unknown>
export interface FormRecord {
  id: string
  resident_id: string
  enrolment_id: string
  form: string
  pack_version: string
  service_date: string
  answers: Answers
  signed_at: string
  author_id: string
  author_name: string
  institution_id: string
  supersedes: string | null
  superseded_by: string | null
  reason?: string
}
export interface Referral {
  urgency: string
  due: string
}
export interface Decision {
  class: string | null
  rule_class?: string | null
  next_due: string | null
  rule_next_due?: string | null
  referral: Referral | null
  /** Keys of the pack's sentences. */
  messages: string[]
  findings: FieldFinding[]
  tasks_closed?: string[]
  tasks_created?: Task[]
}
export interface Recorded {
  record: FormRecord
  decision: Decision
  enrolment: Enrolment | null
  change_seq: number
}
export interface ProgrammeItem {
  enrolment: Enrolment
  pack: { name: string; version: string; effective_from: string }
  open_tasks: Task[]
  records_count: number
}
export interface ResidentProgrammes {
  resident_id: string
  today: string
  items: ProgrammeItem[]
}
export interface RecordRow {
  record: FormRecord
  decision: Decision
}
export interface RecordWithVersions {
  record: FormRecord
  decision: Decision
  versions: { id: string; service_date: string; signed_at: string; author_name: string; reason: string }[]
}
export interface Series {
  items: { fact: string; code?: string; points: { on: string; value: string; record_id: string }[] }[]
}
export interface OwedRow {
  institution: Named
  missed: number
  late: number
  due: number
  referrals: number
}
export interface TodayItem {
  task: Task
  resident: { id: string; name: string; sex: string; birth_date: string; age: number; phone?: string | null; phone_masked?: string; village: string }
  urgency: 'missed' | 'late' | 'due' | 'referral'
}
export interface TodayPeople extends Page<TodayItem> {
  kind: 'people'
  today: string
  counts: { missed: number; late: number; due: number; referrals: number; upcoming_7_days: number }
  institutions?: OwedRow[]
}
export interface TodayCounty {
  kind: 'county'
  today: string
  indicators_off_target: Indicator[]
  institutions: OwedRow[]
  as_of_change?: AsOfChange
}

// ---- indicators
export interface AsOfChange {
  change_seq: number
  at: string
}
export interface Rate {
  numerator: number
  denominator: number
  basis_points: number | null
}
export interface Indicator extends Rate {
  code: string
  name_zh: string
  name_en: string
  programme: string
  target_basis_points: number | null
  higher_is_better: boolean
  on_target: boolean
  population_stale: boolean
  previous_year: (Rate & { as_of: string }) | null
  numerator_zh?: string
  denominator_zh?: string
  denominator_kind: string
  source: string
}
export interface IndicatorPlace {
  as_of: string
  period: string
  as_of_change: AsOfChange
  institution: { id: string; name: string; kind: string; parent_id?: string | null }
  path: Named[]
}
export interface IndicatorList extends IndicatorPlace {
  items: Indicator[]
}
export interface IndicatorChild extends Rate {
  institution: { id: string; name: string; kind: string; has_children: boolean; own: boolean }
  rank: number | null
  on_target: boolean
}
export interface IndicatorDetail extends IndicatorPlace {
  item: Indicator
  children: IndicatorChild[]
  series: (Rate & { as_of: string })[]
}
export interface IndicatorPerson {
  resident_id: string
  name: string
  sex: string
  birth_date: string
  village: string
  phone_masked: string
  in_numerator: boolean
  why: { code: string; detail: string } | null
  task: { id: string; code: string; due: string } | null
}
export interface IndicatorPeople extends Page<IndicatorPerson> {
  as_of: string
  as_of_change: AsOfChange
  total: number
}
