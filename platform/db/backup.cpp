#include "platform/db/backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "platform/db/file_lock.hpp"
#include "platform/db/sealed_file.hpp"
#include "platform/db/sqlite_connection.hpp"
#include "platform/db/table_rows.hpp"

namespace jiwei::db {
namespace {

namespace fs = std::filesystem;

constexpr int pages_per_step = 2'048;

/// A file beside the back-up that holds plain data for a moment; gone with its owner, and SQLite's side files with it.
class PlainFile {
public:
    explicit PlainFile(std::string path) : path_{std::move(path)} {
        drop();
        const int descriptor = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor < 0) throw Error{Trouble::other, "cannot write " + path_};
        close(descriptor);
    }
    ~PlainFile() { drop(); }
    PlainFile(const PlainFile&) = delete;
    PlainFile& operator=(const PlainFile&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    void drop() {
        for (const char* const tail : {"", "-wal", "-shm", "-journal", "-lock"}) {
            std::error_code ignored;
            fs::remove(path_ + tail, ignored);
        }
    }
    std::string path_;
};

void sync_folder_of(const std::string& path) {
    const std::string folder = fs::absolute(path).parent_path().string();
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    (void)fsync(descriptor);
    close(descriptor);
}

void move_into_place(const std::string& from, const std::string& to) {
    fs::rename(from, to);
    sync_folder_of(to);
}

/// The pages as they are at one moment. The source's read transaction stays open, so writers go on and the copy never starts anew.
void copy_pages(SqliteConnection& source, SqliteConnection& target, const Progress& progress) {
    sqlite3_backup* const copy = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
    if (copy == nullptr) throw sqlite_error(target.handle(), sqlite3_errcode(target.handle()), "back-up");
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(copy, pages_per_step);
        if (progress) progress(sqlite3_backup_pagecount(copy) - sqlite3_backup_remaining(copy), sqlite3_backup_pagecount(copy));
    }
    const int end = sqlite3_backup_finish(copy);
    if (code != SQLITE_DONE || end != SQLITE_OK) throw sqlite_error(target.handle(), end, "back-up");
}

void seal_file(const std::string& plain, SealedWriter& out) {
    std::ifstream in{plain, std::ios::binary};
    std::string block(1U << 20U, '\0');
    while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
        out.write(std::string_view{block}.substr(0, static_cast<std::size_t>(in.gcount())));
    }
}

void unseal_file(SealedReader& in, const std::string& plain) {
    std::ofstream out{plain, std::ios::binary | std::ios::in | std::ios::out};
    for (std::string part = in.read_some(); !part.empty(); part = in.read_some()) out << part;
    if (!out.flush()) throw Error{Trouble::full, "the copy cannot be written (disk full?)"};
}

