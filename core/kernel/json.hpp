// The one JSON reader and writer, for packs, answers and results, on the server and in the browser.
// Strict RFC 8259: UTF-8 checked, numbers keep their source text, duplicate keys refused, depth and size bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/decimal.hpp"
#include "core/kernel/expected.hpp"

namespace jiwei::json {

struct Limits {
    std::size_t bytes_max = 1U << 20U;
    int depth_max = 32;
    std::size_t members_max = 100'000;  // values in the whole document
};

/// Where and why reading stopped; `code` is one of json.syntax, json.utf8, json.depth, json.size, json.duplicate-key.
struct Fault {
    std::string_view code;
    std::size_t offset = 0;
};

enum class Kind : unsigned char { null, boolean, number, string, array, object };

class Value;
using Member = std::pair<std::string, Value>;

/// An immutable-by-habit tree. Objects keep the order of the source. Lookups on the wrong kind give nothing, never throw.
class Value {
public:
    Value() = default;
    [[nodiscard]] static Value boolean(bool value);
    /// `source` must be a JSON number.
    [[nodiscard]] static Value number(std::string source);
    [[nodiscard]] static Value integer(std::int64_t value);
    [[nodiscard]] static Value string(std::string text);
    [[nodiscard]] static Value array(std::vector<Value> items = {});
    [[nodiscard]] static Value object(std::vector<Member> members = {});

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] bool is_null() const { return kind_ == Kind::null; }
    [[nodiscard]] bool is_string() const { return kind_ == Kind::string; }
    [[nodiscard]] bool is_number() const { return kind_ == Kind::number; }
    [[nodiscard]] bool is_array() const { return kind_ == Kind::array; }
    [[nodiscard]] bool is_object() const { return kind_ == Kind::object; }

    [[nodiscard]] std::optional<bool> as_boolean() const;
    /// Only a number without fraction or exponent that fits.
    [[nodiscard]] std::optional<std::int64_t> as_integer() const;
    [[nodiscard]] std::optional<Decimal> as_decimal() const;
    [[nodiscard]] std::optional<CivilDate> as_date() const;
    /// The text of a string or the source of a number; empty otherwise.
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const std::vector<Value>& items() const { return items_; }
    [[nodiscard]] const std::vector<Member>& members() const { return members_; }
    /// The member called `key`, or nothing.
    [[nodiscard]] const Value* find(std::string_view key) const;
    /// The member called `key`, or a shared null.
    [[nodiscard]] const Value& operator[](std::string_view key) const;

    void set(std::string key, Value value);            // replaces or appends; makes this an object
    void append(Value value);                          // makes this an array
    void append_member(std::string key, Value value);  // without looking for `key`, which must be new; makes this an object
    [[nodiscard]] std::vector<Value>& mutable_items() { return items_; }

    /// Where the value began in the text it was read from; 0 for a value made by a program. Not part of its equality.
    [[nodiscard]] std::size_t source_offset() const { return source_offset_; }
    void set_source_offset(std::size_t offset) { source_offset_ = static_cast<std::uint32_t>(offset); }

    bool operator==(const Value& other) const;

private:
    Kind kind_ = Kind::null;
    bool boolean_ = false;
    std::uint32_t source_offset_ = 0;
    std::string text_;
    std::vector<Value> items_;
    std::vector<Member> members_;
};

[[nodiscard]] tl::expected<Value, Fault> parse(std::string_view text, const Limits& limits = {});

/// Compact, members in their own order, strings minimally escaped.
[[nodiscard]] std::string write(const Value& value);
/// Compact, keys sorted by code point (RFC 8785 for the kinds we have): the form that is hashed and compared.
[[nodiscard]] std::string write_canonical(const Value& value);
/// Appends `text` as a JSON string with its quotes.
void append_string(std::string& out, std::string_view text);

/// Builds compact JSON without a tree, for answers on a hot path. The caller keeps the nesting right.
class Writer {
public:
    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);
    Writer& string(std::string_view text);
    Writer& integer(std::int64_t value);
    Writer& boolean(bool value);
    Writer& null();
    /// JSON text that is already well formed.
    Writer& raw(std::string_view json);

    Writer& member(std::string_view name, std::string_view text) { return key(name).string(text); }
    Writer& member(std::string_view name, const char* text) { return key(name).string(text); }
    Writer& member(std::string_view name, const std::string& text) { return key(name).string(text); }
    Writer& member(std::string_view name, std::int64_t value) { return key(name).integer(value); }
    Writer& member(std::string_view name, int value) { return key(name).integer(value); }
    Writer& member(std::string_view name, bool value) { return key(name).boolean(value); }
    Writer& member(std::string_view name, CivilDate date) { return key(name).string(date.text()); }
    Writer& member(std::string_view name, const Value& value) { return key(name).raw(write(value)); }

    [[nodiscard]] const std::string& text() const { return out_; }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void separate();
    std::string out_;
    bool first_ = true;
};

}  // namespace jiwei::json
