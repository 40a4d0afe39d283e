// The lint of tools/sqlgen: a small tree that it takes, and for every rule one change to that tree that it must refuse, saying why.
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace jiwei::sqlgen {
namespace {

namespace fs = std::filesystem;

using Files = std::map<std::string, std::string>;

constexpr const char* migration_path = "modules/residents/migrations/0001_resident.sql";
constexpr const char* statements_path = "modules/residents/sql/resident.sql";

Files sound_tree() {
    return {{"platform/db/global_tables.txt", "pack  # national\n"},
            {"modules/organization/migrations/0001_institution.sql",
             "CREATE TABLE institution (county_id TEXT NOT NULL, id TEXT NOT NULL,\n  PRIMARY KEY (county_id, id));\n"
             "CREATE VIEW v_institution AS SELECT county_id, id FROM institution;\n"},
            {migration_path,
             "CREATE TABLE pack (name TEXT PRIMARY KEY);\n"
             "CREATE TABLE resident (county_id TEXT NOT NULL, id TEXT NOT NULL, born TEXT, photo BYTEA,\n"
             "  PRIMARY KEY (county_id, id));\n"
             "CREATE UNIQUE INDEX resident_born ON resident (county_id, born, id);\n"},
            {statements_path,
             "-- name: find\n-- returns: zero_or_one\n"
             "SELECT id FROM resident WHERE county_id = $1 AND id = $2\n"
             "-- name: places\nSELECT r.id FROM resident r JOIN v_institution i ON i.county_id = r.county_id WHERE r.county_id = $1\n"
             "-- name: today (sqlite)\nSELECT date($1)\n-- name: today (postgres)\nSELECT CAST($1 AS DATE)\n"}};
}

/// A folder that goes away with the test.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "jiwei-sqlgen-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

struct Verdict {
    int exit_code = 0;
    std::string said;
};

Verdict lint(const Files& files) {
    const Folder folder;
    for (const auto& [name, text] : files) {
        fs::create_directories((folder.path() / "tree" / name).parent_path());
        std::ofstream{folder.path() / "tree" / name} << text;
    }
    const std::string said = (folder.path() / "said").string();
    const std::string command = std::string{JIWEI_BINARY_DIR} + "/sqlgen " + (folder.path() / "tree").string() + " " +
                                (folder.path() / "made").string() + " 2>" + said;
    const int status = std::system(command.c_str());  // NOLINT(cert-env33-c): our own program on our own folder
    std::ifstream in{said};
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, {std::istreambuf_iterator<char>{in}, {}}};
}

struct Refusal {
    std::string file;  // what stands in it instead
    std::string text;
    std::string said;  // part of the message
};

void expect_refused(const Refusal& refusal) {
    Files files = sound_tree();
    files[refusal.file] = refusal.text;
    const Verdict verdict = lint(files);
    EXPECT_EQ(verdict.exit_code, 1) << refusal.text;
    EXPECT_NE(verdict.said.find(refusal.said), std::string::npos) << refusal.text << "\nsaid: " << verdict.said;
}

std::string statement(const std::string& body) { return "-- name: find\n" + body + "\n"; }

std::string table_with(const std::string& line) {
    return "CREATE TABLE resident (county_id TEXT NOT NULL, id TEXT NOT NULL,\n  " + line + ",\n  PRIMARY KEY (county_id, id));\n";
}

TEST(SqlLint, TakesASoundTree) {
    const Verdict verdict = lint(sound_tree());
    EXPECT_EQ(verdict.exit_code, 0);
    EXPECT_EQ(verdict.said, "");
}

TEST(SqlLint, RefusesWordsInStatements) {
    for (const std::string word :
         {"like", "ilike", "now", "current_timestamp", "current_date", "random", "integer", "int", "numeric", "offset"})
        expect_refused(
            {statements_path, statement("SELECT id FROM resident WHERE county_id = $1 AND id " + word + " $2"), ": " + word + ": "});
}

TEST(SqlLint, RefusesWordsInMigrations) {
    for (const std::string word :
         {"integer", "int",  "smallint", "boolean", "serial",  "bigserial", "generated", "timestamp", "timestamptz", "jsonb", "json",
          "numeric", "real", "double",   "float",   "varchar", "char",      "cascade",   "include",   "replace",     "if"})
        expect_refused({migration_path, table_with("x " + word), ": " + word + ": "});
}

TEST(SqlLint, RefusesStatements) {
    const std::string sound = "SELECT id FROM resident WHERE county_id = $1";
    const Refusal refusals[] = {
        {statements_path, "-- name: Two Words\n" + sound + "\n", "a heading is"},
        {statements_path, "-- name: find (oracle)\n" + sound + "\n", "a heading is"},
        {statements_path, sound + "\n", "a statement without"},
        {statements_path, "-- name: find\n-- returns: some\n" + sound + "\n", "returns: none, one"},
        {statements_path, "-- name: find\n-- name: other\n" + sound + "\n", "find is empty"},
        {statements_path, statement(sound) + statement(sound), "find is defined twice"},
        {statements_path, "-- name: f (sqlite)\n" + sound + "\n-- name: f (postgres)\n" + sound + " AND id = $2\n",
         "take the same parameters"},
        {statements_path, "-- name: f (sqlite)\n" + sound + "\n", "f lacks the body of one engine"},
        {statements_path, statement(sound + " AND id = $3"), "parameters are $1 to $n"},
        {statements_path, statement(sound + "; " + sound), "one statement under one name"},
        {statements_path, statement(sound + " AND id = ?"), "parameters are $1, $2"},
        {statements_path, statement(sound + " AND id = $"), "a parameter is $1"},
        {statements_path, statement(sound + " AND id = $2::TEXT"), "write CAST"},
        {statements_path, statement("SELECT born -> 'year' FROM resident WHERE county_id = $1"), "no JSON operators"},
        {statements_path, statement("SELECT id FROM nowhere WHERE county_id = $1"), "unknown table nowhere"},
        {statements_path, statement("SELECT id FROM institution WHERE county_id = $1"), "institution belongs to modules/organization"},
        {statements_path, statement("SELECT id FROM resident WHERE id = $1"), "names county_id"},
        {statements_path, statement("SELECT 1 /* one */"), "write comments with --"},
        {statements_path, statement("SELECT 'open"), "a quote is not closed"},
        {statements_path, statement("SELECT \"Id\" FROM resident WHERE county_id = $1"), "quoted names are not used"},
    };
    for (const Refusal& refusal : refusals) expect_refused(refusal);
}

TEST(SqlLint, RefusesMigrations) {
    const std::string sound = sound_tree().at(migration_path);
    const Refusal refusals[] = {
        {migration_path, "CREATE TABLE resident (county_id TEXT, id TEXT,\n  PRIMARY KEY (id, county_id));\n", "county_id leads every key"},
        {migration_path, table_with("UNIQUE (id)"), "county_id leads every key"},
        {migration_path, table_with("FOREIGN KEY (id) REFERENCES resident (county_id)"), "county_id leads every key"},
        {migration_path, table_with("FOREIGN KEY (county_id) REFERENCES resident (id)"), "county_id leads every key"},
        {migration_path, "CREATE TABLE resident (county_id TEXT, id TEXT PRIMARY KEY);\n", "keys are written on their own line"},
        {migration_path, sound + "CREATE UNIQUE INDEX again ON resident (id);\n", "county_id leads every unique index"},
        {migration_path, sound + "CREATE TRIGGER later AFTER INSERT ON resident;\n", "no triggers and no sequences"},
        {migration_path, sound + "CREATE SEQUENCE ids;\n", "no triggers and no sequences"},
        {migration_path, sound + "CREATE TABLE institution (county_id TEXT);\n", "institution exists already"},
        {migration_path, "CREATE TABLE resident (id TEXT);\n", "resident has no county_id and is not in"},
        {migration_path, sound + "UPDATE nowhere SET id = '';\n", "unknown table nowhere"},
        {migration_path, sound + "UPDATE institution SET id = '';\n", "institution belongs to modules/organization"},
        {migration_path, "CREATE TABLE resident\n", "the table is not closed"},
        {"modules/residents/migrations/2_more.sql", sound, "a migration is called"},
        {"modules/residents/migrations/0001_z.sql", "CREATE VIEW v_resident AS SELECT county_id, id FROM resident;\n",
         "a number of its own"},
    };
    for (const Refusal& refusal : refusals) expect_refused(refusal);
}

}  // namespace
}  // namespace jiwei::sqlgen
