// Marks a thread that runs an act or a read: asking the database again from inside would wait for itself.
#pragma once

namespace jiwei::db {

class Inside {
public:
    /// Throws std::logic_error when this thread is inside already.
    Inside();
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    [[nodiscard]] static bool now();
};

}  // namespace jiwei::db
