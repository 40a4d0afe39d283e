#include "tests/tidy/tidy.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

namespace jiwei::tidy {

namespace {

constexpr std::size_t function_lines_max = 70;
constexpr std::size_t file_lines_max = 600;
constexpr std::size_t line_bytes_max = 300;  // longer ones are tables; the expressions below would take for ever on them

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(), [text](std::string_view prefix) { return text.starts_with(prefix); });
}

bool is_cpp(std::string_view path) { return path.ends_with(".cpp") || path.ends_with(".hpp"); }

bool is_test_code(std::string_view path) { return path.find("/tests/") != std::string_view::npos || path.starts_with("tests/"); }

/// The path of a quoted include, or empty. Angle includes are libraries, not layers.
std::string quoted_include(const std::string& line) {
    static const std::regex pattern{R"re(^\s*#\s*include\s+"([^"]+)")re"};
    std::smatch match;
    return std::regex_search(line, match, pattern) ? match[1].str() : std::string{};
}

std::string angle_include(const std::string& line) {
    static const std::regex pattern{R"re(^\s*#\s*include\s+<([^>]+)>)re"};
    std::smatch match;
    return std::regex_search(line, match, pattern) ? match[1].str() : std::string{};
}

/// "modules/residents/store.hpp" -> "modules/residents"
std::string room_of(std::string_view path) {
    const auto first = path.find('/');
    if (first == std::string_view::npos) return std::string{path};
    const auto second = path.find('/', first + 1);
    return std::string{path.substr(0, second)};
}

template <class Visit>
void each_line(const Tree& tree, Visit visit) {
    for (const SourceFile& file : tree) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) visit(file, i + 1, file.lines[i]);
    }
}

/// Which folders of core may be included by a folder of core, besides kernel and itself.
const std::map<std::string, std::set<std::string>>& core_arrows() {
    static const std::map<std::string, std::set<std::string>> arrows{
        {"core/values", {}},
        {"core/access", {"core/identity"}},
        {"core/identity", {"core/values"}},
        {"core/organization", {"core/identity", "core/values"}},
        {"core/rules", {"core/values"}},
        {"core/forms", {"core/rules", "core/values"}},
        {"core/schedule", {"core/rules", "core/values"}},
        {"core/indicators", {"core/packs", "core/rules", "core/forms", "core/values"}},
        {"core/packs", {"core/rules", "core/forms", "core/values"}},
        {"core/programmes", {"core/packs", "core/rules", "core/forms", "core/schedule", "core/indicators", "core/values"}},
        {"core/cases",
         {"core/programmes", "core/packs", "core/rules", "core/forms", "core/schedule", "core/indicators", "core/identity", "core/values"}},
        {"core/wasm", {"core/calls"}},
        {"core/calls",
         {"core/cases", "core/programmes", "core/packs", "core/rules", "core/forms", "core/schedule", "core/indicators", "core/identity",
          "core/values"}},
    };
    return arrows;
}

/// Module -> the modules whose api.hpp and events.hpp it may include.
const std::map<std::string, std::set<std::string>>& module_arrows() {
    static const std::map<std::string, std::set<std::string>> arrows{
        {"organization", {}},
        {"indicators", {"organization"}},
        {"access", {"organization"}},
        {"residents", {"organization", "access", "indicators"}},
        {"programmes", {"organization", "access", "indicators", "residents"}},
    };
    return arrows;
}

bool core_may_include(const std::string& room, const std::string& target) {
    const std::string target_room = room_of(target);
    if (target_room == "core/kernel" || target_room == room) return true;
    const auto allowed = core_arrows().find(room);
    return allowed != core_arrows().end() && allowed->second.contains(target_room);
}

bool fhir_may_include(const std::string& target) {
    return starts_with_any(target, {"fhir/", "core/kernel/", "platform/http/", "platform/auth/", "platform/db/"});
}

bool module_may_include(const std::string& path, const std::string& room, const std::string& target) {
    if (target.starts_with(room + "/")) return true;
    if (path.ends_with("/fhir.cpp") || path.ends_with("/fhir.hpp")) return starts_with_any(target, {"fhir/", "platform/", "core/"});
    // The api of organization is cut in three, so that a reader of one type need not compile the others.
    static const std::set<std::string> published{"modules/organization/reach.hpp", "modules/organization/division_table.hpp"};
    if (target.starts_with("modules/"))
        return target.ends_with("/api.hpp") || target.ends_with("/events.hpp") || published.contains(target);
    return starts_with_any(target, {"core/", "platform/"});
}

bool may_include(const std::string& path, const std::string& target) {
    const std::string room = room_of(path);
    if (path.starts_with("core/kernel/")) return target.starts_with("core/kernel/");
    if (path.starts_with("core/")) return core_may_include(room, target);
    if (path.starts_with("platform/")) return starts_with_any(target, {"platform/", "core/kernel/"});
    if (path.starts_with("fhir/")) return fhir_may_include(target);
    if (path.starts_with("modules/")) return module_may_include(path, room, target);
    return true;
}

