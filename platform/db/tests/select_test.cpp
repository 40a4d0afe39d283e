// Lists: nothing but what the shape allows, always within county and reach, page after page without loss.
#include "platform/db/select.hpp"

#include <array>
#include <set>

#include "platform/db/tests/item_table.hpp"

namespace jiwei::db {
namespace {

using namespace testing;

constexpr std::array fragments{Fragment{"number_from", "i.number >= ?"}, Fragment{"number_between", "i.number BETWEEN ? AND ?"},
                               Fragment{"labels", "i.label IN (?*)"}};
constexpr std::array orders{Order{"number", "i.number, i.id", false}, Order{"number_down", "i.number, i.id", true},
                            Order{"id", "i.id", false}};
const ListShape shape{"test.items", "i.id, i.number", "item i", "i.county_id", "i.label", "", fragments, orders};
const ListShape open_shape{"test.open", "i.id", "item i", "i.county_id", "", "", fragments, orders};
const Scope everything{true, {}, {}};

class Lists : public Items {
protected:
    Lists() {
        (void)database().write([](Connection& connection) -> Done {
            for (int i = 0; i < 100; ++i) {
                connection.run(insert_item, {"i" + std::to_string(1'000 + i), i / 7, "inst" + std::to_string(i % 5), nullptr});
            }
            return 0;
        });
    }
    std::vector<std::string> all(const ListShape& list, const Scope& scope, const std::string& order, int rows) {
        std::vector<std::string> ids;
        std::string cursor;
        do {
            Select select{list, "c", scope};
            select.order_by(order);
            EXPECT_TRUE(cursor.empty() || select.after(cursor));
            database().read([&](Connection& connection) {
                const Page page = select.page(connection, rows);
                EXPECT_LE(page.count, static_cast<std::size_t>(rows));
                for (std::size_t i = 0; i < page.count; ++i) ids.push_back(page.rows[i].string(0));
                cursor = page.next;
            });
        } while (!cursor.empty());
        return ids;
    }
    std::int64_t count_of(const Select& select, std::int64_t limit = 1'000) {
        return database().read([&](Connection& connection) { return select.count(connection, limit); });
    }
};
JIWEI_ON_EACH_ENGINE(Lists);

TEST_P(Lists, PagesHoldEachRowOnceInOrder) {
    for (const int rows : {1, 7, 33, 99, 100, 101}) {
        const auto up = all(shape, everything, "number", rows);
        ASSERT_EQ(up.size(), 100U) << rows;
        EXPECT_TRUE(std::ranges::is_sorted(up));
        auto down = all(shape, everything, "number_down", rows);
        std::ranges::reverse(down);
        EXPECT_EQ(up, down);
    }
}

TEST_P(Lists, StayWithinTheReach) {
    const std::vector<std::string> two{"inst1", "inst3"};
    const std::vector<std::string> three{"inst0", "inst1", "inst2"};
    EXPECT_EQ(count_of(Select{shape, "c", Scope{false, two, {}}}), 40);
    EXPECT_EQ(count_of(Select{shape, "c", Scope{false, three, {}}}), 60);
    EXPECT_EQ(count_of(Select{shape, "c", Scope{}}), 0) << "no reach, no rows";
    EXPECT_EQ(count_of(Select{shape, "d", everything}), 0) << "another county";
    EXPECT_EQ(count_of(Select{open_shape, "c", Scope{}}), 100) << "a list without persons has no reach";
}

TEST_P(Lists, CombineConditions) {
    Select select{shape, "c", everything};
    select.where("number_between", {2, 5}).where_any("labels", std::vector<std::string>{"inst1", "inst2", "inst9"});
    EXPECT_EQ(count_of(select), 11);
    EXPECT_EQ(count_of(Select{shape, "c", everything}.where_any("labels", {})), 0);
    EXPECT_EQ(count_of(Select{shape, "c", everything}, 10), 10);
}

TEST_P(Lists, RefuseWhatTheShapeDoesNotHave) {
    Select select{shape, "c", everything};
    EXPECT_THROW(select.where("1 = 1; DROP TABLE item"), std::logic_error);
    EXPECT_THROW(select.where("number_from"), std::logic_error);
    EXPECT_THROW(select.where("number_from", {1, 2}), std::logic_error);
    EXPECT_THROW(select.order_by("label"), std::logic_error);
}

TEST_P(Lists, RefuseForeignCursors) {
    std::string cursor;
    database().read([&](Connection& connection) { cursor = Select{shape, "c", everything}.order_by("number").page(connection, 5).next; });
    EXPECT_FALSE(Select(shape, "c", everything).order_by("id").after(cursor));
    EXPECT_FALSE(Select(shape, "c", everything).order_by("number_down").after(cursor));
    for (const std::string& bad :
         {std::string{"!"}, std::string{"AAAA"}, cursor.substr(1), cursor.substr(0, cursor.size() - 4), std::string(5'000, 'A')}) {
        EXPECT_FALSE(Select(shape, "c", everything).order_by("number").after(bad)) << bad;
    }
}

TEST_P(Lists, ListsOfLikeLengthShareAText) {
    const std::vector<std::string> five(5, "a");
    const std::vector<std::string> eight(8, "b");
    EXPECT_EQ(Select(shape, "c", Scope{false, five, {}}).text(), Select(shape, "c", Scope{false, eight, {}}).text());
}

}  // namespace
}  // namespace jiwei::db
