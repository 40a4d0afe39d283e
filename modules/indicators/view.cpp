#include "modules/indicators/view.hpp"

#include <algorithm>
#include <map>

#include "platform/change/county_clock.hpp"

namespace jiwei::indicators {

namespace {

constexpr int year_min = 2000;

void write_place(json::Writer& out, const Node& node) {
    out.begin_object().member("id", node.id).member("name", node.name).member("kind", node.kind).key("parent_id");
    if (node.parent_id.empty()) {
        out.null();
    } else {
        out.string(node.parent_id);
    }
    out.end_object();
}

}  // namespace

Result<CivilDate> as_of_of(const http::Request& request) {
    const auto text = request.query_value("as_of");
    if (!text || text->empty()) return request.today;
    const auto day = parse_civil_date(*text);
    if (!day || day->year() < year_min || day->year() > Indicators::last_open_year(request.today)) {
        return refuse_field(
            Refusal::malformed, "/as_of", "as-of",
            "YYYY-MM-DD from " + std::to_string(year_min) + " to " + std::to_string(Indicators::last_open_year(request.today)) + "-12-31");
    }
    return *day;
}

Result<View> view_of(Indicators::Impl& impl, db::Connection& connection, const http::Request& request, const organization::Reach& reach,
                     CivilDate as_of) {
    View view{connection, request.principal.county_id, {},
              as_of,      add_months(as_of, -12),      impl.trees.tree(connection, request.principal.county_id)};
    const auto named = request.query_value("institution");
    if (named && !named->empty()) {
        view.institution_id = *named;
    } else {
        view.institution_id = reach.whole_county ? view.tree->root_id : request.principal.institution_id;
    }
    if (view.tree->find(view.institution_id) == nullptr || !reach.holds(view.institution_id, {})) {
        return refuse(Refusal::not_found, "not-found");
    }
    return view;
}

Result<const Definition*> definition_of(const Indicators::Impl& impl, const http::Request& request) {
    const auto found = std::ranges::find(impl.definitions(), request.param("code"), &Definition::code);
    if (found == impl.definitions().end()) return refuse(Refusal::not_found, "not-found");
    return &*found;
}

Board::IsTotalsOnly totals_only(const GrantOf& grant_of, const auth::Principal& principal) {
    auto known = std::make_shared<std::map<std::string, bool>>();
    return [grant_of, principal, known](const Definition& definition) {
        const auto [held, is_new] = known->try_emplace(definition.person_resource, true);
        if (is_new) {
            const auto grant = grant_of(principal, http::Op::read, definition.person_resource);
            held->second = !grant || grant->statistical;
        }
        return held->second;
    };
}

Board live_board(Indicators& indicators, const Indicators::Impl& impl, View& view, Board::IsTotalsOnly is_totals_only) {
    const auto value_of = [&indicators, &view](const Definition& definition, const std::string& institution, CivilDate day) {
        return indicators.value(view.connection, view.county_id, definition.code, institution, day);
    };
    const auto target_of = [&indicators, &view](const Definition& definition, const std::string& institution, CivilDate day) {
        return indicators.judged(view.connection, view.county_id, definition, institution, day).target_basis_points;
    };
    return Board{view.tree, value_of, target_of, std::move(is_totals_only), impl.rules.near_target_basis_points};
}

void write_optional(json::Writer& out, std::string_view key, std::optional<std::int64_t> value) {
    out.key(key);
    if (value) {
        out.integer(*value);
    } else {
        out.null();
    }
}

void write_told(json::Writer& out, const Told& told) {
    const auto shown = [](bool hidden, std::int64_t number) { return hidden ? std::nullopt : std::optional{number}; };
    write_optional(out, "numerator", shown(told.mask.value, told.value.numerator));
    write_optional(out, "denominator", shown(told.mask.denominator, told.value.denominator));
    write_optional(out, "basis_points", told.mask.value ? std::nullopt : told.value.basis_points);
    out.member("small", told.mask.value);
}

void write_moment(json::Writer& out, View& view, const Services& services) {
    out.key("as_of_change").begin_object();
    out.member("change_seq", change::current_seq(view.connection, view.county_id)).member("at", time::text(services.clock.now()));
    out.end_object();
}

void write_head(json::Writer& out, View& view, const Services& services) {
    const Node& node = *view.tree->find(view.institution_id);
    out.member("as_of", view.as_of).member("period", period_of(view.as_of));
    write_moment(out, view, services);
    out.key("institution");
    write_place(out, node);
    out.key("path").begin_array();
    for (auto it = node.path.rbegin(); it != node.path.rend(); ++it) {
        const Node* const above = view.tree->find(*it);
        out.begin_object().member("id", *it).member("name", above == nullptr ? std::string{} : above->name).end_object();
    }
    out.end_array();
}

}  // namespace jiwei::indicators
