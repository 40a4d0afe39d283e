// Reading the configuration, and writing it down. toml++ stays in this file.
#include "platform/config/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "core/kernel/decimal.hpp"
#include "platform/config/toml_text.hpp"

// Where a key begins with a stray sign ("[=") toml++ 3.3 asserts. That is a mistake of the file, not of the program.
namespace jiwei::config {
struct NotToml {};
[[noreturn]] static void not_toml() { throw NotToml{}; }
}  // namespace jiwei::config
#define TOML_ASSERT(expression) ((expression) ? static_cast<void>(0) : ::jiwei::config::not_toml())
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace jiwei::config {
namespace {

/// Collects every fault, so that one --check shows them all.
class Reader {
public:
    Reader(Config& config, std::string_view file) : config_{config}, file_{file} {}

    void read(const toml::table& document) {
        for (const auto& [name, node] : document) {
            const bool known = std::ranges::any_of(keys(), [&](const Key& key) { return key.section == name.str(); });
            if (!known) {
                fault(node, name.str(), node.is_table() ? "unknown section" : "unknown key");
            } else if (!node.is_table()) {
                fault(node, name.str(), "is a section, write [" + std::string{name.str()} + "]");
            } else {
                read_section(name.str(), *node.as_table());
            }
        }
        if (!faults_.empty()) throw Refused{faults_};
    }

private:
    void read_section(std::string_view section, const toml::table& table) {
        for (const auto& [name, node] : table) {
            const auto key = std::ranges::find_if(keys(), [&](const Key& k) { return k.section == section && k.name == name.str(); });
            const std::string full = fmt::format("{}.{}", section, name.str());
            if (key == keys().end()) {
                fault(node, full, "unknown key");
            } else {
                std::visit([&](auto* slot) { take(node, full, *key, *slot); }, key->slot(config_));
            }
        }
    }

    void take(const toml::node& node, const std::string& name, const Key& key, std::int64_t& slot) {
        const auto value = node.value_exact<std::int64_t>();
        if (!value) return fault(node, name, "must be a whole number");
        if (*value < key.min || *value > key.max) return fault(node, name, fmt::format("{} is not in {}-{}", *value, key.min, key.max));
        slot = *value;
    }
    void take(const toml::node& node, const std::string& name, const Key& /*key*/, bool& slot) {
        const auto value = node.value_exact<bool>();
        if (!value) return fault(node, name, "must be true or false");
        slot = *value;
    }
    void take(const toml::node& node, const std::string& name, const Key& key, std::string& slot) {
        const auto value = node.value_exact<std::string>();
        if (!value) return fault(node, name, "must be a text in quotes");
        const std::string padded = fmt::format(" {} ", key.choices);
        const bool one_word = value->find(' ') == std::string::npos;
        if (!key.choices.empty() && (!one_word || padded.find(" " + *value + " ") == std::string::npos)) {
            return fault(node, name, fmt::format("must be one of: {}", key.choices));
        }
        slot = *value;
    }
    void take(const toml::node& node, const std::string& name, const Key& /*key*/, List& slot) {
        const toml::array* items = node.as_array();
        if (items == nullptr) return fault(node, name, "must be a list of texts: [\"…\", \"…\"]");
        slot.clear();
        for (const auto& item : *items) {
            const auto value = item.value_exact<std::string>();
            if (!value) return fault(item, name, "must be a list of texts: [\"…\", \"…\"]");
            slot.push_back(*value);
        }
    }

    void fault(const toml::node& node, std::string_view name, std::string_view what) {
        if (!faults_.empty()) faults_ += '\n';
        faults_ += fmt::format("{}:{}: {}: {}", file_, node.source().begin.line, name, what);
    }

    Config& config_;
    std::string_view file_;
    std::string faults_;
};

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + "\"";
}

struct WriteValue {
    std::string operator()(const std::string* value) const { return in_quotes(*value); }
    std::string operator()(const std::int64_t* value) const { return std::to_string(*value); }
    std::string operator()(const bool* value) const { return *value ? "true" : "false"; }
    std::string operator()(const List* value) const {
        std::string out = "[";
        for (const std::string& item : *value) out += (out.size() > 1 ? ", " : "") + in_quotes(item);
        return out + "]";
    }
};

/// postgresql://user:secret@host -> postgresql://user:***@host; also password=secret in the query or in key=value form.
std::string masked_url(std::string url) {
    const std::size_t scheme = url.find("://");
    const std::size_t at = scheme == std::string::npos ? scheme : url.rfind('@', url.find('/', scheme + 3));
    if (at != std::string::npos && at > scheme) {
        const std::size_t colon = url.find(':', scheme + 3);
        if (colon < at) url.replace(colon + 1, at - colon - 1, "***");
    }
    const std::size_t password = url.find("password=");
    if (password != std::string::npos) {
        const std::size_t begin = password + std::string_view{"password="}.size();
        const std::size_t end = std::min(url.find_first_of("& ", begin), url.size());
        url.replace(begin, end - begin, "***");
    }
    return url;
}

struct TypeName {
    const Key& key;
    std::string operator()(const std::string*) const {
        if (key.choices.empty()) return "text";
        std::string out{key.choices};
        std::ranges::replace(out, ' ', '|');
        return "one of " + out;
    }
    std::string operator()(const std::int64_t*) const { return fmt::format("whole number, {}-{}", key.min, key.max); }
    std::string operator()(const bool*) const { return "true or false"; }
    std::string operator()(const List*) const { return "list of texts"; }
};

/// Paragraphs of the reference file, wrapped as comments.
std::string as_comment(std::string_view paragraph) {
    constexpr std::size_t width = 100;
    std::string out;
    std::string line = "#";
    std::istringstream words{std::string{paragraph}};
    for (std::string word; words >> word;) {
        if (line.size() + 1 + word.size() > width) {
            out += line + "\n";
            line = "#";
        }
        line += " " + word;
    }
    return out + line + "\n";
}

}  // namespace

