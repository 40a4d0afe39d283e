// Times one decision of the core: a follow-up of hypertension with five years of visits behind it, each answer checked against the norm's
// own words (class and next date), computed here without the rule language.
//   decide PACK_FOLDER [--decisions N]
// Prints one JSON line: {"decisions": N, "us": mean, "earlier_visits": n, "facts": n}.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/kernel/json.hpp"
#include "core/packs/pack.hpp"
#include "core/programmes/decide.hpp"

namespace {

using namespace jiwei;
namespace fs = std::filesystem;
namespace decides = core::programmes;

constexpr int earlier_visits = 20;  // five years, four a year
constexpr int danger_sbp = 180;
constexpr int danger_dbp = 110;
constexpr int limit_sbp = 140;
constexpr int limit_dbp = 90;

std::shared_ptr<const packs::Pack> load_pack(const fs::path& folder) {
    packs::Bundle bundle;
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in{entry.path(), std::ios::binary};
        bundle.emplace_back(entry.path().lexically_relative(folder).generic_string(),
                            std::string{std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}});
    }
    std::sort(bundle.begin(), bundle.end());
    auto pack = packs::load(bundle);
    if (!pack) throw std::runtime_error{"the pack is not valid: " + rules::text(pack.error().front())};
    return *pack;
}

json::Value answers_of(const std::string& date, int sbp, int dbp) {
    auto answers = json::parse(R"({"mode":"1","symptom":["1"],"hr":72,"height":165,"weight":58.5,"smoke":0,"drink":0,"ex_n":3,"ex_min":30,)"
                               R"("salt":"1","mental":"1","comply":"1","adherence":"1","adr":"1",)"
                               R"("drug":[{"name":"amlodipine","n":1,"dose":5,"unit":"mg"}]})")
                       .value();
    answers.set("date", json::Value::string(date));
    answers.set("sbp", json::Value::integer(sbp));
    answers.set("dbp", json::Value::integer(dbp));
    return answers;
}

struct Case {
    json::Value answers;
    bool is_controlled = false;
    CivilDate next;
};

/// A person born in 1968: the limit of the elderly does not apply.
struct Person {
    decides::Resident resident{*parse_civil_date("1968-05-10"), "1", {}, {"hypertension"}};
    decides::Enrolment enrolment{*parse_civil_date("2020-01-10"), "1"};
    std::vector<rules::Fact> facts;
    std::vector<decides::OpenTask> open;
};

/// The visits before, decided by the core itself: their facts are what a server would have stored.
Person person_with_history(const packs::Pack& pack) {
    Person person;
    CivilDate day = person.enrolment.enrolled_on;
    for (int i = 0; i < earlier_visits; ++i, day = add_months(day, 3)) {
        const json::Value answers = answers_of(day.text(), 128 + (i % 3), 78);
        const std::string id = "R" + std::to_string(i);
        const decides::Decision made =
            decides::decide({pack, "follow-up", answers, person.resident, person.enrolment, person.facts, {}, person.open, day});
        if (made.has_hard()) throw std::runtime_error{"an earlier visit was refused"};
        for (const decides::FactValue& fact : made.facts) person.facts.push_back({fact.code, day, id, fact.value});
        person.open.clear();
        for (const schedule::Task& task : made.creates) person.open.push_back({"T" + id, task, id});
    }
    return person;
}

std::vector<Case> cases_on(CivilDate day) {
    std::vector<Case> cases;
    for (int i = 0; i < 64; ++i) {
        const int sbp = 112 + (i * 7) % 66;
        const int dbp = 66 + (i * 5) % 42;
        if (sbp >= danger_sbp || dbp >= danger_dbp) continue;
        const bool is_controlled = sbp < limit_sbp && dbp < limit_dbp;
        cases.push_back({answers_of(day.text(), sbp, dbp), is_controlled, is_controlled ? add_months(day, 3) : add_days(day, 14)});
    }
    return cases;
}

void check(const decides::Decision& made, const Case& wanted) {
    const bool is_right = !made.has_hard() && made.class_code == (wanted.is_controlled ? "1" : "2") && made.next_due == wanted.next &&
                          made.closes.size() == 1 && made.creates.size() == 1;
    if (!is_right) throw std::runtime_error{"a decision is wrong: " + json::write(wanted.answers)};
}

int run(const fs::path& folder, int decisions) {
    const auto pack = load_pack(folder);
    const Person person = person_with_history(*pack);
    const CivilDate day = *parse_civil_date("2025-01-12");
    const std::vector<Case> cases = cases_on(day);
    const auto decide_one = [&](const Case& one) {
        const decides::Decision made =
            decides::decide({*pack, "follow-up", one.answers, person.resident, person.enrolment, person.facts, {}, person.open, day});
        check(made, one);
    };
    for (const Case& one : cases) decide_one(one);  // warm
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < decisions; ++i) decide_one(cases[static_cast<std::size_t>(i) % cases.size()]);
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - began;
    std::printf("{\"decisions\":%d,\"us\":%.3f,\"earlier_visits\":%d,\"facts\":%zu}\n", decisions, took.count() / decisions, earlier_visits,
                person.facts.size());
    return 0;
}

}  // namespace

int main(int count, char** words) {
    try {
        if (count < 2) throw std::runtime_error{"usage: decide PACK_FOLDER [--decisions N]"};
        const int decisions = count == 4 && std::string{words[2]} == "--decisions" ? std::atoi(words[3]) : 50'000;
        if (decisions < 1) throw std::runtime_error{"--decisions is a number from 1"};
        return run(words[1], decisions);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
