// Whom a screening pack still has to measure this year: a list to go through, where no prompt would come.
#pragma once

#include <string>

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

struct ScreeningListQuery {
    std::string pack;
    std::string name_part;  // of the person's name; empty: everybody
    std::string cursor;
    int limit = 50;
};

/// Living people in reach whom the pack in force would prompt to measure. A page may hold fewer than `limit` and still have a next one:
/// many are looked at for each who is found late in the year. 404 for a pack that screens for nothing.
[[nodiscard]] Result<std::string> screening_list_json(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor,
                                                      const ScreeningListQuery& query);

}  // namespace jiwei::programmes
