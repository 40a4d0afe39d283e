// Exact decimals: text kept, comparison by value, named rounding.
#include "core/kernel/decimal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace jiwei {
namespace {

TEST(Decimal, KeepsWhatWasTyped) {
    for (const char* text : {"1.50", "0", "-0.5", "120", "999999999999999999", "0.000001"}) {
        ASSERT_TRUE(parse_decimal(text).has_value()) << text;
        EXPECT_EQ(parse_decimal(text)->text(), text);
    }
}

TEST(Decimal, RefusesWhatIsNoPlainNumber) {
    for (const char* text : {"", "-", "01", "1.", ".5", "1e3", "1.0000000", "1000000000000000000", "1,5", "+1"}) {
        EXPECT_FALSE(parse_decimal(text).has_value()) << text;
    }
}

TEST(Decimal, ComparesByValue) {
    EXPECT_TRUE(*parse_decimal("1.5") == *parse_decimal("1.50"));
    EXPECT_TRUE(*parse_decimal("23.99") < *parse_decimal("24"));
}

TEST(Decimal, DividesHalfAwayFromZero) {
    EXPECT_EQ(divide_half_up(Decimal{65}, *parse_decimal("2.7225"), 1)->text(), "23.9");
    EXPECT_EQ(divide_half_up(Decimal{1}, Decimal{8}, 2)->text(), "0.13");
    EXPECT_EQ(divide_half_up(Decimal{-1}, Decimal{8}, 2)->text(), "-0.13");
    EXPECT_FALSE(divide_half_up(Decimal{1}, Decimal{0}, 2).has_value());
}

RC_GTEST_PROP(DecimalProperty, AddThenSubtractGivesBack, ()) {
    const Decimal a{*rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000), *rc::gen::inRange(0, 7)};
    const Decimal b{*rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000), *rc::gen::inRange(0, 7)};
    RC_ASSERT(*subtract(*add(a, b), b) == a);
}

}  // namespace
}  // namespace jiwei
