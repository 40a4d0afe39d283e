// What the routes of this module are made from, and the pieces they share.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/organization/acts.hpp"
#include "platform/db/select.hpp"

namespace jiwei::organization {

struct RouteParts {
    Organization& organization;
    ReachOf reach_of;

    [[nodiscard]] db::Database& database() const { return organization.services().database; }
    /// Opens its own read: never inside one.
    [[nodiscard]] Actor actor(const http::Request& request) const {
        return {request, reach_of(request.principal, request.grant, request.today)};
    }
    using Work = std::function<Result<http::Response>(db::Connection&, const Actor&)>;
    /// Runs `work` as one act; readers in memory are told again after the commit.
    [[nodiscard]] Result<http::Response> act(const http::Request& request, const Work& work) const;
    [[nodiscard]] Result<http::Response> read(const http::Request& request, const Work& work) const;
};

/// Letters, digits, "." "_" and "-", 1-60.
[[nodiscard]] bool is_code_word(std::string_view text);
/// {"items":[…],"next":…}; the cursor is sealed for this list.
[[nodiscard]] http::Response page_answer(const RouteParts& parts, const db::Page& page, std::string_view list,
                                         const std::function<void(json::Writer&, const db::Row&)>& write_row);
/// The cursor of the request, opened; 400 when it is not ours.
[[nodiscard]] Result<std::string> cursor_of(const RouteParts& parts, const http::Request& request, std::string_view list);
/// A workbook of up to 50,000 rows; `page` gives the page after a cursor.
[[nodiscard]] Result<http::Response> workbook_answer(const RouteParts& parts, std::string_view sheet,
                                                     const std::vector<std::string>& header,
                                                     const std::function<Result<db::Page>(const std::string& cursor)>& page,
                                                     const std::function<std::vector<std::string>(const db::Row&)>& cells);

/// A file left the house: a line of the access chain. Outside any read.
void record_export(const RouteParts& parts, const http::Request& request, std::string_view resource);

[[nodiscard]] bool is_doctor_duty(std::string_view duty);
/// Who would answer for more people, where a refusal points to, and whether two thousand were confirmed.
struct GridLoad {
    std::string_view pointer;
    std::string_view user_id;
    bool confirmed = false;
};
/// People that the person would answer for with the grids `added`, by the figures of this year: over 3,000 refused, over 2,000 to be
/// confirmed; GRID_LOAD at the pointer.
[[nodiscard]] Result<std::monostate> check_grid_load(const Organization& organization, db::Connection& connection, const Actor& actor,
                                                     const GridLoad& load, std::span<const Grid> added);
/// The same for whoever takes over the grids that somebody answers for as a doctor; `grid_ids` empty: all of them.
[[nodiscard]] Result<std::monostate> check_taken_load(const Organization& organization, db::Connection& connection, const Actor& actor,
                                                      const GridLoad& load, const HandOver& act);

void add_institution_routes(const RouteParts& parts, http::RouteSet& set);
void add_staff_routes(const RouteParts& parts, http::RouteSet& set);
void add_grid_routes(const RouteParts& parts, http::RouteSet& set);
void add_division_change_routes(const RouteParts& parts, http::RouteSet& set);
void add_reshape_routes(const RouteParts& parts, http::RouteSet& set);
void add_figure_routes(const RouteParts& parts, http::RouteSet& set);
void add_register_routes(const RouteParts& parts, http::RouteSet& set);

}  // namespace jiwei::organization
