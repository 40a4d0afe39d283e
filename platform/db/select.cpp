#include "platform/db/select.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <stdexcept>

namespace jiwei::db {
namespace {

constexpr int rows_max_limit = 1'000;
constexpr std::size_t cursor_bytes_max = 2'048;
constexpr std::string_view digits64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode64(std::string_view bytes) {
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = (held << 8U) | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6) out += digits64[(held >> static_cast<unsigned>(bits - 6)) & 63U];
    }
    if (bits > 0) out += digits64[(held << static_cast<unsigned>(6 - bits)) & 63U];
    return out;
}

std::optional<std::string> decode64(std::string_view text) {
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        const std::size_t digit = digits64.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        held = (held << 6U) | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>((held >> static_cast<unsigned>(bits)) & 255U);
        }
    }
    return out;
}

std::vector<std::string_view> columns_of(std::string_view list) {
    std::vector<std::string_view> columns;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        std::string_view column = list.substr(0, comma);
        while (column.starts_with(' ')) column.remove_prefix(1);
        columns.push_back(column);
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return columns;
}

/// A copy that holds its own text, since the query runs later than the call that gave the value.
Param owned(const Param& param) {
    if (const auto* const text = std::get_if<std::string_view>(&param.held())) return Param{std::string{*text}};
    if (std::holds_alternative<Bytes>(param.held())) throw std::logic_error{"a list compares no bytes"};
    return param;
}

/// The value of a cursor: i<digits>; or t<length>:<bytes>.
std::string cursor_value(const Row& row, std::size_t column) {
    switch (row.kind(column)) {
    case Row::Cell::Kind::integer: return "i" + std::to_string(row.integer(column)) + ";";
    case Row::Cell::Kind::text: return "t" + std::to_string(row.text(column).size()) + ":" + row.string(column);
    default: throw std::logic_error{"a list is ordered by a column that is null or bytes"};
    }
}

std::optional<Param> take_value(std::string_view& rest) {
    if (rest.empty()) return std::nullopt;
    const char kind = rest.front();
    rest.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc{} || end == rest.data() + rest.size()) return std::nullopt;
    const char mark = *end;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
    if (kind == 'i' && mark == ';') return Param{number};
    if (kind != 't' || mark != ':' || number < 0 || static_cast<std::size_t>(number) > rest.size()) return std::nullopt;
    std::string text{rest.substr(0, static_cast<std::size_t>(number))};
    rest.remove_prefix(text.size());
    return Param{std::move(text)};
}

}  // namespace

Select::Select(const ListShape& shape, std::string_view county_id, const Scope& scope) : shape_{&shape} {
    if (!shape.orders.empty()) order_ = &shape.orders.front();
    conditions_ = std::string{shape.county_column} + " = " + next_parameter(Param{std::string{county_id}});
    add_scope(scope);
}

std::string Select::next_parameter(Param value) {
    params_.push_back(std::move(value));
    return "$" + std::to_string(params_.size());
}

/// Filled up to a power of two by repeating the last value, so that lists of all lengths share a few prepared statements.
std::string Select::list_of(std::span<const std::string> values) {
    std::string list;
    const std::size_t size = std::bit_ceil(values.size());
    for (std::size_t i = 0; i < size; ++i) {
        list += (i == 0 ? "" : ", ") + next_parameter(Param{std::string{values[std::min(i, values.size() - 1)]}});
    }
    return list;
}

void Select::add_condition(std::string_view sql) { conditions_.append(" AND (").append(sql).append(")"); }

void Select::add_scope(const Scope& scope) {
    if (scope.whole_county || (shape_->institution_column.empty() && shape_->grid_column.empty())) return;
    std::string either;
    const auto add = [&](std::string_view column, std::span<const std::string> ids) {
        if (column.empty() || ids.empty()) return;
        either += (either.empty() ? "" : " OR ") + std::string{column} + " IN (" + list_of(ids) + ")";
    };
    add(shape_->institution_column, scope.institution_ids);
    add(shape_->grid_column, scope.grid_ids);
    add_condition(either.empty() ? "1 = 0" : either);
}

std::string_view Select::fragment(std::string_view name) const {
    const auto found = std::ranges::find(shape_->fragments, name, &Fragment::name);
    if (found == shape_->fragments.end()) throw std::logic_error{std::string{shape_->name} + " has no condition " + std::string{name}};
    return found->sql;
}

