// The protocol side of /fhir/R4: metadata, read, search; one instance serves all providers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fhir/provider.hpp"
#include "platform/http/route.hpp"

namespace jiwei::fhir {

inline constexpr int count_default = 20;
inline constexpr int count_max = 200;
inline constexpr std::int64_t page_token_life_ms = 15 * 60'000;

struct RouterOptions {
    std::string public_url;  // "https://hub.example" from the configuration; empty: taken from the request's Host
    std::string software_version;
    /// Paging tokens: payload and context in, text that nobody else can make out; and back (crypto::PageTokens).
    std::function<std::string(std::string_view payload, std::string_view context)> seal_token;
    std::function<std::optional<std::string>(std::string_view token, std::string_view context)> open_token;
};

class Router {
public:
    explicit Router(RouterOptions options);
    ~Router();
    /// Before routes(). Several providers of one type are merged: the first that knows an id answers, searches ask each in turn.
    void add(Provider& provider);
    [[nodiscard]] http::RouteSet routes();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;  // the handlers keep it
};

}  // namespace jiwei::fhir
