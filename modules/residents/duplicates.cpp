#include "modules/residents/duplicates.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/identity/normalise.hpp"
#include "core/identity/resident_id.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/merge.hpp"
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

Alike compare_with(const identity::PersonKeys& person, const db::Row& row, const crypto::FieldCipher& cipher, CivilDate today,
                   std::string_view shared_card = {}) {
    Cover cover;
    cover.name = row.string(1);
    cover.sex = row.string(2);
    cover.birth_date = row.string(3);
    cover.id_type = row.string(4);
    cover.village_code = row.string(8);
    cover.address = row.string(9);
    const Secrets secrets{open_field(row.text(5), sealed_as::id_no, cipher), open_field(row.text(6), sealed_as::phone, cipher),
                          open_field(row.text(7), sealed_as::contact_phone, cipher)};
    identity::PersonKeys other = person_keys(cover, secrets);
    if (!shared_card.empty()) other.cards.emplace_back(shared_card);
    return {row.string(0), row.string(10), row.string(11), identity::score(identity::compare(person, other, today))};
}

bool is_verdict_to_queue(identity::DuplicateVerdict verdict) {
    // The same document is refused by its own key (DUP_EXACT); here only the score speaks.
    return verdict == identity::DuplicateVerdict::likely || verdict == identity::DuplicateVerdict::possible;
}

struct PairIds {
    std::string_view low, high;
    PairIds(std::string_view a, std::string_view b) : low{std::min(a, b)}, high{std::max(a, b)} {}
};

constexpr std::string_view likely_text = "LIKELY";

/// Archives that R6 counts for a pair of this person: those whose rows a change of the pairs will touch.
void add_counted(db::Connection& connection, std::string_view county_id, std::string_view id, std::span<const Alike> alike,
                 std::set<std::string>& ids) {
    for (const Alike& one : alike) {
        if (one.score.verdict == identity::DuplicateVerdict::likely) ids.emplace(PairIds{id, one.id}.high);
    }
    for (const db::Row pair : connection.run(sql::pairs_of, {county_id, id})) {
        if (pair.text(6) == "open" && pair.text(3) == likely_text) ids.insert(pair.string(1));
    }
}

void lock_archives(db::Connection& connection, std::string_view county_id, const std::set<std::string>& ids) {
    for (const std::string& id : ids) lock_archive(connection, county_id, id);
}

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
            if (is_verdict_to_queue(one.score.verdict)) alike.push_back(std::move(one));
        }
    };
    // A card that both hold or held weighs so much that the names may differ altogether.
    for (const std::string& card : person.cards) {
        for (const db::Row row : connection.run(sql::people_with_card, {county_id, db::Bytes{card}, candidates_of_block_max})) {
            if (!seen.insert(row.string(0)).second) continue;
            Alike one = compare_with(person, row, cipher, today, card);
            if (is_verdict_to_queue(one.score.verdict)) alike.push_back(std::move(one));
        }
    }
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

identity::PersonKeys person_keys(const Inside& in, db::Connection& connection, std::string_view county_id, const ResidentRow& row) {
    const Secrets secrets{open_field(row.id_no_enc, sealed_as::id_no, in.cipher()),
                          open_field(row.phone_enc, sealed_as::phone, in.cipher()),
                          open_field(row.contact_phone_enc, sealed_as::contact_phone, in.cipher())};
    identity::PersonKeys keys = person_keys(row.cover, secrets);
    for (const db::Row card : connection.run(sql::card_indexes_of, {county_id, row.id})) keys.cards.push_back(card.string(0));
    return keys;
}

void lock_archive(db::Connection& connection, std::string_view county_id, std::string_view id) {
    connection.run(sql::touch_resident, {county_id, id});
}

void lock_alike(db::Connection& connection, std::string_view county_id, std::string_view id, std::span<const Alike> alike) {
    std::set<std::string> ids;
    add_counted(connection, county_id, id, alike, ids);
    lock_archives(connection, county_id, ids);
}

bool close_pair(const Inside& in, db::Connection& connection, const ActContext& act, const ClosedPair& pair, std::int64_t change_seq) {
    const db::Rows rows = connection.run(sql::find_pair, {act.county_id, pair.low, pair.high});
    if (rows.empty() || rows[0].text(6) != "open") return false;
    const std::string course = rows[0].string(11);
    const std::string after = turned(course, act.today, false);
    connection.run(sql::close_pair,
                   {act.county_id, pair.low, pair.high, pair.state, pair.reason, act.principal.user_id, act.today, change_seq, after});
    if (after != course) in.renew_counts(connection, act, pair.high);
    return true;
}

