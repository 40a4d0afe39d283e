#include "core/calls/calls.hpp"

#include <algorithm>

#include "core/identity/resident_id.hpp"
#include "core/indicators/contributions.hpp"
#include "core/packs/describe.hpp"
#include "core/programmes/cases.hpp"
#include "core/programmes/decide.hpp"
#include "core/programmes/json_form.hpp"

namespace jiwei::calls {

namespace {

using json::Value;
namespace programmes = core::programmes;

constexpr json::Limits request_limits{std::size_t{8} << 20U, 32, 500'000};

Value success() { return Value::object({{"ok", Value::boolean(true)}}); }

Value failure(std::string_view code, std::string_view message) {
    Value error = Value::object({{"code", Value::string(std::string{code})}, {"message", Value::string(std::string{message})}});
    return Value::object({{"ok", Value::boolean(false)}, {"error", std::move(error)}});
}

Value failure(const rules::Diagnostics& diagnostics) {
    Value made = failure("pack-refused", "the pack does not compile");
    Value list = Value::array();
    for (const rules::Diagnostic& one : diagnostics) {
        list.append(Value::object({{"file", Value::string(one.file)},
                                   {"line", Value::integer(one.line)},
                                   {"column", Value::integer(one.column)},
                                   {"code", Value::string(one.code)},
                                   {"message", Value::string(one.message)}}));
    }
    made.set("diagnostics", std::move(list));
    return made;
}

Value finding_json(const Finding& finding) {
    return Value::object({{"pointer", Value::string(finding.pointer)},
                          {"code", Value::string(finding.code)},
                          {"allowed", Value::string(finding.allowed)},
                          {"severity", Value::string(finding.severity == Severity::hard ? "hard" : "soft")}});
}

packs::Settings settings_of(const Value& given) {
    packs::Settings settings;
    for (const auto& [name, value] : given.members()) settings.emplace_back(name, value);
    return settings;
}

}  // namespace

std::string Session::call(std::string_view request) {
    const auto parsed = json::parse(request, request_limits);
    if (!parsed) return json::write(failure(parsed.error().code, "the request is not JSON"));
    return json::write(dispatch(*parsed));
}

Value Session::dispatch(const Value& request) {
    const std::string& function = request["fn"].text();
    if (function == "load_pack") return load_pack(request);
    if (function == "decide") return decide(request);
    if (function == "contributions") return contributions(request);
    if (function == "counts_on") return counts_on(request);
    if (function == "run_cases") return run_cases(request);
    if (function == "check_id") return check_id(request);
    if (function == "version") {
        Value made = success();
        made.set("version", Value::string(JIWEI_VERSION));
        return made;
    }
    return failure("no-function", "there is no such function");
}

Value Session::load_pack(const Value& request) {
    packs::Bundle bundle;
    for (const auto& [path, text] : request["bundle"].members()) bundle.emplace_back(path, text.text());
    auto pack = packs::load(bundle, settings_of(request["settings"]));
    if (!pack) return failure(pack.error());
    Value made = success();
    made.set("pack", packs::describe(**pack));
    const std::string name = (*pack)->name;
    packs_[name] = Loaded{std::move(bundle), std::move(*pack)};
    return made;
}

Value Session::decide(const Value& request) {
    const auto found = packs_.find(request["pack"].text());
    if (found == packs_.end()) return failure("no-pack", "the pack is not loaded");
    programmes::Reader reader;
    const auto resident = reader.resident(request["resident"]);
    const auto enrolment = reader.enrolment(request["enrolment"]);
    const auto facts = reader.facts(request["facts"]);
    const auto tasks = reader.tasks(request["tasks"]);
    const CivilDate today = reader.day(request, "today");
    if (!reader.errors().empty()) return failure("request-malformed", reader.errors().front());
    const bool is_draft = request["draft"].as_boolean().value_or(false);
    const programmes::DecideInput input{*found->second.pack,
                                        request["form"].text(),
                                        request["answers"],
                                        resident,
                                        enrolment,
                                        facts,
                                        request["record"].text(),
                                        tasks,
                                        today,
                                        is_draft ? forms::Completeness::draft : forms::Completeness::final_form};
    Value made = success();
    made.set("decision", to_json(programmes::decide(input)));
    return made;
}

Value Session::contributions(const Value& request) {
    const auto found = packs_.find(request["pack"].text());
    if (found == packs_.end()) return failure("no-pack", "the pack is not loaded");
    const Value people = Value::object({{"year", request["year"]}, {"people", Value::array({request["person"]})}});
    Value made = success();
    made.set("people", programmes::steps_of_people(*found->second.pack, people));
    return made;
}

Value Session::counts_on(const Value& request) {
    const auto found = packs_.find(request["pack"].text());
    if (found == packs_.end()) return failure("no-pack", "the pack is not loaded");
    const auto day = parse_civil_date(request["day"].text());
    if (!day) return failure("request-malformed", "day is no date");
    const Value people = Value::object({{"year", Value::integer(day->year())}, {"people", request["people"]}});
    Value made = success();
    made.set("people", programmes::counts_on_day(*found->second.pack, people, request["indicator"].text(), *day));
    return made;
}

Value Session::check_id(const Value& request) const {
    const auto found = packs_.find("archive");
    if (found == packs_.end()) return failure("no-pack", "the pack archive is not loaded");
    const auto& sets = found->second.pack->value_sets;
    const auto named = std::ranges::find(sets, "PROVINCE_GBT2260", &forms::ValueSet::name);
    if (named == sets.end()) return failure("no-provinces", "the pack archive has no list of provinces");
    identity::Provinces provinces;
    for (const forms::Choice& choice : named->choices) provinces.add(choice.code);
    const auto today = parse_civil_date(request["today"].text());
    if (!today) return failure("request-malformed", "today is no date");

    const identity::Claims claims{parse_civil_date(request["birth_date"].text()), request["sex"].text()};
    const identity::Context context{provinces, *today};
    const std::string& number = request["id_no"].text();
    const bool is_citizen = request["id_type"].text() == "01";
    Value made = success();
    const auto refused = [&made](const Finding& finding) {
        made.set("findings", Value::array({finding_json(finding)}));
        return made;
    };
    std::string alias;
    identity::Document document;
    if (is_citizen) {
        auto read = identity::check_or_convert(number, claims, context);
        if (!read) return refused(read.error());
        alias = std::move(read->alias);
        document = std::move(read->document);
    } else {
        auto read = identity::check_document(request["id_type"].text(), number, claims, context);
        if (!read) return refused(read.error());
        document = std::move(*read);
    }
    Value warnings = Value::array();
    for (const Finding& warning : document.warnings) warnings.append(finding_json(warning));
    made.set("findings", std::move(warnings));
    made.set("document", Value::object({{"type", Value::string(document.type)},
                                        {"number", Value::string(document.number)},
                                        {"alias", Value::string(alias)},
                                        {"birth_date", document.birth_date ? Value::string(document.birth_date->text()) : Value{}},
                                        {"sex", Value::string(document.sex)}}));
    return made;
}

/// Each case may set parameters of its own, so each gets its own pack.
Value Session::run_cases(const Value& request) {
    const Value& file = request["file"];
    const auto found = packs_.find(file["pack"].text());
    if (found == packs_.end()) return failure("no-pack", "the pack is not loaded");
    Value results = Value::array();
    for (const Value& one : file["cases"].items()) {
        auto pack = found->second.pack;
        if (!one["settings"].members().empty()) {
            auto own = packs::load(found->second.bundle, settings_of(one["settings"]));
            if (!own) return failure(own.error());
            pack = std::move(*own);
        }
        const bool is_indicator = file["kind"].text() == "indicator";
        const auto result =
            is_indicator ? programmes::run_indicator_case(*pack, file, one) : programmes::run_programme_case(*pack, file, one);
        Value differences = Value::array();
        for (const std::string& difference : result.differences) differences.append(Value::string(difference));
        results.append(Value::object({{"name", Value::string(result.name)},
                                      {"passed", Value::boolean(result.differences.empty())},
                                      {"differences", std::move(differences)},
                                      {"got", result.got}}));
    }
    Value made = success();
    made.set("results", std::move(results));
    return made;
}

}  // namespace jiwei::calls
