// Opening, changing, moving and closing institutions by the county (organisation specification 1).
#include <algorithm>

#include "core/organization/codes.hpp"
#include "modules/organization/institution_acts.hpp"
#include "modules/organization/reshape.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

constexpr std::string_view equipment_classes[]{"", "A", "B", "C", "COMMUNITY", "POOR_VILLAGE"};
constexpr std::string_view ownerships[]{"", "1", "2"};
constexpr std::string_view statuses[]{"1", "2"};
constexpr std::size_t whole_code_length = 22;

template <std::size_t Count>
Result<std::monostate> one_of(const std::string& value, const std::string_view (&known)[Count], const char* pointer) {
    if (std::ranges::find(known, value) != std::end(known)) return std::monostate{};
    return refuse_field(Refusal::unprocessable, pointer, "CODE_UNKNOWN", {});
}

Result<std::monostate> check_code(const std::string& code, std::string_view county_id) {
    // The county's own short codes are taken as they are; 22 characters are read by WS 218.
    if (code.size() != whole_code_length) return std::monostate{};
    const auto parts = organization_rules::read_institution_code(code, county_id);
    if (!parts) return refuse(Refusal::unprocessable, parts.error().code, {}, {parts.error()});
    return std::monostate{};
}

std::int64_t open_count(db::Connection& connection, const db::Statement& statement, std::initializer_list<db::Param> params) {
    const db::Rows rows = connection.run(statement, params);
    return rows.empty() ? 0 : rows[0].integer(0);
}

Result<Institution> guarded(Organization& organization, db::Connection& connection, const Actor& actor, std::string_view id,
                            std::int64_t version) {
    const auto known = organization.find_institution(connection, actor.county_id(), id);
    if (!known || !actor.reach.holds(known->id, {})) return refuse(Refusal::not_found, "institution-unknown");
    if (connection.run(sql::guard_institution, {actor.county_id(), id, version}).affected() == 0)
        return refuse(Refusal::conflict, "version-conflict");
    return *known;
}

std::string institution_canonical(const Institution& i) {
    json::Writer out;
    out.begin_object().member("code", i.code).member("name", i.name).member("kind", i.kind).member("grade", i.grade);
    out.member("parent", i.parent_id).member("division", i.division_code).member("class", i.equipment_class);
    return out.member("ownership", i.ownership).member("status", i.status).end_object().take();
}

}  // namespace

Result<Institution> read_institution(const json::Value& body, std::string_view county_id) {
    JIWEI_CHECK(only_members(body, {"id", "code", "name", "kind", "grade", "parent_id", "division_code", "equipment_class", "ownership",
                                    "status", "valid_from", "areas"}));
    Institution one;
    const std::pair<std::string_view, std::string*> texts[]{
        {"code", &one.code}, {"name", &one.name}, {"kind", &one.kind}, {"division_code", &one.division_code}};
    for (const auto& [key, member] : texts) {
        JIWEI_TRY(text, text_in(body, key, 100, true));
        *member = text;
    }
    const std::pair<std::string_view, std::string*> optional_texts[]{{"id", &one.id},
                                                                     {"grade", &one.grade},
                                                                     {"parent_id", &one.parent_id},
                                                                     {"equipment_class", &one.equipment_class},
                                                                     {"ownership", &one.ownership}};
    for (const auto& [key, member] : optional_texts) {
        JIWEI_TRY(text, text_in(body, key, 64));
        *member = text;
    }
    JIWEI_TRY(status, text_in(body, "status", 1));
    if (!status.empty()) one.status = status;
    JIWEI_TRY(from, date_in(body, "valid_from"));
    if (from) one.valid_from = *from;
    JIWEI_CHECK(one_of(one.equipment_class, equipment_classes, "/equipment_class"));
    JIWEI_CHECK(one_of(one.ownership, ownerships, "/ownership"));
    JIWEI_CHECK(one_of(one.status, statuses, "/status"));
    JIWEI_CHECK(check_code(one.code, county_id));
    if (!division_is_under(one.division_code, std::string{county_id} + "000000"))
        return refuse_field(Refusal::unprocessable, "/division_code", "institution-division", "a division of the county");
    return one;
}

