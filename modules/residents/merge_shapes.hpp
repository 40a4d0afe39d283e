// What the routes of duplicates, merges, hand-over, corrections, cards and printing take and give (platform/http/shapes.hpp).
#pragma once

#include <array>
#include <string_view>

#include "platform/http/shapes.hpp"

namespace jiwei::residents {

inline constexpr std::string_view merge_wire_shapes = R"shape(
interface EvidenceLine { evidence: string  points: integer }
interface PairSide {
  id: string  name: string  sex: string  birth_date: string  institution: string  id_masked: string  archive_no: string
}
interface DuplicatePair {
  verdict: string  points: integer  lines: EvidenceLine[]  found_on: string  low: PairSide  high: PairSide
}
interface DuplicatePage { items: DuplicatePair[]  next: string | null }
interface ConflictStated {
  name: string  sex: string  birth_date: string  id_masked: string  institution: string  resident_id: string | null
}
interface ConflictExisting { id: string  name: string  sex: string  birth_date: string  archive_no: string  institution: string }
interface IdentityConflict {
  id: string  state: string  origin: string  stated: ConflictStated  existing: ConflictExisting  opened_by: string
  opened_at: string | null  resolution: string  reason: string  resolved_by: string  resolved_at: string | null
}
interface IdentityConflictPage { items: IdentityConflict[]  next: string | null }
interface ConflictResolutionInput { resolution: string  reason: string }
interface ComparedSide {
  id: string  version: integer  name: string  archive_no: string  opened_on: string  opened_by: string  institution: string
  status: string  basic_complete: boolean
}
interface ComparedField { key: string  survivor: string  loser: string  same: boolean  choice: string }
interface Comparison {
  survivor: ComparedSide  loser: ComparedSide  verdict: string  points: integer  lines: EvidenceLine[]  fields: ComparedField[]
  refused: string | null  merge: string | null
}
interface ReasonInput { reason?: string }
interface MergeInput {
  id?: string  resident_a: string  resident_b: string  choices?: Record<string, string>  reason: string
}
interface NamedPerson { id: string  name: string }
interface ArchiveMerge {
  id: string  state: string  survivor: NamedPerson  loser: NamedPerson  choices: Record<string, string>  reason: string
  proposed_by: string  proposed_at: string | null  decided_by: string  decision_reason: string  decided_at: string | null
  undone_by: string  undo_reason: string  undone_at: string | null  may_undo: boolean  reviews: unknown[]
}
interface ArchiveMergePage { items: ArchiveMerge[]  next: string | null }

interface ResidentTransfer {
  id: string  state: 'offered' | 'accepted' | 'refused' | 'withdrawn' | 'lapsed'  resident: NamedPerson  from: NamedPlace
  to: NamedPlace  village_code: string  address: string  note: string  offered_by: string  offered_on: string  expires_on: string
  decided_by: string  decided_on: string  reason: string
}
interface NamedPlace { id: string  name: string }
interface ResidentTransferPage { items: ResidentTransfer[]  next: string | null }
interface ResidentTransferInput {
  id?: string  to_institution: string  to_grid?: string  village_code?: string  address?: string  note?: string
}
interface StatusCorrection {
  id: string  state: string  resident: NamedPerson  to: string  reason: string  requested_by: string  requested_on: string
  decided_by: string  decided_on: string  decision_reason: string
}
interface StatusCorrectionPage { items: StatusCorrection[]  next: string | null }
interface StatusCorrectionInput { id?: string  to: '1' | '5'  reason: string }

interface ResidentCard {
  id: string  type: string  last4: string  area: string  issued_on: string  expires_on: string  state: string  state_on: string
}
interface ResidentCardList { items: ResidentCard[] }
interface ResidentCardInput {
  id?: string  type: string  number: string  area?: string  issued_on?: string  expires_on?: string
}
interface ResidentCardBound { id: string  state: string }
interface ResidentCardState { state: '1' | '2' | '3' | '4' }
interface CardLookup { type: string  number: string  id_no?: string  name?: string }
interface CardOwner { resident_id: string  name: string  card_id: string  pays: boolean  blocked: string | null }
)shape";

inline constexpr auto merge_described = std::to_array<http::Described>({
    {"GET /api/duplicates", http::no_body, "DuplicatePage"},
    {"GET /api/duplicates/{a}/{b}", http::no_body, "Comparison"},
    {"POST /api/duplicates/{a}/{b}/different", "ReasonInput", http::no_body},
    {"POST /api/merges", "MergeInput", "ArchiveMerge"},
    {"GET /api/identity-conflicts", http::no_body, "IdentityConflictPage"},
    {"POST /api/identity-conflicts/{conflict}/resolution", "ConflictResolutionInput", http::no_body},
    {"GET /api/merges", http::no_body, "ArchiveMergePage"},
    {"GET /api/merges/{merge}", http::no_body, "ArchiveMerge"},
    {"POST /api/merges/{merge}/approval", "ReasonInput", "ArchiveMerge"},
    {"POST /api/merges/{merge}/refusal", "ReasonInput", "ArchiveMerge"},
    {"POST /api/merges/{merge}/undo", "ReasonInput", "ArchiveMerge"},
    {"POST /api/residents/{resident}/transfers", "ResidentTransferInput", "ResidentTransfer"},
    {"GET /api/transfers", http::no_body, "ResidentTransferPage"},
    {"POST /api/transfers/{transfer}/acceptance", "ReasonInput", "ResidentTransfer"},
    {"POST /api/transfers/{transfer}/refusal", "ReasonInput", "ResidentTransfer"},
    {"POST /api/transfers/{transfer}/withdrawal", "ReasonInput", "ResidentTransfer"},
    {"POST /api/residents/{resident}/status-corrections", "StatusCorrectionInput", "StatusCorrection"},
    {"GET /api/status-corrections", http::no_body, "StatusCorrectionPage"},
    {"POST /api/status-corrections/{correction}/approval", "ReasonInput", "StatusCorrection"},
    {"POST /api/status-corrections/{correction}/refusal", "ReasonInput", "StatusCorrection"},
    {"GET /api/residents/{resident}/cards", http::no_body, "ResidentCardList"},
    {"POST /api/residents/{resident}/cards", "ResidentCardInput", "ResidentCardBound"},
    {"POST /api/residents/{resident}/cards/{card}/state", "ResidentCardState", http::no_body},
    {"POST /api/cards/lookup", "CardLookup", "CardOwner"},
    {"GET /api/residents/{resident}/print/{form}", http::no_body, "application/pdf"},
});

}  // namespace jiwei::residents
