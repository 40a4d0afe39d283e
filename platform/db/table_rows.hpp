// All rows of all tables in a form that belongs to neither engine: how a back-up of one is restored into the other.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/connection.hpp"
#include "platform/db/postgres_connection.hpp"
#include "platform/db/sealed_file.hpp"
#include "platform/db/sqlite_connection.hpp"

namespace jiwei::db {

struct TableHead {
    std::string name;
    std::vector<std::string> columns;
};

/// Takes what dump_rows() or read_rows() gives. First the migrations, then table by table.
class RowSink {
public:
    virtual ~RowSink() = default;
    virtual void migration(std::string_view module, std::int64_t number, std::string_view sha256) = 0;
    virtual void table(const TableHead& head) = 0;
    virtual void row(const Row& row) = 0;
    virtual void end() = 0;
    std::int64_t rows = 0;
    int tables = 0;
    int migrations = 0;
};

/// Everything that `connection` sees; call it inside one read transaction.
void dump_rows(Connection& connection, RowSink& sink);
/// What SealedRows has written.
void read_rows(SealedReader& reader, RowSink& sink);

/// Into a sealed file.
class SealedRows final : public RowSink {
public:
    explicit SealedRows(SealedWriter& out) : out_{out} {}
    void migration(std::string_view module, std::int64_t number, std::string_view sha256) override;
    void table(const TableHead& head) override;
    void row(const Row& row) override;
    void end() override;

private:
    SealedWriter& out_;
    std::string line_;
};

/// Into an empty database whose connection is inside a transaction: runs the migrations the data was made with, then the rows.
[[nodiscard]] std::unique_ptr<RowSink> load_into(SqliteConnection& connection);
[[nodiscard]] std::unique_ptr<RowSink> load_into(PostgresConnection& connection);

}  // namespace jiwei::db
