// What the routes of this module give (platform/http/shapes.hpp).
#pragma once

#include <array>
#include <string_view>

#include "platform/http/shapes.hpp"

namespace jiwei::indicators {

inline constexpr std::string_view wire_shapes = R"shape(
interface AsOfChange { change_seq: integer  at: string }
interface PathItem { id: string  name: string }
interface YearBefore { as_of: string  numerator: integer  denominator: integer  basis_points: integer | null }
interface Indicator {
  code: string  name_zh: string  name_en: string  programme: string
  numerator: integer  denominator: integer  basis_points: integer | null
  target_basis_points: integer | null  higher_is_better: boolean  on_target: boolean  population_stale: boolean
  previous_year: YearBefore  numerator_zh: string  numerator_en: string  denominator_zh: string  denominator_en: string
  denominator_kind: 'people' | 'population'  source: string
}
interface IndicatorPlace { id: string  name: string  kind: string  parent_id: string | null }
interface IndicatorList {
  as_of: string  period: string  as_of_change: AsOfChange  institution: IndicatorPlace  path: PathItem[]  items: Indicator[]
}
interface ChildPlace { id: string  name: string  kind: string  has_children: boolean  own: boolean }
interface IndicatorChild {
  institution: ChildPlace  numerator: integer  denominator: integer  basis_points: integer | null  rank: integer | null
  on_target: boolean
}
interface IndicatorPoint { as_of: string  numerator: integer  denominator: integer  basis_points: integer | null }
interface IndicatorDetail {
  as_of: string  period: string  as_of_change: AsOfChange  institution: IndicatorPlace  path: PathItem[]
  item: Indicator  children: IndicatorChild[]  series: IndicatorPoint[]
}
interface IndicatorPerson {
  resident_id: string  name: string  sex: string  birth_date: string  village: string  phone_masked: string  in_numerator: boolean
  why: { code: string  detail: string } | null  task: { id: string  code: string  due: string } | null
  age_band?: string  handle?: string
}
interface IndicatorPeople {
  items: IndicatorPerson[]  next: string | null  as_of: string  as_of_change: AsOfChange  total: integer | null
  nameless: boolean  small: boolean
}
)shape";

inline constexpr std::array<http::Described, 3> described{{
    {"GET /api/indicators", http::no_body, "IndicatorList"},
    {"GET /api/indicators/{code}", http::no_body, "IndicatorDetail"},
    {"GET /api/indicators/{code}/people", http::no_body, "IndicatorPeople"},
}};

}  // namespace jiwei::indicators
