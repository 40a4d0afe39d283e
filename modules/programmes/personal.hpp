// Telephones, numbers and addresses that stand in the answers of a signed form: shown by packs/roles/masks.csv at every edge, as those of
// the register are.
#pragma once

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

/// The record with its personal answers as the reader sees them. Forms say which they are ("personal" in packs/*/forms).
[[nodiscard]] Record as_seen(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, masking::Edge edge,
                             Record record);
/// What somebody wrote and the server did not take ("mine" and "base" of an offline review), as another reader sees it.
[[nodiscard]] std::string kept_as_seen(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, std::string_view kind,
                                       std::string_view resident_id, std::string_view content);
/// Who amends a record saw some answers masked: a mask that comes back unchanged means the answer that stands in `old`.
void keep_masked(const PreparedRecord& record, const Record& old, json::Value& answers);

}  // namespace jiwei::programmes
