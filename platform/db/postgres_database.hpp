// The database on PostgreSQL: an act is a transaction on a connection of its own, repeated when it loses against another.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/db/postgres_connection.hpp"
#include "platform/db/recorder.hpp"

namespace jiwei::db {

/// Open connections, at most `max` at a time. A broken one is dropped and made anew.
class PostgresPool {
public:
    PostgresPool(std::string url, int max) : url_{std::move(url)}, max_{max} {}

    /// Waits for a free connection; throws Trouble::busy after 30 s.
    [[nodiscard]] std::unique_ptr<PostgresConnection> borrow();
    /// A dead one, or nullptr, only frees its place.
    void give_back(std::unique_ptr<PostgresConnection> connection);
    /// Drops what is idle, after the server went away.
    void drop_idle();

private:
    std::string url_;
    int max_;
    std::mutex mutex_;
    std::condition_variable free_;
    std::vector<std::unique_ptr<PostgresConnection>> idle_;
    int made_ = 0;
};

class PostgresDatabase final : public Database {
public:
    explicit PostgresDatabase(const OpenOptions& options);

    [[nodiscard]] Engine engine() const override { return Engine::postgres; }
    [[nodiscard]] Health health() const override;
    [[nodiscard]] Health probe() override;
    [[nodiscard]] Counters counters() const override;
    [[nodiscard]] std::string url() const override;
    [[nodiscard]] std::shared_ptr<void> keep_commands_out() override;

protected:
    void run_act(const std::function<bool(Connection&)>& act) override;
    void run_read(const std::function<void(Connection&)>& work) override;

private:
    enum class Fate : unsigned char { kept, undone };
    Fate attempt(PostgresConnection& connection, const std::function<bool(Connection&)>& act);
    [[nodiscard]] std::unique_ptr<PostgresConnection> started(PostgresPool& pool, const char* begin);
    void check_database(PostgresConnection& connection) const;
    [[nodiscard]] std::unique_ptr<PostgresConnection> locked(const Statement& lock, const std::string& refusal) const;
    void take_lock();
    void hold_lock();
    void set_health(const Health& health);

    OpenOptions options_;
    PostgresPool writers_;
    PostgresPool readers_;
    std::unique_ptr<Recorder> recorder_;

    std::mutex lock_mutex_;
    std::unique_ptr<PostgresConnection> lock_;  // its session holds the advisory lock
    mutable std::mutex health_mutex_;
    Health health_;
    std::atomic<bool> writable_{true};
    std::atomic<bool> lost_{false};  // a connection died: the lock must be looked at before the next transaction
    std::atomic<std::int64_t> acts_{0}, undone_{0}, commits_{0}, repeats_{0}, waiting_{0};
};

}  // namespace jiwei::db
