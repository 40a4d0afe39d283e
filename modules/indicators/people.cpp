// GET /api/indicators/{code}/people: the people behind a number, what each lacks and the task that mends it.
#include <algorithm>

#include "core/indicators/small_cells.hpp"
#include "core/kernel/id.hpp"
#include "modules/indicators/handlers.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::indicators {

namespace {

constexpr int people_per_page_default = 50;
constexpr int people_per_page_max = 200;
constexpr int rows_per_look = 500;
constexpr std::string_view cursor_context = "indicator_people.cursor";

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

void write_why(json::Writer& out, const Missing* missing) {
    out.key("why");
    if (missing == nullptr || missing->why_code.empty()) {
        out.null();
    } else {
        out.begin_object().member("code", missing->why_code).member("zh", missing->why_zh).member("en", missing->why_en).end_object();
    }
}

void write_missing(json::Writer& out, const Missing* missing) {
    write_why(out, missing);
    out.key("form");
    missing == nullptr || missing->form.empty() ? out.null() : out.string(missing->form);
    out.key("task");
    if (missing == nullptr || missing->task_id.empty()) {
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

/// What is told of the persons of a page: who they are, and of the missing ones, why.
struct Behind {
    std::vector<PersonLine> lines;
    std::vector<Missing> missing;
    std::vector<std::string> changed;
};

Behind behind_of(Indicators::Impl& impl, View& view, const Definition& definition, const PeoplePage& page, const ListReader* reader,
                 std::optional<std::int64_t> since) {
    std::vector<std::string> ids;
    std::vector<std::string> missing_ids;
    for (const auto& [id, is_in] : page.residents) {
        ids.push_back(id);
        if (!is_in) missing_ids.push_back(id);
    }
    Behind behind;
    if (impl.people != nullptr && since) behind.changed = impl.people->changed_since(view.connection, view.county_id, ids, *since);
    if (impl.people != nullptr) behind.lines = impl.people->lines(view.connection, view.county_id, ids, reader);
    const auto& sources = impl.defined.now().missing;
    const auto source = sources.find(definition.programme);
    if (source == sources.end()) return behind;
    behind.missing = source->second->missing(view.connection, view.county_id, definition.code, missing_ids, view.as_of);
    return behind;
}

void write_people(json::Writer& out, Indicators::Impl& impl, View& view, const Definition& definition, const PeoplePage& page,
                  const ListReader& reader, std::optional<std::int64_t> since) {
    const Behind behind = behind_of(impl, view, definition, page, &reader, since);
    out.key("items").begin_array();
    for (const auto& [id, is_in] : page.residents) {
        const PersonLine* const line = of_resident(behind.lines, id);
        static const PersonLine nobody;
        const PersonLine& shown = line == nullptr ? nobody : *line;
        out.begin_object().member("resident_id", id).member("name", shown.name).member("sex", shown.sex);
        out.member("birth_date", shown.birth_date).member("village", shown.village).key("phone");
        shown.phone.empty() ? out.null() : out.string(shown.phone);
        out.member("phone_masked", shown.phone_masked).member("in_numerator", is_in);
        if (since) out.member("changed_since", std::ranges::find(behind.changed, id) != behind.changed.end());
        write_missing(out, is_in ? nullptr : of_resident(behind.missing, id));
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
                    const Definition& definition) {
    const Behind behind = behind_of(impl, view, definition, page, nullptr, std::nullopt);
    out.key("items").begin_array();
    for (const auto& [id, is_in] : page.residents) {
        const PersonLine* const line = of_resident(behind.lines, id);
        out.begin_object().member("resident_id", "").member("name", anonymity.pseudonym(view.county_id, id));
        out.member("sex", line == nullptr ? std::string{} : line->sex).member("birth_date", "");
        out.member("age_band", line == nullptr ? std::string{} : age_band(line->birth_date, view.as_of));
        out.member("village", "").key("phone").null().member("phone_masked", "").member("in_numerator", is_in);
        out.member("handle", anonymity.handle(id));
        write_why(out, is_in ? nullptr : of_resident(behind.missing, id));
        out.key("form").null().key("task").null().end_object();
    }
    out.end_array().key("next");
    // Who must not know the person must not read an id out of the cursor.
    page.next.empty() ? out.null() : out.string(crypto::base64url(impl.services.cipher.seal(page.next, cursor_context)));
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

/// A change of the county: whoever was changed after it is marked.
Result<std::optional<std::int64_t>> since_of(const http::Request& request) {
    const auto text = request.query_value("since");
    if (!text || text->empty()) return std::optional<std::int64_t>{};
    const auto number = parse_decimal(*text);
    const auto change = number ? number->units_at(0) : std::nullopt;
    if (!change || *change < 0) return refuse_field(Refusal::malformed, "/since", "since", "the number of a change");
    return change;
}

Result<std::string> cursor_of(const http::Request& request, const crypto::FieldCipher& cipher, bool nameless) {
    std::string cursor{request.query_value("cursor").value_or("")};
    if (nameless && !cursor.empty()) {
        const auto sealed = crypto::unbase64url(cursor);
        const auto opened = sealed ? cipher.open(*sealed, cursor_context) : tl::unexpected(std::string_view{"none"});
        cursor = opened ? *opened : "?";
    }
    const std::size_t slash = cursor.find('/');
    if (cursor.empty() || (slash != std::string::npos && is_id(cursor.substr(0, slash)) && is_id(cursor.substr(slash + 1)))) return cursor;
    return refuse_field(Refusal::malformed, "/cursor", "cursor-invalid", "a cursor that this list gave");
}

}  // namespace

Result<http::Response> Handlers::people(const http::Request& request) const {
    JIWEI_TRY(as_of, as_of_of(request));
    JIWEI_TRY(definition, definition_of(impl_, request));
    JIWEI_TRY(part, part_of(request, *definition));
    JIWEI_TRY(limit, limit_of(request));
    JIWEI_TRY(since, since_of(request));
    // Opening people needs the right to read them, in the reader's reach for that right, not for statistics.
    auto asked = gate_.grant_of(request.principal, http::Op::read, definition->person_resource);
    const bool nameless = !asked && asked.error().code == "purpose-needed" && gate_.anonymity.grant;
    if (nameless) asked = gate_.anonymity.grant(request.principal, definition->person_resource);
    JIWEI_TRY(grant, std::move(asked));
    JIWEI_TRY(cursor, cursor_of(request, impl_.services.cipher, nameless));
    const organization::Reach reach = gate_.reach_of(request.principal, grant, request.today);
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
        const std::int64_t total = part == Part::numerator     ? value.numerator
                                   : part == Part::denominator ? value.denominator
                                                               : value.denominator - value.numerator;
        const bool hidden = nameless && is_masked(view, *definition, value, request);
        const PeoplePage page = hidden ? PeoplePage{} : people_page(view, *definition, part, cursor, limit);
        if (nameless) {
            write_nameless(out, impl_, view, gate_.anonymity, page, *definition);
        } else {
            write_people(out, impl_, view, *definition, page, {request.principal, reach, request.today}, since);
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

/// Few, or kept from the reader because with the sisters' numbers it would tell of few.
bool Handlers::is_masked(View& view, const Definition& definition, const Value& value, const http::Request& request) const {
    if (is_small_cell(value.numerator, value.denominator) || is_small_cell(value.denominator, 0)) return true;
    Board board = live_board(indicators_, impl_, view, totals_only(gate_.grant_of, request.principal));
    const Mask mask = board.told(definition, view.institution_id, view.as_of).mask;
    return mask.value || mask.denominator;
}

void Handlers::record_access(const http::Request& request, const Definition& definition) const {
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    entry.action = "search";
    entry.resource = definition.person_resource;
    entry.resource_id = definition.code;
    impl_.services.access_log.record(request.principal.county_id, entry);
}

bool is_small_cell(std::int64_t count, std::int64_t of) {
    return core::indicators::is_small(count) || (of > 0 && core::indicators::is_small(of - count));
}

}  // namespace jiwei::indicators
