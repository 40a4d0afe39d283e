// GET /api/indicators …: the numbers of a place, one number with the level below it and its course, and the table of all below.
#include "modules/indicators/handlers.hpp"
#include "modules/indicators/shapes.hpp"

namespace jiwei::indicators {

namespace {

CivilDate month_end(int year, int month) { return *CivilDate::of(year, month, days_in_month(year, month)); }

void write_names(json::Writer& out, const Definition& definition) {
    out.member("code", definition.code).member("name_zh", definition.name_zh).member("name_en", definition.name_en);
    out.member("programme", definition.programme);
}

/// The number, its target and light, and the same number a year ago.
void write_item(json::Writer& out, Board& board, View& view, const Definition& definition) {
    const Told now = board.told(definition, view.institution_id, view.as_of);
    const Told then = board.told(definition, view.institution_id, view.previous);
    const auto target = board.target(definition, view.institution_id, view.as_of);
    const Light light = board.light(definition, now, target);
    out.begin_object();
    write_names(out, definition);
    write_told(out, now);
    write_optional(out, "target_basis_points", target);
    out.member("higher_is_better", definition.higher_is_better).member("light", word(light));
    out.member("on_target", light == Light::none || light == Light::green).member("population_stale", now.value.population_stale);
    out.key("flags").begin_array();
    if (now.value.population_stale) out.string("POP_STALE");
    out.end_array();
    out.key("previous_year").begin_object().member("as_of", view.previous);
    write_told(out, then);
    out.end_object();
    out.member("numerator_zh", definition.numerator_zh).member("numerator_en", definition.numerator_en);
    out.member("denominator_zh", definition.denominator_zh).member("denominator_en", definition.denominator_en);
    out.member("denominator_kind", definition.denominator == Denominator::people ? "people" : "population");
    out.member("source", definition.source).member("source_zh", definition.source_zh).end_object();
}

void write_child_place(json::Writer& out, const Child& child) {
    out.begin_object().member("id", child.node->id).member("name", child.node->name).member("kind", child.node->kind);
    out.member("has_children", !child.is_own && !child.node->children.empty()).member("own", child.is_own).end_object();
}

void write_children(json::Writer& out, Board& board, const Definition& definition, const std::vector<Child>& children) {
    out.key("children").begin_array();
    for (const Child& child : children) {
        const Light light = board.light(definition, child.told, child.target_basis_points);
        out.begin_object().key("institution");
        write_child_place(out, child);
        write_told(out, child.told);
        write_optional(out, "target_basis_points", child.target_basis_points);
        write_optional(out, "rank", child.rank);
        out.member("light", word(light)).member("on_target", light == Light::none || light == Light::green).end_object();
    }
    out.end_array();
}

void write_rank(json::Writer& out, const std::optional<Rank>& rank) {
    out.key("rank");
    if (!rank) {
        out.null();
        return;
    }
    out.begin_object().member("place", rank->place).member("of", rank->of).end_object();
}

/// Month ends of the year before and of the year up to the day.
void write_series(json::Writer& out, Board& board, View& view, const Definition& definition) {
    out.key("series").begin_array();
    const auto write_point = [&](CivilDate day) {
        out.begin_object().member("as_of", day);
        write_told(out, board.told(definition, view.institution_id, day));
        out.end_object();
    };
    for (int year = view.as_of.year() - 1; year <= view.as_of.year(); ++year) {
        for (int month = 1; month <= 12; ++month) {
            const CivilDate day = month_end(year, month);
            if (day >= view.as_of) break;
            write_point(day);
        }
    }
    write_point(view.as_of);
    out.end_array();
}

void write_heat_row(json::Writer& out, Board& board, View& view, const std::vector<Definition>& definitions, const Child& row) {
    out.begin_object().key("institution");
    write_child_place(out, row);
    out.key("cells").begin_array();
    for (const Definition& definition : definitions) {
        const Told told = board.told(definition, row.node->id, view.as_of);
        const auto target = board.target(definition, row.node->id, view.as_of);
        out.begin_object().member("code", definition.code);
        write_told(out, told);
        out.member("light", word(board.light(definition, told, target))).end_object();
    }
    out.end_array().end_object();
}

}  // namespace

/// Head, then what `write` says of the place and day that were asked for, as far as the reader may know.
template <class Write>
Result<http::Response> Handlers::told(const http::Request& request, Write&& write) const {
    JIWEI_TRY(as_of, as_of_of(request));
    const organization::Reach reach = gate_.reach_of(request.principal, request.grant, request.today);
    return impl_.services.database.read([&](db::Connection& connection) -> Result<http::Response> {
        JIWEI_TRY(view, view_of(impl_, connection, request, reach, as_of));
        Board board = live_board(indicators_, impl_, view, totals_only(gate_.grant_of, request.principal));
        json::Writer out;
        out.begin_object();
        write_head(out, view, impl_.services);
        write(out, board, view);
        return http::Response::json(out.end_object().take());
    });
}

Result<http::Response> Handlers::list(const http::Request& request) const {
    return told(request, [&](json::Writer& out, Board& board, View& view) {
        out.key("items").begin_array();
        for (const Definition& definition : impl_.definitions()) write_item(out, board, view, definition);
        out.end_array();
    });
}

Result<http::Response> Handlers::one(const http::Request& request) const {
    JIWEI_TRY(definition, definition_of(impl_, request));
    return told(request, [&](json::Writer& out, Board& board, View& view) {
        out.key("item");
        write_item(out, board, view, *definition);
        write_rank(out, board.rank(*definition, view.institution_id, view.as_of));
        write_children(out, board, *definition, board.children(*definition, view.institution_id, view.as_of));
        write_series(out, board, view, *definition);
    });
}

/// Institutions below × indicators: one look shows where the county is red.
Result<http::Response> Handlers::heat(const http::Request& request) const {
    return told(request, [&](json::Writer& out, Board& board, View& view) {
        out.key("columns").begin_array();
        for (const Definition& definition : impl_.definitions()) {
            out.begin_object();
            write_names(out, definition);
            write_optional(out, "target_basis_points", board.target(definition, view.institution_id, view.as_of));
            out.end_object();
        }
        out.end_array().key("rows").begin_array();
        for (const std::string& id : view.tree->find(view.institution_id)->children) {
            write_heat_row(out, board, view, impl_.definitions(), Child{view.tree->find(id), false, {}});
        }
        out.end_array();
    });
}

http::RouteSet Indicators::routes(organization::ReachOf reach_of, GrantOf grant_of, Anonymity anonymity) {
    const auto handlers =
        std::make_shared<const Handlers>(*this, *impl_, Gate{std::move(reach_of), std::move(grant_of), std::move(anonymity)});
    using Params = std::vector<std::pair<std::string, std::string>>;
    const std::pair<std::string, std::string> as_of{"as_of", "Reporting date, YYYY-MM-DD; today when absent"};
    const std::pair<std::string, std::string> institution{"institution", "Institution id; the reader's own when absent"};
    http::RouteSet set;
    using Handler = Result<http::Response> (Handlers::*)(const http::Request&) const;
    const auto add = [&set, &handlers](http::Verb verb, const char* path, http::Access access, Handler handler, const char* about,
                                       Params params) {
        set.routes.push_back({verb,
                              path,
                              std::move(access),
                              [handlers, handler](const http::Request& request) { return (*handlers.*handler)(request); },
                              {about, "", "", std::move(params)}});
    };
    const auto numbers = http::Access::to(http::Op::read, "report_statistics");
    const auto exports = http::Access::to(http::Op::export_rows, "report_statistics");
    const auto assessing = http::Access::to(http::Op::create, "appraisal_scorecard");
    add(http::Verb::get, "/api/indicators", numbers, &Handlers::list, "Every indicator of an institution's subtree on a day",
        {as_of, institution});
    add(http::Verb::get, "/api/indicators/heat", numbers, &Handlers::heat, "The institutions below, with every indicator",
        {as_of, institution});
    add(http::Verb::get, "/api/indicators/file", exports, &Handlers::file, "The dashboard as a workbook or PDF, counts of 1-4 as <5",
        {as_of, institution, {"format", "xlsx or pdf"}});
    add(http::Verb::get, "/api/indicators/snapshots", numbers, &Handlers::snapshots, "Frozen periods of the county, newest first", {});
    add(http::Verb::get, "/api/indicators/snapshots/{period}", numbers, &Handlers::snapshot,
        "The numbers of a frozen period beside the live ones", {institution, {"revision", "The newest when absent"}});
    add(http::Verb::post, "/api/indicators/snapshots/{period}", assessing, &Handlers::freeze,
        "Freeze an ended period once more, for a stated reason", {});
    add(http::Verb::get, "/api/indicators/{code}", numbers, &Handlers::one, "One indicator: the level below and its course",
        {as_of, institution});
    add(http::Verb::get, "/api/indicators/{code}/people", numbers, &Handlers::people,
        "The people behind a number, what each lacks and the task that mends it",
        {as_of,
         institution,
         {"part", "missing, numerator or denominator"},
         {"cursor", "From the page before"},
         {"limit", "1-200"},
         {"since", "A change: people whose data was changed after it are marked"}});
    http::describe(set, wire_shapes, described);
    return set;
}

}  // namespace jiwei::indicators
