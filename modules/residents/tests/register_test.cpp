// Opening, changing and closing archives, on both engines, with the refusals at their fields.
#include <atomic>
#include <thread>

#include "modules/residents/events.hpp"
#include "modules/residents/tests/rig.hpp"

namespace jiwei::residents::testing {
namespace {

class Register : public CountyTest {
protected:
    std::string body(const std::string& members) const {
        return R"({"village_code":"350881001001","address":"一号","doctor":"林","phone":"13812345678",)" + members + "}";
    }
    std::string opened(const Asker& who, const std::string& members) {
        const auto response = rig().post(who, body(members));
        EXPECT_TRUE(response) << code(response);
        return response ? (*json::parse(response->body))["id"].text() : "";
    }
    /// The next case may use the same number.
    void free_number() {
        rig().write([](db::Connection& connection) { connection.run_text("UPDATE resident_identifier SET exact_bidx = NULL", {}); });
    }
    json::Value head(const Asker& who, const std::string& id) {
        const auto response = rig().call(rig().request(http::Verb::get, who), "/api/residents/{resident}", {id});
        return response ? *json::parse(response->body) : json::Value{};
    }
};
JIWEI_ON_EACH_ENGINE(Register);

struct IdentityCase {
    const char* name;
    const char* members;
    const char* code;
    const char* pointer;
};

// Worked numbers of GB 11643 (synthetic): valid ones, and each rule of its order broken once.
const IdentityCase identity_cases[] = {
    {"valid", R"("name":"甲","id_no":"350802196002290018")", "ok", ""},
    {"valid_x", R"("name":"甲","id_no":"11010519491231002x")", "ok", ""},
    {"full_width", R"("name":"甲","id_no":" ３５０８０２ 19600229 0018")", "ok", ""},
    {"short", R"("name":"甲","id_no":"3508021960022900")", "ID_FORMAT", "/id_no"},
    {"fifteen_at_a_desk", R"("name":"甲","id_no":"350802520315002")", "ID_FORMAT", "/id_no"},
    {"area", R"("name":"甲","id_no":"990802196002290018")", "ID_AREA", "/id_no"},
    {"birth_before_check", R"("name":"甲","id_no":"35080219610229001X")", "ID_BIRTH", "/id_no"},
    {"check", R"("name":"甲","id_no":"350802196002290019")", "ID_CHECK", "/id_no"},
    {"birth_mismatch", R"("name":"甲","id_no":"350802196002290018","birth_date":"1960-02-28")", "ID_BIRTH_MISMATCH", "/birth_date"},
    {"sex_mismatch", R"("name":"甲","id_no":"350802196002290018","sex":"2")", "ID_SEX_MISMATCH", "/sex"},
    {"no_name", R"("id_no":"350802196002290018")", "NAME_REQUIRED", "/name"},
    {"no_document_no_birth", R"("name":"甲","sex":"1")", "REQUIRED", "/birth_date"},
    {"born_tomorrow", R"("name":"甲","sex":"1","birth_date":"2026-11-22")", "DATE_RANGE", "/birth_date"},
    {"sex_code", R"("name":"甲","sex":"3","birth_date":"1990-01-01")", "CODE_UNKNOWN", "/sex"},
    {"opened_before_birth", R"("name":"甲","sex":"1","birth_date":"1990-01-01","opened_on":"1989-12-31")", "DATE_RANGE", "/opened_on"},
    {"too_long", R"("name":"甲","id_no":"3508021960022900188")", "ID_FORMAT", "/id_no"},
    {"letter_within", R"("name":"甲","id_no":"3508021960022900X8")", "ID_FORMAT", "/id_no"},
    {"born_in_1899", R"("name":"甲","id_no":"350802189912310011")", "ID_BIRTH_RANGE", "/id_no"},
    {"number_of_tomorrow", R"("name":"甲","id_no":"350802202611220011")", "ID_BIRTH_RANGE", "/id_no"},
    {"type_unknown", R"("name":"甲","sex":"1","birth_date":"1990-01-01","id_type":"77","id_no":"A1234")", "CODE_UNKNOWN", "/id_type"},
    {"certificate", R"("name":"甲","sex":"1","birth_date":"1990-01-01","id_type":"08","id_no":"1350012345")", "ID_FORMAT", "/id_no"},
    {"passport_short", R"("name":"甲","sex":"1","birth_date":"1990-01-01","id_type":"03","id_no":"E123","nationality":"USA")", "ID_FORMAT",
     "/id_no"},
    {"passport_of_no_country", R"("name":"甲","sex":"1","birth_date":"1990-01-01","id_type":"03","id_no":"E1234567")", "REQUIRED",
     "/nationality"},
    {"officer", R"("name":"甲","sex":"1","birth_date":"1990-01-01","id_type":"04","id_no":"A/1")", "ID_FORMAT", "/id_no"},
    {"foreigner", R"("name":"甲","sex":"1","birth_date":"1990-01-01","id_type":"09","id_no":"US110012345678")", "ID_FORMAT", "/id_no"},
    {"temporary_as_number", R"("name":"甲","sex":"1","birth_date":"1990-01-01","id_no":"T35088119900101001")", "ID_FORMAT", "/id_no"},
    {"no_sex", R"("name":"甲","birth_date":"1990-01-01")", "REQUIRED", "/sex"},
    {"birth_text", R"("name":"甲","sex":"1","birth_date":"1990-02-30")", "DATE_FORMAT", "/birth_date"},
    {"opened_tomorrow", R"("name":"甲","sex":"1","birth_date":"1990-01-01","opened_on":"2026-11-22")", "DATE_RANGE", "/opened_on"},
    {"arrived_before_birth", R"("name":"甲","sex":"1","birth_date":"1990-01-01","arrived_on":"1989-12-31")", "DATE_RANGE", "/arrived_on"},
    {"residence_type", R"("name":"甲","sex":"1","birth_date":"1990-01-01","residence_type":"3")", "CODE_UNKNOWN", "/residence_type"},
    {"residence_state", R"("name":"甲","sex":"1","birth_date":"1990-01-01","residence_state":"9")", "CODE_UNKNOWN", "/residence_state"},
    {"grid", R"("name":"甲","sex":"1","birth_date":"1990-01-01","grid_id":"none")", "GRID_UNKNOWN", "/grid_id"},
    {"institution", R"("name":"甲","sex":"1","birth_date":"1990-01-01","institution_id":"none")", "INSTITUTION_UNKNOWN", "/institution_id"},
    {"opened_at_birth", R"("name":"甲","sex":"1","birth_date":"1990-01-01","opened_on":"1990-01-01")", "ok", ""},
};

TEST_P(Register, RefusesEachFieldWithItsCode) {
    for (const IdentityCase& one : identity_cases) {
        Rig& rig = this->rig();
        const auto response = rig.post(rig.township(), body(one.members));
        EXPECT_EQ(code(response), one.code) << one.name;
        if (!response) {
            ASSERT_FALSE(response.error().errors.empty()) << one.name;
            EXPECT_EQ(response.error().errors.front().pointer, one.pointer) << one.name;
            EXPECT_EQ(response.error().status(), response.error().code == "DUP_EXACT" ? 409 : 422) << one.name;
        } else {
            free_number();
        }
    }
}

TEST_P(Register, UnknownVillageIsRefusedAtItsField) {
    const auto response = rig().post(rig().township(), R"({"name":"甲","id_no":"350802196002290018","village_code":"350881001999"})");
    ASSERT_EQ(code(response), "VILLAGE_UNKNOWN");
    EXPECT_EQ(response.error().errors.front().pointer, "/village_code");
}

TEST_P(Register, SameIdAndBodyIsAReplay) {
    const std::string first = body(R"("id":"01JCLIENT0001","name":"甲","id_no":"350802196002290018")");
    const auto created = rig().post(rig().township(), first);
    ASSERT_TRUE(created) << code(created);
    EXPECT_EQ(created->status, 201);
    const auto again = rig().post(rig().township(), first);
    ASSERT_TRUE(again) << code(again);
    EXPECT_EQ(again->status, 200);
    EXPECT_EQ(again->body, created->body);
    EXPECT_EQ(code(rig().post(rig().township(), body(R"("id":"01JCLIENT0001","name":"乙","id_no":"350802196002290018")"))), "id-taken");
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident"), 1);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident_version"), 1);
}

