// The practice guard (organisation specification 4): who may sign on a day, by the licences and places of the staff register.
#include <algorithm>

#include "core/organization/licences.hpp"
#include "modules/organization/api.hpp"
#include "modules/organization/packs.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

namespace rules = organization_rules;

struct Practitioner {
    std::vector<rules::Licence> licences;
    std::vector<rules::Site> sites;
};

Practitioner practitioner_of(db::Connection& connection, std::string_view county_id, std::string_view user_id) {
    Practitioner found;
    const auto body_of = [](const db::Row& row) { return json::parse(row.text(1)).value_or(json::Value::object()); };
    for (const db::Row staff : connection.run(sql::staff_of_user, {county_id, user_id})) {
        const std::string staff_id = staff.string(0);
        for (const db::Row row : connection.run(sql::rows_of_person, {county_id, staff_id, "licence"})) {
            const json::Value body = body_of(row);
            const auto from = body["from"].as_date();
            if (from)
                found.licences.push_back({body["kind"].text(), body["category"].text(), *from, body["until"].as_date(),
                                          body["revoked"].as_boolean().value_or(false)});
        }
        for (const db::Row row : connection.run(sql::list_staff_posts, {county_id, staff_id}))
            found.sites.push_back({row.string(2), row.date(0).value_or(CivilDate{}), row.date(1)});
        for (const std::string_view register_name : {"practice_site", "support_term"}) {
            for (const db::Row row : connection.run(sql::rows_of_person, {county_id, staff_id, register_name})) {
                const json::Value body = body_of(row);
                const auto from = body["from"].as_date();
                if (from && body["approved"].as_boolean().value_or(false))
                    found.sites.push_back({body["institution"].text(), *from, body["until"].as_date()});
            }
        }
    }
    return found;
}

/// Every known licence of the kinds is over or revoked; who has none in the register is not judged.
bool has_only_ended(const std::vector<rules::Licence>& licences, std::span<const std::string_view> kinds, CivilDate on) {
    bool any = false;
    for (const rules::Licence& one : licences) {
        if (std::ranges::find(kinds, one.kind) == kinds.end()) continue;
        any = true;
        if (!one.revoked && one.from <= on && (!one.until || *one.until >= on)) return false;
    }
    return any;
}

bool is_of_form(std::string_view pattern, std::string_view form) {
    if (pattern == "*" || pattern == form) return true;
    return pattern.ends_with("/*") && form.starts_with(pattern.substr(0, pattern.size() - 1));
}

tl::unexpected<Problem> refuse_signature(rules::Practice why) {
    return refuse_field(Refusal::unprocessable, "/signature", std::string{rules::code_of(why)}, {});
}

}  // namespace

Result<std::monostate> Organization::may_practise(db::Connection& connection, std::string_view county_id,
                                                  const PracticeQuery& query) const {
    const Practitioner who = practitioner_of(connection, county_id, query.user_id);
    const auto answer = rules::may_practise(who.licences, who.sites, {query.licence_kinds, query.scope, query.institution_id, query.on});
    if (answer == rules::Practice::allowed) return std::monostate{};
    return refuse_signature(answer);
}

Result<std::monostate> Organization::may_sign(db::Connection& connection, std::string_view county_id, std::string_view form,
                                              const PracticeQuery& query) const {
    if (!packs_) return std::monostate{};
    const auto line = std::ranges::find_if(packs_->practice, [&](const PracticeLine& one) { return is_of_form(one.form, form); });
    if (line == packs_->practice.end() || line->strictness == "off") return std::monostate{};
    const std::vector<std::string_view> kinds{line->kinds.begin(), line->kinds.end()};
    if (line->strictness == "strict") {
        PracticeQuery strict = query;
        strict.licence_kinds = kinds;
        return may_practise(connection, county_id, strict);
    }
    const Practitioner who = practitioner_of(connection, county_id, query.user_id);
    if (has_only_ended(who.licences, kinds, query.on)) return refuse_signature(rules::Practice::no_licence);
    return std::monostate{};
}

}  // namespace jiwei::organization
