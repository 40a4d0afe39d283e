#include "core/organization/planning.hpp"

#include <algorithm>
#include <array>

namespace jiwei::organization_rules {

namespace {

constexpr std::int64_t whole_basis_points = 10'000;
constexpr std::int64_t thousand_hundredths = 100'000;

bool is_hospital(const PlanPlace& place) { return place.kind == "H3"; }
bool is_centre(const PlanPlace& place) { return place.kind == "H4"; }
bool is_hospital_or_centre(const PlanPlace& place) { return is_hospital(place) || is_centre(place); }
bool is_village_clinic(const PlanPlace& place) { return place.kind == "H6"; }
bool serves_patients(const PlanPlace& place) {
    return place.kind != "H1" && place.kind != "H14" && place.kind != "H15" && place.kind != "H17";
}
bool has_physicians(const PlanPlace& place) { return is_hospital_or_centre(place) && place.physicians > 0; }
bool has_staff(const PlanPlace& place) { return is_village_clinic(place) && place.staff > 0; }
bool states_premises(const PlanPlace& place) { return is_centre(place) && place.premises_m2 > 0; }

bool names_one(const std::vector<std::string>& texts, const std::vector<std::string>& words) {
    return std::ranges::any_of(texts, [&](const std::string& text) {
        return std::ranges::any_of(words, [&](const std::string& word) { return text.find(word) != std::string::npos; });
    });
}

bool gives_tcm(const PlanPlace& place, const PlanTerm&) { return place.has_tcm_department || place.tcm_physicians > 0; }
/// `each`: least share of a centre's physicians, in basis points.
bool has_tcm_share(const PlanPlace& place, const PlanTerm& term) {
    return place.tcm_physicians * whole_basis_points >= term.each * place.physicians;
}
bool has_general_practitioners(const PlanPlace& place, const PlanTerm& term) { return place.general_practitioners >= term.each; }
bool has_post(const PlanPlace& place, const PlanTerm& term) { return names_one(place.posts, term.words); }
bool has_award(const PlanPlace& place, const PlanTerm& term) { return names_one(place.awards, term.words); }
/// The floor of an old town is two thirds of a new one's (2,000 of 3,000 square metres).
bool has_room(const PlanPlace& place, const PlanTerm& term) {
    return place.premises_m2 >= (place.is_new_town ? term.each : term.each * 2 / 3);
}
bool is_standard(const PlanPlace& place, const PlanTerm&) { return place.has_government_premises && !place.lacks_equipment; }

struct ShareMeasure {
    std::string_view code;
    bool (*is_counted)(const PlanPlace&);
    bool (*reaches)(const PlanPlace&, const PlanTerm&);
};
constexpr std::array share_measures{
    ShareMeasure{"tcm_physician_share", has_physicians, has_tcm_share},
    ShareMeasure{"tcm_hospitals", is_hospital, gives_tcm},
    ShareMeasure{"tcm_village_clinics", is_village_clinic, gives_tcm},
    ShareMeasure{"general_practitioners", is_hospital_or_centre, has_general_practitioners},
    ShareMeasure{"prevention_officers", is_hospital_or_centre, has_post},
    ShareMeasure{"mother_child_officers", is_hospital_or_centre, has_post},
    ShareMeasure{"centre_premises", states_premises, has_room},
    ShareMeasure{"standard_centres", is_centre, is_standard},
    ShareMeasure{"model_centres", is_centre, has_award},
};

/// Sums over institutions: a share of people, or hands a thousand residents.
struct SumMeasure {
    std::string_view code;
    bool (*is_counted)(const PlanPlace&);
    std::int64_t PlanPlace::*numerator;
    std::int64_t PlanPlace::*denominator;  // null: the residents of the county
    std::optional<std::int64_t> PlanDemands::*demand;
};
constexpr std::array sum_measures{
    SumMeasure{"village_doctors_qualified", has_staff, &PlanPlace::qualified, &PlanPlace::staff, nullptr},
    SumMeasure{"senior_titles", serves_patients, &PlanPlace::seniors, &PlanPlace::staff, nullptr},
    SumMeasure{"physicians", serves_patients, &PlanPlace::physicians, nullptr, &PlanDemands::physicians_hundredths},
    SumMeasure{"nurses", serves_patients, &PlanPlace::nurses, nullptr, &PlanDemands::nurses_hundredths},
    SumMeasure{"beds", serves_patients, &PlanPlace::beds, nullptr, &PlanDemands::beds_hundredths},
};

void judge(PlanValue& result, std::int64_t factor) {
    if (result.denominator && *result.denominator > 0)
        result.value = (result.numerator * factor * 2 + *result.denominator) / (*result.denominator * 2);
    if (!result.value || (!result.least && !result.most)) return;
    result.is_met = (!result.least || *result.value >= *result.least) && (!result.most || *result.value <= *result.most);
}

PlanValue share_value(const ShareMeasure& measure, const PlanTerm& term, const PlanCounty& county) {
    PlanValue result;
    result.least = term.least;
    result.denominator = 0;
    for (const PlanPlace& place : county.places) {
        if (!measure.is_counted(place)) continue;
        ++*result.denominator;
        if (measure.reaches(place, term))
            ++result.numerator;
        else
            result.missing.push_back(place.id);
    }
    judge(result, whole_basis_points);
    return result;
}

PlanValue sum_value(const SumMeasure& measure, const PlanTerm& term, const PlanCounty& county) {
    PlanValue result;
    result.least = term.least;
    if (measure.demand != nullptr && county.demands.*measure.demand) result.least = county.demands.*measure.demand;
    std::int64_t denominator = 0;
    for (const PlanPlace& place : county.places) {
        if (!measure.is_counted(place)) continue;
        result.numerator += place.*measure.numerator;
        if (measure.denominator == nullptr) continue;
        denominator += place.*measure.denominator;
        if (place.*measure.numerator < place.*measure.denominator && is_village_clinic(place)) result.missing.push_back(place.id);
    }
    const bool is_rate = measure.denominator == nullptr;
    result.unit = is_rate ? PlanUnit::per_thousand_hundredths : PlanUnit::basis_points;
    result.denominator = is_rate ? county.residents : std::optional{denominator};
    judge(result, is_rate ? thousand_hundredths : whole_basis_points);
    return result;
}

/// Residents for one community health centre.
PlanValue people_per_centre(const PlanTerm& term, const PlanCounty& county) {
    PlanValue result;
    result.unit = PlanUnit::persons;
    result.least = term.least;
    result.most = term.most;
    result.numerator = county.residents.value_or(0);
    if (county.residents) result.denominator = std::ranges::count_if(county.places, is_centre);
    judge(result, 1);
    return result;
}

PlanValue streets_with_centre(const PlanTerm& term, const PlanCounty& county) {
    PlanValue result;
    result.least = term.least;
    result.denominator = static_cast<std::int64_t>(county.streets.size());
    for (const std::string& street : county.streets) {
        const bool has =
            std::ranges::any_of(county.places, [&](const PlanPlace& one) { return is_centre(one) && one.township_code == street; });
        if (has)
            ++result.numerator;
        else
            result.missing.push_back(street);
    }
    judge(result, whole_basis_points);
    return result;
}

/// Against the number of the county's plan alone.
PlanValue institutions_of_plan(const PlanCounty& county) {
    PlanValue result;
    result.unit = PlanUnit::count;
    result.least = county.demands.institutions;
    result.numerator = std::ranges::count_if(county.places, serves_patients);
    result.denominator = 1;
    judge(result, 1);
    return result;
}

constexpr std::array<std::string_view, 3> other_measures{"people_per_centre", "streets_with_centre", "institutions"};

}  // namespace

bool is_plan_measure(std::string_view code) {
    return std::ranges::find(share_measures, code, &ShareMeasure::code) != share_measures.end() ||
           std::ranges::find(sum_measures, code, &SumMeasure::code) != sum_measures.end() ||
           std::ranges::find(other_measures, code) != other_measures.end();
}

PlanValue plan_value(const PlanTerm& term, const PlanCounty& county) {
    if (const auto share = std::ranges::find(share_measures, term.code, &ShareMeasure::code); share != share_measures.end())
        return share_value(*share, term, county);
    if (const auto sum = std::ranges::find(sum_measures, term.code, &SumMeasure::code); sum != sum_measures.end())
        return sum_value(*sum, term, county);
    if (term.code == "people_per_centre") return people_per_centre(term, county);
    if (term.code == "streets_with_centre") return streets_with_centre(term, county);
    return institutions_of_plan(county);
}

}  // namespace jiwei::organization_rules
