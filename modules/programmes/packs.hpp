// The editions that a PackStore holds.
#pragma once

#include <memory>
#include <optional>
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

    /// After `editions` has changed: in order, and what follows from it.
    void settle();
    /// Valid on the day; before the first edition: the first. Nothing for an unknown name.
    [[nodiscard]] const Edition* on(std::string_view name, CivilDate day) const;
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
