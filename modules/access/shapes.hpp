// What the routes of this module take and give (platform/http/shapes.hpp); session, password, choice and set-up are in routes.cpp.
#pragma once

#include <array>
#include <string_view>

#include "platform/http/shapes.hpp"

namespace jiwei::access {

inline constexpr std::string_view wire_shapes = R"shape(
interface Done { done: boolean }
interface MadeId { id: string }
interface WaitsForApproval { waits_for_approval: boolean }
interface ApproveInput { approve: boolean  note?: string }
interface VerdictInput { verdict: 'justified' | 'unjustified'  note?: string }

interface CodeInput { code?: string }
interface SignaturePassword { password: string }
interface FactorEnrolmentInput { password: string }
interface FactorEnrolment { secret: string  uri: string }
interface FactorConfirmation { code: string }
interface RecoveryCodes { recovery_codes: string[] }
interface OwnSession {
  id: string  institution_name: string  began_at: string  used_at: string  ends_at: string  address: string  client: string
  this_one: boolean
}
interface OwnSessions { items: OwnSession[] }
interface DeviceInput { device: string  people?: integer  waiting?: integer }
interface DeviceOpened { secret: string  erase: '' | 'send-first' | 'lose' }
interface DeviceContact { device: string  waiting?: integer  erased?: boolean  lost?: integer }
interface DeviceOrder { erase: '' | 'send-first' | 'lose' }
interface Device {
  id: string  client: string  registered_at: string  contact_at: string  people: integer  waiting: integer
  erase: '' | 'send-first' | 'lose'  ordered_by: string  ordered_at: string  erased_at: string  lost: integer  this_one: boolean
}
interface DeviceList { items: Device[] }
interface ErasureInput { order: 'send-first' | 'lose' | 'none' }
interface ResetInput { token: string  password: string }
interface ResetDone { name: string }

interface AccountRole {
  institution_id: string  institution_name: string  role: string  from: string  to: string  approved_by_two: boolean
}
interface AccountDuty { programme: string  from: string  to: string }
interface Account {
  id: string  name: string  display_name: string  disabled: boolean  demo: boolean  must_change_password: boolean  ends_on: string
  used_at: string  home_division: string  home_address: string  version: integer  second_factor: boolean  sessions: integer
  assignments: AccountRole[]  duties: AccountDuty[]
}
interface AccountPage { items: Account[]  next: string | null }
interface AccountInput {
  name: string  display_name: string  ends_on?: string  home_division?: string  home_address?: string
  institution_id: string  role: string  from?: string  to?: string
}
interface AccountLink { id: string  link_token: string  expires_at: string  waits_for_approval: boolean }
interface AccountChange {
  version: integer  display_name?: string  ends_on?: string  disabled?: boolean  home_division?: string  home_address?: string
}
interface RoleInput { institution_id: string  role: string  from?: string  to?: string  end?: boolean  reason?: string }
interface ProgrammeDutyInput { programme: 'mental-health' | 'hiv'  from?: string  to?: string }
interface ServiceToken {
  id: string  name: string  institution_name: string  scopes: string  created_at: string  created_by: string  expires_at: string
}
interface ServiceTokens { items: ServiceToken[] }
interface ServiceTokenInput { name: string  institution_code?: string  scopes: string[]  days?: integer }
interface ServiceTokenMade { token: string  waits_for_approval: boolean }

interface Proposal {
  id: string  kind: 'role' | 'factor' | 'token' | 'export'  state: 'proposed' | 'approved' | 'refused' | 'used' | 'revoked'  subject: string
  subject_name: string  wanted: Record<string, unknown>  reason: string  proposed_by: string  mine: boolean  proposed_at: string
  expires_at: string  decided_by: string  decided_at: string  note: string  open_until: string
}
interface ProposalList { items: Proposal[] }
interface ExportProposalInput { subject: string  reason: string  institution_id?: string }
interface Delegation {
  id: string  from_user: string  to_user: string  from: string  to: string  reason: string
  state: 'proposed' | 'approved' | 'refused' | 'ended'  proposed_by: string  mine: boolean  proposed_at: string  decided_by: string
  decided_at: string
}
interface DelegationList { items: Delegation[] }
interface DelegationInput { to_user: string  from?: string  to: string  reason: string }
interface ReadingAlert {
  id: string  rule: string  user_id: string  user_name: string  from: string  until: string  count: integer  verdict: string
  reviewed_by: string  reviewed_at: string  note: string
}
interface ReadingAlertList { items: ReadingAlert[] }

interface BreakGlassInput { reason: 'emergency' | 'unconscious' | 'transfer' | 'other'  text?: string }
interface PurposeInput { handle: string  purpose: 'complaint' | 'quality' | 'outbreak' | 'statutory' | 'other'  text: string }
interface PersonOpening { id: string  resident_id: string  ends_at: string  waits_for_approval: boolean }
interface EmergencyProposal {
  id: string  state: 'proposed' | 'used' | 'refused'  user_name: string  mine: boolean  institution_name: string  resident_id: string
  reason: string  text: string  proposed_at: string  expires_at: string  decided_by: string  decided_at: string  note: string
}
interface EmergencyProposalList { items: EmergencyProposal[] }
interface OpeningLine {
  id: string  user_name: string  mine: boolean  institution_name: string  resident_id: string  reason: string  text: string
  opened_at: string  ends_at: string  review_due: string  verdict: string  late: boolean  reviewed_by: string  reviewed_at: string
  note: string
}
interface OpeningList { items: OpeningLine[] }
interface LookedLine {
  at: string  institution_name: string  role: string  action: string  resource: string  why: 'work' | 'break_glass' | 'purpose'
  why_code: string  reason: string  user_name?: string
}
interface LookedPage { items: LookedLine[]  next: string | null }

interface AuditLine {
  seq: integer  at: string  actor: string  user_name: string  role: string  institution_name: string  action: string  resource: string
  resource_id: string  person_id: string  purpose: string  outcome: string  reason: string  request_id: string  address: string
  client: string  hash: string
}
interface AuditPage { items: AuditLine[]  next: string | null }
interface AuditVerdict { chain: string  whole: boolean  rows: integer  first_bad_seq: integer  why: string }
interface AuditProof { items: AuditVerdict[] }
)shape";

