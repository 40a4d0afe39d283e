#include "core/cases/file.hpp"

#include <algorithm>

#include "core/kernel/utf8.hpp"

namespace jiwei::cases {

namespace {

using json::Value;

constexpr std::size_t lines_max = 200'000;
constexpr json::Limits json_limits{.bytes_max = 8U << 20U, .depth_max = 32, .members_max = 1'000'000};

std::string_view trimmed(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

struct Line {
    std::size_t number = 0;
    std::size_t indent = 0;
    std::string_view text;
    std::size_t column = 1;  // of the first character, in bytes
};

// Without empty lines and comments.
std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> out;
    for (std::size_t number = 1; !text.empty() && number <= lines_max; ++number) {
        const std::size_t end = text.find('\n');
        const std::string_view whole = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const std::string_view content = trimmed(whole);
        if (content.empty() || content.starts_with('#')) continue;
        std::size_t indent = 0;
        for (const char c : whole) {
            if (c != ' ' && c != '\t') break;
            indent += c == '\t' ? 4 : 1;
        }
        out.push_back({number, indent, content, static_cast<std::size_t>(content.data() - whole.data()) + 1});
    }
    return out;
}

struct Pair {
    std::string_view key;
    std::string_view value;
};

// "key: value" with an ASCII or a full-width colon; false when there is none.
bool split_pair(std::string_view text, Pair& out) {
    constexpr std::string_view wide = "：";
    const std::size_t narrow_at = text.find(':');
    const std::size_t wide_at = text.find(wide);
    const std::size_t at = std::min(narrow_at, wide_at);
    if (at == std::string_view::npos || at == 0) return false;
    out.key = trimmed(text.substr(0, at));
    out.value = trimmed(text.substr(at + (at == wide_at ? wide.size() : 1)));
    return !out.key.empty();
}

bool is_rule(std::string_view text) { return text.size() >= 3 && text.find_first_not_of("-=") == std::string_view::npos; }

std::string unquoted(std::string_view text) {
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.find('"', 1) == text.size() - 1;
    return std::string{quoted ? text.substr(1, text.size() - 2) : text};
}

// The value of a line: null, JSON written on the line, or text.
tl::expected<Value, std::string> scalar(std::string_view text) {
    if (text == "null") return Value{};
    if (text.starts_with('{') || text.starts_with('[')) {
        auto parsed = json::parse(text);
        if (parsed) return *std::move(parsed);
        if (text.starts_with('{')) return tl::unexpected(std::string{"not JSON: "}.append(parsed.error().code));
    }
    return Value::string(unquoted(text));
}

// A repeated key makes a list.
void add(Value& object, std::string_view key, Value value) {
    if (!object.is_object()) object = Value::object();
    const Value* before = object.find(key);
    if (before == nullptr) {
        object.set(std::string{key}, std::move(value));
        return;
    }
    Value list = before->is_array() ? *before : Value::array({*before});
    if (value.is_array()) {
        for (const Value& item : value.items()) list.append(item);
    } else {
        list.append(std::move(value));
    }
    object.set(std::string{key}, std::move(list));
}

class TextReader {
public:
    explicit TextReader(std::string_view text) : lines_{lines_of(text)} { file_.head = Value::object(); }

    tl::expected<CaseFile, SyntaxFault> read() {
        while (at_ < lines_.size()) {
            const Line& line = lines_[at_];
            if (is_rule(line.text)) {
                if (file_.cases.empty()) return fault(line, "a line of dashes before the first case");
                in_want_ = true;
                ++at_;
                continue;
            }
            Pair pair;
            if (!split_pair(line.text, pair)) return fault(line, "`key: value` is needed");
            if (pair.key == "case") {
                begin_case(line, pair.value);
                continue;
            }
            JIWEI_TRY(value, read_value(line, pair.value));
            keep(line, pair.key, std::move(value));
        }
        return std::move(file_);
    }

private:
    static tl::unexpected<SyntaxFault> fault(const Line& line, std::string text) {
        return tl::unexpected(SyntaxFault{line.number, std::move(text), line.column});
    }

