// The core behind one door: JSON in, JSON out. The browser's WebAssembly module and the native comparison tool are this and nothing else,
// so that both can only differ where compilers do.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/kernel/json.hpp"
#include "core/packs/pack.hpp"

namespace jiwei::calls {

/// Keeps the packs that were loaded through it. One thread at a time.
class Session {
public:
    /// `request` is {"fn": name, ...}; the answer {"ok": true, ...} or {"ok": false, "error": {"code", "message"}, ...}. Never fails
    /// otherwise.
    [[nodiscard]] std::string call(std::string_view request);

private:
    json::Value dispatch(const json::Value& request);
    json::Value load_pack(const json::Value& request);
    json::Value decide(const json::Value& request);
    json::Value contributions(const json::Value& request);
    /// The people of a list without a connection: who counts in an indicator on a day, and what each lacks.
    json::Value counts_on(const json::Value& request);
    json::Value run_cases(const json::Value& request);
    /// The document checks of the person index; provinces are the value set PROVINCE_GBT2260 of the pack `archive`.
    json::Value check_id(const json::Value& request) const;

    struct Loaded {
        packs::Bundle bundle;
        std::shared_ptr<const packs::Pack> pack;
    };
    std::map<std::string, Loaded, std::less<>> packs_;
};

}  // namespace jiwei::calls