Result<std::string> open_institution(Organization& organization, db::Connection& connection, const Actor& actor, Institution given) {
    JIWEI_CHECK(demand_county(actor));
    if (given.valid_from == CivilDate{}) given.valid_from = actor.today();
    if (given.parent_id.empty())
        return refuse_field(Refusal::unprocessable, "/parent_id", "institution-parent", "an institution of the county");
    const auto parent = organization.find_institution(connection, actor.county_id(), given.parent_id);
    if (parent && parent->valid_to < given.valid_from)
        return refuse_field(Refusal::unprocessable, "/parent_id", "institution-closed", "an institution that is open");
    const Stamp stamp = stamp_of(connection, actor);
    JIWEI_TRY(id, organization.add_institution(connection, actor.county_id(), given, stamp));
    audit_act(connection, actor, {"create", "institution", id, {}, {}, institution_canonical(given)});
    return id;
}

Result<std::int64_t> change_institution(Organization& organization, db::Connection& connection, const Actor& actor, std::string_view id,
                                        std::int64_t version, const Institution& given) {
    JIWEI_TRY(before, guarded(organization, connection, actor, id, version));
    const bool by_county = before.code != given.code || before.kind != given.kind || before.division_code != given.division_code ||
                           before.equipment_class != given.equipment_class;
    if (by_county) JIWEI_CHECK(demand_county(actor));
    if (!organization_rules::is_institution_kind(given.kind))
        return refuse_field(Refusal::unprocessable, "/kind", "institution-kind", "H1-H18");
    const auto owner = organization.find_institution_by_code(connection, actor.county_id(), given.code);
    if (owner && owner->id != id)
        return refuse_field(Refusal::conflict, "/code", "institution-code-taken", "a code that no other institution has");
    if (!organization.find_division(connection, given.division_code))
        return refuse_field(Refusal::unprocessable, "/division_code", "institution-division", "a division of the loaded table");
    const Stamp stamp = stamp_of(connection, actor);
    connection.run(sql::update_institution, {actor.county_id(), id, given.code, given.name, given.kind, given.grade, given.division_code,
                                             given.equipment_class, given.ownership, given.status});
    connection.run(sql::insert_institution_version, {actor.county_id(), id, stamp.at.utc_ms, stamp.actor, stamp.change_seq});
    audit_act(connection, actor, {"update", "institution", id, {}, institution_canonical(before), institution_canonical(given)});
    organization.moved();
    return version + 1;
}

Result<std::int64_t> move_institution(Organization& organization, db::Connection& connection, const Actor& actor, std::string_view id,
                                      std::int64_t version, const std::string& parent_id) {
    JIWEI_CHECK(demand_county(actor));
    JIWEI_TRY(before, guarded(organization, connection, actor, id, version));
    const auto above = organization.ancestor_ids(connection, actor.county_id(), parent_id);
    if (before.parent_id.empty() || above.empty())
        return refuse_field(Refusal::unprocessable, "/parent_id", "institution-parent", "an institution of the county");
    if (std::ranges::find(above, id) != above.end())
        return refuse_field(Refusal::unprocessable, "/parent_id", "institution-cycle", "nothing that it manages itself");
    const auto depth = open_count(connection, sql::subtree_depth, {actor.county_id(), id});
    if (static_cast<std::int64_t>(above.size()) + depth >= organization_rules::levels_max)
        return refuse_field(Refusal::unprocessable, "/parent_id", "institution-depth", "at most 8 levels");
    const Stamp stamp = stamp_of(connection, actor);
    connection.run(sql::cut_closure, {actor.county_id(), id});
    connection.run(sql::graft_closure, {actor.county_id(), id, parent_id});
    connection.run(sql::set_institution_parent, {actor.county_id(), id, parent_id});
    connection.run(sql::insert_institution_version, {actor.county_id(), id, stamp.at.utc_ms, stamp.actor, stamp.change_seq});
    audit_act(connection, actor, {"move", "institution", id, {}, before.parent_id, parent_id});
    organization.moved();
    if (organization.tree_moved()) organization.tree_moved()(connection, actor.county_id(), actor.today());
    return version + 1;
}

