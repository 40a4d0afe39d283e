// Phone numbers: a pattern check that warns and never refuses (service specification 2017, ch. 1, basic form).
#pragma once

#include <string>
#include <string_view>

namespace jiwei::identity {

enum class PhoneKind : unsigned char { empty, mobile, landline, doubtful };

/// Folded, "-", blanks, brackets and a leading +86 / 0086 removed: the form that is compared, hashed and searched.
[[nodiscard]] std::string fold_phone(std::string_view typed);
/// `typed` in any form: mobile 1[3-9] + 9 digits, landline 0 + 2-3 digits + 7-8 digits, else doubtful (soft finding PHONE_FORMAT).
[[nodiscard]] PhoneKind phone_kind(std::string_view typed);

}  // namespace jiwei::identity
