// No statement on the way of an act or a page walks a whole county: SQLite is asked how it would look.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "platform/db/tests/engines.hpp"

namespace jiwei::programmes {
namespace {

/// Those that are meant to see the county: exports, rebuilding, the list of what institutions owe, how many are in care when an edition
/// is looked at; and those whose tables hold some rows a year.
bool may_walk(std::string_view name) {
    static const std::set<std::string_view> named{
        "programmes.owed_by_institution", "programmes.count_enrolments", "programmes.pack_loads",    "programmes.pack_withdrawals",
        "programmes.count_archives",      "indicators.last_snapshot",    "indicators.list_snapshots"};
    return named.contains(name) || name.find(".export_") != std::string_view::npos;
}

TEST(Plans, LookRowsUp) {
    db::testing::TestStore store{db::Engine::sqlite};
    int looked_at = 0;
    for (const db::Statement* const statement : db::all_statements()) {
        const bool is_ours = statement->name.starts_with("programmes.") || statement->name.starts_with("indicators.");
        if (!is_ours || may_walk(statement->name)) continue;
        ++looked_at;
        const std::vector<db::Param> params(static_cast<std::size_t>(statement->parameters), db::Param{nullptr});
        store.database().read([&](db::Connection& connection) {
            const db::Rows plan = connection.run_text("EXPLAIN QUERY PLAN " + std::string{statement->sqlite}, params);
            for (const db::Row row : plan) {
                const std::string_view step = row.text(3);
                EXPECT_EQ(step.find("(county_id=?)"), std::string_view::npos) << statement->name << ": " << step;
                const bool walks_table = step.starts_with("SCAN ") && !step.starts_with("SCAN moved") &&
                                         step.find("CONSTANT") == std::string_view::npos && step.find("delta") == std::string_view::npos &&
                                         step.find("one") == std::string_view::npos;
                EXPECT_FALSE(walks_table) << statement->name << ": " << step;
            }
        });
    }
    EXPECT_GT(looked_at, 30);
}

}  // namespace
}  // namespace jiwei::programmes
