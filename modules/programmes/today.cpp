// GET /api/today: what is to be done, most urgent first, and what each institution owes.
#include "modules/programmes/today.hpp"

#include <algorithm>
#include <array>

#include "modules/programmes/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/db/select.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::int64_t count_max = 10'000;
constexpr int look_ahead_days = 7;

// Four lists in the order of urgency; `?` is the day. A missed task stays doable (task life), but when the next one of its kind has
// opened (this year's examination) nobody is to be seen for the old one: it is no work of today.
constexpr std::array<db::Fragment, 7> fragments{{
    {"referral", "t.state = 0 AND t.is_referral = 1 AND t.opens <= ?"},
    {"missed",
     "t.state = 0 AND t.is_referral = 0 AND t.grace_until < ? AND t.due < ? AND NOT EXISTS (SELECT 1 FROM task n WHERE n.county_id = "
     "t.county_id AND n.resident_id = t.resident_id AND n.enrolment_id = t.enrolment_id AND n.code = t.code AND n.due > t.due AND "
     "n.opens <= ?)"},
    {"late", "t.state = 0 AND t.is_referral = 0 AND t.due < ? AND t.grace_until >= ?"},
    {"due", "t.state = 0 AND t.is_referral = 0 AND t.due >= ? AND t.opens <= ?"},
    {"upcoming", "t.state = 0 AND t.is_referral = 0 AND t.opens > ? AND t.due <= ?"},
    {"programme", "t.programme = ?"},
    {"task", "t.code = ?"},
}};
constexpr std::array<db::Order, 1> orders{{{"due", "t.due, t.id", false}}};
constexpr std::array<std::string_view, 4> sections{"referral", "missed", "late", "due"};

const db::ListShape& shape() {
    static const db::ListShape list{"programmes.today",
                                    "t.id, t.resident_id, t.enrolment_id, t.programme, t.code, t.anchor, t.opens, t.due, t.grace_until, "
                                    "t.completed_by, t.institution_id, t.grid_id, t.why, t.is_referral",
                                    "task t",
                                    "t.county_id",
                                    "t.institution_id",
                                    "t.grid_id",
                                    fragments,
                                    orders};
    return list;
}

db::Select select(const TodayQuery& query, std::string_view section) {
    db::Select list{shape(), query.county_id, {query.reach.whole_county, query.reach.institution_ids, query.reach.grid_ids}};
    const std::string day = query.today.text();
    if (section == "referral") {
        list.where(section, {db::Param{day}});
    } else if (section == "upcoming") {
        list.where(section, {db::Param{day}, db::Param{add_days(query.today, look_ahead_days)}});
    } else if (section == "missed") {
        list.where(section, {db::Param{day}, db::Param{day}, db::Param{day}});
    } else {
        list.where(section, {db::Param{day}, db::Param{day}});
    }
    if (!query.programme.empty()) list.where("programme", {db::Param{query.programme}});
    if (!query.task.empty()) list.where("task", {db::Param{query.task}});
    list.order_by("due");
    return list;
}

Task listed_task(const db::Row& row) {
    const auto day = [&row](std::size_t column) { return row.date(column).value_or(CivilDate{}); };
    Task task;
    task.id = row.string(0);
    task.resident_id = row.string(1);
    task.enrolment_id = row.string(2);
    task.programme = row.string(3);
    task.plan = {row.string(4), day(5), day(6), day(7), day(8), row.string(9)};
    task.institution_id = row.string(10);
    task.grid_id = row.string(11);
    task.why = row.string(12);
    task.is_referral = row.boolean(13);
    return task;
}

}  // namespace

TodayCounts count_today(db::Connection& connection, const TodayQuery& query) {
    const auto count = [&](std::string_view section) { return select(query, section).count(connection, count_max); };
    return {count("referral"), count("missed"), count("late"), count("due"), count("upcoming")};
}

