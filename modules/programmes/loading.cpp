// Loading an edition while the server runs: checked whole, kept, put in force for every thread, then counted again (docs/adr/0100).
#include <algorithm>

#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/programmes/archive_tasks.hpp"
#include "modules/programmes/impl.hpp"
#include "modules/programmes/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/log/log.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::string_view pack_of_program = "archive";  // the register is compiled against it: it changes with the program alone
constexpr std::size_t pack_files_max = 500;
constexpr std::size_t pack_bytes_max = 4U << 20U;
constexpr std::size_t case_failures_bytes_max = 8'000;
constexpr int first_year_ever = 2009;  // the programme of basic public health services began
// A chunk must be short: on SQLite everybody else waits for it.
constexpr int recounted_per_act = 100;
constexpr const char* recount_lost = "job-lost";

/// What the type-checker cannot see: how the pack fits beside the others.
Result<void> check_beside(const PackStore::Impl& others, const packs::Pack& pack) {
    if (pack.name == pack_of_program) return refuse(Refusal::unprocessable, "pack-of-program", pack.name);
    for (const Edition& other : others.editions) {
        if (other.bundle.name == pack.name) {
            if (other.pack->has_enrolment != pack.has_enrolment)
                return refuse_field(Refusal::unprocessable, "pack.json", "enrolment-changed", "as in edition " + other.bundle.edition);
            continue;
        }
        for (const packs::Indicator& one : pack.indicators) {
            if (other.pack->indicator(one.code) != nullptr)
                return refuse_field(Refusal::unprocessable, "indicators.csv", "indicator-taken",
                                    one.code + " belongs to " + other.bundle.name);
        }
    }
    return {};
}

Result<void> check_pack_size(const packs::Bundle& bundle) {
    std::size_t bytes = 0;
    for (const auto& [path, text] : bundle) bytes += path.size() + text.size();
    if (bundle.size() > pack_files_max || bytes > pack_bytes_max) return refuse(Refusal::unprocessable, "pack-too-large");
    return {};
}

/// The edition that the day of the new one would have been decided by.
const Edition* edition_before(const PackStore::Impl& all, const packs::Pack& pack) { return all.on(pack.name, pack.effective_from); }

/// From when on the numbers may differ: an edition also serves the days before it when it is the first.
int first_year_of(const PackStore::Impl& all, const packs::Pack& pack) {
    const Edition* const first = all.on(pack.name, *CivilDate::of(1800, 1, 1));
    const bool is_first = first == nullptr || first->bundle.effective_from >= pack.effective_from;
    return is_first ? first_year_ever : std::max(first_year_ever, pack.effective_from.year());
}

struct RecountWanted {
    std::string programme;
    int first_year = 0;
};

RecountWanted recount_wanted(const jobs::Job& job) {
    const auto input = json::parse(job.input);
    if (!input || !(*input)["programme"].is_string()) return {};
    return {(*input)["programme"].text(), static_cast<int>((*input)["first_year"].as_integer().value_or(0))};
}

jobs::Job recount_of(const Services& services, const std::string& county, const std::string& actor, const RecountWanted& wanted) {
    jobs::Job job;
    job.county_id = county;
    job.id = services.ids.next();
    job.kind = recount_job;
    job.input = json::Writer{}
                    .begin_object()
                    .member("programme", wanted.programme)
                    .member("first_year", std::int64_t{wanted.first_year})
                    .end_object()
                    .take();
    job.created_by = actor;
    job.created_at = services.clock.now();
    return job;
}

}  // namespace

void Programmes::check_cases_with(RunCases run) { impl_->run_cases = std::move(run); }

Result<PackReview> Programmes::review_pack(const packs::Bundle& bundle) const {
    JIWEI_CHECK(check_pack_size(bundle));
    JIWEI_TRY(edition, edition_of(bundle, {}));
    const PackStore::Impl& others = impl_->packs.impl();
    JIWEI_CHECK(check_beside(others, *edition.pack));
    PackReview review;
    review.bundle = edition.bundle;
    review.title_en = edition.pack->title.en;
    if (const Edition* const now = edition_before(others, *edition.pack)) {
        review.is_known = now->bundle.version == edition.bundle.version;
        if (now->bundle.effective_from == edition.bundle.effective_from) review.replaces = now->bundle.edition;
        review.before_edition = now->bundle.edition;
        if (const auto known = packs::read_bundle(now->bundle.bytes)) review.changes = packs::compare(*known, bundle);
    }
    if (impl_->run_cases) review.cases = impl_->run_cases(impl_->packs, edition.bundle.name, bundle);
    review.cases.failures.resize(std::min(review.cases.failures.size(), case_failures_bytes_max));
    return review;
}

