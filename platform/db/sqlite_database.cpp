#include "platform/db/sqlite_database.hpp"

#include <chrono>
#include <filesystem>

#include "platform/db/inside.hpp"
#include "platform/db/sqlite_damage.hpp"

namespace jiwei::db {
namespace {

constexpr int reader_cache_kib = 4'096;
constexpr auto reader_wait = std::chrono::seconds{30};
constexpr std::chrono::milliseconds command_wait{2'000};
// A connection that waits for the file looks every 2 ms (sqlite_connection.cpp): in such a gap it surely gets its turn.
constexpr std::chrono::milliseconds server_gap{5};
constexpr std::chrono::milliseconds command_gap{10};

const Statement begin_write{"db.begin", "BEGIN IMMEDIATE", "", 0};
const Statement begin_read{"db.begin_read", "BEGIN", "", 0};
const Statement commit{"db.commit", "COMMIT", "", 0};
const Statement rollback{"db.rollback", "ROLLBACK", "", 0};
const Statement open_act{"db.savepoint", "SAVEPOINT act", "", 0};
const Statement keep_act{"db.release", "RELEASE act", "", 0};
const Statement undo_act{"db.undo", "ROLLBACK TO act", "", 0};

std::string resolved(const std::string& path) {
    std::error_code error;
    const auto full = std::filesystem::weakly_canonical(path, error);
    return error ? path : full.string();
}

void roll_back(SqliteConnection& connection) {
    connection.forget_failure();
    if (connection.in_transaction()) connection.run(rollback);
}

}  // namespace

SqliteDatabase::SqliteDatabase(const OpenOptions& options) : options_{options}, path_{resolved(options.url.substr(7))} {
    take_place();
    const std::string damage = file_damage(path_);
    if (!damage.empty()) {
        become_damaged(damage);
        return;
    }
    if (options_.use == Use::inspect) {
        writable_ = false;
        health_ = {false, "inspecting", "opened beside a running server"};
        return;
    }
    try {
        writer_ = std::make_unique<SqliteConnection>(
            SqliteConnection::Options{path_, options_.vfs, options_.create, false, options_.writer_cache_mib * 1024});
        if (writer_->run_text("PRAGMA journal_mode = WAL", {})[0].text(0) != "wal")
            throw Error{Trouble::other, "the disk cannot hold a write-ahead log"};
        (void)writer_->run_text("SELECT COUNT(*) FROM sqlite_schema", {});
    } catch (const Error& error) {
        if (error.trouble() != Trouble::corrupt) throw;
        writer_.reset();
        become_damaged(error.what());
        return;
    }
    if (!options_.record_path.empty()) {
        recorder_ = std::make_unique<Recorder>(options_.record_path);
        record_ = std::make_unique<ActRecord>(*recorder_);
    }
    thread_ = std::thread{[this] { write_loop(); }};
}

void SqliteDatabase::take_place() {
    if (options_.use == Use::inspect) return;
    if ((!options_.create || options_.use == Use::beside) && !std::filesystem::exists(path_))
        throw Error{Trouble::other, "there is no database at " + path_};
    if (options_.use == Use::beside) {
        lock_.emplace(path_ + "-beside", LockMode::shared, command_wait, "another jiwei is changing the schema of this database");
        options_.acts_per_commit_max = 1;
        return;
    }
    lock_.emplace(path_ + "-lock", LockMode::exclusive, std::chrono::milliseconds{0}, "another jiwei is using this database");
    commands_.emplace(path_ + "-beside");
}

std::shared_ptr<void> SqliteDatabase::keep_commands_out() {
    return std::make_shared<FileLock>(path_ + "-beside", LockMode::exclusive, command_wait,
                                      "a command of jiwei is writing to this database: wait for its end, or stop it");
}

/// Two processes that commit one after the other would starve a third party that only looks now and then.
void SqliteDatabase::leave_a_gap() const {
    if (options_.use == Use::beside) {
        std::this_thread::sleep_for(command_gap);
    } else if (commands_ && commands_->is_held()) {
        std::this_thread::sleep_for(server_gap);
    }
}

SqliteDatabase::~SqliteDatabase() {
    {
        const std::lock_guard guard{mutex_};
        stopping_ = true;
    }
    queued_.notify_all();
    if (thread_.joinable()) thread_.join();
}

Health SqliteDatabase::health() const {
    const std::lock_guard guard{mutex_};
    return health_;
}

Health SqliteDatabase::probe() {
    try {
        run_read([](Connection& connection) { (void)connection.run_text("SELECT COUNT(*) FROM sqlite_schema", {}); });
    } catch (const Error& error) {
        return {false, error.trouble() == Trouble::corrupt ? "damaged" : "lost", error.what()};
    }
    return health();
}

Counters SqliteDatabase::counters() const {
    const std::lock_guard guard{mutex_};
    return {acts_, undone_, commits_, 0, static_cast<std::int64_t>(queue_.size())};
}

void SqliteDatabase::become_damaged(const std::string& detail) {
    const std::lock_guard guard{mutex_};
    writable_ = false;
    health_ = {false, "damaged", detail};
}

void SqliteDatabase::note(const Error& error) {
    if (error.trouble() == Trouble::corrupt) become_damaged(error.what());
}

void SqliteDatabase::run_act(const std::function<bool(Connection&)>& act) {
    if (Inside::now()) throw std::logic_error{"an act was started inside another"};
    if (!writable_) throw Error{Trouble::read_only, "the database is read-only: " + health().reason};
    Waiting waiting;
    waiting.act = &act;
    {
        const std::lock_guard guard{mutex_};
        if (stopping_) throw Error{Trouble::lost, "the database is closing"};
        queue_.push_back(&waiting);
    }
    queued_.notify_one();
    waiting.done.sleep();
    if (waiting.error) std::rethrow_exception(waiting.error);
}

SqliteDatabase::Waiting* SqliteDatabase::take(bool wait) {
    std::unique_lock lock{mutex_};
    if (wait) queued_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return nullptr;
    Waiting* const next = queue_.front();
    queue_.pop_front();
    return next;
}

void SqliteDatabase::write_loop() {
    const Inside guard;
    while (Waiting* const first = take(true)) {
        write_group(first);
        leave_a_gap();
    }
}

/// One COMMIT: the acts that wait now, and those that arrive while they run.
void SqliteDatabase::write_group(Waiting* first) {
    Group group;
    try {
        if (!writable_) throw Error{Trouble::read_only, "the database is read-only"};
        writer_->run(begin_write);
        bool is_empty = true;
        for (Waiting* next = first; next != nullptr;
             next = group.size() < static_cast<std::size_t>(options_.acts_per_commit_max) ? take(false) : nullptr) {
            group.push_back(next);
            run_one(*next, is_empty);
            is_empty = is_empty && !next->kept;
        }
        writer_->run(commit);
        if (recorder_) recorder_->commit();
        ++commits_;
        finish(group, nullptr);
    } catch (const Error& error) {
        if (group.empty()) group.push_back(first);
        note(error);
        try {
            if (writer_) roll_back(*writer_);
        } catch (const Error& second) {
            become_damaged(second.what());  // a transaction that neither commits nor rolls back: nothing more is written
        }
        finish(group, std::current_exception());
    }
}

/// Throws only when the whole group is lost; the act's own failure stays with the act. The first act of a transaction needs no savepoint:
/// while one is open SQLite keeps the old text of every page and walks along all of it after each statement, which makes an act of a
/// hundred thousand statements (a year opened, numbers counted again) take hours.
void SqliteDatabase::run_one(Waiting& waiting, bool is_alone) {
    if (!is_alone) writer_->run(open_act);
    if (record_) {
        record_->clear();
        writer_->record_to(record_.get());
    }
    try {
        waiting.kept = (*waiting.act)(*writer_);
    } catch (...) {
        waiting.error = std::current_exception();
    }
    writer_->record_to(nullptr);
    if (waiting.kept && writer_->failed()) {
        // PostgreSQL cannot continue a transaction after an error; the same act must not pass here either.
        waiting.kept = false;
        waiting.error = std::make_exception_ptr(Error{Trouble::other, "an act went on after a statement had failed"});
    }
    writer_->forget_failure();
    if (record_) recorder_->act(*record_, waiting.kept);
    if (!writer_->in_transaction()) {
        // SQLite gave the whole transaction up (disk full, out of memory, I/O error).
        if (waiting.error) std::rethrow_exception(waiting.error);
        throw Error{Trouble::other, "the transaction was lost"};
    }
    if (is_alone && !waiting.kept) {
        writer_->run(rollback);
        writer_->run(begin_write);
    } else if (!is_alone) {
        if (!waiting.kept) writer_->run(undo_act);
        writer_->run(keep_act);
    }
}

void SqliteDatabase::finish(Group& group, const std::exception_ptr& error) {
    for (Waiting* const waiting : group) {
        if (error && !waiting->error) waiting->error = error;
        const bool kept = waiting->kept && !waiting->error;
        ++(kept ? acts_ : undone_);
        waiting->done.wake();  // the caller may be gone after this line
    }
}

SqliteConnection::Options SqliteDatabase::reader_options() const { return {path_, options_.vfs, false, true, reader_cache_kib}; }

std::unique_ptr<SqliteConnection> SqliteDatabase::borrow() {
    std::unique_lock lock{readers_mutex_};
    const bool free = reader_free_.wait_for(lock, reader_wait, [this] { return !readers_.empty() || readers_made_ < options_.readers; });
    if (!free) throw Error{Trouble::busy, "no read connection became free"};
    if (!readers_.empty()) {
        auto reader = std::move(readers_.back());
        readers_.pop_back();
        return reader;
    }
    ++readers_made_;
    lock.unlock();
    try {
        return std::make_unique<SqliteConnection>(reader_options());
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

void SqliteDatabase::give_back(std::unique_ptr<SqliteConnection> reader) {
    {
        const std::lock_guard guard{readers_mutex_};
        if (reader) {
            readers_.push_back(std::move(reader));
        } else {
            --readers_made_;
        }
    }
    reader_free_.notify_one();
}

void SqliteDatabase::run_read(const std::function<void(Connection&)>& work) {
    const Inside guard;
    std::unique_ptr<SqliteConnection> reader;
    try {
        reader = borrow();
        reader->run(begin_read);
        if (recorder_) {
            ActRecord record{*recorder_};
            reader->record_to(&record);
            work(*reader);
            reader->record_to(nullptr);
            recorder_->read(record);
        } else {
            work(*reader);
        }
        reader->run(commit);
    } catch (...) {
        try {
            throw;
        } catch (const Error& error) {
            note(error);
        } catch (...) {  // NOLINT(bugprone-empty-catch): only our own errors say something of the file; all are rethrown below
        }
        if (reader) reader->record_to(nullptr);
        if (reader) roll_back(*reader);
        if (reader) give_back(std::move(reader));
        throw;
    }
    give_back(std::move(reader));
}

}  // namespace jiwei::db
