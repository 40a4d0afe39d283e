// The columns of a roster: which heading means which field (packs/rosters).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/json.hpp"

namespace jiwei::residents {

enum class ColumnKind : unsigned char {
    text,
    date,
    sex,
    code,
    codes,
    village,
    institution,
    json,
    past_disease,
    household,
    relation,
    age,
    part,  // of something else: never exported
    ignore
};

struct ColumnField {
    std::string field;
    ColumnKind kind = ColumnKind::text;
    std::string set;
    std::string label_zh;
    std::string label_en;
};

/// Built once from packs/rosters; read by many threads.
class Columns {
public:
    struct Files {
        std::string_view headings, heading_parts, reasons, words;
    };
    /// Throws std::runtime_error when a file is damaged.
    explicit Columns(const Files& files);

    /// The field a heading means, or nothing.
    [[nodiscard]] const ColumnField* find(std::string_view heading) const;
    /// The field that the words in an unknown heading speak of (所在行政村, 联系方式1), or nothing.
    [[nodiscard]] const ColumnField* guess(std::string_view heading) const;
    [[nodiscard]] const ColumnField* field(std::string_view name) const;
    /// The code that an everyday word means in a list (农民, 新农合); empty when none does.
    [[nodiscard]] std::string word(std::string_view set, std::string_view typed) const;
    /// In the order of the file: what exports write.
    [[nodiscard]] const std::vector<ColumnField>& fields() const { return fields_; }
    /// "校验码不符 (ID_CHECK)"
    [[nodiscard]] std::string reason(std::string_view code) const;

private:
    struct Parts {
        std::size_t field = 0;
        std::vector<std::string> holds, without;
    };

    std::vector<ColumnField> fields_;
    std::vector<Parts> parts_;
    std::map<std::string, std::size_t, std::less<>> by_heading_;
    std::map<std::string, std::string, std::less<>> reasons_;
    std::map<std::string, std::string, std::less<>> words_;  // "SET:word" -> code
};

/// Width and case folded, without blanks, "*" and bracketed remarks: the form in which headings are compared.
[[nodiscard]] std::string fold_heading(std::string_view heading);

/// For every column of the file the field it holds, or nullptr.
struct Mapping {
    std::vector<std::string> header;
    std::vector<const ColumnField*> columns;
    [[nodiscard]] bool has(std::string_view field) const;
};

/// True when the row looks like a heading row: it names a person (name or ID number) and one thing more.
[[nodiscard]] bool is_header(const Columns& columns, const std::vector<std::string>& cells);
/// The first column of a field wins. `overrides`: {"7":"address"} by column index, "" for none.
[[nodiscard]] Mapping map_columns(const Columns& columns, std::vector<std::string> header, const json::Value& overrides);

}  // namespace jiwei::residents
