// The chance of the demo county: the same numbers on every machine and compiler, which std distributions do not promise.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace jiwei::app::demo {

/// SplitMix64.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_{seed} {}
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    /// 0 … count-1.
    int below(int count) { return static_cast<int>(next() % static_cast<std::uint64_t>(count)); }
    /// low … high.
    int between(int low, int high) { return low + below(high - low + 1); }
    /// True `per_mille` times of a thousand.
    bool chance(int per_mille) { return below(1000) < per_mille; }
    /// About the middle of -width … width, as measurements scatter.
    int scatter(int width) { return (between(-width, width) + between(-width, width)) / 2; }
    template <class T>
    const T& pick(std::span<const T> list) {
        return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
    }
    /// An index, chosen by weight.
    std::size_t weighted(std::span<const int> weights) {
        int sum = 0;
        for (const int weight : weights) sum += weight;
        int at = below(sum);
        for (std::size_t i = 0; i < weights.size(); ++i) {
            at -= weights[i];
            if (at < 0) return i;
        }
        return weights.size() - 1;
    }

private:
    std::uint64_t state_;
};

}  // namespace jiwei::app::demo
