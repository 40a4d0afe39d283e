// What a device carries: everybody in reach with what forms need, then only what changed; never anything beyond the reach.
#include <gtest/gtest.h>

#include "core/kernel/json.hpp"
#include "modules/programmes/slice.hpp"
#include "modules/programmes/tests/county.hpp"
#include "platform/http/compression.hpp"

namespace jiwei::programmes::testing {
namespace {

class Slice : public County {
protected:
    Result<json::Value> slice(const std::string& institution, std::string_view today, const std::string& since = {},
                              const char* role = "inst_admin") {
        const http::RouteSet set = programmes_->routes();
        const auto route = std::ranges::find(set.routes, "/api/offline/slice", &http::Route::path);
        if (route == set.routes.end()) return refuse(Refusal::internal, "no-route");
        http::Request request;
        request.principal = actor(today).principal;
        request.principal.institution_id = institution;
        request.principal.roles = {role};
        JIWEI_CHECK(access_->grant_for(request.principal, http::Op::read, "chronic_followup"));
        request.grant = by_matrix(request.principal, http::Op::read);
        request.today = day(today);
        if (!since.empty()) request.query = {{"since", since}};
        JIWEI_TRY(response, route->handler(request));
        return *json::parse(response.body);
    }
    static std::string upto(const json::Value& slice) { return std::to_string(*slice["upto"].as_integer()); }
};
JIWEI_ON_EACH_ENGINE(Slice);

TEST_P(Slice, CarriesWhatFormsNeedAndThenWhatChanged) {
    const std::string patient = open_archive("1968-05-10");
    const std::string neighbour = open_archive("1970-01-01", "2");
    ASSERT_TRUE(enrol(patient, "2025-01-01"));
    ASSERT_TRUE(visit(patient, "2025-01-10", 150, 94));

    const auto first = slice(clinic_a_, "2025-01-12");
    ASSERT_TRUE(first) << first.error().code;
    ASSERT_EQ((*first)["people"].items().size(), 2U);
    const auto person = std::ranges::find_if((*first)["people"].items(), [&](const json::Value& p) { return p["id"].text() == patient; });
    ASSERT_NE(person, (*first)["people"].items().end());
    EXPECT_EQ((*person)["head"]["birth_date"].text(), "1968-05-10");
    EXPECT_EQ((*person)["programmes"]["items"].items()[0]["open_tasks"].items()[0]["due"].text(), "2025-01-24");
    EXPECT_EQ((*person)["records"]["items"].items()[0]["record"]["answers"]["sbp"].text(), "150");
    const auto& facts = (*person)["facts"].items();
    ASSERT_EQ(facts.size(), 1U) << "of one visit";
    const auto& told = facts[0].items();
    EXPECT_EQ(told[0].text(), "2025-01-10");
    EXPECT_EQ(told[1].text(), (*person)["records"]["items"].items()[0]["record"]["id"].text());
    const auto sbp = std::ranges::find_if(told, [](const json::Value& one) { return one.text() == "htn.sbp"; });
    ASSERT_NE(sbp, told.end());
    EXPECT_EQ((sbp + 1)->text(), "150");
    const auto& keys = (*person)["keys"].items();
    EXPECT_TRUE(std::ranges::any_of(keys, [](const json::Value& k) { return k.text() == "pcjg"; })) << json::write((*person)["keys"]);
    for (const json::Value& key : keys)
        EXPECT_TRUE(key.text()[0] != 'd' && key.text()[0] != 't') << "a blind index never leaves the server";

    const auto quiet = slice(clinic_a_, "2025-01-12", upto(*first));
    EXPECT_TRUE((*quiet)["people"].items().empty());
    EXPECT_EQ((*quiet)["people_digest"].text(), (*first)["people_digest"].text());

    ASSERT_TRUE(visit(patient, "2025-01-24", 138, 88));
    const auto next = slice(clinic_a_, "2025-01-24", upto(*first));
    ASSERT_EQ((*next)["people"].items().size(), 1U);
    EXPECT_EQ((*next)["people"].items()[0]["id"].text(), patient);
}

TEST_P(Slice, HoldsNobodyWhoLeftAndNothingBeyondTheReach) {
    const std::string stays = open_archive("1968-05-10");
    const std::string dies = open_archive("1950-01-01");
    const auto before = slice(clinic_a_, "2025-01-12");
    ASSERT_EQ((*before)["people"].items().size(), 2U);
    ASSERT_TRUE(die(dies, day("2025-01-20")));
    const auto after = slice(clinic_a_, "2025-01-21", upto(*before));
    EXPECT_EQ(*(*after)["people_count"].as_integer(), 1);
    EXPECT_NE((*after)["people_digest"].text(), (*before)["people_digest"].text()) << "the device sees that it holds somebody too many";
    const auto other = slice(clinic_b_, "2025-01-21");
    EXPECT_TRUE((*other)["people"].items().empty());
    EXPECT_EQ(slice(bureau_, "2025-01-21", {}, "county_admin").error().code, "purpose-needed");
    EXPECT_EQ(slice(clinic_a_, "2025-01-21", "x").error().errors[0].pointer, "/since");
}

TEST_P(Slice, ADayOfThirtyFollowUpsIsSmall) {
    constexpr int visits_a_day = 30;
    constexpr std::size_t day_bytes_max = 100'000;
    std::vector<std::string> patients;
    for (int i = 0; i < visits_a_day; ++i) {
        patients.push_back(open_archive("1968-05-10"));
        ASSERT_TRUE(enrol(patients.back(), "2024-01-01"));
        for (const char* const on : {"2024-01-10", "2024-04-09", "2024-07-10"}) ASSERT_TRUE(visit(patients.back(), on, 138, 86));
    }
    const auto before = slice(clinic_a_, "2024-10-08");
    ASSERT_TRUE(before);
    for (const std::string& patient : patients) ASSERT_TRUE(visit(patient, "2024-10-09", 136, 84));
    const auto day = slice(clinic_a_, "2024-10-09", upto(*before));
    ASSERT_EQ((*day)["people"].items().size(), static_cast<std::size_t>(visits_a_day));
    EXPECT_LE(http::compress(json::write(*day), http::Encoding::gzip, http::Effort::quick).size(), day_bytes_max);
}

TEST_P(Slice, LeavesOutByNeedWhereTheBudgetEndsAndSaysWhom) {
    const std::string other = open_archive("1970-01-01", "2");
    const std::string third = open_archive("1971-01-01", "2");
    const std::string patient = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(patient, "2025-01-01"));
    Actor who = actor("2025-01-12");
    who.reach = {};
    who.reach.institution_ids = {clinic_a_};
    const Programmes::Impl impl{services_, committed_packs(), *residents_, *indicators_, *organization_, *access_};
    const auto asked = [&](const SliceAsked& wanted) {
        return database().read([&](db::Connection& connection) {
            return *json::parse(*slice_json(impl, connection, who, FormSight{impl, who}, wanted));
        });
    };
    const json::Value whole = asked({});
    EXPECT_EQ(*whole["people_count"].as_integer(), 3);
    EXPECT_EQ(*whole["left_out"]["count"].as_integer(), 0);
    const json::Value one = asked({0, 0, 1'000});
    ASSERT_EQ(one["people"].items().size(), 1U);
    EXPECT_EQ(one["people"].items()[0]["id"].text(), patient) << "who is in care comes first, however late the archive";
    EXPECT_EQ(*one["left_out"]["count"].as_integer(), 2);
    EXPECT_EQ(one["left_out"]["people"].items()[0]["id"].text(), std::min(other, third));
    EXPECT_EQ(one["left_out"]["people"].items()[0]["name"].text(), "陈建国");

    const json::Value quiet = asked({*one["upto"].as_integer(), 1, 1'000});
    EXPECT_EQ(quiet["people_digest"].text(), one["people_digest"].text()) << "later slices hold whom the first one held";
    EXPECT_EQ(*quiet["left_out"]["count"].as_integer(), 2);
    ASSERT_TRUE(visit(patient, "2025-01-12", 138, 88));
    EXPECT_EQ(asked({*one["upto"].as_integer(), 1, 1'000})["people"].items().size(), 1U);
}

}  // namespace
}  // namespace jiwei::programmes::testing
