// Devices: each user's half of the lock, the list of them, and the order to erase one, which the device hears without being signed in.
#include "modules/access/tests/fixture.hpp"

namespace jiwei::access {
namespace {

class DeviceStore : public AccessStore {
protected:
    static std::string secret_like(char c) { return std::string(43, c); }
    Result<http::Response> open(const Browser& browser, const std::string& device, int waiting = 0) {
        return post(browser, "/api/session/device",
                    R"({"device":")" + device + R"(","people":120,"waiting":)" + std::to_string(waiting) + "}");
    }
    Result<http::Response> contact(const std::string& device, const std::string& more = {}) {
        return post(Browser{}, "/api/device-contacts", R"({"device":")" + device + "\"" + more + "}");
    }
    std::string order_of(const Result<http::Response>& answer) { return std::string{body(answer)["erase"].text()}; }
    json::Value only_device(const Browser& browser, const std::string& path = "/api/devices") {
        const json::Value list = body(get(browser, path));
        EXPECT_EQ(list["items"].items().size(), 1U);
        return list["items"].items().empty() ? json::Value{} : list["items"].items()[0];
    }
};
JIWEI_ON_EACH_ENGINE(DeviceStore);

TEST_P(DeviceStore, GivesEachUserTheirOwnHalfOfTheLock) {
    add_user("lin", {"village_doctor"}, clinic_);
    add_user("chen", {"village_doctor"}, clinic_);
    const auto half_of = [&](const char* name, char device) {
        Browser browser;
        EXPECT_TRUE(sign_in(browser, name, password));
        return std::string{body(open(browser, secret_like(device)))["secret"].text()};
    };
    EXPECT_EQ(half_of("lin", 'a').size(), 43U);
    EXPECT_EQ(half_of("lin", 'a'), half_of("lin", 'b')) << "the same in another session, on another device";
    EXPECT_NE(half_of("lin", 'a'), half_of("chen", 'c'));
    Browser chen;
    ASSERT_TRUE(sign_in(chen, "chen", password));
    EXPECT_EQ(outcome(open(chen, secret_like('a'))), "device-unknown") << "a device's secret belongs to one user";
    EXPECT_EQ(outcome(open(chen, "short")), "device-secret");
    EXPECT_EQ(code(open(Browser{}, secret_like('a'))), "unauthenticated");
}

TEST_P(DeviceStore, ErasesALostDeviceAtItsNextContact) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser lin;
    ASSERT_TRUE(sign_in(lin, "lin", password));
    ASSERT_TRUE(open(lin, secret_like('a'), 3));
    EXPECT_EQ(order_of(contact(secret_like('a'))), "");
    const json::Value device = only_device(lin);
    EXPECT_EQ(*device["people"].as_integer(), 120);
    EXPECT_EQ(*device["waiting"].as_integer(), 3);
    EXPECT_TRUE(*device["this_one"].as_boolean());

    const Browser admin = person("boss", {"sysadmin"}, root_);
    const std::string account = "/api/accounts/" + std::string{(*json::parse(get(lin, "/api/session")->body))["user"]["id"].text()};
    const std::string id{only_device(admin, account + "/devices")["id"].text()};
    EXPECT_EQ(outcome(post(admin, account + "/devices/" + id + "/erasure", R"({"order":"now"})")), "CODE_UNKNOWN");
    ASSERT_EQ(outcome(post(admin, account + "/devices/" + id + "/erasure", R"({"order":"lose"})")), "ok");
    EXPECT_EQ(get_session(lin), "session-expired") << "nothing is read over the lost device any more";
    EXPECT_EQ(order_of(contact(secret_like('a'))), "lose") << "heard without signing in";
    EXPECT_EQ(order_of(contact(secret_like('z'))), "") << "an unknown device hears nothing";

    ASSERT_TRUE(sign_in(lin, "lin", password));
    const json::Value opened = body(open(lin, secret_like('a')));
    EXPECT_EQ(opened["erase"].text(), "lose");
    EXPECT_EQ(opened["secret"].text(), "") << "nothing to open itself with";

