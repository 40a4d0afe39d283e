#include "app/year_turn.hpp"

#include <map>

#include "core/kernel/json.hpp"
#include "platform/audit/audit.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/log/log.hpp"

namespace jiwei::app {

namespace {

// A chunk must be short: on SQLite everybody else waits for it.
constexpr int people_per_act = 100;
constexpr int jobs_seen_max = 1'000;
constexpr const char* job_lost = "job-lost";

/// The steps of one job, in their order; the cursor is "step:last id".
enum class Step : int { numbers_of_year = 0, tasks_of_year = 1, numbers_of_next_year = 2, finished = 3 };

struct Position {
    Step step = Step::tasks_of_year;
    std::string after;
};

std::string cursor_of(const Position& position) { return std::to_string(static_cast<int>(position.step)) + ":" + position.after; }

struct Wanted {
    int year = 0;
    bool is_first = false;  // nothing was opened before: the numbers of the year itself are missing too
};

Wanted wanted_of(const jobs::Job& job) {
    const auto input = json::parse(job.input);
    if (!input) return {};
    return {static_cast<int>((*input)["year"].as_integer().value_or(0)), (*input)["first"].as_boolean().value_or(false)};
}

Position position_of(const jobs::Job& job, const Wanted& wanted) {
    if (job.cursor.size() < 2) return {wanted.is_first ? Step::numbers_of_year : Step::tasks_of_year, {}};
    return {static_cast<Step>(job.cursor.front() - '0'), job.cursor.substr(2)};
}

class YearTurn {
public:
    YearTurn(Composition& composition, jobs::Run& run)
        : composition_{composition}, run_{run}, wanted_{wanted_of(run.job())}, at_{position_of(run.job(), wanted_)} {}

    std::string finish() {
        if (wanted_.year == 0) return "job-input";
        done_ = run_.job().done;
        while (at_.step != Step::finished) {
            if (run_.stopping()) return {};
            if (!chunk()) return job_lost;
        }
        log::info("year.opened", {{"county", run_.job().county_id}, {"year", wanted_.year}});
        return {};
    }

private:
    /// One act: some people of one step, and the place behind them.
    bool chunk() {
        const auto next = composition_.services.database.write([this](db::Connection& connection) -> tl::expected<Position, int> {
            Position reached = work(connection);
            jobs::Progress progress;
            progress.cursor = cursor_of(reached);
            progress.done = done_ + people_per_act;
            if (!run_.checkpoint(connection, progress)) return tl::unexpected(0);
            if (reached.step == Step::finished) tell(connection);
            return reached;
        });
        if (!next) return false;
        at_ = *next;
        done_ += people_per_act;
        return true;
    }

    Position work(db::Connection& connection) {
        const std::string& county = run_.job().county_id;
        if (at_.step == Step::finished) return at_;
        // As every act: those it concerns, the county clock, then rows and totals.
        composition_.indicators->lock_year(connection, county, at_.after, people_per_act);
        const std::int64_t change_seq = change::next_seq(connection, county);
        std::string after;
        if (at_.step == Step::tasks_of_year) {
            after = composition_.programmes->open_year_tasks(connection, county, wanted_.year, at_.after, people_per_act, change_seq);
        } else {
            const int year = at_.step == Step::numbers_of_year ? wanted_.year : wanted_.year + 1;
            after = composition_.indicators->open_year(connection, county, year, at_.after, people_per_act);
        }
        if (!after.empty()) return {at_.step, after};
        return {static_cast<Step>(static_cast<int>(at_.step) + 1), {}};
    }

    void tell(db::Connection& connection) const {
        audit::Entry entry;
        entry.at = composition_.services.clock.now();
        entry.actor = "system";
        entry.action = "open";
        entry.resource = "year";
        entry.resource_id = std::to_string(wanted_.year);
        audit::append_act(connection, run_.job().county_id, entry);
    }

    Composition& composition_;
    jobs::Run& run_;
    Wanted wanted_;
    Position at_;
    std::int64_t done_ = 0;
};

/// "year-2027", and "year-2027-2" after the first had failed for good.
std::string job_id(int year, int attempt) {
    const std::string id = "year-" + std::to_string(year);
    return attempt == 1 ? id : id + "-" + std::to_string(attempt);
}

struct YearState {
    int attempts = 0;
    bool is_settled = false;  // done, or on its way
};

int enqueue_of_county(db::Connection& connection, const Composition& composition, const std::string& county, int this_year) {
    std::map<int, YearState> known;
    for (const jobs::Job& job : jobs::list(connection, county, year_job, jobs_seen_max)) {
        YearState& state = known[wanted_of(job).year];
        ++state.attempts;
        state.is_settled = state.is_settled || (job.state != jobs::State::failed && job.state != jobs::State::cancelled);
    }
    const bool is_first = known.empty();
    int enqueued = 0;
    for (int year = is_first ? this_year : known.begin()->first; year <= this_year; ++year) {
        const YearState state = known[year];
        if (state.is_settled) continue;
        jobs::Job job;
        job.county_id = county;
        job.id = job_id(year, state.attempts + 1);
        job.kind = year_job;
        job.input = json::Writer{}.begin_object().member("year", std::int64_t{year}).member("first", is_first).end_object().take();
        job.created_by = "system";
        job.created_at = composition.services.clock.now();
        jobs::enqueue(connection, job);
        ++enqueued;
    }
    return enqueued;
}

}  // namespace

void register_year_turn(Composition& composition) {
    composition.runner->handle(std::string{year_job}, [&composition](jobs::Run& run) { return YearTurn{composition, run}.finish(); });
}

int enqueue_year_turn(Composition& composition, CivilDate today) {
    const auto enqueued = composition.services.database.write([&](db::Connection& connection) -> tl::expected<int, int> {
        int all = 0;
        for (const access::County& county : composition.access->counties(connection)) {
            all += enqueue_of_county(connection, composition, county.county_id, today.year());
        }
        return all;
    });
    if (enqueued && *enqueued > 0) composition.runner->wake();
    return enqueued ? *enqueued : 0;
}

}  // namespace jiwei::app
