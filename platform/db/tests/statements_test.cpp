// Every statement of every module is prepared on both engines after all migrations: a mistake in SQL shows here, not in the field.
#include "platform/db/tests/engines.hpp"

namespace jiwei::db {
namespace {

class Statements : public testing::EachEngine {};

TEST_P(Statements, AreUnderstoodByTheEngine) {
    for (const Statement* const statement : all_statements()) {
        try {
            database().read([&](Connection& connection) {
                if (GetParam() == Engine::postgres) {
                    connection.run_script("PREPARE checked AS " + std::string{statement->postgres});
                    connection.run_script("DEALLOCATE checked");
                } else {
                    const std::vector<Param> nulls(static_cast<std::size_t>(statement->parameters), Param{nullptr});
                    (void)connection.run_text("EXPLAIN " + std::string{statement->sqlite}, nulls);
                }
            });
        } catch (const Error& error) {
            ADD_FAILURE() << statement->name << ": " << error.what();
        }
    }
}

TEST_P(Statements, MigrationsAreAllApplied) {
    EXPECT_TRUE(pending_migrations(database()).empty());
    EXPECT_GE(all_migrations().size(), 2U);
}

JIWEI_ON_EACH_ENGINE(Statements);

}  // namespace
}  // namespace jiwei::db
