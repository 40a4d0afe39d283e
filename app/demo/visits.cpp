#include "app/demo/visits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jiwei::app::demo {

namespace {

json::Value text(const char* value) { return json::Value::string(value); }

json::Value list(const char* code) {
    json::Value codes = json::Value::array();
    codes.append(json::Value::string(code));
    return codes;
}

json::Value tenths(int value) { return json::Value::number(fmt::format("{}.{}", value / 10, value % 10)); }

json::Value drug(const char* name, int times, const char* dose) {
    json::Value row = json::Value::object();
    row.set("name", text(name));
    row.set("n", json::Value::integer(times));
    row.set("dose", json::Value::number(dose));
    row.set("unit", text("mg"));
    return row;
}

json::Value drugs(Random& random) {
    json::Value rows = json::Value::array();
    rows.append(random.chance(600) ? drug("苯磺酸氨氯地平片", 1, "5") : drug("硝苯地平缓释片", 2, "20"));
    if (random.chance(300)) rows.append(drug("缬沙坦胶囊", 1, "80"));
    return rows;
}

void put_lifestyle(Random& random, const Course& course, json::Value& answers) {
    const int smoke = course.smokes ? random.between(5, 20) : 0;
    answers.set("smoke", json::Value::integer(smoke));
    answers.set("smoke_t", json::Value::integer(smoke / 2));
    answers.set("drink", json::Value::number(!course.is_female && random.chance(200) ? "1.5" : "0"));
    answers.set("drink_t", json::Value::number("0"));
    answers.set("ex_n", json::Value::integer(random.between(0, 7)));
    answers.set("ex_min", json::Value::integer(random.between(1, 6) * 10));
    answers.set("ex_n_t", json::Value::integer(7));
    answers.set("ex_min_t", json::Value::integer(30));
    answers.set("salt", text(random.chance(300) ? "3" : "2"));
    answers.set("salt_t", text("1"));
    answers.set("mental", text(random.chance(800) ? "1" : "2"));
    answers.set("comply", text(random.chance(700) ? "1" : "2"));
}

}  // namespace

Course random_course(Random& random, bool is_female) {
    Course course;
    course.is_female = is_female;
    course.sbp = 150 + random.scatter(18);
    course.relief_max = random.between(4, 24);
    course.dbp = 87 + random.scatter(10);
    const int kind = random.below(100);
    course.faithful_per_mille = kind < 62 ? 950 : kind < 88 ? 760 : 420;
    course.height_cm = (is_female ? 157 : 168) + random.scatter(10);
    course.weight_hg = course.height_cm * course.height_cm * (23 + random.between(-2, 5)) / 1000;
    course.smokes = !is_female && random.chance(450);
    return course;
}

Course healthy_course(Random& random, bool is_female) {
    Course course = random_course(random, is_female);
    course.sbp = 124 + random.scatter(14);
    course.dbp = 77 + random.scatter(8);
    return course;
}

json::Value follow_up_answers(Random& random, Course& course, bool by_telephone) {
    json::Value answers = json::Value::object();
    answers.set("mode", text(by_telephone ? "3" : random.chance(550) ? "1" : "2"));
    const bool has_symptom = random.chance(120);
    answers.set("symptom", list(has_symptom ? "2" : "1"));
    if (!by_telephone) {
        const int sbp = std::clamp(course.sbp - course.relief + random.scatter(15), 92, 212);
        const int dbp = std::clamp(course.dbp - course.relief / 2 + random.scatter(9), 52, std::min(126, sbp - 12));
        answers.set("sbp", json::Value::integer(sbp));
        answers.set("dbp", json::Value::integer(dbp));
        answers.set("height", json::Value::integer(course.height_cm));
        answers.set("weight", tenths(course.weight_hg + random.scatter(12)));
        answers.set("hr", json::Value::integer(74 + random.scatter(12)));
        if (sbp >= 140 || dbp >= 90) course.relief = std::min(course.relief_max, course.relief + random.between(0, 7));
        if (random.chance(130)) course.relief = std::max(0, course.relief - random.between(4, 14));  // tablets forgotten
    }
    put_lifestyle(random, course, answers);
    answers.set("adherence", text(random.chance(820) ? "1" : "2"));
    const bool has_reaction = random.chance(12);
    answers.set("adr", text(has_reaction ? "2" : "1"));
    if (has_reaction) answers.set("adr_text", text("踝部水肿"));
    if (!by_telephone && random.chance(6)) answers.set("complication", text("2"));
    answers.set("drug", drugs(random));
    return answers;
}

