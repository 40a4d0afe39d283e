// GET /api/indicators …: a number, the level below it, its course over the year, and the people behind it.
#include <algorithm>

#include "core/kernel/id.hpp"
#include "modules/indicators/impl.hpp"
#include "modules/indicators/shapes.hpp"
#include "platform/change/county_clock.hpp"

namespace jiwei::indicators {

namespace {

constexpr int people_per_page_default = 50;
constexpr int people_per_page_max = 200;
constexpr int rows_per_look = 500;
constexpr int year_min = 2000;

/// Everything that the answers of one request share.
struct View {
    db::Connection& connection;
    std::string county_id;
    std::string institution_id;
    CivilDate as_of;
    CivilDate previous;  // the same day a year earlier
    std::shared_ptr<const Tree> tree;
};

CivilDate month_end(int year, int month) { return *CivilDate::of(year, month, days_in_month(year, month)); }

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

void write_figures(json::Writer& out, const Value& value) {
    out.member("numerator", value.numerator).member("denominator", value.denominator).key("basis_points");
    if (value.basis_points) {
        out.integer(*value.basis_points);
    } else {
        out.null();
    }
}

bool is_on_target(const Definition& definition, const Value& value) {
    if (!value.basis_points || !definition.target_basis_points) return true;
    return definition.higher_is_better ? *value.basis_points >= *definition.target_basis_points
                                       : *value.basis_points <= *definition.target_basis_points;
}

void write_institution(json::Writer& out, const Node& node) {
    out.begin_object().member("id", node.id).member("name", node.name).member("kind", node.kind).key("parent_id");
    if (node.parent_id.empty()) {
        out.null();
    } else {
        out.string(node.parent_id);
    }
    out.end_object();
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
    write_institution(out, node);
    out.key("path").begin_array();
    for (auto it = node.path.rbegin(); it != node.path.rend(); ++it) {
        const Node* const above = view.tree->find(*it);
        out.begin_object().member("id", *it).member("name", above == nullptr ? std::string{} : above->name).end_object();
    }
    out.end_array();
}

void write_item(json::Writer& out, Indicators& indicators, View& view, const Definition& asked) {
    const Definition definition = indicators.judged(view.connection, view.county_id, asked, view.institution_id, view.as_of);
    const Value now = indicators.value(view.connection, view.county_id, definition.code, view.institution_id, view.as_of);
    const Value then = indicators.value(view.connection, view.county_id, definition.code, view.institution_id, view.previous);
    out.begin_object().member("code", definition.code).member("name_zh", definition.name_zh).member("name_en", definition.name_en);
    out.member("programme", definition.programme);
    write_figures(out, now);
    out.key("target_basis_points");
    if (definition.target_basis_points) {
        out.integer(*definition.target_basis_points);
    } else {
        out.null();
    }
    out.member("higher_is_better", definition.higher_is_better).member("on_target", is_on_target(definition, now));
    out.member("population_stale", now.population_stale);
    out.key("previous_year").begin_object().member("as_of", view.previous);
    write_figures(out, then);
    out.end_object();
    out.member("numerator_zh", definition.numerator_zh).member("numerator_en", definition.numerator_en);
    out.member("denominator_zh", definition.denominator_zh).member("denominator_en", definition.denominator_en);
    out.member("denominator_kind", definition.denominator == Denominator::people ? "people" : "population");
    out.member("source", definition.source).end_object();
}

struct Child {
    const Node* node = nullptr;
    bool is_own = false;
    Value value;
    bool is_on_target = true;
};

/// Below the institution, and what it manages itself; the furthest from the target first.
std::vector<Child> children_of(Indicators& indicators, View& view, const Definition& definition) {
    const Node& node = *view.tree->find(view.institution_id);
    const auto value_of = [&](const std::string& id) {
        return indicators.value(view.connection, view.county_id, definition.code, id, view.as_of);
    };
    std::vector<Child> children;
    Value own = value_of(node.id);
    for (const std::string& id : node.children) {
        children.push_back({view.tree->find(id), false, value_of(id), true});
        own.numerator -= children.back().value.numerator;
        if (definition.denominator == Denominator::people) own.denominator -= children.back().value.denominator;
    }
    if (definition.denominator == Denominator::population) own.denominator = 0;
    if (!node.children.empty() && (own.numerator != 0 || own.denominator != 0)) {
        own.basis_points = basis_points(own.numerator, own.denominator);
        children.push_back({&node, true, own, true});
    }
    const auto is_worse = [&definition](const Child& a, const Child& b) {
        if (a.value.basis_points.has_value() != b.value.basis_points.has_value()) return a.value.basis_points.has_value();
        if (a.value.basis_points == b.value.basis_points) return false;
        return definition.higher_is_better ? *a.value.basis_points < *b.value.basis_points : *a.value.basis_points > *b.value.basis_points;
    };
    std::ranges::stable_sort(children, is_worse);
    for (Child& child : children) {
        const Definition judged = indicators.judged(view.connection, view.county_id, definition, child.node->id, view.as_of);
        child.is_on_target = is_on_target(judged, child.value);
    }
    return children;
}

void write_children(json::Writer& out, const std::vector<Child>& children) {
    const auto ranked = std::ranges::count_if(children, [](const Child& child) { return child.value.basis_points.has_value(); });
    std::int64_t rank = ranked;
    out.key("children").begin_array();
    for (const Child& child : children) {
        out.begin_object().key("institution").begin_object();
        out.member("id", child.node->id).member("name", child.node->name).member("kind", child.node->kind);
        out.member("has_children", !child.is_own && !child.node->children.empty()).member("own", child.is_own).end_object();
        write_figures(out, child.value);
        out.key("rank");
        if (child.value.basis_points) {
            out.integer(rank--);
        } else {
            out.null();
        }
        out.member("on_target", child.is_on_target).end_object();
    }
    out.end_array();
}

/// Month ends of the year before and of the year up to the day.
void write_series(json::Writer& out, Indicators& indicators, View& view, const Definition& definition) {
    out.key("series").begin_array();
    const auto write_point = [&](CivilDate day) {
        out.begin_object().member("as_of", day);
        write_figures(out, indicators.value(view.connection, view.county_id, definition.code, view.institution_id, day));
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

/// Where the reader starts: the place named, else the own institution, else (county roles) the root.
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
    const std::vector<Definition>& defined = impl.definitions();
    const auto found = std::ranges::find(defined, request.param("code"), &Definition::code);
    if (found == defined.end()) return refuse(Refusal::not_found, "not-found");
    return &*found;
}

// --- people -----------------------------------------------------------------------------------------------------------------------

enum class Part : unsigned char { missing, numerator, denominator };

struct PeoplePage {
    std::vector<std::pair<std::string, bool>> residents;  // id, in the numerator
    std::string next;
};

bool belongs(Part part, Fraction value) {
    switch (part) {
    case Part::missing: return value.denominator > 0 && value.numerator == 0;
    case Part::numerator: return value.numerator > 0;
    case Part::denominator: return value.denominator > 0;
    }
    return false;
}

/// Walks institutions in id order, residents in id order; the cursor is "institution/resident".
PeoplePage people_page(View& view, const Definition& definition, Part part, std::string_view cursor, int limit) {
    PeoplePage page;
    const std::size_t slash = cursor.find('/');
    const std::string from_institution{cursor.substr(0, slash)};
    std::string after{slash == std::string_view::npos ? std::string_view{} : cursor.substr(slash + 1)};
    for (const std::string& institution : view.tree->subtree(view.institution_id)) {
        if (institution < from_institution) continue;
        if (institution != from_institution) after.clear();
        for (const std::string& period : {period_of(view.as_of), std::string{ever}}) {
            std::string position = after;
            bool is_end = false;
            while (!is_end && static_cast<int>(page.residents.size()) <= limit) {
                int rows = 0;
                each_person(view.connection, view.county_id, definition.code, period, institution, position, rows_per_look,
                            [&](std::string_view resident, std::string_view steps) {
                                ++rows;
                                position = resident;
                                const Fraction value = at(read_course(steps), view.as_of);
                                if (!belongs(part, value) || static_cast<int>(page.residents.size()) > limit) return;
                                page.residents.emplace_back(resident, value.numerator > 0);
                                if (static_cast<int>(page.residents.size()) == limit) page.next = institution + '/' + std::string{resident};
                            });
                is_end = rows < rows_per_look;
            }
        }
        if (static_cast<int>(page.residents.size()) > limit) {
            page.residents.resize(static_cast<std::size_t>(limit));
            return page;
        }
    }
    page.next.clear();
    return page;
}

void write_missing(json::Writer& out, const Missing* missing) {
    if (missing == nullptr) {
        out.key("why").null().key("task").null();
        return;
    }
    out.key("why").begin_object().member("code", missing->why_code).member("detail", missing->why_detail).end_object().key("task");
    if (missing->task_id.empty()) {
        out.null();
        return;
    }
    out.begin_object().member("id", missing->task_id).member("code", missing->task_code).member("due", missing->task_due).end_object();
}

template <class T>
const T* of_resident(const std::vector<T>& all, const std::string& resident_id) {
    const auto found = std::ranges::find(all, resident_id, &T::resident_id);
    return found == all.end() ? nullptr : &*found;
}

void write_people(json::Writer& out, Indicators::Impl& impl, View& view, const Definition& definition, const PeoplePage& page) {
    std::vector<std::string> ids;
    std::vector<std::string> missing_ids;
    for (const auto& [id, is_in] : page.residents) {
        ids.push_back(id);
        if (!is_in) missing_ids.push_back(id);
    }
    std::vector<PersonLine> lines;
    if (impl.people != nullptr) lines = impl.people->lines(view.connection, view.county_id, ids);
    std::vector<Missing> missing;
    const auto& sources = impl.defined.now().missing;
    const auto source = sources.find(definition.programme);
    if (source != sources.end()) {
        missing = source->second->missing(view.connection, view.county_id, definition.code, missing_ids, view.as_of);
    }
    out.key("items").begin_array();
    for (const auto& [id, is_in] : page.residents) {
        const PersonLine* const line = of_resident(lines, id);
        static const PersonLine nobody;
        const PersonLine& shown = line == nullptr ? nobody : *line;
        out.begin_object().member("resident_id", id).member("name", shown.name).member("sex", shown.sex);
        out.member("birth_date", shown.birth_date).member("village", shown.village).member("phone_masked", shown.phone_masked);
        out.member("in_numerator", is_in);
        write_missing(out, is_in ? nullptr : of_resident(missing, id));
        out.end_object();
    }
    out.end_array().key("next");
    if (page.next.empty()) {
        out.null();
    } else {
        out.string(page.next);
    }
}

constexpr int age_band_years = 5;

/// "60-64": ages by five years (security specification 5).
std::string age_band(std::string_view birth_date, CivilDate today) {
    const auto birth = parse_civil_date(birth_date);
    if (!birth) return {};
    const int from = age_years(*birth, today) / age_band_years * age_band_years;
    return std::to_string(from) + "-" + std::to_string(from + age_band_years - 1);
}

/// The same list for readers of totals: a pseudonym, the sex, an age band, and what opens the person for a stated purpose.
void write_nameless(json::Writer& out, Indicators::Impl& impl, View& view, const Anonymity& anonymity, const PeoplePage& page,
                    bool hidden) {
    std::vector<std::string> ids;
    ids.reserve(page.residents.size());
    for (const auto& [id, is_in] : page.residents) ids.push_back(id);
    std::vector<PersonLine> lines;
    if (impl.people != nullptr && !hidden) lines = impl.people->lines(view.connection, view.county_id, ids);
    out.key("items").begin_array();
    for (const auto& [id, is_in] : page.residents) {
        if (hidden) break;
        const PersonLine* const line = of_resident(lines, id);
        out.begin_object().member("resident_id", "").member("name", anonymity.pseudonym(view.county_id, id));
        out.member("sex", line == nullptr ? std::string{} : line->sex).member("birth_date", "");
        out.member("age_band", line == nullptr ? std::string{} : age_band(line->birth_date, view.as_of));
        out.member("village", "").member("phone_masked", "").member("in_numerator", is_in);
        out.member("handle", anonymity.handle(id)).key("why").null().key("task").null().end_object();
    }
    out.end_array().key("next");
    page.next.empty() || hidden ? out.null() : out.string(page.next);
}

Result<Part> part_of(const http::Request& request, const Definition& definition) {
    const std::string_view word = request.query_value("part").value_or("missing");
    if (word == "numerator") return Part::numerator;
    if (word != "missing" && word != "denominator")
        return refuse_field(Refusal::malformed, "/part", "part", "missing, numerator, denominator");
    if (definition.denominator == Denominator::population) return refuse(Refusal::unprocessable, "population-figure");
    return word == "missing" ? Part::missing : Part::denominator;
}

Result<int> limit_of(const http::Request& request) {
    const auto text = request.query_value("limit");
    if (!text || text->empty()) return people_per_page_default;
    const auto number = parse_decimal(*text);
    const auto limit = number ? number->units_at(0) : std::nullopt;
    if (!limit || *limit < 1 || *limit > people_per_page_max) return refuse_field(Refusal::malformed, "/limit", "limit", "1-200");
    return static_cast<int>(*limit);
}

Result<std::string> cursor_of(const http::Request& request) {
    const std::string cursor{request.query_value("cursor").value_or("")};
    const std::size_t slash = cursor.find('/');
    if (cursor.empty() || (slash != std::string::npos && is_id(cursor.substr(0, slash)) && is_id(cursor.substr(slash + 1)))) return cursor;
    return refuse_field(Refusal::malformed, "/cursor", "cursor-invalid", "a cursor that this list gave");
}

}  // namespace

/// The three handlers; reach is asked before the read begins.
class Handlers {
public:
    Handlers(Indicators& indicators, Indicators::Impl& impl, organization::ReachOf reach_of, GrantOf grant_of, Anonymity anonymity)
        : indicators_{indicators},
          impl_{impl},
          reach_of_{std::move(reach_of)},
          grant_of_{std::move(grant_of)},
          anonymity_{std::move(anonymity)} {}

