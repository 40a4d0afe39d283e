#include "core/forms/form.hpp"

#include <algorithm>
#include <array>

namespace jiwei::forms {

namespace {

constexpr std::array<std::string_view, 10> type_names{"int", "dec", "date", "month", "bool", "code", "codes", "text", "rows", "staff"};

}  // namespace

const Choice* ValueSet::find(std::string_view code) const {
    const auto found = std::find_if(choices.begin(), choices.end(), [code](const Choice& choice) { return choice.code == code; });
    return found == choices.end() ? nullptr : &*found;
}

std::string_view field_type_name(FieldType type) { return type_names[static_cast<std::size_t>(type)]; }

std::optional<FieldType> parse_field_type(std::string_view word) {
    const auto* const found = std::find(type_names.begin(), type_names.end(), word);
    if (found == type_names.end()) return std::nullopt;
    return static_cast<FieldType>(found - type_names.begin());
}

bool Range::holds(Decimal value) const {
    if (low && (low_open ? value <= *low : value < *low)) return false;
    return !high || (high_open ? value < *high : value <= *high);
}

const Field* Form::find(std::string_view key) const {
    const auto found = std::find_if(fields.begin(), fields.end(), [key](const Field& field) { return field.key == key; });
    return found == fields.end() ? nullptr : &*found;
}

}  // namespace jiwei::forms