json::Value exam_answers(Random& random, const Course& course) {
    json::Value answers = json::Value::object();
    answers.set("temp", tenths(364 + random.between(0, 6)));
    answers.set("pulse", json::Value::integer(74 + random.scatter(10)));
    answers.set("resp", json::Value::integer(random.between(14, 19)));
    answers.set("bp_l_s", json::Value::integer(std::max(95, course.sbp - course.relief + random.scatter(8))));
    answers.set("bp_l_d", json::Value::integer(std::clamp(course.dbp - course.relief / 2, 60, 90)));
    answers.set("height", json::Value::integer(course.height_cm));
    answers.set("weight", tenths(course.weight_hg));
    answers.set("waist", tenths(840 + random.scatter(100)));
    for (const char* const key :
         {"lips",         "pharynx", "hearing",    "motor",    "skin",      "sclera",     "lymph",    "barrel", "breath", "rales",
          "heart_rhythm", "murmur",  "abd_tender", "abd_mass", "abd_liver", "abd_spleen", "abd_dull", "edema",  "eval",   "hazard"}) {
        answers.set(key, text("1"));
    }
    for (const char* const key : {"symptom", "diet", "teeth"}) answers.set(key, json::Value::array({text("1")}));
    answers.set("doctor", text("村医"));
    answers.set("ex_freq", text(random.chance(300) ? "4" : "1"));
    if (answers["ex_freq"].text() == "1") {
        answers.set("ex_minutes", json::Value::integer(random.between(2, 6) * 10));
        answers.set("ex_years", json::Value::integer(random.between(1, 10)));
        answers.set("ex_way", text("步行"));
    }
    answers.set("smoke", text(course.smokes ? "3" : "1"));
    if (course.smokes) {
        answers.set("smoke_day", json::Value::integer(random.between(1, 4) * 5));
        answers.set("smoke_start", json::Value::integer(random.between(16, 25)));
    }
    answers.set("drink", text("1"));
    answers.set("vision_l", json::Value::number("4.8"));
    answers.set("vision_r", json::Value::number("4.9"));
    answers.set("heart_rate", json::Value::integer(74 + random.scatter(10)));
    return answers;
}

void add_elderly_answers(Random& random, json::Value& answers) {
    const auto put = [&](const char* key, int low, int high) { answers.set(key, json::Value::integer(random.between(low, high))); };
    const auto put_tenths = [&](const char* key, int low, int high) { answers.set(key, tenths(random.between(low, high))); };
    answers.set("elder_self_health", text(random.chance(700) ? "1" : "2"));
    answers.set("elder_self_care", text(random.chance(900) ? "1" : "2"));
    for (const char* const key : {"elder_cognition", "elder_mood", "ecg", "us_abd"}) answers.set(key, text("1"));
    for (const char* const key : {"u_pro", "u_glu", "u_ket", "u_bld"}) answers.set(key, text("-"));
    put("hb", 112, 158);
    put_tenths("wbc", 42, 92);
    put("plt", 130, 290);
    put_tenths("fbg", 44, 68);
    put("alt", 9, 38);
    put("ast", 12, 36);
    put_tenths("tbil", 60, 180);
    put("scr", 48, 104);
    put_tenths("bun", 31, 78);
    const int cholesterol = random.between(34, 61);
    answers.set("tc", tenths(cholesterol));
    put_tenths("tg", 7, 22);
    put_tenths("hdl", 10, 15);
    answers.set("ldl", tenths(cholesterol * 6 / 10));
    // Some are examined and sent home without a word of advice.
    if (random.chance(960)) answers.set("risk", list("4"));
}

json::Value newborn_answers(Random& random) {
    json::Value answers = json::Value::object();
    answers.set("mother_name", text(random.chance(500) ? "陈美兰" : "林秀英"));
    answers.set("ga", json::Value::integer(random.between(38, 41)));
    answers.set("mother_ill", list("1"));
    answers.set("birth_org", text("县妇幼保健院"));
    answers.set("birth_mode", list(random.chance(700) ? "1" : "4"));
    answers.set("guide", list("1"));
    return answers;
}

json::Value newborn_visit_answers(Random& random, int days_old, CivilDate visit) {
    json::Value answers = newborn_answers(random);
    for (const char* const key : {"asphyxia", "malform", "vomit", "eye",  "ear",   "nose",    "mouth",   "anus",  "chest", "abdomen",
                                  "spine",    "genital", "limbs", "neck", "refer", "hearing", "feeding", "stool", "face",  "font_state"}) {
        answers.set(key, text("1"));
    }
    for (const char* const key : {"jaundice", "skin", "cord"}) answers.set(key, list("1"));
    answers.set("disease_screen", list("2"));
    const int birth_hg = random.between(27, 38);
    answers.set("bw", tenths(birth_hg));
    answers.set("cw", tenths(birth_hg + days_old / 5));
    answers.set("bl", json::Value::integer(random.between(48, 52)));
    answers.set("milk_n", json::Value::integer(random.between(8, 11)));
    answers.set("stool_n", json::Value::integer(random.between(3, 6)));
    answers.set("temp", tenths(365 + random.between(0, 6)));
    answers.set("hr", json::Value::integer(random.between(122, 142)));
    answers.set("rr", json::Value::integer(random.between(36, 44)));
    answers.set("font_a", tenths(15));
    answers.set("font_b", tenths(15));
    answers.set("next_place", text("乡镇卫生院"));
    answers.set("next", json::Value::string(add_days(visit, 28 - std::min(days_old, 20)).text()));
    answers.set("doctor", text("村医"));
    return answers;
}

json::Value referral_answers(Random& random) {
    json::Value answers = json::Value::object();
    answers.set("mode", text(random.chance(600) ? "3" : "1"));
    const bool arrived = random.chance(850);
    answers.set("arrived", json::Value::boolean(arrived));
    answers.set(arrived ? "result" : "not_arrived_reason", text(arrived ? "已就诊，调整用药" : "本人不愿前往"));
    return answers;
}

}  // namespace jiwei::app::demo