TEST_P(Register, SecondOwnerOfANumberIsRefusedAndNamedOnlyWithinReach) {
    const std::string id = opened(rig().township(), R"("name":"甲","id_no":"350802196002290018")");
    const auto inside = rig().post(rig().township(), body(R"("name":"乙","id_no":"350802196002290018")"));
    ASSERT_EQ(code(inside), "DUP_EXACT");
    EXPECT_EQ(inside.error().status(), 409);
    EXPECT_EQ(inside.error().errors.front().allowed, id);
    const auto outside =
        rig().post(rig().elsewhere(), R"({"name":"乙","id_no":"350802196002290018","village_code":")" + rig().village_2 + R"("})");
    ASSERT_EQ(code(outside), "DUP_EXACT");
    EXPECT_EQ(outside.error().errors.front().allowed, "");
}

TEST_P(Register, ArchiveNumbersFollowEachOtherUntilTheyAreUsedUp) {
    opened(rig().township(), R"("name":"甲","id_no":"350802196002290018")");
    const std::string second = opened(rig().township(), R"("name":"乙","id_no":"350802195203150025")");
    const std::string archive_no = head(rig().township(), second)["archive_no"].text();
    EXPECT_EQ(archive_no.substr(0, 9), "350881001");
    EXPECT_EQ(archive_no.substr(12), "00002");
    rig().write([](db::Connection& connection) { connection.run_text("UPDATE archive_serial SET last_serial = 99998", {}); });
    opened(rig().township(), R"("name":"丙","id_no":"350803202401310033")");
    const auto full = rig().post(rig().township(), body(R"("name":"丁","id_no":"350821198807041244")"));
    EXPECT_EQ(code(full), "ARCHIVE_SERIAL_FULL");
    EXPECT_EQ(full.error().status(), 409);
}

