#include "platform/db/postgres_database.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "platform/db/inside.hpp"

namespace jiwei::db {
namespace {

constexpr auto connection_wait = std::chrono::seconds{30};
constexpr auto lock_wait = std::chrono::seconds{2};  // the server notices a killed client within moments
constexpr int repeat_wait_us_first = 500;
constexpr int repeat_wait_us_max = 100'000;

// "jiwei" in letters; advisory locks belong to one database, so the number need not name it.
const Statement try_lock{"db.try_lock", "", "SELECT pg_try_advisory_lock(456382641513)", 0};
// The same, plus one: shared by the commands beside a server, alone held by a migration.
const Statement try_command{"db.try_command", "", "SELECT pg_try_advisory_lock_shared(456382641514)", 0};
const Statement try_alone{"db.try_alone", "", "SELECT pg_try_advisory_lock(456382641514)", 0};
const Statement ping{"db.ping", "", "SELECT 1", 0};
const Statement describe{
    "db.describe", "", "SELECT datcollate, datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()", 0};

// Acts run in READ COMMITTED: the guarded UPDATE that opens every act locks its aggregates, and what the act loads afterwards is
// the newest committed state (docs/adr/0022). Reads take one snapshot.
constexpr const char* begin_act = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = off";
// The act gives its locks up before the disk has its log, and is acknowledged after: the message is a transaction of its own, whose
// synchronous commit writes the log out as far as it, the act's commit included. Acts that wait here share one write (docs/adr/0053).
constexpr const char* commit_act = "COMMIT; SELECT pg_logical_emit_message(true, 'jiwei', '')";
constexpr const char* begin_snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Doubling with full jitter, so that two acts that met do not meet again.
void wait_before_repeat(int attempt) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const int most = std::min(repeat_wait_us_max, repeat_wait_us_first << std::min(attempt, 10));
    std::this_thread::sleep_for(std::chrono::microseconds{std::uniform_int_distribution<int>{0, most}(random)});
}

}  // namespace

