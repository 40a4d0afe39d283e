// FHIR Patient of a resident.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "modules/residents/viewing.hpp"

namespace jiwei::residents {

/// What `view` does not show in full is absent with the reason `masked`: a half-hidden number is no identifier.
[[nodiscard]] std::string patient_json(const View& view, bool close, const ResidentRow& row, const std::vector<Identifier>& identifiers,
                                       const Secrets& secrets, std::string_view base);
[[nodiscard]] std::shared_ptr<fhir::Provider> make_patient_provider(const Inside& in);

}  // namespace jiwei::residents
