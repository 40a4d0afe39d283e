// FHIR Patient of a resident.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

[[nodiscard]] std::string patient_json(const ResidentRow& row, const std::vector<Identifier>& identifiers, const Secrets& secrets,
                                       std::string_view base);
[[nodiscard]] std::shared_ptr<fhir::Provider> make_patient_provider(const Inside& in);

}  // namespace jiwei::residents
