#include "modules/programmes/fact_text.hpp"

namespace jiwei::programmes {

namespace {

std::string_view prefix_of(std::string_view code) {
    const std::size_t dot = code.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : code.substr(0, dot);
}

void append_value(std::string& text, std::string_view value) {
    for (const char c : value) {
        if (c == ';') {
            text += "%3B";
        } else if (c == '%') {
            text += "%25";
        } else {
            text += c;
        }
    }
}

std::string value_of(std::string_view written) {
    std::string value{written};
    for (std::size_t at = value.find('%'); at != std::string::npos; at = value.find('%', at + 1)) {
        const char meant = value.compare(at, 3, "%3B") == 0 ? ';' : '%';
        value.replace(at, 3, 1, meant);
    }
    return value;
}

}  // namespace

std::string write_facts(std::span<const std::pair<std::string, std::string>> facts) {
    std::string text;
    std::string_view before;
    for (const auto& [code, value] : facts) {
        if (!text.empty()) text += ';';
        const std::string_view prefix = prefix_of(code);
        const bool is_short = !prefix.empty() && prefix == before;
        text += is_short ? std::string_view{code}.substr(prefix.size()) : std::string_view{code};
        before = prefix;
        text += '=';
        append_value(text, value);
    }
    return text;
}

void read_facts(std::string_view text, CivilDate on, std::string_view record_id, std::vector<rules::Fact>& facts) {
    std::string_view prefix;
    while (!text.empty()) {
        const std::string_view one = text.substr(0, text.find(';'));
        text.remove_prefix(std::min(text.size(), one.size() + 1));
        const std::size_t equals = one.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view name = one.substr(0, equals);
        std::string code;
        if (name.starts_with('.')) {
            code.reserve(prefix.size() + name.size());
            code.append(prefix).append(name);
        } else {
            code = name;
            prefix = prefix_of(name);
        }
        facts.push_back({std::move(code), on, std::string{record_id}, value_of(one.substr(equals + 1))});
    }
}

}  // namespace jiwei::programmes
