#include "platform/db/sqlite_connection.hpp"

#include <sqlite3.h>

#include <charconv>
#include <chrono>
#include <thread>
#include <type_traits>

#include "core/kernel/utf8.hpp"
#include "platform/db/row_store.hpp"

namespace jiwei::db {
namespace {

constexpr int busy_wait_ms = 10'000;
constexpr int busy_poll_ms = 2;
constexpr std::size_t texts_max = 256;

/// Looks again every two milliseconds. SQLite's own handler waits longer and longer, up to 100 ms: beside another process that writes one
/// act after the other it would hardly ever find the file free.
int wait_while_busy(void* /*unused*/, int tries) {
    if (tries >= busy_wait_ms / busy_poll_ms) return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds{busy_poll_ms});
    return 1;
}

Trouble trouble_of(int extended) {
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return Trouble::duplicate;
    default: break;
    }
    switch (extended & 0xff) {
    case SQLITE_CONSTRAINT: return Trouble::reference;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Trouble::busy;
    case SQLITE_FULL: return Trouble::full;
    case SQLITE_READONLY: return Trouble::read_only;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Trouble::corrupt;
    default: return Trouble::other;
    }
}

void set_pragmas(SqliteConnection& connection, const SqliteConnection::Options& options) {
    // FULL: in WAL mode the log is synced at every COMMIT, so what was acknowledged survives a power cut.
    // No mmap: a read error of the disk would arrive as a signal that kills the server instead of an error.
    connection.run_script(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;"
        "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;"
        "PRAGMA cache_size = -" +
        std::to_string(options.cache_kib));
    if (options.query_only) connection.run_script("PRAGMA query_only = ON");
}

}  // namespace

