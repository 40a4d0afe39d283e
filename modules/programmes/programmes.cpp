#include <array>
#include <map>

#include "modules/programmes/attachments.hpp"
#include "modules/programmes/impl.hpp"
#include "modules/programmes/offline_reviews.hpp"
#include "modules/programmes/sql.hpp"
#include "modules/programmes/today.hpp"

namespace jiwei::programmes {

Programmes::Programmes(Services services, PackStore& packs, residents::Residents& residents, indicators::Indicators& indicators,
                       organization::Organization& organization, access::Access& access)
    : impl_{std::make_unique<Impl>(services, packs, residents, indicators, organization, access)} {
    impl_->source = this;
}

Programmes::~Programmes() = default;

void Programmes::keep_packs() {
    std::vector<const PackBundle*> missing;
    impl_->services.database.read([&](db::Connection& connection) {
        for (const PackBundle& bundle : impl_->packs.bundles()) {
            if (connection.run(sql::find_pack, {bundle.version}).empty()) missing.push_back(&bundle);
        }
    });
    if (missing.empty()) return;
    const auto kept = impl_->services.database.write([&](db::Connection& connection) -> Result<bool> {
        for (const PackBundle* const bundle : missing) {
            connection.run(sql::keep_pack, {bundle->version, bundle->name, bundle->edition, bundle->effective_from, bundle->bytes,
                                            impl_->services.clock.now().utc_ms});
        }
        return true;
    });
    static_cast<void>(kept);
}

std::vector<indicators::PersonLine> Programmes::lines(db::Connection& connection, std::string_view county_id,
                                                      std::span<const std::string> resident_ids, const indicators::ListReader* reader) {
    std::map<std::string, std::string> villages;
    const auto caller =
        reader == nullptr ? std::nullopt : std::optional{residents::Reader{reader->principal, reader->reach, reader->today}};
    const auto phones = impl_->residents.phones(connection, county_id, caller ? &*caller : nullptr, resident_ids);
    std::vector<indicators::PersonLine> all;
    for (const std::string& id : resident_ids) {
        const auto brief = impl_->residents.brief(connection, county_id, id);
        if (!brief) continue;
        const auto phone = phones.find(id);
        all.push_back(
            {id, brief->name, brief->sex, brief->birth_date.text(), village_name(*impl_, connection, brief->village_code, villages),
             phone == phones.end() ? std::string{} : phone->second.full, phone == phones.end() ? std::string{} : phone->second.masked});
    }
    return all;
}

std::vector<std::string> Programmes::changed_since(db::Connection& connection, std::string_view county_id,
                                                   std::span<const std::string> resident_ids, std::int64_t change_seq) {
    std::vector<std::string> changed;
    for (const std::string& id : resident_ids) {
        const auto brief = impl_->residents.brief(connection, county_id, id);
        const bool is_changed = (brief && brief->change_seq > change_seq) ||
                                !connection.run(sql::record_after_change, {county_id, id, change_seq}).empty() ||
                                !connection.run(sql::enrolment_after_change, {county_id, id, change_seq}).empty();
        if (is_changed) changed.push_back(id);
    }
    return changed;
}

// --- export ---------------------------------------------------------------------------------------------------------------------------

namespace {

using Line = std::function<void(std::string_view)>;

void write_names(json::Writer& out, const db::Row& row, std::span<const std::string_view> names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!names[i].empty()) out.member(names[i], row.string(i));
    }
}

void export_enrolments(db::Connection& connection, std::string_view county_id, const Line& line) {
    // Version counts the acts on the enrolment and is the same for the same history.
    constexpr std::array<std::string_view, 12> names{"id",        "resident_id",  "programme",          "",
                                                     "state_on",  "enrolled_on",  "institution_id",     "grid_id",
                                                     "diagnosis", "state_course", "institution_course", ""};
    connection.each(sql::export_enrolments, {county_id}, [&](const db::Row& row) {
        json::Writer out;
        out.begin_object().member("table", "enrolment");
        write_names(out, row, names);
        out.member("state", row.integer(3)).member("version", row.integer(12)).end_object();
        line(out.text());
        return true;
    });
}

void export_records(Store& store, const Line& line) {
    store.each_record([&](const Record& r) {
        json::Writer out;
        out.begin_object().member("table", "record").member("id", r.id).member("resident_id", r.resident_id);
        out.member("enrolment_id", r.enrolment_id).member("programme", r.programme).member("form", r.form);
        out.member("service_date", r.service_date).member("answers", r.answers).member("decision", r.decision);
        out.member("supersedes", r.supersedes).member("reason", r.reason).member("author_id", r.author_id);
        out.member("author_name", r.author_name).member("institution_id", r.institution_id).end_object();
        line(out.text());
    });
}

void export_facts(Store& store, const Line& line) {
    store.each_fact([&](std::string_view resident_id, const rules::Fact& fact) {
        json::Writer out;
        out.begin_object().member("table", "fact").member("resident_id", resident_id).member("code", fact.code);
        out.member("on_date", fact.on).member("record_id", fact.record_id).member("value", fact.value).end_object();
        line(out.text());
    });
}

void export_tasks(db::Connection& connection, std::string_view county_id, const Line& line) {
    constexpr std::array<std::string_view, 18> names{"id",      "resident_id",    "enrolment_id", "programme",   "code",
                                                     "anchor",  "opens",          "due",          "grace_until", "completed_by",
                                                     "",        "institution_id", "grid_id",      "why",         "created_record_id",
                                                     "done_on", "done_record_id", "outcome"};
    connection.each(sql::export_tasks, {county_id}, [&](const db::Row& row) {
        json::Writer out;
        out.begin_object().member("table", "task");
        write_names(out, row, names);
        out.member("state", row.integer(10)).member("is_referral", row.integer(18)).end_object();
        line(out.text());
        return true;
    });
}

}  // namespace

void Programmes::export_canonical(db::Connection& connection, std::string_view county_id, const Line& line) {
    export_enrolments(connection, county_id, line);
    Store store{connection, county_id};
    export_records(store, line);
    export_facts(store, line);
    export_tasks(connection, county_id, line);
    export_attachments(*impl_, connection, county_id, line);
    export_offline_reviews(connection, county_id, line);
}

}  // namespace jiwei::programmes
