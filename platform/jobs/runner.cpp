#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "core/kernel/expected.hpp"
#include "platform/jobs/job_row.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/jobs/sql.hpp"

namespace jiwei::jobs {
namespace {

constexpr std::int64_t repeat_wait_ms = 5'000;

using Done = tl::expected<bool, int>;

class LeasedRun final : public Run {
public:
    LeasedRun(Job job, std::string holder, const time::Clock& clock, std::int64_t lease_ms, const std::atomic<bool>& stopping)
        : job_{std::move(job)}, holder_{std::move(holder)}, clock_{clock}, lease_ms_{lease_ms}, stopping_{stopping} {}

    [[nodiscard]] const Job& job() const override { return job_; }
    [[nodiscard]] const std::string& holder() const { return holder_; }
    /// The handler was told to stop, so its return does not mean that all is done.
    [[nodiscard]] bool was_stopped() const { return told_; }

    [[nodiscard]] bool checkpoint(db::Connection& connection, const Progress& progress) override {
        const std::int64_t now_ms = clock_.now().utc_ms;
        return connection
                   .run(sql::checkpoint_job, {job_.county_id, job_.id, holder_, progress.cursor, progress.done, progress.total,
                                              progress.result, now_ms + lease_ms_, now_ms})
                   .affected() == 1;
    }

    [[nodiscard]] bool stopping() const override {
        if (stopping_) told_ = true;
        return told_;
    }

private:
    Job job_;
    std::string holder_;
    const time::Clock& clock_;
    std::int64_t lease_ms_;
    const std::atomic<bool>& stopping_;
    mutable std::atomic<bool> told_{false};
};

class ThreadRunner final : public Runner {
public:
    ThreadRunner(db::Database& database, const time::Clock& clock, crypto::IdSource& ids, const RunnerOptions& options)
        : database_{database}, clock_{clock}, ids_{ids}, options_{options} {}
    ~ThreadRunner() override { stop_threads(); }

    void handle(std::string kind, Handler handler) override { handlers_[std::move(kind)] = std::move(handler); }

    void start(int threads) override {
        stopping_ = false;
        for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
    }

    void stop() override { stop_threads(); }

    void wake() override {
        {
            const std::lock_guard guard{mutex_};
            ++wakes_;
        }
        waiting_.notify_all();
    }

    bool run_one() override {
        const std::int64_t now_ms = clock_.now().utc_ms;
        const bool due = database_.read([&](db::Connection& connection) { return !connection.run(sql::any_due, {now_ms}).empty(); });
        if (!due) return false;
        const std::string holder = ids_.next();
        const auto claimed = database_.write([&](db::Connection& connection) -> tl::expected<std::optional<Job>, int> {
            const db::Rows rows = connection.run(sql::claim_job, {holder, now_ms + options_.lease_ms, now_ms});
            return rows.empty() ? std::nullopt : std::optional{job_of(rows[0])};
        });
        if (!claimed || !*claimed) return false;
        work(**claimed, holder);
        return true;
    }

private:
    void stop_threads() {
        {
            const std::lock_guard guard{mutex_};
            stopping_ = true;
        }
        waiting_.notify_all();
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }

    void loop() {
        while (!stopping_) {
            std::int64_t seen = 0;
            {
                const std::lock_guard guard{mutex_};
                seen = wakes_;
            }
            bool ran = false;
            try {
                ran = run_one();
            } catch (const db::Error&) {
                ran = false;  // the database says so to everyone; look again at the next poll
            }
            if (ran) continue;
            std::unique_lock lock{mutex_};
            waiting_.wait_for(lock, std::chrono::milliseconds{options_.poll_ms}, [&] { return stopping_ || wakes_ != seen; });
        }
    }

    void work(const Job& job, const std::string& holder) {
        LeasedRun run{job, holder, clock_, options_.lease_ms, stopping_};
        const auto handler = handlers_.find(job.kind);
        if (handler == handlers_.end()) {
            end(run, State::failed, "job-unknown-kind");
            return;
        }
        try {
            const std::string error = handler->second(run);
            if (!error.empty()) {
                end(run, State::failed, error);
            } else if (run.was_stopped()) {
                requeue(run, 0, 0);
            } else {
                end(run, State::done, "");
            }
        } catch (const std::exception&) {
            if (job.attempts >= options_.attempts_max) {
                end(run, State::failed, "job-broken");
            } else {
                requeue(run, clock_.now().utc_ms + repeat_wait_ms * job.attempts, job.attempts);
            }
        }
    }

    void end(const LeasedRun& run, State state, const std::string& error_code) {
        (void)database_.write([&](db::Connection& connection) -> Done {
            connection.run(sql::end_job,
                           {run.job().county_id, run.job().id, run.holder(), static_cast<int>(state), error_code, clock_.now().utc_ms});
            return true;
        });
    }

    void requeue(const LeasedRun& run, std::int64_t due_at_ms, int attempts) {
        (void)database_.write([&](db::Connection& connection) -> Done {
            connection.run(sql::requeue_job, {run.job().county_id, run.job().id, run.holder(), due_at_ms, clock_.now().utc_ms, attempts});
            return true;
        });
    }

    db::Database& database_;
    const time::Clock& clock_;
    crypto::IdSource& ids_;
    RunnerOptions options_;
    std::map<std::string, Handler> handlers_;
    std::mutex mutex_;
    std::condition_variable waiting_;
    std::int64_t wakes_ = 0;
    std::atomic<bool> stopping_{false};
    std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Runner> make_runner(db::Database& database, const time::Clock& clock, crypto::IdSource& ids, const RunnerOptions& options) {
    return std::make_unique<ThreadRunner>(database, clock, ids, options);
}

}  // namespace jiwei::jobs
