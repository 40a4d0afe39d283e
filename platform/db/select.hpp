// Lists and searches whose conditions are chosen at run time: composed from a module's constant fragments only, never from input.
// County and reach are always added; pages continue by key, never by OFFSET.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/connection.hpp"

namespace jiwei::db {

/// A condition a list offers. Its parameters are written `?`, in order: {"name_prefix", "r.name_key >= ? AND r.name_key < ?"}.
struct Fragment {
    std::string_view name;
    std::string_view sql;
};

/// An order a list offers. Columns are NOT NULL, qualified as in `from`, and end with a unique one within the county.
struct Order {
    std::string_view name;
    std::string_view columns;  // "r.sort_key, r.id"
    bool descending = false;   // all columns together
};

/// A constant in a module's store.
struct ListShape {
    std::string_view name;                // "residents.list", for errors and metrics
    std::string_view columns;             // "r.id, r.full_name, r.version"
    std::string_view from;                // "resident r JOIN v_institution i ON i.county_id = r.county_id AND i.id = r.institution_id"
    std::string_view county_column;       // "r.county_id"
    std::string_view institution_column;  // "r.institution_id"; empty with grid_column: the list holds no persons and has no reach
    std::string_view grid_column;         // "r.grid_id", or empty
    std::span<const Fragment> fragments;
    std::span<const Order> orders;
};

/// What the reader may see; made from access::Reach.
struct Scope {
    bool whole_county = false;
    std::span<const std::string> institution_ids;
    std::span<const std::string> grid_ids;
};

/// Rows of one page and the cursor of the next ("" when this was the last). The columns are those of the shape, then those of the order.
struct Page {
    Rows rows;
    std::size_t count = 0;  // rows of this page; `rows` may hold one more
    std::string next;
};

/// One query being put together. A name that the shape does not have is a programming error: std::logic_error.
class Select {
public:
    Select(const ListShape& shape, std::string_view county_id, const Scope& scope);

    Select& where(std::string_view fragment, std::initializer_list<Param> params = {});
    /// `column IN (…)` for a fragment written with one `?*`: {"states", "t.state IN (?*)"}. An empty list finds nothing.
    Select& where_any(std::string_view fragment, std::span<const std::string> values);
    Select& order_by(std::string_view order);
    /// Continues after a cursor that page() gave. False when the cursor is not one of this order: the caller answers 400.
    [[nodiscard]] bool after(std::string_view cursor);

    /// At most `rows_max` (1..1,000) rows.
    [[nodiscard]] Page page(Connection& connection, int rows_max) const;
    /// Counts up to `limit` matches, so that a count never reads a whole county.
    [[nodiscard]] std::int64_t count(Connection& connection, std::int64_t limit) const;

    /// The text that would run; for tests.
    [[nodiscard]] std::string text() const { return text_to(params_.size() + 1); }

private:
    [[nodiscard]] std::string_view fragment(std::string_view name) const;
    void add_condition(std::string_view sql);
    [[nodiscard]] std::string list_of(std::span<const std::string> values);
    [[nodiscard]] std::string next_parameter(Param value);
    void add_scope(const Scope& scope);
    [[nodiscard]] std::string text_to(std::size_t limit_parameter) const;

    const ListShape* shape_;
    const Order* order_ = nullptr;
    std::string conditions_;
    std::vector<Param> params_;
};

}  // namespace jiwei::db
