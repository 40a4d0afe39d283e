// Where one module must hear of another against the arrow of dependence, and which source answers for which number: all in one place.
#pragma once

#include "app/composition.hpp"

namespace jiwei::app {

/// Nothing is held: modules are plugged into each other.
class Composition::Seams {};

}  // namespace jiwei::app
