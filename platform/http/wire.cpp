// A response as bytes.
#include "platform/http/wire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "platform/http/problem_json.hpp"

namespace jiwei::http {
namespace {

// The page is a Vite build with a wasm core and a worker; charts and Element Plus set inline styles, never inline scripts.
constexpr std::string_view page_headers =
    "Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n";
constexpr std::string_view data_headers = "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
constexpr std::string_view common_headers =
    "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view tls_headers = "Strict-Transport-Security: max-age=31536000\r\n";

bool same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_safe(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// Made once a second a thread: formatting it costs more than all other headers together.
const std::string& date_line(time::Instant at) {
    thread_local std::int64_t second = -1;
    thread_local std::string line;
    if (at.utc_ms / 1000 != second) {
        second = at.utc_ms / 1000;
        line = "Date: " + http_date(at) + "\r\n";
    }
    return line;
}

}  // namespace

std::string http_date(time::Instant at) {
    constexpr std::array<std::string_view, 7> days{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};  // 1970-01-01 was a Thursday
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::int64_t second = at.utc_ms / 1000;
    const auto day = static_cast<std::int32_t>(second / 86'400);
    const std::string iso = CivilDate::from_days(day).text();
    const auto month = static_cast<std::size_t>((iso[5] - '0') * 10 + (iso[6] - '0') - 1);
    return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(day % 7)], iso.substr(8, 2), months[month],
                       iso.substr(0, 4), second / 3600 % 24, second / 60 % 60, second % 60);
}

std::string_view response_header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (same_name(key, name)) return value;
    }
    return {};
}

std::string write_head(const Response& response, const HeadOptions& options) {
    std::string head;
    head.reserve(768);
    fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status, status_title(response.status));
    head += date_line(options.at);
    if (!response.content_type.empty()) head.append("Content-Type: ").append(response.content_type).append("\r\n");
    if (response.status != 204 && response.status != 304) {
        fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", options.content_length);
    }
    if (options.encoding != Encoding::identity) head.append("Content-Encoding: ").append(encoding_name(options.encoding)).append("\r\n");
    if (is_compressible(response.content_type)) head += "Vary: Accept-Encoding\r\n";
    head += common_headers;
    head += options.page ? page_headers : data_headers;
    if (options.secure) head += tls_headers;
    if (response_header(response, "cache-control").empty()) head += "Cache-Control: no-store\r\n";
    head.append("X-Request-Id: ").append(options.request_id).append("\r\n");
    for (const auto& [name, value] : response.headers) {
        if (is_safe(name) && is_safe(value)) head.append(name).append(": ").append(value).append("\r\n");
    }
    if (options.close) head += "Connection: close\r\n";
    head += "\r\n";
    return head;
}

}  // namespace jiwei::http