std::unique_ptr<PostgresConnection> PostgresPool::borrow() {
    std::unique_lock lock{mutex_};
    if (!free_.wait_for(lock, connection_wait, [this] { return !idle_.empty() || made_ < max_; }))
        throw Error{Trouble::busy, "no connection became free"};
    if (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
    }
    ++made_;
    lock.unlock();
    try {
        return std::make_unique<PostgresConnection>(url_);
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

void PostgresPool::give_back(std::unique_ptr<PostgresConnection> connection) {
    {
        const std::lock_guard guard{mutex_};
        if (connection && connection->alive() && !connection->in_transaction()) {
            idle_.push_back(std::move(connection));
        } else {
            --made_;
        }
    }
    free_.notify_one();
}

void PostgresPool::drop_idle() {
    std::vector<std::unique_ptr<PostgresConnection>> dropped;
    {
        const std::lock_guard guard{mutex_};
        dropped.swap(idle_);
        made_ -= static_cast<int>(dropped.size());
    }
    free_.notify_all();
}

PostgresDatabase::PostgresDatabase(const OpenOptions& options)
    : options_{options}, writers_{options.url, options.writers}, readers_{options.url, options.readers} {
    auto first = std::make_unique<PostgresConnection>(options_.url);
    check_database(*first);
    if (options_.use != Use::inspect) {
        take_lock();
    } else {
        set_health({false, "inspecting", "opened beside a running server"});
    }
    if (!options_.record_path.empty()) recorder_ = std::make_unique<Recorder>(options_.record_path);
}

void PostgresDatabase::check_database(PostgresConnection& connection) const {
    const Rows rows = connection.run(describe);
    const std::string_view collation = rows[0].text(0);
    if ((collation != "C" && collation != "POSIX") || rows[0].text(2) != "UTF8")
        throw Error{Trouble::other, "the database must have encoding UTF8 and collation C, it has " + rows[0].string(2) + " and " +
                                        rows[0].string(0) + ": CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"};
}

/// A connection of its own whose session holds the lock.
std::unique_ptr<PostgresConnection> PostgresDatabase::locked(const Statement& lock, const std::string& refusal) const {
    auto connection = std::make_unique<PostgresConnection>(options_.url);
    const auto until = std::chrono::steady_clock::now() + lock_wait;
    while (!connection->run(lock)[0].boolean(0)) {
        if (std::chrono::steady_clock::now() > until) throw Error{Trouble::busy, refusal + " (" + url() + ")"};
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    return connection;
}

void PostgresDatabase::take_lock() {
    lock_ = options_.use == Use::beside ? locked(try_command, "another jiwei is changing the schema of this database")
                                        : locked(try_lock, "another jiwei is using this database");
}

std::shared_ptr<void> PostgresDatabase::keep_commands_out() {
    return locked(try_alone, "a command of jiwei is writing to this database: wait for its end, or stop it");
}

/// After a lost connection: is the lock still ours? If another server took it meanwhile, this one writes no more.
void PostgresDatabase::hold_lock() {
    const std::lock_guard guard{lock_mutex_};
    try {
        if (lock_) {
            (void)lock_->run(ping);
            return;
        }
    } catch (const Error&) {
        lock_.reset();  // the session is gone and the lock with it
    }
    if (options_.use == Use::beside) {
        // Meanwhile somebody may have changed the schema; a command begins again from the start.
        set_health({false, "lost", "the connection to the database was lost"});
        throw Error{Trouble::other, "the connection to the database was lost: run the command again"};
    }
    try {
        take_lock();
    } catch (const Error& error) {
        if (error.trouble() == Trouble::busy) set_health({false, "taken-over", error.what()});
        throw;
    }
}

void PostgresDatabase::set_health(const Health& health) {
    const std::lock_guard guard{health_mutex_};
    writable_ = health.writable;
    health_ = health;
}

Health PostgresDatabase::health() const {
    const std::lock_guard guard{health_mutex_};
    return health_;
}

Counters PostgresDatabase::counters() const { return {acts_, undone_, commits_, repeats_, waiting_}; }

std::string PostgresDatabase::url() const {
    // postgresql://user:password@host/name
    const std::size_t scheme = options_.url.find("://");
    const std::size_t at = options_.url.find('@', scheme);
    const std::size_t colon = scheme == std::string::npos ? scheme : options_.url.find(':', scheme + 3);
    if (at == std::string::npos || colon == std::string::npos || colon > at) return options_.url;
    return options_.url.substr(0, colon + 1) + "***" + options_.url.substr(at);
}

/// A connection in a new transaction. An idle connection may have died with its server: then all idle ones are dropped and a new
/// one is tried, since nothing was begun yet.
std::unique_ptr<PostgresConnection> PostgresDatabase::started(PostgresPool& pool, const char* begin) {
    for (int attempt = 0;; ++attempt) {
        if (lost_.exchange(false) && options_.use != Use::inspect) {
            try {
                hold_lock();
            } catch (const Error&) {
                lost_ = true;  // still not ours: nothing is begun before it is
                throw;
            }
        }
        auto connection = pool.borrow();
        try {
            connection->control(begin);
            return connection;
        } catch (const Error& error) {
            pool.give_back(std::move(connection));
            if (error.trouble() != Trouble::lost || attempt > 0) throw;
            pool.drop_idle();
            lost_ = true;
        }
    }
}

PostgresDatabase::Fate PostgresDatabase::attempt(PostgresConnection& connection, const std::function<bool(Connection&)>& act) {
    std::unique_ptr<ActRecord> record;
    if (recorder_) {
        record = std::make_unique<ActRecord>(*recorder_);
        connection.record_to(record.get());
    }
    bool kept = false;
    try {
        kept = act(connection);
    } catch (...) {
        connection.record_to(nullptr);
        throw;
    }
    connection.record_to(nullptr);
    if (!kept) {
        connection.control("ROLLBACK");
        return Fate::undone;
    }
    if (connection.failed()) throw Error{Trouble::other, "an act went on after a statement had failed"};
    try {
        connection.control(commit_act);
    } catch (const Error& error) {
        // Whether the server kept it is unknown: never run again, the client's own id makes its repetition safe.
        if (error.trouble() == Trouble::lost) throw Error{Trouble::other, "the connection was lost during COMMIT: the outcome is unknown"};
        throw;
    }
    if (record) recorder_->act_and_commit(*record);
    return Fate::kept;
}

Health PostgresDatabase::probe() {
    try {
        for (PostgresPool* const pool : {&readers_, &writers_}) {
            if (pool == &writers_ && options_.use == Use::inspect) continue;
            auto connection = started(*pool, begin_snapshot);
            connection->control("ROLLBACK");
            pool->give_back(std::move(connection));
        }
    } catch (const Error& error) {
        return {false, "lost", error.what()};
    }
    return health();
}

void PostgresDatabase::run_act(const std::function<bool(Connection&)>& act) {
    const Inside guard;
    if (!writable_) throw Error{Trouble::read_only, "the database is read-only: " + health().reason};
    ++waiting_;
    const struct Leave {
        std::atomic<std::int64_t>& count;
        ~Leave() { --count; }
    } leave{waiting_};
    for (int run = 1;; ++run) {
        auto connection = started(writers_, begin_act);
        try {
            const Fate fate = attempt(*connection, act);
            writers_.give_back(std::move(connection));
            ++(fate == Fate::kept ? acts_ : undone_);
            if (fate == Fate::kept) ++commits_;
            return;
        } catch (...) {
            bool again = false;
            try {
                if (connection->alive() && connection->in_transaction()) connection->control("ROLLBACK");
                throw;
            } catch (const Error& error) {
                again = error.trouble() == Trouble::conflict || error.trouble() == Trouble::lost;
                lost_ = lost_ || error.trouble() == Trouble::lost;
            } catch (...) {
                again = false;
            }
            writers_.give_back(std::move(connection));
            if (!again || run >= options_.act_attempts_max) {
                ++undone_;
                throw;
            }
        }
        ++repeats_;
        wait_before_repeat(run);
    }
}

void PostgresDatabase::run_read(const std::function<void(Connection&)>& work) {
    const Inside guard;
    auto connection = started(readers_, begin_snapshot);
    std::unique_ptr<ActRecord> record;
    if (recorder_) record = std::make_unique<ActRecord>(*recorder_);
    connection->record_to(record.get());
    try {
        work(*connection);
        connection->record_to(nullptr);
        if (record) recorder_->read(*record);
        if (connection->failed()) throw Error{Trouble::other, "a read went on after a statement had failed"};
        connection->control("COMMIT");
    } catch (...) {
        connection->record_to(nullptr);
        // A connection that will not roll back is dropped by the pool.
        try {
            lost_ = lost_ || !connection->alive();
            if (connection->alive() && connection->in_transaction()) connection->control("ROLLBACK");
        } catch (const Error&) {
            connection.reset();
        }
        readers_.give_back(std::move(connection));
        throw;
    }
    readers_.give_back(std::move(connection));
}

}  // namespace jiwei::db