TEST_P(Register, PeopleWithoutADocumentGetATemporaryIdentifierThatStaysAsAlias) {
    const auto response = rig().post(rig().township(), body(R"("name":"林之男","sex":"1","birth_date":"2026-11-01")"));
    ASSERT_TRUE(response) << code(response);
    const json::Value made = *json::parse(response->body);
    EXPECT_EQ(made["temporary_id"].text(), "T35088120261101001");
    const std::string id = made["id"].text();
    const auto wrong = rig().patch(rig().township(), id, 1, R"({"id_type":"01","id_no":"350803202401310033"})");
    EXPECT_EQ(code(wrong), "ID_BIRTH_MISMATCH");
    const auto changed = rig().patch(rig().township(), id, 1, R"({"id_type":"01","id_no":"350803202401310033","birth_date":"2024-01-31"})");
    ASSERT_TRUE(changed) << code(changed);
    EXPECT_EQ(rig().search(rig().township(), R"({"q":"T35088120261101001"})")["items"].items().size(), 1U);
    EXPECT_EQ(rig().search(rig().township(), R"({"q":"350803202401310033"})")["items"].items().size(), 1U);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident_identifier WHERE current = 1"), 1);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident_identifier WHERE current = 0 AND valid_to IS NOT NULL"), 1);
}

