// Jobs: each chunk counts once, whatever is interrupted, and one runner at a time holds a job.
#include "platform/jobs/jobs.hpp"

#include <atomic>
#include <thread>

#include "core/kernel/expected.hpp"
#include "platform/db/tests/engines.hpp"

namespace jiwei::jobs {
namespace {

using Done = tl::expected<bool, std::string>;

class Jobs : public db::testing::EachEngine {
protected:
    time::FixedClock clock{{1'000'000}};
    std::unique_ptr<crypto::IdSource> ids = crypto::make_seeded_id_source(clock, 1);
    std::unique_ptr<Runner> runner = make_runner(database(), clock, *ids);

    std::string add(const std::string& kind) {
        Job job;
        job.county_id = "350881";
        job.id = ids->next();
        job.kind = kind;
        job.input = R"({"file":"a"})";
        job.total = 3;
        job.created_by = "u1";
        job.created_at = clock.now();
        (void)database().write([&](db::Connection& connection) -> Done {
            enqueue(connection, job);
            return true;
        });
        return job.id;
    }
    Job get(const std::string& id) {
        return database().read([&](db::Connection& connection) { return find(connection, "350881", id).value(); });
    }
    bool cancel_job(const std::string& id) {
        return *database().write([&](db::Connection& connection) -> Done { return cancel(connection, "350881", id, clock.now()); });
    }
    /// Counts to three, one chunk each; `before` may interrupt.
    Handler counting(const std::function<void(int)>& before) {
        return [this, before](jobs::Run& run) -> std::string {
            for (int chunk = run.job().cursor.empty() ? 0 : std::stoi(run.job().cursor); chunk < 3 && !run.stopping(); ++chunk) {
                before(chunk);
                const auto kept = database().write([&](db::Connection& connection) -> Done {
                    if (!run.checkpoint(connection, {std::to_string(chunk + 1), chunk + 1, 3, ""}))
                        return tl::unexpected(std::string{"lost"});
                    return true;
                });
                if (!kept) return "";
                ++chunks;
            }
            return "";
        };
    }
    int chunks = 0;
};
JIWEI_ON_EACH_ENGINE(Jobs);

TEST_P(Jobs, RunToTheEnd) {
    runner->handle("count", counting([](int) {}));
    const std::string id = add("count");
    EXPECT_EQ(get(id).state, State::queued);
    EXPECT_TRUE(runner->run_one());
    EXPECT_EQ(get(id).state, State::done);
    EXPECT_EQ(get(id).done, 3);
    EXPECT_EQ(get(id).input, R"({"file":"a"})");
    EXPECT_FALSE(runner->run_one());
}

TEST_P(Jobs, ContinueAfterAnErrorWhereTheyStopped) {
    bool broken = true;
    runner->handle("count", counting([&](int chunk) {
                       if (chunk == 2 && broken) throw std::runtime_error{"the disk hums"};
                   }));
    const std::string id = add("count");
    EXPECT_TRUE(runner->run_one());
    EXPECT_EQ(get(id).state, State::queued);
    EXPECT_EQ(get(id).cursor, "2");
    EXPECT_FALSE(runner->run_one()) << "not before its time";
    broken = false;
    clock.set({clock.now().utc_ms + 60'000});
    EXPECT_TRUE(runner->run_one());
    EXPECT_EQ(get(id).state, State::done);
    EXPECT_EQ(chunks, 3);
}

TEST_P(Jobs, GiveUpAfterSomeAttemptsWithoutProgress) {
    runner->handle("count", counting([](int) { throw std::runtime_error{"always"}; }));
    const std::string id = add("count");
    for (int attempt = 0; attempt < 5; ++attempt) {
        EXPECT_TRUE(runner->run_one()) << attempt;
        clock.set({clock.now().utc_ms + 600'000});
    }
    EXPECT_EQ(get(id).state, State::failed);
    EXPECT_EQ(get(id).error_code, "job-broken");
}

TEST_P(Jobs, AreTakenOverWhenTheirRunnerDied) {
    const std::string id = add("count");
    auto dead = make_runner(database(), clock, *ids);
    dead->handle("count", [&](jobs::Run& first) -> std::string {
        // The first runner hangs past its lease; another one takes the job and finishes it.
        clock.set({clock.now().utc_ms + 61'000});
        runner->handle("count", counting([](int) {}));
        EXPECT_TRUE(runner->run_one());
        const auto late = database().write([&](db::Connection& connection) -> Done {
            if (!first.checkpoint(connection, {"1", 1, 3, ""})) return tl::unexpected(std::string{"lost"});
            return true;
        });
        EXPECT_FALSE(late.has_value()) << "two runners wrote one chunk";
        return "late-error";
    });
    EXPECT_TRUE(dead->run_one());
    EXPECT_EQ(get(id).state, State::done);
    EXPECT_EQ(get(id).done, 3);
}

TEST_P(Jobs, StopAtTheNextChunkWhenCancelled) {
    std::string id;
    runner->handle("count", counting([&](int chunk) { EXPECT_TRUE(chunk != 1 || cancel_job(id)); }));
    id = add("count");
    EXPECT_TRUE(runner->run_one());
    EXPECT_EQ(get(id).state, State::cancelled);
    EXPECT_EQ(get(id).done, 1);
    EXPECT_FALSE(cancel_job(id));
}

TEST_P(Jobs, FailWithTheHandlersWord) {
    runner->handle("fail", [](jobs::Run&) -> std::string { return "bad-file"; });
    const std::string id = add("fail");
    const std::string unknown = add("nobody-knows");
    while (runner->run_one()) {
    }
    EXPECT_EQ(get(id).error_code, "bad-file");
    EXPECT_EQ(get(unknown).error_code, "job-unknown-kind");
}

TEST_P(Jobs, GoBackToTheQueueWhenTheServerStops) {
    std::atomic<bool> inside = false;
    runner->handle("wait", [&](jobs::Run& run) -> std::string {
        inside = true;
        while (!run.stopping()) std::this_thread::sleep_for(std::chrono::milliseconds{2});
        return "";
    });
    const std::string id = add("wait");
    runner->start(2);
    while (!inside) std::this_thread::sleep_for(std::chrono::milliseconds{2});
    EXPECT_EQ(get(id).state, State::running);
    runner->stop();
    EXPECT_EQ(get(id).state, State::queued);
}

TEST_P(Jobs, EachIsRunOnceByManyThreads) {
    std::atomic<int> runs = 0;
    runner->handle("count", [&](jobs::Run&) -> std::string {
        ++runs;
        return "";
    });
    for (int i = 0; i < 30; ++i) (void)add("count");
    runner->start(4);
    const auto waiting = [&] {
        return database().read([&](db::Connection& connection) {
            const auto all = list(connection, "350881", "count", 100);
            return std::ranges::any_of(all, [](const Job& job) { return job.state < State::done; });
        });
    };
    while (waiting()) {
        runner->wake();
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    runner->stop();
    EXPECT_EQ(runs, 30);
}

}  // namespace
}  // namespace jiwei::jobs
