// Is this the same person? One score for the whole platform: evidence in, points and a decision out. Nothing ever merges by itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/identity/resident_id.hpp"
#include "core/kernel/civil_date.hpp"

namespace jiwei::identity {

/// One side of the comparison. Empty means unknown and is no evidence, neither for nor against.
struct PersonKeys {
    std::string name;                        // folded
    std::vector<std::string> name_phonetic;  // pinyin without tones, every reading (platform/text); may be empty
    std::optional<CivilDate> birth_date;
    std::string sex;                  // SEX_GBT2261_1
    std::string id_no;                // a valid 18-digit number only (15 digits converted before); else empty
    std::vector<std::string> phones;  // own and contact, folded
    std::string village;              // division code of village or committee
    std::string house_no;
    std::string mother_person_id;
    std::string mother_id_no;
    std::vector<std::string> cards;  // "type:number" of insurance and personal cards; never the family booklet (type 6)
    int birth_order = 0;             // 0 = unknown
    // For exact keys: other documents as "type:NUMBER" or "type:NUMBER:nationality" (03, 06, 07, 08, 09).
    std::vector<std::string> documents;
};

/// Every line of the score table; each counts once. `birth_date_near` is not set together with `birth_date_same`, nor the pinyin line with
/// the name line.
struct Evidence {
    bool exact_key = false;  // same ID number, passport / permit with nationality, or birth certificate
    bool name_same = false;
    bool name_same_pinyin = false;
    bool birth_date_same = false;
    bool birth_date_near = false;  // day and month swapped, year off by one, or one is the lunar reading of the other
    bool sex_same = false;
    bool phone_same = false;
    bool house_same = false;
    bool mother_same = false;
    bool card_same = false;
    bool id_numbers_differ = false;
    bool twins = false;  // both under 7, same mother and birth date, different birth order or sex
    bool sex_differs = false;
    bool siblings_of_one_birth = false;  // both under 7, same mother and birth date, neither sex nor order differs: at least POSSIBLE
    bool name_and_birth_differ = false;  // with exact_key: open a conflict task, link nothing
};

/// Points a line; a county may change them.
struct DuplicateWeights {
    int name_same = 30;
    int name_same_pinyin = 20;
    int birth_date_same = 25;
    int birth_date_near = 10;
    int sex_same = 5;
    int phone_same = 15;
    int house_same = 10;
    int mother_same = 25;
    int card_same = 40;
    int id_numbers_differ = -100;
    int twins = -60;
    int sex_differs = -20;
    int likely_min = 80;
    int possible_min = 60;
};

enum class DuplicateVerdict : unsigned char { nothing, possible, likely, exact };

struct DuplicateLine {
    std::string_view evidence;  // "name_same", ... as in Evidence
    int points;
};

struct DuplicateScore {
    int points = 0;
    DuplicateVerdict verdict = DuplicateVerdict::nothing;
    bool conflict = false;  // exact key, but name and birth date both differ
    std::vector<DuplicateLine> lines;
};

[[nodiscard]] Evidence compare(const PersonKeys& a, const PersonKeys& b, CivilDate today);
[[nodiscard]] DuplicateScore score(const Evidence& evidence, const DuplicateWeights& weights = {});
/// "DUP_EXACT", "LIKELY", "POSSIBLE" or "NONE".
[[nodiscard]] std::string_view text(DuplicateVerdict verdict);

/// What two archives may share to be compared at all. With the platform's weights nobody who shares only the sound of the name or only the
/// house can reach the lower threshold, so those two need no search of their own; other weights may need them.
struct Blocks {
    bool birth_date = false;
    bool phone = false;
    bool mother = false;
    bool card = false;
    bool name_sound = false;
    bool house = false;
};
/// The blocks without which some pair of `possible_min` points would be missed.
[[nodiscard]] Blocks blocks_needed(const DuplicateWeights& weights = {});

/// "木城村12-3号" -> "12-3号": the house in an address as people write it, digits folded; empty when none is stated.
[[nodiscard]] std::string house_number(std::string_view address);

}  // namespace jiwei::identity
