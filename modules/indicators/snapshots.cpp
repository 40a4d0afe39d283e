#include "modules/indicators/snapshots.hpp"

#include <algorithm>

#include "modules/indicators/sql.hpp"
#include "platform/audit/search.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/log/log.hpp"

namespace jiwei::indicators {

namespace {

using core::indicators::ReportPeriod;

constexpr std::string_view snapshot_job = "indicators.snapshot";
constexpr std::string_view snapshot_resource = "indicator_snapshot";
constexpr int jobs_seen_max = 1'000;
constexpr int periods_caught_up_max = 24;
constexpr int audit_lines_a_page = 1'000;

SnapshotHead head_of(const db::Row& row) {
    SnapshotHead head;
    head.period = row.string(0);
    head.revision = row.integer(1);
    head.seq = row.integer(2);
    head.as_of = row.date(3).value_or(CivilDate{});
    head.taken_at_ms = row.integer(4);
    head.taken_by = row.string(5);
    head.reason = row.string(6);
    head.change_seq = row.integer(7);
    head.packs = row.string(8);
    head.cells = row.integer(9);
    head.previous_digest = row.string(10);
    head.digest = row.string(11);
    return head;
}

std::string id_of(const SnapshotHead& head) { return head.period + "." + std::to_string(head.revision); }

/// Every number of the county on the day that is not nothing, by indicator and institution.
std::vector<SnapshotCell> measure(Indicators::Impl& impl, Indicators& indicators, db::Connection& connection, std::string_view county_id,
                                  CivilDate as_of) {
    std::vector<SnapshotCell> cells;
    const auto tree = impl.trees.tree(connection, county_id);
    for (const Definition& definition : impl.definitions()) {
        const auto totals = totals_of_all(connection, county_id, definition.code, as_of);
        for (const auto& [id, node] : tree->nodes) {
            const auto found = totals.find(id);
            const Fraction total = found == totals.end() ? Fraction{} : found->second;
            SnapshotCell cell{definition.code, id, node.parent_id, total.numerator, total.denominator, {}, false};
            if (definition.denominator == Denominator::population) {
                const Figure figure = impl.figure(connection, county_id, definition, id, as_of.year());
                cell.denominator = figure.people;
                cell.is_stale = figure.is_stale || (figure.people > 0 && cell.numerator > figure.people);
            }
            if (cell.numerator == 0 && cell.denominator == 0) continue;
            cell.target_basis_points = indicators.judged(connection, county_id, definition, id, as_of).target_basis_points;
            cells.push_back(std::move(cell));
        }
    }
    std::ranges::sort(cells, [](const SnapshotCell& a, const SnapshotCell& b) {
        return std::tie(a.indicator, a.institution_id) < std::tie(b.indicator, b.institution_id);
    });
    return cells;
}

std::string packs_on(const Indicators::Impl& impl, CivilDate day) {
    std::string packs;
    std::vector<std::string> seen;
    for (const Definition& definition : impl.definitions()) {
        if (std::ranges::find(seen, definition.programme) != seen.end()) continue;
        seen.push_back(definition.programme);
        const std::string edition = impl.edition_of ? impl.edition_of(definition.programme, day) : std::string{};
        packs += (packs.empty() ? "" : ";") + definition.programme + (edition.empty() ? "" : " ") + edition;
    }
    return packs;
}

void store_snapshot(db::Connection& connection, std::string_view county_id, const SnapshotHead& head, std::span<const SnapshotCell> cells) {
    connection.run(sql::insert_snapshot, {county_id, head.period, head.revision, head.seq, head.as_of, head.taken_at_ms, head.taken_by,
                                          head.reason, head.change_seq, head.packs, head.cells, head.previous_digest, head.digest});
    for (const SnapshotCell& cell : cells) {
        connection.run(sql::insert_snapshot_cell,
                       {county_id, head.period, head.revision, cell.indicator, cell.institution_id, cell.parent_id, cell.numerator,
                        cell.denominator, cell.target_basis_points, cell.is_stale});
    }
}

}  // namespace

std::string canonical_text(std::string_view county_id, const SnapshotHead& head, std::span<const SnapshotCell> cells) {
    json::Writer out;
    out.begin_object().member("snapshot", 1).member("county_id", county_id).member("period", head.period);
    out.member("revision", head.revision).member("seq", head.seq).member("as_of", head.as_of).member("taken_at", head.taken_at_ms);
    out.member("taken_by", head.taken_by).member("reason", head.reason).member("change_seq", head.change_seq);
    out.member("packs", head.packs).member("cells", static_cast<std::int64_t>(cells.size()));
    out.member("previous_digest", head.previous_digest).end_object();
    std::string text = out.take() + '\n';
    for (const SnapshotCell& cell : cells) {
        json::Writer line;
        line.begin_array().string(cell.indicator).string(cell.institution_id).string(cell.parent_id);
        line.integer(cell.numerator).integer(cell.denominator);
        cell.target_basis_points ? line.integer(*cell.target_basis_points) : line.null();
        line.boolean(cell.is_stale).end_array();
        text += line.take() + '\n';
    }
    return text;
}

SnapshotHead take_snapshot(Indicators::Impl& impl, Indicators& indicators, db::Connection& connection, std::string_view county_id,
                           const ReportPeriod& period, const audit::Entry& who, std::string_view reason) {
    // Totals are written under the county clock: until this act ends, nobody else moves one.
    const std::int64_t change_seq = change::next_seq(connection, county_id);
    SnapshotHead head;
    head.period = period.name();
    if (const auto before = find_snapshot(connection, county_id, head.period, std::nullopt)) {
        if (reason.empty()) return *before;
        head.revision = before->revision + 1;
    }
    const db::Rows last = connection.run(sql::last_snapshot, {county_id});
    if (!last.empty()) {
        head.seq = last[0].integer(0) + 1;
        head.previous_digest = last[0].string(1);
    }
    head.as_of = period.last;
    head.taken_at_ms = impl.services.clock.now().utc_ms;
    head.taken_by = who.actor;
    head.reason = reason;
    head.change_seq = change_seq;
    head.packs = packs_on(impl, head.as_of);
    const std::vector<SnapshotCell> cells = measure(impl, indicators, connection, county_id, head.as_of);
    head.cells = static_cast<std::int64_t>(cells.size());
    head.digest = crypto::sha256_hex(canonical_text(county_id, head, cells));
    store_snapshot(connection, county_id, head, cells);
    audit::Entry entry = who;
    entry.action = "create";
    entry.resource = snapshot_resource;
    entry.resource_id = id_of(head);
    entry.reason = reason;
    entry.after_hash = head.digest;
    audit::append_act(connection, county_id, entry);
    return head;
}

std::vector<SnapshotHead> list_snapshots(db::Connection& connection, std::string_view county_id) {
    std::vector<SnapshotHead> heads;
    const db::Rows rows = connection.run(sql::list_snapshots, {county_id});
    for (const db::Row row : rows) heads.push_back(head_of(row));
    return heads;
}

std::optional<SnapshotHead> find_snapshot(db::Connection& connection, std::string_view county_id, std::string_view period,
                                          std::optional<std::int64_t> revision) {
    const db::Rows rows = connection.run(sql::snapshots_of_period, {county_id, period});
    for (const db::Row row : rows) {
        if (!revision || row.integer(1) == *revision) return head_of(row);
    }
    return std::nullopt;
}

std::vector<SnapshotCell> cells_of(db::Connection& connection, std::string_view county_id, const SnapshotHead& head) {
    std::vector<SnapshotCell> cells;
    connection.each(sql::cells_of_snapshot, {county_id, head.period, head.revision}, [&cells](const db::Row& row) {
        cells.push_back({row.string(0), row.string(1), row.string(2), row.integer(3), row.integer(4),
                         row.is_null(5) ? std::nullopt : std::optional{row.integer(5)}, row.boolean(6)});
        return true;
    });
    return cells;
}

// --- the job --------------------------------------------------------------------------------------------------------------------------

namespace {

std::optional<ReportPeriod> wanted_period(const jobs::Job& job) {
    const auto input = json::parse(job.input);
    return input ? core::indicators::parse_period((*input)["period"].text()) : std::nullopt;
}

/// Ended on `today`, with its days of grace.
bool is_ripe(const ReportPeriod& period, int days_after, CivilDate today) { return add_days(period.last, days_after) < today; }

/// What is to be frozen of one kind: everything since the last frozen period, else the latest one that ended.
std::vector<ReportPeriod> ripe_periods(const SnapshotSchedule& schedule, const std::vector<SnapshotHead>& taken, CivilDate today) {
    std::optional<ReportPeriod> last;
    for (const SnapshotHead& head : taken) {
        const auto period = core::indicators::parse_period(head.period);
        if (period && period->kind == schedule.kind && (!last || last->last < period->last)) last = period;
    }
    std::vector<ReportPeriod> ripe;
    if (last) {
        for (ReportPeriod next = period_after(*last); is_ripe(next, schedule.days_after, today); next = period_after(next))
            ripe.push_back(next);
    } else {
        ReportPeriod latest = period_with(schedule.kind, today);
        while (!is_ripe(latest, schedule.days_after, today)) latest = period_with(schedule.kind, add_days(latest.first, -1));
        ripe.push_back(latest);
    }
    if (ripe.size() > periods_caught_up_max) ripe.erase(ripe.begin(), ripe.end() - periods_caught_up_max);
    return ripe;
}

}  // namespace

void Indicators::register_jobs(jobs::Runner& runner) {
    runner.handle(std::string{snapshot_job}, [this](jobs::Run& run) -> std::string {
        const auto period = wanted_period(run.job());
        if (!period) return "job-input";
        const auto taken = impl_->services.database.write([&](db::Connection& connection) -> tl::expected<std::int64_t, int> {
            audit::Entry who;
            who.at = impl_->services.clock.now();
            who.actor = "system";
            const SnapshotHead head = take_snapshot(*impl_, *this, connection, run.job().county_id, *period, who, {});
            jobs::Progress progress;
            progress.done = progress.total = head.cells;
            if (!run.checkpoint(connection, progress)) return tl::unexpected(0);
            return head.cells;
        });
        if (!taken) return "job-lost";
        log::info("indicators.frozen", {{"county", run.job().county_id}, {"period", period->name()}, {"cells", *taken}});
        return {};
    });
}

int Indicators::enqueue_snapshots(db::Connection& connection, std::string_view county_id, CivilDate today) {
    const std::vector<SnapshotHead> taken = list_snapshots(connection, county_id);
    std::map<std::string, int> attempts;
    std::vector<std::string> waiting;
    for (const jobs::Job& job : jobs::list(connection, county_id, snapshot_job, jobs_seen_max)) {
        const auto period = wanted_period(job);
        if (!period) continue;
        ++attempts[period->name()];
        if (job.state == jobs::State::queued || job.state == jobs::State::running) waiting.push_back(period->name());
    }
    int enqueued = 0;
    for (const SnapshotSchedule& schedule : impl_->rules.snapshots) {
        for (const ReportPeriod& period : ripe_periods(schedule, taken, today)) {
            const std::string name = period.name();
            if (std::ranges::find(waiting, name) != waiting.end()) continue;
            jobs::Job job;
            job.county_id = county_id;
            // A job that failed for good is followed by another one.
            job.id = "snapshot-" + name + (attempts[name] == 0 ? std::string{} : "-" + std::to_string(attempts[name] + 1));
            job.kind = snapshot_job;
            job.input = json::Writer{}.begin_object().member("period", name).end_object().take();
            job.created_by = "system";
            job.created_at = impl_->services.clock.now();
            jobs::enqueue(connection, job);
            ++enqueued;
        }
    }
    return enqueued;
}

// --- verify ---------------------------------------------------------------------------------------------------------------------------

namespace {

/// What the chain of acts says of snapshots: id -> digest.
std::map<std::string, std::string> audited(db::Connection& connection, std::string_view county_id) {
    std::map<std::string, std::string> digests;
    audit::Question question;
    question.chain = audit::Chain::act;
    question.county_id = county_id;
    question.resource = snapshot_resource;
    std::string cursor;
    do {
        audit::Lines page = audit::find_lines(connection, question, cursor, audit_lines_a_page);
        for (const audit::Line& line : page.lines) digests[line.entry.resource_id] = line.entry.after_hash;
        cursor = std::move(page.next);
    } while (!cursor.empty());
    return digests;
}

}  // namespace

SnapshotVerdict Indicators::verify_snapshots(db::Connection& connection, std::string_view county_id) {
    SnapshotVerdict verdict;
    const auto bad = [&verdict](const std::string& id, std::string why) { verdict.faults.push_back({id, std::move(why)}); };
    std::map<std::string, std::string> acts = audited(connection, county_id);
    std::int64_t seq = 0;
    std::string previous;
    for (const SnapshotHead& head : list_snapshots(connection, county_id)) {
        ++verdict.snapshots;
        const std::string id = id_of(head);
        if (head.seq != ++seq) bad(id, "a snapshot before it is missing");
        if (head.previous_digest != previous) bad(id, "it does not follow the snapshot before it");
        const std::vector<SnapshotCell> cells = cells_of(connection, county_id, head);
        if (static_cast<std::int64_t>(cells.size()) != head.cells) bad(id, "cells are missing or were added");
        if (crypto::sha256_hex(canonical_text(county_id, head, cells)) != head.digest) bad(id, "its numbers are not those of its digest");
        const auto act = acts.find(id);
        if (act == acts.end()) {
            bad(id, "the chain of acts does not know it");
        } else {
            if (act->second != head.digest) bad(id, "the chain of acts knows another digest");
            acts.erase(act);
        }
        seq = head.seq;
        previous = head.digest;
    }
    for (const auto& [id, digest] : acts) bad(id, "it was taken and is not there any more");
    return verdict;
}

}  // namespace jiwei::indicators
