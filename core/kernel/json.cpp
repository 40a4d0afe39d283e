#include "core/kernel/json.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "core/kernel/utf8.hpp"

namespace jiwei::json {

namespace {

const Value shared_null;
constexpr std::size_t linear_scan_max = 16;  // above this many members duplicate keys are found with a set

/// Recursive descent over bounded depth; stops at the first fault.
class Reader {
public:
    Reader(std::string_view text, const Limits& limits) : text_{text}, limits_{limits} {}

    tl::expected<Value, Fault> document() {
        if (text_.size() > limits_.bytes_max) return tl::unexpected(Fault{"json.size", limits_.bytes_max});
        JIWEI_TRY(value, any(0));
        skip_blanks();
        if (at_ != text_.size()) return fail("json.syntax");
        return std::move(value);
    }

private:
    tl::unexpected<Fault> fail(std::string_view code) const { return tl::unexpected(Fault{code, at_}); }

    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
    }
    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    bool take_word(std::string_view word) {
        if (text_.substr(at_, word.size()) != word) return false;
        at_ += word.size();
        return true;
    }

    tl::expected<Value, Fault> any(int depth) {
        if (depth > limits_.depth_max) return fail("json.depth");
        if (++values_ > limits_.members_max) return fail("json.size");
        skip_blanks();
        if (at_ >= text_.size()) return fail("json.syntax");
        const std::size_t from = at_;
        JIWEI_TRY(value, one(depth));
        value.set_source_offset(from);
        return std::move(value);
    }

    tl::expected<Value, Fault> one(int depth) {
        switch (text_[at_]) {
        case '{': return object(depth);
        case '[': return array(depth);
        case '"': {
            JIWEI_TRY(text, string());
            return Value::string(std::move(text));
        }
        case 't':
            if (take_word("true")) return Value::boolean(true);
            return fail("json.syntax");
        case 'f':
            if (take_word("false")) return Value::boolean(false);
            return fail("json.syntax");
        case 'n':
            if (take_word("null")) return Value{};
            return fail("json.syntax");
        default: return number();
        }
    }

    tl::expected<Value, Fault> object(int depth) {
        ++at_;
        std::vector<Member> members;
        std::unordered_set<std::string> seen;
        skip_blanks();
        if (take('}')) return Value::object();
        while (true) {
            skip_blanks();
            if (at_ >= text_.size() || text_[at_] != '"') return fail("json.syntax");
            const std::size_t key_at = at_;
            JIWEI_TRY(key, string());
            if (is_duplicate(members, seen, key)) return tl::unexpected(Fault{"json.duplicate-key", key_at});
            skip_blanks();
            if (!take(':')) return fail("json.syntax");
            JIWEI_TRY(value, any(depth + 1));
            members.emplace_back(std::move(key), std::move(value));
            skip_blanks();
            if (take('}')) return Value::object(std::move(members));
            if (!take(',')) return fail("json.syntax");
        }
    }

    static bool is_duplicate(const std::vector<Member>& members, std::unordered_set<std::string>& seen, const std::string& key) {
        if (members.size() < linear_scan_max) {
            return std::any_of(members.begin(), members.end(), [&key](const Member& m) { return m.first == key; });
        }
        if (seen.empty()) {
            for (const Member& member : members) seen.insert(member.first);
        }
        return !seen.insert(key).second;
    }

    tl::expected<Value, Fault> array(int depth) {
        ++at_;
        std::vector<Value> items;
        skip_blanks();
        if (take(']')) return Value::array();
        while (true) {
            JIWEI_TRY(value, any(depth + 1));
            items.push_back(std::move(value));
            skip_blanks();
            if (take(']')) return Value::array(std::move(items));
            if (!take(',')) return fail("json.syntax");
        }
    }

    std::size_t digits() {
        const std::size_t from = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
        return at_ - from;
    }

    tl::expected<Value, Fault> number() {
        const std::size_t from = at_;
        take('-');
        const std::size_t whole_at = at_;
        const std::size_t whole = digits();
        if (whole == 0 || (whole > 1 && text_[whole_at] == '0')) return fail("json.syntax");
        if (take('.') && digits() == 0) return fail("json.syntax");
        if (take('e') || take('E')) {
            if (!take('+')) take('-');
            if (digits() == 0) return fail("json.syntax");
        }
        return Value::number(std::string{text_.substr(from, at_ - from)});
    }

