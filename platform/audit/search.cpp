#include "platform/audit/search.hpp"

#include <array>

#include "platform/audit/sql.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/db/select.hpp"

namespace jiwei::audit {

namespace {

constexpr std::string_view columns =
    "a.seq, a.at_ms, a.actor, a.role, a.institution, a.action, a.resource, a.resource_id, a.person_id, a.purpose, a.outcome, a.reason, "
    "a.request_id, a.source_address, a.client, a.before_hash, a.after_hash, a.hash";

constexpr std::array<db::Fragment, 8> fragments{{{"person", "a.person_id = ? AND a.person_id <> ''"},
                                                 {"actor", "a.actor = ?"},
                                                 {"action", "a.action = ?"},
                                                 {"resource", "a.resource = ?"},
                                                 {"outcome", "a.outcome = ?"},
                                                 {"reason", "a.reason = ?"},
                                                 {"from", "a.at_ms >= ?"},
                                                 {"until", "a.at_ms < ?"}}};
constexpr std::array<db::Order, 1> orders{{{"newest", "a.seq", true}}};

const db::ListShape& shape_of(Chain chain) {
    static const std::array<db::ListShape, 3> shapes{
        {{"audit.act", columns, "audit_act a", "a.county_id", "a.institution", {}, fragments, orders},
         {"audit.access", columns, "audit_access a", "a.county_id", "a.institution", {}, fragments, orders},
         {"audit.installation", columns, "audit_installation a", "a.county_id", "a.institution", {}, fragments, orders}}};
    return shapes[static_cast<std::size_t>(chain)];
}

Line line_of(const db::Row& row) {
    Line line;
    line.seq = row.integer(0);
    line.entry.at = time::Instant{row.integer(1)};
    std::string* const texts[] = {&line.entry.actor,    &line.entry.role,        &line.entry.institution, &line.entry.action,
                                  &line.entry.resource, &line.entry.resource_id, &line.entry.person_id,   &line.entry.purpose,
                                  &line.entry.outcome,  &line.entry.reason,      &line.entry.request_id,  &line.entry.source_address,
                                  &line.entry.client,   &line.entry.before_hash, &line.entry.after_hash};
    std::size_t column = 2;
    for (std::string* const text : texts) *text = row.string(column++);
    line.hash_hex = crypto::hex(row.text(column));
    return line;
}

}  // namespace

Lines find_lines(db::Connection& connection, const Question& question, std::string_view cursor, int lines_max) {
    db::Select select{shape_of(question.chain), question.county_id, {question.every_institution, question.institution_ids, {}}};
    const std::pair<std::string_view, const std::string*> texts[] = {{"person", &question.person_id}, {"actor", &question.actor},
                                                                     {"action", &question.action},    {"resource", &question.resource},
                                                                     {"outcome", &question.outcome},  {"reason", &question.reason}};
    for (const auto& [name, value] : texts) {
        if (!value->empty()) select.where(name, {db::Param{std::string_view{*value}}});
    }
    if (question.from_ms > 0) select.where("from", {question.from_ms});
    if (question.until_ms > 0) select.where("until", {question.until_ms});
    select.order_by("newest");
    Lines found;
    if (!cursor.empty() && !select.after(cursor)) return found;
    const db::Page page = select.page(connection, lines_max);
    for (std::size_t i = 0; i < page.count; ++i) found.lines.push_back(line_of(page.rows[i]));
    found.next = page.next;
    return found;
}

std::vector<Access> accesses_after(db::Connection& connection, std::string_view county_id, std::int64_t seq, int lines_max) {
    std::vector<Access> all;
    for (const db::Row row : connection.run(sql::next_accesses, {county_id, seq, lines_max})) {
        all.push_back({row.integer(0), row.integer(1), row.string(2), row.string(3), row.string(4), row.text(5) == "denied"});
    }
    return all;
}

std::vector<std::string> persons_read(db::Connection& connection, std::string_view county_id, std::string_view actor, time::Instant from,
                                      time::Instant until) {
    std::vector<std::string> all;
    for (const db::Row row : connection.run(sql::persons_read, {county_id, actor, from.utc_ms, until.utc_ms})) all.push_back(row.string(0));
    return all;
}

std::int64_t denials(db::Connection& connection, std::string_view county_id, std::string_view actor, time::Instant from,
                     time::Instant until) {
    return connection.run(sql::count_denials, {county_id, actor, from.utc_ms, until.utc_ms})[0].integer(0);
}

}  // namespace jiwei::audit
