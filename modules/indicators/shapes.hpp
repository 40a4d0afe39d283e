// What the routes of this module give (platform/http/shapes.hpp).
#pragma once

#include <array>
#include <string_view>

#include "platform/http/shapes.hpp"

namespace jiwei::indicators {

inline constexpr std::string_view wire_shapes = R"shape(
interface AsOfChange { change_seq: integer  at: string }
interface PathItem { id: string  name: string }
interface Told { numerator: integer | null  denominator: integer | null  basis_points: integer | null  small: boolean }
interface YearBefore extends Told { as_of: string }
type Light = 'none' | 'green' | 'yellow' | 'red'
interface Indicator extends Told {
  code: string  name_zh: string  name_en: string  programme: string
  target_basis_points: integer | null  higher_is_better: boolean  light: Light  on_target: boolean  population_stale: boolean  flags: string[]
  previous_year: YearBefore  numerator_zh: string  numerator_en: string  denominator_zh: string  denominator_en: string
  denominator_kind: 'people' | 'population'  source: string  source_zh: string
}
interface IndicatorPlace { id: string  name: string  kind: string  parent_id: string | null }
interface IndicatorHead { as_of: string  period: string  as_of_change: AsOfChange  institution: IndicatorPlace  path: PathItem[] }
interface IndicatorList extends IndicatorHead { items: Indicator[] }
interface ChildPlace { id: string  name: string  kind: string  has_children: boolean  own: boolean }
interface IndicatorChild extends Told {
  institution: ChildPlace  target_basis_points: integer | null  rank: integer | null  light: Light  on_target: boolean
}
interface IndicatorPoint extends Told { as_of: string }
interface IndicatorDetail extends IndicatorHead {
  item: Indicator  rank: { place: integer  of: integer } | null  children: IndicatorChild[]  series: IndicatorPoint[]
}
interface HeatColumn { code: string  name_zh: string  name_en: string  programme: string  target_basis_points: integer | null }
interface HeatCell extends Told { code: string  light: Light }
interface HeatRow { institution: ChildPlace  cells: HeatCell[] }
interface IndicatorHeat extends IndicatorHead { columns: HeatColumn[]  rows: HeatRow[] }
interface IndicatorPerson {
  resident_id: string  name: string  sex: string  birth_date: string  village: string  phone: string | null  phone_masked: string
  in_numerator: boolean
  why: { code: string  zh: string  en: string } | null  form: string | null  task: { id: string  code: string  due: string } | null
  age_band?: string  handle?: string  changed_since?: boolean
}
interface IndicatorPeople {
  items: IndicatorPerson[]  next: string | null  as_of: string  as_of_change: AsOfChange  total: integer | null
  nameless: boolean  small: boolean
}
interface SnapshotLine {
  period: string  kind: 'month' | 'quarter' | 'half-year' | 'year'  revision: integer  seq: integer  as_of: string  taken_at: string
  taken_by: string  reason: string  change_seq: integer  packs: string  cells: integer  digest: string  previous_digest: string
}
interface SnapshotList { items: SnapshotLine[] }
interface SnapshotItem {
  code: string  name_zh: string  name_en: string  programme: string  target_basis_points: integer | null  light: Light
  frozen: Told  live: Told  difference_basis_points: integer | null
}
interface SnapshotPlace { id: string  name: string }
interface SnapshotPage {
  snapshot: SnapshotLine  intact: boolean  institution: SnapshotPlace  path: SnapshotPlace[]  below: SnapshotPlace[]  items: SnapshotItem[]
}
interface FreezeAgain { reason: string }
)shape";

inline constexpr std::array<http::Described, 8> described{{
    {"GET /api/indicators", http::no_body, "IndicatorList"},
    {"GET /api/indicators/heat", http::no_body, "IndicatorHeat"},
    {"GET /api/indicators/file", http::no_body, "application/octet-stream"},
    {"GET /api/indicators/snapshots", http::no_body, "SnapshotList"},
    {"GET /api/indicators/snapshots/{period}", http::no_body, "SnapshotPage"},
    {"POST /api/indicators/snapshots/{period}", "FreezeAgain", "SnapshotLine"},
    {"GET /api/indicators/{code}", http::no_body, "IndicatorDetail"},
    {"GET /api/indicators/{code}/people", http::no_body, "IndicatorPeople"},
}};

}  // namespace jiwei::indicators
