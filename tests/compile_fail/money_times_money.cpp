// Money has no multiplication: a share of an amount is a named function that says how it rounds.
#include "core/kernel/fen.hpp"

#ifdef JIWEI_RIGHT
constexpr jiwei::Fen sum = jiwei::Fen{2} + jiwei::Fen{3};
#else
constexpr auto product = jiwei::Fen{2} * jiwei::Fen{3};
#endif
