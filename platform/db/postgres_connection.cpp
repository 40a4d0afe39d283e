#include "platform/db/postgres_connection.hpp"

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <cstring>
#include <type_traits>

#include "platform/db/row_store.hpp"

namespace jiwei::db {
namespace {

constexpr std::size_t text_handles_max = 256;
constexpr int rows_per_fetch = 500;

// Numbers of built-in types: src/include/catalog/pg_type.dat, fixed since PostgreSQL began.
enum Type : Oid {
    type_bool = 16,
    type_bytea = 17,
    type_name = 19,
    type_int8 = 20,
    type_int2 = 21,
    type_int4 = 23,
    type_text = 25,
    type_oid = 26,
    type_unknown = 705,
    type_bpchar = 1042,
    type_varchar = 1043,
    type_numeric = 1700
};

Trouble trouble_of_state(std::string_view state) {
    if (state == "23505") return Trouble::duplicate;
    if (state.starts_with("23")) return Trouble::reference;
    if (state == "40001" || state == "40P01") return Trouble::conflict;
    if (state == "55P03" || state == "53300") return Trouble::busy;
    if (state == "53100") return Trouble::full;
    if (state == "25006") return Trouble::read_only;
    if (state == "XX001" || state == "XX002") return Trouble::corrupt;
    if (state.starts_with("08") || state.starts_with("57P")) return Trouble::lost;
    return Trouble::other;
}

std::string_view field(const PGresult* result, int code) {
    const char* const text = PQresultErrorField(result, code);
    return text == nullptr ? std::string_view{} : std::string_view{text};
}

/// PostgreSQL quotes values in many messages ("invalid input syntax for type bigint: …"); only those of syntax and schema errors,
/// which cannot, are passed on.
Error error_of(const PGresult* result, const PGconn* connection, std::string_view what) {
    std::string message{what};
    const std::string_view state = field(result, PG_DIAG_SQLSTATE);
    if (state.empty()) return Error{Trouble::lost, message + ": the connection to PostgreSQL failed: " + PQerrorMessage(connection)};
    message.append(": postgres ").append(state);
    if (const std::string_view name = field(result, PG_DIAG_CONSTRAINT_NAME); !name.empty()) message.append(", constraint ").append(name);
    if (state.starts_with("42") || state.starts_with("40") || state.starts_with("5"))
        message.append(", ").append(field(result, PG_DIAG_MESSAGE_PRIMARY));
    return Error{trouble_of_state(state), message};
}

template <class T>
T big_endian(const char* data) {
    std::make_unsigned_t<T> value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        value = static_cast<std::make_unsigned_t<T>>((value << 8U) | static_cast<unsigned char>(data[i]));
    return static_cast<T>(value);
}

/// A whole number sent as numeric, as SUM does: base-10,000 digits, weight of the first, sign, scale.
std::int64_t whole_numeric(const char* data, std::string_view what) {
    const auto digits = big_endian<std::int16_t>(data);
    const auto weight = big_endian<std::int16_t>(data + 2);
    const auto sign = big_endian<std::uint16_t>(data + 4);
    const auto refuse = [&]() -> Error {
        return Error{Trouble::other, std::string{what} + ": a number is no 64-bit integer; write CAST(x AS BIGINT)"};
    };
    if ((sign != 0 && sign != 0x4000) || digits > weight + 1 || weight > 4) throw refuse();
    std::int64_t value = 0;
    for (std::int16_t i = 0; i <= weight; ++i) {
        const std::int64_t digit = i < digits ? big_endian<std::int16_t>(data + 8 + 2 * i) : 0;
        if (__builtin_mul_overflow(value, std::int64_t{10'000}, &value) || __builtin_sub_overflow(value, digit, &value)) throw refuse();
    }
    if (sign == 0x4000) return value;
    if (value == INT64_MIN) throw refuse();
    return -value;
}

Row::Cell postgres_cell(const PGresult* result, int row, int column, std::string_view what) {
    if (PQgetisnull(result, row, column) != 0) return {};
    const char* const data = PQgetvalue(result, row, column);
    const auto size = static_cast<std::size_t>(PQgetlength(result, row, column));
    const auto integer = [](std::int64_t value) { return Row::Cell{Row::Cell::Kind::integer, value, {}}; };
    switch (PQftype(result, column)) {
    case type_int8: return integer(big_endian<std::int64_t>(data));
    case type_int4: return integer(big_endian<std::int32_t>(data));
    case type_int2: return integer(big_endian<std::int16_t>(data));
    case type_oid: return integer(big_endian<std::uint32_t>(data));
    case type_bool: return integer(data[0] != 0 ? 1 : 0);
    case type_numeric: return integer(whole_numeric(data, what));
    case type_bytea: return {Row::Cell::Kind::bytes, 0, {data, size}};
    case type_text:
    case type_varchar:
    case type_bpchar:
    case type_name:
    case type_unknown: return {Row::Cell::Kind::text, 0, {data, size}};
    default: throw Error{Trouble::other, std::string{what} + ": a column has a type that is not used here"};
    }
}

/// The arrays libpq wants. Text and bytes go as they are (binary form, no copy), integers as digits, so that the server may take
/// them for any integer type.
class Arguments {
public:
    Arguments(std::span<const Param> params, std::string_view what) {
        if (params.size() > max) throw Error{Trouble::other, std::string{what} + ": too many parameters"};
        for (const Param& param : params) {
            std::visit([this](const auto& value) { add(value); }, param.held());
        }
    }
    [[nodiscard]] int count() const { return static_cast<int>(values_.size()); }
    [[nodiscard]] const char* const* values() const { return values_.data(); }
    [[nodiscard]] const int* lengths() const { return lengths_.data(); }
    [[nodiscard]] const int* formats() const { return formats_.data(); }

private:
    static constexpr std::size_t max = 65'535;

    void push(const char* value, std::size_t length, int format) {
        values_.push_back(value);
        lengths_.push_back(static_cast<int>(length));
        formats_.push_back(format);
    }
    void add(std::monostate) { push(nullptr, 0, 1); }
    void add(std::int64_t value) {
        auto& digits = digits_.emplace_back(std::make_unique<std::array<char, 24>>());
        *std::to_chars(digits->data(), digits->data() + 23, value).ptr = '\0';
        push(digits->data(), 0, 0);
    }
    void add(std::string_view value) { push(value.empty() ? "" : value.data(), value.size(), 1); }
    void add(const std::string& value) { add(std::string_view{value}); }
    void add(Bytes value) { add(value.data); }

    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
    std::vector<std::unique_ptr<std::array<char, 24>>> digits_;
};

Rows rows_of(const PGresult* result, std::string_view what) {
    const int columns = PQnfields(result);
    const int rows = PQntuples(result);
    RowStore store{static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)};
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const Row::Cell cell = postgres_cell(result, row, column, what);
            if (cell.kind == Row::Cell::Kind::null) {
                store.null();
            } else if (cell.kind == Row::Cell::Kind::integer) {
                store.integer(cell.integer);
            } else {
                store.data(cell.kind, cell.data);
            }
        }
    }
    std::int64_t affected = 0;
    const std::string_view tag = PQcmdStatus(const_cast<PGresult*>(result));
    if (!tag.starts_with("SELECT")) {
        const std::string_view digits = PQcmdTuples(const_cast<PGresult*>(result));
        std::from_chars(digits.data(), digits.data() + digits.size(), affected);
    }
    return store.finish(static_cast<std::size_t>(columns), affected);
}

}  // namespace

void PostgresConnection::Clear::operator()(pg_result* result) const { PQclear(result); }

PostgresConnection::PostgresConnection(const std::string& url) {
    const std::array<const char*, 6> names{"dbname", "client_encoding", "application_name", "connect_timeout", "options", nullptr};
    const std::array<const char*, 6> values{
        url.c_str(), "UTF8", "jiwei", "10", "-c cursor_tuple_fraction=1 -c lock_timeout=30s -c client_min_messages=warning", nullptr};
    handle_ = PQconnectdbParams(names.data(), values.data(), 1);
    if (PQstatus(handle_) != CONNECTION_OK) {
        std::string message = handle_ != nullptr ? PQerrorMessage(handle_) : "out of memory";
        PQfinish(handle_);
        while (!message.empty() && message.back() == '\n') message.pop_back();
        throw Error{Trouble::lost, "cannot reach PostgreSQL: " + message};
    }
    PQsetNoticeProcessor(
        handle_, [](void*, const char*) {}, nullptr);
}

PostgresConnection::~PostgresConnection() { PQfinish(handle_); }

bool PostgresConnection::alive() const { return PQstatus(handle_) == CONNECTION_OK; }
bool PostgresConnection::failed() const { return PQtransactionStatus(handle_) == PQTRANS_INERROR; }
bool PostgresConnection::in_transaction() const {
    const PGTransactionStatusType status = PQtransactionStatus(handle_);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

PostgresConnection::Result PostgresConnection::checked(pg_result* raw, std::string_view what) const {
    Result result{raw};
    const ExecStatusType status = PQresultStatus(raw);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw error_of(raw, handle_, what);
    return result;
}

void PostgresConnection::control(const char* sql) { checked(PQexec(handle_, sql), sql); }

void PostgresConnection::begin_copy(const std::string& sql) {
    const Result result{PQexec(handle_, sql.c_str())};
    if (PQresultStatus(result.get()) != PGRES_COPY_IN) throw error_of(result.get(), handle_, "copy");
}

void PostgresConnection::put_copy(std::string_view data) {
    if (PQputCopyData(handle_, data.data(), static_cast<int>(data.size())) != 1)
        throw Error{Trouble::lost, "copy: the connection to PostgreSQL failed"};
}

void PostgresConnection::end_copy() {
    if (PQputCopyEnd(handle_, nullptr) != 1) throw Error{Trouble::lost, "copy: the connection to PostgreSQL failed"};
    checked(PQgetResult(handle_), "copy");
    while (pg_result* const more = PQgetResult(handle_)) PQclear(more);
}

std::string PostgresConnection::prepare(std::string_view sql, std::string_view what) {
    std::string name = "s" + std::to_string(++names_);
    checked(PQprepare(handle_, name.c_str(), std::string{sql}.c_str(), 0, nullptr), what);
    return name;
}

PostgresConnection::Result PostgresConnection::execute(const std::string& prepared, std::span<const Param> params, std::string_view what) {
    const Arguments arguments{params, what};
    return checked(
        PQexecPrepared(handle_, prepared.c_str(), arguments.count(), arguments.values(), arguments.lengths(), arguments.formats(), 1),
        what);
}

Rows PostgresConnection::run(const Statement& statement, std::span<const Param> params) {
    if (record_ != nullptr) record_->add(statement.postgres, params);
    Prepared& prepared = statements_[&statement];
    if (prepared.text != statement.postgres.data()) {
        prepared.name = prepare(statement.postgres, statement.name);
        prepared.text = statement.postgres.data();
    }
    return rows_of(execute(prepared.name, params, statement.name).get(), statement.name);
}

Rows PostgresConnection::run_text(std::string_view sql, std::span<const Param> params) {
    if (record_ != nullptr) record_->add(sql, params);
    std::string key{sql};
    auto found = texts_.find(key);
    if (found == texts_.end()) {
        if (texts_.size() >= text_handles_max) {
            for (const auto& [text, name] : texts_) checked(PQexec(handle_, ("DEALLOCATE " + name).c_str()), "composed");
            texts_.clear();
        }
        std::string name = prepare(sql, "composed");
        found = texts_.emplace(std::move(key), std::move(name)).first;
    }
    return rows_of(execute(found->second, params, "composed").get(), "composed");
}

void PostgresConnection::each(const Statement& statement, std::span<const Param> params, const std::function<bool(const Row&)>& on_row) {
    stream(statement.postgres, params, statement.name, on_row);
}

void PostgresConnection::each_text(std::string_view sql, std::span<const Param> params, const std::function<bool(const Row&)>& on_row) {
    stream(sql, params, "composed", on_row);
}

void PostgresConnection::stream(std::string_view sql, std::span<const Param> params, std::string_view what,
                                const std::function<bool(const Row&)>& on_row) {
    if (record_ != nullptr) record_->add(sql, params);
    const std::string cursor = "c" + std::to_string(++cursors_);
    const Arguments arguments{params, what};
    const std::string declare = "DECLARE " + cursor + " NO SCROLL CURSOR FOR " + std::string{sql};
    checked(
        PQexecParams(handle_, declare.c_str(), arguments.count(), nullptr, arguments.values(), arguments.lengths(), arguments.formats(), 1),
        what);
    const std::string fetch = "FETCH " + std::to_string(rows_per_fetch) + " FROM " + cursor;
    bool more = true;
    while (more) {
        const Result batch = checked(PQexecParams(handle_, fetch.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1), what);
        const int rows = PQntuples(batch.get());
        std::vector<Row::Cell> cells(static_cast<std::size_t>(PQnfields(batch.get())));
        more = rows == rows_per_fetch;
        for (int row = 0; row < rows; ++row) {
            for (std::size_t column = 0; column < cells.size(); ++column)
                cells[column] = postgres_cell(batch.get(), row, static_cast<int>(column), what);
            if (!on_row(Row{cells})) {
                more = false;
                break;
            }
        }
    }
    checked(PQexec(handle_, ("CLOSE " + cursor).c_str()), what);
}

void PostgresConnection::run_script(std::string_view sql) { checked(PQexec(handle_, std::string{sql}.c_str()), "script"); }

}  // namespace jiwei::db
