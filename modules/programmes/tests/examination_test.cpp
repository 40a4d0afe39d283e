// The health examination: a form without enrolment that completes what the person's programmes ask for (docs/adr/0083).
#include <algorithm>
#include <thread>

#include "modules/programmes/packs.hpp"
#include "modules/programmes/store.hpp"
#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

class Examination : public County {
protected:
    json::Value answer_of(const Saved& saved) { return json::parse(saved.body).value(); }
    /// Code and state of the annual task.
    std::string annual_task(const std::string& resident) {
        std::string state;
        act([&](db::Connection& connection) {
            for (const db::Row row : connection.run(
                     sql_of("SELECT state FROM task WHERE county_id = $1 AND resident_id = $2 AND code = 'HT-EX'", 2), {county, resident}))
                state = std::to_string(row.integer(0));
        });
        return state;
    }
    json::Value without(const char* key) {
        const json::Value whole = examination();
        json::Value answers = json::Value::object();
        for (const auto& [name, value] : whole.members()) {
            if (name != key) answers.set(name, value);
        }
        return answers;
    }
    Result<Saved> examine_with(const std::string& resident, CivilDate on, json::Value answers) {
        RecordInput input = follow_up(resident, on, std::move(answers));
        input.form = "examination/exam";
        return programmes_->save_record(actor(on), input);
    }
    std::int64_t exam_facts(const std::string& resident) {
        std::int64_t count = 0;
        act([&](db::Connection& connection) {
            count = static_cast<std::int64_t>(
                std::ranges::count_if(Store{connection, county}.facts_of_resident(resident),
                                      [](const rules::Fact& fact) { return fact.code == "htn.exam" && fact.value == "true"; }));
        });
        return count;
    }
};

TEST_P(Examination, CompletesTheAnnualTaskOfTheProgramme) {
    const std::string resident = open_archive("1975-06-15");
    ASSERT_TRUE(enrol(resident, "2025-03-01"));
    const auto saved = examine(resident, day("2025-05-10"));
    ASSERT_TRUE(saved) << saved.error().code;
    const json::Value body = answer_of(*saved);
    EXPECT_EQ(body["decision"]["tasks_closed"].items().size(), 1U);
    EXPECT_TRUE(body["enrolment"].is_null());
    EXPECT_EQ(body["decision"]["groups"]["hypertension"]["applies"].as_boolean(), true);
    EXPECT_EQ(annual_task(resident), "4");
}

TEST_P(Examination, AnIncompleteOneIsKeptAndCompletesNothing) {
    const std::string resident = open_archive("1975-06-15");
    ASSERT_TRUE(enrol(resident, "2025-03-01"));
    const auto saved = examine_with(resident, day("2025-05-10"), without("waist"));
    ASSERT_TRUE(saved) << saved.error().code;
    const json::Value body = answer_of(*saved);
    EXPECT_TRUE(body["decision"]["tasks_closed"].items().empty());
    ASSERT_EQ(body["decision"]["groups"]["hypertension"]["missing"].items().size(), 1U);
    EXPECT_EQ(body["decision"]["groups"]["hypertension"]["missing"].items()[0].text(), "waist");
    EXPECT_EQ(annual_task(resident), "0");
}

TEST_P(Examination, NeedsNoProgramme) {
    const std::string resident = open_archive("1975-06-15");
    const auto saved = examine(resident, day("2025-05-10"));
    ASSERT_TRUE(saved) << saved.error().code;
    EXPECT_EQ(exam_facts(resident), 1);
    // What was known before the enrolment counts for the year.
    ASSERT_TRUE(enrol(resident, "2025-06-01"));
    EXPECT_EQ(answer_of(*saved)["decision"]["groups"]["hypertension"]["applies"].as_boolean(), false);
}

TEST_P(Examination, AnAmendmentTakesTheTaskBack) {
    const std::string resident = open_archive("1975-06-15");
    ASSERT_TRUE(enrol(resident, "2025-03-01"));
    const auto saved = examine(resident, day("2025-05-10"));
    ASSERT_TRUE(saved);
    RecordInput input = follow_up(resident, day("2025-05-10"), without("waist"));
    input.form = "examination/exam";
    input.supersedes = saved->record_id;
    input.reason = "腰围录错";
    const auto amended = programmes_->amend(actor("2025-05-11"), input);
    ASSERT_TRUE(amended) << amended.error().code;
    EXPECT_EQ(annual_task(resident), "0");
    EXPECT_EQ(exam_facts(resident), 0);
}

