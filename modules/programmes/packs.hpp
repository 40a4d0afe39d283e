// The editions that a PackStore holds.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "core/packs/pack.hpp"
#include "modules/programmes/api.hpp"

namespace jiwei::programmes {

struct Edition {
    PackBundle bundle;
    std::shared_ptr<const packs::Pack> pack;
};

class PackStore::Impl {
public:
    /// By name, then by effective date.
    std::vector<Edition> editions;
    std::vector<PackBundle> bundles;
    std::string digest;     // of the versions
    std::string directory;  // where they were loaded from
    /// Those of the directory, whatever was loaded over them.
    std::vector<Edition> of_program;
    /// Packs without enrolment that define indicators: every archive may count in them. The archive's own is residents' matter.
    std::vector<std::string> counting;
    std::set<std::string, std::less<>> counting_facts;          // codes of facts that their rules may look at
    std::map<std::string, std::string, std::less<>> form_rows;  // form by its full name to its row of the matrix, by the newest edition
    std::uint64_t revision = 0;                                 // of `editions`

    /// Beside the others; the one of the same name and effective date makes way.
    void put(const Edition& edition);
    /// After `editions` has changed: in order, and what follows from it.
    void settle();
    /// Valid on the day; before the first edition: the first. Nothing for an unknown name.
    [[nodiscard]] const Edition* on(std::string_view name, CivilDate day) const;
    /// The row of the permission matrix that a form goes by: today's word, whatever the edition of a record said. Of a form that nobody
    /// knows any more: the first row.
    [[nodiscard]] std::string_view row_of_form(std::string_view full_name) const;
    [[nodiscard]] bool counts_people(std::string_view name) const { return std::ranges::find(counting, name) != counting.end(); }
};

/// Type-checked; `label` stands before each file in the errors. Errors: pack-refused.
[[nodiscard]] Result<Edition> edition_of(const packs::Bundle& bundle, const std::string& label);

/// A form by its full name, "hypertension/follow-up".
struct FormName {
    std::string_view pack;
    std::string_view form;
};
[[nodiscard]] std::optional<FormName> split_form(std::string_view full);

}  // namespace jiwei::programmes
