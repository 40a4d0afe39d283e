// How one reader sees the fields of people at one edge (packs/roles/masks.csv, docs/adr/0068). Everything that shows a name, a number, a
// telephone or an address goes through here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

class View {
public:
    View(const Inside& in, const auth::Principal& principal, masking::Edge edge) : in_{&in}, principal_{&principal}, edge_{edge} {}

    /// The field as the table says; `close`: see Inside::is_close.
    [[nodiscard]] std::string shown(masking::Field field, bool close, std::string_view text) const;
    /// For members that always carry the masked form: that, or nothing when the table shows nothing.
    [[nodiscard]] std::string masked(masking::Field field, bool close, std::string_view text) const;
    /// For members that carry the whole text or null.
    [[nodiscard]] bool in_full(masking::Field field, bool close) const;

private:
    const Inside* in_;
    const auth::Principal* principal_;
    masking::Edge edge_;
};

}  // namespace jiwei::residents
