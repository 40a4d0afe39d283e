// The account follows the work: what the staff register says of a person's place holds for the roles of the account (security
// specification 3: leavers are disabled on the leaving date).
#include "modules/access/sql.hpp"
#include "modules/access/tests/fixture.hpp"

namespace jiwei::access {
namespace {

class FollowsWork : public AccessStore {
protected:
    void follow(const std::string& user_id, const std::string& to, const char* last_day) {
        write([&](db::Connection& connection) {
            http::Request made = request(http::Verb::post, "/api/staff/x/leave", {});
            made.principal = user_of("head", root_, "county_admin");
            ASSERT_TRUE(access_->follow_work(connection, made, {user_id, clinic_, to, *parse_civil_date(last_day)}));
        });
    }
    std::string places(const std::string& user_id) {
        return database().read([&](db::Connection& connection) {
            std::string all;
            for (const db::Row row : connection.run(sql::user_assignments, {county, user_id}))
                all +=
                    (row.text(0) == clinic_ ? "clinic " : "hospital ") + row.string(1) + " " + row.string(2) + ".." + row.string(3) + "; ";
            return all;
        });
    }
};
JIWEI_ON_EACH_ENGINE(FollowsWork);

TEST_P(FollowsWork, WhoLeftIsOutOnTheDayAfter) {
    const std::string id = add_user("lin", {"village_doctor"}, clinic_);
    Browser desk;
    ASSERT_EQ(outcome(sign_in(desk, "lin", password)), "ok");
    follow(id, {}, "2026-07-01");
    EXPECT_EQ(get_session(desk), "ok") << "the last day is worked";
    pass(24 * 60);
    Browser next;
    EXPECT_EQ(outcome(sign_in(next, "lin", password)), "sign-in-failed");
    EXPECT_EQ(count("SELECT COUNT(*) FROM user_account WHERE name = 'lin' AND ends_on = '2026-07-01'"), 1);
}

TEST_P(FollowsWork, AWeekAgoMeansAtOnce) {
    const std::string id = add_user("lin", {"village_doctor"}, clinic_);
    Browser desk;
    ASSERT_EQ(outcome(sign_in(desk, "lin", password)), "ok");
    follow(id, {}, "2026-06-24");
    EXPECT_NE(get_session(desk), "ok");
}

TEST_P(FollowsWork, WhoMovesKeepsPlainRolesAndNoWeightyOnes) {
    const std::string id = add_user("lin", {"nurse", "county_admin"}, clinic_);
    follow(id, hospital_, "2026-07-31");
    const std::string now = places(id);
    EXPECT_NE(now.find("clinic nurse"), std::string::npos) << now;
    EXPECT_NE(now.find("hospital nurse 2026-08-01.."), std::string::npos) << now;
    EXPECT_EQ(now.find("hospital county_admin"), std::string::npos) << "that one a second person gives: " << now;
    EXPECT_EQ(count("SELECT COUNT(*) FROM user_assignment WHERE valid_to = '2026-07-31'"), 2);
    EXPECT_EQ(count("SELECT COUNT(*) FROM user_account WHERE name = 'lin' AND ends_on = '2999-12-31'"), 1);
}

TEST_P(FollowsWork, AnotherPlaceOfWorkIsNotTouched) {
    NewUser user;
    user.name = "two";
    user.display_name = "two";
    user.password = password;
    user.must_change_password = false;
    user.assignments = {{county, clinic_, {"village_doctor"}}, {county, hospital_, {"nurse"}}};
    const std::string id = access_->add_user(user).value_or("");
    follow(id, {}, "2026-07-01");
    pass(24 * 60);
    Browser desk;
    EXPECT_EQ(outcome(sign_in(desk, "two", password)), "ok");
    write([&](db::Connection& connection) {
        EXPECT_TRUE(access_->follow_work(connection, request(http::Verb::post, "/x", {}), {"nobody", clinic_, {}, clock_.today()}))
            << "a person without an account";
    });
}

}  // namespace
}  // namespace jiwei::access