    EXPECT_EQ(outcome(contact(secret_like('z'), R"(,"erased":true,"lost":9)")), "ok");
    EXPECT_EQ(order_of(contact(secret_like('a'), R"(,"erased":true,"lost":3)")), "");
    EXPECT_EQ(get_session(lin), "ok") << "who signed in over the order stays";
    const json::Value after = only_device(admin, account + "/devices");
    EXPECT_NE(after["erased_at"].text(), "");
    EXPECT_EQ(*after["lost"].as_integer(), 3);
    EXPECT_EQ(after["ordered_by"].text(), "boss");
    EXPECT_EQ(order_of(contact(secret_like('a'))), "") << "once";
    EXPECT_EQ(outcome(post(admin, account + "/devices/" + id + "/erasure", R"({"order":"lose"})")), "not-found");
    ASSERT_TRUE(sign_in(lin, "lin", password));
    EXPECT_EQ(outcome(open(lin, secret_like('a'))), "device-unknown") << "it begins anew";
    EXPECT_EQ(outcome(open(lin, secret_like('b'))), "ok");
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_installation WHERE action = 'device-erase-order' AND reason = 'lose'"), 1);
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_installation WHERE action = 'device-erased' AND reason = 'lost 3'"), 1);
}

TEST_P(DeviceStore, LetsADeviceSendFirstAndTheOrderBeTakenBack) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser phone;
    Browser desk;
    ASSERT_TRUE(sign_in(phone, "lin", password));
    ASSERT_TRUE(open(phone, secret_like('a')));
    ASSERT_TRUE(sign_in(desk, "lin", password));
    const std::string id{only_device(desk)["id"].text()};
    ASSERT_EQ(outcome(post(desk, "/api/devices/" + id + "/erasure", R"({"order":"send-first"})")), "ok");
    EXPECT_EQ(get_session(phone), "ok") << "it needs its session to send";
    EXPECT_EQ(body(open(phone, secret_like('a')))["secret"].text().size(), 43U);
    EXPECT_EQ(order_of(contact(secret_like('a'))), "send-first");
    ASSERT_EQ(outcome(post(desk, "/api/devices/" + id + "/erasure", R"({"order":"none"})")), "ok");
    EXPECT_EQ(order_of(contact(secret_like('a'))), "");
    EXPECT_EQ(order_of(contact(secret_like('a'), R"(,"erased":true)")), "");
    EXPECT_EQ(only_device(desk)["erased_at"].text(), "") << "nobody ordered it";
}

TEST_P(DeviceStore, IsOrderedByWhoAdministersTheAccountAndByNobodyElse) {
    const std::string lin_id = add_user("lin", {"village_doctor"}, clinic_);
    Browser lin;
    ASSERT_TRUE(sign_in(lin, "lin", password));
    ASSERT_TRUE(open(lin, secret_like('a')));
    const std::string id{only_device(lin)["id"].text()};
    add_user("chen", {"village_doctor"}, clinic_);
    Browser chen;
    ASSERT_TRUE(sign_in(chen, "chen", password));
    EXPECT_EQ(outcome(post(chen, "/api/devices/" + id + "/erasure", R"({"order":"lose"})")), "not-found");
    EXPECT_EQ(outcome(get(chen, "/api/accounts/" + lin_id + "/devices")), "forbidden");
    const Browser head = person("head", {"inst_admin"}, hospital_);
    EXPECT_EQ(outcome(post(head, "/api/accounts/" + lin_id + "/devices/" + id + "/erasure", R"({"order":"lose"})")), "ok");
    const std::string other = add_user("far", {"village_doctor"}, root_);
    EXPECT_EQ(outcome(get(head, "/api/accounts/" + other + "/devices")), "not-found") << "works elsewhere";
}

TEST_P(DeviceStore, KeepsTwentyDevicesOfAUser) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser lin;
    ASSERT_TRUE(sign_in(lin, "lin", password));
    for (int i = 0; i < 22; ++i) {
        ASSERT_TRUE(open(lin, secret_like(static_cast<char>('a' + i))));
        pass(1);
    }
    EXPECT_EQ(body(get(lin, "/api/devices"))["items"].items().size(), 20U);
}

}  // namespace
}  // namespace jiwei::access
