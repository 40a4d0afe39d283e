#include "core/cases/cases.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "core/cases/file.hpp"
#include "core/cases/kinds.hpp"
#include "core/cases/schema.hpp"
#include "core/programmes/cases.hpp"

namespace jiwei::cases {

namespace {

using json::Value;

constexpr std::string_view head_only[] = {"kind", "pack"};

// Packs of one run by name and settings: compiling one takes longer than a thousand cases.
class Packs {
public:
    explicit Packs(const Environment& environment) : environment_{environment} {}

    tl::expected<std::shared_ptr<const packs::Pack>, std::string> load(const std::string& name, const Value& settings) {
        const std::string key = name + json::write_canonical(settings);
        if (const auto found = loaded_.find(key); found != loaded_.end()) return found->second;
        const std::string* text = environment_.bundle ? environment_.bundle(name) : nullptr;
        if (text == nullptr) return tl::unexpected("pack: there is no pack `" + name + "`");
        const auto bundle = packs::read_bundle(*text);
        if (!bundle) return tl::unexpected("pack: " + rules::text(bundle.error().front()));
        packs::Settings own;
        for (const auto& [setting, value] : settings.members()) own.emplace_back(setting, value);
        auto pack = packs::load(*bundle, own);
        if (!pack) return tl::unexpected("pack: " + rules::text(pack.error().front()));
        loaded_.emplace(key, *pack);
        return *pack;
    }

private:
    const Environment& environment_;
    std::map<std::string, std::shared_ptr<const packs::Pack>> loaded_;
};

// What all cases share, under what the case says itself.
Value with_head(const Value& head, const Value& one) {
    Value out = Value::object();
    for (const auto& [key, value] : head.members()) {
        const bool is_head = std::find(std::begin(head_only), std::end(head_only), key) != std::end(head_only) || key == "name";
        if (!is_head && one.find(key) == nullptr) out.set(key, value);
    }
    for (const auto& [key, value] : one.members()) out.set(key, value);
    return out;
}

class Run {
public:
    Run(const CaseFile& file, const Environment& environment) : file_{file}, environment_{environment}, packs_{environment} {}

    Outcome run(const CaseText& one, std::size_t number) {
        Outcome outcome{one.name.empty() ? "case " + std::to_string(number) : one.name, one.line, {}};
        const Value& stated = one.value["kind"].is_string() ? one.value["kind"] : file_.head["kind"];
        const Kind* kind = find_kind(stated.text());
        if (kind == nullptr) {
            outcome.differences.push_back(
                {one.line, "kind: one of identity, archive-number, duplicate, programme, indicator, search is needed", 0});
            return outcome;
        }
        for (std::string& text : run(one, *kind)) {
            const std::size_t line = line_of(one, *kind, text);
            outcome.differences.push_back({line, std::move(text), 0});
        }
        return outcome;
    }

private:
    std::vector<std::string> run(const CaseText& text, const Kind& kind) {
        Value given = with_head(file_.head, text.value);
        std::shared_ptr<const packs::Pack> pack;
        if (kind.has_pack) {
            const Value& name = text.value["pack"].is_string() ? text.value["pack"] : file_.head["pack"];
            auto loaded = packs_.load(name.text(), given["settings"]);
            if (!loaded) return {loaded.error()};
            pack = *std::move(loaded);
        }
        given = without_head(given);
        std::string form = given["form"].text();
        if (form.empty() && pack != nullptr) form = usual_form(*pack);
        Normaliser normaliser{pack.get(), form};
        Value one = normaliser.object(given, kind.given, {});
        if (!kind.want.empty()) one.set("want", normaliser.object(bare_codes(one["want"]), kind.want, "want"));
        if (!normaliser.faults().empty()) return normaliser.faults();
        if (one["want"].members().empty()) return {"want: a case says what it wants"};
        return decide(kind, std::move(one), form, pack.get());
    }

    static std::string usual_form(const packs::Pack& pack) {
        for (const packs::FormRules& one : pack.forms) {
            if (!one.decision.empty()) return one.form.name;
        }
        return {};
    }

    static Value without_head(const Value& given) {
        Value out = Value::object();
        for (const auto& [key, value] : given.members()) {
            if (std::find(std::begin(head_only), std::end(head_only), key) == std::end(head_only)) out.set(key, value);
        }
        return out;
    }

    // No part between commas has a second word: it is no "pointer /answers/sbp".
    static bool are_bare(std::string_view text) {
        if (text.find(',') == std::string_view::npos) return true;
        const auto second_word = [](std::string_view part) {
            const std::size_t first = part.find_first_not_of(" \t");
            if (first == std::string_view::npos) return false;
            const std::size_t blank = part.find_first_of(" \t", first);
            return blank != std::string_view::npos && part.find_first_not_of(" \t", blank) != std::string_view::npos;
        };
        while (!text.empty()) {
            const std::size_t comma = std::min(text.find(','), text.size());
            if (second_word(text.substr(0, comma))) return false;
            text.remove_prefix(std::min(comma + 1, text.size()));
        }
        return true;
    }