namespace {

/// Inside the act that changes what is in force: every county counts again from then on. Gives the line of the audit, to be finished.
audit::Entry begin_change(Programmes::Impl& impl, db::Connection& connection, const Actor& actor, std::string_view action,
                          const PackBundle& edition, const RecountWanted& wanted) {
    for (const access::County& county : impl.access.counties(connection))
        jobs::enqueue(connection, recount_of(impl.services, county.county_id, actor.principal.user_id, wanted));
    audit::Entry entry = audit::entry_of(actor.principal, actor.trail);
    entry.action = action;
    entry.resource = "pack";
    entry.resource_id = edition.name + " " + edition.edition;
    return entry;
}

/// After that act: for every thread of this server, and the counting begins.
void put_in_force(Programmes& programmes, Programmes::Impl& impl) {
    static_cast<void>(programmes.catch_up());
    if (impl.runner != nullptr) impl.runner->wake();
}

}  // namespace

Result<PackReview> Programmes::load_pack(const Actor& actor, const packs::Bundle& bundle) {
    JIWEI_TRY(review, review_pack(bundle));
    if (review.cases.failed > 0) return refuse(Refusal::unprocessable, "cases-failed", review.cases.failures);
    if (review.is_known) return refuse(Refusal::conflict, "pack-loaded");
    const auto pack = edition_of(bundle, {});
    const RecountWanted wanted{review.bundle.name, first_year_of(impl_->packs.impl(), *pack->pack)};
    const Services& services = impl_->services;
    const auto kept = services.database.write([&](db::Connection& connection) -> Result<bool> {
        const std::int64_t now_ms = services.clock.now().utc_ms;
        const PackBundle& one = review.bundle;
        connection.run(sql::keep_pack, {one.version, one.name, one.edition, one.effective_from, one.bytes, now_ms});
        connection.run(sql::insert_pack_load, {services.ids.next(), one.version, actor.principal.user_id, now_ms});
        audit::Entry entry = begin_change(*impl_, connection, actor, "load", one, wanted);
        entry.after_hash = one.version;
        audit::append_installation(connection, entry);
        return true;
    });
    if (!kept) return tl::unexpected(kept.error());
    put_in_force(*this, *impl_);
    return std::move(review);
}

std::string Programmes::Impl::catch_up() {
    const std::lock_guard lock{catching_up};
    std::vector<std::pair<std::string, std::string>> fresh;  // row of pack_load, bytes
    bool has_withdrawn = false;
    services.database.read([&](db::Connection& connection) {
        const std::int64_t withdrawals = connection.run(sql::pack_withdrawals, {})[0].integer(0);
        has_withdrawn = withdrawals != seen_withdrawals;
        seen_withdrawals = withdrawals;
        for (const db::Row& row : connection.run(sql::pack_loads, {})) {
            if (!has_withdrawn && seen_loads.contains(row.string(0))) continue;
            const db::Rows kept = connection.run(sql::find_pack, {row.text(1)});
            fresh.emplace_back(row.string(0), kept.empty() ? std::string{} : kept[0].string(3));
        }
    });
    std::string troubles;
    std::vector<packs::Bundle> readable;
    for (const auto& [id, bytes] : fresh) {
        seen_loads.insert(id);
        auto bundle = packs::read_bundle(bytes);
        if (!bundle) {
            troubles += "pack-unreadable " + id + "\n";
        } else if (has_withdrawn) {
            readable.push_back(std::move(*bundle));
        } else if (const Result<void> added = packs.add(*bundle); !added) {
            troubles += added.error().code + " " + added.error().detail + "\n";
        }
    }
    if (!has_withdrawn) return troubles;
    if (const Result<void> reloaded = packs.reload(readable); !reloaded)
        troubles += reloaded.error().code + " " + reloaded.error().detail + "\n";
    return troubles;
}

// --- withdrawing ----------------------------------------------------------------------------------------------------------------------

