// What the handlers of this module share: who asks, for which place and day, and what the reader may be told.
#pragma once

#include <memory>
#include <string>

#include "modules/indicators/board.hpp"
#include "modules/indicators/impl.hpp"

namespace jiwei::indicators {

/// What composition gives the routes.
struct Gate {
    organization::ReachOf reach_of;
    GrantOf grant_of;
    Anonymity anonymity;
};

/// Everything that the answers of one request share.
struct View {
    db::Connection& connection;
    std::string county_id;
    std::string institution_id;
    CivilDate as_of;
    CivilDate previous;  // the same day a year earlier
    std::shared_ptr<const Tree> tree;
};

/// The reporting date: any day from 2000 to the end of next year; today when absent.
[[nodiscard]] Result<CivilDate> as_of_of(const http::Request& request);
/// Where the reader starts: the place named, else the own institution, else (county roles) the root.
[[nodiscard]] Result<View> view_of(Indicators::Impl& impl, db::Connection& connection, const http::Request& request,
                                   const organization::Reach& reach, CivilDate as_of);
[[nodiscard]] Result<const Definition*> definition_of(const Indicators::Impl& impl, const http::Request& request);

/// Whether the reader may see totals only, asked once for each kind of person. What leaves the house is told of nobody.
[[nodiscard]] Board::IsTotalsOnly totals_only(const GrantOf& grant_of, const auth::Principal& principal);
[[nodiscard]] Board live_board(Indicators& indicators, const Indicators::Impl& impl, View& view, Board::IsTotalsOnly is_totals_only);

/// "numerator", "denominator", "basis_points", "small".
void write_told(json::Writer& out, const Told& told);
void write_optional(json::Writer& out, std::string_view key, std::optional<std::int64_t> value);
/// "as_of", "period", "as_of_change", "institution", "path".
void write_head(json::Writer& out, View& view, const Services& services);
void write_moment(json::Writer& out, View& view, const Services& services);

}  // namespace jiwei::indicators
