// Role by edge for what stands in signed forms: telephones of parents on the page and on paper are what packs/roles/masks.csv says
// (security specification 5); the paper of an examination carries none of them at all.
#include "modules/programmes/packs.hpp"
#include "modules/programmes/tests/county.hpp"
#include "platform/print/tests/pdf_text.hpp"

namespace jiwei::programmes::testing {
namespace {

constexpr std::string_view father = "13812345678";
constexpr std::string_view father_masked = "138****5678";
constexpr std::string_view mother = "13987654321";

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class RecordMasks : public County {
protected:
    void SetUp() override {
        County::SetUp();
        act([&](db::Connection& connection) {
            organization::Grid grid;
            grid.code = "3508810020001";
            grid.name = "一";
            grid.township_code = "350881002000";
            grid.institution_id = clinic_a_;
            grid.division_codes = {"350881002201"};
            grid.persons = {{"near", "village_doctor"}};
            grid_ = organization_->add_grid(connection, county, grid, day("2019-01-01"), {"t", clock_.now(), 1}).value();
        });
    }
    /// The answer of a route of records to one role, responsible for the person's grid or only above it.
    std::string asked(const char* path, const std::string& param, const std::string& id, const std::string& role, bool near) {
        const http::RouteSet set = programmes_->routes();
        for (const http::Route& route : set.routes) {
            if (route.verb != http::Verb::get || route.path != path) continue;
            http::Request request;
            request.verb = http::Verb::get;
            request.path_params = {{param, id}};
            request.principal = actor("2025-06-20").principal;
            request.principal.user_id = near ? "near" : "far";
            request.principal.institution_id = hospital_;
            request.principal.roles = {role};
            request.grant = on_every_row({near ? "grid" : "inst"});
            request.today = day("2025-06-20");
            const auto answer = route.handler(request);
            return answer ? answer->body : "refused " + answer.error().code;
        }
        return "no route";
    }
    std::string page(const std::string& record, const std::string& role, bool near) {
        return asked("/api/records/{record}", "record", record, role, near);
    }
    std::string paper(const std::string& record, const std::string& role, bool near) {
        return print::testing::pdf_text(asked("/api/records/{record}/print", "record", record, role, near));
    }
    RecordInput visit_of(const std::string& child) {
        RecordInput input = newborn_form(child, day("2025-06-10"));
        input.answers.set("father_phone", json::Value::string(std::string{father}));
        input.answers.set("mother_phone", json::Value::string(std::string{mother}));
        return input;
    }
    std::string grid_;
};
JIWEI_ON_EACH_ENGINE(RecordMasks);

struct Expected {
    const char* role;
    bool near_whole;
};
constexpr Expected roles[] = {
    {"village_doctor", true}, {"township_doctor", true}, {"nurse", true},         {"ph_staff", true}, {"inst_admin", false},
    {"cdc", false},           {"insurer", false},        {"county_admin", false}, {"cashier", false}, {"pharmacist", false}};

TEST_P(RecordMasks, TelephonesOfParentsAreWholeForThePersonsOwnCarerOnly) {
    const std::string child = open_archive("2019-03-01", "2");
    const auto saved = programmes_->save_record(actor("2025-06-10"), visit_of(child));
    ASSERT_TRUE(saved) << saved.error().code;
    for (const Expected& row : roles) {
        for (const bool near : {true, false}) {
            const std::string who = std::string{row.role} + (near ? " near" : " far");
            const bool whole = near && row.near_whole;
            const std::string list = asked("/api/residents/{resident}/records", "resident", child, row.role, near);
            for (const std::string& text : {page(saved->record_id, row.role, near), list, paper(saved->record_id, row.role, near)}) {
                EXPECT_EQ(has(text, father), whole) << who << " " << text.substr(0, 80);
                EXPECT_EQ(has(text, mother), whole) << who;
                EXPECT_EQ(has(text, father_masked), !whole) << who;
                EXPECT_TRUE(has(text, "陈母")) << who << ": the form names the mother";
            }
        }
    }
}

// Who is due is called: the list of today, the list of those whom nobody measured and the list behind an indicator are one to the reader.
TEST_P(RecordMasks, ListsOfWorkShowOneTelephone) {
    const std::string one = open_archive("1950-05-10");
    const std::string phone = std::to_string(13'900'000'000 + archives_);
    const residents::Brief person = brief(one);
    for (const Expected& row : roles) {
        for (const bool near : {true, false}) {
            const std::string who = std::string{row.role} + (near ? " near" : " far");
            const bool whole = near && row.near_whole;
            const std::string unmeasured = asked("/api/screening/{pack}/people", "pack", "hypertension-screening", row.role, near);
            EXPECT_EQ(has(unmeasured, phone), whole) << who << " " << unmeasured;
            EXPECT_TRUE(has(unmeasured, "\"phone_masked\":\"139****" + phone.substr(7))) << who;
            auth::Principal principal = actor("2025-06-20").principal;
            principal.roles = {row.role};
            organization::Reach reach;
            reach.institution_ids = {hospital_};
            if (near) reach.grid_ids = {person.grid_id};
            const indicators::ListReader reader{principal, reach, day("2025-06-20")};
            const auto lines = database().read([&](db::Connection& connection) {
                return programmes_->lines(connection, county, std::span{&one, 1}, &reader);
            });
            EXPECT_EQ(lines.front().phone, whole ? phone : "") << who;
        }
    }
    const auto nobody = database().read([&](db::Connection& connection) {
        return programmes_->lines(connection, county, std::span{&one, 1}, nullptr);
    });
    EXPECT_EQ(nobody.front().phone, "");
}

// Whoever amends without having seen a telephone does not lose it.
TEST_P(RecordMasks, AMaskThatComesBackKeepsTheTelephone) {
    const std::string child = open_archive("2019-03-01", "2");
    const RecordInput first = visit_of(child);
    ASSERT_TRUE(programmes_->save_record(actor("2025-06-10"), first));
    RecordInput amended = visit_of(child);
    amended.answers.set("father_phone", json::Value::string(std::string{father_masked}));
    amended.answers.set("mother_phone", json::Value::string("13700000001"));
    amended.supersedes = first.id;
    amended.reason = "母亲电话更换";
    const auto saved = programmes_->amend(actor("2025-06-12"), amended);
    ASSERT_TRUE(saved) << saved.error().code;
    const std::string text = page(saved->record_id, "village_doctor", true);
    EXPECT_TRUE(has(text, father)) << text;
    EXPECT_TRUE(has(text, "13700000001")) << "a new one is taken";
}

// The examination's paper names the person by name and the short archive number: no number, telephone or address, whoever prints it.
TEST_P(RecordMasks, ThePaperOfAnExaminationCarriesNeitherNumberNorTelephoneNorAddress) {
    const std::string resident = open_archive("1960-02-29");
    const auto filled = fill_basic_form(resident, day("2025-01-10"));
    ASSERT_TRUE(filled) << filled.error().code;
    const auto saved = examine(resident, day("2025-05-10"));
    ASSERT_TRUE(saved) << saved.error().code;
    const std::string archive_no = brief(resident).archive_no;
    ASSERT_EQ(archive_no.size(), 17U);
    for (const Expected& row : roles) {
        for (const bool near : {true, false}) {
            const std::string who = std::string{row.role} + (near ? " near" : " far");
            const std::string text = paper(saved->record_id, row.role, near);
            EXPECT_TRUE(has(text, "健康体检表")) << who;
            EXPECT_TRUE(has(text, "陈建国")) << who << ": handed to the person it names";
            EXPECT_FALSE(has(text, "13800000000")) << who;
            EXPECT_FALSE(has(text, "13800000001")) << who << ": the contact's";
            EXPECT_FALSE(has(text, "和平村1号")) << who;
            EXPECT_FALSE(has(text, archive_no)) << who << ": only its last parts";
        }
    }
}

// Every text of a committed form that takes a telephone or an identity number says so, or it would go out whole to everybody in reach.
TEST(PersonalAnswers, AreDeclaredByTheirForms) {
    int declared = 0;
    for (const PackBundle& bundle : committed_packs().bundles()) {
        const auto files = packs::read_bundle(bundle.bytes);
        ASSERT_TRUE(files);
        for (const auto& [path, text] : *files) {
            if (!path.starts_with("forms/") || bundle.name == "archive") continue;  // the register masks its own form
            const json::Value form = json::parse(text).value_or(json::Value{});
            for (const json::Value& section : form["sections"].items()) {
                for (const json::Value& field : section["fields"].items()) {
                    const std::string& key = field["key"].text();
                    const bool is_phone = key.find("phone") != std::string::npos || key.find("id_no") != std::string::npos;
                    if (!is_phone) continue;
                    EXPECT_FALSE(field["personal"].text().empty()) << bundle.name << " " << key;
                    ++declared;
                }
            }
        }
    }
    EXPECT_GE(declared, 2);
}

}  // namespace
}  // namespace jiwei::programmes::testing