void renew_pairs(const Inside& in, db::Connection& connection, const ActContext& act, std::string_view id, std::span<const Alike> alike,
                 std::string_view reason, std::int64_t change_seq) {
    struct Known {
        std::string state, course, lines;
        std::int64_t points;
    };
    std::map<std::string, Known> known;
    for (const db::Row pair : connection.run(sql::pairs_of, {act.county_id, id})) {
        const std::string_view other = pair.text(0) == id ? pair.text(1) : pair.text(0);
        known.emplace(other, Known{pair.string(6), pair.string(11), pair.string(5), pair.integer(4)});
    }
    for (const auto& [other, before] : known) {
        const bool still_alike = std::ranges::any_of(alike, [&](const Alike& one) { return one.id == other; });
        const PairIds pair{id, other};
        if (!still_alike) static_cast<void>(close_pair(in, connection, act, {pair.low, pair.high, "gone", ""}, change_seq));
    }
    std::set<std::string> counted;
    for (const Alike& one : alike) {
        const PairIds pair{id, one.id};
        const auto before = known.find(one.id);
        const std::string lines = lines_json(one.score);
        if (before != known.end()) {
            const Known& was = before->second;
            // Judged or merged pairs stay; an open one that did not change needs no new version.
            if (was.state != "open" && was.state != "gone") continue;
            if (was.state == "open" && was.points == one.score.points && was.lines == lines) continue;
        }
        const bool is_likely = one.score.verdict == identity::DuplicateVerdict::likely;
        const std::string course = before == known.end() ? std::string{} : before->second.course;
        const std::string after = turned(course, act.today, is_likely);
        const std::string_view why = is_likely ? reason : std::string_view{};
        connection.run(sql::insert_pair,
                       {act.county_id, pair.low, pair.high, identity::text(one.score.verdict), one.score.points, lines, why,
                        why.empty() ? std::string_view{} : std::string_view{act.principal.user_id}, act.today, change_seq, after});
        if (after != course) counted.emplace(pair.high);
    }
    for (const std::string& one : counted) in.renew_counts(connection, act, one);
}

std::vector<Alike> look_at(const Inside& in, db::Connection& connection, std::string_view county_id, std::string_view id, CivilDate today) {
    const auto row = store::find(connection, county_id, id);
    if (!row || row->status.status == Status::merged) return {};
    return find_alike(connection, county_id, person_keys(in, connection, county_id, *row), id, in.cipher(), today);
}

void close_pairs_of_merged(const Inside& in, db::Connection& connection, const ActContext& act, const MergeRow& row,
                           std::int64_t change_seq) {
    const PairIds pair{row.survivor_id, row.loser_id};
    static_cast<void>(close_pair(in, connection, act, {pair.low, pair.high, "merged", row.id}, change_seq));
    // Nobody is alike to an archive that is no more; whoever was, is compared with the survivor.
    renew_pairs(in, connection, act, row.loser_id, {}, {}, change_seq);
    renew_pairs(in, connection, act, row.survivor_id, look_at(in, connection, act.county_id, row.survivor_id, act.today), {}, change_seq);
}

