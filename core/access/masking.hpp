// What a reader sees of a person's fields (security specification 5), decided from one table for every edge: page, list, work list,
// print, export, FHIR, and one field shown on request.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/expected.hpp"

namespace jiwei::masking {

enum class Edge : unsigned char { list, page, print, export_rows, fhir, worklist, reveal };
enum class Field : unsigned char { name, id_no, phone, address, card };
enum class Show : unsigned char { full, masked, none };

/// One line of packs/roles/masks.csv. The first that fits decides.
struct Rule {
    std::string role;  // "*": any
    std::string edge;  // list, page, print, export, fhir, worklist, reveal, or "*"
    std::string field;
    bool close_only = false;  // only when the reader's reach holds the person by grid or treatment
    Show show = Show::masked;
};

class Table {
public:
    Table() = default;
    /// Columns role, edge, field, relation (near, any), show (full, masked, none), reason. On error: "line N: what is wrong".
    [[nodiscard]] static tl::expected<Table, std::string> read(std::string_view csv);

    /// The most open answer over the roles that act together; masked when no line fits.
    [[nodiscard]] Show show(const std::vector<std::string>& roles, Edge edge, Field field, bool close) const;
    [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }

private:
    [[nodiscard]] Show show_one(std::string_view role, Edge edge, Field field, bool close) const;
    std::vector<Rule> rules_;
};

/// The text as it is shown: itself, its masked form, or empty.
[[nodiscard]] std::string shown(Field field, Show show, std::string_view text);

}  // namespace jiwei::masking
