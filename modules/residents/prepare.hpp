// The rules of opening an archive (service specification 2017, ch. 1): what is stated becomes a checked person, or findings at its
// fields. Needs no database: places come from a Directory, so rosters are checked on several threads.
#pragma once

#include <string>
#include <vector>

#include "modules/residents/directory.hpp"
#include "modules/residents/model.hpp"
#include "platform/crypto/field_cipher.hpp"
#include "platform/crypto/ids.hpp"

namespace jiwei::residents {

/// What an import may state beyond a desk: the life of the archive so far.
struct Stated : NewResident {
    Stated() = default;
    explicit Stated(const NewResident& at_a_desk) : NewResident{at_a_desk} {}
    bool from_file = false;  // 15-digit numbers are converted, a given archive number is kept
    std::string status;      // RECORD_STATUS; empty: 1
    std::string status_on;
    std::string status_note;  // JSON
    std::string basic_filled_on;
    std::vector<std::string> aliases;   // "type:number:from:to" of earlier documents
    std::string steps;                  // JSON of the dated steps, from an export
    std::string household;              // number of the household in the file
    std::string relation;               // RELATION_TO_HEAD_GBT4761
    std::string household_rest, cards;  // JSON, from an export
    std::string mismatch_reason;        // of an administrator: birth date or sex differ from the number, and that is accepted
};

struct PrepareContext {
    const Rules& rules;
    const crypto::FieldCipher& cipher;
    crypto::IdSource& ids;
    const Directory& directory;
    std::string_view county_id;
    CivilDate today;
    std::string_view actor_name;  // opened_by when nothing is stated
    std::span<UseSource* const> sources = {};
    time::Instant at = {};
};

/// Hard findings refuse; soft ones are in `warnings`.
[[nodiscard]] tl::expected<PreparedResident, std::vector<Finding>> prepare_person(const Stated& stated, const PrepareContext& context,
                                                                                  std::vector<Finding>& warnings);

/// The answers of the basic form, checked together with the cover. `answers` keeps only what belongs to the form alone.
struct CheckedBasic {
    std::string answers;  // canonical JSON; empty: not filled
    bool complete = false;
};
[[nodiscard]] CheckedBasic check_basic(const Rules& rules, const json::Value& basic, const Cover& cover, const Secrets& secrets,
                                       CivilDate today, bool is_rural, std::vector<Finding>& hard, std::vector<Finding>& soft);
/// Parts 1-3 of the archive number say whether the village is one: 101-199 are village committees (ch. 1, part 4).
[[nodiscard]] bool is_rural_area(std::string_view archive_area);

/// The clear fields alone, as prepare_person and updates check them: texts folded, codes known, dates real and in order.
void check_cover(Cover& cover, const Rules& rules, CivilDate today, std::vector<Finding>& hard, std::vector<Finding>& soft);
/// A passport is one of a country (residents specification 2.3).
void check_nationality(const Cover& cover, std::vector<Finding>& hard);
/// Resolves village, institution and grid; VILLAGE_UNKNOWN, INSTITUTION_UNKNOWN, GRID_UNKNOWN. Gives the archive area.
[[nodiscard]] std::string place_person(Cover& cover, const Directory& directory, std::vector<Finding>& hard);
/// Cover complete: everything the norm demands of it but the address of registration (annex 2); the telephone may be the contact's.
/// The type of residence belongs to the basic form, though it stands on the cover's side of the page.
[[nodiscard]] bool cover_complete(const Cover& cover, const Secrets& secrets);
void check_phone(std::string& phone, std::string_view pointer, bool expected, std::vector<Finding>& soft);

}  // namespace jiwei::residents
