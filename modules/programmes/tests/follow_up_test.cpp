// The worked examples of hypertension through the real acts: class, next date, referral, tasks; and what is refused.
#include <thread>

#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

struct LifeCase {
    const char* day;
    TaskState state;
};
class TaskLife : public ::testing::TestWithParam<LifeCase> {};
TEST_P(TaskLife, FollowsFromTheDay) {
    const auto on = [](TaskState stored) {
        return task_state_on(stored, day("2025-03-01"), day("2025-03-31"), day("2025-04-14"), day(GetParam().day));
    };
    EXPECT_EQ(on(TaskState::pending), GetParam().state);
    for (const TaskState final_state : {TaskState::done, TaskState::cancelled, TaskState::done_late})
        EXPECT_EQ(on(final_state), final_state);
}
INSTANTIATE_TEST_SUITE_P(Days, TaskLife,
                         ::testing::Values(LifeCase{"2025-02-28", TaskState::pending}, LifeCase{"2025-03-01", TaskState::open},
                                           LifeCase{"2025-03-31", TaskState::open}, LifeCase{"2025-04-01", TaskState::late},
                                           LifeCase{"2025-04-14", TaskState::late}, LifeCase{"2025-04-15", TaskState::missed}));

class FollowUp : public County {};

// Worked example W1: back under control.
TEST_P(FollowUp, BackUnderControl) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2024-12-20"));
    ASSERT_TRUE(visit(id, "2025-01-10", 150, 94));
    const json::Value decision = decision_of(visit(id, "2025-01-24", 138, 88));
    EXPECT_EQ(decision["class"].text(), "1");
    EXPECT_EQ(decision["next_due"].text(), "2025-04-24");
    EXPECT_TRUE(decision["referral"].is_null());
}

// Worked example W2: uncontrolled twice in a row.
TEST_P(FollowUp, UncontrolledTwiceIsReferred) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2024-12-20"));
    ASSERT_TRUE(visit(id, "2025-01-10", 150, 94));
    ASSERT_TRUE(visit(id, "2025-01-24", 138, 88));
    const json::Value first = decision_of(visit(id, "2025-04-24", 146, 86));
    EXPECT_EQ(first["class"].text(), "2");
    EXPECT_EQ(first["next_due"].text(), "2025-05-08");
    EXPECT_TRUE(first["referral"].is_null());
    const json::Value second = decision_of(visit(id, "2025-05-08", 142, 90));
    EXPECT_EQ(second["class"].text(), "2");
    EXPECT_EQ(second["referral"]["urgency"].text(), "routine");
    EXPECT_EQ(second["referral"]["due"].text(), "2025-05-22");
    EXPECT_EQ(second["next_due"].text(), "2025-05-22");
    EXPECT_EQ(count_lines({R"("table":"task")", R"("HT-FU")", R"("state":0)", R"("due":"2025-05-22")"}), 1);
    EXPECT_EQ(count_lines({R"("table":"task")", R"("HT-REF2W")", R"("state":0)", R"("due":"2025-05-22")"}), 1);
    EXPECT_EQ(count_lines({R"("table":"task")", R"("HT-FU")", R"("state":0)"}), 1) << "one open follow-up task per enrolment";
}

// Worked example W3: target of the elderly, end of the month.
TEST_P(FollowUp, ElderlyTargetAndMonthEnd) {
    const std::string id = open_archive("1959-02-28");
    ASSERT_TRUE(enrol(id, "2025-11-01"));
    const json::Value decision = decision_of(visit(id, "2025-11-30", 149, 89));
    EXPECT_EQ(decision["class"].text(), "1");
    EXPECT_EQ(decision["next_due"].text(), "2026-02-28");
}

