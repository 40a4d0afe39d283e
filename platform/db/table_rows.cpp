#include "platform/db/table_rows.hpp"

#include <algorithm>

#include "platform/db/migrate.hpp"

namespace jiwei::db {
namespace {

// In the order in which the migrations made them, as far as the engine remembers; schema_migration is one of them.
const Statement list_tables{"db.list_tables",
                            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
                            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1", 0};
const Statement list_columns{
    "db.list_columns", "SELECT name FROM pragma_table_info($1) ORDER BY cid",
    "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 "
    "ORDER BY ordinal_position",
    1};
const Statement list_migrations{"db.dump_migrations", "SELECT module, number, sha256 FROM schema_migration ORDER BY module, number",
                                "SELECT module, number, sha256 FROM schema_migration ORDER BY module, number", 0};

/// Tags of the stream. Stored. Never renumber, never reuse; only append.
enum class Tag : char { migration = 'M', table = 'T', row = 'R', end = 'Z', null = '0', integer = '1', text = '2', bytes = '3' };

std::string number64(std::uint64_t value) {
    std::string out(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) out[i] = static_cast<char>((value >> (56U - 8U * i)) & 255U);
    return out;
}

std::string sized(std::string_view bytes) { return number64(bytes.size()) + std::string{bytes}; }

std::string joined(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    return list;
}

std::uint64_t take_number(SealedReader& reader) {
    std::uint64_t value = 0;
    for (const char c : reader.read(8)) value = (value << 8U) | static_cast<unsigned char>(c);
    return value;
}

std::string take_sized(SealedReader& reader) {
    const std::uint64_t size = take_number(reader);
    if (size > (1ULL << 31U)) throw Error{Trouble::corrupt, "back-up: an impossible length"};
    return reader.read(size);
}

Tag take_tag(SealedReader& reader) { return static_cast<Tag>(reader.read(1)[0]); }

}  // namespace

void dump_rows(Connection& connection, RowSink& sink) {
    for (const Row row : connection.run(list_migrations)) {
        sink.migration(row.text(0), row.integer(1), row.text(2));
        ++sink.migrations;
    }
    for (const Row table : connection.run(list_tables)) {
        TableHead head{table.string(0), {}};
        for (const Row column : connection.run(list_columns, {head.name})) head.columns.push_back(column.string(0));
        sink.table(head);
        ++sink.tables;
        connection.each_text("SELECT " + joined(head.columns) + " FROM " + head.name, {}, [&](const Row& row) {
            sink.row(row);
            ++sink.rows;
            return true;
        });
    }
    sink.end();
}

void read_rows(SealedReader& reader, RowSink& sink) {
    std::size_t columns = 0;
    for (Tag tag = take_tag(reader); tag != Tag::end; tag = take_tag(reader)) {
        if (tag == Tag::migration) {
            const std::string module = take_sized(reader);
            const auto number = static_cast<std::int64_t>(take_number(reader));
            sink.migration(module, number, take_sized(reader));
            ++sink.migrations;
        } else if (tag == Tag::table) {
            TableHead head{take_sized(reader), {}};
            columns = take_number(reader);
            for (std::size_t i = 0; i < columns; ++i) head.columns.push_back(take_sized(reader));
            sink.table(head);
            ++sink.tables;
        } else if (tag == Tag::row) {
            std::vector<std::string> data(columns);
            std::vector<Row::Cell> cells(columns);
            for (std::size_t i = 0; i < columns; ++i) {
                const Tag kind = take_tag(reader);
                if (kind == Tag::integer) {
                    cells[i] = {Row::Cell::Kind::integer, static_cast<std::int64_t>(take_number(reader)), {}};
                } else if (kind != Tag::null) {
                    data[i] = take_sized(reader);
                    cells[i] = {kind == Tag::text ? Row::Cell::Kind::text : Row::Cell::Kind::bytes, 0, data[i]};
                }
            }
            sink.row(Row{cells});
            ++sink.rows;
        } else {
            throw Error{Trouble::corrupt, "back-up: an unknown mark"};
        }
    }
    if (static_cast<std::int64_t>(take_number(reader)) != sink.rows || !reader.at_end())
        throw Error{Trouble::corrupt, "back-up: rows are missing"};
    sink.end();
}

void SealedRows::migration(std::string_view module, std::int64_t number, std::string_view sha256) {
    out_.write(static_cast<char>(Tag::migration) + sized(module) + number64(static_cast<std::uint64_t>(number)) + sized(sha256));
}

void SealedRows::table(const TableHead& head) {
    out_.write(static_cast<char>(Tag::table) + sized(head.name) + number64(head.columns.size()));
    for (const std::string& column : head.columns) out_.write(sized(column));
}

void SealedRows::row(const Row& row) {
    line_.assign(1, static_cast<char>(Tag::row));
    for (std::size_t i = 0; i < row.size(); ++i) {
        switch (row.kind(i)) {
        case Row::Cell::Kind::null: line_ += static_cast<char>(Tag::null); break;
        case Row::Cell::Kind::integer:
            line_ += static_cast<char>(Tag::integer);
            line_ += number64(static_cast<std::uint64_t>(row.integer(i)));
            break;
        case Row::Cell::Kind::text:
        case Row::Cell::Kind::bytes:
            line_ += static_cast<char>(row.kind(i) == Row::Cell::Kind::text ? Tag::text : Tag::bytes);
            line_ += sized(row.text(i));
            break;
        }
    }
    out_.write(line_);
}

void SealedRows::end() { out_.write(static_cast<char>(Tag::end) + number64(static_cast<std::uint64_t>(rows))); }

namespace {

/// Runs the migrations with which the data was made; those that came later stay pending.
class Loader : public RowSink {
public:
    void migration(std::string_view module, std::int64_t number, std::string_view sha256) override {
        const auto known = all_migrations();
        const auto found = std::ranges::find_if(known, [&](const Migration& m) { return m.module == module && m.number == number; });
        if (found == known.end() || found->sha256 != sha256)
            throw Error{Trouble::other, "the back-up has migration " + std::string{module} + " " + std::to_string(number) +
                                            ", which this program does not know"};
        wanted_.push_back(&*found);
    }

protected:
    /// In the program's order, not the table's.
    void build(Connection& connection) {
        std::ranges::sort(wanted_);
        create_migration_table(connection);
        for (const Migration* const migration : wanted_) connection.run_script(migration->text(connection.engine()));
        wanted_.clear();
        built_ = true;
    }
    [[nodiscard]] bool built() const { return built_; }

private:
    std::vector<const Migration*> wanted_;
    bool built_ = false;
};

class SqliteLoader final : public Loader {
public:
    explicit SqliteLoader(SqliteConnection& connection) : connection_{connection} {}

