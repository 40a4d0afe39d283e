// Check characters of institutions: organisation code (GB 11714) and unified social credit code (GB 32100).
#pragma once

#include <string_view>

#include "core/kernel/expected.hpp"
#include "core/kernel/finding.hpp"

namespace jiwei::identity {

/// For eight characters of [0-9A-Z]; '\0' otherwise.
[[nodiscard]] char check_character_gb11714(std::string_view first8);
/// For seventeen characters of the standard's alphabet (no I O S V Z); '\0' otherwise.
[[nodiscard]] char check_character_gb32100(std::string_view first17);

/// ORG_CODE_FORMAT (hard) or ORG_CODE_CHECK (hard) at "/org_code"; "-" before the check character is accepted.
[[nodiscard]] tl::expected<void, Finding> check_organisation_code(std::string_view typed);
/// USCC_FORMAT or USCC_CHECK (hard) at "/uscc". Characters 9-17 are an organisation code whose own check fails in old numbers:
/// that is the soft finding USCC_ORG_CODE, returned as the value's second meaning: true = passes, false = doubtful.
[[nodiscard]] tl::expected<bool, Finding> check_social_credit_code(std::string_view typed);

}  // namespace jiwei::identity