    tl::expected<std::string, Fault> string() {
        ++at_;
        std::string out;
        while (true) {
            const std::size_t from = at_;
            while (at_ < text_.size() && is_plain(text_[at_])) ++at_;
            out.append(text_.substr(from, at_ - from));
            if (at_ >= text_.size() || static_cast<unsigned char>(text_[at_]) < 0x20) return fail("json.syntax");
            if (take('"')) return out;
            if (take('\\')) {
                JIWEI_CHECK(escape(out));
                continue;
            }
            const std::size_t rune_at = at_;
            if (!utf8::next(text_, at_)) return fail("json.utf8");
            out.append(text_.substr(rune_at, at_ - rune_at));
        }
    }

    static bool is_plain(char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
    }

    tl::expected<void, Fault> escape(std::string& out) {
        if (at_ >= text_.size()) return fail("json.syntax");
        constexpr std::string_view names = "\"\\/bfnrt";
        constexpr std::string_view means = "\"\\/\b\f\n\r\t";
        const char c = text_[at_++];
        if (const auto index = names.find(c); index != std::string_view::npos) {
            out.push_back(means[index]);
            return {};
        }
        if (c != 'u') return fail("json.syntax");
        JIWEI_TRY(high, four_hex());
        char32_t point = high;
        if (point >= 0xD800 && point <= 0xDBFF) {
            if (!take_word("\\u")) return fail("json.utf8");
            JIWEI_TRY(low, four_hex());
            if (low < 0xDC00 || low > 0xDFFF) return fail("json.utf8");
            point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
        } else if (point >= 0xDC00 && point <= 0xDFFF) {
            return fail("json.utf8");
        }
        utf8::append(out, point);
        return {};
    }

    tl::expected<char32_t, Fault> four_hex() {
        if (at_ + 4 > text_.size()) return fail("json.syntax");
        unsigned int value = 0;
        const char* const from = text_.data() + at_;
        const auto [end, error] = std::from_chars(from, from + 4, value, 16);
        if (error != std::errc{} || end != from + 4) return fail("json.syntax");
        at_ += 4;
        return static_cast<char32_t>(value);
    }

    std::string_view text_;
    const Limits& limits_;
    std::size_t at_ = 0;
    std::size_t values_ = 0;
};

void append_value(std::string& out, const Value& value, bool sorted) {
    switch (value.kind()) {
    case Kind::null: out += "null"; return;
    case Kind::boolean: out += *value.as_boolean() ? "true" : "false"; return;
    case Kind::number: out += value.text(); return;
    case Kind::string: append_string(out, value.text()); return;
    case Kind::array: {
        char before = '[';
        for (const Value& item : value.items()) {
            out.push_back(before);
            append_value(out, item, sorted);
            before = ',';
        }
        if (value.items().empty()) out.push_back('[');
        out.push_back(']');
        return;
    }
    case Kind::object: break;
    }
    std::vector<const Member*> order;
    order.reserve(value.members().size());
    for (const Member& member : value.members()) order.push_back(&member);
    // UTF-8 bytes sort as code points do.
    if (sorted) std::sort(order.begin(), order.end(), [](const Member* a, const Member* b) { return a->first < b->first; });
    char before = '{';
    for (const Member* member : order) {
        out.push_back(before);
        append_string(out, member->first);
        out.push_back(':');
        append_value(out, member->second, sorted);
        before = ',';
    }
    if (order.empty()) out.push_back('{');
    out.push_back('}');
}

}  // namespace

Value Value::boolean(bool value) {
    Value made;
    made.kind_ = Kind::boolean;
    made.boolean_ = value;
    return made;
}

Value Value::number(std::string source) {
    Value made;
    made.kind_ = Kind::number;
    made.text_ = std::move(source);
    return made;
}

Value Value::integer(std::int64_t value) { return number(std::to_string(value)); }

Value Value::string(std::string text) {
    Value made;
    made.kind_ = Kind::string;
    made.text_ = std::move(text);
    return made;
}

Value Value::array(std::vector<Value> items) {
    Value made;
    made.kind_ = Kind::array;
    made.items_ = std::move(items);
    return made;
}