inline constexpr auto described = std::to_array<http::Described>({
    {"POST /api/session/second-factor", "CodeInput", "Session"},
    {"POST /api/session/signature", "SignaturePassword", "Session"},
    {"POST /api/session/second-factor/enrolment", "FactorEnrolmentInput", "FactorEnrolment"},
    {"POST /api/session/second-factor/confirmation", "FactorConfirmation", "RecoveryCodes"},
    {"POST /api/session/second-factor/recovery-codes", http::no_body, "RecoveryCodes"},
    {"GET /api/session/all", http::no_body, "OwnSessions"},
    {"DELETE /api/session/all/{session}", http::no_body, http::no_body},
    {"POST /api/session/device", "DeviceInput", "DeviceOpened"},
    {"POST /api/device-contacts", "DeviceContact", "DeviceOrder"},
    {"GET /api/devices", http::no_body, "DeviceList"},
    {"POST /api/devices/{device}/erasure", "ErasureInput", "Done"},
    {"GET /api/accounts/{account}/devices", http::no_body, "DeviceList"},
    {"POST /api/accounts/{account}/devices/{device}/erasure", "ErasureInput", "Done"},
    {"POST /api/session/reset", "ResetInput", "ResetDone"},
    {"GET /api/accounts", http::no_body, "AccountPage"},
    {"POST /api/accounts", "AccountInput", "AccountLink"},
    {"GET /api/accounts/{account}", http::no_body, "Account"},
    {"PATCH /api/accounts/{account}", "AccountChange", "Done"},
    {"POST /api/accounts/{account}/roles", "RoleInput", "WaitsForApproval"},
    {"POST /api/accounts/{account}/duties", "ProgrammeDutyInput", "Done"},
    {"POST /api/accounts/{account}/reset", http::no_body, "AccountLink"},
    {"POST /api/accounts/{account}/unlock", http::no_body, "Done"},
    {"DELETE /api/accounts/{account}/sessions", http::no_body, http::no_body},
    {"DELETE /api/accounts/{account}/second-factor", http::no_body, "WaitsForApproval"},
    {"GET /api/tokens", http::no_body, "ServiceTokens"},
    {"POST /api/tokens", "ServiceTokenInput", "ServiceTokenMade"},
    {"DELETE /api/tokens/{token}", http::no_body, http::no_body},
    {"GET /api/role-proposals", http::no_body, "ProposalList"},
    {"POST /api/role-proposals/{proposal}/decision", "ApproveInput", "Done"},
    {"GET /api/export-proposals", http::no_body, "ProposalList"},
    {"POST /api/export-proposals", "ExportProposalInput", "MadeId"},
    {"POST /api/export-proposals/{proposal}/decision", "ApproveInput", "Done"},
    {"POST /api/export-proposals/{proposal}/revocation", http::no_body, "Done"},
    {"GET /api/delegations", http::no_body, "DelegationList"},
    {"POST /api/delegations", "DelegationInput", "MadeId"},
    {"POST /api/delegations/{delegation}/decision", "ApproveInput", "Done"},
    {"POST /api/delegations/{delegation}/end", http::no_body, "Done"},
    {"GET /api/reading-alerts", http::no_body, "ReadingAlertList"},
    {"POST /api/reading-alerts/{alert}/review", "VerdictInput", "Done"},
    {"POST /api/residents/{resident}/break-glass", "BreakGlassInput", "PersonOpening"},
    {"GET /api/break-glass", http::no_body, "OpeningList"},
    {"GET /api/break-glass/own", http::no_body, "OpeningList"},
    {"GET /api/break-glass/proposals", http::no_body, "EmergencyProposalList"},
    {"POST /api/break-glass/proposals/{proposal}/decision", "ApproveInput", "Done"},
    {"POST /api/break-glass/{opening}/review", "VerdictInput", "Done"},
    {"POST /api/person-purposes", "PurposeInput", "PersonOpening"},
    {"GET /api/person-purposes", http::no_body, "OpeningList"},
    {"GET /api/residents/{resident}/looked", http::no_body, "LookedPage"},
    {"GET /api/audit", http::no_body, "AuditPage"},
    {"GET /api/audit/file.csv", http::no_body, "text/csv"},
    {"GET /api/audit/proof", http::no_body, "AuditProof"},
});

}  // namespace jiwei::access
