// Patient: the projection of a resident (exchange specification 5.3, 5.4).
#include <algorithm>
#include <array>
#include <set>

#include "core/identity/normalise.hpp"
#include "fhir/parameters.hpp"
#include "fhir/provider.hpp"
#include "modules/residents/inside.hpp"
#include "modules/residents/patient.hpp"
#include "modules/residents/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::residents {
namespace {

constexpr std::string_view id_system = "urn:oid:2.16.156.10011.1.3";
constexpr std::string_view archive_system = "urn:oid:2.16.156.10011.1.2";
constexpr std::string_view temporary_system = "urn:hie:cn:temporary";
constexpr std::string_view document_system = "urn:hie:cn:document:";
constexpr std::int64_t candidates_max = 10'000;

std::string_view gender_of(std::string_view sex) {
    if (sex == "1") return "male";
    if (sex == "2") return "female";
    return sex == "0" ? "unknown" : "other";
}

std::string system_of(const Identifier& one) {
    if (one.type == "01" || one.type == "10" || one.type == "09") return std::string{id_system};
    if (one.type == temporary_id_type) return std::string{temporary_system};
    if (one.type == "03") return "http://hl7.org/fhir/sid/passport-" + (one.nationality.empty() ? std::string{"XXX"} : one.nationality);
    return std::string{document_system} + one.type;
}

/// A value, or the reason why it is not there (FHIR R4, data-absent-reason).
void write_value(json::Writer& out, std::string_view key, std::string_view text, bool in_full) {
    if (in_full) {
        out.member(key, text);
        return;
    }
    out.key("_" + std::string{key}).begin_object().key("extension").begin_array().begin_object();
    out.member("url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason").member("valueCode", "masked");
    out.end_object().end_array().end_object();
}

void write_identifiers(json::Writer& out, const ResidentRow& row, const std::vector<Identifier>& identifiers, bool in_full) {
    out.key("identifier").begin_array();
    for (const Identifier& one : identifiers) {
        out.begin_object().member("use", one.current ? (one.type == temporary_id_type ? "temp" : "official") : "old");
        out.member("system", system_of(one));
        write_value(out, "value", one.number, in_full);
        out.key("period").begin_object().member("start", one.valid_from);
        if (!one.valid_to.empty()) out.member("end", one.valid_to);
        out.end_object().end_object();
    }
    out.begin_object().member("use", "secondary").member("system", archive_system).member("value", row.archive_no).end_object();
    out.end_array();
}

void write_contact_point(json::Writer& out, std::string_view phone, bool in_full) {
    out.key("telecom").begin_array().begin_object().member("system", "phone");
    write_value(out, "value", phone, in_full);
    if (phone.starts_with('1')) out.member("use", "mobile");
    out.end_object().end_array();
}

void write_addresses(json::Writer& out, const View& view, bool close, const Cover& c) {
    const std::string home = view.shown(masking::Field::address, close, c.address);
    const std::string registered = view.shown(masking::Field::address, close, c.registered_address);
    if (home.empty() && registered.empty()) return;
    out.key("address").begin_array();
    if (!home.empty()) out.begin_object().member("use", "home").member("text", home).member("country", "CN").end_object();
    if (!registered.empty()) out.begin_object().member("use", "old").member("type", "postal").member("text", registered).end_object();
    out.end_array();
}

struct Conditions {
    std::vector<std::string> ids;                      // _id; empty: any
    std::vector<std::vector<std::string>> key_groups;  // exact keys: one of each group
    std::vector<std::vector<std::string>> prefix_groups;
    std::vector<std::vector<fhir::DateRange>> dates;
    std::vector<std::vector<std::string>> genders;
};

tl::unexpected<Problem> bad_value(const fhir::Condition& condition, std::string allowed) {
    return refuse_field(Refusal::malformed, condition.name, "fhir-value", std::move(allowed));
}

std::vector<std::string> identifier_keys(const fhir::Token& token, const crypto::FieldCipher& cipher) {
    const std::string number = identity::fold_number(token.code);
    std::vector<std::string> keys;
    if (token.any_system || token.system == archive_system) keys.push_back(key_kind::archive + number);
    if (token.any_system || token.system != archive_system) keys.push_back(document_key(number, cipher));
    if (number.size() == 15 && token.system != archive_system) {
        for (std::string& key : read_query(number, cipher).exact) keys.push_back(std::move(key));
    }
    return keys;
}

Result<void> read_condition(const fhir::Condition& condition, const crypto::FieldCipher& cipher, Conditions& out) {
    if (!condition.modifier.empty() && !(condition.name == "name" && condition.modifier == "exact")) {
        return refuse_field(Refusal::malformed, condition.name + ":" + condition.modifier, "fhir-parameter", "no modifier");
    }
    std::vector<std::string> texts;
    std::vector<fhir::DateRange> dates;
    for (const std::string& value : condition.values) {
        if (condition.name == "_id") out.ids.push_back(value);
        if (condition.name == "identifier") {
            for (std::string& key : identifier_keys(fhir::read_token(value), cipher)) texts.push_back(std::move(key));
        }
        if (condition.name == "name") {
            const Query query = read_query(value, cipher);
            if (query.prefix.empty()) return bad_value(condition, "letters or Chinese characters");
            texts.push_back(query.prefix);
        }
        if (condition.name == "birthdate") {
            const auto range = fhir::read_date(value);
            if (!range || range->prefix == "ne") return bad_value(condition, "eq, gt, lt, ge, le, sa, eb with YYYY, YYYY-MM or YYYY-MM-DD");
            dates.push_back(*range);
        }
        if (condition.name == "gender") {
            if (value != "male" && value != "female" && value != "unknown" && value != "other")
                return bad_value(condition, "male, female, other, unknown");
            texts.push_back(value);
        }
    }
    if (condition.name == "_id" && out.ids.empty()) out.ids.emplace_back();
    if (condition.name == "identifier") {
        out.key_groups.push_back(std::move(texts));
    } else if (condition.name == "name") {
        out.prefix_groups.push_back(std::move(texts));
    } else if (condition.name == "birthdate") {
        out.dates.push_back(std::move(dates));
    } else if (condition.name == "gender") {
        out.genders.push_back(std::move(texts));
    }
    return {};
}

bool date_matches(const fhir::DateRange& range, std::string_view date) {
    if (range.prefix == "eq") return date >= range.first && date <= range.last;
    if (range.prefix == "gt" || range.prefix == "sa") return date > range.last;
    if (range.prefix == "lt" || range.prefix == "eb") return date < range.first;
    if (range.prefix == "ge") return date >= range.first;
    return date <= range.last;
}

bool fields_match(const Conditions& conditions, std::string_view sex, std::string_view birth_date) {
    for (const auto& alternatives : conditions.dates) {
        if (std::ranges::none_of(alternatives, [&](const auto& range) { return date_matches(range, birth_date); })) return false;
    }
    return std::ranges::all_of(conditions.genders, [sex](const auto& alternatives) {
        return std::ranges::find(alternatives, gender_of(sex)) != alternatives.end();
    });
}

/// Conditions on the row itself; those on exact keys are met by how it was found.
bool matches(const Conditions& conditions, const ResidentRow& row) {
    if (!fields_match(conditions, row.cover.sex, row.cover.birth_date)) return false;
    if (conditions.prefix_groups.empty()) return true;
    const std::vector<std::string> keys = store::read_key_list(row.search_keys);
    for (const auto& prefixes : conditions.prefix_groups) {
        const bool found = std::ranges::any_of(prefixes, [&](const std::string& prefix) {
            return std::ranges::any_of(keys, [&](const std::string& key) { return key.starts_with(prefix); });
        });
        if (!found) return false;
    }
    return true;
}

/// Ids to look at, sorted, when a condition narrows them well; nothing: walk all in id order.
std::optional<std::vector<std::string>> candidates(db::Connection& connection, std::string_view county, const Conditions& conditions) {
    std::vector<std::string> ids;
    if (!conditions.ids.empty()) {
        ids = conditions.ids;
    } else if (!conditions.key_groups.empty()) {
        for (const std::string& key : conditions.key_groups.front()) {
            for (const db::Row& row : connection.run(sql::people_of_key, {county, key, candidates_max})) ids.push_back(row.string(1));
        }
    } else if (!conditions.prefix_groups.empty()) {
        for (const std::string& prefix : conditions.prefix_groups.front()) {
            const auto bytes = static_cast<std::int64_t>(prefix.size());
            for (const db::Row& row :
                 connection.run(sql::people_of_prefix, {county, prefix, after_prefix(prefix), bytes, candidates_max})) {
                ids.push_back(row.string(0));
            }
        }
    } else if (!conditions.dates.empty() && conditions.dates.front().front().prefix == "eq" && conditions.dates.front().size() == 1) {
        const fhir::DateRange& range = conditions.dates.front().front();
        const db::Rows rows = connection.run(sql::people_born_between, {county, range.first, range.last, candidates_max + 1});
        if (static_cast<std::int64_t>(rows.size()) > candidates_max) return std::nullopt;
        for (const db::Row& row : rows) ids.push_back(row.string(0));
    } else {
        return std::nullopt;
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

bool has_keys(db::Connection& connection, std::string_view county, const Conditions& conditions, const std::string& id) {
    for (const auto& group : conditions.key_groups) {
        bool found = false;
        for (const std::string& key : group) {
            for (const db::Row& row : connection.run(sql::people_of_key, {county, key, candidates_max})) found = found || row.text(1) == id;
        }
        if (!found) return false;
    }
    return true;
}

class PatientProvider final : public fhir::Provider {
public:
    explicit PatientProvider(const Inside& in) : in_{in} {}
    [[nodiscard]] std::string_view type() const override { return "Patient"; }
    [[nodiscard]] std::string_view permission() const override { return "person_demographics"; }
    [[nodiscard]] std::string_view profile_note() const override { return "Residents of the county's register."; }
    [[nodiscard]] std::vector<fhir::SearchParam> search_params() const override {
        return {{"_id", fhir::ParamType::token, "logical id"},
                {"identifier", fhir::ParamType::token, "ID number, other document, archive number, temporary identifier"},
                {"name", fhir::ParamType::string, "begins with: characters, pinyin or its initials"},
                {"birthdate", fhir::ParamType::date, "civil date, partial dates and prefixes but ne"},
                {"gender", fhir::ParamType::token, "male, female, other, unknown"}};
    }

    [[nodiscard]] Result<std::optional<fhir::Resource>> read(const fhir::Context& context, std::string_view id) override {
        const ActContext act = act_of(context.request);
        JIWEI_CHECK(demand_person_grant(context.request.grant));
        const access::Reach reach = in_.access.reach(act.principal, context.request.grant, act.today);
        const auto found = in_.services.database.read([&](db::Connection& connection) -> std::optional<fhir::Resource> {
            auto row = store::find(connection, act.county_id, id);
            if (!row || !in_.may_see(connection, act, reach, *row)) return std::nullopt;
            return resource_of(connection, act, reach, context, *row);
        });
        if (found) in_.record_read(act, "read", id);
        return found;
    }

    [[nodiscard]] Result<fhir::SearchResult> search(const fhir::Context& context, const fhir::Search& search) override {
        JIWEI_CHECK(demand_person_grant(context.request.grant));
        Conditions conditions;
        for (const fhir::Condition& condition : search.conditions) JIWEI_CHECK(read_condition(condition, in_.cipher(), conditions));
        const ActContext act = act_of(context.request);
        const access::Reach reach = in_.access.reach(act.principal, context.request.grant, act.today);
        const fhir::SearchResult result = in_.services.database.read(
            [&](db::Connection& connection) { return find_page(connection, act, reach, context, search, conditions); });
        record_search(act, search, result);
        return result;
    }

private:
    fhir::Resource resource_of(db::Connection& connection, const ActContext& act, const access::Reach& reach, const fhir::Context& context,
                               const ResidentRow& row) const {
        const auto identifiers = store::identifiers(connection, act.county_id, row.id, in_.cipher());
        const bool close = in_.is_close(connection, act, reach, row.id, row.cover.grid_id);
        Secrets secrets;
        secrets.phone = open_field(row.phone_enc, sealed_as::phone, in_.cipher());
        secrets.contact_phone = open_field(row.contact_phone_enc, sealed_as::contact_phone, in_.cipher());
        return {row.id, row.version, row.changed_at,
                patient_json(View{in_, act.principal, masking::Edge::fhir}, close, row, identifiers, secrets, context.base)};
    }

    fhir::SearchResult find_page(db::Connection& connection, const ActContext& act, const access::Reach& reach,
                                 const fhir::Context& context, const fhir::Search& search, const Conditions& conditions) const {
        fhir::SearchResult result;
        result.upto = search.upto ? *search.upto : change::current_seq(connection, act.county_id);
        std::int64_t total = 0;
        const auto ids = candidates(connection, act.county_id, conditions);
        std::vector<ResidentRow> rows;
        const auto want = static_cast<std::size_t>(search.count) + 1;
        const auto offer = [&](ResidentRow row) {
            if (row.created_seq > result.upto || !reach.holds(row.cover.institution_id, row.cover.grid_id) || !matches(conditions, row))
                return;
            ++total;
            if (row.id > search.after && rows.size() < want && search.count > 0) rows.push_back(std::move(row));
        };
        if (ids) {
            for (const std::string& id : *ids) {
                if (!search.after.empty() && rows.size() >= want) break;
                auto row = store::find(connection, act.county_id, id);
                if (row && has_keys(connection, act.county_id, conditions, id)) offer(std::move(*row));
            }
            if (search.after.empty()) result.total = total;
        } else {
            walk(connection, act.county_id, search, result.upto, reach, conditions, rows, result.total);
        }
        if (rows.size() > static_cast<std::size_t>(search.count)) {
            rows.resize(static_cast<std::size_t>(search.count));
            if (!rows.empty()) result.next_after = rows.back().id;
        }
        for (const ResidentRow& row : rows) result.resources.push_back(resource_of(connection, act, reach, context, row));
        return result;
    }

    /// Without a narrowing condition: in id order through the whole register, whole rows only for the page.
    static void walk(db::Connection& connection, std::string_view county, const fhir::Search& search, std::int64_t upto,
                     const access::Reach& reach, const Conditions& conditions, std::vector<ResidentRow>& rows,
                     std::optional<std::int64_t>& total) {
        const auto want = static_cast<std::size_t>(search.count) + 1;
        const bool only_counts = search.count == 0;
        std::vector<std::string> ids;
        std::int64_t seen = 0;
        connection.each(sql::walk_people, {county, search.after, upto}, [&](const db::Row& row) {
            if (!reach.holds(row.text(1), row.text(2)) || !fields_match(conditions, row.text(3), row.text(4))) return true;
            ++seen;
            if (!only_counts) ids.push_back(row.string(0));
            return only_counts || ids.size() < want;
        });
        if (only_counts) total = seen;
        for (const std::string& id : ids) {
            if (auto row = store::find(connection, county, id)) rows.push_back(std::move(*row));
        }
    }

    void record_search(const ActContext& act, const fhir::Search& search, const fhir::SearchResult& result) const {
        std::string criteria;
        for (const fhir::Condition& condition : search.conditions) {
            criteria += condition.name + "=";
            for (const std::string& value : condition.values) criteria += value + ",";
        }
        audit::Entry entry = audit::entry_of(act.principal, act.trail);
        entry.action = "search";
        entry.resource = "resident";
        entry.reason = crypto::hex(in_.cipher().blind_index(criteria, "resident.search.audit")).substr(0, 32);
        std::vector<audit::Entry> entries{entry};
        for (const fhir::Resource& resource : result.resources) {
            entry.action = "read";
            entry.reason.clear();
            entry.resource_id = entry.person_id = resource.id;
            entries.push_back(entry);
        }
        in_.services.access_log.record_all(act.county_id, entries);
    }

    const Inside& in_;
};

}  // namespace

std::string patient_json(const View& view, bool close, const ResidentRow& row, const std::vector<Identifier>& identifiers,
                         const Secrets& secrets, std::string_view base) {
    using masking::Field;
    const bool phone_in_full = view.in_full(Field::phone, close);
    const Cover& c = row.cover;
    json::Writer out;
    out.begin_object().member("resourceType", "Patient").member("id", row.id);
    out.key("meta")
        .begin_object()
        .member("versionId", std::to_string(row.version))
        .member("lastUpdated", time::text(time::Instant{row.changed_at}))
        .end_object();
    write_identifiers(out, row, identifiers, view.in_full(Field::id_no, close));
    out.member("active", row.status.status == Status::active || row.status.status == Status::lost);
    out.key("name").begin_array().begin_object().member("use", "official").member("text", view.shown(Field::name, close, c.name));
    out.end_object().end_array();
    if (!secrets.phone.empty()) write_contact_point(out, secrets.phone, phone_in_full);
    out.member("gender", gender_of(c.sex)).member("birthDate", c.birth_date);
    if (row.status.status == Status::dead) out.member("deceasedDateTime", row.status.on);
    write_addresses(out, view, close, c);
    if (!c.contact_name.empty() || !secrets.contact_phone.empty()) {
        out.key("contact").begin_array().begin_object();
        if (!c.contact_name.empty())
            out.key("name").begin_object().member("text", view.shown(Field::name, close, c.contact_name)).end_object();
        if (!secrets.contact_phone.empty()) write_contact_point(out, secrets.contact_phone, phone_in_full);
        out.end_object().end_array();
    }
    out.key("managingOrganization")
        .begin_object()
        .member("reference", std::string{base} + "/Organization/" + c.institution_id)
        .end_object();
    if (!row.status.merged_into.empty()) {
        out.key("link").begin_array().begin_object().key("other").begin_object();
        out.member("reference", std::string{base} + "/Patient/" + row.status.merged_into)
            .end_object()
            .member("type", "replaced-by")
            .end_object()
            .end_array();
    }
    return out.end_object().take();
}

std::shared_ptr<fhir::Provider> make_patient_provider(const Inside& in) { return std::make_shared<PatientProvider>(in); }

}  // namespace jiwei::residents
