// What a row of a register must keep beyond its columns.
#include <algorithm>
#include <array>
#include <optional>

#include "core/organization/licences.hpp"
#include "core/organization/registers.hpp"
#include "core/organization/rules.hpp"

namespace jiwei::organization_rules {

namespace {

using Findings = std::vector<Finding>;

Finding hard(const char* pointer, const char* code, std::string allowed = {}) {
    return {pointer, code, std::move(allowed), Severity::hard};
}
Finding soft(const char* pointer, const char* code, std::string allowed = {}) {
    return {pointer, code, std::move(allowed), Severity::soft};
}

std::int64_t number_of(const json::Value& body, std::string_view key) { return body[key].as_integer().value_or(0); }

/// "1250.00": what a person reads in a refusal.
std::string yuan_of(std::int64_t fen) {
    const std::string cents = std::to_string(fen % 100);
    return std::to_string(fen / 100) + "." + (cents.size() == 1 ? "0" : "") + cents;
}

const std::vector<json::Value>& related(const RowFacts& facts, std::string_view name) {
    static const std::vector<json::Value> none;
    const auto found = facts.related.find(name);
    return found == facts.related.end() ? none : found->second;
}

const json::Value& parent_of(const RowFacts& facts) {
    static const json::Value none;
    const auto& parents = related(facts, "parent");
    return parents.empty() ? none : parents.front();
}

/// Two rows of the same person (or project) for the same thing.
bool is_repeated(const json::Value& body, const RowFacts& facts, std::string_view key) {
    return std::ranges::any_of(related(facts, "siblings"), [&](const json::Value& other) { return other[key] == body[key]; });
}

Findings check_licence(const json::Value& body, const RowFacts&) {
    const auto from = body["from"].as_date();
    const auto until = body["until"].as_date();
    const std::string& kind = body["kind"].text();
    if (!from) return {};
    const auto usual = usual_end(kind, *from);
    if (usual && !until) return {hard("/until", "LICENCE_TERM", usual->text())};
    if (usual && *until > *usual) return {hard("/until", "LICENCE_TERM", usual->text())};
    return {};
}

/// The parts of the investment make the whole; an accepted project has no open major problem (specification 8).
Findings check_project(const json::Value& body, const RowFacts& facts) {
    constexpr std::array sources{"central_fen", "provincial_fen", "city_fen", "county_fen", "own_fen"};
    Findings findings;
    std::int64_t sum = 0;
    for (const char* const source : sources) sum += number_of(body, source);
    const std::int64_t total = number_of(body, "investment_fen");
    if (sum != total) findings.push_back(hard("/investment_fen", "SOURCES_SUM", yuan_of(sum)));
    constexpr std::array closed{"accepted", "settled", "transferred"};
    const bool is_accepted = std::ranges::find(closed, body["state"].text()) != closed.end();
    const bool has_problem = std::ranges::any_of(related(facts, "project_problem"), [](const json::Value& problem) {
        return problem["severity"].text() == "major" && !problem["solved_on"].as_date();
    });
    if (is_accepted && has_problem) findings.push_back(hard("/state", "PROJECT_OPEN_PROBLEMS"));
    std::int64_t paid = 0;
    for (const json::Value& payment : related(facts, "project_payment")) paid += number_of(payment, "amount_fen");
    if (paid > total) findings.push_back(hard("/investment_fen", "BELOW_PAID", yuan_of(paid)));
    return findings;
}

Findings check_payment(const json::Value& body, const RowFacts& facts) {
    std::int64_t paid = number_of(body, "amount_fen");
    for (const json::Value& payment : related(facts, "siblings")) paid += number_of(payment, "amount_fen");
    const std::int64_t total = number_of(parent_of(facts), "investment_fen");
    if (paid > total) return {hard("/amount_fen", "OVER_BUDGET", yuan_of(total - paid + number_of(body, "amount_fen")))};
    return {};
}

Findings check_milestone(const json::Value& body, const RowFacts& facts) {
    Findings findings;
    if (is_repeated(body, facts, "phase")) findings.push_back(hard("/phase", "PHASE_TWICE"));
    const auto actual = body["actual_on"].as_date();
    if (actual && *actual > facts.today) findings.push_back(hard("/actual_on", "DATE_FUTURE", facts.today.text()));
    return findings;
}

/// Attendance of 80 % and a passed exam; a session gives a person its credit once (specification 5).
Findings check_credit(const json::Value& body, const RowFacts& facts) {
    Findings findings;
    if (is_repeated(body, facts, "session")) findings.push_back(hard("/session", "CREDIT_TWICE"));
    const CreditTerms terms;
    if (number_of(body, "attendance_percent") < terms.attendance_percent_min)
        findings.push_back(hard("/attendance_percent", "CREDIT_ATTENDANCE", std::to_string(terms.attendance_percent_min)));
    const json::Value& session = parent_of(facts);
    if (session.find("credits_tenths") != nullptr && number_of(body, "credits_tenths") > number_of(session, "credits_tenths"))
        findings.push_back(hard("/credits_tenths", "CREDIT_MORE", std::to_string(number_of(session, "credits_tenths"))));
    if (session.find("class") != nullptr && body["class"] != session["class"])
        findings.push_back(hard("/class", "CREDIT_CLASS", session["class"].text()));
    // Carrying over is off: the credit belongs to the year of its session.
    const auto held = session["on"].as_date();
    const auto granted = body["on"].as_date();
    if (held && granted && (*granted < *held || granted->year() != held->year()))
        findings.push_back(hard("/on", "CREDIT_DAY", held->text()));
    const std::int64_t pass_mark = parent_of(facts)["pass_mark"].as_integer().value_or(terms.pass_mark);
    if (number_of(body, "score") < pass_mark) findings.push_back(hard("/score", "CREDIT_EXAM", std::to_string(pass_mark)));
    return findings;
}

Findings check_support_day(const json::Value& body, const RowFacts& facts) {
    const auto on = body["on"].as_date();
    if (on && *on > facts.today) return {hard("/on", "DATE_FUTURE", facts.today.text())};
    Findings findings;
    // A second place on the same date is recorded and counts nothing more.
    if (is_repeated(body, facts, "on")) findings.push_back(soft("/on", "SUPPORT_SAME_DAY"));
    return findings;
}

bool has_veto(const json::Value& body) {
    constexpr std::array vetoes{"red_envelope", "kickback", "refused_emergency", "serious_complaint"};
    return std::ranges::any_of(body["bad_records"].items(),
                               [&](const json::Value& item) { return std::ranges::find(vetoes, item.text()) != vetoes.end(); });
}

/// One file a person and year; a veto leaves only the lowest grade; at most 40 % of a unit are excellent; appeals within ten working
/// days (specification 6).
Findings check_ethics(const json::Value& body, const RowFacts& facts) {
    constexpr std::string_view excellent = "1";
    constexpr std::string_view poor = "4";
    constexpr int appeal_days = 10;
    Findings findings;
    if (is_repeated(body, facts, "year")) findings.push_back(hard("/year", "ETHICS_YEAR_TWICE"));
    const std::string& grade = body["grade"].text();
    if (has_veto(body) && !grade.empty() && grade != poor) findings.push_back(hard("/grade", "ETHICS_VETO"));
    if (grade == excellent) {
        std::int64_t best = 1;
        for (const json::Value& other : related(facts, "unit"))
            best += other["year"] == body["year"] && other["grade"].text() == excellent ? 1 : 0;
        const std::int64_t people = related(facts, "unit_size").empty() ? 0 : number_of(related(facts, "unit_size").front(), "people");
        if (!excellent_allowed(best, people)) findings.push_back(hard("/grade", "ETHICS_SHARE", "40 %"));
    }
    const auto published = body["published_on"].as_date();
    const auto appealed = body["appealed_on"].as_date();
    if (appealed && !published) findings.push_back(hard("/published_on", "REQUIRED"));
    if (!appealed || !published) return findings;
    const CivilDate last =
        facts.after_working_days ? facts.after_working_days(*published, appeal_days) : add_working_days(*published, appeal_days);
    // The days run from the publication: nobody appeals against what was not said yet.
    if (*appealed < *published) findings.push_back(hard("/appealed_on", "DATE_RANGE", ">= " + published->text()));
    if (*appealed > last) findings.push_back(hard("/appealed_on", "APPEAL_LATE", last.text()));
    return findings;
}

Findings check_equipment(const json::Value& body, const RowFacts& facts) {
    const auto bought = body["bought_on"].as_date();
    if (bought && *bought > facts.today) return {hard("/bought_on", "DATE_FUTURE", facts.today.text())};
    return {};
}

using Rule = Findings (*)(const json::Value& body, const RowFacts& facts);
constexpr std::pair<std::string_view, Rule> rules[]{
    {"licence", check_licence}, {"project", check_project},         {"project_payment", check_payment}, {"milestone", check_milestone},
    {"credit", check_credit},   {"support_day", check_support_day}, {"ethics_file", check_ethics},      {"equipment", check_equipment},
};

}  // namespace

Findings check_rules(const Register& of, const json::Value& body, const RowFacts& facts) {
    for (const auto& [name, rule] : rules) {
        if (name == of.name) return rule(body, facts);
    }
    return {};
}

}  // namespace jiwei::organization_rules
