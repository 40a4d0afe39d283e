// A connection to SQLite. Used by one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/db/connection.hpp"
#include "platform/db/recorder.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace jiwei::db {

/// The error of a SQLite result code. `what` names the statement; the message holds no values.
[[nodiscard]] Error sqlite_error(sqlite3* handle, int code, std::string_view what);

class SqliteConnection final : public Connection {
public:
    struct Options {
        std::string path;
        std::string vfs;
        bool create = false;
        bool query_only = false;
        int cache_kib = 8'192;
    };
    explicit SqliteConnection(const Options& options);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    [[nodiscard]] Engine engine() const override { return Engine::sqlite; }
    using Connection::each;
    using Connection::run;
    Rows run(const Statement& statement, std::span<const Param> params) override;
    void each(const Statement& statement, std::span<const Param> params, const std::function<bool(const Row&)>& on_row) override;
    Rows run_text(std::string_view sql, std::span<const Param> params) override;
    void each_text(std::string_view sql, std::span<const Param> params, const std::function<bool(const Row&)>& on_row) override;
    void run_script(std::string_view sql) override;

    /// False when SQLite itself has rolled the transaction back, as it does when the disk is full.
    [[nodiscard]] bool in_transaction() const;
    [[nodiscard]] sqlite3* handle() const { return handle_; }
    /// A statement failed since forget_failure(); further ones are refused, as PostgreSQL does.
    [[nodiscard]] bool failed() const { return failed_; }
    void forget_failure() { failed_ = false; }
    void record_to(ActRecord* record) { record_ = record; }

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    struct Prepared {
        std::unique_ptr<sqlite3_stmt, Finalize> statement;
        const char* text = nullptr;          // guards against a Statement that is no constant
        std::vector<std::size_t> positions;  // SQLite's parameter i+1 is our parameter positions[i]
        bool in_use = false;
    };
    class Running;

    Prepared prepare(std::string_view sql, std::string_view what);
    Prepared& cached(const Statement& statement);
    Prepared& cached_text(std::string_view sql);
    void bind(Prepared& prepared, std::span<const Param> params, std::string_view what);
    void stream(Prepared& prepared, std::span<const Param> params, std::string_view what, const std::function<bool(const Row&)>& on_row);
    Rows collect(Prepared& prepared, std::span<const Param> params, std::string_view what);

    sqlite3* handle_ = nullptr;
    std::unordered_map<const Statement*, Prepared> statements_;
    std::unordered_map<std::string, std::unique_ptr<Prepared>> texts_;
    void refuse_after_failure(std::string_view what) const;
    template <class F>
    auto watched(F&& work) -> decltype(work());

    ActRecord* record_ = nullptr;
    bool failed_ = false;
};

}  // namespace jiwei::db
