// What the routes of this module take and give (platform/http/shapes.hpp).
#pragma once

#include <array>
#include <string_view>

#include "platform/http/shapes.hpp"

namespace jiwei::residents {

inline constexpr std::string_view wire_shapes = R"shape(
interface Warning { pointer: string  code: string  allowed: string }
interface Place { id: string  name: string }
interface SearchInput {
  q?: string  limit?: integer  cursor?: string  institution?: string  village?: string  status?: string  document?: 'due'
}
interface ResidentRow {
  id: string  name: string  sex: string  birth_date: string  age: integer  id_masked: string  phone_masked: string  archive_no: string
  institution: Place  village_code: string  village: string  township: string  address: string
  status: string
}
interface ResidentPage {
  items: ResidentRow[]  next: string | null  total?: integer  total_is_exact?: boolean  kind: string
}
interface ResidentHead {
  id: string  version: integer  name: string  sex: string  birth_date: string  age: integer  id_type: string  id_masked: string
  phone_masked: string  archive_no: string  archive_no_printed: string  institution_id: string  grid_id: string  village_code: string
  address: string  status: string  status_on: string | null  merged_from: string | null  residence_state: string  opened_on: string  doctor: string
  allergy: string[]  allergy_text: string  basic_complete: boolean  archive_form: 'personal-basic' | 'newborn-visit'
  archive_complete: boolean
}
interface ResidentInput {
  id?: string  name?: string  sex?: string  birth_date?: string  id_type?: string  id_no?: string  nationality?: string  phone?: string
  contact_name?: string  contact_phone?: string  residence_type?: string  residence_state?: string  arrived_on?: string
  address?: string  registered_address?: string  village_code?: string  institution_id?: string  grid_id?: string  opened_on?: string
  opened_by?: string  doctor?: string  basic?: Record<string, unknown> | null
}
interface ResidentCreated {
  id: string  version: integer  archive_no: string  temporary_id: string | null  warnings: Warning[]
}
interface ResidentIdentifier {
  type: string  masked: string  current: boolean  from: string  to: string | null  source: string
}
interface ResidentCover {
  id: string  version: integer  name: string  sex: string  birth_date: string  age: integer  id_type: string  nationality: string
  id_no: string | null  id_masked: string  phone: string | null  phone_masked: string  contact_name: string
  contact_phone: string | null  contact_phone_masked: string  residence_type: string  residence_state: string  arrived_on: string
  address: string  registered_address: string  village_code: string  institution_id: string  grid_id: string  opened_on: string
  opened_by: string  doctor: string  archive_no: string  status: string  status_on: string | null
  status_note: Record<string, unknown> | null  identifiers: ResidentIdentifier[]  basic: Record<string, unknown> | null
  basic_version: integer  basic_pack_version: string  basic_complete: boolean
}
interface ResidentVersion { id: string  version: integer  warnings?: Warning[] }
interface StatusInput {
  status: '1' | '2' | '3' | '4'  on: string  reason?: string  cause?: string  source?: string  destination?: string  note?: string
  last_contact?: string  attempts?: ContactAttempt[]
}
interface ContactAttempt { on: string  how?: string }
interface OpeningInput { opened: boolean  on?: string }
interface Opening { opened: boolean  since: string | null }
interface RevealInput { field: 'id_no' | 'phone' | 'contact_phone'  reason?: string }
interface Revealed { value: string }
interface ResidentChange { version: integer  at: string  by: string  act: string  changed: string[] }
interface ResidentHistory { items: ResidentChange[]  next: string | null }
interface HouseholdMember {
  resident_id: string  name: string  sex: string  age: integer  relation: string  from: string  in_reach: boolean
}
interface Household {
  id: string  version: integer  no: string  kind: string  head_id: string  address: string  state: '1' | '2' | '3'
  proposed_head_id: string | null  environment: Record<string, unknown>  members: HouseholdMember[]
}
interface HouseholdAnswer { household: Household | null }
interface HouseholdInput { id?: string  head_id: string  address?: string  kind: string  environment?: Record<string, unknown> | null }
interface HouseholdChange { address?: string  kind?: string  environment?: Record<string, unknown> | null }
interface HeadInput { resident_id: string  relations?: Record<string, string> }
interface LeavingInput { on?: string }
interface HouseholdOpened { id: string  no: string  version: integer }
interface MemberInput { resident_id: string  relation: string  from?: string }

interface EmergencyInput { number: string }
interface EmergencyHit { id: string  name: string  sex: string  age: integer  id_masked: string  institution: string }
interface EmergencyHits { items: EmergencyHit[] }
interface TransferPlace { id: string  name: string  township: string }
interface TransferPlaces { items: TransferPlace[] }
interface ListFileInput { title: string  format: 'xlsx' | 'csv'  columns: string[]  rows: string[][] }

interface CellProblem { column: string  field: string  code: string  allowed: string }
interface ImportRow { row: integer  sheet: string  cells: string[]  problems: CellProblem[] }
interface ImportColumn { index: integer  header: string  field: string | null }
interface ImportField { field: string  label_zh: string  label_en: string }
interface RosterImport {
  id: string  state: 'preview' | 'queued' | 'running' | 'finished' | 'failed' | 'cancelled'  file_name: string  encoding?: string
  rows: integer  done?: integer  created?: integer  existing?: integer  bad?: integer  error?: string  at?: string  columns?: ImportColumn[]
  unmapped?: string[]  missing?: string[]  sample?: ImportRow[]  fields?: ImportField[]  differing?: integer  changed?: integer
  households?: integer  other_sheets?: string[]  default_village?: VillageChoice | null  villages?: VillageChoice[]
}
interface VillageChoice { code: string  name: string }
interface FieldDifference { field: string  column: string  before: string  after: string  applies: boolean }
interface ImportDifference { row: integer  sheet: string  resident_id: string  state: string  fields: FieldDifference[] }
interface ImportDifferencePage { items: ImportDifference[]  next: string | null }
interface RosterImportList { items: RosterImport[]  next: string | null }
interface ImportStartInput { mapping?: Record<string, string>  edition?: string  institution_id?: string  village_code?: string  update?: boolean }
interface ImportState { id: string  state: string }
interface ImportRowPage { items: ImportRow[]  next: string | null }
)shape";

