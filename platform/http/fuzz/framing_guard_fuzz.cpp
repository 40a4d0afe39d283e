// Fuzzes the framing guard. Two promises: the verdict does not depend on how the bytes are cut, and what the guard accepts, another
// reader (Boost.Beast's parser) understands as the same request with the same body.
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "platform/http/framing_guard.hpp"

namespace {

namespace beast = boost::beast;
using jiwei::http::FramingGuard;

constexpr std::size_t body_bytes_max = 4096;

void demand(bool promise) {
    if (!promise) std::abort();
}

std::size_t feed(FramingGuard& guard, std::string_view bytes, std::size_t piece) {
    std::size_t taken = 0;
    while (taken < bytes.size() && guard.state() != FramingGuard::State::done && guard.state() != FramingGuard::State::refused) {
        taken += guard.feed(bytes.substr(taken, piece));
        guard.begin_body(body_bytes_max);
    }
    return taken;
}

void compare_with_beast(const FramingGuard& guard, std::string_view message) {
    beast::http::request_parser<beast::http::string_body> parser;
    parser.eager(true);
    parser.header_limit(64 * 1024);
    parser.body_limit(body_bytes_max);
    boost::system::error_code error;
    while (!parser.is_done() && !message.empty()) {
        const std::size_t used = parser.put(boost::asio::buffer(message), error);
        demand(!error);
        demand(used > 0);
        message.remove_prefix(used);
    }
    demand(parser.is_done() && message.empty());
    const auto& request = parser.get();
    demand(std::string_view{request.method_string().data(), request.method_string().size()} == guard.method());
    demand(std::string_view{request.target().data(), request.target().size()} == guard.target());
    demand(request.body() == guard.body());
    demand(static_cast<std::size_t>(std::distance(request.begin(), request.end())) == guard.headers().size());
    demand(request.version() == 11);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    FramingGuard whole;
    FramingGuard pieces;
    const std::size_t taken = feed(whole, bytes, bytes.size());
    demand(feed(pieces, bytes, 1) == taken);
    demand(whole.state() == pieces.state() && whole.fault() == pieces.fault() && whole.body() == pieces.body());
    if (whole.state() == FramingGuard::State::done) compare_with_beast(whole, bytes.substr(0, taken));
    return 0;
}
