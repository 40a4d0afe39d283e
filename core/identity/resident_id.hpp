// Identity documents: the citizen number of GB 11643-1999 with its ordered checks, the old 15-digit number, and the other kinds of
// document. Everything is pure; `today` is an argument, and so is the list of provinces because it is data of the value sets
// (PROVINCE_GBT2260).
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/expected.hpp"
#include "core/kernel/finding.hpp"
#include "core/values/value_sets.hpp"

namespace jiwei::identity {

/// The two-digit codes that may begin an 18-digit number.
class Provinces {
public:
    /// The codes of PROVINCE_GBT2260.
    [[nodiscard]] static Provinces of(const values::ValueSets& sets);
    void add(std::string_view two_digits);
    [[nodiscard]] bool has(std::string_view two_digits) const;

private:
    std::bitset<100> known_;
};

/// What the person behind the desk entered beside the number. Empty members are not compared.
struct Claims {
    std::optional<CivilDate> birth_date;
    std::string_view sex;              // SEX_GBT2261_1; "0" and "9" are never a mismatch: the number decides
    bool mismatch_overridden = false;  // the institution's administrator accepted a mismatch with a reason: reported as soft
};

struct Context {
    const Provinces& provinces;
    CivilDate today;
};

/// A document number that passed its checks.
struct Document {
    std::string type;                     // ID_TYPE; "10" is recognised from the prefix of an 18-digit number
    std::string number;                   // folded
    std::optional<CivilDate> birth_date;  // as far as the number says
    std::string sex;                      // "1" or "2", empty when the number does not say
    std::vector<Finding> warnings;        // ID_AGE_HIGH, and overridden mismatches; all soft
};

/// The check character of GB 11643 for 17 digits ('0'-'9' or 'X'); '\0' when `first17` is not 17 digits.
[[nodiscard]] char check_character_gb11643(std::string_view first17);

/// The 18-digit number. The first failure of this order is returned (pointer "/id_no", or the field that contradicts it):
/// ID_FORMAT, ID_AREA, ID_BIRTH, ID_BIRTH_RANGE, ID_CHECK, ID_BIRTH_MISMATCH, ID_SEX_MISMATCH. Over 110 years of age: ID_AGE_HIGH as a
/// warning.
[[nodiscard]] tl::expected<Document, Finding> check_resident_id(std::string_view typed, const Claims& claims, const Context& context);

/// Any document of the list ID_TYPE: 01 and 10 as above, 08 letter + 9 digits, 09 both editions, 03 5-17 letters or digits, 98 the
/// temporary identifier, the rest 4-30 letters, digits and "-". Refusals carry the same codes; an unknown type is CODE_UNKNOWN at
/// "/id_type".
[[nodiscard]] tl::expected<Document, Finding> check_document(std::string_view type, std::string_view typed, const Claims& claims,
                                                             const Context& context);

/// A 15-digit number of the first edition and the 18-digit number it stands for (century 19).
struct Legacy {
    std::string full;   // 18 characters: the identifier
    std::string alias;  // the 15 digits as they were
};
/// For search and import only. Refused with the codes above, and with ID_LEGACY_REVIEW when the sequence is 996-999: those were
/// given to people born before 1900, so a person must decide the century.
[[nodiscard]] tl::expected<Legacy, Finding> convert_legacy_id(std::string_view typed, const Context& context);

/// Import and search: 15 digits are converted, everything else goes through check_resident_id. `alias` is empty without a conversion.
struct Converted {
    Document document;
    std::string alias;
};
[[nodiscard]] tl::expected<Converted, Finding> check_or_convert(std::string_view typed, const Claims& claims, const Context& context);

/// T + county + birth date + sequence, 18 characters, for newborns and people without documents. `birth_month` and `birth_day` are 0
/// when unknown. Refused: county not six digits, no such date, sequence outside 1-999 (TEMP_ID_FULL).
[[nodiscard]] tl::expected<std::string, Finding> make_temporary_id(std::string_view county, int birth_year, int birth_month, int birth_day,
                                                                   int sequence);
/// County + birth date part of a temporary identifier: the counter that gives the sequence is kept per this key ("T35088120261121").
[[nodiscard]] std::string temporary_id_prefix(std::string_view county, int birth_year, int birth_month, int birth_day);

/// A provisional name for a newborn (service specification 2017, ch. 4, newborn form note 1): mother's name + 之男 / 之女 / 之婴.
[[nodiscard]] std::string newborn_name(std::string_view mother_name, std::string_view sex);

}  // namespace jiwei::identity
