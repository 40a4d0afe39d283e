// The database on SQLite: one writer thread that groups acts, and a pool of readers.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/db/file_lock.hpp"
#include "platform/db/recorder.hpp"
#include "platform/db/sleeper.hpp"
#include "platform/db/sqlite_connection.hpp"

namespace jiwei::db {

class SqliteDatabase final : public Database {
public:
    explicit SqliteDatabase(const OpenOptions& options);
    ~SqliteDatabase() override;

    [[nodiscard]] Engine engine() const override { return Engine::sqlite; }
    [[nodiscard]] Health health() const override;
    [[nodiscard]] Health probe() override;
    [[nodiscard]] Counters counters() const override;
    [[nodiscard]] std::string url() const override { return "sqlite:" + path_; }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::shared_ptr<void> keep_commands_out() override;

protected:
    void run_act(const std::function<bool(Connection&)>& act) override;
    void run_read(const std::function<void(Connection&)>& work) override;

private:
    struct Waiting {
        const std::function<bool(Connection&)>* act = nullptr;
        std::exception_ptr error;
        bool kept = false;
        Sleeper done;
    };
    using Group = std::vector<Waiting*>;

    void take_place();
    void leave_a_gap() const;
    void write_loop();
    void write_group(Waiting* first);
    void run_one(Waiting& waiting, bool is_alone);
    void finish(Group& group, const std::exception_ptr& error);
    Waiting* take(bool wait);
    void note(const Error& error);
    void become_damaged(const std::string& detail);
    std::unique_ptr<SqliteConnection> borrow();
    void give_back(std::unique_ptr<SqliteConnection> reader);
    [[nodiscard]] SqliteConnection::Options reader_options() const;

    OpenOptions options_;
    std::string path_;
    std::optional<FileLock> lock_;       // of the only server, or shared by the commands beside it
    std::optional<LockProbe> commands_;  // are there any? A server asks before it takes the file again
    std::unique_ptr<SqliteConnection> writer_;
    std::unique_ptr<Recorder> recorder_;
    std::unique_ptr<ActRecord> record_;

    mutable std::mutex mutex_;  // queue, health
    std::condition_variable queued_;
    std::deque<Waiting*> queue_;
    bool stopping_ = false;
    Health health_;
    std::atomic<bool> writable_{true};

    std::mutex readers_mutex_;
    std::condition_variable reader_free_;
    std::vector<std::unique_ptr<SqliteConnection>> readers_;
    int readers_made_ = 0;

    std::atomic<std::int64_t> acts_{0}, undone_{0}, commits_{0};
    std::thread thread_;
};

}  // namespace jiwei::db
