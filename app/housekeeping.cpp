#include "app/housekeeping.hpp"

#include <algorithm>
#include <exception>

#include "app/anchors.hpp"
#include "app/year_turn.hpp"
#include "platform/audit/verify.hpp"
#include "platform/log/log.hpp"

namespace jiwei::app {

namespace {

constexpr std::chrono::milliseconds hour{3'600'000};
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t after_midnight_ms = 1'000;

/// One duty must not keep the next from being done.
template <class F>
void attempt(std::string_view duty, F&& work) {
    try {
        work();
    } catch (const std::exception& error) {
        log::error("housekeeping.failed", {{"duty", duty}, {"why", error.what()}});
    }
}

void anchor_audit(Installation& installation, const std::string& anchors_dir) {
    using Anchors = std::vector<audit::Anchor>;
    const auto anchors = installation.database().write([&](db::Connection& connection) -> Result<Anchors> {
        return audit::anchor_heads(connection, installation.keys(), installation.clock().now());
    });
    if (!anchors) return;
    if (!anchors_dir.empty()) append_anchors(anchors_dir, *anchors);
    log::info("audit.anchored", {{"chains", anchors->size()}});
}

/// One search a county and day: the first round after midnight asks for it, or the first one after the server was down at night.
void enqueue_duplicate_scans(Composition& composition, CivilDate today) {
    const auto enqueued = composition.services.database.write([&](db::Connection& connection) -> tl::expected<bool, int> {
        bool any = false;
        for (const access::County& county : composition.access->counties(connection))
            any = composition.residents->enqueue_duplicate_scan(connection, county.county_id, today) || any;
        return any;
    });
    if (enqueued && *enqueued) composition.runner->wake();
}

/// Archives of an older build are looked through once.
void enqueue_archive_tasks(Composition& composition) {
    const auto enqueued = composition.services.database.write([&](db::Connection& connection) -> tl::expected<bool, int> {
        bool any = false;
        for (const access::County& county : composition.access->counties(connection))
            any = composition.programmes->enqueue_archive_tasks(connection, county.county_id) || any;
        return any;
    });
    if (enqueued && *enqueued) composition.runner->wake();
}

/// Periods that ended are frozen after their days of grace.
void enqueue_frozen_periods(Composition& composition, CivilDate today) {
    const auto enqueued = composition.services.database.write([&](db::Connection& connection) -> tl::expected<int, int> {
        int all = 0;
        for (const access::County& county : composition.access->counties(connection))
            all += composition.indicators->enqueue_snapshots(connection, county.county_id, today);
        return all;
    });
    if (enqueued && *enqueued > 0) composition.runner->wake();
}

}  // namespace

void keep_house(Installation& installation, Composition& composition, const std::string& anchors_dir) {
    attempt("anchors", [&] { anchor_audit(installation, anchors_dir); });
    attempt("sessions", [&] { composition.access->forget_expired(); });
    attempt("year", [&] { enqueue_year_turn(composition, installation.clock().today()); });
    attempt("snapshots", [&] { enqueue_frozen_periods(composition, installation.clock().today()); });
    attempt("duplicates", [&] { enqueue_duplicate_scans(composition, installation.clock().today()); });
    attempt("archive-tasks", [&] { enqueue_archive_tasks(composition); });
}

Housekeeping::Housekeeping(Installation& installation, Composition& composition, std::string anchors_dir)
    : installation_{installation}, composition_{composition}, anchors_dir_{std::move(anchors_dir)}, thread_{[this] { run(); }} {}

Housekeeping::~Housekeeping() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

std::chrono::milliseconds Housekeeping::until_next_round() const {
    const std::int64_t of_day_ms = (installation_.clock().now().utc_ms + time::zone_offset_ms) % day_ms;
    return std::min(hour, std::chrono::milliseconds{day_ms - of_day_ms + after_midnight_ms});
}

void Housekeeping::run() {
    std::unique_lock lock{mutex_};
    do {
        lock.unlock();
        keep_house(installation_, composition_, anchors_dir_);
        lock.lock();
    } while (!wake_.wait_for(lock, until_next_round(), [this] { return stopping_; }));
}

}  // namespace jiwei::app
