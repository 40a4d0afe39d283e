// What is measured and answered at the visits of an invented patient.
#pragma once

#include "app/demo/random.hpp"
#include "core/kernel/civil_date.hpp"
#include "core/kernel/json.hpp"

namespace jiwei::app::demo {

/// How a patient's pressure behaves, and how faithfully he is seen.
struct Course {
    int sbp = 140;  // where it tends to without treatment
    int dbp = 86;
    int relief = 0;       // what treatment has achieved so far, mmHg
    int relief_max = 20;  // and what it can achieve
    int faithful_per_mille = 900;
    int weight_hg = 640;  // hundred grams
    int height_cm = 162;
    bool smokes = false;
    bool is_female = false;
};

[[nodiscard]] Course random_course(Random& random, bool is_female);
/// Treatment works a little more after every visit that found the pressure high.
[[nodiscard]] json::Value follow_up_answers(Random& random, Course& course, bool by_telephone);
/// Somebody whose pressure nobody treats.
[[nodiscard]] Course healthy_course(Random& random, bool is_female);
[[nodiscard]] json::Value exam_answers(Random& random, const Course& course);
/// What the examination asks for from 65 on: self-care, cognition, mood, the tests, and advice.
void add_elderly_answers(Random& random, json::Value& answers);
/// The newborn home visit of a child who joined later: the head and what the doctor advised.
[[nodiscard]] json::Value newborn_answers(Random& random);
/// The whole visit of a child who was born `days_old` days before `visit`.
[[nodiscard]] json::Value newborn_visit_answers(Random& random, int days_old, CivilDate visit);
[[nodiscard]] json::Value referral_answers(Random& random);

}  // namespace jiwei::app::demo
