// The byte machine of HTTP/1.1 requests. Pure: no clock, no socket; the server counts the time.
#include "platform/http/framing_guard.hpp"

#include <algorithm>
#include <array>

namespace jiwei::http {
namespace {

using namespace std::string_view_literals;

/// Headers of which a second one would let two readers choose differently. Host and the lengths come first: they are required or read.
constexpr std::array singletons{
    "host"sv,   "content-length"sv, "transfer-encoding"sv, "authorization"sv,  "cookie"sv,       "content-type"sv,     "connection"sv,
    "expect"sv, "if-match"sv,       "x-jiwei-csrf"sv,      "x-jiwei-county"sv, "x-request-id"sv, "content-encoding"sv, "origin"sv};
constexpr std::uint32_t host_bit = 1U << 0U;
constexpr std::uint32_t length_bit = 1U << 1U;
constexpr std::uint32_t encoding_bit = 1U << 2U;

constexpr std::array<bool, 256> token_table = [] {
    std::array<bool, 256> table{};
    for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
    for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
    for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
    for (const char c : "!#$%&'*+-.^_`|~"sv) table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool is_token(char c) { return token_table[static_cast<unsigned char>(c)]; }
bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_host(std::string_view value) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || ".-_:[]"sv.find(c) != std::string_view::npos;
    };
    return !value.empty() && value.size() <= 255 && std::ranges::all_of(value, allowed);
}

constexpr std::string_view version_text = "HTTP/1.1";
constexpr int length_digits_max = 15;  // under 2^53, far over any limit
constexpr int chunk_size_digits_max = 8;
constexpr std::size_t method_bytes_max = 16;
constexpr std::size_t reserve_bytes_max = 256 * 1024;  // a declared length is believed only this far before bytes arrive

}  // namespace

std::string_view framing_code(FramingFault fault) {
    switch (fault) {
    case FramingFault::none: return "none";
    case FramingFault::method: return "method";
    case FramingFault::target: return "target";
    case FramingFault::target_too_long: return "target-too-long";
    case FramingFault::version: return "http-version";
    case FramingFault::line_end: return "line-end";
    case FramingFault::folded_header: return "folded-header";
    case FramingFault::header_name: return "header-name";
    case FramingFault::header_value: return "header-value";
    case FramingFault::headers_too_many: return "headers-too-many";
    case FramingFault::head_too_large: return "head-too-large";
    case FramingFault::host: return "host";
    case FramingFault::header_repeated: return "header-repeated";
    case FramingFault::content_length: return "content-length";
    case FramingFault::transfer_encoding: return "transfer-encoding";
    case FramingFault::length_and_encoding: return "length-and-encoding";
    case FramingFault::chunk_size: return "chunk-size";
    case FramingFault::chunk_extension: return "chunk-extension";
    case FramingFault::chunk_end: return "chunk-end";
    case FramingFault::trailer: return "trailer";
    case FramingFault::body_too_large: return "body-too-large";
    }
    return "none";
}

int framing_status(FramingFault fault) {
    switch (fault) {
    case FramingFault::body_too_large: return 413;
    case FramingFault::target_too_long: return 414;
    case FramingFault::headers_too_many:
    case FramingFault::head_too_large: return 431;
    case FramingFault::version: return 505;
    default: return 400;
    }
}

void FramingGuard::refuse(FramingFault fault) {
    fault_ = fault;
    state_ = State::refused;
}

void FramingGuard::reset() {
    state_ = State::head;
    fault_ = FramingFault::none;
    step_ = Step::method;
    head_.clear();
    headers_.clear();
    method_ = target_ = Span{};
    mark_ = 0;
    seen_ = 0;
    chunked_ = has_length_ = false;
    content_length_ = remaining_ = 0;
    body_bytes_max_ = 0;
    chunk_digits_ = 0;
    body_.clear();
}

std::string_view FramingGuard::header(std::string_view lower_case_name) const {
    for (const Header& header : headers_) {
        if (text(header.name) == lower_case_name) return text(header.value);
    }
    return {};
}