Select& Select::where(std::string_view name, std::initializer_list<Param> params) {
    std::string sql;
    const auto* param = params.begin();
    for (const char c : fragment(name)) {
        if (c != '?') {
            sql += c;
            continue;
        }
        if (param == params.end()) throw std::logic_error{std::string{name} + " takes more values"};
        sql += next_parameter(owned(*param++));
    }
    if (param != params.end()) throw std::logic_error{std::string{name} + " takes fewer values"};
    add_condition(sql);
    return *this;
}

Select& Select::where_any(std::string_view name, std::span<const std::string> values) {
    const std::string_view sql = fragment(name);
    const std::size_t at = sql.find("?*");
    if (at == std::string_view::npos) throw std::logic_error{std::string{name} + " takes no list"};
    if (values.empty()) {
        add_condition("1 = 0");
    } else {
        add_condition(std::string{sql.substr(0, at)} + list_of(values) + std::string{sql.substr(at + 2)});
    }
    return *this;
}

Select& Select::order_by(std::string_view name) {
    const auto found = std::ranges::find(shape_->orders, name, &Order::name);
    if (found == shape_->orders.end()) throw std::logic_error{std::string{shape_->name} + " has no order " + std::string{name}};
    order_ = &*found;
    return *this;
}

bool Select::after(std::string_view cursor) {
    if (order_ == nullptr) throw std::logic_error{std::string{shape_->name} + " has no order"};
    if (cursor.size() > cursor_bytes_max) return false;
    const std::optional<std::string> decoded = decode64(cursor);
    if (!decoded || !decoded->starts_with(order_->name) || decoded->substr(order_->name.size(), 1) != "/") return false;
    std::string_view rest = *decoded;
    rest.remove_prefix(order_->name.size() + 1);
    std::vector<Param> values;
    while (!rest.empty()) {
        std::optional<Param> value = take_value(rest);
        if (!value) return false;
        values.push_back(std::move(*value));
    }
    if (values.size() != columns_of(order_->columns).size()) return false;
    std::string list;
    for (Param& value : values) list += (list.empty() ? "" : ", ") + next_parameter(std::move(value));
    add_condition("(" + std::string{order_->columns} + ") " + (order_->descending ? "<" : ">") + " (" + list + ")");
    return true;
}

std::string Select::text_to(std::size_t limit_parameter) const {
    std::string order;
    for (const std::string_view column : columns_of(order_->columns)) {
        order.append(order.empty() ? "" : ", ").append(column).append(order_->descending ? " DESC" : "");
    }
    std::string sql = "SELECT ";
    sql.append(shape_->columns)
        .append(", ")
        .append(order_->columns)
        .append(" FROM ")
        .append(shape_->from)
        .append(" WHERE ")
        .append(conditions_);
    return sql.append(" ORDER BY ").append(order).append(" LIMIT $").append(std::to_string(limit_parameter));
}

Page Select::page(Connection& connection, int rows_max) const {
    if (order_ == nullptr) throw std::logic_error{std::string{shape_->name} + " has no order"};
    const int rows = std::clamp(rows_max, 1, rows_max_limit);
    std::vector<Param> params = params_;
    params.emplace_back(rows + 1);
    Page page{connection.run_text(text_to(params.size()), params), 0, {}};
    page.count = std::min(page.rows.size(), static_cast<std::size_t>(rows));
    if (page.rows.size() > page.count) {
        const Row last = page.rows[page.count - 1];
        const std::size_t keys = columns_of(order_->columns).size();
        std::string cursor = std::string{order_->name} + "/";
        for (std::size_t column = last.size() - keys; column < last.size(); ++column) cursor += cursor_value(last, column);
        page.next = encode64(cursor);
    }
    return page;
}

std::int64_t Select::count(Connection& connection, std::int64_t limit) const {
    std::vector<Param> params = params_;
    params.emplace_back(limit);
    const std::string sql = "SELECT COUNT(*) FROM (SELECT 1 FROM " + std::string{shape_->from} + " WHERE " + conditions_ + " LIMIT $" +
                            std::to_string(params.size()) + ") AS counted";
    return connection.run_text(sql, params)[0].integer(0);
}

}  // namespace jiwei::db