TEST_P(Register, WhoseDocumentIsOverdueStandsInAList) {
    const auto open = [&](const char* name, const char* born, const char* on, const std::string& more = {}) {
        return opened(rig().everyone(),
                      R"("sex":"1","name":")" + std::string{name} + R"(","birth_date":")" + born + R"(","opened_on":")" + on + "\"" + more);
    };
    const std::string year_old = open("一岁", "2025-11-21", "2025-11-25");
    open("未满一岁", "2025-11-22", "2025-11-25");
    const std::string boy = open("十岁", "2016-01-01", "2026-11-20");
    const std::string half_year = open("半年", "1990-01-01", "2026-05-21");
    open("不足半年", "1990-01-02", "2026-05-22");
    open("有证", "1990-01-03", "2020-01-01", R"(,"id_type":"04","id_no":"A12345")");
    const std::string moved = open("迁出", "1990-01-04", "2020-01-01");
    http::Request goes = rig().request(http::Verb::post, rig().everyone(), R"({"status":"2","on":"2026-11-01","destination":"厦门"})");
    goes.headers.emplace_back("if-match", "W/\"1\"");
    ASSERT_EQ(code(rig().call(goes, "/api/residents/{resident}/status", {moved})), "ok");
    const auto elsewhere =
        rig().post(rig().everyone(), R"({"sex":"1","name":"外村","birth_date":"1990-01-05","opened_on":"2020-01-01","village_code":")" +
                                         rig().village_2 + "\"}");
    ASSERT_TRUE(elsewhere) << code(elsewhere);
    const std::string far = (*json::parse(elsewhere->body))["id"].text();
    const auto listed = [&](const Asker& who, int limit) {
        std::vector<std::string> all;
        std::string cursor;
        do {
            const json::Value page = rig().search(who, R"({"document":"due","limit":)" + std::to_string(limit) +
                                                           (cursor.empty() ? "" : R"(,"cursor":")" + cursor + "\"") + "}");
            for (const json::Value& one : page["items"].items()) all.push_back(one["id"].text());
            cursor = page["next"].text();
        } while (!cursor.empty());
        std::ranges::sort(all);
        return all;
    };
    std::vector<std::string> wanted{year_old, boy, half_year};
    std::ranges::sort(wanted);
    EXPECT_EQ(listed(rig().township(), 30), wanted);
    EXPECT_EQ(listed(rig().township(), 1), wanted) << "page by page";
    EXPECT_EQ(listed(rig().elsewhere(), 30), std::vector<std::string>{far});
    ASSERT_EQ(code(rig().patch(rig().everyone(), half_year, 1, R"({"id_type":"04","id_no":"B12345"})")), "ok");
    EXPECT_EQ(listed(rig().township(), 30).size(), 2U) << "the number was obtained";
}

TEST_P(Register, AStaleVersionChangesNothing) {
    const std::string id = opened(rig().township(), R"("name":"甲","id_no":"350802196002290018")");
    ASSERT_TRUE(rig().patch(rig().township(), id, 1, R"({"address":"二号"})"));
    const auto stale = rig().patch(rig().township(), id, 1, R"({"address":"三号"})");
    EXPECT_EQ(code(stale), "version-mismatch");
    EXPECT_EQ(stale.error().status(), 412);
    EXPECT_EQ(head(rig().township(), id)["address"].text(), "二号");
    http::Request without = rig().request(http::Verb::patch, rig().township(), "{}");
    EXPECT_EQ(code(rig().call(without, "/api/residents/{resident}", {id})), "if-match-missing");
}

