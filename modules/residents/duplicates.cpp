#include "modules/residents/duplicates.hpp"

#include <algorithm>
#include <set>

#include "core/identity/normalise.hpp"
#include "core/identity/resident_id.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/text/pinyin.hpp"

namespace jiwei::residents {
namespace {

/// The first of January is a popular birthday in old registers; more people than this are not compared at a desk.
constexpr int candidates_of_block_max = 2'000;
constexpr std::size_t duplicate_reason_characters_max = 200;

bool is_numbered(std::string_view id_type) { return id_type == "01" || id_type == "09" || id_type == "10"; }

/// Whose name says nothing in common can reach no threshold: nothing is deciphered for them.
bool names_agree(const identity::PersonKeys& person, std::string_view name) {
    if (person.name == name) return true;
    for (const std::string& sound : text::phonetic_keys(name)) {
        if (std::ranges::find(person.name_phonetic, sound) != person.name_phonetic.end()) return true;
    }
    return false;
}

Alike compare_with(const identity::PersonKeys& person, const db::Row& row, const crypto::FieldCipher& cipher, CivilDate today) {
    Cover cover;
    cover.name = row.string(1);
    cover.sex = row.string(2);
    cover.birth_date = row.string(3);
    cover.id_type = row.string(4);
    cover.village_code = row.string(8);
    cover.address = row.string(9);
    const Secrets secrets{open_field(row.text(5), sealed_as::id_no, cipher), open_field(row.text(6), sealed_as::phone, cipher),
                          open_field(row.text(7), sealed_as::contact_phone, cipher)};
    return {row.string(0), row.string(10), row.string(11), identity::score(identity::compare(person, person_keys(cover, secrets), today))};
}

struct PairIds {
    std::string_view low, high;
    PairIds(std::string_view a, std::string_view b) : low{std::min(a, b)}, high{std::max(a, b)} {}
};

}  // namespace

identity::PersonKeys person_keys(const Cover& cover, const Secrets& secrets) {
    identity::PersonKeys keys;
    keys.name = cover.name;
    keys.name_phonetic = text::phonetic_keys(cover.name);
    keys.birth_date = parse_civil_date(cover.birth_date);
    keys.sex = cover.sex;
    if (is_numbered(cover.id_type) && secrets.id_no.size() == 18) keys.id_no = secrets.id_no;
    for (const std::string* phone : {&secrets.phone, &secrets.contact_phone}) {
        if (!phone->empty()) keys.phones.push_back(*phone);
    }
    keys.village = cover.village_code;
    keys.house_no = identity::house_number(cover.address);
    return keys;
}

bool identity_changed(const Cover& before, const Secrets& secrets_before, const Cover& after, const Secrets& secrets_after) {
    return before.name != after.name || before.sex != after.sex || before.birth_date != after.birth_date ||
           before.id_type != after.id_type || before.village_code != after.village_code || before.address != after.address ||
           secrets_before != secrets_after;
}

std::vector<Alike> find_alike(db::Connection& connection, std::string_view county_id, const identity::PersonKeys& person,
                              std::string_view self_id, const crypto::FieldCipher& cipher, CivilDate today) {
    std::vector<Alike> alike;
    std::set<std::string, std::less<>> seen{std::string{self_id}};
    const auto take = [&](const db::Rows& rows) {
        for (const db::Row row : rows) {
            if (!seen.insert(row.string(0)).second || !names_agree(person, row.text(1))) continue;
            Alike one = compare_with(person, row, cipher, today);
            // The same document is refused by its own key (DUP_EXACT); here only the score speaks.
            const auto verdict = one.score.verdict;
            if (verdict == identity::DuplicateVerdict::likely || verdict == identity::DuplicateVerdict::possible)
                alike.push_back(std::move(one));
        }
    };
    if (person.birth_date) take(connection.run(sql::people_born_on, {county_id, *person.birth_date, candidates_of_block_max}));
    for (const std::string& phone : person.phones) {
        take(connection.run(sql::people_with_key, {county_id, phone_key(phone, cipher), candidates_of_block_max}));
    }
    std::ranges::sort(alike, [](const Alike& a, const Alike& b) {
        return a.score.points != b.score.points ? a.score.points > b.score.points : a.id < b.id;
    });
    return alike;
}

std::string lines_json(const identity::DuplicateScore& score) {
    json::Writer out;
    out.begin_array();
    for (const identity::DuplicateLine& line : score.lines) {
        out.begin_object().member("evidence", line.evidence).member("points", line.points).end_object();
    }
    return out.end_array().take();
}

void renew_pairs(db::Connection& connection, const ActContext& act, std::string_view id, std::span<const Alike> alike,
                 std::string_view reason, std::int64_t change_seq) {
    const auto still_alike = [&](std::string_view other) {
        return std::ranges::any_of(alike, [&](const Alike& one) { return one.id == other; });
    };
    for (const db::Row pair : connection.run(sql::pairs_of, {act.county_id, id})) {
        const std::string_view other = pair.text(0) == id ? pair.text(1) : pair.text(0);
        if (pair.text(6) != "open" || still_alike(other)) continue;
        connection.run(sql::close_pair,
                       {act.county_id, pair.text(0), pair.text(1), "gone", "", act.principal.user_id, act.today, change_seq});
    }
    for (const Alike& one : alike) {
        const PairIds pair{id, one.id};
        const std::string_view why = one.score.verdict == identity::DuplicateVerdict::likely ? reason : std::string_view{};
        connection.run(sql::insert_pair,
                       {act.county_id, pair.low, pair.high, identity::text(one.score.verdict), one.score.points, lines_json(one.score), why,
                        why.empty() ? std::string_view{} : std::string_view{act.principal.user_id}, act.today, change_seq});
    }
}

Result<void> demand_reason(db::Connection& connection, const ActContext& act, const access::Reach& reach, std::string_view id,
                           std::span<const Alike> alike, std::string_view reason) {
    std::string in_reach;
    bool has_new = false;
    for (const Alike& one : alike) {
        if (one.score.verdict == identity::DuplicateVerdict::possible) continue;
        const PairIds pair{id, one.id};
        if (!connection.run(sql::find_pair, {act.county_id, pair.low, pair.high}).empty()) continue;
        has_new = true;
        if (reach.holds(one.institution_id, one.grid_id)) in_reach += (in_reach.empty() ? "" : ",") + one.id;
    }
    if (!has_new) return {};
    if (reason.empty()) return refuse_field(Refusal::conflict, "/name", "LIKELY", in_reach);
    if (utf8::length(reason) > duplicate_reason_characters_max)
        return refuse_field(Refusal::unprocessable, "/duplicate_reason", "TEXT_LENGTH", "at most 200");
    if (std::ranges::find(act.principal.roles, "inst_admin") == act.principal.roles.end())
        return refuse(Refusal::forbidden, "inst-admin-needed", "the administrator of an institution decides");
    return {};
}

void warn_alike(std::span<const Alike> alike, std::vector<Finding>& warnings) {
    for (const Alike& one : alike) {
        const std::string code{identity::text(one.score.verdict)};
        if (std::ranges::any_of(warnings, [&](const Finding& finding) { return finding.code == code; })) continue;
        warnings.push_back({"/name", code, {}, Severity::soft});
    }
}

std::string Residents::scan_duplicates(db::Connection& connection, const ActContext& act, std::string_view after, int residents_max) const {
    const Inside& in = *inside_;
    std::vector<std::string> ids;
    for (const db::Row row : connection.run(sql::people_after, {act.county_id, after, residents_max})) ids.push_back(row.string(0));
    if (ids.empty()) return {};
    std::vector<std::pair<std::string, std::vector<Alike>>> found;
    for (const std::string& id : ids) {
        const auto row = store::find(connection, act.county_id, id);
        if (!row) continue;
        const Secrets secrets{open_field(row->id_no_enc, sealed_as::id_no, in.cipher()),
                              open_field(row->phone_enc, sealed_as::phone, in.cipher()),
                              open_field(row->contact_phone_enc, sealed_as::contact_phone, in.cipher())};
        found.emplace_back(id, find_alike(connection, act.county_id, person_keys(row->cover, secrets), id, in.cipher(), act.today));
    }
    const std::int64_t seq = change::next_seq(connection, act.county_id);
    for (const auto& [id, alike] : found) renew_pairs(connection, act, id, alike, {}, seq);
    return ids.back();
}

}  // namespace jiwei::residents
