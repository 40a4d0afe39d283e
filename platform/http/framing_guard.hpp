// Where one HTTP/1.1 request ends and the next begins, decided byte by byte and without mercy: what two readers could understand
// differently is refused (docs/adr/0025). RFC 9112, narrowed; each narrowing is a FramingFault.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jiwei::http {

struct FramingLimits {
    std::size_t target_bytes_max = 8 * 1024;
    std::size_t head_bytes_max = 16 * 1024;  // request line and headers with their line ends
    std::size_t headers_max = 64;
};

enum class FramingFault : unsigned char {
    none,
    method,  // not 1-16 capital letters
    target,  // not origin-form of visible ASCII
    target_too_long,
    version,        // not HTTP/1.1
    line_end,       // a bare CR or LF
    folded_header,  // a header line that begins with a space
    header_name,
    header_value,  // a control character
    headers_too_many,
    head_too_large,
    host,                 // missing, repeated or malformed
    header_repeated,      // Authorization, Cookie, Content-Type … twice
    content_length,       // repeated, a list, signed, not digits
    transfer_encoding,    // not exactly "chunked", or repeated
    length_and_encoding,  // both Content-Length and Transfer-Encoding
    chunk_size,
    chunk_extension,
    chunk_end,  // data not followed by CR LF
    trailer,
    body_too_large,
};

/// The word of a fault for problem documents, logs and metrics: "chunk-size".
[[nodiscard]] std::string_view framing_code(FramingFault fault);
/// 400, 413, 414, 431 or 505.
[[nodiscard]] int framing_status(FramingFault fault);

/// Feed it bytes as they come, in pieces of any size; the outcome never depends on the pieces. One request at a time.
class FramingGuard {
public:
    enum class State : unsigned char {
        head,       // wants more of the request line and headers
        head_done,  // head() may be read; call begin_body()
        body,       // wants more
        done,       // the request is whole; bytes after it belong to the next
        refused,    // fault() says why; the connection must be closed
    };
    struct Span {
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
    };
    struct Header {
        Span name;   // in lower case
        Span value;  // without surrounding space
    };

    explicit FramingGuard(const FramingLimits& limits = {}) : limits_{limits} {}

    /// Takes bytes until the head or the message is complete; returns how many were taken.
    std::size_t feed(std::string_view bytes);
    /// After head_done: how large this request's body may be.
    void begin_body(std::size_t body_bytes_max);
    /// Makes ready for the next request of the connection.
    void reset();

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] FramingFault fault() const { return fault_; }
    /// False before the first byte of a request: the connection is idle.
    [[nodiscard]] bool begun() const { return !head_.empty(); }
    [[nodiscard]] std::string_view text(Span span) const { return std::string_view{head_}.substr(span.begin, span.size); }
    [[nodiscard]] std::string_view method() const { return text(method_); }
    [[nodiscard]] std::string_view target() const { return text(target_); }
    [[nodiscard]] const std::vector<Header>& headers() const { return headers_; }
    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
    /// A body is announced; it may still be empty.
    [[nodiscard]] bool has_body() const { return chunked_ || content_length_ > 0; }
    [[nodiscard]] const std::string& body() const { return body_; }
    [[nodiscard]] std::string take_body() { return std::move(body_); }

private:
    enum class Step : unsigned char {
        method,
        target,
        version,
        version_lf,
        line,
        name,
        value_start,
        value,
        value_lf,
        end_lf,
        fixed,
        chunk_size,
        chunk_size_lf,
        chunk_data,
        chunk_cr,
        chunk_lf,
        last_cr,
        last_lf,
    };
    void refuse(FramingFault fault);
    void take_head_byte(char c);
    void take_request_line_byte(char c);
    void take_header_byte(char c);
    void end_header();
    void end_head();
    void take_length(std::string_view value);
    std::size_t take_body_bytes(std::string_view bytes);
    void take_chunk_byte(char c);
    void end_chunk_size();

    FramingLimits limits_;
    State state_ = State::head;
    FramingFault fault_ = FramingFault::none;
    Step step_ = Step::method;
    std::string head_;
    Span method_;
    Span target_;
    std::uint32_t mark_ = 0;  // where the token being read begins in head_
    std::vector<Header> headers_;
    std::uint32_t seen_ = 0;  // singleton headers met, a bit each
    bool chunked_ = false;
    bool has_length_ = false;
    std::uint64_t content_length_ = 0;
    std::size_t body_bytes_max_ = 0;
    std::uint64_t remaining_ = 0;  // of a fixed body or of the current chunk
    int chunk_digits_ = 0;
    std::string body_;
};

}  // namespace jiwei::http
