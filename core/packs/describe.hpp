// A pack as a screen needs it: forms with their code lists, tasks, indicators, messages. No rule text.
#pragma once

#include "core/kernel/json.hpp"
#include "core/packs/pack.hpp"

namespace jiwei::packs {

[[nodiscard]] json::Value describe(const Pack& pack);

}  // namespace jiwei::packs
