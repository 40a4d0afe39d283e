// What the routes of this module take and give (platform/http/shapes.hpp); lists of institutions, divisions and grids are beside their
// routes, each declared register gets the seven of
// `register_routes_described`.
#pragma once

#include <array>
#include <string_view>

#include "platform/http/shapes.hpp"

namespace jiwei::organization {

inline constexpr std::string_view wire_shapes = R"shape(
interface OrgName { id: string  name: string }
interface OrgVersion { id: string  version: integer }

interface InstitutionInput {
  id?: string  code: string  name: string  kind: string  grade?: string  parent_id?: string | null  division_code: string
  equipment_class?: string  ownership?: string  status?: string  valid_from?: string  areas?: string[]
}
interface InstitutionVersion {
  version: integer  changed_at: integer  changed_by: string  name: string  kind: string  grade: string  parent_id: string | null
  status: string  valid_to: string | null
}
interface InstitutionFile { institution: Institution  history: InstitutionVersion[] }
interface InstitutionMove { parent_id: string }
interface InstitutionClosing { last_day: string  successor_id: string  reason: string  hand_over?: boolean }
interface ServiceArea { division_code: string  from?: string  last_day?: string }
interface ArchivePart { archive_part3: string }
interface DivisionMove { old_code: string  new_code?: string  new_name?: string  part?: string }
interface DivisionChangeInput {
  kind: 'rename' | 'split' | 'merge' | 'abolish'  on: string  document: string  moves: DivisionMove[]  preview?: boolean
}
interface DivisionChanged { id: string | null  people: integer }
interface DivisionChangeLine {
  id: string  kind: 'rename' | 'split' | 'merge' | 'abolish'  on: string  old_code: string  old_name: string  new_code: string
  new_name: string  part: string  people: integer  document: string  by: string
}
interface ClosedDivision { code: string  name: string  people: integer }
interface DivisionChangeList { items: DivisionChangeLine[]  unmapped: ClosedDivision[] }
interface ArchiveArea { area: string  then: Division[]  now: Division[] }

interface StaffRow {
  id: string  institution: OrgName  staff_no: string  name: string  sex: string  birth_date: string  phone_masked: string  post: string
  employment: string  user_id: string | null  valid_from: string  valid_to: string | null  version: integer
}
interface StaffPage { items: StaffRow[]  next: string | null }
interface StaffPost { from: string  to: string | null  institution_id: string  post: string }
interface StaffFile {
  id: string  institution_id: string  staff_no: string  name: string  sex: string  birth_date: string  phone_masked: string  post: string
  employment: string  user_id: string | null  valid_from: string  valid_to: string | null  leave_reason: string  version: integer
  posts: StaffPost[]
}
interface StaffInput {
  id?: string  institution_id?: string  staff_no?: string  name: string  sex?: string  birth_date?: string  phone?: string | null
  post?: string  employment?: string  user_id?: string | null  valid_from?: string
}
interface StaffTransfer {
  institution_id: string  post?: string  from: string  successor_user_id?: string  reason: string  confirmed?: boolean
}
interface StaffLeaving { last_day: string  successor_user_id?: string  reason: string  confirmed?: boolean }
interface LicenceEnding {
  id: string  kind: string  what: 'licence' | 'assessment'  until: string  renewable_from: string | null
  person: OrgName  institution_id: string  post: string
  state: 'none' | 'in_90_days' | 'in_30_days' | 'expired'
}
interface LicenceEndings { items: LicenceEnding[] }

interface UncoveredVillage { code: string  name: string  persons: integer }
interface GridCoverage {
  uncovered: UncoveredVillage[]  overlaps: string[]  people: integer  people_covered: integer  coverage_basis_points: integer
}
interface ResponsiblePerson { user_id: string  duty: string  staff_id: string | null  name: string }
interface ResponsibleList { items: ResponsiblePerson[] }
interface GridInput {
  id?: string  code: string  name: string  township_code: string  institution_id: string  division_codes: string[]  from?: string
}
interface GridDuty { user_id: string  duty: string  from?: string  last_day?: string  confirmed?: boolean }
interface GridVillageMove {
  division_code: string  part?: string  to_grid_id: string  reason: string  confirmed?: boolean  preview?: boolean
}
interface GridClosing { to_grid_id?: string  reason: string  confirmed?: boolean  preview?: boolean }
interface GridPassing { institution_id: string  reason: string  preview?: boolean }
interface GridReshaped { id: string | null  people: integer }
interface GridChange {
  id: string  kind: 'village' | 'part' | 'close' | 'institution'  grid: OrgName  to_grid: OrgName | null  division_codes: string[]
  part: string  from_institution_id: string  to_institution_id: string  on: string  people: integer  reason: string  by: string
}
interface GridChangeList { items: GridChange[] }
interface HandOverInput {
  id?: string  from_user_id: string  to_user_id: string  last_day: string  grid_ids?: string[]  reason: string  confirmed?: boolean
}
interface HandOverDone { id: string  duties: integer }
interface HandOver {
  id: string  grid_id: string  grid: string  duty: string  from_user_id: string  to_user_id: string  last_day: string  reason: string
  at: integer
}
interface HandOverList { items: HandOver[] }

interface FigureLine { code: string  name: string  level: integer  parent: string  persons: integer | null  recast: boolean }
interface FigureList { year: integer  kind: string  items: FigureLine[]  county_persons: integer | null }
interface FigureInput { division_code: string  persons: integer | null }
interface FiguresInput { year: integer  kind: string  items: FigureInput[] }
interface FigureVersion { version: integer  persons: integer | null  changed_at: integer  changed_by: string }
interface FigureHistory { items: FigureVersion[] }
interface Parameter { name: string  valid_from: string  value: string  changed_at: integer  changed_by: string }
interface ParameterList { items: Parameter[] }
interface ParameterInput { name: string  valid_from: string  value: string }
interface Target {
  indicator: string  institution_id: string | null  basis_points: integer  changed_at: integer  changed_by: string
}
interface TargetList { year: integer  items: Target[] }
interface TargetInput { indicator: string  year: integer  institution_id?: string  basis_points: integer }

interface RegisterChoice { code: string  zh: string  en: string }
interface RegisterColumn {
  key: string  type: string  zh: string  en: string  choices?: string  required?: boolean  in_list?: boolean  sealed?: boolean
  most?: integer  least?: integer  unit_zh?: string  unit_en?: string  register?: string
}
interface RegisterDeclared {
  name: string  group: string  permission: string  zh: string  en: string  source: string
  source_zh: string  title?: string  of_person?: boolean
  code?: string  state?: string  from?: string  until?: string  parent?: string  county_only?: boolean  columns: RegisterColumn[]
}
interface RegisterCatalogue { edition?: string  lists: Record<string, RegisterChoice[]>  registers: RegisterDeclared[] }
interface RegisterLine {
  id: string  institution: OrgName  person: OrgName | null  parent_id: string | null  title: string  body: Record<string, unknown>
  version: integer  changed_at: integer
}
interface RegisterPage { items: RegisterLine[]  next: string | null }
interface RegisterRowVersion { version: integer  changed_at: integer  changed_by: string  reason: string }
interface RegisterRowFile {
  id: string  institution_id: string  person_id: string | null  parent_id: string | null  body: Record<string, unknown>
  version: integer  history: RegisterRowVersion[]
}
interface RegisterRowInput {
  id?: string  institution_id?: string  person_id?: string  parent_id?: string  body: Record<string, unknown>  confirmed?: string[]
}
interface RegisterRemoval { reason: string }
interface RegisterReveal { column: string  reason: string }
interface RegisterRevealed { value: string }

interface Shortage {
  institution: OrgName  equipment_class: string  item: string  standard: integer  usable: integer  missing: integer
}
interface ShortageReport { items: Shortage[] }
interface ProjectBatch {
  batch: string  planned_sites: integer | null  planned_investment_fen: integer | null  planned_area_m2: integer | null
  sites: integer  finished: integer  investment_fen: integer  paid_fen: integer  area_m2: integer  area_done_m2: integer
  late_amber: integer  late_red: integer
}
interface ProjectReport { items: ProjectBatch[] }
interface CreditLine {
  person: OrgName  institution_id: string  post: string  class_one_tenths: integer  class_two_tenths: integer  complies: boolean
}
interface CreditReport { year: integer  total_min_tenths: integer  items: CreditLine[] }
interface PlanMeasure {
  measure: string  zh: string  en: string  numerator_zh: string  denominator_zh: string  source: string
  unit: 'basis_points' | 'persons' | 'per_thousand_hundredths' | 'count'  numerator: integer  denominator: integer | null
  value: integer | null  least: integer | null  most: integer | null  is_met: boolean | null  missing: OrgName[]
}
interface PlanReport { year: integer  residents: integer | null  items: PlanMeasure[] }
interface SupportDays { person: OrgName  institution_id: string  post: string  days: integer  due: integer
  state: 'running' | 'at_risk' | 'met' | 'missed' }
interface SupportAgreement {
  id: string  partner: string  institution_id: string  visits_due: integer  months_visited: integer  lectures: integer  trainees: integer
  teaching_rounds: integer  consultations: integer  techniques: integer  satisfaction_percent: integer | null
  state: 'running' | 'at_risk' | 'met' | 'missed'
}
interface SupportAgreementReport { year: integer  items: SupportAgreement[] }
interface TrainingLine {
  institution_id: string  plans: integer  plans_held: integer  held_basis_points: integer | null  planned_people: integer  people: integer
  reached_basis_points: integer | null  passed_basis_points: integer | null  staff: integer  with_credits: integer
  credits_basis_points: integer | null
}
interface TrainingReport { year: integer  items: TrainingLine[] }
interface SupportDayReport { year: integer  quarter: integer  items: SupportDays[] }
)shape";