Result<TodayPage> today_page(db::Connection& connection, const TodayQuery& query) {
    TodayPage page;
    // The cursor is "section:cursor of its list".
    const std::size_t colon = query.cursor.find(':');
    const std::string_view from = std::string_view{query.cursor}.substr(0, colon);
    std::string_view inner = colon == std::string::npos ? std::string_view{} : std::string_view{query.cursor}.substr(colon + 1);
    auto section = query.cursor.empty() ? sections.begin() : std::ranges::find(sections, from);
    if (section == sections.end()) return refuse_field(Refusal::malformed, "/cursor", "cursor-invalid", "a cursor that this list gave");
    for (; section != sections.end(); ++section) {
        const int room = query.limit - static_cast<int>(page.items.size());
        if (room == 0) {
            page.next = std::string{*section} + ':';
            return page;
        }
        db::Select list = select(query, *section);
        if (!inner.empty() && !list.after(inner)) {
            return refuse_field(Refusal::malformed, "/cursor", "cursor-invalid", "a cursor that this list gave");
        }
        inner = {};
        const db::Page rows = list.page(connection, room);
        for (std::size_t i = 0; i < rows.count; ++i) page.items.push_back({listed_task(rows.rows[i]), *section});
        if (!rows.next.empty()) {
            page.next = std::string{*section} + ':' + rows.next;
            return page;
        }
    }
    return page;
}

std::vector<Owed> owed_by_institution(db::Connection& connection, std::string_view county_id, CivilDate today) {
    std::vector<Owed> all;
    const db::Rows rows = connection.run(sql::owed_by_institution, {county_id, today});
    for (const db::Row row : rows) {
        all.push_back({row.string(0), {row.integer(1), row.integer(2), row.integer(3), row.integer(4), 0}});
    }
    return all;
}

namespace {

void write_counts(json::Writer& out, const TodayCounts& counts) {
    out.member("referrals", counts.referrals).member("missed", counts.missed).member("late", counts.late).member("due", counts.due);
}

void add(TodayCounts& sum, const TodayCounts& more) {
    sum.referrals += more.referrals;
    sum.missed += more.missed;
    sum.late += more.late;
    sum.due += more.due;
}

void write_resident(json::Writer& out, const residents::Brief& brief, const residents::Phone& phone, const std::string& village,
                    const TodayQuery& query) {
    out.begin_object().member("id", brief.id).member("name", brief.name).member("sex", brief.sex).member("birth_date", brief.birth_date);
    out.member("age", age_years(brief.birth_date, query.today)).member("village", village).key("phone");
    if (!phone.full.empty()) {
        out.string(phone.full);
    } else {
        out.null();
    }
    out.member("phone_masked", phone.masked).end_object();
}

}  // namespace

std::string village_name(const Programmes::Impl& impl, db::Connection& connection, const std::string& code,
                         std::map<std::string, std::string>& known) {
    const auto found = known.find(code);
    if (found != known.end()) return found->second;
    const auto division = impl.organization.find_division(connection, code);
    return known.emplace(code, division ? division->name : std::string{}).first->second;
}

void write_institutions_owed(json::Writer& out, const Programmes::Impl& impl, db::Connection& connection, const TodayQuery& query) {
    // In the whole county by the institutions below the root, else by those in reach.
    std::map<std::string, TodayCounts> sums;
    std::map<std::string, std::string> names;
    std::map<std::string, std::string> parents;
    std::string root;
    for (const organization::Institution& one : impl.organization.institutions(connection, query.county_id, query.today)) {
        names[one.id] = one.name;
        parents[one.id] = one.parent_id;
        if (one.parent_id.empty() && root.empty()) root = one.id;
    }
    for (const Owed& owed : owed_by_institution(connection, query.county_id, query.today)) {
        std::string id = owed.institution_id;
        if (query.reach.whole_county) {
            while (parents.contains(id) && !parents[id].empty() && parents[id] != root) id = parents[id];
        } else if (!query.reach.holds(id, {})) {
            continue;
        }
        add(sums[id], owed.counts);
    }
    std::vector<std::pair<std::string, TodayCounts>> sorted{sums.begin(), sums.end()};
    std::ranges::stable_sort(
        sorted, [](const auto& a, const auto& b) { return a.second.missed + a.second.late > b.second.missed + b.second.late; });
    out.key("institutions").begin_array();
    for (const auto& [id, counts] : sorted) {
        out.begin_object().key("institution").begin_object().member("id", id).member("name", names[id]).end_object();
        write_counts(out, counts);
        out.end_object();
    }
    out.end_array();
}