    void table(const TableHead& head) override {
        if (!built()) build(connection_);
        std::string places;
        for (std::size_t i = 1; i <= head.columns.size(); ++i) places += (i == 1 ? "$" : ", $") + std::to_string(i);
        insert_ = "INSERT INTO " + head.name + " (" + joined(head.columns) + ") VALUES (" + places + ")";
    }
    void row(const Row& row) override {
        std::vector<Param> params;
        for (std::size_t i = 0; i < row.size(); ++i) {
            switch (row.kind(i)) {
            case Row::Cell::Kind::null: params.emplace_back(nullptr); break;
            case Row::Cell::Kind::integer: params.emplace_back(row.integer(i)); break;
            case Row::Cell::Kind::text: params.emplace_back(row.text(i)); break;
            case Row::Cell::Kind::bytes: params.emplace_back(Bytes{row.text(i)}); break;
            }
        }
        (void)connection_.run_text(insert_, params);
    }
    void end() override {}

private:
    SqliteConnection& connection_;
    std::string insert_;
};

/// COPY in binary form: https://www.postgresql.org/docs/15/sql-copy.html.
class PostgresLoader final : public Loader {
public:
    explicit PostgresLoader(PostgresConnection& connection) : connection_{connection} {}

    void table(const TableHead& head) override {
        finish_table();
        if (!built()) {
            build(connection_);
            foreign_keys("DEFERRABLE INITIALLY DEFERRED");
        }
        connection_.begin_copy("COPY " + head.name + " (" + joined(head.columns) + ") FROM STDIN WITH (FORMAT binary)");
        copying_ = true;
        buffer_.assign("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", 19);
    }
    void row(const Row& row) override {
        append(row.size(), 2);
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (row.is_null(i)) {
                append(0xffff'ffffU, 4);
            } else if (row.kind(i) == Row::Cell::Kind::integer) {
                append(8, 4);
                append(static_cast<std::uint64_t>(row.integer(i)), 8);
            } else {
                append(row.text(i).size(), 4);
                buffer_.append(row.text(i));
            }
        }
        if (buffer_.size() > buffer_bytes) flush();
    }
    void end() override {
        finish_table();
        if (!built()) return;
        connection_.run_script("SET CONSTRAINTS ALL IMMEDIATE");
        foreign_keys("NOT DEFERRABLE");
    }

private:
    static constexpr std::size_t buffer_bytes = 1U << 18U;

    void append(std::uint64_t value, unsigned bytes) {
        for (unsigned i = bytes; i > 0; --i) buffer_ += static_cast<char>((value >> (8U * (i - 1))) & 255U);
    }
    void flush() {
        connection_.put_copy(buffer_);
        buffer_.clear();
    }
    void finish_table() {
        if (!copying_) return;
        append(0xffffU, 2);
        flush();
        connection_.end_copy();
        copying_ = false;
    }
    /// Tables arrive by name, and some refer to themselves: references are checked when all rows are there.
    void foreign_keys(const std::string& how) {
        const Rows keys = connection_.run_text(
            "SELECT CAST(conrelid AS regclass)::TEXT, CAST(conname AS TEXT) FROM pg_constraint c JOIN pg_namespace n "
            "ON n.oid = c.connamespace WHERE contype = 'f' AND n.nspname = current_schema()",
            {});
        for (const Row key : keys)
            connection_.run_script("ALTER TABLE " + key.string(0) + " ALTER CONSTRAINT " + key.string(1) + " " + how);
    }

    PostgresConnection& connection_;
    std::string buffer_;
    bool copying_ = false;
};

}  // namespace

std::unique_ptr<RowSink> load_into(SqliteConnection& connection) { return std::make_unique<SqliteLoader>(connection); }
std::unique_ptr<RowSink> load_into(PostgresConnection& connection) { return std::make_unique<PostgresLoader>(connection); }

}  // namespace jiwei::db
