// Fuzzes the readers of request targets and addresses: what is accepted is UTF-8 without control characters and survives a round trip.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/kernel/utf8.hpp"
#include "platform/http/address.hpp"
#include "platform/http/uri.hpp"

namespace {

using namespace jiwei;

void demand(bool promise) {
    if (!promise) std::abort();
}

bool is_clean(std::string_view text) {
    return utf8::is_valid(text) && std::none_of(text.begin(), text.end(), [](char c) { return c == '\0' || c == '\r' || c == '\x1b'; });
}

void read_query(std::string_view text) {
    const auto params = http::parse_query(text);
    if (!params) return;
    demand(params->size() <= http::query_params_max);
    std::string written;
    for (const auto& [name, value] : *params) {
        demand(is_clean(name) && is_clean(value));
        if (!written.empty()) written += '&';
        written += http::percent_encode(name);
        written += '=';
        written += http::percent_encode(value);
    }
    const auto again = http::parse_query(written);
    demand(again && *again == *params);
}

void read_address(std::string_view text) {
    if (const auto address = http::Address::parse(text)) {
        const auto again = http::Address::parse(address->text());
        demand(again && *again == *address);
        const auto block = http::AddressBlock::parse(text);
        demand(block && block->contains(*address));
    }
    (void)http::AddressBlock::parse(text);
    (void)http::parse_listen(text);
    static const std::vector<http::AddressBlock> trusted{*http::AddressBlock::parse("10.0.0.0/8"), *http::AddressBlock::parse("fd00::/8")};
    const http::Address proxy = *http::Address::parse("10.1.2.3");
    const http::Address stranger = *http::Address::parse("192.0.2.7");
    (void)http::client_address(proxy, text, trusted);
    demand(http::client_address(stranger, text, trusted) == stranger);  // a header counts only from a trusted proxy
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    for (const bool plus_is_space : {false, true}) {
        if (const auto decoded = http::percent_decode(text, plus_is_space)) {
            demand(is_clean(*decoded) && http::percent_decode(http::percent_encode(*decoded), plus_is_space) == *decoded);
        }
    }
    read_query(text);
    read_address(text);
    return 0;
}