std::set<std::string> words_after(const std::string& sql, const std::regex& pattern) {
    std::set<std::string> found;
    for (auto it = std::sregex_iterator(sql.begin(), sql.end(), pattern); it != std::sregex_iterator(); ++it) found.insert((*it)[1].str());
    return found;
}

std::string joined(const SourceFile& file) {
    std::string text;
    for (const std::string& line : file.lines) {
        const auto comment = line.find("--");
        text += comment == std::string::npos ? line : line.substr(0, comment);
        text += '\n';
    }
    return text;
}

}  // namespace

SourceFile file_of(std::string path, const std::string& text) {
    SourceFile file{std::move(path), {}};
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
    return file;
}

Tree read_tree(const std::string& root) {
    namespace fs = std::filesystem;
    static const std::set<std::string> left_out{"node_modules", "dist", "build", ".git", "data", "corpus"};
    static const std::set<std::string> kinds{".cpp",   ".hpp", ".sql",  ".ts",   ".vue", ".md", ".sh",
                                             ".cmake", ".txt", ".json", ".toml", ".csv", ""};
    Tree tree;
    for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator(); ++it) {
        if (it->is_directory() && (left_out.contains(it->path().filename().string()))) {
            it.disable_recursion_pending();
            continue;
        }
        if (!it->is_regular_file() || !kinds.contains(it->path().extension().string())) continue;
        std::ifstream stream{it->path(), std::ios::binary};
        const std::string text{std::istreambuf_iterator<char>{stream}, {}};
        tree.push_back(file_of(fs::relative(it->path(), root).generic_string(), text));
    }
    std::sort(tree.begin(), tree.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return tree;
}

std::vector<Offence> check_includes(const Tree& tree) {
    std::vector<Offence> offences;
    each_line(tree, [&offences](const SourceFile& file, std::size_t number, const std::string& line) {
        if (!is_cpp(file.path)) return;
        const std::string target = quoted_include(line);
        if (!target.empty() && !is_test_code(file.path) && !may_include(file.path, target)) {
            offences.push_back({file.path, number, "includes", room_of(file.path) + " may not include " + target});
        }
        if (target.starts_with("app/") && !file.path.starts_with("app/") && !is_test_code(file.path) && !file.path.starts_with("bench/")) {
            offences.push_back({file.path, number, "includes", "app/ is included by nobody"});
        }
        static const std::set<std::string> effects{"fstream", "iostream", "filesystem", "thread", "mutex", "chrono", "fmt/format.h"};
        if (file.path.starts_with("core/") && !is_test_code(file.path) && effects.contains(angle_include(line))) {
            offences.push_back(
                {file.path, number, "includes", "core/ is pure: <" + angle_include(line) + "> has effects or will not build for wasm"});
        }
    });
    return offences;
}

std::vector<Offence> check_module_graph(const Tree& tree) {
    std::vector<Offence> offences;
    each_line(tree, [&offences](const SourceFile& file, std::size_t number, const std::string& line) {
        const std::string target = quoted_include(line);
        if (!file.path.starts_with("modules/") || !target.starts_with("modules/") || is_test_code(file.path)) return;
        const std::string from = room_of(file.path).substr(8);
        const std::string to = room_of(target).substr(8);
        if (from == to) return;
        const auto arrows = module_arrows().find(from);
        if (arrows == module_arrows().end()) {
            offences.push_back({file.path, number, "module-graph", "module " + from + " has no declared arrows"});
        } else if (!arrows->second.contains(to)) {
            offences.push_back({file.path, number, "module-graph", from + " may not depend on " + to});
        }
    });
    return offences;
}

std::vector<Offence> check_sql_ownership(const Tree& tree) {
    static const std::regex creates{R"(CREATE\s+TABLE\s+(\w+))", std::regex::icase};
    static const std::regex uses{R"((?:FROM|JOIN|INTO|UPDATE)\s+(\w+))", std::regex::icase};
    std::map<std::string, std::string> owner;  // table -> room
    for (const SourceFile& file : tree) {
        if (file.path.find("/migrations/") == std::string::npos) continue;
        for (const std::string& table : words_after(joined(file), creates)) owner[table] = room_of(file.path);
    }
    std::vector<Offence> offences;
    for (const SourceFile& file : tree) {
        if (file.path.find("/sql/") == std::string::npos || !file.path.ends_with(".sql")) continue;
        for (const std::string& table : words_after(joined(file), uses)) {
            const auto found = owner.find(table);
            if (found != owner.end() && found->second != room_of(file.path)) {
                offences.push_back({file.path, 0, "sql-ownership", table + " belongs to " + found->second});
            }
        }
    }
    return offences;
}