Result<std::string> people_today(const Programmes::Impl& impl, db::Connection& connection, const TodayQuery& query,
                                 bool with_institutions) {
    JIWEI_TRY(page, today_page(connection, query));
    json::Writer out;
    out.begin_object().member("today", query.today).member("kind", "people");
    if (query.cursor.empty()) {
        const TodayCounts counts = count_today(connection, query);
        out.key("counts").begin_object();
        write_counts(out, counts);
        out.member("upcoming_7_days", counts.upcoming).end_object();
    }
    std::map<std::string, std::string> villages;
    const residents::Reader reader{query.principal, query.reach, query.today};
    std::vector<std::string> ids;
    ids.reserve(page.items.size());
    for (const TodayItem& item : page.items) ids.push_back(item.task.resident_id);
    const auto phones = impl.residents.phones(connection, query.county_id, &reader, ids);
    out.key("items").begin_array();
    for (const TodayItem& item : page.items) {
        const auto brief = impl.residents.brief(connection, query.county_id, item.task.resident_id);
        if (!brief) continue;
        out.begin_object().key("task");
        write_task(out, item.task, query.today);
        out.key("resident");
        const auto phone = phones.find(brief->id);
        write_resident(out, *brief, phone == phones.end() ? residents::Phone{} : phone->second,
                       village_name(impl, connection, brief->village_code, villages), query);
        out.member("urgency", std::string{item.urgency}).end_object();
    }
    out.end_array();
    if (with_institutions && query.cursor.empty()) write_institutions_owed(out, impl, connection, query);
    out.key("next");
    if (page.next.empty()) {
        out.null();
    } else {
        out.string(page.next);
    }
    out.end_object();
    return out.take();
}

std::string county_today(const Programmes::Impl& impl, db::Connection& connection, const TodayQuery& query) {
    std::string root;
    for (const organization::Institution& one : impl.organization.institutions(connection, query.county_id, query.today)) {
        if (one.parent_id.empty() && root.empty()) root = one.id;
    }
    json::Writer out;
    out.begin_object().member("today", query.today).member("kind", "county").key("indicators_off_target").begin_array();
    for (const indicators::Definition& defined : impl.indicators.definitions()) {
        const indicators::Definition one = impl.indicators.judged(connection, query.county_id, defined, root, query.today);
        const indicators::Value value = impl.indicators.value(connection, query.county_id, one.code, root, query.today);
        if (!value.basis_points || !one.target_basis_points) continue;
        // The county reads totals: what is short by a few persons is not told (the dashboard shows its light).
        if (indicators::is_small_cell(value.numerator, one.denominator == indicators::Denominator::people ? value.denominator : 0))
            continue;
        const bool is_met =
            one.higher_is_better ? *value.basis_points >= *one.target_basis_points : *value.basis_points <= *one.target_basis_points;
        if (is_met) continue;
        out.begin_object().member("code", one.code).member("name_zh", one.name_zh).member("name_en", one.name_en);
        out.member("numerator", value.numerator).member("denominator", value.denominator).member("basis_points", *value.basis_points);
        out.member("target_basis_points", *one.target_basis_points).member("higher_is_better", one.higher_is_better).end_object();
    }
    out.end_array();
    write_institutions_owed(out, impl, connection, query);
    out.key("as_of_change").begin_object().member("change_seq", change::current_seq(connection, query.county_id));
    out.member("at", time::text(impl.services.clock.now())).end_object().end_object();
    return out.take();
}

}  // namespace jiwei::programmes