/// Rows into an empty SQLite file, in one transaction.
void rows_to_sqlite(SealedReader& in, const std::string& path) {
    SqliteConnection connection{{path, "", true, false, 65'536}};
    connection.run_script("PRAGMA journal_mode = OFF; PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN");
    const auto sink = load_into(connection);
    read_rows(in, *sink);
    connection.run_script("COMMIT; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)");
}

/// A plain SQLite file with the content of the back-up, whichever engine it came from.
void open_up(const std::string& path, const BackupKey& key, const std::string& plain) {
    SealedReader in{path, key};
    if (in.payload() == Payload::sqlite_file) {
        unseal_file(in, plain);
    } else {
        rows_to_sqlite(in, plain);
    }
}

class Counting final : public RowSink {
public:
    void migration(std::string_view, std::int64_t, std::string_view) override {}
    void table(const TableHead&) override {}
    void row(const Row&) override {}
    void end() override {}
};

/// Opens the copy as a database and looks at every page, every reference, the migrations, and what the caller wants to see.
BackupReport examine(const std::string& plain, const Inspect& inspect) {
    BackupReport report;
    {
        SqliteConnection connection{{plain, "", false, false, 8'192}};
        const Rows checked = connection.run_text("PRAGMA integrity_check(1)", {});
        if (checked.size() != 1 || checked[0].text(0) != "ok")
            throw Error{Trouble::corrupt, "the copy is damaged: " + checked[0].string(0)};
        if (!connection.run_text("PRAGMA foreign_key_check", {}).empty()) throw Error{Trouble::corrupt, "the copy breaks a reference"};
        Counting counting;
        connection.run_script("BEGIN");
        dump_rows(connection, counting);
        connection.run_script("COMMIT");
        report.rows = counting.rows;
        report.tables = counting.tables;
        report.migrations = counting.migrations;
    }
    OpenOptions options;
    options.url = "sqlite:" + plain;
    options.use = Use::inspect;
    options.create = false;
    const auto copy = Database::open(options);
    if (!copy->health().writable && copy->health().reason == "damaged")
        throw Error{Trouble::corrupt, "the copy is damaged: " + copy->health().detail};
    (void)pending_migrations(*copy);  // refuses migrations that are unknown or were changed
    if (inspect) inspect(*copy);
    return report;
}

void write_sqlite(const std::string& database, const std::string& part, const BackupKey& key, const Progress& progress) {
    const PlainFile plain{part + ".plain"};
    {
        SqliteConnection source{{database, "", false, true, 8'192}};
        SqliteConnection target{{plain.path(), "", true, false, 8'192}};
        target.run_script("PRAGMA synchronous = OFF");
        source.run_script("BEGIN");
        (void)source.run_text("SELECT COUNT(*) FROM sqlite_schema", {});  // the moment that is copied
        copy_pages(source, target, progress);
        source.run_script("COMMIT");
    }
    SealedWriter out{part, key, Payload::sqlite_file};
    seal_file(plain.path(), out);
    out.finish();
}

void write_rows(Database& database, const std::string& part, const BackupKey& key) {
    SealedWriter out{part, key, Payload::rows};
    SealedRows sink{out};
    database.read([&](Connection& connection) { dump_rows(connection, sink); });
    out.finish();
}

bool holds_data(Database& database, std::span<const Migration> known) { return pending_migrations(database, known).size() < known.size(); }

void restore_postgres(const std::string& plain, const std::string& url) {
    SqliteConnection source{{plain, "", false, true, 8'192}};
    PostgresConnection target{url};
    if (!target.run_text("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1", {}).empty())
        throw Error{Trouble::other, "the database is not empty: restore into a new one"};
    target.control("BEGIN");
    source.run_script("BEGIN");
    const auto sink = load_into(target);
    dump_rows(source, *sink);
    source.run_script("COMMIT");
    target.control("COMMIT");
    (void)Database::open({.url = url, .use = Use::inspect});  // refuses a database of another collation
}

}  // namespace

BackupReport backup(Database& database, const std::string& path, const BackupKey& key, const Inspect& inspect, const Progress& progress) {
    const std::string part = path + ".part";
    const PlainFile cleaner{part};
    if (database.engine() == Engine::sqlite) {
        write_sqlite(database.url().substr(7), part, key, progress);
    } else {
        write_rows(database, part, key);
    }
    BackupReport report = verify_backup(part, key, inspect);
    move_into_place(part, path);
    report.path = path;
    return report;
}

BackupReport verify_backup(const std::string& path, const BackupKey& key, const Inspect& inspect) {
    const PlainFile plain{path + ".check"};
    open_up(path, key, plain.path());
    BackupReport report = examine(plain.path(), inspect);
    report.path = path;
    report.bytes = static_cast<std::int64_t>(fs::file_size(path));
    return report;
}

BackupReport restore(const std::string& path, const std::string& url, const BackupKey& key, const Inspect& inspect,
                     const Progress& progress) {
    const bool to_sqlite = url.starts_with("sqlite:");
    const std::string target = to_sqlite ? url.substr(7) : path;
    if (to_sqlite && fs::exists(target))
        throw Error{Trouble::other, "there is a database at " + target + " already: restore into a new place"};
    std::optional<FileLock> lock;
    if (to_sqlite)
        lock.emplace(target + "-lock", LockMode::exclusive, std::chrono::milliseconds{0}, "another jiwei is using this database");
    const PlainFile plain{target + ".restoring"};
    open_up(path, key, plain.path());
    if (progress) progress(1, 2);
    BackupReport report = examine(plain.path(), inspect);
    report.path = path;
    report.bytes = static_cast<std::int64_t>(fs::file_size(path));
    if (to_sqlite) {
        const int descriptor = open(plain.path().c_str(), O_RDONLY | O_CLOEXEC);
        const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
        if (descriptor >= 0) close(descriptor);
        if (!synced) throw Error{Trouble::other, "the disk did not take the database"};
        move_into_place(plain.path(), target);
    } else {
        restore_postgres(plain.path(), url);
    }
    if (progress) progress(2, 2);
    return report;
}

std::vector<const Migration*> migrate_safely(Database& database, time::Instant at, const std::string& folder, const BackupKey& key,
                                             std::string* backup_path, std::span<const Migration> known) {
    std::string path;
    if (!pending_migrations(database, known).empty() && holds_data(database, known)) {
        fs::create_directories(folder);
        path = folder + "/before-migration-" + std::to_string(at.utc_ms) + ".jwb";
        (void)backup(database, path, key);
    }
    if (backup_path != nullptr) *backup_path = path;
    return migrate(database, at, known);
}

}  // namespace jiwei::db
