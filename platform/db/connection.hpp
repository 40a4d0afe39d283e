// One connection to one engine: parameters in, rows out. Thin on purpose (docs/adr/0020): two engines, 64-bit integers, text, bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "platform/db/statement.hpp"

namespace jiwei::db {

/// What can go wrong outside our control, one small vocabulary for both engines.
enum class Trouble : unsigned char {
    duplicate,  // a unique key exists already
    reference,  // a foreign key or check refuses
    conflict,   // serialization failure or deadlock: the act may be run again
    busy,       // another process holds the database
    full,       // disk full: nothing was written
    read_only,  // the data directory was put into read-only mode after damage
    corrupt,    // the file is damaged
    lost,       // the connection is gone
    other,
};

class Error : public std::runtime_error {
public:
    Error(Trouble trouble, const std::string& message) : std::runtime_error{message}, trouble_{trouble} {}
    [[nodiscard]] Trouble trouble() const { return trouble_; }

private:
    Trouble trouble_;
};

/// Bytes that are not text. The owner keeps them alive for the call.
struct Bytes {
    std::string_view data;
};

/// A bound value. Text given as string_view or const char* must outlive the call; std::string temporaries are kept.
class Param {
public:
    Param(std::nullptr_t) {}                                     // NOLINT(google-explicit-constructor): values are listed bare
    Param(std::int64_t value) : value_{value} {}                 // NOLINT(google-explicit-constructor)
    Param(int value) : value_{std::int64_t{value}} {}            // NOLINT(google-explicit-constructor)
    Param(bool value) : value_{std::int64_t{value ? 1 : 0}} {}   // NOLINT(google-explicit-constructor): booleans are 0/1 BIGINT columns
    Param(std::string_view text) : value_{text} {}               // NOLINT(google-explicit-constructor)
    Param(const char* text) : value_{std::string_view{text}} {}  // NOLINT(google-explicit-constructor)
    Param(const std::string& text) : value_{std::string_view{text}} {}  // NOLINT(google-explicit-constructor)
    Param(std::string&& text) : value_{std::move(text)} {}              // NOLINT(google-explicit-constructor)
    Param(Bytes bytes) : value_{bytes} {}                               // NOLINT(google-explicit-constructor)
    Param(CivilDate date) : value_{date.text()} {}                      // NOLINT(google-explicit-constructor)
    template <class T>
    Param(const std::optional<T>& value) : Param{value ? Param{*value} : Param{nullptr}} {}  // NOLINT(google-explicit-constructor)

    using Held = std::variant<std::monostate, std::int64_t, std::string_view, std::string, Bytes>;
    [[nodiscard]] const Held& held() const { return value_; }

private:
    Held value_;
};

/// One row; valid as long as its Rows (or, in each(), until the callback returns). Columns count from 0.
class Row {
public:
    struct Cell {
        enum class Kind : unsigned char { null, integer, text, bytes } kind = Kind::null;
        std::int64_t integer = 0;
        std::string_view data;
    };
    explicit Row(std::span<const Cell> cells) : cells_{cells} {}

    [[nodiscard]] Cell::Kind kind(std::size_t column) const { return cells_[column].kind; }
    [[nodiscard]] bool is_null(std::size_t column) const { return cells_[column].kind == Cell::Kind::null; }
    [[nodiscard]] std::int64_t integer(std::size_t column) const { return cells_[column].integer; }
    [[nodiscard]] bool boolean(std::size_t column) const { return cells_[column].integer != 0; }
    /// Text or bytes; empty for null.
    [[nodiscard]] std::string_view text(std::size_t column) const { return cells_[column].data; }
    [[nodiscard]] std::string string(std::size_t column) const { return std::string{cells_[column].data}; }
    [[nodiscard]] std::optional<CivilDate> date(std::size_t column) const { return parse_civil_date(cells_[column].data); }
    [[nodiscard]] std::size_t size() const { return cells_.size(); }

private:
    std::span<const Cell> cells_;
};

/// A whole small result, copied out of the engine.
class Rows {
public:
    Rows() = default;
    Rows(std::size_t columns, std::vector<Row::Cell> cells, std::unique_ptr<std::vector<std::unique_ptr<char[]>>> arena,
         std::int64_t affected)
        : columns_{columns}, cells_{std::move(cells)}, arena_{std::move(arena)}, affected_{affected} {}

    [[nodiscard]] std::size_t size() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
    [[nodiscard]] bool empty() const { return cells_.empty(); }
    [[nodiscard]] Row operator[](std::size_t index) const { return Row{std::span{cells_}.subspan(index * columns_, columns_)}; }
    /// Rows inserted, updated or deleted.
    [[nodiscard]] std::int64_t affected() const { return affected_; }

    class Iterator {
    public:
        Iterator(const Rows& rows, std::size_t index) : rows_{&rows}, index_{index} {}
        Row operator*() const { return (*rows_)[index_]; }
        Iterator& operator++() {
            ++index_;
            return *this;
        }
        bool operator!=(const Iterator& other) const { return index_ != other.index_; }

    private:
        const Rows* rows_;
        std::size_t index_;
    };
    [[nodiscard]] Iterator begin() const { return {*this, 0}; }
    [[nodiscard]] Iterator end() const { return {*this, size()}; }

private:
    std::size_t columns_ = 0;
    std::vector<Row::Cell> cells_;
    std::unique_ptr<std::vector<std::unique_ptr<char[]>>> arena_;  // owns the text; moving Rows keeps views valid
    std::int64_t affected_ = 0;
};

/// After a db::Error the act or read must end: the transaction is spoilt, and every further statement is refused. To meet an
/// existing row without an error, write ON CONFLICT DO NOTHING.
class Connection {
public:
    virtual ~Connection() = default;
    [[nodiscard]] virtual Engine engine() const = 0;

    /// Runs a statement and copies its whole result. Throws db::Error.
    virtual Rows run(const Statement& statement, std::span<const Param> params) = 0;
    Rows run(const Statement& statement, std::initializer_list<Param> params = {}) {
        return run(statement, std::span<const Param>{params.begin(), params.size()});
    }

    /// Streams rows without holding them all; stops when the callback answers false.
    virtual void each(const Statement& statement, std::span<const Param> params, const std::function<bool(const Row&)>& on_row) = 0;
    void each(const Statement& statement, std::initializer_list<Param> params, const std::function<bool(const Row&)>& on_row) {
        each(statement, std::span<const Param>{params.begin(), params.size()}, on_row);
    }

    /// Text composed at run time, by platform/db/select, migrations and tools only; prepared forms are cached by their text.
    virtual Rows run_text(std::string_view sql, std::span<const Param> params) = 0;
    /// Streams a composed query; its prepared form is not kept.
    virtual void each_text(std::string_view sql, std::span<const Param> params, const std::function<bool(const Row&)>& on_row) = 0;
    /// Several statements without parameters or results; for migrations.
    virtual void run_script(std::string_view sql) = 0;
};

}  // namespace jiwei::db