std::size_t FramingGuard::feed(std::string_view bytes) {
    std::size_t taken = 0;
    while (state_ == State::head && taken < bytes.size()) {
        if (head_.size() >= limits_.head_bytes_max) {
            refuse(FramingFault::head_too_large);
            return taken;
        }
        take_head_byte(bytes[taken++]);
    }
    while (state_ == State::body && taken < bytes.size()) taken += take_body_bytes(bytes.substr(taken));
    return taken;
}

void FramingGuard::take_head_byte(char c) {
    // The name is kept in lower case, everything else as it came; offsets into head_ are final.
    head_.push_back(step_ == Step::name || step_ == Step::line ? lower(c) : c);
    if (step_ <= Step::version_lf) {
        take_request_line_byte(c);
    } else {
        take_header_byte(c);
    }
}

void FramingGuard::take_request_line_byte(char c) {
    const auto size = static_cast<std::uint32_t>(head_.size());  // c included
    switch (step_) {
    case Step::method:
        if (c == ' ' && size > 1) {
            method_ = {0, size - 1};
            mark_ = size;
            step_ = Step::target;
        } else if (c < 'A' || c > 'Z' || size > method_bytes_max) {
            refuse(FramingFault::method);
        }
        return;
    case Step::target:
        if (c == ' ') {
            target_ = {mark_, size - 1 - mark_};
            mark_ = size;
            step_ = Step::version;
            if (target_.size == 0) refuse(FramingFault::target);
        } else if (c <= 0x20 || c == 0x7F || c == '#' || static_cast<unsigned char>(c) > 0x7F || (size - 1 == mark_ && c != '/')) {
            // Only origin-form: absolute-form and "*" are for proxies, and a proxy in front of us rewrites them.
            refuse(FramingFault::target);
        } else if (size - mark_ > limits_.target_bytes_max) {
            refuse(FramingFault::target_too_long);
        }
        return;
    case Step::version:
        if (size - mark_ <= version_text.size()) {
            if (c != version_text[size - mark_ - 1]) refuse(FramingFault::version);
        } else if (c == '\r') {
            step_ = Step::version_lf;
        } else {
            refuse(c == '\n' ? FramingFault::line_end : FramingFault::version);
        }
        return;
    default:  // version_lf
        if (c != '\n') return refuse(FramingFault::line_end);
        step_ = Step::line;
        mark_ = size;
        return;
    }
}

void FramingGuard::take_header_byte(char c) {
    const auto size = static_cast<std::uint32_t>(head_.size());
    switch (step_) {
    case Step::line:
        if (c == '\r') {
            step_ = Step::end_lf;
        } else if (c == ' ' || c == '\t') {
            refuse(FramingFault::folded_header);
        } else if (!is_token(c)) {
            refuse(c == '\n' ? FramingFault::line_end : FramingFault::header_name);
        } else if (headers_.size() == limits_.headers_max) {
            refuse(FramingFault::headers_too_many);
        } else {
            step_ = Step::name;
        }
        return;
    case Step::name:
        if (c == ':') {
            headers_.push_back({{mark_, size - 1 - mark_}, {}});
            step_ = Step::value_start;
            mark_ = size;
        } else if (!is_token(c)) {
            refuse(FramingFault::header_name);
        }
        return;
    case Step::value_start:
        if (c == ' ' || c == '\t') {
            mark_ = size;
            return;
        }
        step_ = Step::value;
        [[fallthrough]];
    case Step::value:
        if (c == '\r') {
            step_ = Step::value_lf;
        } else if (is_control(c)) {
            refuse(c == '\n' ? FramingFault::line_end : FramingFault::header_value);
        }
        return;
    case Step::value_lf:
        if (c != '\n') return refuse(FramingFault::line_end);
        end_header();
        step_ = Step::line;
        mark_ = size;
        return;
    default:  // end_lf
        if (c != '\n') return refuse(FramingFault::line_end);
        end_head();
        return;
    }
}

