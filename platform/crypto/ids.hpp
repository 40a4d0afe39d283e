// Ids minted here: ULIDs, time-ordered so that inserts land at the end of the tree (docs/adr/0006).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "platform/time/clock.hpp"

namespace jiwei::crypto {

/// Thread-safe; 26 characters of Crockford base32, strictly increasing within one source.
class IdSource {
public:
    virtual ~IdSource() = default;
    [[nodiscard]] virtual std::string next() = 0;
};

/// 48 bits of clock, 80 random bits from the operating system.
[[nodiscard]] std::unique_ptr<IdSource> make_id_source(const time::Clock& clock);
/// Repeatable ids for the demo county and tests: the random part is a generator with this seed.
[[nodiscard]] std::unique_ptr<IdSource> make_seeded_id_source(const time::Clock& clock, std::uint64_t seed);

}  // namespace jiwei::crypto
