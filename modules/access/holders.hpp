// Who holds a live session or token, in memory: a request costs one digest and one look-up, not a query.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "modules/access/api.hpp"

namespace jiwei::access {

/// Immutable but for the clocks. Read again from the database every holder_recheck_ms, so that what another process ends, ends here.
struct Holder {
    auth::Principal principal;
    std::vector<Assignment> assignments;  // of a user
    std::string display_name;
    std::string secret_hash;
    bool demo = false;
    std::int64_t idle_ms = 0;  // 0: no idle limit (tokens)
    std::int64_t ends_ms = 0;
    std::atomic<std::int64_t> seen_ms{0};
    std::atomic<std::int64_t> saved_ms{0};    // seen_ms as the database knows it
    std::atomic<std::int64_t> checked_ms{0};  // when the database was asked last
};
inline constexpr std::int64_t holder_recheck_ms = 5'000;
inline constexpr std::int64_t holder_save_ms = 60'000;

/// By digest of the secret. Thread-safe, bounded.
class HolderCache {
public:
    [[nodiscard]] std::shared_ptr<Holder> find(const std::string& secret_hash);
    void put(const std::shared_ptr<Holder>& holder);
    void erase(const std::string& secret_hash);
    void erase_user(std::string_view user_id);

private:
    static constexpr std::size_t holders_max = 4'096;  // a shard
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, std::shared_ptr<Holder>> holders;
    };
    Shard& shard_of(const std::string& secret_hash) { return shards_[static_cast<unsigned char>(secret_hash.front()) % shards_.size()]; }
    std::array<Shard, 16> shards_;
};

}  // namespace jiwei::access
