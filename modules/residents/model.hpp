// The resident as this module keeps it: rows, the checked new person, the dated steps. Internal to the module.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/resident_id.hpp"
#include "core/indicators/contributions.hpp"
#include "core/kernel/civil_date.hpp"
#include "core/kernel/json.hpp"
#include "core/packs/pack.hpp"
#include "core/values/value_sets.hpp"
#include "modules/indicators/api.hpp"
#include "modules/residents/api.hpp"
#include "modules/residents/keys.hpp"

namespace jiwei::residents {

/// Rules as data, read once at start: the archive pack, the code lists, the headings of rosters.
struct Rules {
    std::shared_ptr<const packs::Pack> archive;
    std::string archive_version;  // SHA-256 of the bundle's bytes
    values::ValueSets values;
    identity::Provinces provinces;
    std::map<std::string, json::Value, std::less<>> layouts;  // packs/archive/print, by name
    std::string import_headers;                               // packs/rosters/import-headers.csv
    std::string import_reasons;                               // packs/rosters/reasons.csv
    std::string import_heading_parts;                         // packs/rosters/heading-parts.csv
    std::string import_words;                                 // packs/rosters/words.csv
};
/// Throws std::runtime_error when a pack is missing or refused: the server must not start with half its rules.
[[nodiscard]] std::unique_ptr<const Rules> load_rules(const std::string& packs_directory);

inline constexpr std::string_view basic_form = "personal-basic";
inline constexpr std::string_view newborn_form = "newborn-visit";  // of the pack child: kept by the module programmes
inline constexpr std::string_view temporary_id_type = "98";

/// The clear columns of a resident that people state. Also what a version keeps.
struct Cover {
    std::string name;
    std::string sex;
    std::string birth_date;
    std::string id_type;
    std::string nationality;
    std::string contact_name;
    std::string institution_id;
    std::string grid_id;
    std::string village_code;
    std::string address;
    std::string registered_address;
    std::string residence_type;
    std::string residence_state;
    std::string arrived_on;  // empty: registered local
    std::string opened_on;
    std::string opened_by;
    std::string doctor;
    bool operator==(const Cover&) const = default;
};

/// The sensitive ones, in plain text while in memory.
struct Secrets {
    std::string id_no;
    std::string phone;          // folded
    std::string contact_phone;  // folded
    bool operator==(const Secrets&) const = default;
};

struct StatusFields {
    Status status = Status::active;
    std::string on;    // empty while active from the beginning
    std::string note;  // JSON of what the change stated: reason, cause, destination, source
    std::string merged_into;
};

/// One row of `resident` with its sensitive fields still sealed.
struct ResidentRow {
    std::string id;
    std::int64_t version = 1;
    Cover cover;
    StatusFields status;
    std::string id_no_enc, phone_enc, contact_phone_enc;
    std::string archive_no;
    std::string alerts;
    std::string search_keys;  // JSON array of the key texts
    bool basic_complete = false;
    std::string created_hash;
    std::int64_t created_seq = 0;
    std::int64_t created_at = 0;
    std::int64_t change_seq = 0;
    std::int64_t changed_at = 0;
};

struct BasicRow {
    std::int64_t version = 0;
    std::string pack_version;
    std::string filled_on;
    bool complete = false;
    std::string answers;
};

/// A document of a person. `exact_bidx` is empty for kinds that several people may share (household register).
struct Identifier {
    std::int64_t no = 1;
    std::string type;
    std::string number;  // plain, folded
    std::string nationality;
    std::string number_enc;
    std::string exact_bidx;
    bool current = true;
    std::string valid_from;
    std::string valid_to;  // empty: open
    std::string source;    // entry, import, legacy
};

/// The dated state of an archive from one day on.
struct DatedStep {
    std::string from;
    std::string status;
    std::string residence_state;
    std::string arrived_on;
    bool complete = false;  // cover and personal basic form
    std::string institution_id;
    bool opened = false;          // to the person
    bool cover_complete = false;  // the cover alone: enough beside the newborn form of a child (packs/archive)
    bool operator==(const DatedStep&) const = default;
};

/// A checked person, ready to be written. See api.hpp.
struct Prepared {
    std::string id;
    bool id_stated = false;  // by the client: may be a retry
    Cover cover;
    Secrets secrets;  // id_no empty: a temporary identifier is allotted
    StatusFields status;
    std::string id_no_enc, phone_enc, contact_phone_enc;
    std::vector<Identifier> identifiers;  // without the temporary one
    Identifier current = {1,  {},   {}, {}, {},
                          {}, true, {}, {}, {}};  // no, valid_from and source of the current one, when an export states them
    std::string archive_no;                       // given, or empty
    std::string archive_area;                     // county + township + committee, 12 digits
    std::string basic;                            // canonical JSON, empty: not filled
    std::string basic_filled_on;
    bool basic_complete = false;
    std::string alerts;
    std::vector<Key> keys;  // without those of the archive number and a temporary identifier
    std::string created_hash;
    std::string snapshot;  // resident_version.cover
    std::string sealed;    // resident_version.sealed
    std::string row_bidx;  // imports of people without a document
    std::vector<DatedStep> steps;
    std::vector<indicators::Contribution> contributions;
    std::uint64_t counted_by = 0;  // counting_revision() when they were made
    std::string source = "entry";
    std::string household, relation, household_rest, cards;  // of a roster
};

/// "id:350802…", "03:CHN:G123…": what makes a document belong to one person; empty when the kind does not.
[[nodiscard]] std::string exact_key(std::string_view type, std::string_view number, std::string_view nationality);

/// JSON of the clear fields with the status, for resident_version and the canonical export.
[[nodiscard]] std::string snapshot_of(const Cover& cover, const StatusFields& status);
[[nodiscard]] std::string seal_secrets(const Secrets& secrets, const crypto::FieldCipher& cipher);
[[nodiscard]] Secrets open_secrets(std::string_view sealed, const crypto::FieldCipher& cipher);
/// Plain text of a sealed column, "" for an empty one. Throws std::runtime_error when the key directory does not fit the data.
[[nodiscard]] std::string open_field(std::string_view sealed, std::string_view context, const crypto::FieldCipher& cipher);
[[nodiscard]] std::string seal_field(std::string_view plain, std::string_view context, const crypto::FieldCipher& cipher);

/// {"allergy":[…],"allergy_text":…} of the basic form's answers: what the head of a file shows in red.
[[nodiscard]] std::string alerts_of(const json::Value& basic);

/// From `from` on the given fields hold: the step of that day is made or changed, later ones are changed too.
struct StepChange {
    std::optional<std::string> status = std::nullopt;
    std::optional<std::string> residence_state = std::nullopt;
    std::optional<std::string> arrived_on = std::nullopt;
    std::optional<bool> complete = std::nullopt;
    std::optional<std::string> institution_id = std::nullopt;
    std::optional<bool> opened = std::nullopt;
    std::optional<bool> cover_complete = std::nullopt;
};
void change_from(std::vector<DatedStep>& steps, std::string_view from, const StepChange& change);

/// How many years before its entry an archive still counts in R1: the trend needs them, the whole past does not.
inline constexpr int indicator_years_before_entry = 2;
/// The last year of a course without end (docs/adr/0052).
inline constexpr int indicator_year_last = 2999;
/// What the indicators need of a person beside the archive's own steps.
struct Life {
    Use use;
    std::vector<CivilDate> duplicate;  // the days on which the archive became LIKELY one too many and ceased to be, in turn
};
/// The years that an archive counts in, where numbers start anew with a year.
struct CountedYears {
    int entered = 0;
    int first = 0;
    int last = 0;
};
/// What the person adds to indicators of counting packs.
void add_counted(std::vector<indicators::Contribution>& all, std::span<UseSource* const> sources,
                 const core::indicators::PersonHistory& person, CountedYears years);
[[nodiscard]] std::uint64_t counting_revision(std::span<UseSource* const> sources);
/// What the rules of the archive's indicators look at.
[[nodiscard]] core::indicators::PersonHistory history_of(const Cover& cover, const std::vector<DatedStep>& steps, Life life);
/// Whether the archive is complete on a day by the rule of the archive pack: the cover, and the form that is due at that age.
[[nodiscard]] bool complete_on(const Rules& rules, const Cover& cover, const std::vector<DatedStep>& steps, Life life, CivilDate day);
/// The form that stands for the person in the archive: "personal-basic", under 7 "newborn-visit" of the pack child.
[[nodiscard]] std::string_view form_of_age(const Rules& rules, CivilDate birth_date, CivilDate day);
/// From here on no form of childhood makes an archive complete: the rule asks of the archive's own state alone.
[[nodiscard]] bool is_past_newborn_form(const Rules& rules, CivilDate birth_date, CivilDate day);
/// An archive counts until it is closed, whatever the year: its indicators never start anew, so each is one course for ever. The rules of
/// the archive pack may ask for the day of the report, not for the year that it belongs to.
[[nodiscard]] std::vector<indicators::Contribution> contributions_of(const Rules& rules, const core::indicators::PersonHistory& person,
                                                                     int entered_year);

}  // namespace jiwei::residents
