#include "modules/programmes/slice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "modules/programmes/reading.hpp"
#include "modules/programmes/sql.hpp"
#include "modules/programmes/today.hpp"
#include "modules/residents/api.hpp"
#include "platform/change/county_clock.hpp"

namespace jiwei::programmes {
namespace {

constexpr int records_carried = 3;  // of a person; earlier ones are read where there is a connection

std::uint64_t digest_of_id(std::string_view id) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

/// [day, record, code, value, code, value, …]: names and records repeated a hundred thousand times would be most of the slice.
void write_facts(json::Writer& out, const std::vector<rules::Fact>& facts) {
    out.key("facts").begin_array();
    const rules::Fact* before = nullptr;
    for (const rules::Fact& fact : facts) {
        if (before == nullptr || before->record_id != fact.record_id || before->on != fact.on) {
            if (before != nullptr) out.end_array();
            out.begin_array().string(fact.on.text()).string(fact.record_id);
        }
        out.string(fact.code).string(fact.value);
        before = &fact;
    }
    if (before != nullptr) out.end_array();
    out.end_array();
}

Result<void> write_carried(json::Writer& out, db::Connection& connection, const FormSight::OfPerson& sight,
                           const residents::Carried& person, std::string_view village, std::string_view phone) {
    JIWEI_TRY(records, records_json(connection, sight, {}, records_carried));
    out.begin_object().member("id", person.id).member("village", village).key("phone");
    phone.empty() ? out.null() : out.string(phone);
    out.key("keys").begin_array();
    for (const std::string& key : person.keys) out.string(key);
    out.end_array().key("head").raw(person.head);
    out.key("programmes").raw(programmes_json(connection, sight)).key("records").raw(records);
    write_facts(out, sight.visible(connection, Store{connection, sight.county_id()}.facts_of_resident(person.id)));
    out.end_object();
    return {};
}

/// Whoever is looked after comes first: when not all fit, the others stay behind.
void sort_by_need(db::Connection& connection, std::string_view county_id, std::vector<residents::Carried>& people) {
    std::map<std::string, bool, std::less<>> in_care;
    for (const residents::Carried& one : people) in_care[one.id] = !connection.run(sql::is_in_care, {county_id, one.id}).empty();
    std::ranges::sort(people, [&](const residents::Carried& a, const residents::Carried& b) {
        const bool cares_a = in_care.find(a.id)->second;
        const bool cares_b = in_care.find(b.id)->second;
        return cares_a != cares_b ? cares_a : a.id < b.id;
    });
}

void write_left_out(json::Writer& out, std::span<const residents::Carried> people) {
    out.key("left_out").begin_object().member("count", static_cast<std::int64_t>(people.size())).key("people").begin_array();
    for (const residents::Carried& one : people.first(std::min(people.size(), slice_left_out_named_max))) {
        const auto head = json::parse(one.head);
        out.begin_object().member("id", one.id).member("name", head ? (*head)["name"].text() : std::string{}).end_object();
    }
    out.end_array().end_object();
}

/// Writes whoever is asked for, in order, until the budget is reached; how many are carried.
Result<std::size_t> write_people(json::Writer& out, const Programmes::Impl& impl, db::Connection& connection, const Actor& actor,
                                 const FormSight& sight, std::span<const residents::Carried> people, const SliceAsked& asked) {
    const std::string& county_id = actor.principal.county_id;
    std::map<std::string, std::string> villages;
    std::size_t carried = 0;
    for (const residents::Carried& person : people) {
        if (out.text().size() >= asked.bytes_max) break;
        ++carried;
        if (asked.since > 0 && person.change_seq <= asked.since) {
            const db::Rows rows = connection.run(sql::last_change_of_resident, {county_id, person.id});
            if (rows[0].integer(0) <= asked.since) continue;
        }
        const residents::Reader reader{actor.principal, actor.reach, actor.today};
        const std::string village = village_name(impl, connection, person.village_code, villages);
        const auto phones = impl.residents.phones(connection, county_id, &reader, std::span{&person.id, 1});
        const auto phone = phones.find(person.id);
        JIWEI_TRY(seen, sight.person(connection, person.id));
        JIWEI_CHECK(write_carried(out, connection, seen, person, village,
                                  phone == phones.end() ? std::string_view{} : std::string_view{phone->second.full}));
    }
    return carried;
}

}  // namespace

Result<std::string> slice_json(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, const FormSight& sight,
                               const SliceAsked& asked) {
    const std::string& county_id = actor.principal.county_id;
    // Read before the people: what is committed meanwhile comes again with the next slice, which does no harm.
    const std::int64_t upto = change::current_seq(connection, county_id);
    const residents::Reader reader{actor.principal, actor.reach, actor.today};
    auto people = impl.residents.carried(connection, county_id, reader, slice_people_max);
    if (!people) return refuse(Refusal::unprocessable, "slice-too-large", fmt::format("at most {} people", slice_people_max));
    // The later slices hold whom the first one held: the same order, cut at the same place.
    const bool is_whole = asked.since == 0 || asked.people == 0 || asked.people >= people->size();
    if (asked.since == 0 || !is_whole) sort_by_need(connection, county_id, *people);
    const std::span<const residents::Carried> wanted = std::span{*people}.first(is_whole ? people->size() : asked.people);
    json::Writer out;
    out.begin_object().member("today", actor.today).member("since", asked.since).member("upto", upto).key("people").begin_array();
    JIWEI_TRY(carried, write_people(out, impl, connection, actor, sight, wanted, asked));
    std::uint64_t digest = 0;
    for (std::size_t i = 0; i < carried; ++i) digest ^= digest_of_id((*people)[i].id);
    out.end_array().member("people_count", static_cast<std::int64_t>(carried));
    write_left_out(out, std::span{*people}.subspan(carried));
    out.member("people_digest", fmt::format("{:016x}", digest)).end_object();
    return out.take();
}

}  // namespace jiwei::programmes
