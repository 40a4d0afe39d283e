#include "platform/http/framing_guard.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace jiwei::http {
namespace {

constexpr std::size_t body_max = 1000;

struct Outcome {
    FramingGuard::State state;
    FramingFault fault;
    std::size_t taken;
    std::string body;
    bool operator==(const Outcome&) const = default;
};

/// Feeds `bytes` in pieces that end at the given offsets.
Outcome feed(std::string_view bytes, const std::vector<std::size_t>& cuts = {}, FramingGuard guard = FramingGuard{}) {
    std::size_t taken = 0;
    auto go = [&](std::size_t end) {
        while (taken < end && guard.state() != FramingGuard::State::done && guard.state() != FramingGuard::State::refused) {
            taken += guard.feed(bytes.substr(taken, end - taken));
            guard.begin_body(body_max);  // does nothing unless the head has just ended
        }
    };
    for (const std::size_t cut : cuts) go(cut);
    go(bytes.size());
    return {guard.state(), guard.fault(), taken, guard.body()};
}

std::string with_headers(std::string_view headers) { return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string{headers} + "\r\n"; }

TEST(FramingGuard, ReadsARequest) {
    FramingGuard guard;
    const std::string_view text = "POST /a/b?c=d HTTP/1.1\r\nHOST: \t ex.org:80 \t\r\nX-Empty:\r\nContent-Length: 3\r\n\r\nabcGET";
    const std::size_t head = guard.feed(text);
    EXPECT_EQ(guard.state(), FramingGuard::State::head_done);
    EXPECT_EQ(guard.method(), "POST");
    EXPECT_EQ(guard.target(), "/a/b?c=d");
    EXPECT_EQ(guard.header("host"), "ex.org:80");
    EXPECT_EQ(guard.header("x-empty"), "");
    EXPECT_EQ(guard.headers().size(), 3U);
    guard.begin_body(3);
    EXPECT_EQ(guard.feed(text.substr(head)), 3U);  // the next request is not touched
    EXPECT_EQ(guard.state(), FramingGuard::State::done);
    EXPECT_EQ(guard.body(), "abc");
    guard.reset();
    EXPECT_FALSE(guard.begun());
    EXPECT_EQ(guard.feed("GET / HTTP/1.1\r\nHost: b\r\n\r\n"), 27U);
    EXPECT_EQ(guard.header("host"), "b");
    EXPECT_FALSE(guard.has_body());
}

struct Case {
    const char* name;
    std::string bytes;
    FramingFault want;
};
class Framing : public testing::TestWithParam<Case> {};
TEST_P(Framing, IsJudged) {
    const Outcome outcome = feed(GetParam().bytes);
    EXPECT_EQ(framing_code(outcome.fault), framing_code(GetParam().want));
    const bool fine = GetParam().want == FramingFault::none;
    EXPECT_EQ(outcome.state, fine ? FramingGuard::State::done : FramingGuard::State::refused);
}
// However the bytes are cut, the verdict is the same: walk every cut of every case.
TEST_P(Framing, IsJudgedTheSameInEveryTwoPieces) {
    const Outcome whole = feed(GetParam().bytes);
    for (std::size_t cut = 0; cut <= GetParam().bytes.size(); ++cut) EXPECT_EQ(feed(GetParam().bytes, {cut}), whole) << cut;
}
using F = FramingFault;
INSTANTIATE_TEST_SUITE_P(
    RequestLine, Framing,
    testing::Values(Case{"plain", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", F::none},
                    Case{"http_1_0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", F::version},
                    Case{"http_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", F::target}, Case{"http_0_9", "GET /\r\n", F::target},
                    Case{"small_http", "GET / http/1.1\r\nHost: a\r\n\r\n", F::version},
                    Case{"version_and_space", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", F::version},
                    Case{"version_1_10", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", F::version},
                    Case{"small_method", "get / HTTP/1.1\r\nHost: a\r\n\r\n", F::method},
                    Case{"no_method", " / HTTP/1.1\r\nHost: a\r\n\r\n", F::method},
                    Case{"method_of_16", "ABCDEFGHIJKLMNOP / HTTP/1.1\r\nHost: a\r\n\r\n", F::none},
                    Case{"method_of_17", "ABCDEFGHIJKLMNOPQ / HTTP/1.1\r\nHost: a\r\n\r\n", F::method},
                    Case{"leading_crlf", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", F::method},
                    Case{"two_spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", F::target},
                    Case{"tab_between", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", F::method},
                    Case{"absolute_form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", F::target},
                    Case{"asterisk_form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", F::target},
                    Case{"authority_form", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", F::target},
                    Case{"fragment", "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", F::target},
                    Case{"raw_utf8", "GET /\xE4\xB9\xA1 HTTP/1.1\r\nHost: a\r\n\r\n", F::target},
                    Case{"bare_lf_line", "GET / HTTP/1.1\nHost: a\r\n\r\n", F::line_end},
                    Case{"bare_cr_line", "GET / HTTP/1.1\rHost: a\r\n\r\n", F::line_end},
                    Case{"long_target", "GET /" + std::string(8192, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", F::target_too_long}),
    [](const auto& row) { return std::string{row.param.name}; });
INSTANTIATE_TEST_SUITE_P(
    Headers, Framing,
    testing::Values(Case{"no_host", "GET / HTTP/1.1\r\n\r\n", F::host}, Case{"two_hosts", with_headers("Host: a\r\n"), F::host},
                    Case{"empty_host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", F::host},
                    Case{"host_with_path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", F::host},
                    Case{"host_with_user", "GET / HTTP/1.1\r\nHost: x@a\r\n\r\n", F::host},
                    Case{"host_list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", F::host},
                    Case{"ipv6_host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", F::none},
                    Case{"space_before_colon", with_headers("Content-Length : 3\r\n"), F::header_name},
                    Case{"empty_name", with_headers(": x\r\n"), F::header_name}, Case{"no_colon", with_headers("abc\r\n"), F::header_name},
                    Case{"folded_by_space", with_headers("A: b\r\n c\r\n"), F::folded_header},
                    Case{"folded_by_tab", with_headers("A: b\r\n\tc\r\n"), F::folded_header},
                    Case{"space_on_first_line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", F::folded_header},
                    Case{"bare_lf_value", with_headers("A: b\nC: d\r\n"), F::line_end},
                    Case{"bare_cr_value", with_headers("A: b\rC: d\r\n"), F::line_end},
                    Case{"bare_lf_end", "GET / HTTP/1.1\r\nHost: a\r\n\n", F::line_end},
                    Case{"nul_value", with_headers(std::string("A: b\0c\r\n", 8)), F::header_value},
                    Case{"vertical_tab_encoding",
                         with_headers("Transfer-Encoding: \x0B"
                                      "chunked\r\n"),
                         F::header_value},
                    Case{"underscore_is_another_name", with_headers("Content_Length: 3\r\n"), F::none},
                    Case{"repeated_authorization", with_headers("Authorization: a\r\nAuthorization: b\r\n"), F::header_repeated},
                    Case{"repeated_cookie", with_headers("Cookie: a\r\ncookie: b\r\n"), F::header_repeated},
                    Case{"repeated_accept_is_fine", with_headers("Accept: a\r\nAccept: b\r\n"), F::none}),
    [](const auto& row) { return std::string{row.param.name}; });
INSTANTIATE_TEST_SUITE_P(
    Lengths, Framing,
    testing::Values(Case{"length", with_headers("Content-Length: 3\r\n") + "abc", F::none},
                    Case{"zero_length", with_headers("Content-Length: 0\r\n"), F::none},
                    Case{"leading_zeros", with_headers("Content-Length: 003\r\n") + "abc", F::none},
                    Case{"at_limit", with_headers("Content-Length: 1000\r\n") + std::string(1000, 'x'), F::none},
                    Case{"over_limit", with_headers("Content-Length: 1001\r\n"), F::body_too_large},
                    Case{"two_lengths", with_headers("Content-Length: 3\r\nContent-Length: 4\r\n"), F::content_length},
                    Case{"two_equal_lengths", with_headers("Content-Length: 3\r\nContent-Length: 3\r\n"), F::content_length},
                    Case{"length_list", with_headers("Content-Length: 3, 3\r\n"), F::content_length},
                    Case{"signed_length", with_headers("Content-Length: +3\r\n"), F::content_length},
                    Case{"negative_length", with_headers("Content-Length: -1\r\n"), F::content_length},
                    Case{"hex_length", with_headers("Content-Length: 0x3\r\n"), F::content_length},
                    Case{"empty_length", with_headers("Content-Length:\r\n"), F::content_length},
                    Case{"huge_length", with_headers("Content-Length: 18446744073709551619\r\n"), F::content_length},
                    Case{"inner_space", with_headers("Content-Length: 1 0\r\n"), F::content_length},
                    Case{"length_and_chunked", with_headers("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), F::length_and_encoding},
                    Case{"chunked_and_length", with_headers("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), F::length_and_encoding},
                    Case{"zero_length_and_chunked", with_headers("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n"),
                         F::length_and_encoding}),
    [](const auto& row) { return std::string{row.param.name}; });

std::string chunked(std::string_view body) { return with_headers("Transfer-Encoding: chunked\r\n") + std::string{body}; }
INSTANTIATE_TEST_SUITE_P(
    Chunks, Framing,
    testing::Values(
        Case{"two_chunks", chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), F::none}, Case{"no_chunks", chunked("0\r\n\r\n"), F::none},
        Case{"many_zeros", chunked("00000000\r\n\r\n"), F::none}, Case{"capital_hex", chunked("A\r\n0123456789\r\n0\r\n\r\n"), F::none},
        Case{"gzip_chunked", with_headers("Transfer-Encoding: gzip, chunked\r\n"), F::transfer_encoding},
        Case{"identity", with_headers("Transfer-Encoding: identity\r\n"), F::transfer_encoding},
        Case{"capital_chunked", with_headers("Transfer-Encoding: Chunked\r\n"), F::transfer_encoding},
        Case{"xchunked", with_headers("Transfer-Encoding: xchunked\r\n"), F::transfer_encoding},
        Case{"chunked_twice", with_headers("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), F::transfer_encoding},
        Case{"chunked_and_identity", with_headers("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), F::transfer_encoding},
        Case{"empty_encoding", with_headers("Transfer-Encoding:\r\n"), F::transfer_encoding},
        Case{"no_size", chunked("\r\nabc"), F::chunk_size}, Case{"hex_prefix", chunked("0x3\r\nabc\r\n"), F::chunk_size},
        Case{"negative_size", chunked("-1\r\n"), F::chunk_size}, Case{"nine_digits", chunked("000000001\r\n"), F::chunk_size},
        Case{"leading_space", chunked(" 3\r\nabc\r\n"), F::chunk_size}, Case{"extension", chunked("3;a=b\r\nabc\r\n"), F::chunk_extension},
        Case{"trailing_space", chunked("3 \r\nabc\r\n"), F::chunk_extension}, Case{"bare_lf_size", chunked("3\nabc\r\n"), F::chunk_size},
        Case{"bare_cr_size", chunked("3\rabc\r\n"), F::line_end}, Case{"data_too_long", chunked("3\r\nabcd\r\n"), F::chunk_end},
        Case{"data_then_lf", chunked("3\r\nabc\n0\r\n\r\n"), F::chunk_end}, Case{"data_then_cr_x", chunked("3\r\nabc\rx"), F::chunk_end},
        Case{"trailer", chunked("0\r\nX: y\r\n\r\n"), F::trailer}, Case{"end_bare_lf", chunked("0\r\n\n"), F::trailer},
        Case{"end_cr_x", chunked("0\r\n\rx"), F::line_end}, Case{"chunk_over_limit", chunked("3e9\r\n"), F::body_too_large},
        Case{"chunk_at_limit", chunked("3e8\r\n" + std::string(1000, 'x') + "\r\n0\r\n\r\n"), F::none},
        Case{"sum_over_limit", chunked("3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\n"), F::body_too_large}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(FramingGuard, LimitsTheHead) {
    FramingLimits limits;
    limits.headers_max = 3;
    limits.head_bytes_max = 200;
    EXPECT_EQ(feed(with_headers("A: 1\r\nB: 2\r\n"), {}, FramingGuard{limits}).fault, F::none);
    EXPECT_EQ(feed(with_headers("A: 1\r\nB: 2\r\nC: 3\r\n"), {}, FramingGuard{limits}).fault, F::headers_too_many);
    const std::size_t rest = 200 - with_headers("A: \r\n").size();
    EXPECT_EQ(feed(with_headers("A: " + std::string(rest, 'x') + "\r\n"), {}, FramingGuard{limits}).fault, F::none);
    EXPECT_EQ(feed(with_headers("A: " + std::string(rest + 1, 'x') + "\r\n"), {}, FramingGuard{limits}).fault, F::head_too_large);
}

std::string serialise(const std::vector<std::string>& chunks) {
    std::ostringstream out;
    for (const std::string& chunk : chunks) {
        if (!chunk.empty()) out << std::hex << chunk.size() << "\r\n" << chunk << "\r\n";
    }
    out << "0\r\n\r\n";
    return chunked(out.str());
}

RC_GTEST_PROP(FramingGuardProperty, WhatIsSerialisedInChunksComesBackHoweverItIsCut, (const std::vector<std::string>& chunks)) {
    std::string body;
    for (const std::string& chunk : chunks) body += chunk;
    RC_PRE(body.size() <= body_max);
    const std::string text = serialise(chunks) + "GET /next";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        const Outcome outcome = feed(text, {cut});
        RC_ASSERT(outcome.state == FramingGuard::State::done);
        RC_ASSERT(outcome.body == body);
        RC_ASSERT(outcome.taken == text.size() - std::string_view{"GET /next"}.size());
    }
}

RC_GTEST_PROP(FramingGuardProperty, BytesOfChanceGiveTheSameVerdictWholeAndByteByByte, ()) {
    const std::vector<std::string> pieces{"GET ",
                                          "/",
                                          " HTTP/1.1",
                                          "\r\n",
                                          "\n",
                                          "\r",
                                          "Host: a",
                                          ":",
                                          " ",
                                          "Content-Length: 2",
                                          "Transfer-Encoding: chunked",
                                          "0",
                                          "2",
                                          "ab",
                                          "\t",
                                          "X",
                                          ";",
                                          ",",
                                          std::string(1, '\0')};
    std::string text = *rc::gen::element<std::string>("", "POST / HTTP/1.1\r\nHost: a\r\n");
    for (const std::size_t index : *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, pieces.size())))
        text += pieces[index];
    std::vector<std::size_t> every(text.size());
    for (std::size_t i = 0; i < every.size(); ++i) every[i] = i;
    RC_ASSERT(feed(text) == feed(text, every));
}

// The corpus of the fuzzer: whatever it found must go on being judged without a crash, and the same in one piece and byte by byte.
TEST(FramingGuard, ReplaysTheCorpus) {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{std::string{JIWEI_SOURCE_DIR} + "/tests/fuzz/corpus/framing_guard"}) {
        std::ifstream in{entry.path(), std::ios::binary};
        std::ostringstream text;
        text << in.rdbuf();
        const std::string bytes = text.str();
        std::vector<std::size_t> every(bytes.size());
        for (std::size_t i = 0; i < every.size(); ++i) every[i] = i;
        EXPECT_EQ(feed(bytes), feed(bytes, every)) << entry.path();
        ++files;
    }
    EXPECT_GE(files, 30U);
}

}  // namespace
}  // namespace jiwei::http
