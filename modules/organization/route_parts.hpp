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

[[nodiscard]] bool is_doctor_duty(std::string_view duty);
/// People that the person would answer for with the grid `added`, by the figures of this year: over 3,000 refused, over 2,000 to be
/// confirmed; GRID_LOAD at `pointer`.
[[nodiscard]] Result<std::monostate> check_grid_load(const RouteParts& parts, db::Connection& connection, const Actor& actor,
                                                     std::string_view pointer, std::string_view user_id, const Grid& added, bool confirmed);

void add_institution_routes(const RouteParts& parts, http::RouteSet& set);
void add_staff_routes(const RouteParts& parts, http::RouteSet& set);
void add_grid_routes(const RouteParts& parts, http::RouteSet& set);
void add_division_change_routes(const RouteParts& parts, http::RouteSet& set);
void add_reshape_routes(const RouteParts& parts, http::RouteSet& set);
void add_figure_routes(const RouteParts& parts, http::RouteSet& set);
void add_register_routes(const RouteParts& parts, http::RouteSet& set);

}  // namespace jiwei::organization