    Result<http::Response> list(const http::Request& request) const {
        JIWEI_TRY(as_of, as_of_of(request));
        const organization::Reach reach = reach_of_(request.principal, request.grant, request.today);
        return impl_.services.database.read([&](db::Connection& connection) -> Result<http::Response> {
            JIWEI_TRY(view, view_of(impl_, connection, request, reach, as_of));
            json::Writer out;
            out.begin_object();
            write_head(out, view, impl_.services);
            out.key("items").begin_array();
            for (const Definition& definition : impl_.definitions()) write_item(out, indicators_, view, definition);
            out.end_array().end_object();
            return http::Response::json(out.take());
        });
    }

    Result<http::Response> one(const http::Request& request) const {
        JIWEI_TRY(as_of, as_of_of(request));
        JIWEI_TRY(definition, definition_of(impl_, request));
        const organization::Reach reach = reach_of_(request.principal, request.grant, request.today);
        return impl_.services.database.read([&](db::Connection& connection) -> Result<http::Response> {
            JIWEI_TRY(view, view_of(impl_, connection, request, reach, as_of));
            json::Writer out;
            out.begin_object();
            write_head(out, view, impl_.services);
            out.key("item");
            write_item(out, indicators_, view, *definition);
            write_children(out, children_of(indicators_, view, *definition));
            write_series(out, indicators_, view, *definition);
            out.end_object();
            return http::Response::json(out.take());
        });
    }