inline constexpr std::string_view workbook_media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

inline constexpr auto described = std::to_array<http::Described>({
    {"GET /api/institutions/{institution}", http::no_body, "InstitutionFile"},
    {"POST /api/institutions", "InstitutionInput", "OrgVersion"},
    {"PUT /api/institutions/{institution}", "InstitutionInput", "OrgVersion"},
    {"POST /api/institutions/{institution}/move", "InstitutionMove", "OrgVersion"},
    {"POST /api/institutions/{institution}/close", "InstitutionClosing", "OrgVersion"},
    {"POST /api/institutions/{institution}/areas", "ServiceArea", http::no_body},
    {"GET /api/division-changes", http::no_body, "DivisionChangeList"},
    {"POST /api/division-changes", "DivisionChangeInput", "DivisionChanged"},
    {"GET /api/divisions/of-archive", http::no_body, "ArchiveArea"},
    {"PUT /api/divisions/{division}/archive-part", "ArchivePart", http::no_body},
    {"GET /api/staff", http::no_body, "StaffPage"},
    {"GET /api/staff/file", http::no_body, workbook_media_type},
    {"GET /api/staff/warnings", http::no_body, "LicenceEndings"},
    {"GET /api/staff/{staff}", http::no_body, "StaffFile"},
    {"POST /api/staff", "StaffInput", "OrgVersion"},
    {"PUT /api/staff/{staff}", "StaffInput", "OrgVersion"},
    {"POST /api/staff/{staff}/transfer", "StaffTransfer", "OrgVersion"},
    {"POST /api/staff/{staff}/leave", "StaffLeaving", "OrgVersion"},
    {"GET /api/grids/coverage", http::no_body, "GridCoverage"},
    {"GET /api/grids/{grid}/responsible", http::no_body, "ResponsibleList"},
    {"POST /api/grids", "GridInput", "OrgVersion"},
    {"POST /api/grids/{grid}/duties", "GridDuty", http::no_body},
    {"POST /api/grids/{grid}/villages", "GridVillageMove", "GridReshaped"},
    {"POST /api/grids/{grid}/closing", "GridClosing", "GridReshaped"},
    {"POST /api/grids/{grid}/institution", "GridPassing", "GridReshaped"},
    {"GET /api/grids/changes", http::no_body, "GridChangeList"},
    {"POST /api/hand-overs", "HandOverInput", "HandOverDone"},
    {"GET /api/hand-overs", http::no_body, "HandOverList"},
    {"GET /api/figures", http::no_body, "FigureList"},
    {"GET /api/figures/history", http::no_body, "FigureHistory"},
    {"PUT /api/figures", "FiguresInput", http::no_body},
    {"GET /api/parameters", http::no_body, "ParameterList"},
    {"PUT /api/parameters", "ParameterInput", http::no_body},
    {"GET /api/targets", http::no_body, "TargetList"},
    {"PUT /api/targets", "TargetInput", http::no_body},
    {"GET /api/registers", http::no_body, "RegisterCatalogue"},
    {"GET /api/reports/shortages", http::no_body, "ShortageReport"},
    {"GET /api/reports/projects", http::no_body, "ProjectReport"},
    {"GET /api/reports/credits", http::no_body, "CreditReport"},
    {"GET /api/reports/planning", http::no_body, "PlanReport"},
    {"GET /api/reports/support-days", http::no_body, "SupportDayReport"},
    {"GET /api/reports/support-agreements", http::no_body, "SupportAgreementReport"},
    {"GET /api/reports/trainings", http::no_body, "TrainingReport"},
});

/// The seven routes of each declared register, after its path.
struct RegisterRoute {
    std::string_view verb;
    std::string_view tail;
    std::string_view takes;
    std::string_view gives;
};
inline constexpr auto register_routes_described = std::to_array<RegisterRoute>({
    {"GET", "", http::no_body, "RegisterPage"},
    {"GET", "/file", http::no_body, workbook_media_type},
    {"GET", "/{row}", http::no_body, "RegisterRowFile"},
    {"POST", "", "RegisterRowInput", "OrgVersion"},
    {"PUT", "/{row}", "RegisterRowInput", "OrgVersion"},
    {"POST", "/{row}/remove", "RegisterRemoval", "OrgVersion"},
    {"POST", "/{row}/reveal", "RegisterReveal", "RegisterRevealed"},
});

}  // namespace jiwei::organization
