// Every statement of every module is prepared on both engines after all migrations: a mistake in SQL shows here, not in the field.
#include "platform/db/tests/engines.hpp"

namespace jiwei::db {
namespace {

class Statements : public testing::EachEngine {};

TEST_P(Statements, AreUnderstoodByTheEngine) {
    for (const Statement* const statement : all_statements()) {
        const std::string text =
            (GetParam() == Engine::sqlite ? "EXPLAIN " : "PREPARE checked AS ") + std::string{statement->text(GetParam())};
        try {
            database().read([&](Connection& connection) {
                const std::vector<Param> nulls(GetParam() == Engine::sqlite ? static_cast<std::size_t>(statement->parameters) : 0,
                                               Param{nullptr});
                (void)connection.run_text(text, nulls);
                if (GetParam() == Engine::postgres) (void)connection.run_text("DEALLOCATE checked", {});
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
