// Tables of the pure parts: router, targets, addresses, compression, OpenAPI.
#include "platform/http/router.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include "platform/http/address.hpp"
#include "platform/http/compression.hpp"
#include "platform/http/etag.hpp"
#include "platform/http/openapi.hpp"
#include "platform/http/server.hpp"
#include "platform/http/static_files.hpp"
#include "platform/http/uri.hpp"
#include "platform/http/wire.hpp"

namespace jiwei::http {
namespace {

Router demo_router() {
    Router router;
    router.add(Verb::get, "/");                       // 0
    router.add(Verb::get, "/a");                      // 1
    router.add(Verb::get, "/a/{x}");                  // 2
    router.add(Verb::get, "/a/fixed");                // 3
    router.add(Verb::post, "/a/{y}");                 // 4
    router.add(Verb::get, "/a/{x}/b/{z}");            // 5
    router.add(Verb::get, "/a/fixed/c");              // 6
    router.add(Verb::post, "/r/{type}/$everything");  // 7
    return router;
}

struct RouteCase {
    const char* name;
    std::optional<Verb> verb;
    const char* path;
    Router::Outcome outcome;
    std::size_t route;
    Params params;
    const char* allow;
};
class Routes : public testing::TestWithParam<RouteCase> {};
TEST_P(Routes, Match) {
    const auto& want = GetParam();
    const auto match = demo_router().match(want.verb, want.path);
    ASSERT_EQ(match.outcome, want.outcome);
    EXPECT_EQ(match.route, want.route);
    EXPECT_EQ(match.params, want.params);
    EXPECT_EQ(match.allow, want.allow);
}
using O = Router::Outcome;
INSTANTIATE_TEST_SUITE_P(
    Rows, Routes,
    testing::Values(RouteCase{"root", Verb::get, "/", O::found, 0, {}, ""}, RouteCase{"plain", Verb::get, "/a", O::found, 1, {}, ""},
                    RouteCase{"param", Verb::get, "/a/7", O::found, 2, {{"x", "7"}}, ""},
                    RouteCase{"literal_wins", Verb::get, "/a/fixed", O::found, 3, {}, ""},
                    RouteCase{"own_name_of_the_verb", Verb::post, "/a/7", O::found, 4, {{"y", "7"}}, ""},
                    RouteCase{"literal_without_the_verb_falls_back", Verb::post, "/a/fixed", O::found, 4, {{"y", "fixed"}}, ""},
                    RouteCase{"two_params", Verb::get, "/a/1/b/2", O::found, 5, {{"x", "1"}, {"z", "2"}}, ""},
                    RouteCase{"backtracks_behind_a_literal", Verb::get, "/a/fixed/b/2", O::found, 5, {{"x", "fixed"}, {"z", "2"}}, ""},
                    RouteCase{"deep_literal", Verb::get, "/a/fixed/c", O::found, 6, {}, ""},
                    RouteCase{"escaped_literal", Verb::post, "/r/Patient/%24everything", O::found, 7, {{"type", "Patient"}}, ""},
                    RouteCase{"decoded_param", Verb::get, "/a/%E4%B9%A1%20x", O::found, 2, {{"x", "乡 x"}}, ""},
                    RouteCase{"no_path", Verb::get, "/b", O::no_path, 0, {}, ""},
                    RouteCase{"empty_param", Verb::get, "/a/", O::no_path, 0, {}, ""},
                    RouteCase{"double_slash", Verb::get, "//a", O::no_path, 0, {}, ""},
                    RouteCase{"no_verb", Verb::del, "/a/7", O::no_verb, 0, {}, "GET, HEAD, POST"},
                    RouteCase{"unknown_verb", std::nullopt, "/a", O::no_verb, 0, {}, "GET, HEAD"},
                    RouteCase{"dots", Verb::get, "/a/..", O::malformed, 0, {}, ""},
                    RouteCase{"escaped_dots", Verb::get, "/a/%2E%2E", O::malformed, 0, {}, ""},
                    RouteCase{"escaped_slash", Verb::get, "/a/x%2Fy", O::malformed, 0, {}, ""},
                    RouteCase{"escaped_backslash", Verb::get, "/a/x%5Cy", O::malformed, 0, {}, ""},
                    RouteCase{"escaped_nul", Verb::get, "/a/%00", O::malformed, 0, {}, ""}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(RouterTemplates, AreChecked) {
    Router router = demo_router();
    EXPECT_THROW(router.add(Verb::get, "/a/{other}"), Unusable);  // the same place under another name
    EXPECT_THROW(router.add(Verb::get, "a"), Unusable);
    EXPECT_THROW(router.add(Verb::get, "/x{y}"), Unusable);
    EXPECT_EQ(router.add(Verb::put, "/a/{other}"), 8U);
}

struct DecodeCase {
    const char* name;
    const char* text;
    std::optional<std::string> want;
};
class Decode : public testing::TestWithParam<DecodeCase> {};
TEST_P(Decode, IsStrict) { EXPECT_EQ(percent_decode(GetParam().text), GetParam().want); }
INSTANTIATE_TEST_SUITE_P(Rows, Decode,
                         testing::Values(DecodeCase{"plain", "abc", "abc"}, DecodeCase{"both_cases", "%e4%B9%a1", "乡"},
                                         DecodeCase{"plus_stays", "a+b", "a+b"}, DecodeCase{"once_only", "%2541", "%41"},
                                         DecodeCase{"cut_short", "%4", std::nullopt}, DecodeCase{"alone", "%", std::nullopt},
                                         DecodeCase{"no_hex", "%4g", std::nullopt}, DecodeCase{"overlong_utf8", "%C0%AF", std::nullopt},
                                         DecodeCase{"surrogate", "%ED%A0%80", std::nullopt}, DecodeCase{"cut_utf8", "%E4%B9", std::nullopt},
                                         DecodeCase{"newline", "%0a", std::nullopt}, DecodeCase{"delete", "%7F", std::nullopt}),
                         [](const auto& row) { return std::string{row.param.name}; });

RC_GTEST_PROP(PercentEncoding, ComesBack, (const std::vector<unsigned>& points)) {
    std::string text;
    for (const unsigned point : points) text += point % 3 == 0 ? "乡" : std::string(1, static_cast<char>(' ' + point % 94));
    RC_ASSERT(percent_decode(percent_encode(text)) == text);
    RC_ASSERT(percent_decode(percent_encode(text), true) == text);
}

TEST(Query, IsReadInOrder) {
    const auto params = parse_query("a=1&b=x+y&a=%26&&c&d=e=f");
    ASSERT_TRUE(params);
    EXPECT_EQ(*params, (Params{{"a", "1"}, {"b", "x y"}, {"a", "&"}, {"c", ""}, {"d", "e=f"}}));
    EXPECT_EQ(parse_query("a=%").error().code, "query-malformed");
    EXPECT_EQ(parse_query("")->size(), 0U);
}

TEST(Query, HasALimit) {
    std::string many;
    for (std::size_t i = 0; i < query_params_max; ++i) many += "a=1&";
    EXPECT_TRUE(parse_query(many));
    EXPECT_EQ(parse_query(many + "a=1").error().code, "query-too-long");
}

TEST(Addresses, AreReadAndCompared) {
    EXPECT_TRUE(Address::parse("127.9.9.9")->is_loopback());
    EXPECT_TRUE(Address::parse("::1")->is_loopback());
    EXPECT_TRUE(Address::parse("::ffff:127.0.0.1")->is_loopback());
    EXPECT_FALSE(Address::parse("128.0.0.1")->is_loopback());
    EXPECT_EQ(Address::parse("::ffff:10.0.0.1")->text(), "10.0.0.1");
    EXPECT_FALSE(Address::parse("10.0.0"));
    EXPECT_FALSE(Address::parse("localhost"));
    EXPECT_FALSE(Address::parse(std::string_view{"10.0.0.0\0", 9}));
    const auto block = AddressBlock::parse("10.1.128.0/17");
    EXPECT_TRUE(block->contains(*Address::parse("10.1.255.1")));
    EXPECT_FALSE(block->contains(*Address::parse("10.1.127.1")));
    EXPECT_TRUE(AddressBlock::parse("0.0.0.0/0")->contains(*Address::parse("9.9.9.9")));
    EXPECT_FALSE(AddressBlock::parse("0.0.0.0/0")->contains(*Address::parse("fd00::1")));
    for (const char* bad : {"10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "fd00::/129", "x/8"}) EXPECT_FALSE(AddressBlock::parse(bad)) << bad;
    EXPECT_EQ(parse_listen("[::1]:80")->port, 80);
    for (const char* bad : {"::1:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "[::1:80", ":80"})
        EXPECT_FALSE(parse_listen(bad)) << bad;
}

TEST(Addresses, TheClientIsTheLastOneNoTrustedProxyVouchesFor) {
    const std::vector<AddressBlock> trusted{*AddressBlock::parse("10.0.0.0/8")};
    const auto client = [&](const char* peer, const char* forwarded) {
        return client_address(*Address::parse(peer), forwarded, trusted).text();
    };
    EXPECT_EQ(client("9.9.9.9", "1.1.1.1"), "9.9.9.9");
    EXPECT_EQ(client("10.0.0.1", "1.1.1.1, 2.2.2.2"), "2.2.2.2");
    EXPECT_EQ(client("10.0.0.1", "1.1.1.1 , 10.0.0.2"), "1.1.1.1");
    EXPECT_EQ(client("10.0.0.1", "1.1.1.1, nonsense"), "10.0.0.1");
    EXPECT_EQ(client("10.0.0.1", ""), "10.0.0.1");
}

TEST(Compression, IsNegotiated) {
    EXPECT_EQ(negotiate_encoding("gzip, deflate, br"), Encoding::brotli);
    EXPECT_EQ(negotiate_encoding("br;q=0, gzip"), Encoding::gzip);
    EXPECT_EQ(negotiate_encoding("gzip; q=0.000"), Encoding::identity);
    EXPECT_EQ(negotiate_encoding("gzip;q=0.5"), Encoding::gzip);
    EXPECT_EQ(negotiate_encoding("deflate"), Encoding::identity);
    EXPECT_EQ(negotiate_encoding(""), Encoding::identity);
    EXPECT_TRUE(is_compressible("application/fhir+json; charset=utf-8"));
    EXPECT_FALSE(is_compressible("image/png"));
}

RC_GTEST_PROP(CompressionProperty, GzipComesBack, (const std::string& text)) {
    const std::string packed = compress(text, Encoding::gzip, Effort::quick);
    std::string out(text.size() + 1, '\0');
    z_stream stream{};
    RC_ASSERT(inflateInit2(&stream, 15 + 16) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int outcome = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    RC_ASSERT(outcome == Z_STREAM_END);
    RC_ASSERT(out.substr(0, stream.total_out) == text);
}

TEST(StaticNames, TellHashedOnes) {
    EXPECT_TRUE(is_hashed_name("/assets/index-BxT3_a9k.js"));
    EXPECT_FALSE(is_hashed_name("/assets/index.js"));
    EXPECT_FALSE(is_hashed_name("/index-BxT3_a9k.js"));
    EXPECT_FALSE(is_hashed_name("/assets/index-BxT3.js"));
}

TEST(Etags, AreReadStrictly) {
    Request request;
    EXPECT_FALSE(if_match_version(request)->has_value());
    request.headers = {{"if-match", "W/\"12\""}};
    EXPECT_EQ(**if_match_version(request), 12);
    for (const char* bad : {"12", "W/\"x\"", "\"\"", "*", "\"1\", \"2\"", "\"0\""}) {
        request.headers = {{"if-match", bad}};
        EXPECT_FALSE(if_match_version(request)) << bad;
    }
}

TEST(Dates, AreWrittenAsHttpWantsThem) {
    EXPECT_EQ(http_date(time::Instant{784'111'777'000}), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(http_date(time::Instant{0}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

RouteSet documented() {
    RouteSet set;
    const Handler none = [](const Request&) -> Result<Response> { return Response::no_content(); };
    set.routes.push_back(
        Route{Verb::post, "/api/residents/{resident}/records", Access::to(Op::create, "chronic_followup"), none,
              Doc{"Save a record", R"({"$ref":"#/components/schemas/Record"})", R"({"type":"object"})", {{"dry_run", "decide only"}}}});
    set.routes.push_back(Route{Verb::get, "/api/session", Access::signed_in(), none, Doc{}});
    set.schemas = {{"Record", R"({"type": "object"})"}};
    return set;
}

TEST(OpenApi, DescribesTheTable) {
    const std::string text = openapi_document(std::vector{documented()});
    const auto document = json::parse(text);
    ASSERT_TRUE(document);
    EXPECT_EQ((*document)["openapi"].text(), "3.1.0");
    const auto& operation = (*document)["paths"]["/api/residents/{resident}/records"]["post"];
    EXPECT_EQ(operation["x-permission"].text(), "chronic_followup:C");
    EXPECT_EQ(operation["operationId"].text(), "postApiResidentsResidentRecords");
    EXPECT_EQ(operation["parameters"].items().size(), 2U);
    EXPECT_EQ(operation["parameters"].items()[0]["in"].text(), "path");
    EXPECT_EQ(operation["security"].items().size(), 2U);
    EXPECT_TRUE((*document)["components"]["schemas"]["Problem"].is_object());
    EXPECT_TRUE((*document)["components"]["securitySchemes"]["session"].is_object());
}

TEST(OpenApi, DoesNotDependOnTheOrderOfModules) {
    RouteSet other;
    other.routes.push_back(Route{Verb::get, "/api/a", Access::open(), {}, Doc{}});
    EXPECT_EQ(openapi_document(std::vector{documented(), other}), openapi_document(std::vector{other, documented()}));
}

TEST(OpenApi, RefusesBrokenSchemas) {
    RouteSet broken = documented();
    broken.schemas.emplace_back("Record", R"({"type": "array"})");
    EXPECT_THROW(static_cast<void>(openapi_document(std::vector{broken})), std::invalid_argument);
    broken.schemas = {{"Record", "{"}};
    EXPECT_THROW(static_cast<void>(openapi_document(std::vector{broken})), std::invalid_argument);
}

}  // namespace
}  // namespace jiwei::http