namespace {

toml::table document_of(std::string_view text, std::string_view file) {
    if (const std::size_t line = foreign_letter_line(text))
        throw Refused{fmt::format("{}:{}: outside of quotes and comments only ASCII letters, digits and signs", file, line)};
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        throw Refused{fmt::format("{}:{}: {}", file, error.source().begin.line, error.description())};
    } catch (const NotToml&) {
        throw Refused{fmt::format("{}: a key begins with a sign that no key may have", file)};
    }
}

}  // namespace

Config parse(std::string_view toml, std::string_view file) {
    Config config;
    Reader{config, file}.read(document_of(toml, file));
    return config;
}

namespace {

constexpr std::size_t table_bytes_max = std::size_t{1} << 20U;
constexpr int table_depth_max = 8;

json::Value value_of(const toml::node& node, int depth, std::string_view file) {
    if (depth > table_depth_max) throw Refused{fmt::format("{}:{}: tables lie too deep", file, node.source().begin.line)};
    if (const toml::table* const table = node.as_table()) {
        json::Value made = json::Value::object();
        for (const auto& [name, one] : *table) made.set(std::string{name.str()}, value_of(one, depth + 1, file));
        return made;
    }
    if (const toml::array* const list = node.as_array()) {
        json::Value made = json::Value::array();
        for (const auto& one : *list) made.append(value_of(one, depth + 1, file));
        return made;
    }
    if (const auto text = node.value_exact<std::string>()) return json::Value::string(*text);
    if (const auto whole = node.value_exact<std::int64_t>()) return json::Value::integer(*whole);
    if (const auto truth = node.value_exact<bool>()) return json::Value::boolean(*truth);
    if (const auto day = node.value_exact<toml::date>())
        return json::Value::string(fmt::format("{:04}-{:02}-{:02}", day->year, day->month, day->day));
    if (const auto number = node.value_exact<double>()) {
        std::string text = fmt::format("{:.6f}", *number);
        if (parse_decimal(text)) return json::Value::number(std::move(text));
    }
    throw Refused{fmt::format("{}:{}: a value of this kind is not understood", file, node.source().begin.line)};
}

}  // namespace

json::Value table_of(std::string_view toml, std::string_view file) {
    if (toml.size() > table_bytes_max) throw Refused{fmt::format("{}: longer than 1 MiB", file)};
    return value_of(document_of(toml, file), 0, file);
}

Config load(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw Refused{path + ": cannot be read"};
    return parse(text.str(), path);
}

std::string show(const Config& config) {
    Config copy = config;
    std::string out;
    std::string_view section;
    for (const Key& key : keys()) {
        if (key.section != section) out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", key.section);
        section = key.section;
        const Key::Slot slot = key.slot(copy);
        if (auto* const* text = std::get_if<std::string*>(&slot); key.secret && text != nullptr) **text = masked_url(**text);
        out += fmt::format("{} = {}\n", key.name, std::visit(WriteValue{}, slot));
    }
    return out;
}

std::string reference_markdown() {
    Config defaults;
    std::string out =
        "# Configuration\n\nOne TOML file, named by `--config FILE`. Every key has a default; an unknown key or a value out of range stops "
        "the "
        "start with the file\nand line. `jiwei config --check` tests a file, `jiwei config --show` prints what is in force, with secrets "
        "masked. "
        "Command line\noptions win over the file. Thresholds of the programmes are no configuration: they stand in the packs.\n\n"
        "Made from the table in `platform/config/keys.cpp`; a commented file to start from is [jiwei.toml](jiwei.toml).\n";
    std::string_view section;
    for (const Key& key : keys()) {
        if (key.section != section) out += fmt::format("\n## [{}]\n", key.section);
        section = key.section;
        const Key::Slot slot = key.slot(defaults);
        out += fmt::format("\n### {}\n\n{}. Default `{}`.\n\n{}\n", key.name, std::visit(TypeName{key}, slot),
                           std::visit(WriteValue{}, slot), key.paragraph);
    }
    return out;
}

std::string reference_toml() {
    Config defaults;
    std::string out = "# Every key of jiwei with its default. Uncomment what you change.\n";
    std::string_view section;
    for (const Key& key : keys()) {
        if (key.section != section) out += fmt::format("\n[{}]\n", key.section);
        section = key.section;
        const Key::Slot slot = key.slot(defaults);
        out += fmt::format("\n{}# {}.\n# {} = {}\n", as_comment(key.paragraph), std::visit(TypeName{key}, slot), key.name,
                           std::visit(WriteValue{}, slot));
    }
    return out;
}

}  // namespace jiwei::config