    void begin_case(const Line& line, std::string_view name) {
        file_.cases.push_back({unquoted(name), line.number, Value::object({{"name", Value::string(unquoted(name))}}), {}});
        in_want_ = false;
        ++at_;
    }

    void keep(const Line& line, std::string_view key, Value value) {
        if (file_.cases.empty()) {
            add(file_.head, key, std::move(value));
            return;
        }
        CaseText& one = file_.cases.back();
        if (!in_want_) {
            one.lines.emplace(key, line.number);
            add(one.value, key, std::move(value));
            return;
        }
        one.lines.emplace(std::string{"want."}.append(key), line.number);
        Value want = one.value["want"];
        add(want, key, std::move(value));
        one.value.set("want", std::move(want));
    }

    // The value behind the colon, or the more indented lines below when there is none.
    tl::expected<Value, SyntaxFault> read_value(const Line& line, std::string_view text) {
        ++at_;
        const bool has_block = text.empty() && at_ < lines_.size() && lines_[at_].indent > line.indent && !begins_new(lines_[at_]);
        if (!has_block) {
            auto value = scalar(text);
            if (!value) return fault(line, value.error());
            return *std::move(value);
        }
        return read_block(lines_[at_].indent, line.indent);
    }

    static bool begins_new(const Line& line) {
        return is_rule(line.text) || line.text.starts_with("case:") || line.text.starts_with("case：");
    }

    // Lines of one indentation: members of an object, or "- " items of a list.
    tl::expected<Value, SyntaxFault> read_block(std::size_t indent, std::size_t outer) {
        if (++depth_ > 16) return fault(lines_[at_], "too deep");
        Value block = lines_[at_].text.starts_with("- ") || lines_[at_].text == "-" ? Value::array() : Value::object();
        while (at_ < lines_.size() && lines_[at_].indent > outer && !begins_new(lines_[at_])) {
            const Line line = lines_[at_];
            if (line.indent != indent) return fault(line, "the indentation fits no line above");
            if (block.is_array()) {
                if (!line.text.starts_with("- ") && line.text != "-") return fault(line, "a list item `- …` is needed");
                JIWEI_TRY(item, read_item(line));
                block.append(std::move(item));
                continue;
            }
            Pair pair;
            if (!split_pair(line.text, pair)) return fault(line, "`key: value` is needed");
            JIWEI_TRY(value, read_value(line, pair.value));
            add(block, pair.key, std::move(value));
        }
        --depth_;
        return block;
    }

    // "- birth_date 1955-03-01, sex 1", or "- id: a" with further members in the more indented lines below.
    tl::expected<Value, SyntaxFault> read_item(const Line& line) {
        const std::string_view text = trimmed(line.text.substr(1));
        const bool has_more = at_ + 1 < lines_.size() && lines_[at_ + 1].indent > line.indent && !begins_new(lines_[at_ + 1]);
        if (!has_more) {
            ++at_;
            auto item = scalar(text);
            if (!item) return fault(line, item.error());
            return *std::move(item);
        }
        Value made = Value::object();
        Pair pair;
        if (text.empty()) {
            ++at_;
        } else if (split_pair(text, pair)) {
            // Further members stand below this one, what belongs to it alone stands deeper.
            const Line first{line.number, line.indent + static_cast<std::size_t>(text.data() - line.text.data()), text, line.column};
            JIWEI_TRY(value, read_value(first, pair.value));
            add(made, pair.key, std::move(value));
        } else {
            return fault(line, "`- key: value` is needed where members follow below");
        }
        if (at_ >= lines_.size() || lines_[at_].indent <= line.indent || begins_new(lines_[at_])) return made;
        JIWEI_TRY(rest, read_block(lines_[at_].indent, line.indent));
        if (!rest.is_object()) return fault(line, "members are needed below");
        for (const auto& [key, value] : rest.members()) add(made, key, value);
        return made;
    }

    std::vector<Line> lines_;
    std::size_t at_ = 0;
    CaseFile file_;
    bool in_want_ = false;
    int depth_ = 0;
};

std::size_t column_at(std::string_view text, std::size_t offset) {
    const std::size_t at = std::min(offset, text.size());
    const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    return before == std::string_view::npos ? at + 1 : at - before;
}

std::size_t line_at(std::string_view text, std::size_t offset) {
    return 1 + static_cast<std::size_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size())), '\n'));
}