std::vector<Offence> check_clocks(const Tree& tree) {
    static const std::regex clock{R"(system_clock::now|\btime\(\s*(nullptr|NULL|0)\s*\)|gettimeofday|clock_gettime\(\s*CLOCK_REALTIME)"};
    std::vector<Offence> offences;
    each_line(tree, [&offences](const SourceFile& file, std::size_t number, const std::string& line) {
        if (!is_cpp(file.path) || is_test_code(file.path) || file.path.starts_with("platform/time/") || file.path.starts_with("bench/"))
            return;
        if (std::regex_search(line, clock))
            offences.push_back({file.path, number, "clocks", "ask platform/time, or take `today` as an argument"});
    });
    return offences;
}

std::vector<Offence> check_money(const Tree& tree) {
    static const std::regex floating{R"(\b(double|float)\b[^;]*\b\w*(fen|yuan|amount|price|money)\w*)", std::regex::icase};
    std::vector<Offence> offences;
    each_line(tree, [&offences](const SourceFile& file, std::size_t number, const std::string& line) {
        if (is_cpp(file.path) && !file.path.starts_with("tests/tidy") && std::regex_search(line, floating)) {
            offences.push_back({file.path, number, "money", "money is int64 fen"});
        }
    });
    return offences;
}

std::vector<Offence> check_lengths(const Tree& tree) {
    // The house format puts the closing brace of a function alone at the indentation where the function began.
    static const std::regex opens{R"(^(\s*)[\w~\[][\w:<>,&*~\[\]\s]*\(.*\)[^;]*\{\s*$)"};
    static const std::set<std::string> flow{"if", "for", "while", "switch", "else", "do", "namespace"};
    std::vector<Offence> offences;
    for (const SourceFile& file : tree) {
        const bool counted = is_cpp(file.path) || file.path.ends_with(".ts") || file.path.ends_with(".vue");
        const bool generated = file.path.find("generated") != std::string::npos;
        if (counted && !generated && file.lines.size() > file_lines_max) {
            offences.push_back({file.path, 0, "lengths", std::to_string(file.lines.size()) + " lines; two rooms in one?"});
        }
        if (!is_cpp(file.path)) continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            std::smatch match;
            if (file.lines[i].size() > line_bytes_max || !std::regex_match(file.lines[i], match, opens)) continue;
            const std::string indent = match[1].str();
            std::istringstream words{file.lines[i]};
            std::string first;
            words >> first;
            if (flow.contains(first.substr(0, first.find('('))) || first.starts_with("}")) continue;
            std::size_t end = i + 1;
            const auto is_outside = [&indent](const std::string& line) {
                return !line.empty() && line.find_first_not_of(' ') < indent.size();
            };
            while (end < file.lines.size() && !file.lines[end].starts_with(indent + "}") && !is_outside(file.lines[end])) ++end;
            if (end - i + 1 > function_lines_max) {
                offences.push_back({file.path, i + 1, "lengths", "a function of " + std::to_string(end - i + 1) + " lines"});
            }
        }
    }
    return offences;
}

std::vector<Offence> check_gaps(const Tree& tree) {
    std::string gaps;
    for (const SourceFile& file : tree) {
        if (file.path == "docs/known-gaps.md") gaps = joined(file);
    }
    static const std::regex todo{R"(\b(TODO|FIXME)\b\(?([\w-]*))"};
    std::vector<Offence> offences;
    each_line(tree, [&](const SourceFile& file, std::size_t number, const std::string& line) {
        const bool source = is_cpp(file.path) || file.path.ends_with(".ts") || file.path.ends_with(".vue") || file.path.ends_with(".sql");
        std::smatch match;
        if (!source || file.path.starts_with("tests/tidy") || !std::regex_search(line, match, todo)) return;
        const std::string key = match[2].str();
        if (key.empty() || gaps.find(key) == std::string::npos)
            offences.push_back({file.path, number, "gaps", "a TODO needs its key in docs/known-gaps.md"});
    });
    return offences;
}

std::vector<Offence> check_leaks(const Tree& tree) {
    static const std::regex leak{
        R"(registry\.npmjs|registry\.yarnpkg|"resolved"\s*:\s*"http|deb\.debian\.org|/root/|/home/[a-z]+/|BEGIN [A-Z ]*PRIVATE KEY)"};
    std::vector<Offence> offences;
    each_line(tree, [&offences](const SourceFile& file, std::size_t number, const std::string& line) {
        if (file.path.starts_with("tests/tidy")) return;
        if (std::regex_search(line, leak)) offences.push_back({file.path, number, "leaks", "a registry host, a machine's path or a key"});
    });
    return offences;
}

std::vector<Offence> check_headers(const Tree& tree) {
    std::vector<Offence> offences;
    for (const SourceFile& file : tree) {
        if (!file.path.ends_with(".hpp") || file.lines.empty()) continue;
        if (!file.lines.front().starts_with("//"))
            offences.push_back({file.path, 1, "headers", "say in the first line what the file is for"});
        const bool once = std::any_of(file.lines.begin(), file.lines.end(), [](const std::string& line) { return line == "#pragma once"; });
        if (!once) offences.push_back({file.path, 0, "headers", "#pragma once is missing"});
    }
    return offences;
}

}  // namespace jiwei::tidy
