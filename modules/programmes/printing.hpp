// A signed record on the official paper, from the layout in its pack.
#pragma once

#include <string>

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

/// PDF; refused: not-found where the pack has no layout of this form. A field of the form goes before what the register says under that
/// name.
[[nodiscard]] Result<std::string> print_record(const Programmes::Impl& impl, const Record& record, const residents::Brief& brief,
                                               const residents::OnPaper& person);

}  // namespace jiwei::programmes
