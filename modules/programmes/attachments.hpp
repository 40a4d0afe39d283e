// Photographs of the paper form of a record: taken as they are read, kept sealed, shown to whoever may read the record.
#pragma once

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

inline constexpr std::int64_t attachments_of_record_max = 6;

/// POST and GET under /api/residents/{resident}/records/{record}/attachments. The resident stands in the address so that an emergency
/// opening reaches the photographs as it reaches the records.
void add_attachment_routes(http::RouteSet& set, const Programmes::Impl& impl);

/// The canonical lines of all photographs: the digest of each, not the picture.
void export_attachments(const Programmes::Impl& impl, db::Connection& connection, std::string_view county_id,
                        const std::function<void(std::string_view)>& line);

}  // namespace jiwei::programmes