Value Value::object(std::vector<Member> members) {
    Value made;
    made.kind_ = Kind::object;
    made.members_ = std::move(members);
    return made;
}

std::optional<bool> Value::as_boolean() const { return kind_ == Kind::boolean ? std::optional{boolean_} : std::nullopt; }

std::optional<std::int64_t> Value::as_integer() const {
    if (kind_ != Kind::number) return std::nullopt;
    std::int64_t value = 0;
    const char* const end = text_.data() + text_.size();
    const auto [stop, error] = std::from_chars(text_.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::optional<Decimal> Value::as_decimal() const { return kind_ == Kind::number ? parse_decimal(text_) : std::nullopt; }

std::optional<CivilDate> Value::as_date() const { return kind_ == Kind::string ? parse_civil_date(text_) : std::nullopt; }

const Value* Value::find(std::string_view key) const {
    for (const Member& member : members_) {
        if (member.first == key) return &member.second;
    }
    return nullptr;
}

const Value& Value::operator[](std::string_view key) const {
    const Value* const found = find(key);
    return found != nullptr ? *found : shared_null;
}

void Value::set(std::string key, Value value) {
    kind_ = Kind::object;
    for (Member& member : members_) {
        if (member.first == key) {
            member.second = std::move(value);
            return;
        }
    }
    members_.emplace_back(std::move(key), std::move(value));
}

void Value::append_member(std::string key, Value value) {
    kind_ = Kind::object;
    members_.emplace_back(std::move(key), std::move(value));
}

void Value::append(Value value) {
    kind_ = Kind::array;
    items_.push_back(std::move(value));
}

bool Value::operator==(const Value& other) const {
    return kind_ == other.kind_ && boolean_ == other.boolean_ && text_ == other.text_ && items_ == other.items_ &&
           members_ == other.members_;
}

tl::expected<Value, Fault> parse(std::string_view text, const Limits& limits) { return Reader{text, limits}.document(); }

std::string write(const Value& value) {
    std::string out;
    append_value(out, value, false);
    return out;
}

std::string write_canonical(const Value& value) {
    std::string out;
    append_value(out, value, true);
    return out;
}

namespace {

/// Control characters, quote and backslash: what a string cannot hold as it is.
constexpr bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escape(std::string& out, char c) {
    constexpr std::string_view hex = "0123456789abcdef";
    constexpr std::string_view means = "\b\t\n\f\r\"\\";
    constexpr std::string_view names = "btnfr\"\\";
    out.push_back('\\');
    if (const auto index = means.find(c); index != std::string_view::npos) {
        out.push_back(names[index]);
        return;
    }
    out += "u00";
    out.push_back(hex[static_cast<unsigned char>(c) >> 4U]);
    out.push_back(hex[static_cast<unsigned char>(c) & 0xFU]);
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
    out.push_back('"');
    std::size_t plain = 0;  // where the bytes begin that go out as they are
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!needs_escape(text[at])) continue;
        out.append(text, plain, at - plain);
        append_escape(out, text[at]);
        plain = at + 1;
    }
    out.append(text, plain);
    out.push_back('"');
}

void Writer::separate() {
    if (!first_) out_.push_back(',');
    first_ = false;
}

Writer& Writer::begin_object() {
    separate();
    out_.push_back('{');
    first_ = true;
    return *this;
}

Writer& Writer::end_object() {
    out_.push_back('}');
    first_ = false;
    return *this;
}

Writer& Writer::begin_array() {
    separate();
    out_.push_back('[');
    first_ = true;
    return *this;
}

Writer& Writer::end_array() {
    out_.push_back(']');
    first_ = false;
    return *this;
}

Writer& Writer::key(std::string_view name) {
    separate();
    append_string(out_, name);
    out_.push_back(':');
    first_ = true;
    return *this;
}

Writer& Writer::string(std::string_view text) {
    separate();
    append_string(out_, text);
    return *this;
}

Writer& Writer::integer(std::int64_t value) {
    separate();
    out_ += std::to_string(value);
    return *this;
}

Writer& Writer::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
    return *this;
}

Writer& Writer::null() {
    separate();
    out_ += "null";
    return *this;
}

Writer& Writer::raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
}

}  // namespace jiwei::json
