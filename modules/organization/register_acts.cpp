#include "modules/organization/register_acts.hpp"

#include <algorithm>

#include "core/identity/mask.hpp"
#include "core/kernel/id.hpp"
#include "modules/organization/packs.hpp"
#include "modules/organization/sql.hpp"
#include "modules/organization/staff.hpp"
#include "platform/text/normalise.hpp"
#include "platform/text/pinyin.hpp"

namespace jiwei::organization {

namespace {

using organization_rules::Column;
using organization_rules::ColumnType;

constexpr std::string_view sealed_context = "register_row.sealed";  // stored with it: never change
constexpr std::string_view ethics_register = "ethics_file";
constexpr char mask_sign = '*';
constexpr std::int64_t reveals_a_day_max = 50;

json::Value parsed(std::string_view text) {
    auto value = json::parse(text);
    return value ? std::move(*value) : json::Value::object();
}

/// What a cell says in Chinese: the label of a code, else its text.
std::string words_of(const Column& column, const json::Value& value) {
    const auto label = [&column](const std::string& code) {
        const auto found = std::ranges::find(column.choices, code, &organization_rules::Choice::code);
        return found == column.choices.end() ? code : found->zh;
    };
    switch (column.type) {
    case ColumnType::code: return label(value.text());
    case ColumnType::codes: {
        std::string all;
        for (const json::Value& item : value.items()) all += (all.empty() ? "" : "、") + label(item.text());
        return all;
    }
    case ColumnType::boolean: return value.as_boolean().value_or(false) ? "是" : "";
    case ColumnType::fen: {
        const auto fen = value.as_integer();
        if (!fen) return {};
        const std::string cents = std::to_string(*fen % 100);
        return std::to_string(*fen / 100) + "." + (cents.size() == 1 ? "0" : "") + cents;
    }
    default: return value.text();
    }
}

std::string title_of(const Register& of, const json::Value& body) {
    const Column* const column = of.find(of.title_key);
    return column == nullptr ? std::string{} : words_of(*column, body[of.title_key]);
}

std::string initials_of(const std::string& title) {
    const auto keys = text::pinyin_keys(title);
    return keys.empty() ? std::string{} : keys.front().initials;
}

/// Sealed columns leave the body: their texts go into one sealed object, the body keeps the mask. A mask that comes back unchanged
/// keeps what was sealed before.
std::string seal_columns(const crypto::FieldCipher& cipher, const Register& of, json::Value& body, const std::string& before) {
    json::Value secrets = json::Value::object();
    const json::Value kept = before.empty() ? json::Value::object() : parsed(cipher.open(before, sealed_context).value_or("{}"));
    bool any = false;
    for (const Column& column : of.columns) {
        if (!column.is_sealed) continue;
        const std::string typed = body[column.key].text();
        if (typed.empty()) continue;
        any = true;
        const bool is_mask = typed.front() == mask_sign && kept.find(column.key) != nullptr;
        const std::string plain = is_mask ? kept[column.key].text() : typed;
        secrets.set(column.key, json::Value::string(plain));
        body.set(column.key, json::Value::string(identity::mask_card(plain)));
    }
    return any ? cipher.seal(json::write_canonical(secrets), sealed_context) : std::string{};
}

db::Param sealed_param(const std::string& sealed) { return sealed.empty() ? db::Param{nullptr} : db::Param{db::Bytes{sealed}}; }

/// Institutions, persons and rows that the body names exist.
Result<std::monostate> check_references(Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                                        const json::Value& body) {
    for (const Column& column : of.columns) {
        const std::string& id = body[column.key].text();
        if (id.empty()) continue;
        const std::string pointer = "/body/" + column.key;
        const auto unknown = [&pointer](const char* code) { return refuse_field(Refusal::unprocessable, pointer, code, {}); };
        if (column.type == ColumnType::institution && !organization.find_institution(connection, actor.county_id(), id))
            return unknown("INSTITUTION_UNKNOWN");
        if (column.type == ColumnType::person && !find_staff(organization.services(), connection, actor.county_id(), id))
            return unknown("STAFF_UNKNOWN");
        if (column.type != ColumnType::row) continue;
        const auto row = find_register_row(connection, actor.county_id(), id);
        if (!row || row->removed || row->register_name != column.register_name) return unknown("ROW_UNKNOWN");
    }
    return std::monostate{};
}

/// Loads what the rules of the register may look at; holds what they count, so that two acts follow one another.
organization_rules::RowFacts facts_for(const Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                                       const RegisterRow& row) {
    const std::string& county = actor.county_id();
    organization_rules::RowFacts facts{actor.today(), row.id, {}};
    facts.after_working_days = [&organization](CivilDate from, int days) { return organization.packs().calendar.after(from, days); };
    const auto add = [&facts, &row](std::string_view name, const db::Row& found) {
        if (found.text(0) != row.id) facts.related[std::string{name}].push_back(parsed(found.text(1)));
    };
    if (of.of_person) {
        connection.run(sql::hold_staff, {county, row.person_id});
        for (const db::Row found : connection.run(sql::rows_of_person, {county, row.person_id, of.name})) add("siblings", found);
    }
    if (!row.parent_id.empty()) {
        connection.run(sql::hold_register_row, {county, row.parent_id});
        if (const auto parent = find_register_row(connection, county, row.parent_id)) facts.related["parent"].push_back(parent->body);
        for (const db::Row found : connection.run(sql::rows_of_parent, {county, row.parent_id})) {
            if (found.text(2) == of.name) add("siblings", found);
        }
    }
    for (const Column& column : of.columns) {
        if (column.type != ColumnType::row) continue;
        if (const auto named = find_register_row(connection, county, row.body[column.key].text()))
            facts.related["parent"].push_back(named->body);
    }
    for (const db::Row found : connection.run(sql::rows_of_parent, {county, row.id})) add(found.text(2), found);
    if (of.name == ethics_register) {
        connection.run(sql::hold_institution, {county, row.institution_id});
        for (const db::Row found : connection.run(sql::rows_of_unit, {county, row.institution_id, of.name})) add("unit", found);
        const db::Rows people = connection.run(sql::count_staff_on, {county, row.institution_id, actor.today()});
        json::Value size = json::Value::object();
        size.set("people", json::Value::integer(people.empty() ? 0 : people[0].integer(0)));
        facts.related["unit_size"].push_back(std::move(size));
    }
    return facts;
}

Result<std::monostate> check_row(Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                                 const RegisterRow& row, const std::vector<std::string>& confirmed) {
    std::vector<Finding> findings = organization_rules::check_columns(of, row.body);
    if (findings.empty()) findings = organization_rules::check_rules(of, row.body, facts_for(organization, connection, actor, of, row));
    std::erase_if(findings, [&](const Finding& finding) {
        return finding.severity == Severity::soft && std::ranges::find(confirmed, finding.pointer) != confirmed.end();
    });
    if (!findings.empty()) {
        for (Finding& finding : findings) finding.pointer.insert(0, "/body");
        const bool is_hard = std::ranges::any_of(findings, [](const Finding& one) { return one.severity == Severity::hard; });
        return refuse(Refusal::unprocessable, is_hard ? findings.front().code : "confirm-needed", {}, findings);
    }
    return check_references(organization, connection, actor, of, row.body);
}

/// Where the row hangs: on the person's institution, the parent's, or the one that was given.
Result<std::monostate> place_row(Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                                 RegisterRow& row) {
    if (of.county_only) JIWEI_CHECK(demand_county(actor));
    if (of.of_person) {
        const auto person = find_staff(organization.services(), connection, actor.county_id(), row.person_id);
        if (!person) return refuse_field(Refusal::unprocessable, "/person_id", "STAFF_UNKNOWN", {});
        row.institution_id = person->institution_id;
    } else {
        row.person_id.clear();
    }
    if (!of.parent.empty()) {
        const auto parent = find_register_row(connection, actor.county_id(), row.parent_id);
        if (!parent || parent->removed || parent->register_name != of.parent)
            return refuse_field(Refusal::unprocessable, "/parent_id", "ROW_UNKNOWN", {});
        row.institution_id = parent->institution_id;
    } else {
        row.parent_id.clear();
    }
    if (row.institution_id.empty()) row.institution_id = actor.request.principal.institution_id;
    const bool known = organization.find_institution(connection, actor.county_id(), row.institution_id).has_value();
    if (!known || !actor.reach.holds(row.institution_id, {}))
        return refuse_field(Refusal::unprocessable, "/institution_id", "INSTITUTION_UNKNOWN", "an institution in reach");
    return std::monostate{};
}

Result<RegisterRow> guarded_row(Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                                std::string_view id, std::int64_t version) {
    auto row = find_register_row(connection, actor.county_id(), id);
    const bool visible = row && !row->removed && row->register_name == of.name && actor.reach.holds(row->institution_id, {}) &&
                         row_in_reach(organization, connection, actor, of, *row);
    if (!visible) return refuse(Refusal::not_found, "row-unknown");
    if (of.county_only) JIWEI_CHECK(demand_county(actor));
    if (connection.run(sql::guard_register_row, {actor.county_id(), of.name, id, version}).affected() == 0)
        return refuse(Refusal::conflict, "version-conflict");
    return std::move(*row);
}

std::string column_text(const json::Value& body, const std::string& key) { return key.empty() ? std::string{} : body[key].text(); }

}  // namespace

Result<RegisterInput> read_register_input(const json::Value& body) {
    JIWEI_CHECK(only_members(body, {"id", "institution_id", "person_id", "parent_id", "body", "confirmed"}));
    RegisterInput input;
    const std::pair<std::string_view, std::string*> ids[]{
        {"id", &input.id}, {"institution_id", &input.institution_id}, {"person_id", &input.person_id}, {"parent_id", &input.parent_id}};
    for (const auto& [key, member] : ids) {
        JIWEI_TRY(text, text_in(body, key, 64));
        if (!text.empty() && !is_id(text))
            return refuse_field(Refusal::malformed, "/" + std::string{key}, "id.malformed", "1-64 of A-Z a-z 0-9 . -");
        *member = text;
    }
    if (!body["body"].is_object()) return refuse_field(Refusal::malformed, "/body", "TYPE", "object");
    input.body = body["body"];
    for (const json::Value& item : body["confirmed"].items()) {
        std::string pointer = item.text();
        if (pointer.starts_with("/body/")) pointer.erase(0, 5);
        input.confirmed.push_back(std::move(pointer));
    }
    return input;
}

std::optional<RegisterRow> find_register_row(db::Connection& connection, std::string_view county_id, std::string_view id) {
    const db::Rows rows = connection.run(sql::find_register_row, {county_id, id});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return RegisterRow{row.string(0),       row.string(1), row.string(2),  row.string(3), row.string(4),
                       parsed(row.text(5)), row.string(6), row.boolean(7), row.integer(8)};
}

bool row_in_reach(const Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                  const RegisterRow& row) {
    if (!of.of_person) return actor.reach.holds(row.institution_id, {});
    const auto person = find_staff(organization.services(), connection, actor.county_id(), row.person_id);
    if (!person) return false;
    return actor.reach.holds(person->institution_id, {}) || (actor.reach.own && person->user_id == actor.reach.user_id);
}

Result<std::string> enter_row(Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                              RegisterInput input) {
    RegisterRow row;
    row.id = input.id.empty() ? organization.services().ids.next() : input.id;
    row.register_name = of.name;
    row.institution_id = std::move(input.institution_id);
    row.person_id = std::move(input.person_id);
    row.parent_id = std::move(input.parent_id);
    row.body = std::move(input.body);
    JIWEI_CHECK(place_row(organization, connection, actor, of, row));
    JIWEI_CHECK(check_row(organization, connection, actor, of, row, input.confirmed));
    const std::string sealed = seal_columns(organization.services().cipher, of, row.body, {});
    const std::string title = title_of(of, row.body);
    const Stamp stamp = stamp_of(connection, actor);
    const std::string body = json::write_canonical(row.body);
    const db::Rows written = connection.run(
        sql::insert_register_row,
        {actor.county_id(), of.name, row.id, row.institution_id, row.person_id, row.parent_id, title, text::search_form(title),
         initials_of(title), column_text(row.body, of.code_key), column_text(row.body, of.state_key), column_text(row.body, of.from_key),
         column_text(row.body, of.until_key), body, sealed_param(sealed), stamp.at.utc_ms, stamp.actor, stamp.change_seq});
    if (written.affected() == 0) return refuse(Refusal::conflict, "id-conflict");
    connection.run(sql::insert_register_version, {actor.county_id(), row.id, ""});
    audit_act(connection, actor, {"create", of.name, row.id, {}, {}, body});
    return row.id;
}

Result<std::int64_t> change_row(Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                                std::string_view id, std::int64_t version, RegisterInput input) {
    JIWEI_TRY(row, guarded_row(organization, connection, actor, of, id, version));
    const std::string before = json::write_canonical(row.body);
    row.body = std::move(input.body);
    JIWEI_CHECK(check_row(organization, connection, actor, of, row, input.confirmed));
    const std::string sealed = seal_columns(organization.services().cipher, of, row.body, row.sealed);
    const std::string title = title_of(of, row.body);
    const Stamp stamp = stamp_of(connection, actor);
    const std::string body = json::write_canonical(row.body);
    connection.run(sql::update_register_row,
                   {actor.county_id(), id, title, text::search_form(title), initials_of(title), column_text(row.body, of.code_key),
                    column_text(row.body, of.state_key), column_text(row.body, of.from_key), column_text(row.body, of.until_key), body,
                    sealed_param(sealed), stamp.at.utc_ms, stamp.actor, stamp.change_seq});
    connection.run(sql::insert_register_version, {actor.county_id(), id, ""});
    audit_act(connection, actor, {"update", of.name, id, {}, before, body});
    return version + 1;
}

Result<std::int64_t> remove_row(Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                                std::string_view id, std::int64_t version, const std::string& reason) {
    JIWEI_TRY(row, guarded_row(organization, connection, actor, of, id, version));
    if (!connection.run(sql::rows_of_parent, {actor.county_id(), id}).empty()) return refuse(Refusal::conflict, "ROW_HAS_PARTS");
    const Stamp stamp = stamp_of(connection, actor);
    connection.run(sql::remove_register_row, {actor.county_id(), id, stamp.at.utc_ms, stamp.actor, stamp.change_seq});
    connection.run(sql::insert_register_version, {actor.county_id(), id, reason});
    audit_act(connection, actor, {"remove", of.name, id, {}, json::write_canonical(row.body), {}});
    return version + 1;
}

Result<std::string> reveal_column(Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                                  std::string_view id, const std::string& column, const std::string& reason) {
    const auto row = find_register_row(connection, actor.county_id(), id);
    const bool visible = row && !row->removed && row->register_name == of.name && row_in_reach(organization, connection, actor, of, *row);
    if (!visible) return refuse(Refusal::not_found, "row-unknown");
    const auto opened = organization.services().cipher.open(row->sealed, sealed_context);
    if (row->sealed.empty() || !opened) return refuse_field(Refusal::unprocessable, "/column", "FIELD_UNKNOWN", {});
    const json::Value secrets = parsed(*opened);
    if (secrets.find(column) == nullptr) return refuse_field(Refusal::unprocessable, "/column", "FIELD_UNKNOWN", {});
    const db::Rows shown = connection.run(sql::count_register_reveal, {actor.county_id(), actor.request.principal.user_id, actor.today()});
    if (shown[0].integer(0) > reveals_a_day_max) return refuse(Refusal::throttled, "reveal-limit", "fifty a day");
    audit_act(connection, actor, {"reveal", of.name, id, reason});
    return secrets[column].text();
}

// --- lists -------------------------------------------------------------------------------------------------------------------------------

namespace {

constexpr std::string_view row_columns =
    "r.id, r.institution_id, i.name, r.person_id, COALESCE(s.name, ''), r.parent_id, r.title, r.body, r.version, r.changed_at";
constexpr std::string_view row_tables =
    "register_row r JOIN institution i ON i.county_id = r.county_id AND i.id = r.institution_id "
    "LEFT JOIN staff s ON s.county_id = r.county_id AND s.id = r.person_id";
constexpr db::Fragment row_fragments[]{
    {"register", "r.register = ? AND r.removed = 0"},
    {"typed",
     "((r.search_key >= ? AND r.search_key < ?) OR (r.pinyin_key >= ? AND r.pinyin_key < ?) OR EXISTS (SELECT 1 FROM staff_key k "
     "WHERE k.county_id = r.county_id AND k.staff_id = r.person_id AND k.term >= ? AND k.term < ?))"},
    {"below",
     "EXISTS (SELECT 1 FROM institution_closure c WHERE c.county_id = r.county_id AND c.descendant_id = r.institution_id AND "
     "c.ancestor_id = ?)"},
    {"person", "r.person_id = ?"},
    {"parent", "r.parent_id = ?"},
    {"code", "r.code = ?"},
    {"state", "r.state = ?"},
    {"from", "r.from_on >= ?"},
    {"until", "r.until_on <> '' AND r.until_on <= ?"},
    {"own", "s.user_id = ?"},
};
constexpr db::Order row_orders[]{{"newest", "r.from_on, r.id", true}};
constexpr db::ListShape unit_rows{"organization.unit_rows", row_columns, row_tables,    "r.county_id",
                                  "r.institution_id",       "",          row_fragments, row_orders};
constexpr db::ListShape person_rows{"organization.person_rows", row_columns, row_tables,    "r.county_id",
                                    "s.institution_id",         "",          row_fragments, row_orders};

}  // namespace

Result<db::Page> list_rows(db::Connection& connection, const Actor& actor, const Register& of, const RegisterQuery& query) {
    const bool own_only = actor.reach.own && !actor.reach.whole_county && actor.reach.institution_ids.empty();
    if (own_only && !of.of_person) return db::Page{};
    db::Select select{
        of.of_person ? person_rows : unit_rows, actor.county_id(), {actor.reach.whole_county || own_only, actor.reach.institution_ids, {}}};
    select.order_by("newest").where("register", {of.name});
    if (own_only) select.where("own", {actor.reach.user_id});
    if (!query.typed.empty()) {
        const std::string folded = text::search_form(query.typed);
        const bool is_latin = std::ranges::all_of(folded, [](char c) { return c >= 'a' && c <= 'z'; });
        const std::string of_person = (is_latin ? "p" : "n") + folded;
        select.where("typed", {std::string{folded}, above_prefix(folded), std::string{folded}, above_prefix(folded), std::string{of_person},
                               above_prefix(of_person)});
    }
    const std::pair<std::string_view, const std::string*> filters[]{
        {"below", &query.institution_id}, {"person", &query.person_id}, {"parent", &query.parent_id}, {"code", &query.code},
        {"state", &query.state},          {"from", &query.from_least},  {"until", &query.until_most}};
    for (const auto& [name, value] : filters) {
        if (!value->empty()) select.where(name, {*value});
    }
    if (!query.cursor.empty() && !select.after(query.cursor)) return refuse_field(Refusal::malformed, "cursor", "cursor", {});
    return select.page(connection, query.rows_max);
}

void write_register_row(json::Writer& out, const db::Row& row) {
    out.begin_object().member("id", row.string(0));
    out.key("institution").begin_object().member("id", row.string(1)).member("name", row.string(2)).end_object();
    out.key("person");
    if (row.text(3).empty()) {
        out.null();
    } else {
        out.begin_object().member("id", row.string(3)).member("name", row.string(4)).end_object();
    }
    write_text_or_null(out, "parent_id", row.text(5));
    out.member("title", row.string(6)).key("body").raw(row.text(7));
    out.member("version", row.integer(8)).member("changed_at", row.integer(9)).end_object();
}

std::vector<std::string> register_header(const Register& of) {
    std::vector<std::string> header{"机构"};
    if (of.of_person) header.emplace_back("姓名");
    for (const Column& column : of.columns) header.push_back(column.type == ColumnType::fen ? column.zh + "(元)" : column.zh);
    return header;
}

std::vector<std::string> register_cells(const Register& of, const db::Row& row) {
    std::vector<std::string> cells{row.string(2)};
    if (of.of_person) cells.push_back(row.string(4));
    const json::Value body = parsed(row.text(7));
    for (const Column& column : of.columns) cells.push_back(words_of(column, body[column.key]));
    return cells;
}

}  // namespace jiwei::organization
