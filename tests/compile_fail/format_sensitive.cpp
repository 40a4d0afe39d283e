// Nor can they be formatted into some other text on the way.
#include <fmt/format.h>

#include "core/kernel/sensitive.hpp"

std::string note(const jiwei::Sensitive& name) {
#ifdef JIWEI_RIGHT
    return fmt::format("{}", name.reveal());  // loud enough for a reviewer
#else
    return fmt::format("{}", name);
#endif
}
