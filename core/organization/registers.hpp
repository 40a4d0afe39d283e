// Registers declared as data: which columns a row has, what each may hold, and the rules that go beyond a column
// (organisation specification 5-8a). Pure: related rows are given by the caller.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/expected.hpp"
#include "core/kernel/finding.hpp"
#include "core/kernel/json.hpp"

namespace jiwei::organization_rules {

enum class ColumnType : unsigned char { text, long_text, integer, fen, date, code, codes, boolean, institution, person, row };

struct Choice {
    std::string code;
    std::string zh;
    std::string en;
};

struct Column {
    std::string key;
    ColumnType type = ColumnType::text;
    std::string zh;
    std::string en;
    std::string unit_zh;
    std::string unit_en;
    bool required = false;
    bool in_list = false;
    bool is_sealed = false;  // text only: stored encrypted, shown by its last four
    std::int64_t least = 0;
    std::int64_t most = 0;        // of integers and fen; of text its length in characters
    std::vector<Choice> choices;  // of code and codes
    std::string register_name;    // of row: which register it points into
};

/// A register: its rows hang on an institution, and on a person when `of_person`.
struct Register {
    std::string name;
    std::string group;       // the tab of the page: staff, equipment, construction, training, support, ethics, creation
    std::string permission;  // row of the role matrix
    std::string zh;
    std::string en;
    std::string source;
    bool of_person = false;
    bool county_only = false;  // written by the county alone
    std::string parent;        // name of the register its rows belong to, or empty
    // Which columns the common search columns are taken from; empty: none.
    std::string title_key;
    std::string code_key;
    std::string from_key;
    std::string until_key;
    std::string state_key;
    std::vector<Column> columns;

    [[nodiscard]] const Column* find(std::string_view key) const;
};

struct Registers {
    std::vector<Register> all;
    [[nodiscard]] const Register* find(std::string_view name) const;
};

/// Reads the declaration of a pack; the Finding names the place by a JSON pointer ("/registers/3/columns/0/type").
[[nodiscard]] tl::expected<Registers, Finding> read_registers(const json::Value& document);

/// Columns of one body: REQUIRED, TYPE, FIELD_UNKNOWN, CODE_UNKNOWN, RANGE_HARD, TEXT_LENGTH, DATE_FORMAT, DATE_ORDER at the field.
[[nodiscard]] std::vector<Finding> check_columns(const Register& of, const json::Value& body);

/// What a rule may look at beside the row itself.
struct RowFacts {
    CivilDate today;
    std::string id;
    /// Bodies of rows of the same person or parent, without the row itself: by register name.
    std::map<std::string, std::vector<json::Value>, std::less<>> related;
    /// The `days`th working day after a date; where nothing is given, weekends alone are free.
    std::function<CivilDate(CivilDate from, int days)> after_working_days = {};
};
/// The rules of the register that no column says; see rules.cpp. Empty when the register has none.
[[nodiscard]] std::vector<Finding> check_rules(const Register& of, const json::Value& body, const RowFacts& facts);

}  // namespace jiwei::organization_rules
