// What one hospital of the walks' county holds of the register, made through the routes themselves.
#pragma once

#include "app/tests/walk_world.hpp"

namespace jiwei::app::testing {

/// What one hospital holds of the register: the names that stand in addresses, to ids.
using Things = std::map<std::string, std::string, std::less<>>;

/// Fills one side of the county through the routes themselves.
class Side {
public:
    Side(World& world, bool near) : world_{world}, near_{near} {
        staff_ = world.principal("ph_staff");
        staff_.user_id = near ? "staff-near" : "staff-far";
        staff_.institution_id = near ? world.hospital_id : world.other_hospital_id;
        fill();
    }
    Things things;                          // {resident}, {household}, {card}, {transfer}, {merge}, {a}, {b}, {enrolment}
    std::map<std::string, Things> by_form;  // a signed form: {resident} and {record}
    [[nodiscard]] std::string person(const char* name, const char* birth_date = "1960-02-29") {
        const std::string number = std::string{near_ ? "ZN" : "ZF"} + std::to_string(100'000 + ++serial_);
        return near_ ? world_.add_resident(name, number.c_str(), walk_village, world_.hospital_id, world_.grid_id, birth_date)
                     : world_.add_resident(name, number.c_str(), world_.other_village, world_.other_hospital_id, world_.other_grid_id,
                                           birth_date);
    }

private:
    json::Value post(const std::string& path, const std::string& resident, const std::string& body) {
        for (const http::Route& route : world_.routes) {
            if (route.verb != http::Verb::post || route.path != path) continue;
            const auto answer = world_.ask(route, staff_, resident, body);
            EXPECT_TRUE(answer) << path << " " << answer_of(answer)
                                << (answer || answer.error().errors.empty()
                                        ? ""
                                        : " " + answer.error().errors[0].pointer + " " + answer.error().errors[0].code);
            return answer ? *json::parse(answer->body) : json::Value{};
        }
        ADD_FAILURE() << "no route " << path;
        return {};
    }
    void sign(const std::string& resident, const std::string& form, const std::string& day, const std::string& answers) {
        const json::Value saved = post("/api/residents/{resident}/records", resident,
                                       R"({"form":")" + form + R"(","service_date":")" + day + R"(","answers":)" + answers + "}");
        by_form[form] = {{"resident", resident}, {"record", saved["record"]["id"].text()}};
    }
    void fill() {
        const std::string today = world_.installation->clock().today().text();
        const std::string main = person("陈主");
        const std::string twin_a = person("周同");
        const std::string twin_b = person("周同");
        const std::string child = person("陈幼", "2022-02-03");
        things["resident"] = main;
        things["household"] = post("/api/households", {}, R"({"kind":"1","head_id":")" + main + R"("})")["id"].text();
        things["card"] = post("/api/residents/{resident}/cards", main,
                              std::string{R"({"type":"2","number":"J1234567)"} + (near_ ? "1" : "2") + R"("})")["id"]
                             .text();
        things["enrolment"] = post("/api/residents/{resident}/enrolments", main,
                                   R"({"programme":"hypertension","enrolled_on":")" + today + R"(","diagnosis":"I10"})")["enrolment"]["id"]
                                  .text();
        sign(
            main, "hypertension/follow-up", today,
            R"({"mode":"1","symptom":["1"],"sbp":128,"dbp":80,"height":165,"weight":60,"hr":70,"smoke":0,"smoke_t":0,"drink":0,"drink_t":0,)"
            R"("ex_n":3,"ex_min":30,"ex_n_t":3,"ex_min_t":30,"salt":"1","salt_t":"1","mental":"1","comply":"1","adherence":"1","adr":"1",)"
            R"("class":"1"})");
        sign(main, "examination/exam", today, R"({"symptom":["1"]})");
        sign(child, "child/newborn-visit", today,
             R"({"mother_name":"母","ga":39,"mother_ill":["1"],"birth_org":"县医院","birth_mode":["1"],"guide":["1"]})");
        things["merge"] =
            post("/api/merges", {}, R"({"resident_a":")" + twin_a + R"(","resident_b":")" + twin_b + R"(","reason":"同一个人"})")["id"]
                .text();
        things["a"] = twin_a;
        things["b"] = twin_b;
        things["transfer"] = post("/api/residents/{resident}/transfers", main,
                                  R"({"to_institution":")" + world_.bureau_id + R"(","village_code":"350881001002"})")["id"]
                                 .text();
    }
    World& world_;
    bool near_;
    int serial_ = 0;
    auth::Principal staff_;
};

}  // namespace jiwei::app::testing