void open_pairs_of_unmerged(const Inside& in, db::Connection& connection, const ActContext& act, const MergeRow& row,
                            std::int64_t change_seq) {
    const PairIds pair{row.survivor_id, row.loser_id};
    const db::Rows rows = connection.run(sql::find_pair, {act.county_id, pair.low, pair.high});
    if (!rows.empty()) {
        const std::string course = turned(rows[0].text(11), act.today, rows[0].text(3) == likely_text);
        connection.run(sql::reopen_pair, {act.county_id, pair.low, pair.high, change_seq, course});
        in.renew_counts(connection, act, pair.high);
    }
    for (const std::string* id : {&row.survivor_id, &row.loser_id})
        renew_pairs(in, connection, act, *id, look_at(in, connection, act.county_id, *id, act.today), {}, change_seq);
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

namespace {

// A chunk must be short: on SQLite everybody else waits for it.
constexpr int people_per_scan = 50;
constexpr const char* scan_lost = "job-lost";

/// One act's worth of people: compared before the county clock, their pairs written after it.
void scan(const Inside& in, db::Connection& connection, const ActContext& act, const std::vector<std::string>& ids) {
    std::vector<std::pair<std::string, std::vector<Alike>>> found;
    std::set<std::string> counted;
    for (const std::string& id : ids) {
        found.emplace_back(id, look_at(in, connection, act.county_id, id, act.today));
        add_counted(connection, act.county_id, id, found.back().second, counted);
    }
    lock_archives(connection, act.county_id, counted);
    const std::int64_t seq = change::next_seq(connection, act.county_id);
    for (const auto& [id, alike] : found) renew_pairs(in, connection, act, id, alike, {}, seq);
}

struct ScanPosition {
    std::int64_t since = 0;  // changes up to here were compared before
    std::int64_t upto = 0;   // changes up to here will have been when this job is done
    std::string after;
};

std::string scan_cursor(const ScanPosition& at) {
    json::Writer out;
    return out.begin_array().integer(at.since).integer(at.upto).string(at.after).end_array().take();
}

ScanPosition scan_position(const Inside& in, const jobs::Job& job) {
    const auto cursor = job.cursor.empty() ? tl::unexpected(json::Fault{"json.syntax", 0}) : json::parse(job.cursor);
    if (cursor && cursor->items().size() == 3)
        return {cursor->items()[0].as_integer().value_or(0), cursor->items()[1].as_integer().value_or(0), cursor->items()[2].text()};
    return in.services.database.read([&](db::Connection& connection) {
        const db::Rows rows = connection.run(sql::find_scan, {job.county_id});
        return ScanPosition{rows.empty() ? 0 : rows[0].integer(0), change::current_seq(connection, job.county_id), {}};
    });
}

}  // namespace

std::string run_duplicate_scan(const Inside& in, jobs::Run& job) {
    const std::string& county = job.job().county_id;
    const time::Instant now = in.services.clock.now();
    ActContext act{county, {}, audit::Trail{now, job.job().id, {}, "job"}, time::civil_date(now)};
    act.principal.user_id = act.principal.display_name = "system";
    act.principal.county_id = county;
    ScanPosition at = scan_position(in, job.job());
    std::int64_t done = job.job().done;
    for (bool more = true; more;) {
        if (job.stopping()) return {};
        // Who is next is looked up outside the act: in a county where little changed it takes a walk over everybody.
        std::vector<std::string> ids;
        in.services.database.read([&](db::Connection& connection) {
            for (const db::Row row : connection.run(sql::changed_after, {county, at.after, at.since, people_per_scan}))
                ids.push_back(row.string(0));
        });
        more = ids.size() == static_cast<std::size_t>(people_per_scan);
        if (!ids.empty()) at.after = ids.back();
        done += static_cast<std::int64_t>(ids.size());
        const auto written = in.services.database.write([&](db::Connection& connection) -> tl::expected<bool, std::string> {
            if (!ids.empty()) scan(in, connection, act, ids);
            if (!more) connection.run(sql::put_scan, {county, at.upto});
            if (!job.checkpoint(connection, {scan_cursor(at), done, 0, {}})) return tl::unexpected(std::string{scan_lost});
            return true;
        });
        if (!written) return written.error();
    }
    return {};
}

bool Residents::enqueue_duplicate_scan(db::Connection& connection, std::string_view county_id, CivilDate today) const {
    jobs::Job job;
    job.county_id = county_id;
    job.id = "duplicates-" + today.text();
    if (jobs::find(connection, job.county_id, job.id)) return false;
    job.kind = scan_job_kind;
    job.input = "{}";
    job.created_by = "system";
    job.created_at = job.updated_at = inside_->services.clock.now();
    jobs::enqueue(connection, job);
    return true;
}

std::string Residents::scan_duplicates(db::Connection& connection, const ActContext& act, std::string_view after, int residents_max) const {
    std::vector<std::string> ids;
    for (const db::Row row : connection.run(sql::people_after, {act.county_id, after, residents_max})) ids.push_back(row.string(0));
    if (ids.empty()) return {};
    scan(*inside_, connection, act, ids);
    return ids.back();
}

}  // namespace jiwei::residents
