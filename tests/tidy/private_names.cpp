// Private names of one namespace must differ between its files: the release build compiles the files of a folder together (docs/adr/0055).
#include <algorithm>
#include <map>
#include <regex>
#include <string_view>

#include "tests/tidy/tidy.hpp"

namespace jiwei::tidy {

namespace {

constexpr std::size_t declaration_bytes_max = 300;

struct Spoken {
    const SourceFile* file;
    std::size_t line;
    std::string meaning;  // of a using declaration: what it names; empty for a name of the file's own
};

/// What one compiled group could hold: a layer, its tests apart. fhir/ and modules/ make one library.
std::string library_of(std::string_view path) {
    std::string layer{path.substr(0, path.find('/'))};
    if (layer == "fhir") layer = "modules";
    const bool test = path.find("/tests/") != std::string_view::npos;
    return test ? layer + " tests" : layer;
}

bool is_compiled(std::string_view path) {
    const bool grouped = path.starts_with("core/") || path.starts_with("platform/") || path.starts_with("fhir/") ||
                         path.starts_with("modules/") || path.starts_with("app/") || path.starts_with("tests/");
    return grouped && path.ends_with(".cpp") && !path.starts_with("tests/compile_fail/") && path.find("/fuzz/") == std::string_view::npos &&
           path.find("/wasm/") == std::string_view::npos;
}

/// Follows the namespaces of one file; the house format puts each on its own line and names it at its end.
class NamespaceTrail {
public:
    /// Whether the line was about a namespace.
    bool read(const std::string& line) {
        static const std::regex opens{R"(^(?:inline )?namespace\s*([\w:]*)\s*\{\s*$)"};
        std::smatch match;
        if (std::regex_match(line, match, opens)) {
            open_.push_back(match[1].str());
            return true;
        }
        if (!line.starts_with("}  // namespace")) return false;
        if (!open_.empty()) open_.pop_back();
        return true;
    }

    [[nodiscard]] bool is_private() const { return std::find(open_.begin(), open_.end(), "") != open_.end(); }

    [[nodiscard]] std::string name() const {
        std::string joined;
        for (const std::string& part : open_) joined += part.empty() ? "" : "::" + part;
        return joined;
    }

private:
    std::vector<std::string> open_;
};

/// The name that a line at the left margin declares, or empty.
std::string declared_name(const std::string& line, bool is_private, std::string& meaning) {
    static const std::regex uses{R"(^using\s+([\w:]*?)(\w+)\s*(=|;).*)"};
    static const std::regex makes_type{R"(^(?:struct|class|enum class|enum|union)\s+(\w+)(?:\s+final)?\s*[:{].*)"};
    static const std::regex makes_value{R"(^(?:[\w:<>,&*\[\]"() ]*?[ &*])(\w+)\s*[(={\[;].*)"};
    static const std::regex is_other{
        R"(^(?:return|using|namespace|template|public|private|protected|typedef|friend|static_assert|else|extern|TEST\w*|RC_\w+|INSTANTIATE\w*|BENCHMARK\w*)\b.*)"};
    std::smatch match;
    if (std::regex_match(line, match, uses)) {
        meaning = match[3].str() == ";" ? match[1].str() + match[2].str() : "";
        return is_private || !meaning.empty() ? match[2].str() : "";
    }
    if (!is_private && !line.starts_with("static ")) return "";
    if (std::regex_match(line, match, makes_type)) return match[1].str();
    if (std::regex_match(line, is_other) || line.find("operator") != std::string::npos) return "";
    return std::regex_match(line, match, makes_value) ? match[1].str() : "";
}

using Names = std::map<std::string, std::vector<Spoken>>;  // library, namespace and name -> where

void read_names(const SourceFile& file, Names& names) {
    NamespaceTrail trail;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const std::string& line = file.lines[i];
        if (trail.read(line) || trail.name().empty() || line.empty() || line.size() > declaration_bytes_max) continue;
        if (line.front() == ' ' || line.front() == '#' || line.front() == '/' || line.front() == '}') continue;
        std::string meaning;
        const std::string name = declared_name(line, trail.is_private(), meaning);
        if (!name.empty()) names[library_of(file.path) + " " + trail.name() + "::" + name].push_back({&file, i + 1, meaning});
    }
}

}  // namespace

std::vector<Offence> check_private_names(const Tree& tree) {
    Names names;
    for (const SourceFile& file : tree) {
        if (is_compiled(file.path)) read_names(file, names);
    }
    std::vector<Offence> offences;
    for (const auto& [name, all] : names) {
        const Spoken& first = all.front();
        for (const Spoken& other : all) {
            const bool same_alias = !first.meaning.empty() && first.meaning == other.meaning;
            if (other.file == first.file || same_alias) continue;
            offences.push_back({other.file->path, other.line, "private-names",
                                name.substr(name.rfind(':') + 1) + " is private in " + first.file->path +
                                    " too; the release build compiles both together"});
            break;
        }
    }
    return offences;
}

}  // namespace jiwei::tidy
