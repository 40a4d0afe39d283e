#include "modules/organization/staff.hpp"

#include <algorithm>
#include <set>

#include "core/identity/phone.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/organization/route_parts.hpp"
#include "modules/organization/sql.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/text/normalise.hpp"
#include "platform/text/pinyin.hpp"

namespace jiwei::organization {

namespace {

constexpr std::string_view phone_context = "staff.phone";  // stored with it: never change
constexpr std::string_view employments[]{"", "established", "contract", "temporary", "returned", "village"};
constexpr std::string_view sexes[]{"", "0", "1", "2", "9"};
constexpr std::size_t name_characters_max = 50;

std::string tail4(std::string_view number) { return std::string{number.size() > 4 ? number.substr(number.size() - 4) : number}; }

std::string phone_index(const crypto::FieldCipher& cipher, std::string_view folded) {
    return "t" + crypto::hex(cipher.blind_index(folded, phone_context));
}

/// Everything the search box finds the person by.
std::set<std::string> keys_of(const crypto::FieldCipher& cipher, const StaffMember& member) {
    std::set<std::string> keys{"n" + text::search_form(member.name), "s" + member.staff_no};
    for (const text::PinyinKey& key : text::pinyin_keys(member.name)) {
        keys.insert("p" + key.full);
        keys.insert("p" + key.initials);
    }
    if (!member.phone.empty()) {
        keys.insert(phone_index(cipher, member.phone));
        keys.insert("4" + tail4(member.phone));
    }
    return keys;
}

void write_staff_keys(const Services& services, db::Connection& connection, std::string_view county_id, const StaffMember& member) {
    connection.run(sql::delete_staff_keys, {county_id, member.id});
    for (const std::string& key : keys_of(services.cipher, member)) connection.run(sql::insert_staff_key, {county_id, key, member.id});
}

std::optional<std::string> null_when_empty(const std::string& text) { return text.empty() ? std::nullopt : std::optional{text}; }

void update_staff_row(const Services& services, db::Connection& connection, std::string_view county_id, const StaffMember& m,
                      const Stamp& stamp) {
    const std::string sealed = m.phone.empty() ? std::string{} : services.cipher.seal(m.phone, phone_context);
    const db::Param phone = m.phone.empty() ? db::Param{nullptr} : db::Param{db::Bytes{sealed}};
    connection.run(sql::update_staff,
                   {county_id, m.id, m.institution_id, m.staff_no, m.name, m.sex, m.birth_date, phone, tail4(m.phone), m.post, m.employment,
                    null_when_empty(m.user_id), m.valid_from, m.valid_to.text(), m.leave_reason, stamp.change_seq});
    connection.run(sql::insert_staff_version, {county_id, m.id, stamp.at.utc_ms, stamp.actor, stamp.change_seq});
}

std::string staff_canonical(const StaffMember& m) {
    json::Writer out;
    out.begin_object().member("institution", m.institution_id).member("no", m.staff_no).member("name", m.name).member("post", m.post);
    out.member("user", m.user_id).member("from", m.valid_from).member("to", m.valid_to);
    return out.end_object().take();
}

Result<StaffMember> guarded_staff(Organization& organization, db::Connection& connection, const Actor& actor, std::string_view id,
                                  std::int64_t version) {
    const auto known = find_staff(organization.services(), connection, actor.county_id(), id);
    if (!known || !actor.reach.holds(known->institution_id, {})) return refuse(Refusal::not_found, "staff-unknown");
    if (connection.run(sql::guard_staff, {actor.county_id(), id, version}).affected() == 0)
        return refuse(Refusal::conflict, "version-conflict");
    return *known;
}

/// To whom the grids go, until when the one before answers for them, and why.
struct GivenAway {
    const std::string& successor;
    CivilDate last_day;
    const std::string& reason;
    bool confirmed = false;
};

/// Nothing may be left without anybody: whoever has grids names who takes them.
Result<std::monostate> give_grids_away(Organization& organization, db::Connection& connection, const Actor& actor, const StaffMember& from,
                                       const GivenAway& given, const Stamp& stamp) {
    if (from.user_id.empty()) return std::monostate{};
    const db::Rows open = connection.run(sql::open_responsibilities, {actor.county_id(), from.user_id, given.last_day});
    if (open.empty()) return std::monostate{};
    const auto wrong = [](Refusal refusal, const char* code, const std::string& allowed) {
        return refuse_field(refusal, "/successor_user_id", code, allowed);
    };
    if (given.successor.empty()) return wrong(Refusal::conflict, "STAFF_RESPONSIBLE", std::to_string(open.size()));
    if (connection.run(sql::staff_of_user, {actor.county_id(), given.successor}).empty())
        return wrong(Refusal::unprocessable, "STAFF_UNKNOWN", "a person of the staff register");
    HandOver act;
    act.from_user_id = from.user_id;
    act.to_user_id = given.successor;
    act.last_day = given.last_day;
    act.reason = given.reason;
    JIWEI_CHECK(check_taken_load(organization, connection, actor, {"/successor_user_id", given.successor, given.confirmed}, act));
    JIWEI_CHECK(organization.hand_over(connection, actor.county_id(), act, stamp));
    return std::monostate{};
}

Result<std::monostate> check_number(db::Connection& connection, std::string_view county_id, const StaffMember& member) {
    const db::Rows owner = connection.run(sql::staff_number_owner, {county_id, member.institution_id, member.staff_no});
    if (!owner.empty() && owner[0].text(0) != member.id)
        return refuse_field(Refusal::conflict, "/staff_no", "STAFF_NUMBER_TAKEN", "a number that nobody else has");
    return std::monostate{};
}

/// The account of a person: one that works in reach, and of nobody else who works. An account that stays is not asked about.
Result<std::monostate> check_account(const Organization& organization, db::Connection& connection, const Actor& actor, StaffMember& member,
                                     const std::string& before) {
    if (member.user_id.empty() || member.user_id == before) return std::monostate{};
    if (organization.find_account()) {
        const auto account = organization.find_account()(connection, actor.county_id(), member.user_id, actor.today());
        const bool works_here =
            account && std::ranges::any_of(account->institution_ids, [&](const std::string& id) { return actor.reach.holds(id, {}); });
        if (!works_here) return refuse_field(Refusal::unprocessable, "/user_id", "ACCOUNT_UNKNOWN", "an account that works within reach");
        member.user_id = account->user_id;
    }
    for (const db::Row row : connection.run(sql::staff_of_user, {actor.county_id(), member.user_id})) {
        const auto other = find_staff(organization.services(), connection, actor.county_id(), row.text(0));
        if (other && other->id != member.id && other->valid_to >= actor.today())
            return refuse_field(Refusal::conflict, "/user_id", "ACCOUNT_TAKEN", "an account that nobody else of the staff has");
    }
    return std::monostate{};
}

}  // namespace

std::string above_prefix(std::string_view prefix) { return std::string{prefix} + "\xF4\x8F\xBF\xBF"; }

Result<StaffMember> read_staff(const json::Value& body) {
    JIWEI_CHECK(only_members(
        body, {"id", "institution_id", "staff_no", "name", "sex", "birth_date", "phone", "post", "employment", "user_id", "valid_from"}));
    StaffMember m;
    JIWEI_TRY(name, text_in(body, "name", name_characters_max));
    if (name.empty()) return refuse_field(Refusal::unprocessable, "/name", "NAME_REQUIRED", {});
    m.name = text::nfc(name);
    const std::pair<std::string_view, std::string*> texts[]{
        {"id", &m.id},     {"institution_id", &m.institution_id}, {"sex", &m.sex},        {"phone", &m.phone},
        {"post", &m.post}, {"employment", &m.employment},         {"user_id", &m.user_id}};
    for (const auto& [key, member] : texts) {
        JIWEI_TRY(text, text_in(body, key, 64));
        *member = text;
    }
    JIWEI_TRY(number, text_in(body, "staff_no", 30, true));
    m.staff_no = number;
    JIWEI_TRY(birth, date_in(body, "birth_date"));
    if (birth) m.birth_date = birth->text();
    JIWEI_TRY(from, date_in(body, "valid_from"));
    if (from) m.valid_from = *from;
    if (std::ranges::find(employments, m.employment) == std::end(employments))
        return refuse_field(Refusal::unprocessable, "/employment", "CODE_UNKNOWN", {});
    if (std::ranges::find(sexes, m.sex) == std::end(sexes)) return refuse_field(Refusal::unprocessable, "/sex", "CODE_UNKNOWN", {});
    m.phone = identity::fold_phone(m.phone);
    if (!m.phone.empty() && identity::phone_kind(m.phone) == identity::PhoneKind::doubtful)
        return refuse_field(Refusal::unprocessable, "/phone", "PHONE_FORMAT", {});
    return m;
}

std::optional<StaffMember> find_staff(const Services& services, db::Connection& connection, std::string_view county_id,
                                      std::string_view id) {
    const db::Rows rows = connection.run(sql::find_staff, {county_id, id});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    StaffMember m;
    m.id = row.string(0);
    m.institution_id = row.string(1);
    m.staff_no = row.string(2);
    m.name = row.string(3);
    m.sex = row.string(4);
    m.birth_date = row.string(5);
    if (!row.is_null(6)) m.phone = services.cipher.open(row.text(6), phone_context).value_or(std::string{});
    m.post = row.string(8);
    m.employment = row.string(9);
    m.user_id = row.string(10);
    m.valid_from = row.date(11).value_or(CivilDate{});
    m.valid_to = row.date(12).value_or(CivilDate{});
    m.leave_reason = row.string(13);
    m.version = row.integer(14);
    return m;
}

Result<std::string> Organization::add_staff(db::Connection& connection, std::string_view county_id, const StaffMember& given,
                                            const Stamp& stamp) {
    if (given.name.empty()) return refuse_field(Refusal::unprocessable, "/name", "NAME_REQUIRED", {});
    if (!find_institution(connection, county_id, given.institution_id))
        return refuse_field(Refusal::unprocessable, "/institution_id", "institution-unknown", "an institution of the county");
    StaffMember m = given;
    if (m.id.empty()) m.id = services_.ids.next();
    if (m.valid_to <= m.valid_from) m.valid_to = parse_civil_date(open_end).value_or(m.valid_to);
    JIWEI_CHECK(check_number(connection, county_id, m));
    const std::string sealed = m.phone.empty() ? std::string{} : services_.cipher.seal(m.phone, phone_context);
    const db::Param phone = m.phone.empty() ? db::Param{nullptr} : db::Param{db::Bytes{sealed}};
    connection.run(sql::insert_staff, {county_id, m.id, m.institution_id, m.staff_no, m.name, m.sex, m.birth_date, phone, tail4(m.phone),
                                       m.post, m.employment, null_when_empty(m.user_id), m.valid_from, m.valid_to, stamp.change_seq});
    connection.run(sql::insert_staff_version, {county_id, m.id, stamp.at.utc_ms, stamp.actor, stamp.change_seq});
    connection.run(sql::insert_staff_post, {county_id, m.id, m.valid_from, m.valid_to, m.institution_id, m.post, stamp.change_seq});
    write_staff_keys(services_, connection, county_id, m);
    return m.id;
}

void Organization::link_account(db::Connection& connection, std::string_view county_id, std::string_view staff_id,
                                std::string_view user_id) const {
    connection.run(sql::link_staff_account, {county_id, staff_id, user_id});
}

Result<std::string> enter_staff(Organization& organization, db::Connection& connection, const Actor& actor, StaffMember given) {
    if (!actor.reach.holds(given.institution_id, {}))
        return refuse_field(Refusal::unprocessable, "/institution_id", "institution-unknown", "an institution in reach");
    if (given.valid_from == CivilDate{}) given.valid_from = actor.today();
    JIWEI_CHECK(check_account(organization, connection, actor, given, {}));
    const Stamp stamp = stamp_of(connection, actor);
    JIWEI_TRY(id, organization.add_staff(connection, actor.county_id(), given, stamp));
    audit_act(connection, actor, {"create", "staff", id, {}, {}, staff_canonical(given)});
    return id;
}

Result<std::int64_t> change_staff(Organization& organization, db::Connection& connection, const Actor& actor, std::string_view id,
                                  std::int64_t version, StaffMember given) {
    JIWEI_TRY(before, guarded_staff(organization, connection, actor, id, version));
    given.id = id;
    given.institution_id = before.institution_id;
    given.valid_from = before.valid_from;
    given.valid_to = before.valid_to;
    given.leave_reason = before.leave_reason;
    JIWEI_CHECK(check_account(organization, connection, actor, given, before.user_id));
    JIWEI_CHECK(check_number(connection, actor.county_id(), given));
    const Stamp stamp = stamp_of(connection, actor);
    update_staff_row(organization.services(), connection, actor.county_id(), given, stamp);
    write_staff_keys(organization.services(), connection, actor.county_id(), given);
    audit_act(connection, actor, {"update", "staff", id, {}, staff_canonical(before), staff_canonical(given)});
    return version + 1;
}

namespace {

/// Leavers are disabled on the leaving date (security specification 3): the account follows in the same act.
Result<std::monostate> tell_work_changed(const Organization& organization, db::Connection& connection, const Actor& actor,
                                         const WorkChange& change) {
    if (change.user_id.empty() || !organization.work_changed()) return std::monostate{};
    return organization.work_changed()(connection, actor.request, change);
}

}  // namespace

Result<std::int64_t> transfer_staff(Organization& organization, db::Connection& connection, const Actor& actor, std::string_view id,
                                    std::int64_t version, const Transfer& transfer) {
    JIWEI_TRY(before, guarded_staff(organization, connection, actor, id, version));
    if (transfer.from <= before.valid_from || transfer.from > before.valid_to)
        return refuse_field(Refusal::unprocessable, "/from", "DATE_ORDER", before.valid_from.text());
    const auto target = organization.find_institution(connection, actor.county_id(), transfer.institution_id);
    // Roles go along: whoever moves people moves them within the own reach; between hospitals the county does it.
    if (!target || target->valid_to < transfer.from || !actor.reach.holds(target->id, {}))
        return refuse_field(Refusal::unprocessable, "/institution_id", "institution-unknown", "an open institution in reach");
    const Stamp stamp = stamp_of(connection, actor);
    const CivilDate last_day = add_days(transfer.from, -1);
    if (transfer.institution_id != before.institution_id)
        JIWEI_CHECK(give_grids_away(organization, connection, actor, before,
                                    {transfer.successor_user_id, last_day, transfer.reason, transfer.confirmed}, stamp));
    StaffMember after = before;
    after.institution_id = transfer.institution_id;
    after.post = transfer.post.empty() ? before.post : transfer.post;
    JIWEI_CHECK(check_number(connection, actor.county_id(), after));
    connection.run(sql::end_staff_posts, {actor.county_id(), id, last_day});
    connection.run(sql::insert_staff_post,
                   {actor.county_id(), id, transfer.from, after.valid_to, after.institution_id, after.post, stamp.change_seq});
    update_staff_row(organization.services(), connection, actor.county_id(), after, stamp);
    if (after.institution_id != before.institution_id)
        JIWEI_CHECK(
            tell_work_changed(organization, connection, actor, {before.user_id, before.institution_id, after.institution_id, last_day}));
    audit_act(connection, actor, {"transfer", "staff", id, transfer.reason, staff_canonical(before), staff_canonical(after)});
    organization.moved();
    return version + 1;
}

Result<std::int64_t> leave_staff(Organization& organization, db::Connection& connection, const Actor& actor, std::string_view id,
                                 std::int64_t version, const Leaving& leaving) {
    JIWEI_TRY(before, guarded_staff(organization, connection, actor, id, version));
    if (!before.leave_reason.empty()) return refuse(Refusal::conflict, "staff-left", "the work has ended by a leaving");
    if (leaving.last_day < before.valid_from)
        return refuse_field(Refusal::unprocessable, "/last_day", "DATE_ORDER", before.valid_from.text());
    const Stamp stamp = stamp_of(connection, actor);
    JIWEI_CHECK(give_grids_away(organization, connection, actor, before,
                                {leaving.successor_user_id, leaving.last_day, leaving.reason, leaving.confirmed}, stamp));
    StaffMember after = before;
    after.valid_to = leaving.last_day;
    after.leave_reason = leaving.reason;
    connection.run(sql::end_staff_posts, {actor.county_id(), id, leaving.last_day});
    update_staff_row(organization.services(), connection, actor.county_id(), after, stamp);
    JIWEI_CHECK(tell_work_changed(organization, connection, actor, {before.user_id, before.institution_id, {}, leaving.last_day}));
    audit_act(connection, actor, {"leave", "staff", id, {}, staff_canonical(before), staff_canonical(after)});
    organization.moved();
    return version + 1;
}

// --- lists -------------------------------------------------------------------------------------------------------------------------------

namespace {

constexpr db::Fragment staff_fragments[]{
    {"key", "EXISTS (SELECT 1 FROM staff_key k WHERE k.county_id = s.county_id AND k.staff_id = s.id AND k.term >= ? AND k.term < ?)"},
    {"below",
     "EXISTS (SELECT 1 FROM institution_closure c WHERE c.county_id = s.county_id AND c.descendant_id = s.institution_id AND "
     "c.ancestor_id = ?)"},
    {"post", "s.post = ?"},
    {"working", "s.valid_to >= ?"},
};
constexpr db::Order staff_orders[]{{"place", "i.code, s.staff_no, s.id", false}};
constexpr db::ListShape staff_shape{"organization.staff",
                                    "s.id, s.institution_id, i.name, s.staff_no, s.name, s.sex, s.birth_date, s.phone_last4, s.post, "
                                    "s.employment, s.user_id, s.valid_from, s.valid_to, s.version",
                                    "staff s JOIN institution i ON i.county_id = s.county_id AND i.id = s.institution_id",
                                    "s.county_id",
                                    "s.institution_id",
                                    "",
                                    staff_fragments,
                                    staff_orders};

bool is_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// The key that a query means, and whether it must be equal.
std::pair<std::string, bool> key_of_query(const crypto::FieldCipher& cipher, const std::string& typed) {
    const std::string folded = text::search_form(typed);
    if (is_digits(folded) && folded.size() == 4) return {"4" + folded, true};
    if (is_digits(folded) && folded.size() == 11) return {phone_index(cipher, folded), true};
    if (is_digits(folded)) return {"s" + folded, false};
    const bool is_latin = std::ranges::all_of(folded, [](char c) { return c >= 'a' && c <= 'z'; });
    return {(is_latin ? "p" : "n") + folded, false};
}

std::string masked_tail(std::string_view last4) { return last4.empty() ? std::string{} : "*******" + std::string{last4}; }

}  // namespace

Result<db::Page> list_staff(const Services& services, db::Connection& connection, const Actor& actor, const StaffQuery& query) {
    db::Select select{staff_shape, actor.county_id(), {actor.reach.whole_county, actor.reach.institution_ids, {}}};
    select.order_by("place");
    if (!query.typed.empty()) {
        const auto [key, exact] = key_of_query(services.cipher, query.typed);
        select.where("key", {std::string{key}, exact ? key + '\x01' : above_prefix(key)});
    }
    if (!query.institution_id.empty()) select.where("below", {query.institution_id});
    if (!query.post.empty()) select.where("post", {query.post});
    if (!query.with_former) select.where("working", {actor.today()});
    if (!query.cursor.empty() && !select.after(query.cursor)) return refuse_field(Refusal::malformed, "cursor", "cursor", {});
    return select.page(connection, query.rows_max);
}

void write_staff_row(json::Writer& out, const db::Row& row) {
    out.begin_object().member("id", row.string(0));
    out.key("institution").begin_object().member("id", row.string(1)).member("name", row.string(2)).end_object();
    out.member("staff_no", row.string(3)).member("name", row.string(4)).member("sex", row.string(5)).member("birth_date", row.string(6));
    out.member("phone_masked", masked_tail(row.text(7))).member("post", row.string(8)).member("employment", row.string(9));
    write_text_or_null(out, "user_id", row.text(10));
    out.member("valid_from", row.string(11));
    write_end(out, "valid_to", row.text(12));
    out.member("version", row.integer(13)).end_object();
}

const std::vector<std::string>& staff_header() {
    static const std::vector<std::string> header{"机构", "工号", "姓名",     "性别",     "出生日期",
                                                 "电话", "岗位", "用工形式", "入职日期", "离职日期"};
    return header;
}

std::vector<std::string> staff_cells(const db::Row& row) {
    static const std::map<std::string, std::string, std::less<>> words{
        {"established", "编制"}, {"contract", "聘用"}, {"temporary", "临时"}, {"returned", "返聘"}, {"village", "乡村医生"}};
    const auto word = words.find(row.text(9));
    const std::string sex = row.text(5) == "1" ? "男" : row.text(5) == "2" ? "女" : "";
    return {row.string(2),  row.string(3),
            row.string(4),  sex,
            row.string(6),  masked_tail(row.text(7)),
            row.string(8),  word == words.end() ? std::string{} : word->second,
            row.string(11), row.text(12) == open_end ? std::string{} : row.string(12)};
}

}  // namespace jiwei::organization