namespace {

/// Open grids change hands today; the villages are served by the successor from the day after the last one.
void give_everything(Organization& organization, db::Connection& connection, const Actor& actor, const Institution& before,
                     const Closing& closing, const Stamp& stamp) {
    const std::string& county = actor.county_id();
    for (const Grid& grid : organization.grids(connection, county, actor.today())) {
        if (grid.institution_id == before.id)
            pass_grid(organization, connection, actor, {grid, closing.successor_id, closing.reason, 0}, stamp);
    }
    const CivilDate from = add_days(closing.last_day, 1);
    const auto kept = organization.areas_served(connection, county, closing.successor_id, from);
    for (const std::string& code : organization.areas_served(connection, county, before.id, closing.last_day)) {
        if (std::ranges::find(kept, code) == kept.end())
            connection.run(sql::insert_service_area, {county, closing.successor_id, code, from, open_end});
    }
}

}  // namespace

Result<std::int64_t> close_institution(Organization& organization, db::Connection& connection, const Actor& actor, std::string_view id,
                                       std::int64_t version, const Closing& closing) {
    JIWEI_CHECK(demand_county(actor));
    JIWEI_TRY(before, guarded(organization, connection, actor, id, version));
    const std::string& county = actor.county_id();
    if (closing.last_day < before.valid_from)
        return refuse_field(Refusal::unprocessable, "/last_day", "DATE_ORDER", before.valid_from.text());
    std::vector<Finding> open;
    const auto count_open = [&](const db::Statement& statement, const char* code) {
        const std::int64_t count = open_count(connection, statement, {county, id, closing.last_day});
        if (count > 0) open.push_back({"/last_day", code, std::to_string(count), Severity::hard});
    };
    count_open(sql::open_children, "INST_OPEN_CHILDREN");
    count_open(sql::open_staff, "INST_OPEN_STAFF");
    const PeopleMove people{before.id, {}, {}, {}, closing.successor_id, before.id, {}, {}};
    if (!closing.hand_over) {
        count_open(sql::open_grids, "INST_OPEN_GRIDS");
        JIWEI_TRY(left, move_people(organization, connection, actor, people, true));
        if (left.people > 0) open.push_back({"/last_day", "INST_OPEN_PEOPLE", std::to_string(left.people), Severity::hard});
    }
    if (!open.empty()) return refuse(Refusal::conflict, open.front().code, {}, open);
    const auto successor = organization.find_institution(connection, county, closing.successor_id);
    if (!successor || successor->id == id || successor->valid_to <= closing.last_day)
        return refuse_field(Refusal::unprocessable, "/successor_id", "INST_SUCCESSOR", "an open institution that keeps the records");
    Stamp stamp;
    if (closing.hand_over) {
        JIWEI_TRY(moved, move_people(organization, connection, actor, people, false));
        stamp = moved_stamp(connection, actor, moved);
        give_everything(organization, connection, actor, before, closing, stamp);
    } else {
        stamp = stamp_of(connection, actor);
    }
    connection.run(sql::close_institution, {county, id, closing.last_day, closing.successor_id});
    connection.run(sql::end_service_areas, {county, id, closing.last_day});
    connection.run(sql::insert_institution_version, {county, id, stamp.at.utc_ms, stamp.actor, stamp.change_seq});
    audit_act(connection, actor, {"close", "institution", id, closing.reason, {}, closing.last_day.text()});
    organization.moved();
    return version + 1;
}

}  // namespace jiwei::organization
