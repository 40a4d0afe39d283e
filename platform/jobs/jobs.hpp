// Long work in the background (imports, exports): kept in the database, done in chunks, continued after a crash where it stopped.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/ids.hpp"
#include "platform/db/database.hpp"
#include "platform/time/clock.hpp"

namespace jiwei::jobs {

/// Stored. Never renumber, never reuse; only append.
enum class State : std::uint8_t { queued = 0, running = 1, done = 2, failed = 3, cancelled = 4 };

struct Job {
    std::string county_id;
    std::string id;
    std::string kind;  // "residents.import"
    State state = State::queued;
    std::string input;       // JSON of the module; what to do
    std::string cursor;      // JSON of the module; how far it came, "" at the start
    std::string result;      // JSON of the module; counts, "" until it says so
    std::string error_code;  // when failed; never a person's data
    std::int64_t done = 0;   // progress, e.g. rows
    std::int64_t total = 0;  // 0: not known yet
    int attempts = 0;
    std::string created_by;
    time::Instant created_at;
    time::Instant updated_at;
};

/// Puts a job into the queue, inside the caller's act.
void enqueue(db::Connection& connection, const Job& job);
[[nodiscard]] std::optional<Job> find(db::Connection& connection, std::string_view county_id, std::string_view id);
/// Newest first, at most `rows_max`.
[[nodiscard]] std::vector<Job> list(db::Connection& connection, std::string_view county_id, std::string_view kind, int rows_max);
/// A queued job ends at once, a running one at its next checkpoint. False: it had ended already.
[[nodiscard]] bool cancel(db::Connection& connection, std::string_view county_id, std::string_view id, time::Instant at);

/// How far a chunk brought the job.
struct Progress {
    std::string cursor;
    std::int64_t done = 0;
    std::int64_t total = 0;
    std::string result;
};

/// What a handler holds while it runs.
class Run {
public:
    virtual ~Run() = default;
    [[nodiscard]] virtual const Job& job() const = 0;
    /// Inside the act that writes a chunk: stores the progress in the same transaction, so that a chunk counts exactly once, and
    /// prolongs the lease. False: the job was cancelled or belongs to another runner now; return an error from the act, then return.
    [[nodiscard]] virtual bool checkpoint(db::Connection& connection, const Progress& progress) = 0;
    /// The server is going down: return after the current chunk; the job goes back to the queue with its cursor.
    [[nodiscard]] virtual bool stopping() const = 0;
};

/// Returns "" when all is done, or the error code with which the job has failed. An exception counts as an attempt; after
/// attempts_max the job fails with "job-broken".
using Handler = std::function<std::string(Run&)>;

class Runner {
public:
    virtual ~Runner() = default;  // stops and waits for the current chunks
    /// Before start().
    virtual void handle(std::string kind, Handler handler) = 0;
    virtual void start(int threads) = 0;
    virtual void stop() = 0;
    /// Looks for work at once instead of at the next poll; call it after the act that enqueued.
    virtual void wake() = 0;
    /// Runs at most one waiting job on the calling thread; false when there was none. For commands and tests.
    virtual bool run_one() = 0;
};

struct RunnerOptions {
    std::int64_t lease_ms = 60'000;
    std::int64_t poll_ms = 1'000;
    int attempts_max = 5;
};

[[nodiscard]] std::unique_ptr<Runner> make_runner(db::Database& database, const time::Clock& clock, crypto::IdSource& ids,
                                                  const RunnerOptions& options = {});

}  // namespace jiwei::jobs
