#include "app/demo/people.hpp"

#include <fmt/format.h>

#include <array>

namespace jiwei::app::demo {

namespace {

constexpr int people_per_act = 500;

/// Shares of five-year age groups, 0-4 … 90-94, of a county of the 2020 census (per mille).
constexpr std::array<int, 19> age_shares{55, 64, 60, 52, 50, 65, 88, 70, 66, 81, 86, 72, 52, 52, 35, 22, 14, 8, 3};

struct Household {
    std::string surname;
    std::string address;
    std::string phone;
    int members = 0;
    int number = 0;
};

json::Value codes(std::initializer_list<const char*> list) {
    json::Value array = json::Value::array();
    for (const char* const code : list) array.append(json::Value::string(code));
    return array;
}

json::Value none_row() {
    json::Value row = json::Value::object();
    row.set("code", json::Value::string("1"));
    json::Value rows = json::Value::array();
    rows.append(std::move(row));
    return rows;
}

/// Nobody's parents, siblings and children are known to be ill; some people's mother had hypertension.
json::Value family_rows(bool ill_mother) {
    json::Value rows = json::Value::array();
    for (const char* const relative : {"F", "M", "S", "C"}) {
        json::Value row = json::Value::object();
        row.set("relative", json::Value::string(relative));
        row.set("disease", codes({ill_mother && *relative == 'M' ? "2" : "1"}));
        rows.append(std::move(row));
    }
    return rows;
}

}  // namespace

json::Value basic_form(Random& random, int age, bool is_female) {
    json::Value basic = json::Value::object();
    const auto put = [&basic](const char* key, const char* code) { basic.set(key, json::Value::string(code)); };
    put("employer", "无");
    put("nation", "01");
    constexpr std::array<const char*, 5> blood{"1", "2", "3", "4", "5"};
    put("blood_abo", blood[static_cast<std::size_t>(random.below(5))]);
    put("blood_rh", "3");
    constexpr std::array<const char*, 4> education{"9", "8", "7", "6"};
    put("education", age < 7    ? "10"
                     : age > 60 ? education[static_cast<std::size_t>(random.below(2))]
                                : education[static_cast<std::size_t>(random.below(4))]);
    put("occupation", age < 18 ? "8" : "4");
    put("marital", age < (is_female ? 21 : 23) ? "1" : age > 75 && random.chance(400) ? "3" : "2");
    basic.set("payment", codes({"3"}));
    basic.set("allergy", random.chance(40) ? codes({"2"}) : codes({"1"}));
    basic.set("exposure", codes({"1"}));
    basic.set("past_disease", none_row());
    basic.set("past_surgery", none_row());
    basic.set("past_trauma", none_row());
    basic.set("past_transfusion", none_row());
    basic.set("family_history", family_rows(random.chance(120)));
    basic.set("hereditary", json::Value::string("1"));
    basic.set("disability", codes({"1"}));
    put("env_kitchen", "2");
    basic.set("env_fuel", codes({"1"}));
    basic.set("env_water", codes({"1"}));
    put("env_toilet", "1");
    put("env_livestock", "1");
    return basic;
}

namespace {

class Generator {
public:
    Generator(const DemoOptions& options, const Place& place, CivilDate first_day)
        : place_{place}, first_day_{first_day}, random_{options.seed}, households_(place.villages.size()) {
        weights_.reserve(place.villages.size());
        for (const Village& village : place.villages) weights_.push_back(village.weight);
        phone_serial_ = random_.below(10'000) * 1000;
    }

    /// Fills in everything but the id.
    residents::NewResident next(Person& person) {
        person.village = random_.weighted(weights_);
        person.is_female = random_.chance(488);
        const int age = static_cast<int>(random_.weighted(age_shares)) * 5 + random_.below(5);
        person.birth_date = add_days(add_months(first_day_, -12 * age), -random_.below(365));
        const Village& village = place_.villages[person.village];
        Household& household = household_of(person.village);
        person.household = household.number;
        residents::NewResident stated;
        const bool bears_family_name = !person.is_female || age < 22 || random_.chance(300);
        stated.name = (bears_family_name ? household.surname : std::string{random_surname(random_)}) +
                      random_given_name(random_, person.is_female, person.birth_date.year());
        stated.sex = person.is_female ? "2" : "1";
        stated.birth_date = person.birth_date.text();
        stated.id_no = id_numbers_.next(person.birth_date, person.is_female);
        stated.phone = age < 14 || (age > 80 && random_.chance(600)) ? household.phone : phone_number(phone_serial_++);
        stated.contact_name = household.surname + random_given_name(random_, random_.chance(500), 1970);
        stated.contact_phone = household.phone;
        stated.residence_type = random_.chance(930) ? "1" : "2";
        stated.address = village.township + village.name + household.address;
        person.name = stated.name;
        person.phone = stated.phone;
        person.address = stated.address;
        stated.registered_address = stated.address;
        stated.village_code = village.code;
        stated.institution_id = village.clinic_id;
        stated.grid_id = village.grid_id;
        const CivilDate opened_on = std::max(add_days(first_day_, -random_.between(1, 4000)), add_days(person.birth_date, 30));
        stated.opened_on = std::min(opened_on, first_day_).text();
        stated.opened_by = village.doctor_name;
        stated.doctor = village.doctor_name;
        if (age >= 7 && random_.chance(985)) stated.basic = basic_form(random_, age, person.is_female);
        return stated;
    }

private:
    Household& household_of(std::size_t village) {
        Household& household = households_[village];
        if (household.members == 0) {
            household.surname = random_surname(random_);
            household.address = fmt::format("{}号", random_.between(1, 380));
            household.phone = phone_number(phone_serial_++);
            household.members = random_.between(1, 5);
            ++household.number;
        }
        --household.members;
        return household;
    }

    const Place& place_;
    CivilDate first_day_;
    Random random_;
    std::vector<int> weights_;
    std::vector<Household> households_;
    IdNumbers id_numbers_;
    int phone_serial_ = 0;
};

}  // namespace

auth::Principal doctor_of(const DemoOptions& options, const Village& village) {
    auth::Principal principal;
    principal.kind = auth::PrincipalKind::user;
    principal.user_id = village.doctor_id;
    principal.display_name = village.doctor_name;
    principal.county_id = options.county_id;
    principal.institution_id = village.clinic_id;
    principal.roles = {"village_doctor"};
    return principal;
}

Result<std::vector<Person>> open_archives(Composition& composition, const DemoOptions& options, const Place& place, CivilDate first_day,
                                          int count, const Progress& progress) {
    Generator generator{options, place, first_day};
    std::vector<Person> people;
    people.reserve(static_cast<std::size_t>(options.residents));
    residents::ActContext act{options.county_id, doctor_of(options, place.villages.front()), {}, first_day};
    act.trail.at = composition.services.clock.now();
    while (static_cast<int>(people.size()) < count) {
        std::vector<residents::PreparedResident> batch;
        const std::size_t first = people.size();
        while (static_cast<int>(batch.size()) < people_per_act && static_cast<int>(people.size()) < count) {
            Person person;
            residents::NewResident stated = generator.next(person);
            person.id = stated.id = composition.services.ids.next();
            auto prepared = composition.residents->prepare(stated, act);
            if (!prepared) return refuse(Refusal::internal, "demo-person-refused", {}, prepared.error());
            batch.push_back(std::move(*prepared));
            people.push_back(std::move(person));
        }
        auto written = composition.services.database.write([&](db::Connection& connection) -> Result<bool> {
            for (const residents::Written& one : composition.residents->write_batch(connection, act, batch)) {
                if (one.kind != residents::Written::Kind::created) return refuse(Refusal::internal, "demo-person-refused", {}, one.errors);
            }
            return true;
        });
        if (!written) return tl::unexpected(written.error());
        progress("residents", static_cast<std::int64_t>(first + batch.size()), count);
    }
    return people;
}

residents::NewResident newborn(Random& random, IdNumbers& id_numbers, Composition& composition, const Place& place, const Person& mother,
                               CivilDate birth, CivilDate opened_on, Person& child) {
    const Village& village = place.villages[mother.village];
    child.id = composition.services.ids.next();
    child.village = mother.village;
    child.household = mother.household;
    child.birth_date = birth;
    child.is_female = random.chance(485);
    child.name = std::string{random_surname(random)} + random_given_name(random, child.is_female, birth.year());
    child.phone = mother.phone;
    child.address = mother.address;
    residents::NewResident stated;
    stated.id = child.id;
    stated.name = child.name;
    stated.sex = child.is_female ? "2" : "1";
    stated.birth_date = birth.text();
    stated.id_no = id_numbers.next(birth, child.is_female);
    stated.phone = stated.contact_phone = mother.phone;
    stated.contact_name = mother.name;
    stated.residence_type = "1";
    stated.address = stated.registered_address = mother.address;
    stated.village_code = village.code;
    stated.institution_id = village.clinic_id;
    stated.grid_id = village.grid_id;
    stated.opened_on = opened_on.text();
    stated.opened_by = stated.doctor = village.doctor_name;
    return stated;
}

}  // namespace jiwei::app::demo
