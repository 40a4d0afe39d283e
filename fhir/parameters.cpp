#include "fhir/parameters.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/kernel/civil_date.hpp"
#include "fhir/router.hpp"

namespace jiwei::fhir {
namespace {

constexpr std::size_t values_max = 50;
constexpr std::size_t value_bytes_max = 200;

/// Parameters of the answer that R4 names and this server accepts without effect.
constexpr std::array<std::string_view, 4> harmless{"_format", "_pretty", "_total", "_elements"};

Result<int> read_count(std::string_view value) {
    const auto number = parse_decimal(value);
    if (!number || number->scale() != 0 || number->units() < 0) return refuse_field(Refusal::malformed, "_count", "fhir-value", "0-200");
    return static_cast<int>(std::min<std::int64_t>(number->units(), count_max));
}

}  // namespace

std::vector<std::string> split_alternatives(std::string_view value) {
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size() && (value[i + 1] == ',' || value[i + 1] == '\\')) {
            parts.back() += value[++i];
        } else if (value[i] == ',') {
            parts.emplace_back();
        } else {
            parts.back() += value[i];
        }
    }
    return parts;
}

Token read_token(std::string_view value) {
    Token token;
    std::string* into = &token.code;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) {
            *into += value[++i];
        } else if (value[i] == '|' && token.any_system) {
            token.any_system = false;
            token.system = std::move(token.code);
            token.code.clear();
        } else {
            *into += value[i];
        }
    }
    return token;
}

std::optional<DateRange> read_date(std::string_view value) {
    constexpr std::array<std::string_view, 8> prefixes{"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"};
    DateRange range;
    if (value.size() > 2 && std::ranges::find(prefixes, value.substr(0, 2)) != prefixes.end()) {
        range.prefix = value.substr(0, 2);
        value.remove_prefix(2);
    }
    std::string first{value};
    if (value.size() == 4) first += "-01-01";
    if (value.size() == 7) first += "-01";
    const auto day = parse_civil_date(first);
    if (!day || (value.size() != 4 && value.size() != 7 && value.size() != 10)) return std::nullopt;
    range.first = day->text();
    range.last = range.first;
    if (value.size() == 4) range.last = std::string{value} + "-12-31";
    if (value.size() == 7) {
        const int days = days_in_month(day->year(), day->month());
        range.last = std::string{value} + "-" + std::to_string(days);
    }
    return range;
}

Result<ReadParameters> read_parameters(const Params& params, const std::vector<SearchParam>& known, bool strict) {
    ReadParameters read;
    for (const auto& [full_name, value] : params) {
        const std::size_t colon = full_name.find(':');
        const std::string name = full_name.substr(0, colon);
        const std::string modifier = colon == std::string::npos ? std::string{} : full_name.substr(colon + 1);
        if (name == "_count") {
            JIWEI_TRY(count, read_count(value));
            read.count = count;
            read.count_only = read.count_only || count == 0;
        } else if (name == "_summary" && (value == "count" || value == "false")) {
            read.count_only = read.count_only || value == "count";
        } else if (name == "_page") {
            read.page = value;
        } else if (std::ranges::find(known, name, &SearchParam::name) != known.end()) {
            Condition condition{name, modifier, split_alternatives(value)};
            if (condition.values.size() > values_max || value.size() > values_max * value_bytes_max) {
                return refuse_field(Refusal::malformed, name, "fhir-value", "at most 50 alternatives");
            }
            read.conditions.push_back(std::move(condition));
        } else if (std::ranges::find(harmless, name) == harmless.end()) {
            if (strict) return refuse_field(Refusal::malformed, name, "fhir-parameter", "see the CapabilityStatement");
            read.ignored.push_back(full_name);
        }
    }
    return read;
}

}  // namespace jiwei::fhir
