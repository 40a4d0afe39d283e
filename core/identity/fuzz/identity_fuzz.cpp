// Fuzzes the readers of document, archive, organisation and telephone numbers: what is accepted has one folded form, which is accepted too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/identity/archive_number.hpp"
#include "core/identity/normalise.hpp"
#include "core/identity/organisation_code.hpp"
#include "core/identity/phone.hpp"
#include "core/identity/resident_id.hpp"

namespace {

using namespace jiwei;

void demand(bool promise) {
    if (!promise) std::abort();
}

void read_documents(std::string_view text) {
    identity::Provinces provinces;
    provinces.add("35");
    provinces.add("11");
    const identity::Context context{provinces, *CivilDate::of(2026, 11, 21)};
    for (const char* type : {"01", "03", "06", "08", "09", "10", "98", "99", "xx"}) {
        const auto document = identity::check_document(type, text, {}, context);
        if (!document) {
            demand(!document.error().code.empty() && document.error().pointer.starts_with("/id_"));
            continue;
        }
        const auto again = identity::check_document(type, document->number, {}, context);
        demand(again && again->number == document->number && again->birth_date == document->birth_date && again->sex == document->sex);
    }
    if (const auto legacy = identity::convert_legacy_id(text, context)) {
        demand(legacy->full.size() == 18 && legacy->alias.size() == 15 &&
               identity::check_resident_id(legacy->full, {}, context).has_value());
    }
    (void)identity::check_or_convert(text, {}, context);
}

void read_archive_number(std::string_view text) {
    if (const auto number = identity::ArchiveNumber::parse(text)) {
        const auto again = identity::ArchiveNumber::parse(number->text());
        demand(again && again->text() == number->text());
        demand(identity::fold_printed_archive_number(number->printed()) == number->text().substr(9));
        const auto made = identity::ArchiveNumber::make(number->county(), number->township(), number->committee(), number->serial());
        demand(made && made->text() == number->text());
    }
    const std::string folded = identity::fold_printed_archive_number(text);
    demand(folded.empty() || identity::fold_printed_archive_number(folded) == folded);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    read_documents(text);
    read_archive_number(text);
    (void)identity::check_organisation_code(text);
    (void)identity::check_social_credit_code(text);
    (void)identity::phone_kind(text);
    const std::string phone = identity::fold_phone(text);
    demand(identity::phone_kind(phone) == identity::phone_kind(text));
    const std::string number = identity::fold_number(text);
    demand(identity::fold_number(number) == number);
    const std::string name = identity::fold_name(text);
    demand(identity::fold_name(name) == name);
    return 0;
}
