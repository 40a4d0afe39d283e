// What the routes of this module take and give (platform/http/shapes.hpp).
#pragma once

#include <array>
#include <string_view>

#include "platform/http/shapes.hpp"

namespace jiwei::programmes {

inline constexpr std::string_view wire_shapes = R"shape(
interface FieldFinding { pointer: string  code: string  allowed: string  severity?: 'hard' | 'soft'  confirmed_by?: string }
interface PackForm { name: string  title_zh: string  title_en: string  decides: boolean  row: string }
interface PackTask { code: string  title_zh: string  title_en: string }
interface PackIndicator { code: string  title_zh: string  title_en: string  counts_people: boolean  higher_is_better: boolean }
interface PackScreening { programme: string  form: string  from_age: integer  measured: string[]  found: string }
interface PackItem {
  name: string  version: string  edition: string  effective_from: string  title_zh: string  title_en: string
  has_enrolment: boolean  forms: PackForm[]  diagnosis: string  age_min: integer | null  tasks: PackTask[]
  screening: PackScreening | null  indicators: PackIndicator[]
}
interface PackList { items: PackItem[] }
interface PackEdition {
  name: string  version: string  edition: string  effective_from: string  title_zh: string  title_en: string  source: string
  loaded_at: string | null  may_withdraw: boolean
}
interface PackWithdrawalInput { reason: string }
interface PackWithdrawn { name: string  edition: string  title_zh: string  decides_now: string }
interface PackRecount {
  programme: string  state: 0 | 1 | 2 | 3 | 4  done: integer  total: integer  error_code: string  updated_at: string
}
interface PackEditions { items: PackEdition[]  jobs: PackRecount[]  may_load: boolean }
interface PackFiles { files: Record<string, string> }
interface PackChange { file: string  where: string  before: string  after: string }
interface PackCases { files: integer  passed: integer  failed: integer  failures: string }
interface PackEffect {
  people: integer  decided: integer  touched: integer  refused: integer  other_class: integer  other_next_due: integer
  other_referral: integer  partial: boolean
}
interface PackReview {
  name: string  version: string  edition: string  title_zh: string  title_en: string  effective_from: string  known: boolean
  replaces: string  before_edition: string  cases: PackCases  changes_count: integer  changes: PackChange[]  effect: PackEffect
}

interface Enrolment {
  id: string  resident_id: string  programme: string  state: '1' | '2' | '3' | '4' | '5' | '6'  state_on: string  enrolled_on: string
  institution_id: string  diagnosis: string  version: integer
}
interface EnrolmentList { items: Enrolment[] }
interface EnrolmentInput { id?: string  programme: string  enrolled_on: string  diagnosis?: string }
interface Enrolled { enrolment: Enrolment  tasks_created: Task[]  change_seq: integer }
interface StateInput { state: '1' | '2' | '5' | '6'  on: string  reason?: string  version?: integer }

type TaskWhy = Record<string, string>
interface Task {
  id: string  resident_id: string  enrolment_id: string  programme: string  code: string  form: string  anchor: string  opens: string
  due: string  grace_until: string  state: 0 | 1 | 2 | 3 | 4 | 5 | 6  late_days: integer  done_on: string | null  referral: boolean
  why: TaskWhy
}

interface RecordInput {
  id?: string  form: string  pack_version?: string  service_date: string  answers: Record<string, unknown>  confirmed?: string[]
  enrolment_version?: integer
}
interface AmendmentInput {
  id?: string  reason: string  pack_version?: string  service_date: string  answers: Record<string, unknown>  confirmed?: string[]
  enrolment_version?: integer
}
interface FormRecord {
  id: string  resident_id: string  enrolment_id: string  form: string  pack_version: string  service_date: string
  answers: Record<string, unknown>  signed_at: string  author_id: string  author_name: string  institution_id: string
  supersedes: string | null  superseded_by: string | null  reason: string  source: string | null
}
interface Referral { urgency: 'routine' | 'urgent'  due: string | null }
interface GroupState { applies: boolean  complete: boolean  missing: string[] }
interface Decision {
  class: string | null  rule_class: string | null  next_due: string | null  rule_next_due: string | null  referral: Referral | null
  row: string  flags: Record<string, boolean>  messages: string[]  findings: FieldFinding[]  tasks_closed: string[]  tasks_created: Task[]
  groups?: Record<string, GroupState>
}
interface Recorded { record: FormRecord  decision: Decision  enrolment: Enrolment | null  change_seq: integer }
interface Checked { findings: FieldFinding[]  decision: Decision | null  answers?: Record<string, unknown> }
interface RecordRow { record: FormRecord  decision: Decision }
interface RecordPage { items: RecordRow[]  next: string | null }
interface RecordVersion { id: string  service_date: string  signed_at: string  author_name: string  reason: string }
interface RecordWithVersions { record: FormRecord  decision: Decision  versions: RecordVersion[] }

interface LastRecord {
  record_id: string  form: string  service_date: string  answers: Record<string, unknown>  decision: Decision
}
interface PackInForce { name: string  version: string  title_zh: string  title_en: string  effective_from: string }
interface ProgrammeItem {
  enrolment: Enrolment  pack: PackInForce | null  last: LastRecord | null  open_tasks: Task[]  records_count: integer
}
interface ResidentProgrammes { resident_id: string  today: string  items: ProgrammeItem[]  archive_tasks: Task[] }
interface PromptsInput { residents: string[] }
interface Prompt { kind: 'measure' | 'enrol'  programme: string  form: string }
interface ResidentPrompts { resident_id: string  prompts: Prompt[] }
interface PromptList { items: ResidentPrompts[] }
interface UnmeasuredPerson {
  resident_id: string  name: string  sex: string  birth_date: string  age: integer  village: string  phone: string | null
  phone_masked: string
  last_on: string | null  last_value: string
}
interface UnmeasuredPage { form: string  items: UnmeasuredPerson[]  next: string | null }
interface SeriesPoint { on: string  value: string  record_id: string }
interface SeriesItem { fact: string  code: string  points: SeriesPoint[] }
interface Series { items: SeriesItem[]  targets: Record<string, string> }
interface ReferralResultInput { id?: string  on: string  outcome: '1' | '2' | '3'  note?: string }
interface TaskAnswer { task: Task }

interface CarriedPerson {
  id: string  keys: string[]  village: string  phone: string | null  head: Record<string, unknown>  programmes: ResidentProgrammes
  records: RecordPage  facts: string[][]
}
interface Slice {
  today: string  since: integer  upto: integer  people: CarriedPerson[]  people_count: integer  people_digest: string
  left_out: { count: integer  people: { id: string  name: string }[] }
}

interface AttachmentWithdrawn { by: string  at: string  reason: string }
interface RecordAttachment {
  id: string  record_id: string  media_type: string  bytes: integer  author_name: string  at: string  withdrawn: AttachmentWithdrawn | null
}
interface AttachmentWithdrawalInput { reason: string }
interface RecordAttachments { items: RecordAttachment[] }

interface OfflineReviewInput {
  id: string  resident_id: string  kind: 'record' | 'amendment' | 'cover'  target_id?: string  outcome: 'conflict' | 'refused'  code: string
  written_at: integer  mine: Record<string, unknown>  base?: Record<string, unknown> | null  problem?: Record<string, unknown> | null
}
interface OfflineReview {
  id: string  resident_id: string  author_id: string  kind: 'record' | 'amendment' | 'cover'  target_id: string
  outcome: 'conflict' | 'refused'  code: string  written_at: integer  filed_at: string
  state: 'open' | 'mine' | 'theirs' | 'mixed' | 'dropped'  decided_at: string  result_id: string  author_name: string
  decided_by_name: string  decided_reason: string
}
interface OfflineReviewList { items: OfflineReview[] }
interface StaffOfflineReview extends OfflineReview { institution_name: string  in_reach: boolean  resident_name: string }
interface StaffOfflineReviewList { items: StaffOfflineReview[]  waiting: integer }
interface StaffOfflineReviewDecision { reason: string }
interface OfflineReviewContent {
  mine: Record<string, unknown>  base: Record<string, unknown> | null  problem: Record<string, unknown> | null
}
interface OfflineReviewDetail extends OfflineReview {
  in_reach: boolean  content: OfflineReviewContent  known: Record<string, unknown> | null  theirs: { record: FormRecord } | null
}
interface OfflineReviewDecision { choice: 'mine' | 'theirs' | 'mixed' | 'dropped'  result_id?: string }
interface OfflineReviewDone { done: boolean }

interface TodayCounts { missed: integer  late: integer  due: integer  referrals: integer  upcoming_7_days: integer }
interface OwedRow { institution: { id: string  name: string }  missed: integer  late: integer  due: integer  referrals: integer }
interface TodayResident {
  id: string  name: string  sex: string  birth_date: string  age: integer  village: string  phone: string | null  phone_masked: string
}
interface TodayItem { task: Task  resident: TodayResident  urgency: 'referral' | 'missed' | 'late' | 'due' }
interface TodayPeople {
  kind: 'people'  today: string  counts?: TodayCounts  items: TodayItem[]  institutions?: OwedRow[]  next: string | null
}
interface OffTarget {
  code: string  name_zh: string  name_en: string  numerator: integer  denominator: integer  basis_points: integer
  target_basis_points: integer  higher_is_better: boolean
}
interface TodayCounty {
  kind: 'county'  today: string  indicators_off_target: OffTarget[]  institutions: OwedRow[]
  as_of_change: { change_seq: integer  at: string }
}
interface RecordFileInput { file: string }
interface RecordFileLook { headings: string[]  sample: string[][]  other_sheets: string[] }
interface RecordImportInput { form: string  mapping: Record<string, unknown>  file_name: string  file: string  preview?: boolean }
interface RefusedLine { row: integer  column: string  field: string  code: string  allowed: string }
interface RecordImportAnswer {
  id: string | null  finished: boolean  whole: boolean  rows: integer  created: integer  existing: integer  bad: integer
  unused: string[]  problems: RefusedLine[]
}
interface RecordImportItem {
  id: string  form: string  source: string  state: string  file_name: string  rows: integer  created: integer  existing: integer
  bad: integer  at: string
}
interface RecordImportList { items: RecordImportItem[] }
)shape";

