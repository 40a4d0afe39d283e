// A bare number is no amount.
#include "core/kernel/fen.hpp"

constexpr jiwei::Fen pay(jiwei::Fen amount) { return amount; }
#ifdef JIWEI_RIGHT
constexpr jiwei::Fen paid = pay(jiwei::Fen{5});
#else
constexpr jiwei::Fen paid = pay(5);
#endif
