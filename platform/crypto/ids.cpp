#include "platform/crypto/ids.hpp"

#include <array>
#include <functional>
#include <mutex>
#include <utility>

#include "platform/crypto/digest.hpp"

namespace jiwei::crypto {

namespace {

constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

/// splitmix64 (Steele, Lea, Flood 2014): small, repeatable, good enough for ids that need not be secret.
std::uint64_t splitmix(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state;
    z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ z >> 27U) * 0x94D049BB133111EBULL;
    return z ^ z >> 31U;
}

std::string render(std::uint64_t time_ms, std::uint64_t high, std::uint64_t low) {
    std::string out(26, '0');
    for (std::size_t i = 10; i-- > 0; time_ms >>= 5U) out[i] = crockford[time_ms & 31U];
    // 80 random bits are 16 letters; `high` holds the upper 40, `low` the lower 40.
    for (std::size_t i = 18; i-- > 10; high >>= 5U) out[i] = crockford[high & 31U];
    for (std::size_t i = 26; i-- > 18; low >>= 5U) out[i] = crockford[low & 31U];
    return out;
}

class Ulids final : public IdSource {
public:
    Ulids(const time::Clock& clock, std::function<std::uint64_t()> random) : clock_{clock}, random_{std::move(random)} {}

    std::string next() override {
        constexpr std::uint64_t mask = (1ULL << 40U) - 1;
        const auto now_ms = static_cast<std::uint64_t>(clock_.now().utc_ms);
        const std::lock_guard lock{mutex_};
        if (now_ms > time_ms_ || high_ == mask) {
            // When the clock stands still for 2^79 ids the next millisecond is borrowed.
            time_ms_ = now_ms > time_ms_ ? now_ms : time_ms_ + 1;
            high_ = random_() & (mask >> 1U);
            low_ = random_() & mask;
        } else {
            // Within one millisecond, or when the clock was set back: a random step up, so that the next id cannot be guessed.
            low_ += 1 + (random_() & 0xFFFF'FFFFU);
            if (low_ > mask) {
                low_ &= mask;
                ++high_;
            }
        }
        return render(time_ms_, high_, low_);
    }

private:
    const time::Clock& clock_;
    std::function<std::uint64_t()> random_;
    std::mutex mutex_;
    std::uint64_t time_ms_ = 0;
    std::uint64_t high_ = 0;
    std::uint64_t low_ = 0;
};

/// Random words from the operating system, fetched 128 at a time. Called under the lock of its Ulids.
class SystemWords {
public:
    std::uint64_t operator()() {
        if (at_ == pool_.size()) {
            pool_ = random_bytes(1024);
            at_ = 0;
        }
        const std::uint64_t word = big_endian(std::string_view{pool_}.substr(at_, 8));
        at_ += 8;
        return word;
    }

private:
    std::string pool_;
    std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<IdSource> make_id_source(const time::Clock& clock) { return std::make_unique<Ulids>(clock, SystemWords{}); }

std::unique_ptr<IdSource> make_seeded_id_source(const time::Clock& clock, std::uint64_t seed) {
    return std::make_unique<Ulids>(clock, [state = seed]() mutable { return splitmix(state); });
}

}  // namespace jiwei::crypto