    Result<http::Response> people(const http::Request& request) const {
        JIWEI_TRY(as_of, as_of_of(request));
        JIWEI_TRY(definition, definition_of(impl_, request));
        JIWEI_TRY(part, part_of(request, *definition));
        JIWEI_TRY(limit, limit_of(request));
        JIWEI_TRY(cursor, cursor_of(request));
        // Opening people needs the right to read them, in the reader's reach for that right, not for statistics.
        auto asked = grant_of_(request.principal, http::Op::read, definition->person_resource);
        const bool nameless = !asked && asked.error().code == "purpose-needed" && anonymity_.grant;
        if (nameless) asked = anonymity_.grant(request.principal, definition->person_resource);
        JIWEI_TRY(grant, std::move(asked));
        const organization::Reach reach = reach_of_(request.principal, grant, request.today);
        auto answer = impl_.services.database.read([&](db::Connection& connection) -> Result<http::Response> {
            organization::Reach place = reach;
            // A grid's people are managed by the doctor's own institution.
            if (!place.whole_county && !request.principal.institution_id.empty()) {
                place.institution_ids.push_back(request.principal.institution_id);
                std::ranges::sort(place.institution_ids);
            }
            JIWEI_TRY(view, view_of(impl_, connection, request, place, as_of));
            const Value value = indicators_.value(connection, view.county_id, definition->code, view.institution_id, as_of);
            json::Writer out;
            out.begin_object();
            const PeoplePage page = people_page(view, *definition, part, cursor, limit);
            const std::int64_t total = part == Part::numerator     ? value.numerator
                                       : part == Part::denominator ? value.denominator
                                                                   : value.denominator - value.numerator;
            const bool hidden = nameless && (is_small_cell(value.numerator, value.denominator) || is_small_cell(value.denominator, 0));
            if (nameless) {
                write_nameless(out, impl_, view, anonymity_, page, hidden);
            } else {
                write_people(out, impl_, view, *definition, page);
            }
            out.member("nameless", nameless).member("small", hidden).key("total");
            hidden ? out.null() : out.integer(total);
            out.member("as_of", as_of);
            write_moment(out, view, impl_.services);
            out.end_object();
            return http::Response::json(out.take());
        });
        if (answer) record_access(request, *definition);
        return answer;
    }

private:
    void record_access(const http::Request& request, const Definition& definition) const {
        audit::Entry entry = audit::entry_of(request.principal, request.trail);
        entry.action = "search";
        entry.resource = definition.person_resource;
        entry.resource_id = definition.code;
        impl_.services.access_log.record(request.principal.county_id, entry);
    }

