// Role by edge: what leaves the register is what packs/roles/masks.csv says (security specification 5), on the page, in lists, in files
// and over FHIR.
#include "fhir/router.hpp"
#include "modules/residents/tests/rig.hpp"
#include "platform/print/tests/pdf_text.hpp"

namespace jiwei::residents::testing {
namespace {

constexpr std::string_view whole_number = "350802196002290018";
constexpr std::string_view masked_number_text = "350***********0018";
constexpr std::string_view whole_phone = "13812345678";
constexpr std::string_view masked_phone_text = "138****5678";
constexpr std::string_view house = "永福镇龙车村12号";

/// Everything that one role gets of the same person.
struct Seen {
    std::string head, cover, list, file, fhir, fhir_list;
};

class Masks : public CountyTest {
protected:
    void SetUp() override {
        const auto made = rig().post(
            rig().everyone(),
            R"({"name":"王小明","sex":"1","birth_date":"1960-02-29","id_no":"350802196002290018","phone":"13812345678","address":"永福镇龙车村12号",)"
            R"("contact_name":"李秀英","contact_phone":"13900001234","village_code":"350881001001","grid_id":")" +
                rig().grid + R"("})");
        ASSERT_TRUE(made) << code(made);
        id_ = (*json::parse(made->body))["id"].text();
        router_ = std::make_unique<fhir::Router>(fhir::RouterOptions{});
        router_->add(rig().residents().patient_provider());
        fhir_routes_ = router_->routes();
    }
    /// A reader of one role at the hospital above; `near`: responsible for the person's grid.
    Asker reader(const std::string& role, bool near) {
        Asker made = near ? rig().doctor() : rig().township();
        made.principal.roles = {role};
        if (role == "service") made.principal.kind = auth::PrincipalKind::service;
        if (role == "service") made.principal.token_scopes = {"system/Patient.read"};
        return made;
    }
    std::string body_of(const Result<http::Response>& answer) {
        EXPECT_TRUE(answer) << code(answer);
        return answer ? answer->body : std::string{};
    }
    std::string get(const Asker& who, const std::string& path) {
        return body_of(rig().call(rig().request(http::Verb::get, who), path, {id_}));
    }
    std::string over_fhir(const Asker& who, const std::string& path, bool one) {
        http::Request made = rig().request(http::Verb::get, who);
        if (one) made.path_params.emplace_back("id", id_);
        for (const http::Route& route : fhir_routes_.routes) {
            if (route.verb == http::Verb::get && route.path == path) return body_of(route.handler(made));
        }
        ADD_FAILURE() << path;
        return {};
    }
    Seen seen_by(const Asker& who) {
        Seen seen;
        seen.head = get(who, "/api/residents/{resident}");
        seen.cover = get(who, "/api/residents/{resident}/cover");
        seen.list = body_of(rig().call(rig().request(http::Verb::post, who, R"({"q":"王小明"})"), "/api/residents/search"));
        seen.fhir = over_fhir(who, "/fhir/R4/Patient/{id}", true);
        seen.fhir_list = over_fhir(who, "/fhir/R4/Patient", false);
        ActContext act = rig().act();
        act.principal = who.principal;
        EXPECT_TRUE(rig().residents().export_csv(act, [&](std::string_view piece) { seen.file += piece; }));
        return seen;
    }
    Result<http::Response> reveal(const Asker& who, const std::string& field) {
        return rig().call(rig().request(http::Verb::post, who, R"({"field":")" + field + R"(","reason":"核对身份"})"),
                          "/api/residents/{resident}/reveal", {id_});
    }
    std::string id_;

private:
    std::unique_ptr<fhir::Router> router_;
    http::RouteSet fhir_routes_;
};
JIWEI_ON_EACH_ENGINE(Masks);

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

void expect_masked_lists(const Seen& seen, const std::string& who) {
    for (const std::string* const text : {&seen.head, &seen.list, &seen.file}) {
        EXPECT_FALSE(has(*text, whole_number)) << who;
        EXPECT_FALSE(has(*text, whole_phone)) << who;
        EXPECT_TRUE(has(*text, masked_number_text)) << who;
    }
    for (const std::string* const text : {&seen.list, &seen.file}) {
        EXPECT_FALSE(has(*text, house)) << who << ": lists and files show the township";
        EXPECT_TRUE(has(*text, "永福镇***")) << who;
    }
    EXPECT_TRUE(has(seen.list, "王小明")) << who << ": lists name the person";
    EXPECT_FALSE(has(seen.file, "王小明")) << who << ": files do not";
    EXPECT_TRUE(has(seen.file, "王*明")) << who;
}

struct Expected {
    const char* role;
    bool near_whole;  // the page and FHIR show numbers in full to the person's own carer
    bool far_fhir;    // FHIR shows them to everybody with the right to the row
};

