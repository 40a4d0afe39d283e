// What the columns of another system's file mean (docs/how-to/import-history.md): headings to answers, words to codes, who the person is.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/finding.hpp"
#include "core/packs/pack.hpp"
#include "modules/programmes/api.hpp"
#include "modules/residents/api.hpp"

namespace jiwei::programmes {

/// Codes that an earlier edition of the forms wrote otherwise, by edition, set and code: packs/rosters/code-editions.csv.
using CodeEditions =
    std::map<std::string, std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>>, std::less<>>;
[[nodiscard]] Result<CodeEditions> read_code_editions(std::string_view csv);

/// A mapping file as it was written; nothing is known of the form yet.
struct RecordMapping {
    std::string source;   // the earlier system, "oldcare"
    std::string edition;  // of the code lists in the file: "2017" or "2011"
    std::vector<std::string> row_key;
    std::string author;
    std::string id_no;
    std::string archive_no;
    std::string name;
    std::string birth_date;
    bool enrols = false;
    std::string enrolled_on;
    std::string diagnosis;
    std::vector<std::pair<std::string, std::string>> columns;  // answer ("sbp", "drug.1.name"), heading
    std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> codes;
    std::vector<std::pair<std::string, json::Value>> constants;
};
/// Refused: mapping-invalid with every fault, at its place in the file ("/person").
[[nodiscard]] Result<RecordMapping> read_record_mapping(const json::Value& table);

/// One row of the file as it is understood.
struct MappedRow {
    std::string row_key;
    residents::Clue clue;
    RecordInput record;  // without person and id
    std::optional<CivilDate> enrolled_on;
    std::string author_name;
    std::vector<Finding> findings;
};

/// A mapping against a form and the headings of a file: every column found, every key known.
class RowReader {
public:
    /// Refused: mapping-invalid, file-header.
    [[nodiscard]] static Result<RowReader> make(RecordMapping mapping, const packs::Pack& pack, const forms::Form& form,
                                                std::string_view full_form, const CodeEditions& editions,
                                                const std::vector<std::string>& headings);
    [[nodiscard]] MappedRow read(const std::vector<std::string>& cells) const;
    [[nodiscard]] const RecordMapping& mapping() const { return mapping_; }
    /// Heading of the column that an answer comes from; empty when it comes from none.
    [[nodiscard]] std::string heading_of(std::string_view key) const;
    [[nodiscard]] const std::vector<std::string>& unused_headings() const { return unused_; }

private:
    struct Target {
        std::size_t column = 0;
        const forms::Field* field = nullptr;
        const forms::Field* in_rows = nullptr;  // the rows it is a cell of
        std::size_t row = 0;                    // from 0
        std::string key;                        // "drug.1.name"
    };

    [[nodiscard]] const std::string& cell(const std::vector<std::string>& cells, std::string_view heading) const;
    [[nodiscard]] json::Value answer(const Target& target, const std::string& text, std::vector<Finding>& findings) const;
    [[nodiscard]] std::string code(const Target& target, std::string_view text, std::vector<Finding>& findings) const;

    RecordMapping mapping_;
    const packs::Pack* pack_ = nullptr;
    const forms::Form* form_ = nullptr;
    std::string full_form_;
    const CodeEditions* editions_ = nullptr;
    std::map<std::string, std::size_t, std::less<>> at_;
    std::vector<Target> targets_;
    std::vector<std::string> unused_;
};

}  // namespace jiwei::programmes
