// Shapes as text, and the JSON Schema that comes of them.
#include "platform/http/shapes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/openapi.hpp"

namespace jiwei::http {
namespace {

struct Shaped {
    const char* name;
    const char* shape;
    const char* schema;
};

class Shapes : public ::testing::TestWithParam<Shaped> {};

TEST_P(Shapes, BecomeSchemas) {
    const auto all = schemas_of("type One = " + std::string{GetParam().shape});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().first, "One");
    EXPECT_EQ(all.front().second, GetParam().schema);
}

INSTANTIATE_TEST_SUITE_P(
    Types, Shapes,
    ::testing::Values(Shaped{"plain", "string", R"({"type":"string"})"},
                      Shaped{"nullable", "integer | null", R"({"type":["integer","null"]})"},
                      Shaped{"choice", "'a' | 'b' | null", R"({"enum":["a","b",null]})"}, Shaped{"numbers", "0 | 1", R"({"enum":[0,1]})"},
                      Shaped{"list", "string[]", R"({"type":"array","items":{"type":"string"}})"},
                      Shaped{"list_of_choices", "('a' | 'b')[]", R"({"type":"array","items":{"enum":["a","b"]}})"},
                      Shaped{"name", "Task", R"({"$ref":"#/components/schemas/Task"})"},
                      Shaped{"name_or_nothing", "Task | null", R"({"anyOf":[{"$ref":"#/components/schemas/Task"},{"type":"null"}]})"},
                      Shaped{"record", "Record<string, unknown>", R"({"type":"object","additionalProperties":{}})"},
                      Shaped{
                          "object", "{ a: string  b?: { c: boolean } }",
                          R"({"type":"object","required":["a"],"properties":{"a":{"type":"string"},"b":{"type":"object","required":["c"],)"
                          R"("properties":{"c":{"type":"boolean"}}}}})"}),
    [](const auto& tested) { return std::string{tested.param.name}; });

TEST(ShapesText, InterfacesExtend) {
    const auto all = schemas_of("interface A { x: string }\ninterface B extends A { y: A[] }\n");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].second,
              R"({"allOf":[{"$ref":"#/components/schemas/A"},{"type":"object","required":["y"],"properties":{"y":{"type":"array",)"
              R"("items":{"$ref":"#/components/schemas/A"}}}}]})");
}

TEST(ShapesText, FaultsNameTheirLine) {
    for (const auto& [text, where] :
         {std::pair{"interface A {\n x string }", "line 2: : is wanted"},
          std::pair{"interface A {\n x: string", "line 2: a member is wanted"},
          std::pair{"klass A {}", "line 1: interface or type is wanted"}, std::pair{"type A = text", "a type is wanted"},
          std::pair{"type A = Record<integer, string>", "string is wanted"}}) {
        try {
            (void)schemas_of(text);
            FAIL() << text;
        } catch (const std::invalid_argument& error) {
            EXPECT_THAT(error.what(), ::testing::HasSubstr(where));
        }
    }
}

RouteSet one_route() {
    RouteSet set;
    set.routes.push_back({Verb::post, "/api/x", Access::signed_in(), {}, {"X", {}, {}, {}}});
    return set;
}

TEST(ShapesRoutes, AreDescribedOrNamed) {
    RouteSet set = one_route();
    EXPECT_THAT(undescribed(std::array{set}), ::testing::ElementsAre("POST /api/x"));
    describe(set, "interface X { id: string }", std::array{Described{"POST /api/x", no_body, "X"}});
    EXPECT_TRUE(undescribed(std::array{set}).empty());
    EXPECT_THAT(openapi_document(std::array{set}), ::testing::HasSubstr(R"("schema":{"$ref":"#/components/schemas/X"})"));
    RouteSet half = one_route();
    half.routes.front().doc.response_schema = R"({"type":"object"})";
    EXPECT_FALSE(undescribed(std::array{half}).empty()) << "an object says nothing";
    EXPECT_THROW(describe(half, "", std::array{Described{"GET /api/x", no_body, no_body}}), std::invalid_argument);
}

TEST(ShapesRoutes, BytesKeepTheirMediaType) {
    RouteSet set = one_route();
    describe(set, "", std::array{Described{"POST /api/x", "application/octet-stream", "text/csv"}});
    const std::string document = openapi_document(std::array{set});
    EXPECT_THAT(document, ::testing::HasSubstr(R"("text/csv":{"schema":{"type":"string","format":"binary"}})"));
    EXPECT_THAT(document, ::testing::HasSubstr(R"("application/octet-stream")"));
}

}  // namespace
}  // namespace jiwei::http