namespace {

constexpr std::size_t withdrawal_reason_letters_min = 4;
constexpr std::size_t withdrawal_reason_bytes_max = 600;

/// Something of the name must be left to decide.
bool is_only_edition(const PackStore::Impl& in_force, const std::vector<LoadedPack>& loaded, const LoadedPack& one) {
    const auto of_name = [&](const Edition& other) { return other.bundle.name == one.name; };
    if (std::ranges::any_of(in_force.of_program, of_name)) return false;
    return std::ranges::none_of(loaded, [&](const LoadedPack& other) { return other.id != one.id && other.name == one.name; });
}

const Edition* edition_of_version(const PackStore::Impl& in_force, std::string_view version) {
    const auto found = std::ranges::find_if(in_force.editions, [&](const Edition& one) { return one.bundle.version == version; });
    return found == in_force.editions.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> Programmes::withdrawable_packs() const {
    const PackStore::Impl& in_force = impl_->packs.impl();
    const std::vector<LoadedPack> loaded = loaded_packs();
    std::vector<std::string> versions;
    for (const LoadedPack& one : loaded) {
        if (edition_of_version(in_force, one.version) != nullptr && !is_only_edition(in_force, loaded, one))
            versions.push_back(one.version);
    }
    return versions;
}

Result<PackBundle> Programmes::withdraw_pack(const Actor& actor, std::string_view version, std::string_view reason) {
    if (utf8::length(reason) < withdrawal_reason_letters_min || reason.size() > withdrawal_reason_bytes_max)
        return refuse_field(Refusal::unprocessable, "/reason", "LENGTH", "4-200 characters");
    const PackStore::Impl& in_force = impl_->packs.impl();
    const std::vector<LoadedPack> loaded = loaded_packs();
    const auto one = std::ranges::find(loaded, version, &LoadedPack::version);  // the newest
    const Edition* const edition = edition_of_version(in_force, version);
    if (one == loaded.end() || edition == nullptr)
        return refuse(Refusal::not_found, "pack-not-loaded", "it came with the program, or is out of force already");
    if (is_only_edition(in_force, loaded, *one))
        return refuse(Refusal::conflict, "pack-only-edition", "nothing would decide about those who are enrolled");
    const PackBundle bundle = edition->bundle;
    const RecountWanted wanted{bundle.name, first_year_of(in_force, *edition->pack)};
    const Services& services = impl_->services;
    const auto kept = services.database.write([&](db::Connection& connection) -> Result<bool> {
        const std::int64_t now_ms = services.clock.now().utc_ms;
        if (connection.run(sql::insert_pack_withdrawal, {one->id, actor.principal.user_id, now_ms, reason}).affected() == 0)
            return refuse(Refusal::not_found, "pack-not-loaded");
        audit::Entry entry = begin_change(*impl_, connection, actor, "withdraw", bundle, wanted);
        entry.reason = reason;
        entry.before_hash = bundle.version;
        audit::append_installation(connection, entry);
        return true;
    });
    if (!kept) return tl::unexpected(kept.error());
    put_in_force(*this, *impl_);
    return bundle;
}

std::string Programmes::catch_up() {
    std::string troubles = impl_->catch_up();
    impl_->indicators.define(impl_->packs.indicator_definitions());
    for (const PackBundle& bundle : impl_->packs.bundles()) {
        impl_->indicators.plug(bundle.name, static_cast<indicators::MissingSource*>(this));
    }
    return troubles;
}

std::vector<LoadedPack> Programmes::loaded_packs() const {
    std::vector<LoadedPack> all;
    impl_->services.database.read([&](db::Connection& connection) {
        for (const db::Row& row : connection.run(sql::pack_loads, {})) {
            all.push_back({row.string(0), row.string(4), row.string(1), row.string(2), row.integer(3)});
        }
    });
    std::ranges::reverse(all);
    return all;
}

// --- counting again -------------------------------------------------------------------------------------------------------------------

namespace {

/// Of any edition: what the new one leaves out counts nothing.
std::vector<std::string> codes_of(const PackStore::Impl& packs, std::string_view programme) {
    std::vector<std::string> codes;
    for (const Edition& edition : packs.editions) {
        if (edition.bundle.name != programme) continue;
        for (const packs::Indicator& one : edition.pack->indicators) codes.push_back(one.code);
    }
    return codes;
}

void add_nothings(std::vector<indicators::Contribution>& all, const std::vector<std::string>& codes, int first_year, int last_year) {
    std::set<std::pair<std::string, std::string>> counted;
    for (const indicators::Contribution& one : all) counted.emplace(one.indicator, one.period);
    for (int year = first_year; year <= last_year; ++year) {
        for (const std::string& code : codes) {
            if (counted.emplace(code, std::to_string(year)).second) all.push_back({code, std::to_string(year), {}});
        }
    }
}

}  // namespace

std::string Programmes::Impl::recount_archives(db::Connection& connection, std::string_view county_id, std::string_view programme,
                                               int first_year, std::string_view after, int people_max) const {
    indicators::ContributionSource& archives = residents.counted_source();
    archives.lock(connection, county_id, after, people_max);
    // Everybody who was entered before this line was counted by the editions of before, everybody after it by those of now.
    static_cast<void>(change::next_seq(connection, county_id));
    const int last_year = indicators::Indicators::last_open_year(services.clock.today());
    auto people = archives.recompute(connection, county_id, after, people_max, first_year, last_year);
    const std::vector<std::string> codes = codes_of(packs.impl(), programme);
    indicators::Change change;
    for (auto& one : people) {
        std::erase_if(one.contributions,
                      [&codes](const indicators::Contribution& made) { return std::ranges::find(codes, made.indicator) == codes.end(); });
        add_nothings(one.contributions, codes, first_year, last_year);
        indicators.plan(change, connection, county_id, one.resident_id, one.contributions);
    }
    indicators.apply(change, connection, county_id);
    return static_cast<int>(people.size()) < people_max ? std::string{} : people.back().resident_id;
}

std::string Programmes::Impl::recount(db::Connection& connection, std::string_view county_id, std::string_view programme, int first_year,
                                      std::string_view after, int people_max) const {
    Store store{connection, county_id};
    std::vector<Enrolment> people = store.enrolments_after(programme, after, people_max);
    if (people.empty()) return {};
    // Acts that were decided by the editions of before end first, and are then seen; later ones know the new edition.
    connection.run(sql::touch_enrolments_between, {county_id, programme, after, people.back().resident_id});
    people = store.enrolments_after(programme, after, people_max);
    const int last_year = indicators::Indicators::last_open_year(services.clock.today());
    const std::vector<std::string> codes = codes_of(packs.impl(), programme);
    indicators::Change change;
    for (const Enrolment& enrolment : people) {
        const auto brief = residents.brief(connection, county_id, enrolment.resident_id);
        if (!brief) continue;
        std::vector<rules::Fact> facts = store.facts_of_resident(enrolment.resident_id);
        auto all = contributions(*brief, enrolment, facts, first_year, last_year);
        add_nothings(all, codes, first_year, last_year);
        indicators.plan(change, connection, county_id, enrolment.resident_id, all);
    }
    static_cast<void>(change::next_seq(connection, county_id));
    indicators.apply(change, connection, county_id);
    return static_cast<int>(people.size()) < people_max ? std::string{} : people.back().resident_id;
}

namespace {

std::string run_recount(Programmes& programmes, const Programmes::Impl& impl, jobs::Run& run) {
    const RecountWanted wanted = recount_wanted(run.job());
    if (wanted.programme.empty() || wanted.first_year == 0) return "job-input";
    // The edition may have been loaded by a command beside this server: this job is how it hears of it.
    if (const std::string troubles = programmes.catch_up(); !troubles.empty()) {
        log::error("packs.refused", {{"why", troubles}});
        return "pack-refused";
    }
    const std::string& county = run.job().county_id;
    std::string after = run.job().cursor;
    std::int64_t done = run.job().done;
    for (bool is_end = false; !is_end;) {
        if (run.stopping()) return {};
        const auto next = impl.services.database.write([&](db::Connection& connection) -> tl::expected<std::string, int> {
            const bool of_archives = impl.packs.impl().counts_people(wanted.programme);
            std::string reached =
                of_archives ? impl.recount_archives(connection, county, wanted.programme, wanted.first_year, after, recounted_per_act)
                            : impl.recount(connection, county, wanted.programme, wanted.first_year, after, recounted_per_act);
            jobs::Progress progress;
            progress.cursor = reached;
            progress.total = of_archives ? connection.run(sql::count_archives, {county})[0].integer(0)
                                         : connection.run(sql::count_enrolments, {county, wanted.programme})[0].integer(0);
            progress.done = reached.empty() ? progress.total : done + recounted_per_act;
            if (!run.checkpoint(connection, progress)) return tl::unexpected(0);
            return reached;
        });
        if (!next) return recount_lost;
        after = *next;
        done += recounted_per_act;
        is_end = after.empty();
    }
    log::info("packs.recounted", {{"county", county}, {"programme", wanted.programme}});
    return {};
}

}  // namespace

void Programmes::register_jobs(jobs::Runner& runner) {
    impl_->runner = &runner;
    runner.handle(std::string{recount_job}, [this](jobs::Run& run) { return run_recount(*this, *impl_, run); });
    runner.handle(std::string{archive_tasks_job}, [this](jobs::Run& run) { return run_archive_tasks(*impl_, run); });
}

}  // namespace jiwei::programmes
