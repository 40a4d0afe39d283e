#include "app/demo/history.hpp"

#include <map>
#include <set>

#include "app/demo/families.hpp"
#include "app/demo/visits.hpp"
#include "app/year_turn.hpp"

namespace jiwei::app::demo {

namespace {

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::int64_t eight_hours_ms = 8LL * 3'600'000;
constexpr std::size_t events_per_act = 16;  // SQLite walks the pages that a transaction has saved at the end of many a statement
constexpr int people_per_step = 500;
constexpr int miss_days_max = 110;

enum class What : unsigned char { enrol, visit, telephone, exam, referral_result, loss };

enum class Ending : unsigned char { death, leaves, moves };

/// Children of 0-6 have the newborn form; most have their basic form soon after the 7th birthday, some are forgotten.
enum class Childhood : unsigned char { newborn_form, basic_form };
constexpr int school_age = 7;
constexpr int elderly_from = 65;

/// What happens once to people beside the programme, on a day of its own.
enum class Once : unsigned char { birth, opening };

struct Event {
    What what = What::visit;
    std::size_t patient = 0;
};

struct Patient {
    std::size_t person = 0;
    std::string enrolment_id;
    Course course;
    bool is_open = true;  // still followed
};

/// How many of a thousand are patients under care, by age.
int patients_per_mille(int age) {
    if (age < 35) return 0;
    if (age < 45) return 30;
    if (age < 55) return 90;
    if (age < 65) return 165;
    return age < 75 ? 245 : 270;
}

/// Births in the county's three years and some months, eight a year of a thousand people.
int births_of(const DemoOptions& options, CivilDate first_day) {
    return static_cast<int>(std::int64_t{options.residents} * 8 * days_between(first_day, options.today) / 365'000);
}

/// Deaths of a thousand in a year, by age.
int deaths_per_mille(int age) {
    if (age < 45) return 1;
    if (age < 60) return 3;
    if (age < 70) return 11;
    return age < 80 ? 32 : 95;
}

time::Instant at_work(CivilDate day) {
    constexpr std::int64_t nine_o_clock_ms = 9LL * 3'600'000;
    return {std::int64_t{day.days_since_1970()} * ms_per_day - eight_hours_ms + nine_o_clock_ms};
}

class History {
public:
    History(Composition& composition, time::FixedClock& clock, const DemoOptions& options, const Place& place, std::vector<Person>& people,
            CivilDate first_day, DemoReport& report, const Progress& progress)
        : composition_{composition},
          clock_{clock},
          options_{options},
          place_{place},
          people_{people},
          first_day_{first_day},
          report_{report},
          progress_{progress},
          random_{options.seed ^ 0x4157ULL},
          children_random_{options.seed ^ 0x4e42ULL},
          others_random_{options.seed ^ 0x4f54ULL},
          routes_{composition.residents->routes()} {}

    Result<bool> run() {
        plan();
        plan_children();
        plan_others();
        const int days = days_between(first_day_, options_.today);
        for (int i = 0; i <= days; ++i) {
            const CivilDate day = add_days(first_day_, i);
            clock_.set(at_work(day));
            if (day.month() == 1 && day.day() == 1) JIWEI_CHECK(open_year());
            JIWEI_CHECK(live(day));
            if (i % 10 == 0 || i == days) progress_("days", i, days);
        }
        return true;
    }

private:
    /// Who is a patient and when he is enrolled; who dies and when.
    void plan() {
        const int days = days_between(first_day_, options_.today);
        for (std::size_t i = 0; i < people_.size(); ++i) {
            const int age = age_years(people_[i].birth_date, first_day_);
            if (random_.chance(patients_per_mille(age))) {
                patients_.push_back({i, {}, random_course(random_, people_[i].is_female), true});
                // Most were known when the county began; the others were found at their first visit of a later year.
                const int known_after = random_.chance(800) ? random_.between(1, std::min(90, days)) : random_.between(1, days);
                events_[add_days(first_day_, known_after)].push_back({What::enrol, patients_.size() - 1});
            }
            for (int year = 0; year * 365 < days; ++year) {
                if (!random_.chance(deaths_per_mille(age + year))) continue;
                const int day = year * 365 + random_.below(365);
                if (day > 120 && day < days) ends_[add_days(first_day_, day)].push_back({i, Ending::death});
                break;
            }
            if (days <= 240) continue;
            if (random_.chance(18)) ends_[add_days(first_day_, random_.between(120, days - 1))].push_back({i, Ending::leaves});
            if (random_.chance(15)) ends_[add_days(first_day_, random_.between(120, days - 1))].push_back({i, Ending::moves});
        }
    }

    void plan_children() {
        for (std::size_t i = 0; i < people_.size(); ++i) {
            const CivilDate birth = people_[i].birth_date;
            const CivilDate seventh = add_months(birth, 12 * school_age);
            if (seventh <= add_days(first_day_, 1)) continue;
            const CivilDate seen = add_days(first_day_, children_random_.between(1, 150));
            if (children_random_.chance(930)) childhoods_[std::min(seen, add_days(seventh, -1))].emplace_back(i, Childhood::newborn_form);
            const CivilDate filled = add_days(seventh, children_random_.between(3, 330));
            if (children_random_.chance(800)) childhoods_[filled].emplace_back(i, Childhood::basic_form);
        }
    }

    /// Births; the yearly examination of the elderly without programme; archives that are opened to the person.
    void plan_others() {
        const int days = days_between(first_day_, options_.today);
        for (int i = 0; i < births_of(options_, first_day_); ++i)
            once_[add_days(first_day_, others_random_.below(days + 1))].emplace_back(0, Once::birth);
        std::set<std::size_t> patients;
        for (const Patient& patient : patients_) patients.insert(patient.person);
        for (std::size_t i = 0; i < people_.size(); ++i) {
            const int age = age_years(people_[i].birth_date, first_day_);
            if (age >= 18 && others_random_.chance(120))
                once_[add_days(first_day_, others_random_.below(days + 1))].emplace_back(i, Once::opening);
            for (int year = first_day_.year(); year <= options_.today.year() && !patients.contains(i); ++year) {
                const CivilDate on = add_days(*CivilDate::of(year, 3, 1), others_random_.below(270));
                if (age_years(people_[i].birth_date, on) < elderly_from || !others_random_.chance(730)) continue;
                if (on <= options_.today) checkups_[on].push_back(i);
            }
        }
    }

    Result<bool> live(CivilDate day) {
        if (const auto today = events_.find(day); today != events_.end()) {
            const std::vector<Event> events = std::move(today->second);
            for (std::size_t from = 0; from < events.size(); from += events_per_act) {
                const std::span<const Event> chunk{events.data() + from, std::min(events_per_act, events.size() - from)};
                auto done = composition_.services.database.write([&](db::Connection& connection) -> Result<bool> {
                    for (const Event& event : chunk) JIWEI_CHECK(happen(connection, day, event));
                    return true;
                });
                if (!done) return done;
            }
            events_.erase(day);
        }
        if (const auto today = childhoods_.find(day); today != childhoods_.end()) {
            for (const auto& [person, what] : today->second) JIWEI_CHECK(grow(day, person, what));
        }
        if (const auto today = once_.find(day); today != once_.end()) {
            for (const auto& [person, what] : today->second) JIWEI_CHECK(happen_once(day, person, what));
        }
        if (const auto today = checkups_.find(day); today != checkups_.end()) JIWEI_CHECK(check_up(day, today->second));
        if (const auto today = ends_.find(day); today != ends_.end()) {
            for (const auto& [person, ending] : today->second) JIWEI_CHECK(end(day, person, ending));
        }
        return true;
    }

    programmes::Actor actor_on(CivilDate day, const Village& village) const {
        programmes::Actor actor{doctor_of(options_, village), {}, day, {}};
        actor.trail.at = clock_.now();
        actor.reach.whole_county = true;
        return actor;
    }

    /// Newborns are visited by the hospital: a village doctor reads these forms and does not write them.
    programmes::Actor midwife_on(CivilDate day, const Village& village) const {
        programmes::Actor actor = actor_on(day, village);
        actor.principal.roles = {"ph_staff"};
        actor.principal.institution_id = village.hospital_id;
        actor.principal.display_name = "公共卫生科";
        return actor;
    }

    Result<bool> happen(db::Connection& connection, CivilDate day, const Event& event) {
        Patient& patient = patients_[event.patient];
        const Person& person = people_[patient.person];
        if (!person.is_alive || !person.is_here || !patient.is_open) return true;
        const Village& village = place_.villages[person.village];
        const programmes::Actor actor = actor_on(day, village);
        switch (event.what) {
        case What::enrol: return enrol(connection, day, actor, event.patient);
        case What::visit: return visit(connection, day, actor, event.patient, false);
        case What::telephone: return visit(connection, day, actor, event.patient, true);
        case What::exam: return examine(connection, actor, person, day, exam_answers(random_, patient.course));
        case What::referral_result:
            return save(connection, actor, person, "hypertension/referral-result", day, referral_answers(random_)).map([](auto) {
                return true;
            });
        case What::loss: return lose(connection, day, actor, patient);
        }
        return true;
    }

    void schedule(CivilDate day, What what, std::size_t patient) {
        if (day <= options_.today) events_[day].push_back({what, patient});
    }

    Result<bool> enrol(db::Connection& connection, CivilDate day, const programmes::Actor& actor, std::size_t index) {
        Patient& patient = patients_[index];
        programmes::EnrolmentInput input;
        input.id = composition_.services.ids.next();
        input.resident_id = people_[patient.person].id;
        input.programme = "hypertension";
        input.enrolled_on = day;
        input.diagnosis = "I10";
        JIWEI_TRY(saved, composition_.programmes->enrol(connection, actor, input));
        patient.enrolment_id = saved.record_id;
        ++report_.enrolments;
        schedule(add_days(day, random_.between(1, 16)), What::visit, index);
        for (int year = day.year(); year <= options_.today.year(); ++year) {
            const CivilDate from = std::max(day, *CivilDate::of(year, 2, 1));
            const CivilDate exam = add_days(from, random_.between(10, 280));
            const bool is_done = random_.chance(std::min(930, patient.course.faithful_per_mille));
            if (is_done && exam.year() == year) schedule(exam, What::exam, index);
        }
        if (random_.chance(25)) schedule(add_days(day, random_.between(150, 1000)), What::loss, index);
        return true;
    }

    Result<bool> examine(db::Connection& connection, const programmes::Actor& actor, const Person& person, CivilDate day,
                         json::Value answers) {
        if (age_years(person.birth_date, day) >= elderly_from) add_elderly_answers(others_random_, answers);
        return save(connection, actor, person, "examination/exam", day, std::move(answers)).map([](auto) { return true; });
    }

    Result<bool> check_up(CivilDate day, const std::vector<std::size_t>& people) {
        for (std::size_t from = 0; from < people.size(); from += events_per_act) {
            const std::span<const std::size_t> chunk{people.data() + from, std::min(events_per_act, people.size() - from)};
            auto done = composition_.services.database.write([&](db::Connection& connection) -> Result<bool> {
                for (const std::size_t index : chunk) {
                    const Person& person = people_[index];
                    if (!person.is_alive || !person.is_here) continue;
                    const programmes::Actor actor = actor_on(day, place_.villages[person.village]);
                    const Course course = healthy_course(others_random_, person.is_female);
                    JIWEI_CHECK(examine(connection, actor, person, day, exam_answers(others_random_, course)));
                }
                return true;
            });
            if (!done) return done;
        }
        return true;
    }

    Result<bool> happen_once(CivilDate day, std::size_t index, Once what) {
        if (what == Once::birth) return be_born(day);
        const Person& person = people_[index];
        if (!person.is_alive || !person.is_here) return true;
        const programmes::Actor actor = actor_on(day, place_.villages[person.village]);
        Call opening{http::Verb::put, "/api/residents/{resident}/opening", {{"resident", person.id}}, {}, {}};
        opening.body = R"({"opened":true})";
        JIWEI_CHECK(call(routes_, actor.principal, actor.trail.at, day, opening));
        return true;
    }

    /// The doctor opens the archive at the first visit at home; one mother in twenty is found at home only after the newborn's month.
    Result<bool> be_born(CivilDate day) {
        const Person* mother = nullptr;
        for (int tries = 0; mother == nullptr && tries < 1000; ++tries) {
            const Person& one = people_[static_cast<std::size_t>(others_random_.below(static_cast<int>(people_.size())))];
            const int age = age_years(one.birth_date, day);
            if (one.is_female && one.is_alive && one.is_here && age >= 20 && age <= 38) mother = &one;
        }
        if (mother == nullptr) mother = &people_.front();
        const int days_old = others_random_.chance(950) ? others_random_.between(3, 13) : others_random_.between(30, 60);
        Person child;
        const residents::NewResident stated =
            newborn(others_random_, id_numbers_, composition_, place_, *mother, add_days(day, -days_old), day, child);
        const programmes::Actor actor = midwife_on(day, place_.villages[child.village]);
        residents::ActContext act{options_.county_id, actor.principal, actor.trail, day};
        const auto prepared = composition_.residents->prepare(stated, act);
        if (!prepared) return refuse(Refusal::internal, "demo-person-refused", {}, prepared.error());
        return composition_.services.database.write([&](db::Connection& connection) -> Result<bool> {
            const auto written = composition_.residents->write_batch(connection, act, std::span{&*prepared, 1});
            if (written.front().kind != residents::Written::Kind::created) return refuse(Refusal::internal, "demo-person-refused");
            JIWEI_CHECK(save(connection, actor, child, "child/newborn-visit", day,
                             days_old <= 27 ? newborn_visit_answers(others_random_, days_old, day) : newborn_answers(others_random_)));
            people_.push_back(std::move(child));
            return true;
        });
    }

    Result<programmes::Saved> save(db::Connection& connection, const programmes::Actor& actor, const Person& person, const char* form,
                                   CivilDate day, json::Value answers) {
        static const std::vector<std::string> everything{
            "/answers/sbp",        "/answers/dbp",      "/answers/bmi",      "/answers/hr",     "/answers/drink",  "/answers/adherence",
            "/answers/temp",       "/answers/pulse",    "/answers/resp",     "/answers/bp_l_s", "/answers/bp_l_d", "/answers/weight",
            "/answers/heart_rate", "/answers/vision_l", "/answers/vision_r", "/answers/waist",  "/answers/bmi_t",  "/answers/hb",
            "/answers/wbc",        "/answers/plt",      "/answers/fbg",      "/answers/alt",    "/answers/ast",    "/answers/tbil",
            "/answers/scr",        "/answers/bun",      "/answers/tc",       "/answers/tg",     "/answers/ldl",    "/answers/hdl"};
        programmes::RecordInput input;
        input.id = composition_.services.ids.next();
        input.resident_id = person.id;
        input.form = form;
        input.service_date = day;
        input.answers = std::move(answers);
        input.confirmed = everything;
        ++report_.records;
        return composition_.programmes->save_record(connection, actor, input);
    }

    Result<bool> visit(db::Connection& connection, CivilDate day, const programmes::Actor& actor, std::size_t index, bool by_telephone) {
        Patient& patient = patients_[index];
        const Person& person = people_[patient.person];
        JIWEI_TRY(saved,
                  save(connection, actor, person, "hypertension/follow-up", day, follow_up_answers(random_, patient.course, by_telephone)));
        if (by_telephone) return true;
        const auto body = json::parse(saved.body);
        const json::Value& decision = (*body)["decision"];
        const CivilDate due = decision["next_due"].as_date().value_or(add_days(day, 90));
        plan_next(day, due, patient, index);
        // Nearly every referral is heard of in time, the others when somebody asks at last: none stays open for a year.
        if (decision["referral"].is_object()) {
            const int heard_after = random_.chance(880) ? random_.between(3, 15) : random_.between(16, 40);
            schedule(add_days(day, heard_after), What::referral_result, index);
        }
        return true;
    }

    /// Seen about when he is due, late, or after a long gap; some are telephoned in between.
    void plan_next(CivilDate day, CivilDate due, const Patient& patient, std::size_t index) {
        const bool is_short = days_between(day, due) < 30;
        CivilDate next = add_days(due, is_short ? random_.between(-4, 0) : random_.between(-6, 5));
        // A visit within two weeks is hard to keep for people who work in the fields.
        const int kept_per_mille = is_short ? patient.course.faithful_per_mille * 6 / 10 : patient.course.faithful_per_mille;
        if (!random_.chance(kept_per_mille)) {
            next = add_days(due, random_.chance(650) ? random_.between(6, 35) : random_.between(40, miss_days_max));
        }
        next = std::max(next, add_days(day, 5));
        if (random_.chance(60) && days_between(day, next) > 40) schedule(add_days(day, 30), What::telephone, index);
        schedule(next, What::visit, index);
    }

    Result<bool> grow(CivilDate day, std::size_t index, Childhood what) {
        const Person& person = people_[index];
        if (!person.is_alive || !person.is_here) return true;
        const programmes::Actor actor = actor_on(day, place_.villages[person.village]);
        if (what == Childhood::newborn_form) {
            return composition_.services.database.write([&](db::Connection& connection) -> Result<bool> {
                JIWEI_CHECK(save(connection, midwife_on(day, place_.villages[person.village]), person, "child/newborn-visit", day,
                                 newborn_answers(children_random_)));
                return true;
            });
        }
        const auto brief = composition_.services.database.read(
            [&](db::Connection& connection) { return composition_.residents->brief(connection, options_.county_id, person.id); });
        if (!brief) return refuse(Refusal::internal, "demo-person-missing");
        Call change{http::Verb::patch, "/api/residents/{resident}", {{"resident", person.id}}, {}, brief->version};
        json::Writer body;
        body.begin_object().key("basic").raw(json::write(basic_form(children_random_, school_age, person.is_female)));
        change.body = body.end_object().take();
        JIWEI_CHECK(call(routes_, actor.principal, actor.trail.at, day, change));
        return true;
    }

    Result<bool> lose(db::Connection& connection, CivilDate day, const programmes::Actor& actor, Patient& patient) {
        JIWEI_CHECK(
            composition_.programmes->change_state(connection, actor, patient.enrolment_id, programmes::EnrolmentState::lost, day, "1", {}));
        patient.is_open = false;
        return true;
    }

    /// Death, leaving the county, or moving within it, through the same handlers as the page.
    Result<bool> end(CivilDate day, std::size_t index, Ending ending) {
        Person& person = people_[index];
        if (!person.is_alive || !person.is_here) return true;
        const auto brief = composition_.services.database.read(
            [&](db::Connection& connection) { return composition_.residents->brief(connection, options_.county_id, person.id); });
        if (!brief) return refuse(Refusal::internal, "demo-person-missing");
        const programmes::Actor actor = actor_on(day, place_.villages[person.village]);
        Call change{http::Verb::post, "/api/residents/{resident}/status", {{"resident", person.id}}, {}, brief->version};
        switch (ending) {
        case Ending::death:
            change.body = R"({"status":"3","on":")" + day.text() + R"(","reason":"1","cause":"I21.9","source":"家属报告"})";
            break;
        case Ending::leaves: change.body = R"({"status":"2","on":")" + day.text() + R"(","destination":"外省","note":"随子女居住"})"; break;
        case Ending::moves: {
            person.village = static_cast<std::size_t>(random_.below(static_cast<int>(place_.villages.size())));
            const Village& to = place_.villages[person.village];
            change.verb = http::Verb::patch;
            change.route = "/api/residents/{resident}";
            json::Writer body;
            body.begin_object().member("village_code", to.code).member("institution_id", to.clinic_id).member("grid_id", to.grid_id);
            change.body = body.member("address", to.township + to.name).member("doctor", to.doctor_name).end_object().take();
            break;
        }
        }
        JIWEI_CHECK(call(routes_, actor.principal, actor.trail.at, day, change));
        if (ending == Ending::death) {
            person.is_alive = false;
            ++report_.deaths;
        }
        if (ending == Ending::leaves) person.is_here = false;
        return true;
    }

    /// The work of the first of January, by the job that a server runs then.
    Result<bool> open_year() {
        enqueue_year_turn(composition_, composition_.services.clock.today());
        while (composition_.runner->run_one()) {
        }
        return true;
    }

    Composition& composition_;
    time::FixedClock& clock_;
    const DemoOptions& options_;
    const Place& place_;
    std::vector<Person>& people_;
    CivilDate first_day_;
    DemoReport& report_;
    const Progress& progress_;
    Random random_;
    Random children_random_;  // of its own: the lives of all others stay as they were
    Random others_random_;    // likewise
    IdNumbers id_numbers_;    // of those who are born later than all others
    http::RouteSet routes_;
    std::vector<Patient> patients_;
    std::map<CivilDate, std::vector<Event>> events_;
    std::map<CivilDate, std::vector<std::pair<std::size_t, Ending>>> ends_;  // person and what becomes of him
    std::map<CivilDate, std::vector<std::pair<std::size_t, Childhood>>> childhoods_;
    std::map<CivilDate, std::vector<std::pair<std::size_t, Once>>> once_;
    std::map<CivilDate, std::vector<std::size_t>> checkups_;  // of the elderly who are in no programme
};

}  // namespace

Result<bool> live_through(Composition& composition, time::FixedClock& clock, const DemoOptions& options, const Place& place,
                          std::vector<Person>& people, CivilDate first_day, DemoReport& report, const Progress& progress) {
    return History{composition, clock, options, place, people, first_day, report, progress}.run();
}

Result<DemoReport> make_demo(Composition& composition, time::FixedClock& clock, const DemoOptions& options, const Progress& progress) {
    // Three full years before the year of `today`.
    const CivilDate first_day = *CivilDate::of(options.today.year() - 3, 1, 1);
    clock.set(at_work(first_day));
    DemoReport report;
    JIWEI_TRY(place, build_places(composition, options, *CivilDate::of(2010, 1, 1)));
    report.institutions = static_cast<std::int64_t>(place.villages.size());
    // Those who are born later make the number full.
    const int count = options.residents - births_of(options, first_day);
    JIWEI_TRY(people, open_archives(composition, options, place, first_day, count, progress));
    std::vector<int> all(place.villages.size());
    std::vector<int> over_35(place.villages.size());
    for (const Person& person : people) {
        ++all[person.village];
        if (age_years(person.birth_date, first_day) >= 35) ++over_35[person.village];
    }
    JIWEI_CHECK(open_households(composition, options, place, people, first_day));
    JIWEI_CHECK(enter_figures(composition, options, place, all, over_35, first_day.year()));
    JIWEI_CHECK(live_through(composition, clock, options, place, people, first_day, report, progress));
    report.residents = static_cast<std::int64_t>(people.size());
    JIWEI_TRY(accounts, add_accounts(composition, options, place, first_day));
    report.accounts = std::move(accounts);
    return report;
}

}  // namespace jiwei::app::demo