TEST_P(Register, TwoClientsOnOneResidentNeverLoseAnUpdate) {
    const std::string id = opened(rig().township(), R"("name":"甲","id_no":"350802196002290018")");
    std::atomic<int> won = 0;
    const auto client = [&](const char* address) {
        for (int i = 0; i < 20; ++i) {
            const std::int64_t version = *head(rig().township(), id)["version"].as_integer();
            const auto changed =
                rig().patch(rig().township(), id, version, std::string{R"({"address":")"} + address + std::to_string(i) + R"("})");
            if (changed)
                ++won;
            else
                EXPECT_TRUE(code(changed) == "version-mismatch" || code(changed) == "version-conflict") << code(changed);
        }
    };
    std::thread a{client, "甲"};
    std::thread b{client, "乙"};
    a.join();
    b.join();
    EXPECT_EQ(*head(rig().township(), id)["version"].as_integer(), 1 + won);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident_version"), 1 + won);
}

TEST_P(Register, OutOfReachAndUnknownAreTheSame) {
    const std::string id = opened(rig().township(), R"("name":"甲","id_no":"350802196002290018")");
    const auto get = [&](const Asker& who, const std::string& which) {
        return rig().call(rig().request(http::Verb::get, who), "/api/residents/{resident}", {which});
    };
    EXPECT_EQ(code(get(rig().elsewhere(), id)), "not-found");
    EXPECT_EQ(code(get(rig().elsewhere(), "01JNOBODY")), "not-found");
    EXPECT_EQ(code(get(rig().doctor(), id)), "ok");
    Asker statistics = rig().everyone();
    statistics.scopes.clear();
    http::Request made = rig().request(http::Verb::get, statistics);
    made.grant.statistical = true;
    EXPECT_EQ(code(rig().call(made, "/api/residents/{resident}", {id})), "purpose-needed");
    const auto forbidden = rig().post(rig().elsewhere(), body(R"("name":"乙","id_no":"350802195203150025")"));
    EXPECT_EQ(code(forbidden), "out-of-scope");
}

TEST_P(Register, EveryReadOfAPersonIsInTheAccessChain) {
    const std::string id = opened(rig().township(), R"("name":"甲","id_no":"350802196002290018")");
    const std::string lines = "SELECT COUNT(*) FROM audit_access WHERE person_id = '" + id + "'";
    ASSERT_FALSE(head(rig().township(), id).is_null());
    EXPECT_EQ(rig().count(lines), 1);
    rig().call(rig().request(http::Verb::get, rig().township()), "/api/residents/{resident}/cover", {id});
    EXPECT_EQ(rig().count(lines), 2);
}

TEST_P(Register, MaskedFieldsAreUncoveredOneByOneWithAReason) {
    const std::string id = opened(rig().township(), R"("name":"甲","id_no":"350802196002290018")");
    const json::Value shown = head(rig().township(), id);
    EXPECT_EQ(shown["id_masked"].text(), "350***********0018");
    EXPECT_EQ(shown["phone_masked"].text(), "138****5678");
    Asker clerk = rig().township();
    clerk.principal.roles = {"ph_staff"};
    const auto reveal = [&](const std::string& body) {
        return rig().call(rig().request(http::Verb::post, clerk, body), "/api/residents/{resident}/reveal", {id});
    };
    EXPECT_EQ(code(reveal(R"({"field":"id_no"})")), "REASON_REQUIRED");
    const auto shown_id = reveal(R"({"field":"id_no","reason":"核对身份"})");
    ASSERT_TRUE(shown_id);
    EXPECT_EQ(shown_id->body, R"({"value":"350802196002290018"})");
    for (int i = 1; i < 50; ++i) ASSERT_TRUE(reveal(R"({"field":"phone","reason":"核对身份"})"));
    EXPECT_EQ(code(reveal(R"({"field":"phone","reason":"核对身份"})")), "reveal-limit");
}

class Recorder final : public Listener {
public:
    Result<void> apply(db::Connection&, const ActContext&, std::span<const Event> events, std::int64_t) override {
        for (const Event& event : events) {
            if (event.kind == EventKind::status_changed && refuses) return refuse(Refusal::conflict, "AFTER_DEATH");
            seen.push_back(event);
        }
        return {};
    }
    std::vector<Event> seen;
    bool refuses = false;
};

TEST_P(Register, DeathIsToldInsideTheActAndMayBeRefused) {
    Recorder recorder;
    rig().residents().listen(recorder);
    const std::string id = opened(rig().township(), R"("name":"甲","id_no":"350802196002290018","opened_on":"2026-11-01")");
    ASSERT_EQ(recorder.seen.size(), 1U);
    const auto die = [&](const std::string& body) {
        http::Request made = rig().request(http::Verb::post, rig().township(), body);
        made.headers.emplace_back("if-match", "W/\"1\"");
        return rig().call(made, "/api/residents/{resident}/status", {id});
    };
    EXPECT_EQ(code(die(R"({"status":"3","on":"2026-11-20","source":"家属"})")), "CAUSE_REQUIRED");
    EXPECT_EQ(code(die(R"({"status":"3","on":"2026-11-20","cause":"I21"})")), "REQUIRED") << "where it is known from";
    EXPECT_EQ(code(die(R"({"status":"3","on":"2026-11-22","cause":"I21","source":"家属"})")), "DATE_RANGE");
    EXPECT_EQ(code(die(R"({"status":"5","on":"2026-11-20"})")), "CODE_UNKNOWN");
    recorder.refuses = true;
    EXPECT_EQ(code(die(R"({"status":"3","on":"2026-11-21","cause":"I21","source":"家属"})")), "AFTER_DEATH");
    EXPECT_EQ(head(rig().township(), id)["status"].text(), "1");
    recorder.refuses = false;
    ASSERT_EQ(code(die(R"({"status":"3","on":"2026-11-21","cause":"I21","source":"家属"})")), "ok");
    ASSERT_EQ(recorder.seen.size(), 2U);
    EXPECT_EQ(recorder.seen[1].status, Status::dead);
    EXPECT_EQ(recorder.seen[1].on.text(), "2026-11-21");
    EXPECT_EQ(head(rig().township(), id)["status"].text(), "3");
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident_step WHERE status = '3'"), 1);
}

TEST_P(Register, MovingChangesWhoSeesThePerson) {
    const std::string id = opened(rig().everyone(), R"("name":"王小明","id_no":"350802196002290018")");
    EXPECT_EQ(rig().search(rig().elsewhere(), R"({"q":"王"})")["items"].items().size(), 0U);
    const auto moved =
        rig().patch(rig().everyone(), id, 1, R"({"village_code":")" + rig().village_2 + R"(","institution_id":"","grid_id":""})");
    ASSERT_TRUE(moved) << code(moved);
    EXPECT_EQ(rig().search(rig().elsewhere(), R"({"q":"王"})")["items"].items().size(), 1U);
    EXPECT_EQ(rig().search(rig().township(), R"({"q":"王"})")["items"].items().size(), 0U);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident_key") > 0, true);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM (SELECT term FROM resident_key GROUP BY term HAVING COUNT(*) > 1) AS twice"), 0);
}

