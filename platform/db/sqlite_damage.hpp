// Looks at a SQLite file before it is trusted: quick enough for every start.
#pragma once

#include <string>

namespace jiwei::db {

/// "" when nothing is wrong with the head and the length of the file, else what is wrong. A missing or empty file is sound.
[[nodiscard]] std::string file_damage(const std::string& path);

}  // namespace jiwei::db
