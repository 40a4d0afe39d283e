// The JSON texts of resident_version as they are stored (docs/adr/0051).
#pragma once

#include <string>
#include <string_view>

namespace jiwei::residents::store {

[[nodiscard]] std::string pack_version_text(std::string_view json);
/// Throws std::runtime_error when the bytes are damaged.
[[nodiscard]] std::string unpack_version_text(std::string_view bytes);

}  // namespace jiwei::residents::store
