// Network addresses as bytes.
#include "platform/http/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace jiwei::http {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool is_v4(const Address& address) { return std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin()); }

template <class T>
std::optional<T> number(std::string_view text, T max) {
    T value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty() || value > max) return std::nullopt;
    return value;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return std::nullopt;  // the system reads no further than there
    const std::string copy{text};
    Address address;
    in_addr v4{};
    if (inet_pton(AF_INET, copy.c_str(), &v4) == 1) {
        std::ranges::copy(mapped_prefix, address.bytes.begin());
        std::memcpy(address.bytes.data() + mapped_prefix.size(), &v4, sizeof v4);
        return address;
    }
    in6_addr v6{};
    if (inet_pton(AF_INET6, copy.c_str(), &v6) != 1) return std::nullopt;
    std::memcpy(address.bytes.data(), &v6, sizeof v6);
    return address;
}

bool Address::is_loopback() const {
    if (is_v4(*this)) return bytes[12] == 127;
    return std::all_of(bytes.begin(), bytes.end() - 1, [](std::uint8_t b) { return b == 0; }) && bytes.back() == 1;
}

std::string Address::text() const {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    const bool v4 = is_v4(*this);
    inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? bytes.data() + mapped_prefix.size() : bytes.data(), buffer.data(), buffer.size());
    return buffer.data();
}

std::optional<AddressBlock> AddressBlock::parse(std::string_view text) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    const auto base = Address::parse(text.substr(0, slash));
    if (!base) return std::nullopt;
    AddressBlock block;
    block.base_ = *base;
    if (slash == text.size()) return block;
    const int width = is_v4(*base) ? 32 : 128;
    const auto bits = number<int>(text.substr(slash + 1), width);
    if (!bits || *bits < 0) return std::nullopt;
    block.prefix_bits_ = 128 - width + *bits;
    return block;
}

bool AddressBlock::contains(const Address& address) const {
    const auto whole = static_cast<std::size_t>(prefix_bits_ / 8);
    if (!std::equal(base_.bytes.begin(), base_.bytes.begin() + static_cast<std::ptrdiff_t>(whole), address.bytes.begin())) return false;
    const int rest = prefix_bits_ % 8;
    if (rest == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xFFU << static_cast<unsigned>(8 - rest));
    return (base_.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

std::optional<ListenAddress> parse_listen(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']') && host.size() > 2) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return std::nullopt;
    }
    const auto address = Address::parse(host);
    const auto port = number<std::uint16_t>(text.substr(colon + 1), 65535);
    if (!address || !port) return std::nullopt;
    return ListenAddress{*address, *port};
}

bool any_contains(const std::vector<AddressBlock>& blocks, const Address& address) {
    return std::ranges::any_of(blocks, [&](const AddressBlock& block) { return block.contains(address); });
}

Address client_address(const Address& peer, std::string_view forwarded_for, const std::vector<AddressBlock>& trusted) {
    Address client = peer;
    while (any_contains(trusted, client) && !forwarded_for.empty()) {
        const std::size_t comma = forwarded_for.rfind(',');
        const std::string_view last = trimmed(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
        const auto next = Address::parse(last);
        if (!next) break;  // what follows was written by nobody we trust
        client = *next;
        forwarded_for = comma == std::string_view::npos ? std::string_view{} : forwarded_for.substr(0, comma);
    }
    return client;
}

}  // namespace jiwei::http