TEST_P(FollowUp, ReferralResultClosesItsTask) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2025-01-01"));
    const json::Value decision = decision_of(visit(id, "2025-01-10", 184, 94));
    EXPECT_EQ(decision["referral"]["urgency"].text(), "urgent");
    std::string task;
    for (const json::Value& one : decision["tasks_created"].items()) {
        if (one["code"].text() == "HT-REF2W") task = one["id"].text();
    }
    ASSERT_FALSE(task.empty());
    EXPECT_FALSE(programmes_->referral_result(actor("2025-01-20"), task, day("2025-01-09"), "1"));
    const auto done = programmes_->referral_result(actor("2025-01-20"), task, day("2025-01-20"), "1");
    ASSERT_TRUE(done);
    EXPECT_EQ((*json::parse(*done))["task"]["state"].as_integer(), 4);
    EXPECT_EQ(programmes_->referral_result(actor("2025-01-20"), task, day("2025-01-20"), "1").error().status(), 409);
}

TEST_P(FollowUp, SameIdIsReplayedAnotherBodyIsAConflict) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2025-01-01"));
    RecordInput input = follow_up(id, day("2025-01-10"), reading(150, 94));
    const auto first = programmes_->save_record(actor("2025-01-10"), input);
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->replayed);
    const std::vector<std::string> before = lines();
    const auto again = programmes_->save_record(actor("2025-01-10"), input);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->body, first->body);
    input.answers.set("sbp", json::Value::integer(151));
    const auto other = programmes_->save_record(actor("2025-01-10"), input);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().status(), 409);
    EXPECT_EQ(other.error().code, "id-conflict");
    EXPECT_EQ(lines(), before);
}

TEST_P(FollowUp, EnrollingAgainIsReplayedOrRefused) {
    const std::string id = open_archive("1968-05-10");
    const auto first = enrol(id, "2025-01-01");
    ASSERT_TRUE(first);
    const auto again = enrol(id, "2025-01-01");
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->record_id, first->record_id);
    EXPECT_EQ(enrol(id, "2025-02-01").error().code, "already-enrolled");
}

TEST_P(FollowUp, WhomNobodyKnowsIsNotEnrolled) {
    const std::string unknown = open_archive(day("1960-01-01"), "1", "无名氏");
    EXPECT_EQ(enrol(unknown, "2025-02-01").error().code, "resident-unknown");
}

TEST_P(FollowUp, SoftFindingsAreConfirmedFirst) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2025-01-01"));
    RecordInput input = follow_up(id, day("2025-01-10"), reading(150, 94));
    input.confirmed = {"/answers/sbp"};
    const auto refused = programmes_->save_record(actor("2025-01-10"), input);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "confirm-needed");
    ASSERT_EQ(refused.error().errors.size(), 1U);
    EXPECT_EQ(refused.error().errors[0].pointer, "/answers/dbp");
    input.confirmed = {"/answers/sbp", "/answers/dbp"};
    const auto saved = programmes_->save_record(actor("2025-01-10"), input);
    ASSERT_TRUE(saved);
    const json::Value kept = decision_of(saved)["findings"];
    ASSERT_EQ(kept.items().size(), 2U);
    for (const json::Value& one : kept.items()) EXPECT_EQ(one["confirmed_by"].text(), "doctor1") << "the flag and who set it";
}

TEST_P(FollowUp, IsRefused) {
    const std::string id = open_archive("1968-05-10");
    EXPECT_EQ(visit(id, "2025-01-10", 130, 80).error().code, "not-enrolled");
    ASSERT_TRUE(enrol(id, "2025-01-01"));
    EXPECT_EQ(programmes_->save_record(actor("2025-01-10"), follow_up(id, day("2025-01-11"), reading(130, 80))).error().code,
              "DATE_FUTURE");
    const auto hard = visit(id, "2025-01-10", 400, 80);
    EXPECT_EQ(hard.error().status(), 422);
    ASSERT_FALSE(hard.error().errors.empty());
    EXPECT_EQ(hard.error().errors[0].pointer, "/answers/sbp");
    RecordInput stale = follow_up(id, day("2025-01-10"), reading(130, 80));
    stale.enrolment_version = 7;
    EXPECT_EQ(programmes_->save_record(actor("2025-01-10"), stale).error().code, "version-conflict");
    Actor stranger = actor("2025-01-10");
    stranger.reach = {};
    EXPECT_EQ(programmes_->save_record(stranger, follow_up(id, day("2025-01-10"), reading(130, 80))).error().status(), 404);
    EXPECT_EQ(count_lines({R"("table":"record")"}), 0);
}

