// Codes and kinds of institutions (WS 218-2002, GB 11714; organisation specification 1 and 2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/expected.hpp"
#include "core/kernel/finding.hpp"

namespace jiwei::organization_rules {

inline constexpr int institution_kinds_max = 18;
inline constexpr int levels_max = 8;

/// H1 … H18, without leading zeros.
[[nodiscard]] bool is_institution_kind(std::string_view kind);
/// The kinds that normally manage one of `kind`; empty when anything may, or when it normally stands at the top.
[[nodiscard]] std::vector<std::string_view> usual_parents(std::string_view kind);
/// H3 under H6 and the like is accepted with this doubt; nothing when the parent is usual. `parent_kind` empty: no parent.
[[nodiscard]] bool is_usual_parent(std::string_view kind, std::string_view parent_kind);

/// The parts of a 22-character institution code: 9 organisation code, 6 area, 2 registration type, 4 category, 1 management class.
struct InstitutionCode {
    std::string organisation;
    std::string area;
    std::string economic_type;
    std::string category;
    char management_class = '0';
    bool doubtful_check = false;  // the check character of the organisation code fails: old numbers do (warn, never refuse)
};
/// INST_CODE_LENGTH, INST_CODE_FORMAT, INST_CODE_AREA, INST_CODE_CATEGORY, INST_CODE_CLASS at "/code". `county_id` is the area the code
/// must name when it is given. PDY + six digits stands for a village clinic without an organisation code of its own.
[[nodiscard]] tl::expected<InstitutionCode, Finding> read_institution_code(std::string_view code, std::string_view county_id);
/// The nine characters for a clinic without an organisation code: "PDY000123".
[[nodiscard]] std::string placeholder_organisation(int serial);

}  // namespace jiwei::organization_rules