    // Findings may be given as bare codes: "REQUIRED RANGE_HARD".
    static Value bare_codes(const Value& want) {
        const Value& findings = want["findings"];
        Value words = findings.is_array() ? findings : Value::array();
        if (findings.is_string() && are_bare(findings.text())) {
            for (const std::string& word : inline_list(findings.text())) words.append(Value::string(word));
        } else if (!findings.is_array()) {
            return want;
        }
        Value items = Value::array();
        for (const Value& word : words.items()) {
            const bool bare = word.is_string() && word.text().find(' ') == std::string::npos;
            items.append(bare ? Value::object({{"code", word}}) : word);
        }
        Value out = want;
        out.set("findings", std::move(items));
        return out;
    }

    std::vector<std::string> decide(const Kind& kind, Value one, const std::string& form, const packs::Pack* pack) {
        if (kind.name == "programme") return programme(std::move(one), form, *pack);
        if (kind.name == "indicator") return indicator(std::move(one), *pack);
        const Answer answer = kind.name == "identity"         ? answer_identity(one, environment_)
                              : kind.name == "archive-number" ? answer_archive_number(one, environment_)
                              : kind.name == "duplicate"      ? answer_duplicate(one, environment_)
                                                              : answer_search(one, environment_);
        return answer.faults.empty() ? compare(one["want"], answer.got) : answer.faults;
    }

    // "codes" (of all findings) and "refused" (of the hard ones) are short for "findings"; the engine compares the rest.
    static std::vector<std::string> programme(Value one, const std::string& form, const packs::Pack& pack) {
        Value engines = Value::object();
        Value ours = Value::object();
        for (const auto& [key, value] : one["want"].members()) (key == "codes" || key == "refused" ? ours : engines).set(key, value);
        // Wanting `findings` at all tells the engine that a refusal may be what is wanted.
        const bool only_ours = !ours.members().empty() && engines.find("findings") == nullptr;
        if (only_ours) engines.set("findings", Value::array());
        one.set("want", std::move(engines));
        if (one.find("form") == nullptr) one.set("form", Value::string(form));
        auto result = core::programmes::run_programme_case(pack, Value::object(), one);
        if (only_ours) std::erase_if(result.differences, [](const std::string& text) { return text.starts_with("findings:"); });
        Value came = Value::object({{"codes", Value::array()}, {"refused", Value::array()}});
        for (const char* name : {"codes", "refused"}) {
            Value codes = Value::array();
            for (const Value& finding : result.got["findings"].items()) {
                if (name == std::string_view{"codes"} || finding["severity"].text() == "hard") codes.append(finding["code"]);
            }
            came.set(name, std::move(codes));
        }
        for (std::string& text : compare(ours, came)) result.differences.push_back(std::move(text));
        return std::move(result.differences);
    }

    static std::vector<std::string> indicator(Value one, const packs::Pack& pack) {
        if (one["year"].is_null() && one["as_of"].as_date()) one.set("year", Value::integer(one["as_of"].as_date()->year()));
        return core::programmes::run_indicator_case(pack, Value::object(), one).differences;
    }

    // The line of what a message is about: "want.next: ...", "next: ...", "resident.birth_date: ...".
    static std::size_t line_of(const CaseText& one, const Kind& kind, std::string_view message) {
        std::string_view path = message.substr(0, message.find(": "));
        const bool of_want = path.starts_with("want.");
        if (of_want) path.remove_prefix(5);
        const std::string_view name = path.substr(0, path.find_first_of(".["));
        const auto find = [&](std::string_view prefix, std::span<const Key> keys) -> std::size_t {
            for (const Key& key : keys) {
                if (key.name != name || key.alias.empty()) continue;
                if (const auto found = one.lines.find(std::string{prefix}.append(key.alias)); found != one.lines.end())
                    return found->second;
            }
            const auto found = one.lines.find(std::string{prefix}.append(name));
            return found == one.lines.end() ? 0 : found->second;
        };
        const std::size_t in_want = find("want.", kind.want);
        const std::size_t line = in_want > 0 || of_want ? in_want : find("", kind.given);
        return line > 0 ? line : one.line;
    }

    const CaseFile& file_;
    const Environment& environment_;
    Packs packs_;
};

}  // namespace

std::size_t Report::failed() const {
    return static_cast<std::size_t>(
        std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& one) { return !one.differences.empty(); }));
}

std::size_t Report::passed() const { return outcomes.size() - failed(); }

Report run_file(std::string_view file_name, std::string_view text, const Environment& environment) {
    Report report{std::string{file_name}, {}};
    const auto file = read_case_file(text);
    if (!file) {
        report.outcomes.push_back({"the file", file.error().line, {{file.error().line, file.error().text, file.error().column}}});
        return report;
    }
    if (file->cases.empty()) report.outcomes.push_back({"the file", 1, {{1, "there is no case in it", 1}}});
    Run run{*file, environment};
    for (std::size_t i = 0; i < file->cases.size(); ++i) report.outcomes.push_back(run.run(file->cases[i], i + 1));
    return report;
}

std::string failures_text(const Report& report) {
    std::string out;
    for (const Outcome& outcome : report.outcomes) {
        for (const Difference& difference : outcome.differences) {
            out.append(report.file).append(":").append(std::to_string(difference.line));
            if (difference.column > 0) out.append(":").append(std::to_string(difference.column));
            out.append(": ");
            out.append(outcome.name).append(": ").append(difference.text).append("\n");
        }
    }
    return out;
}

}  // namespace jiwei::cases
