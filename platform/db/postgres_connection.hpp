// A connection to PostgreSQL. Used by one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "platform/db/connection.hpp"
#include "platform/db/recorder.hpp"

struct pg_conn;
struct pg_result;

namespace jiwei::db {

class PostgresConnection final : public Connection {
public:
    /// Throws Trouble::lost when the server cannot be reached.
    explicit PostgresConnection(const std::string& url);
    ~PostgresConnection() override;
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    [[nodiscard]] Engine engine() const override { return Engine::postgres; }
    using Connection::each;
    using Connection::run;
    Rows run(const Statement& statement, std::span<const Param> params) override;
    /// Through a server-side cursor, some hundred rows at a time.
    void each(const Statement& statement, std::span<const Param> params, const std::function<bool(const Row&)>& on_row) override;
    Rows run_text(std::string_view sql, std::span<const Param> params) override;
    void each_text(std::string_view sql, std::span<const Param> params, const std::function<bool(const Row&)>& on_row) override;
    void run_script(std::string_view sql) override;

    /// COPY … FROM STDIN, its data, its end.
    void begin_copy(const std::string& sql);
    void put_copy(std::string_view data);
    void end_copy();

    /// A statement of the transaction itself; not recorded.
    void control(const char* sql);
    [[nodiscard]] bool alive() const;
    /// True after a statement of the transaction failed: PostgreSQL would answer COMMIT with a silent rollback.
    [[nodiscard]] bool failed() const;
    [[nodiscard]] bool in_transaction() const;
    void record_to(ActRecord* record) { record_ = record; }

private:
    struct Clear {
        void operator()(pg_result* result) const;
    };
    using Result = std::unique_ptr<pg_result, Clear>;
    struct Prepared {
        std::string name;
        const char* text = nullptr;  // guards against a Statement that is no constant
    };

    void stream(std::string_view sql, std::span<const Param> params, std::string_view what, const std::function<bool(const Row&)>& on_row);
    std::string prepare(std::string_view sql, std::string_view what);
    Result execute(const std::string& prepared, std::span<const Param> params, std::string_view what);
    Result checked(pg_result* raw, std::string_view what) const;

    pg_conn* handle_ = nullptr;
    std::unordered_map<const Statement*, Prepared> statements_;
    std::unordered_map<std::string, std::string> texts_;
    int names_ = 0;
    int cursors_ = 0;
    ActRecord* record_ = nullptr;
};

}  // namespace jiwei::db