// Lines on which the items of the top-level member "cases" begin; the text is valid JSON.
std::vector<std::size_t> case_lines(std::string_view text) {
    std::vector<std::size_t> out;
    std::string key;
    int depth = 0;
    std::size_t line = 1;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') ++line;
        if (c == '"') {
            const std::size_t from = i + 1;
            for (++i; text[i] != '"'; ++i) i += text[i] == '\\' ? 1U : 0U;
            if (depth == 1 && text.substr(i + 1, 40).find_first_not_of(" \t\r\n") != std::string_view::npos &&
                text[text.find_first_not_of(" \t\r\n", i + 1)] == ':') {
                key = text.substr(from, i - from);
            }
        } else if (c == '{' || c == '[') {
            if (c == '{' && depth == 2 && key == "cases") out.push_back(line);
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return out;
}

tl::expected<CaseFile, SyntaxFault> read_json(std::string_view text) {
    auto parsed = json::parse(text, json_limits);
    if (!parsed)
        return tl::unexpected(SyntaxFault{line_at(text, parsed.error().offset), std::string{"not JSON: "}.append(parsed.error().code),
                                          column_at(text, parsed.error().offset)});
    CaseFile file;
    file.head = Value::object();
    const auto lines = case_lines(text);
    for (const auto& [key, value] : parsed->members()) {
        if (key != "cases") file.head.set(key, value);
    }
    const Value& cases = (*parsed)["cases"];
    if (!cases.is_array()) return tl::unexpected(SyntaxFault{1, "`cases` must be a list", 1});
    for (std::size_t i = 0; i < cases.items().size(); ++i) {
        const Value& one = cases.items()[i];
        file.cases.push_back({one["name"].text(), i < lines.size() ? lines[i] : 1, one, {}});
    }
    return file;
}

}  // namespace

tl::expected<CaseFile, SyntaxFault> read_case_file(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (!utf8::is_valid(text)) return tl::unexpected(SyntaxFault{1, "the file is not UTF-8", 1});
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && text[first] == '{') return read_json(text);
    return TextReader{text}.read();
}

json::Value inline_object(std::string_view text) {
    Value out = Value::object();
    while (!text.empty()) {
        std::size_t end = 0;
        std::size_t comma = 0;
        int depth = 0;  // within JSON written in place
        for (char quote = '\0'; end < text.size(); ++end) {
            if (quote != '\0') {
                if (text[end] == quote) quote = '\0';
                continue;
            }
            if (text[end] == '"') quote = '"';
            if (text[end] == '{' || text[end] == '[') ++depth;
            if (text[end] == '}' || text[end] == ']') depth = std::max(depth - 1, 0);
            if (depth > 0) continue;
            comma = text[end] == ',' || text[end] == ';'                                       ? 1
                    : text.substr(end).starts_with("，") || text.substr(end).starts_with("；") ? 3
                                                                                               : 0;
            if (comma > 0) break;
        }
        const std::string_view part = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(text.size(), end + comma));
        comma = 0;
        if (part.empty()) continue;
        const std::size_t cut = part.find_first_of(" \t=:");
        const std::string_view value = cut == std::string_view::npos ? std::string_view{} : trimmed(part.substr(cut + 1));
        auto read = scalar(value);
        add(out, part.substr(0, cut), read ? *std::move(read) : Value::string(unquoted(value)));
    }
    return out;
}

std::vector<std::string> inline_list(std::string_view text) {
    std::vector<std::string> out;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) out.push_back(std::move(word));
        word.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        const char32_t c = utf8::next(text, at).value_or(U' ');
        if (at == from) ++at;
        const bool separates =
            c == ' ' || c == '\t' || c == '+' || c == '|' || c == ',' || c == U'，' || c == U'、' || c == '[' || c == ']' || c == U'\u3000';
        if (separates) {
            end_word();
        } else {
            word.append(text.substr(from, at - from));
        }
    }
    end_word();
    if (out.size() == 1 && (out[0] == "none" || out[0] == "无")) out.clear();
    return out;
}

}  // namespace jiwei::cases