TEST_P(Examination, AnAbnormalSchemeExaminationIsFollowedWithinThirtyDays) {
    const std::string resident = open_archive("1975-06-15");
    const auto tasks = [&] {
        std::string all;
        act([&](db::Connection& connection) {
            for (const db::Row row : connection.run(
                     sql_of("SELECT due, state FROM task WHERE county_id = $1 AND resident_id = $2 AND code = 'EX-ABN' ORDER BY due", 2),
                     {county, resident}))
                all += (all.empty() ? "" : ", ") + row.string(0) + " " + std::to_string(row.integer(1));
        });
        return all;
    };
    json::Value answers = examination();
    answers.set("purpose", json::Value::string("2"));
    answers.set("eval", json::Value::string("2"));
    answers.set("eval_1", json::Value::string("血压偏高"));
    ASSERT_TRUE(examine_with(resident, day("2025-05-10"), answers));
    EXPECT_EQ(tasks(), "2025-06-09 0");
    RecordInput missed =
        follow_up(resident, day("2025-05-20"), *json::parse(R"({"mode":"3","reached":false,"not_reached_reason":"外出"})"));
    missed.form = "examination/abnormal-follow-up";
    ASSERT_TRUE(programmes_->save_record(actor("2025-05-20"), missed));
    EXPECT_EQ(tasks(), "2025-06-09 0") << "nobody was reached";
    EXPECT_EQ(value("R3", bureau_, "2026-05-15").numerator, 0);
    RecordInput reached =
        follow_up(resident, day("2025-06-09"), *json::parse(R"({"mode":"2","reached":true,"finding":"血压偏高","result":"2"})"));
    reached.form = missed.form;
    ASSERT_TRUE(programmes_->save_record(actor("2025-06-09"), reached));
    EXPECT_EQ(tasks(), "2025-06-09 4");
    EXPECT_EQ(value("R3", bureau_, "2026-05-15").numerator, 1) << "a service of its day, when the examination is a year old";
    answers.set("purpose", json::Value::string("1"));
    ASSERT_TRUE(examine_with(resident, day("2025-07-10"), answers));
    EXPECT_EQ(tasks(), "2025-06-09 4") << "the rule is of the scheme's examination";
    answers.set("purpose", json::Value::string("2"));
    ASSERT_TRUE(examine_with(resident, day("2025-08-10"), answers));
    EXPECT_EQ(tasks(), "2025-06-09 4, 2025-09-09 0");
    ASSERT_TRUE(die(resident, day("2025-08-20")));
    EXPECT_EQ(tasks(), "2025-06-09 4, 2025-09-09 5");
}

TEST_P(Examination, IsReplayedAndRefusedAsAnyRecord) {
    const std::string resident = open_archive("1975-06-15");
    RecordInput input = follow_up(resident, day("2025-05-10"), examination());
    input.form = "examination/exam";
    ASSERT_TRUE(programmes_->save_record(actor("2025-05-10"), input));
    const auto again = programmes_->save_record(actor("2025-05-10"), input);
    ASSERT_TRUE(again) << again.error().code;
    EXPECT_TRUE(again->replayed);
    input.answers.set("waist", json::Value::integer(90));
    const auto other = programmes_->save_record(actor("2025-05-10"), input);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, "id-conflict");
    const auto dead_wrong = examine_with(resident, day("1975-06-14"), examination());
    ASSERT_FALSE(dead_wrong);
    EXPECT_EQ(dead_wrong.error().code, "BEFORE_BIRTH");
}

TEST_P(Examination, OneSavedWhileThePersonEnrolsIsCounted) {
    for (int round = 0; round < 4; ++round) {
        const std::string resident = open_archive("1975-06-15");
        std::thread other{[&] { ASSERT_TRUE(enrol(resident, "2025-01-05")); }};
        const auto saved = examine(resident, day("2025-05-10"));
        other.join();
        ASSERT_TRUE(saved) << saved.error().code;
    }
    act([&](db::Connection& connection) { EXPECT_TRUE(indicators_->verify(connection, county, day("2025-12-31")).empty()); });
}

JIWEI_ON_EACH_ENGINE(Examination);

/// A misspelt name would silently leave every annual task open.
TEST(CommittedPacks, NameFactsOfOtherPacksAsTheyAreThere) {
    int named = 0;
    for (const Edition& edition : committed_packs().impl().editions) {
        for (const packs::FactRule& fact : edition.pack->facts) {
            const auto form = split_form(fact.form);
            if (!form) continue;
            ++named;
            const Edition* const other = committed_packs().impl().on(form->pack, day("2026-01-01"));
            ASSERT_NE(other, nullptr) << fact.form;
            EXPECT_NE(other->pack->form(form->form), nullptr) << fact.form;
            const auto same = std::ranges::find(other->pack->facts, fact.code, &packs::FactRule::code);
            ASSERT_NE(same, other->pack->facts.end()) << fact.code;
            EXPECT_EQ(same->type, fact.type) << fact.code;
            EXPECT_EQ(same->form, form->form) << fact.code;
        }
    }
    EXPECT_GT(named, 0);
}

}  // namespace
}  // namespace jiwei::programmes::testing