inline constexpr std::array<http::Described, 38> described{{
    {"GET /api/packs", http::no_body, "PackList"},
    {"GET /api/pack-editions", http::no_body, "PackEditions"},
    {"POST /api/pack-editions/check", "PackFiles", "PackReview"},
    {"POST /api/pack-editions", "PackFiles", "PackReview"},
    {"POST /api/pack-editions/{version}/withdrawal", "PackWithdrawalInput", "PackWithdrawn"},
    {"GET /api/offline/slice", http::no_body, "Slice"},
    {"GET /api/packs/{name}/{version}", http::no_body, "Record<string, string>"},
    {"POST /api/residents/{resident}/enrolments", "EnrolmentInput", "Enrolled"},
    {"GET /api/residents/{resident}/enrolments", http::no_body, "EnrolmentList"},
    {"POST /api/enrolments/{enrolment}/state", "StateInput", "Enrolment"},
    {"GET /api/residents/{resident}/programmes", http::no_body, "ResidentProgrammes"},
    {"POST /api/prompts", "PromptsInput", "PromptList"},
    {"GET /api/screening/{pack}/people", http::no_body, "UnmeasuredPage"},
    {"POST /api/residents/{resident}/records", "RecordInput", "Recorded"},
    {"POST /api/residents/{resident}/records/check", "RecordInput", "Checked"},
    {"GET /api/residents/{resident}/records", http::no_body, "RecordPage"},
    {"GET /api/residents/{resident}/series", http::no_body, "Series"},
    {"GET /api/records/{record}", http::no_body, "RecordWithVersions"},
    {"GET /api/records/{record}/print", http::no_body, "application/pdf"},
    {"GET /api/record-imports/{import}/bad.csv", http::no_body, "text/csv"},
    {"GET /api/record-imports", http::no_body, "RecordImportList"},
    {"POST /api/record-imports/look", "RecordFileInput", "RecordFileLook"},
    {"POST /api/record-imports", "RecordImportInput", "RecordImportAnswer"},
    {"POST /api/records/{record}/amendments", "AmendmentInput", "Recorded"},
    {"POST /api/tasks/{task}/referral-result", "ReferralResultInput", "TaskAnswer"},
    {"GET /api/today", http::no_body, "TodayPeople | TodayCounty"},
    {"POST /api/residents/{resident}/records/{record}/attachments", "image/jpeg", "RecordAttachment"},
    {"GET /api/residents/{resident}/records/{record}/attachments", http::no_body, "RecordAttachments"},
    {"GET /api/residents/{resident}/records/{record}/attachments/{attachment}", http::no_body, "image/jpeg"},
    {"POST /api/residents/{resident}/records/{record}/attachments/{attachment}/withdrawal", "AttachmentWithdrawalInput",
     "RecordAttachment"},
    {"POST /api/offline-reviews", "OfflineReviewInput", "OfflineReview"},
    {"GET /api/offline-reviews", http::no_body, "OfflineReviewList"},
    {"GET /api/offline-reviews/{review}", http::no_body, "OfflineReviewDetail"},
    {"POST /api/offline-reviews/{review}/decision", "OfflineReviewDecision", "OfflineReviewDone"},
    {"GET /api/staff-offline-reviews", http::no_body, "StaffOfflineReviewList"},
    {"POST /api/staff-offline-reviews/{review}/decision", "StaffOfflineReviewDecision", "OfflineReviewDone"},
    {"GET /api/residents/{resident}/offline-reviews", http::no_body, "OfflineReviewList"},
    {"GET /api/residents/{resident}/offline-reviews/{review}", http::no_body, "OfflineReviewDetail"},
}};

}  // namespace jiwei::programmes
