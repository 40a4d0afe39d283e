#include "core/identity/duplicate.hpp"

#include <algorithm>

#include "core/identity/lunar.hpp"
#include "core/identity/normalise.hpp"

namespace jiwei::identity {

namespace {

constexpr int child_years_end = 7;

template <class T>
bool share_one(const std::vector<T>& a, const std::vector<T>& b) {
    return std::any_of(a.begin(), a.end(), [&b](const T& one) { return !one.empty() && std::find(b.begin(), b.end(), one) != b.end(); });
}

bool same_known(std::string_view a, std::string_view b) { return !a.empty() && a == b; }

// The first edition's numbers and slips of the pen: day and month swapped, one year off, or the lunar date entered as solar.
bool is_near(CivilDate a, CivilDate b) {
    if (a.year() == b.year() && a.month() == b.day() && a.day() == b.month()) return true;
    const int years = a.year() - b.year();
    if ((years == 1 || years == -1) && a.month() == b.month() && a.day() == b.day()) return true;
    return is_lunar_reading(a, b);
}

bool is_sex(std::string_view code) { return code == "1" || code == "2"; }

void compare_children(const PersonKeys& a, const PersonKeys& b, CivilDate today, Evidence& out) {
    const auto is_child = [today](const PersonKeys& p) { return p.birth_date && age_years(*p.birth_date, today) < child_years_end; };
    if (!is_child(a) || !is_child(b) || !out.mother_same || !out.birth_date_same) return;
    const bool order_differs = a.birth_order > 0 && b.birth_order > 0 && a.birth_order != b.birth_order;
    out.twins = order_differs || out.sex_differs;
    out.siblings_of_one_birth = !out.twins;
}

}  // namespace

Evidence compare(const PersonKeys& a, const PersonKeys& b, CivilDate today) {
    Evidence out;
    out.exact_key = same_known(a.id_no, b.id_no) || share_one(a.documents, b.documents);
    out.name_same = same_known(a.name, b.name);
    out.name_same_pinyin = !out.name_same && share_one(a.name_phonetic, b.name_phonetic);
    if (a.birth_date && b.birth_date) {
        out.birth_date_same = *a.birth_date == *b.birth_date;
        out.birth_date_near = !out.birth_date_same && is_near(*a.birth_date, *b.birth_date);
    }
    if (is_sex(a.sex) && is_sex(b.sex)) {
        out.sex_same = a.sex == b.sex;
        out.sex_differs = !out.sex_same;
    }
    out.phone_same = share_one(a.phones, b.phones);
    out.house_same = same_known(a.village, b.village) && same_known(a.house_no, b.house_no);
    out.mother_same = same_known(a.mother_person_id, b.mother_person_id) || same_known(a.mother_id_no, b.mother_id_no);
    out.card_same = share_one(a.cards, b.cards);
    out.id_numbers_differ = !a.id_no.empty() && !b.id_no.empty() && a.id_no != b.id_no;
    const bool names_differ = !a.name.empty() && !b.name.empty() && a.name != b.name;
    out.name_and_birth_differ = names_differ && a.birth_date && b.birth_date && *a.birth_date != *b.birth_date;
    compare_children(a, b, today, out);
    return out;
}

DuplicateScore score(const Evidence& evidence, const DuplicateWeights& weights) {
    DuplicateScore out;
    const auto line = [&out](bool holds, std::string_view name, int points) {
        if (!holds) return;
        out.points += points;
        out.lines.push_back({name, points});
    };
    line(evidence.name_same, "name_same", weights.name_same);
    line(evidence.name_same_pinyin && !evidence.name_same, "name_same_pinyin", weights.name_same_pinyin);
    line(evidence.birth_date_same, "birth_date_same", weights.birth_date_same);
    line(evidence.birth_date_near && !evidence.birth_date_same, "birth_date_near", weights.birth_date_near);
    line(evidence.sex_same, "sex_same", weights.sex_same);
    line(evidence.phone_same, "phone_same", weights.phone_same);
    line(evidence.house_same, "house_same", weights.house_same);
    line(evidence.mother_same, "mother_same", weights.mother_same);
    line(evidence.card_same, "card_same", weights.card_same);
    line(evidence.id_numbers_differ, "id_numbers_differ", weights.id_numbers_differ);
    line(evidence.twins, "twins", weights.twins);
    line(evidence.sex_differs, "sex_differs", weights.sex_differs);

    if (evidence.exact_key) {
        out.verdict = DuplicateVerdict::exact;
        out.conflict = evidence.name_and_birth_differ;
    } else if (out.points >= weights.likely_min) {
        out.verdict = DuplicateVerdict::likely;
    } else if (out.points >= weights.possible_min || evidence.siblings_of_one_birth) {
        // A newborn entered as 王之男 by the hospital and under a registered name by the police scores too low to be seen otherwise.
        out.verdict = DuplicateVerdict::possible;
    }
    return out;
}

std::string_view text(DuplicateVerdict verdict) {
    switch (verdict) {
    case DuplicateVerdict::exact: return "DUP_EXACT";
    case DuplicateVerdict::likely: return "LIKELY";
    case DuplicateVerdict::possible: return "POSSIBLE";
    case DuplicateVerdict::nothing: return "NONE";
    }
    return "NONE";
}

Blocks blocks_needed(const DuplicateWeights& w) {
    const auto gain = [](int points) { return std::max(points, 0); };
    const int name = std::max(gain(w.name_same), gain(w.name_same_pinyin));
    // What is left to a pair that shares none of the four strong things.
    const int weak = name + gain(w.birth_date_near) + gain(w.sex_same) + gain(w.house_same);
    Blocks needed;
    needed.birth_date = needed.phone = needed.mother = needed.card = true;
    needed.name_sound = name > 0 && weak >= w.possible_min;
    needed.house = w.house_same > 0 && weak - name >= w.possible_min;
    return needed;
}

std::string house_number(std::string_view address) {
    const std::string folded = fold_number(address);
    constexpr std::string_view mark = "号";
    const std::size_t at = folded.rfind(mark);
    if (at == std::string::npos) return {};
    std::size_t from = at;
    const auto belongs = [](char c) { return (c >= '0' && c <= '9') || c == '-'; };
    while (from > 0 && belongs(folded[from - 1])) --from;
    while (from < at && folded[from] == '-') ++from;
    return from == at ? std::string{} : folded.substr(from, at - from) + std::string{mark};
}

}  // namespace jiwei::identity
