// Network addresses as bytes: who is loopback, who is a trusted proxy, who is the client behind it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiwei::http {

/// IPv6, or IPv4 in its mapped form, so that one comparison serves both.
struct Address {
    std::array<std::uint8_t, 16> bytes{};
    bool operator==(const Address&) const = default;
    /// "10.0.0.1" or "fd00::1"; nothing for names, ports and brackets.
    [[nodiscard]] static std::optional<Address> parse(std::string_view text);
    [[nodiscard]] bool is_loopback() const;
    [[nodiscard]] std::string text() const;
};

/// "10.0.0.0/8", "fd00::/8" or a single address.
class AddressBlock {
public:
    [[nodiscard]] static std::optional<AddressBlock> parse(std::string_view text);
    [[nodiscard]] bool contains(const Address& address) const;

private:
    Address base_;
    int prefix_bits_ = 128;
};

struct ListenAddress {
    Address address;
    std::uint16_t port = 0;
};
/// "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:0".
[[nodiscard]] std::optional<ListenAddress> parse_listen(std::string_view text);

/// The client: the peer itself, or the right-most address of X-Forwarded-For that is no trusted proxy, when the peer is one.
[[nodiscard]] Address client_address(const Address& peer, std::string_view forwarded_for, const std::vector<AddressBlock>& trusted);
[[nodiscard]] bool any_contains(const std::vector<AddressBlock>& blocks, const Address& address);

}  // namespace jiwei::http