inline constexpr std::array<http::Described, 28> described{{
    {"GET /api/residents/imports/{import}/differences", http::no_body, "ImportDifferencePage"},
    {"POST /api/households/{household}/members/{resident}/leaving", "LeavingInput", "HouseholdOpened"},
    {"PUT /api/households/{household}/head", "HeadInput", "HouseholdOpened"},
    {"PATCH /api/households/{household}", "HouseholdChange", "HouseholdOpened"},
    {"GET /api/residents/{resident}/opening", http::no_body, "Opening"},
    {"PUT /api/residents/{resident}/opening", "OpeningInput", "ResidentVersion"},
    {"POST /api/residents/search", "SearchInput", "ResidentPage"},
    {"POST /api/residents", "ResidentInput", "ResidentCreated"},
    {"GET /api/residents/{resident}", http::no_body, "ResidentHead"},
    {"POST /api/residents/emergency-search", "EmergencyInput", "EmergencyHits"},
    {"GET /api/transfer-places", http::no_body, "TransferPlaces"},
    {"POST /api/residents/list-file", "ListFileInput", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"POST /api/export-proposals/{proposal}/file", http::no_body, "application/zip"},
    {"GET /api/residents/{resident}/cover", http::no_body, "ResidentCover"},
    {"PATCH /api/residents/{resident}", "ResidentInput", "ResidentVersion"},
    {"POST /api/residents/{resident}/status", "StatusInput", "ResidentVersion"},
    {"POST /api/residents/{resident}/reveal", "RevealInput", "Revealed"},
    {"GET /api/residents/{resident}/versions", http::no_body, "ResidentHistory"},
    {"GET /api/residents/{resident}/household", http::no_body, "HouseholdAnswer"},
    {"POST /api/households", "HouseholdInput", "HouseholdOpened"},
    {"POST /api/households/{household}/members", "MemberInput", "HouseholdOpened"},
    {"POST /api/residents/imports", "application/octet-stream", "RosterImport"},
    {"GET /api/residents/imports", http::no_body, "RosterImportList"},
    {"GET /api/residents/imports/{import}", http::no_body, "RosterImport"},
    {"POST /api/residents/imports/{import}/start", "ImportStartInput", "ImportState"},
    {"POST /api/residents/imports/{import}/cancel", http::no_body, "ImportState"},
    {"GET /api/residents/imports/{import}/bad", http::no_body, "ImportRowPage"},
    {"GET /api/residents/imports/{import}/bad.csv", http::no_body, "text/csv"},
}};

}  // namespace jiwei::residents
