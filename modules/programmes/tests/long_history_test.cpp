// Ten thousand random acts on some two hundred people, among them moves, hand-overs, merges and merges taken back, deaths and returns,
// amendments and records entered late: the numbers stay those of the records, today, at the end of last year and a month from now.
#include <gtest/gtest.h>

#include <random>

#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

constexpr int acts_in_all = 10'000;
constexpr int acts_between_looks = 1'000;
constexpr int people_at_first = 40;
constexpr int acts_a_newcomer = 60;

class LongHistory : public County {
protected:
    void SetUp() override {
        County::SetUp();
        routes_ = residents_->routes();
        for (int i = 0; i < people_at_first; ++i) newcomer();
    }

    int below(int count) { return std::uniform_int_distribution<int>{0, count - 1}(random_); }
    const std::string& somebody() { return people_[static_cast<std::size_t>(below(static_cast<int>(people_.size())))]; }
    void newcomer() { people_.push_back(open_archive(add_days(day("1945-01-01"), below(9'000)), below(2) == 0 ? "1" : "2")); }

    Result<http::Response> call(http::Verb verb, std::string_view path, std::vector<std::pair<std::string, std::string>> params,
                                const char* user, const std::string& body) {
        for (const http::Route& route : routes_.routes) {
            if (route.verb != verb || route.path != path) continue;
            http::Request request;
            request.verb = verb;
            request.path_params = std::move(params);
            request.headers = {{"content-type", "application/json"}};
            request.body = body;
            request.principal = actor(today_).principal;
            request.principal.user_id = user;
            request.grant = on_every_row({"county"});
            request.today = today_;
            return route.handler(request);
        }
        return refuse(Refusal::internal, "no-route");
    }
    void tally(const char* what, bool done) {
        if (done) ++done_[what];
    }

    void visit_somebody() {
        // One in four was paid long ago and is entered only now.
        const CivilDate service = add_days(today_, -(below(4) == 0 ? below(220) : below(3)));
        RecordInput input = follow_up(somebody(), service, reading(118 + below(50), 70 + below(30), below(6) == 0 ? "3" : "1"));
        const bool done = programmes_->save_record(actor(today_), input).has_value();
        tally(days_between(service, today_) > 3 ? "late entry" : "visit", done);
        if (done) saved_.push_back(std::move(input));
    }
    void amend() {
        if (saved_.empty()) return;
        const RecordInput& old = saved_[static_cast<std::size_t>(below(static_cast<int>(saved_.size())))];
        RecordInput input = follow_up(brief(old.resident_id).id, add_days(old.service_date, -below(4)), reading(118 + below(50), 82));
        input.supersedes = old.id;
        input.reason = "更正";
        const bool done = programmes_->amend(actor(today_), input).has_value();
        tally("amendment", done);
        if (done) saved_.push_back(std::move(input));
    }
    void merge() {
        const auto made = call(http::Verb::post, "/api/merges", {}, "one",
                               R"({"resident_a":")" + somebody() + R"(","resident_b":")" + somebody() + R"(","reason":"同一个人"})");
        if (!made) return;
        const std::string id = (*json::parse(made->body))["id"].text();
        const bool done =
            call(http::Verb::post, "/api/merges/{merge}/approval", {{"merge", id}}, "two", R"({"reason":"核对无误"})").has_value();
        tally("merge", done);
        if (done) {
            merges_.push_back(id);
        } else {
            static_cast<void>(call(http::Verb::post, "/api/merges/{merge}/refusal", {{"merge", id}}, "two", R"({"reason":"暂不合并"})"));
        }
    }
    void take_back() {
        if (merges_.empty()) return;
        const bool done =
            call(http::Verb::post, "/api/merges/{merge}/undo", {{"merge", merges_.back()}}, "two", R"({"reason":"确是两个人"})")
                .has_value();
        tally("merge taken back", done);
        merges_.pop_back();
    }
    void hand_over() {
        const std::string& id = somebody();
        const std::string to = brief(id).institution_id == clinic_a_ ? clinic_b_ : clinic_a_;
        const auto offered = call(http::Verb::post, "/api/residents/{resident}/transfers", {{"resident", id}}, "one",
                                  R"({"to_institution":")" + to + R"(","village_code":"350881002202","address":"新村1号"})");
        if (!offered) return;
        tally("hand-over", call(http::Verb::post, "/api/transfers/{transfer}/acceptance",
                                {{"transfer", (*json::parse(offered->body))["id"].text()}}, "two", "{}")
                               .has_value());
    }
    void change_life() {
        const std::string& id = somebody();
        const CivilDate on = add_days(today_, -below(20));
        switch (below(5)) {
        case 0: tally("death", die(id, on).has_value()); break;
        case 1:
        case 2:
            tally("move away",
                  change_status(id, today_, R"({"status":"2","on":")" + today_.text() + R"(","destination":"厦门"})").has_value());
            break;
        default:
            tally("return", change_status(id, today_, R"({"status":"1","on":")" + today_.text() + R"(","reason":"返回"})").has_value());
        }
    }
    void move() {
        tally("move", residents_call(http::Verb::patch, "", somebody(), today_,
                                     R"({"institution_id":")" + (below(2) == 0 ? clinic_a_ : clinic_b_) + R"("})")
                          .has_value());
    }
    void one_act() {
        switch (below(24)) {
        case 0:
        case 1:
        case 2: tally("enrolment", enrol(somebody(), add_days(today_, -below(60))).has_value()); break;
        case 3:
        case 4: tally("examination", examine(somebody(), add_days(today_, -below(30))).has_value()); break;
        case 5:
        case 6: amend(); break;
        case 7: merge(); break;
        case 8: take_back(); break;
        case 9: hand_over(); break;
        case 10: change_life(); break;
        case 11: move(); break;
        default: visit_somebody();
        }
    }
    void look() {
        for (const CivilDate as_of : {today_, *CivilDate::of(today_.year() - 1, 12, 31), add_months(today_, 1)}) {
            const auto found = differences(as_of);
            ASSERT_TRUE(found.empty()) << acts_ << " acts, " << today_.text() << ", as of " << as_of.text() << ": " << found.size() << ", "
                                       << found.front().what << " " << found.front().indicator << " " << found.front().stored << " | "
                                       << found.front().expected;
        }
    }

    http::RouteSet routes_;
    std::mt19937 random_{20'261'122};
    CivilDate today_ = day("2024-02-01");
    std::vector<std::string> people_;
    std::vector<RecordInput> saved_;
    std::vector<std::string> merges_;
    std::map<std::string, int> done_;
    int acts_ = 0;
};

TEST_P(LongHistory, AgreesWithTheRecordsTodayLastYearAndNextMonth) {
    while (acts_ < acts_in_all) {
        if (below(10) == 0) today_ = add_days(today_, 1);
        if (acts_ % acts_a_newcomer == 0) newcomer();
        one_act();
        if (++acts_ % acts_between_looks == 0) look();
        if (HasFatalFailure()) return;
    }
    // A history in which something never happens proves nothing of it.
    for (const char* const what : {"visit", "late entry", "amendment", "merge", "merge taken back", "hand-over", "death", "move away",
                                   "return", "move", "enrolment", "examination"}) {
        EXPECT_GE(done_[what], acts_in_all / 2'000) << what;
    }
}

JIWEI_ON_EACH_ENGINE(LongHistory);

}  // namespace
}  // namespace jiwei::programmes::testing