TEST_P(Masks, EveryRoleAtEveryEdge) {
    constexpr Expected table[] = {{"village_doctor", true, false}, {"township_doctor", true, false}, {"nurse", true, false},
                                  {"ph_staff", true, false},       {"inst_admin", false, false},     {"cdc", false, false},
                                  {"insurer", false, false},       {"cashier", false, false},        {"pharmacist", false, false},
                                  {"county_admin", false, false}};
    for (const Expected& row : table) {
        for (const bool near : {true, false}) {
            const std::string who = std::string{row.role} + (near ? " near" : " far");
            const Seen seen = seen_by(reader(row.role, near));
            expect_masked_lists(seen, who);
            const bool page = near && row.near_whole;
            EXPECT_EQ(has(seen.cover, whole_number), page) << who;
            EXPECT_EQ(has(seen.cover, whole_phone), page) << who;
            EXPECT_TRUE(has(seen.cover, masked_number_text)) << who;
            EXPECT_TRUE(has(seen.cover, house)) << who;
            const bool fhir = page || row.far_fhir;
            for (const std::string* const text : {&seen.fhir, &seen.fhir_list}) {
                EXPECT_EQ(has(*text, whole_number), fhir) << who;
                EXPECT_EQ(has(*text, whole_phone), fhir) << who;
                EXPECT_EQ(has(*text, "13900001234"), fhir) << who << ": the telephone of the contact";
                EXPECT_EQ(has(*text, "data-absent-reason"), !fhir) << who;
                EXPECT_FALSE(has(*text, masked_number_text)) << who << ": half a number is no identifier";
            }
        }
    }
}

TEST_P(Masks, APaperCarriesNumbersInFullOnlyForThePersonsOwnCarer) {
    constexpr Expected table[] = {{"village_doctor", true, false}, {"township_doctor", true, false}, {"nurse", true, false},
                                  {"ph_staff", true, false},       {"inst_admin", false, false},     {"cdc", false, false},
                                  {"insurer", false, false},       {"cashier", false, false},        {"pharmacist", false, false}};
    for (const Expected& row : table) {
        for (const bool near : {true, false}) {
            for (const char* const form : {"cover", "personal-basic"}) {
                const std::string who = std::string{row.role} + (near ? " near " : " far ") + form;
                const auto printed = rig().call(rig().request(http::Verb::get, reader(row.role, near)),
                                                "/api/residents/{resident}/print/{form}", {id_, form});
                ASSERT_TRUE(printed) << who;
                const std::string text = print::testing::pdf_text(printed->body);
                EXPECT_TRUE(has(text, "王小明")) << who << ": handed to the person it names";
                const bool whole = near && row.near_whole;
                EXPECT_EQ(has(text, whole_phone), whole) << who;
                EXPECT_EQ(has(text, masked_phone_text), !whole) << who;
                if (!whole) {
                    EXPECT_FALSE(has(text, whole_number)) << who;
                    EXPECT_FALSE(has(text, "13900001234")) << who << ": the telephone of the contact";
                } else if (std::string_view{form} == "personal-basic") {
                    EXPECT_TRUE(has(text, whole_number)) << who;
                }
            }
        }
    }
}

TEST_P(Masks, AServiceReadsWholeOverFhirAndTheServersOwnCopyIsWhole) {
    EXPECT_TRUE(has(seen_by(reader("service", false)).fhir, whole_number));
    ActContext act = rig().act();
    act.principal.roles = {"operator"};
    std::string file;
    ASSERT_TRUE(rig().residents().export_csv(act, [&](std::string_view piece) { file += piece; }));
    for (const std::string_view part : {whole_number, whole_phone, house, std::string_view{"王小明"}}) EXPECT_TRUE(has(file, part)) << part;
}

TEST_P(Masks, CashierAndPharmacistUncoverNoNumber) {
    for (const char* const role : {"cashier", "pharmacist"}) {
        EXPECT_EQ(code(reveal(reader(role, false), "id_no")), "field-masked") << role;
        EXPECT_EQ(code(reveal(reader(role, false), "phone")), "ok") << role;
    }
    EXPECT_EQ(code(reveal(reader("ph_staff", false), "id_no")), "ok");
}

TEST_P(Masks, AWorkListShowsTheTelephoneToWhoCallsAndAPaperTheNumber) {
    rig().database().read([&](db::Connection& connection) {
        const std::vector<std::string> ids{id_};
        for (const bool near : {true, false}) {
            const Asker who = reader("village_doctor", near);
            access::Reach reach;
            if (near) reach.grid_ids = {rig().grid};
            const Reader one{who.principal, reach, rig().clock().today()};
            const auto phones = rig().residents().phones(connection, county, &one, ids);
            EXPECT_EQ(phones.at(id_).full, near ? whole_phone : std::string_view{});
            EXPECT_EQ(phones.at(id_).masked, masked_phone_text);
            const OnPaper paper = rig().residents().on_paper(connection, county, one, id_);
            EXPECT_EQ(paper.name, "王小明");
            EXPECT_EQ(paper.id_no, near ? whole_number : masked_number_text);
            EXPECT_EQ(paper.phone, near ? whole_phone : masked_phone_text);
            EXPECT_EQ(paper.address, house);
        }
        EXPECT_EQ(rig().residents().phones(connection, county, nullptr, ids).at(id_).full, "");
    });
}

}  // namespace
}  // namespace jiwei::residents::testing