TEST_P(Register, VersionsSayWhatChanged) {
    const std::string id = opened(rig().township(), R"("name":"甲","id_no":"350802196002290018")");
    ASSERT_TRUE(rig().patch(rig().township(), id, 1, R"({"address":"二号","phone":"13900000000"})"));
    const auto response = rig().call(rig().request(http::Verb::get, rig().township()), "/api/residents/{resident}/versions", {id});
    ASSERT_TRUE(response);
    const json::Value items = (*json::parse(response->body))["items"];
    ASSERT_EQ(items.items().size(), 2U);
    EXPECT_EQ(json::write(items.items()[0]["changed"]), R"(["address","phone"])");
    EXPECT_EQ(items.items()[0]["act"].text(), "update");
}

TEST_P(Register, AHouseholdLosesItsHeadAndGetsAnother) {
    const auto person = [&](const char* name, const char* birth, const char* sex) {
        const auto made =
            rig().post(rig().township(), R"({"village_code":"350881001001","address":"木城村12号","name":")" + std::string{name} +
                                             R"(","sex":")" + sex + R"(","birth_date":")" + birth + R"("})");
        EXPECT_TRUE(made) << code(made);
        return (*json::parse(made->body))["id"].text();
    };
    const std::string head = person("王建国", "1950-01-01", "1");
    const std::string wife = person("李梅", "1955-01-01", "2");
    const std::string son = person("王一", "1980-01-01", "1");
    const std::string child = person("王二", "2020-01-01", "1");
    const auto send = [&](http::Verb verb, const std::string& route, const std::vector<std::string>& params, const std::string& body) {
        return rig().call(rig().request(verb, rig().township(), body), route, params);
    };
    ASSERT_EQ(code(send(http::Verb::post, "/api/households", {}, R"({"id":"H1","kind":"1","head_id":")" + head + R"("})")), "ok");
    const auto join = [&](const std::string& id, const char* relation) {
        return code(send(http::Verb::post, "/api/households/{household}/members", {"H1"},
                         R"({"relation":")" + std::string{relation} + R"(","resident_id":")" + id + R"("})"));
    };
    EXPECT_EQ(join(wife, "1") + join(son, "2") + join(child, "4"), "okokok");
    const auto household = [&](const std::string& of) {
        const auto shown = send(http::Verb::get, "/api/residents/{resident}/household", {of}, "");
        EXPECT_TRUE(shown) << code(shown);
        return (*json::parse(shown->body))["household"];
    };
    const auto status = [&](const std::string& id, int version, const std::string& body) {
        http::Request made = rig().request(http::Verb::post, rig().township(), body);
        made.headers.emplace_back("if-match", "W/\"" + std::to_string(version) + "\"");
        return code(rig().call(std::move(made), "/api/residents/{resident}/status", {id}));
    };
    EXPECT_TRUE(household(wife)["proposed_head_id"].is_null());
    ASSERT_EQ(status(head, 1, R"({"status":"3","on":"2026-11-21","cause":"I61","source":"家属"})"), "ok");
    json::Value now = household(wife);
    EXPECT_EQ(now["state"].text(), "2");
    EXPECT_EQ(now["proposed_head_id"].text(), wife) << "the oldest adult, proposed and not chosen";
    EXPECT_EQ(now["members"].items().size(), 3U);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM household_member WHERE until = '2026-11-21'"), 1);

    EXPECT_EQ(
        code(send(http::Verb::post, "/api/households/{household}/members/{resident}/leaving", {"H1", wife}, R"({"on":"2027-01-01"})")),
        "DATE_RANGE");
    ASSERT_EQ(code(send(http::Verb::post, "/api/households/{household}/members/{resident}/leaving", {"H1", wife}, "{}")), "ok");
    EXPECT_EQ(household(son)["proposed_head_id"].text(), son) << "a child is not proposed";
    EXPECT_TRUE(household(wife).is_null());
    EXPECT_EQ(join(wife, "5"), "ok") << "back on the same day";
    EXPECT_EQ(code(send(http::Verb::put, "/api/households/{household}/head", {"H1"}, R"({"resident_id":")" + head + R"("})")),
              "RESIDENT_UNKNOWN");
    ASSERT_EQ(code(send(http::Verb::put, "/api/households/{household}/head", {"H1"},
                        R"({"resident_id":")" + son + R"(","relations":{")" + child + R"(":"2"}})")),
              "ok");
    now = household(child);
    EXPECT_EQ(now["state"].text(), "1");
    EXPECT_EQ(now["head_id"].text(), son);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM household_member WHERE until = '2999-12-31' AND relation = '0'"), 1);
    ASSERT_EQ(status(son, 1, R"({"status":"2","on":"2026-11-21","destination":"厦门"})"), "ok");
    EXPECT_EQ(household(child)["state"].text(), "2");
}