Error sqlite_error(sqlite3* handle, int code, std::string_view what) {
    const int extended = handle != nullptr ? sqlite3_extended_errcode(handle) : code;
    std::string message{what};
    message.append(": ").append(handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
    message += " (sqlite " + std::to_string(extended) + ")";
    return Error{trouble_of(extended), message};
}

void SqliteConnection::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqliteConnection::SqliteConnection(const Options& options) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (options.create ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(options.path.c_str(), &handle_, flags, options.vfs.empty() ? nullptr : options.vfs.c_str());
    if (code != SQLITE_OK) {
        const Error error = sqlite_error(handle_, code, "opening the database");
        sqlite3_close_v2(handle_);
        throw error;
    }
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_handler(handle_, wait_while_busy, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    try {
        set_pragmas(*this, options);
    } catch (...) {
        sqlite3_close_v2(handle_);
        throw;
    }
}

SqliteConnection::~SqliteConnection() {
    statements_.clear();
    texts_.clear();
    sqlite3_close_v2(handle_);
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

SqliteConnection::Prepared SqliteConnection::prepare(std::string_view sql, std::string_view what) {
    sqlite3_stmt* raw = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, &tail);
    if (code != SQLITE_OK) throw sqlite_error(handle_, code, what);
    Prepared prepared;
    prepared.statement.reset(raw);
    prepared.text = sql.data();
    // SQLite numbers $n by first appearance, so each of its parameters is looked up by name once.
    const int count = sqlite3_bind_parameter_count(raw);
    for (int i = 1; i <= count; ++i) {
        const char* name = sqlite3_bind_parameter_name(raw, i);
        std::size_t number = 0;
        if (name != nullptr) std::from_chars(name + 1, name + std::char_traits<char>::length(name), number);
        if (number == 0) throw Error{Trouble::other, std::string{what} + ": parameters are $1, $2, …"};
        prepared.positions.push_back(number - 1);
    }
    return prepared;
}

SqliteConnection::Prepared& SqliteConnection::cached(const Statement& statement) {
    const auto found = statements_.find(&statement);
    if (found != statements_.end() && found->second.text == statement.sqlite.data()) return found->second;
    return statements_[&statement] = prepare(statement.sqlite, statement.name);
}

SqliteConnection::Prepared& SqliteConnection::cached_text(std::string_view sql) {
    std::string key{sql};
    const auto found = texts_.find(key);
    if (found != texts_.end()) return *found->second;
    if (texts_.size() >= texts_max) {
        std::erase_if(texts_, [](const auto& item) { return !item.second->in_use; });
    }
    const auto kept = texts_.emplace(std::move(key), nullptr).first;
    try {
        kept->second = std::make_unique<Prepared>(prepare(kept->first, "composed"));
    } catch (...) {
        texts_.erase(kept);
        throw;
    }
    return *kept->second;
}

void SqliteConnection::bind(Prepared& prepared, std::span<const Param> params, std::string_view what) {
    sqlite3_stmt* const statement = prepared.statement.get();
    for (std::size_t i = 0; i < prepared.positions.size(); ++i) {
        if (prepared.positions[i] >= params.size()) throw Error{Trouble::other, std::string{what} + ": too few parameters"};
        const int at = static_cast<int>(i) + 1;
        const int code = std::visit(
            [&](const auto& value) {
                using Value = std::decay_t<decltype(value)>;
                if constexpr (std::is_same_v<Value, std::monostate>) {
                    return sqlite3_bind_null(statement, at);
                } else if constexpr (std::is_same_v<Value, std::int64_t>) {
                    return sqlite3_bind_int64(statement, at, value);
                } else if constexpr (std::is_same_v<Value, Bytes>) {
                    return sqlite3_bind_blob64(statement, at, value.data.empty() ? "" : value.data.data(), value.data.size(),
                                               SQLITE_STATIC);
                } else {
                    // The same refusal as PostgreSQL's: text is UTF-8 without NUL.
                    if (value.find('\0') != std::string_view::npos || !utf8::is_valid(value))
                        throw Error{Trouble::other, std::string{what} + ": text is not UTF-8 or holds NUL"};
                    return sqlite3_bind_text64(statement, at, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
                }
            },
            params[prepared.positions[i]].held());
        if (code != SQLITE_OK) throw sqlite_error(handle_, code, what);
    }
    if (params.size() > prepared.positions.size()) throw Error{Trouble::other, std::string{what} + ": too many parameters"};
}

/// Resets the statement on every way out.
class SqliteConnection::Running {
public:
    explicit Running(Prepared& prepared) : prepared_{prepared} { prepared_.in_use = true; }
    ~Running() {
        sqlite3_reset(prepared_.statement.get());
        prepared_.in_use = false;
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

private:
    Prepared& prepared_;
};

namespace {

Row::Cell cell_of(sqlite3_stmt* statement, int column, std::string_view what) {
    const auto bytes = [&](const void* data) {
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        return size == 0 ? std::string_view{""} : std::string_view{static_cast<const char*>(data), size};
    };
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER: return {Row::Cell::Kind::integer, sqlite3_column_int64(statement, column), {}};
    case SQLITE_TEXT: return {Row::Cell::Kind::text, 0, bytes(sqlite3_column_text(statement, column))};
    case SQLITE_BLOB: return {Row::Cell::Kind::bytes, 0, bytes(sqlite3_column_blob(statement, column))};
    case SQLITE_NULL: return {};
    default: throw Error{Trouble::other, std::string{what} + ": floating point is not used here"};
    }
}

}  // namespace

Rows SqliteConnection::collect(Prepared& prepared, std::span<const Param> params, std::string_view what) {
    const Running running{prepared};
    bind(prepared, params, what);
    sqlite3_stmt* const statement = prepared.statement.get();
    const int columns = sqlite3_column_count(statement);
    RowStore store{static_cast<std::size_t>(columns)};
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int column = 0; column < columns; ++column) {
            const Row::Cell cell = cell_of(statement, column, what);
            if (cell.kind == Row::Cell::Kind::null) {
                store.null();
            } else if (cell.kind == Row::Cell::Kind::integer) {
                store.integer(cell.integer);
            } else {
                store.data(cell.kind, cell.data);
            }
        }
    }
    if (code != SQLITE_DONE) throw sqlite_error(handle_, code, what);
    const bool writes = sqlite3_stmt_readonly(statement) == 0;
    return store.finish(static_cast<std::size_t>(columns), writes ? sqlite3_changes64(handle_) : 0);
}

/// Remembers a failure inside a transaction.
template <class F>
auto SqliteConnection::watched(F&& work) -> decltype(work()) {
    try {
        return work();
    } catch (...) {
        failed_ = in_transaction();
        throw;
    }
}

void SqliteConnection::refuse_after_failure(std::string_view what) const {
    if (failed_) throw Error{Trouble::other, std::string{what} + ": an earlier statement of this act has failed"};
}

Rows SqliteConnection::run(const Statement& statement, std::span<const Param> params) {
    refuse_after_failure(statement.name);
    if (record_ != nullptr) record_->add(statement.sqlite, params);
    return watched([&] {
        Prepared& prepared = cached(statement);
        if (!prepared.in_use) return collect(prepared, params, statement.name);
        // Asked again from inside its own each(): a second prepared form.
        Prepared again = prepare(statement.sqlite, statement.name);
        return collect(again, params, statement.name);
    });
}

Rows SqliteConnection::run_text(std::string_view sql, std::span<const Param> params) {
    refuse_after_failure("composed");
    if (record_ != nullptr) record_->add(sql, params);
    return watched([&] { return collect(cached_text(sql), params, "composed"); });
}

void SqliteConnection::stream(Prepared& prepared, std::span<const Param> params, std::string_view what,
                              const std::function<bool(const Row&)>& on_row) {
    const Running running{prepared};
    bind(prepared, params, what);
    sqlite3_stmt* const statement = prepared.statement.get();
    const int columns = sqlite3_column_count(statement);
    std::vector<Row::Cell> cells(static_cast<std::size_t>(columns));
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int column = 0; column < columns; ++column) cells[static_cast<std::size_t>(column)] = cell_of(statement, column, what);
        if (!on_row(Row{cells})) return;
    }
    if (code != SQLITE_DONE) throw sqlite_error(handle_, code, what);
}

void SqliteConnection::each(const Statement& statement, std::span<const Param> params, const std::function<bool(const Row&)>& on_row) {
    refuse_after_failure(statement.name);
    if (record_ != nullptr) record_->add(statement.sqlite, params);
    watched([&] {
        Prepared& prepared = cached(statement);
        if (!prepared.in_use) return stream(prepared, params, statement.name, on_row);
        Prepared again = prepare(statement.sqlite, statement.name);
        stream(again, params, statement.name, on_row);
    });
}

void SqliteConnection::each_text(std::string_view sql, std::span<const Param> params, const std::function<bool(const Row&)>& on_row) {
    refuse_after_failure("composed");
    if (record_ != nullptr) record_->add(sql, params);
    watched([&] {
        Prepared prepared = prepare(sql, "composed");
        stream(prepared, params, "composed", on_row);
    });
}

void SqliteConnection::run_script(std::string_view sql) {
    refuse_after_failure("script");
    watched([&] {
        const std::string text{sql};
        if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            throw sqlite_error(handle_, sqlite3_errcode(handle_), "script");
    });
}

}  // namespace jiwei::db
