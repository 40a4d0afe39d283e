#include "tools/sqlgen/scan.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <set>
#include <sstream>

namespace jiwei::sqlgen {
namespace {

bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class Scanner {
public:
    Scanner(const std::filesystem::path& path, std::string_view text) : path_{path}, text_{text} {}

    std::vector<Token> all() {
        while (at_ < text_.size()) {
            if (std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
                line_ += text_[at_] == '\n' ? 1 : 0;
                ++at_;
            } else {
                one();
            }
        }
        return std::move(tokens_);
    }

private:
    void one() {
        const char c = text_[at_];
        if (text_.substr(at_, 2) == "--") {
            const std::size_t end = std::min(text_.find('\n', at_), text_.size());
            add(Token::Kind::comment, end, std::string{text_.substr(at_ + 2, end - at_ - 2)});
        } else if (text_.substr(at_, 2) == "/*") {
            throw Mistake{path_, line_, "write comments with --"};
        } else if (c == '\'' || c == '"') {
            quoted(c);
        } else if (c == '$') {
            parameter();
        } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
            add(Token::Kind::number, run_of(at_, [](char d) { return word_char(d) || d == '.'; }));
        } else if (word_char(c)) {
            add(Token::Kind::word, run_of(at_, word_char));
            std::ranges::transform(tokens_.back().text, tokens_.back().text.begin(), [](unsigned char d) { return std::tolower(d); });
        } else {
            add(Token::Kind::sign, at_ + 1);
        }
    }

    void quoted(char quote) {
        std::size_t end = at_ + 1;
        while (end < text_.size() && (text_[end] != quote || text_.substr(end, 2) == std::string(2, quote))) {
            end += text_[end] == quote ? 2 : 1;
        }
        if (end >= text_.size()) throw Mistake{path_, line_, "a quote is not closed"};
        if (quote == '"') throw Mistake{path_, line_, "quoted names are not used here"};
        add(Token::Kind::string, end + 1);
        line_ += static_cast<int>(std::ranges::count(tokens_.back().text, '\n'));
    }

    void parameter() {
        const std::size_t end = run_of(at_ + 1, [](char d) { return std::isdigit(static_cast<unsigned char>(d)) != 0; });
        if (end == at_ + 1) throw Mistake{path_, line_, "a parameter is $1, $2, …"};
        add(Token::Kind::parameter, end);
    }

    template <class Test>
    std::size_t run_of(std::size_t from, Test test) const {
        while (from < text_.size() && test(text_[from])) ++from;
        return from;
    }

    void add(Token::Kind kind, std::size_t end, std::string text = {}) {
        if (text.empty() && kind != Token::Kind::comment) text = text_.substr(at_, end - at_);
        tokens_.push_back({kind, std::move(text), at_, end, line_});
        at_ = end;
    }

    std::filesystem::path path_;
    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    std::vector<Token> tokens_;
};

/// Names that WITH introduces: `name AS (` and `name (columns) AS (`.
std::set<std::string> with_names(const std::vector<Token>& tokens) {
    std::set<std::string> names;
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
        if (tokens[i].text != "as") continue;
        const std::string& next = tokens[i + 1].text;
        if (next != "(" && next != "materialized" && next != "not") continue;
        std::size_t before = i - 1;
        if (tokens[before].text == ")") {
            int depth = 0;
            for (; before > 0; --before) {
                depth += tokens[before].text == ")" ? 1 : (tokens[before].text == "(" ? -1 : 0);
                if (depth == 0) break;
            }
            if (before > 0) --before;
        }
        if (tokens[before].kind == Token::Kind::word) names.insert(tokens[before].text);
    }
    return names;
}

bool opens_table(const std::vector<Token>& tokens, std::size_t i) {
    const std::string& word = tokens[i].text;
    const std::string before = i > 0 ? tokens[i - 1].text : "";
    if (word == "from") return before != "distinct";  // IS DISTINCT FROM
    if (word == "update") return before != "do" && before != "for" && before != "on";
    return word == "join" || word == "into" || word == "references";
}

bool ends_from_list(const std::string& word) {
    static const std::set<std::string> ends{"where",  "group",  "order", "limit",  "having",    "union", "returning", "set",
                                            "select", "values", "on",    "join",   "left",      "inner", "cross",     "using",
                                            ";",      "(",      ")",     "except", "intersect", "for",   "window"};
    return ends.contains(word);
}

}  // namespace

std::vector<Token> scan(const std::filesystem::path& path, std::string_view text) { return Scanner{path, text}.all(); }

std::vector<Token> without_comments(const std::vector<Token>& tokens) {
    std::vector<Token> kept;
    std::ranges::copy_if(tokens, std::back_inserter(kept), [](const Token& t) { return t.kind != Token::Kind::comment; });
    return kept;
}

std::vector<TableUse> tables_of(const std::vector<Token>& tokens) {
    const std::set<std::string> with = with_names(tokens);
    std::vector<TableUse> found;
    const auto add = [&](std::size_t i, bool into) {
        if (i >= tokens.size() || tokens[i].kind != Token::Kind::word || with.contains(tokens[i].text)) return;
        static const std::set<std::string> no_table{"select", "lateral", "only", "values"};
        if (no_table.contains(tokens[i].text)) return;
        const bool function = !into && i + 1 < tokens.size() && tokens[i + 1].text == "(";
        if (!function) found.push_back({tokens[i].text, tokens[i].line});
    };
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].kind != Token::Kind::word || !opens_table(tokens, i)) continue;
        add(i + 1, tokens[i].text != "from" && tokens[i].text != "join");
        if (tokens[i].text != "from") continue;
        for (std::size_t j = i + 2; j < tokens.size() && !ends_from_list(tokens[j].text); ++j) {
            if (tokens[j].text == ",") add(j + 1, false);
        }
    }
    return found;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) throw std::runtime_error{"cannot read " + path.string()};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, 32> digest{};
    unsigned int size = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const unsigned char byte : digest) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 15U];
    }
    return hex;
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    if (std::filesystem::exists(path) && read_file(path) == text) return;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out{path, std::ios::binary};
    out << text;
    if (!out.flush()) throw std::runtime_error{"cannot write " + path.string()};
}

}  // namespace jiwei::sqlgen