TEST_P(Register, TheEnvironmentIsTheHouseholds) {
    const auto person = [&](const char* name, const std::string& basic) {
        const auto made = rig().post(rig().township(), R"({"village_code":"350881001001","name":")" + std::string{name} +
                                                           R"(","sex":"1","birth_date":"1960-01-01","basic":)" + basic + "}");
        EXPECT_TRUE(made) << code(made);
        return (*json::parse(made->body))["id"].text();
    };
    const std::string head = person("王建国", R"({"education":"9","env_kitchen":"2","env_water":["1"]})");
    const std::string son = person("王一", R"({"education":"9","env_kitchen":"1"})");
    const auto send = [&](http::Verb verb, const std::string& route, const std::vector<std::string>& params, const std::string& body) {
        return rig().call(rig().request(verb, rig().township(), body), route, params);
    };
    const auto basic = [&](const std::string& id) {
        return (*json::parse(send(http::Verb::get, "/api/residents/{resident}/cover", {id}, "")->body))["basic"];
    };
    ASSERT_EQ(code(send(http::Verb::post, "/api/households", {}, R"({"id":"H1","kind":"1","head_id":")" + head + R"("})")), "ok");
    EXPECT_EQ(basic(son)["env_kitchen"].text(), "1") << "not yet in the household";
    ASSERT_EQ(
        code(send(http::Verb::post, "/api/households/{household}/members", {"H1"}, R"({"relation":"2","resident_id":")" + son + R"("})")),
        "ok");
    EXPECT_EQ(basic(son)["env_kitchen"].text(), "2");
    EXPECT_EQ(basic(son)["env_water"].items().size(), 1U);
    EXPECT_EQ(basic(son)["education"].text(), "9");
    // Whoever of the household fills it in fills it in for all.
    ASSERT_EQ(code(rig().patch(rig().township(), son, 1, R"({"basic":{"education":"9","env_kitchen":"3"}})")), "ok");
    EXPECT_EQ(basic(head)["env_kitchen"].text(), "3");
    EXPECT_EQ(basic(head)["env_water"].items().size(), 1U);
    EXPECT_EQ(code(send(http::Verb::patch, "/api/households/{household}", {"H1"}, R"({"environment":{"env_kitchen":"9"}})")),
              "CODE_UNKNOWN");
    EXPECT_EQ(code(send(http::Verb::patch, "/api/households/{household}", {"H1"}, R"({"environment":{"env_roof":"1"}})")), "FIELD_UNKNOWN");
    ASSERT_EQ(
        code(send(http::Verb::patch, "/api/households/{household}", {"H1"}, R"({"environment":{"env_kitchen":"4"},"address":"新街1号"})")),
        "ok");
    EXPECT_EQ(basic(head)["env_kitchen"].text(), "4");
    EXPECT_TRUE(basic(head)["env_water"].is_null());
}