TEST_P(FollowUp, DeathEndsTheEnrolmentAndForbidsLaterServices) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2025-01-01"));
    ASSERT_TRUE(visit(id, "2025-01-10", 130, 80));
    EXPECT_EQ(die(id, day("2025-01-09")).error().status(), 409) << "services lie after that day";
    ASSERT_TRUE(die(id, day("2025-08-15")));
    EXPECT_EQ(count_lines({R"("table":"task")", R"("state":0)"}), 0);
    EXPECT_EQ(count_lines({R"("table":"enrolment")", R"("state":4)"}), 1);
    const auto after = visit(id, "2025-08-16", 130, 80);
    ASSERT_FALSE(after);
    EXPECT_EQ(after.error().code, "AFTER_DEATH");
}

TEST_P(FollowUp, AmendmentKeepsTheOldAndDecidesAnew) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2025-01-01"));
    const auto first = visit(id, "2025-01-10", 150, 94);
    ASSERT_TRUE(first);
    RecordInput input = follow_up(id, day("2025-01-10"), reading(130, 84));
    input.supersedes = first->record_id;
    EXPECT_FALSE(programmes_->amend(actor("2025-01-11"), input)) << "without a reason";
    input.reason = "读数录错";
    const auto amended = programmes_->amend(actor("2025-01-11"), input);
    ASSERT_TRUE(amended) << amended.error().code;
    const json::Value decision = decision_of(amended);
    EXPECT_EQ(decision["class"].text(), "1");
    EXPECT_EQ(decision["next_due"].text(), "2025-04-10");
    EXPECT_EQ(count_lines({R"("table":"record")"}), 2);
    EXPECT_EQ(count_lines({R"("table":"fact")", R"("htn.sbp")"}), 1);
    EXPECT_EQ(count_lines({R"("table":"task")", R"("HT-FU")", R"("state":0)"}), 1);
    EXPECT_EQ(count_lines({R"("table":"task")", R"("HT-FU")", R"("state":0)", R"("due":"2025-04-10")"}), 1);
    RecordInput again = input;
    again.id = ids_->next();
    EXPECT_EQ(programmes_->amend(actor("2025-01-11"), again).error().code, "superseded");
    EXPECT_TRUE(differences(day("2025-12-31")).empty());
}

TEST_P(FollowUp, TwoClientsLoseNothing) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2025-01-01"));
    constexpr int each = 12;
    std::vector<RecordInput> inputs;
    for (int i = 0; i < 2 * each; ++i) inputs.push_back(follow_up(id, add_days(day("2025-01-02"), i), reading(150 - i, 80)));
    const auto client = [&](int from) {
        for (int i = from; i < 2 * each; i += 2)
            EXPECT_TRUE(programmes_->save_record(actor("2025-06-30"), inputs[static_cast<std::size_t>(i)]));
    };
    std::thread other{[&] { client(1); }};
    client(0);
    other.join();
    EXPECT_EQ(count_lines({R"("table":"record")"}), 2 * each);
    EXPECT_EQ(count_lines({R"("table":"enrolment")", R"("version":25)"}), 1);
    EXPECT_EQ(count_lines({R"("table":"task")", R"("HT-FU")", R"("state":0)"}), 1);
    EXPECT_TRUE(differences(day("2025-06-30")).empty());
}

JIWEI_ON_EACH_ENGINE(FollowUp);

}  // namespace
}  // namespace jiwei::programmes::testing
