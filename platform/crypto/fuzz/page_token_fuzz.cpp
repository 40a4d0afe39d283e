// Fuzzes page tokens: nothing that was not sealed opens, whatever opens is the one text of its payload, and no input is a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "platform/crypto/digest.hpp"
#include "platform/crypto/page_token.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace jiwei::crypto;
    static const PageTokens tokens{std::string(32, 'k')};
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    if (const auto payload = tokens.open(input, "list")) {
        if (tokens.seal(*payload, "list") != input) std::abort();
    }
    if (const auto bytes = unbase64url(input)) {
        if (base64url(*bytes) != input) std::abort();
    }
    if (size <= 2'000) {
        const auto back = tokens.open(tokens.seal(input, "list"), "list");
        if (!back || *back != input || tokens.open(tokens.seal(input, "list"), "other")) std::abort();
    }
    return 0;
}
