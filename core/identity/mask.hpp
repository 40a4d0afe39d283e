// What lists, logs and exports show of a person by default (PIPL art. 51; our security rules): masked forms.
#pragma once

#include <string>
#include <string_view>

namespace jiwei::identity {

/// First 3 and last 4 of 18 characters ("510***********0010"); shorter numbers keep at most the first 3 and last 4, never more than half.
[[nodiscard]] std::string mask_id_number(std::string_view number);
/// Mobile "138****5678"; any other: last four hidden.
[[nodiscard]] std::string mask_phone(std::string_view phone);
/// Two characters "王*", three "王*明", longer: first and last. One character: "*".
[[nodiscard]] std::string mask_name(std::string_view name);
/// "************5678": only the last four.
[[nodiscard]] std::string mask_card(std::string_view number);

}  // namespace jiwei::identity