TEST_P(Register, AHouseholdHasOneHeadAndEachPersonOneHousehold) {
    const std::string head_id = opened(rig().township(), R"("name":"甲","id_no":"350802196002290018")");
    const std::string wife_id = opened(rig().township(), R"("name":"乙","id_no":"350802195203150025")");
    const std::string stated = R"({"id":"H1","head_id":")" + head_id + R"(","kind":"1"})";
    const auto opened_one = rig().call(rig().request(http::Verb::post, rig().township(), stated), "/api/households");
    ASSERT_TRUE(opened_one) << code(opened_one);
    EXPECT_EQ((*json::parse(opened_one->body))["no"].text().size(), 18U);
    EXPECT_EQ(rig().call(rig().request(http::Verb::post, rig().township(), stated), "/api/households")->status, 200);
    const auto join = [&](const std::string& who) {
        return rig().call(rig().request(http::Verb::post, rig().township(), R"({"resident_id":")" + who + R"(","relation":"1"})"),
                          "/api/households/{household}/members", {"H1"});
    };
    ASSERT_TRUE(join(wife_id));
    EXPECT_EQ(code(join(wife_id)), "HOUSEHOLD_TAKEN");
    const auto shown = rig().call(rig().request(http::Verb::get, rig().township()), "/api/residents/{resident}/household", {wife_id});
    ASSERT_TRUE(shown);
    EXPECT_EQ((*json::parse(shown->body))["household"]["members"].items().size(), 2U);
}

}  // namespace
}  // namespace jiwei::residents::testing
