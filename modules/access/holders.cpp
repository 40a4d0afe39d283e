#include "modules/access/holders.hpp"

namespace jiwei::access {

std::shared_ptr<Holder> HolderCache::find(const std::string& secret_hash) {
    Shard& shard = shard_of(secret_hash);
    const std::lock_guard lock{shard.mutex};
    const auto found = shard.holders.find(secret_hash);
    return found == shard.holders.end() ? nullptr : found->second;
}

void HolderCache::put(const std::shared_ptr<Holder>& holder) {
    Shard& shard = shard_of(holder->secret_hash);
    const std::lock_guard lock{shard.mutex};
    // A full shard starts again: everyone in it costs one query.
    if (shard.holders.size() >= holders_max) shard.holders.clear();
    shard.holders[holder->secret_hash] = holder;
}

void HolderCache::erase(const std::string& secret_hash) {
    Shard& shard = shard_of(secret_hash);
    const std::lock_guard lock{shard.mutex};
    shard.holders.erase(secret_hash);
}

void HolderCache::erase_user(std::string_view user_id) {
    for (Shard& shard : shards_) {
        const std::lock_guard lock{shard.mutex};
        std::erase_if(shard.holders, [&](const auto& entry) { return entry.second->principal.user_id == user_id; });
    }
}

}  // namespace jiwei::access