void FramingGuard::end_header() {
    Header& header = headers_.back();
    std::string_view value = std::string_view{head_}.substr(mark_, head_.size() - 2 - mark_);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
    header.value = {mark_, static_cast<std::uint32_t>(value.size())};
    const std::string_view name = text(header.name);
    for (std::size_t i = 0; i < singletons.size(); ++i) {
        if (name != singletons[i]) continue;
        const std::uint32_t bit = 1U << i;
        const bool repeated = (seen_ & bit) != 0;
        seen_ |= bit;
        if (bit == host_bit && (repeated || !is_host(value))) return refuse(FramingFault::host);
        if (bit == length_bit) return repeated ? refuse(FramingFault::content_length) : take_length(value);
        if (bit == encoding_bit && (repeated || value != "chunked")) return refuse(FramingFault::transfer_encoding);
        if (repeated) return refuse(FramingFault::header_repeated);
        return;
    }
}

void FramingGuard::take_length(std::string_view value) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (value.empty() || value.size() > length_digits_max || !std::ranges::all_of(value, digit)) {
        return refuse(FramingFault::content_length);
    }
    has_length_ = true;
    for (const char c : value) content_length_ = content_length_ * 10 + static_cast<std::uint64_t>(c - '0');
}

void FramingGuard::end_head() {
    if ((seen_ & host_bit) == 0) return refuse(FramingFault::host);
    chunked_ = (seen_ & encoding_bit) != 0;
    if (chunked_ && has_length_) return refuse(FramingFault::length_and_encoding);
    state_ = State::head_done;
}

void FramingGuard::begin_body(std::size_t body_bytes_max) {
    if (state_ != State::head_done) return;
    body_bytes_max_ = body_bytes_max;
    if (content_length_ > body_bytes_max) return refuse(FramingFault::body_too_large);
    if (!has_body()) {
        state_ = State::done;
        return;
    }
    state_ = State::body;
    step_ = chunked_ ? Step::chunk_size : Step::fixed;
    remaining_ = content_length_;
    body_.reserve(std::min<std::uint64_t>(content_length_, reserve_bytes_max));
}

std::size_t FramingGuard::take_body_bytes(std::string_view bytes) {
    if (step_ != Step::fixed && step_ != Step::chunk_data) {
        take_chunk_byte(bytes.front());
        return 1;
    }
    const std::size_t part = std::min<std::uint64_t>(remaining_, bytes.size());
    body_.append(bytes.substr(0, part));
    remaining_ -= part;
    if (remaining_ == 0) {
        if (step_ == Step::fixed) {
            state_ = State::done;
        } else {
            step_ = Step::chunk_cr;
        }
    }
    return part;
}

void FramingGuard::take_chunk_byte(char c) {
    switch (step_) {
    case Step::chunk_size: {
        const char l = lower(c);
        const bool digit = (c >= '0' && c <= '9') || (l >= 'a' && l <= 'f');
        if (digit && chunk_digits_ < chunk_size_digits_max) {
            remaining_ = remaining_ * 16 + static_cast<std::uint64_t>(c <= '9' ? c - '0' : l - 'a' + 10);
            ++chunk_digits_;
        } else if (c == '\r' && chunk_digits_ > 0) {
            step_ = Step::chunk_size_lf;
        } else {
            const bool extension = chunk_digits_ > 0 && (c == ';' || c == ' ' || c == '\t');
            refuse(extension ? FramingFault::chunk_extension : FramingFault::chunk_size);
        }
        return;
    }
    case Step::chunk_size_lf: return c == '\n' ? end_chunk_size() : refuse(FramingFault::line_end);
    case Step::chunk_cr:
        step_ = Step::chunk_lf;
        if (c != '\r') refuse(FramingFault::chunk_end);
        return;
    case Step::chunk_lf:
        step_ = Step::chunk_size;
        chunk_digits_ = 0;
        if (c != '\n') refuse(FramingFault::chunk_end);
        return;
    case Step::last_cr:
        // Whatever stands here instead of the empty line is a trailer.
        step_ = Step::last_lf;
        if (c != '\r') refuse(FramingFault::trailer);
        return;
    default:  // last_lf
        if (c != '\n') return refuse(FramingFault::line_end);
        state_ = State::done;
        return;
    }
}

void FramingGuard::end_chunk_size() {
    if (remaining_ == 0) {
        step_ = Step::last_cr;
    } else if (remaining_ > body_bytes_max_ - body_.size()) {
        refuse(FramingFault::body_too_large);
    } else {
        step_ = Step::chunk_data;
    }
}

}  // namespace jiwei::http