    Indicators& indicators_;
    Indicators::Impl& impl_;
    organization::ReachOf reach_of_;
    GrantOf grant_of_;
    Anonymity anonymity_;
};

bool is_small_cell(std::int64_t count, std::int64_t of) {
    constexpr std::int64_t persons_min = 5;
    const auto small = [](std::int64_t n) { return n > 0 && n < persons_min; };
    return small(count) || (of > 0 && small(of - count));
}

http::RouteSet Indicators::routes(organization::ReachOf reach_of, GrantOf grant_of, Anonymity anonymity) {
    const auto handlers = std::make_shared<const Handlers>(*this, *impl_, std::move(reach_of), std::move(grant_of), std::move(anonymity));
    const std::pair<std::string, std::string> as_of{"as_of", "Reporting date, YYYY-MM-DD; today when absent"};
    const std::pair<std::string, std::string> institution{"institution", "Institution id; the reader's own when absent"};
    http::RouteSet set;
    set.routes.push_back({http::Verb::get,
                          "/api/indicators",
                          http::Access::to(http::Op::read, "report_statistics"),
                          [handlers](const http::Request& request) { return handlers->list(request); },
                          {"Every indicator of an institution's subtree on a day", "", R"({"type":"object"})", {as_of, institution}}});
    set.routes.push_back({http::Verb::get,
                          "/api/indicators/{code}",
                          http::Access::to(http::Op::read, "report_statistics"),
                          [handlers](const http::Request& request) { return handlers->one(request); },
                          {"One indicator: the level below and its course", "", R"({"type":"object"})", {as_of, institution}}});
    set.routes.push_back(
        {http::Verb::get,
         "/api/indicators/{code}/people",
         http::Access::to(http::Op::read, "report_statistics"),
         [handlers](const http::Request& request) { return handlers->people(request); },
         {"The people behind a number, what each lacks and the task that mends it",
          "",
          R"({"type":"object"})",
          {as_of, institution, {"part", "missing, numerator or denominator"}, {"cursor", "From the page before"}, {"limit", "1-200"}}}});
    http::describe(set, wire_shapes, described);
    return set;
}

}  // namespace jiwei::indicators
