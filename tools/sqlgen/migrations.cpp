#include "tools/sqlgen/migrations.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <span>
#include <sstream>

namespace jiwei::sqlgen {
namespace {

namespace fs = std::filesystem;

/// Words that one engine lacks, or that a later move to Citus would regret.
const std::map<std::string, std::string>& refused_words() {
    static const std::map<std::string, std::string> words{{"integer", "write BIGINT: every integer has 64 bits"},
                                                          {"int", "write BIGINT"},
                                                          {"smallint", "write BIGINT"},
                                                          {"boolean", "write BIGINT, 0 or 1"},
                                                          {"serial", "ids are ULIDs"},
                                                          {"bigserial", "ids are ULIDs"},
                                                          {"generated", "no generated columns"},
                                                          {"timestamp", "write BIGINT, UTC milliseconds"},
                                                          {"timestamptz", "write BIGINT, UTC milliseconds"},
                                                          {"jsonb", "write TEXT"},
                                                          {"json", "write TEXT"},
                                                          {"numeric", "write BIGINT, or TEXT for a decimal"},
                                                          {"real", "no floating point"},
                                                          {"double", "no floating point"},
                                                          {"float", "no floating point"},
                                                          {"varchar", "write TEXT"},
                                                          {"char", "write TEXT"},
                                                          {"cascade", "rows are deleted where one can see it"},
                                                          {"include", "SQLite has no INCLUDE"},
                                                          {"replace", "SQLite has no OR REPLACE for views: drop and create"},
                                                          {"if", "a migration runs exactly once: no IF EXISTS"}};
    return words;
}

using Statement = std::span<const Token>;

std::vector<Statement> split(const std::vector<Token>& tokens) {
    std::vector<Statement> all;
    std::size_t from = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].kind == Token::Kind::sign && tokens[i].text == ";") {
            all.push_back(Statement{tokens}.subspan(from, i - from));
            from = i + 1;
        }
    }
    const Statement rest = Statement{tokens}.subspan(from);
    if (std::ranges::any_of(rest, [](const Token& t) { return t.kind != Token::Kind::comment; })) all.push_back(rest);
    return all;
}

bool starts(Statement statement, std::initializer_list<std::string_view> words) {
    return statement.size() >= words.size() &&
           std::equal(words.begin(), words.end(), statement.begin(), [](auto word, const Token& t) { return t.text == word; });
}

std::vector<Token> code_of(Statement statement) { return without_comments({statement.begin(), statement.end()}); }

/// `KEY (` must be followed by county_id: it leads every key, so that counties can be spread over machines.
void check_keys(const fs::path& path, const std::vector<Token>& code) {
    for (std::size_t i = 0; i + 1 < code.size(); ++i) {
        const std::string& word = code[i].text;
        if (word != "key" && word != "unique" && word != "references") continue;
        if (word == "unique" && code[i + 1].text == "index") continue;
        std::size_t open = word == "references" ? i + 2 : i + 1;
        if (open + 1 >= code.size() || code[open].text != "(")
            throw Mistake{path, code[i].line, "keys are written on their own line: (county_id, …)"};
        if (code[open + 1].text != "county_id") throw Mistake{path, code[i].line, "county_id leads every key of a county table"};
    }
}

class Checker {
public:
    Checker(const fs::path& path, const std::string& module, Schema& schema) : path_{path}, module_{module}, schema_{schema} {}

    void check(Statement statement) {
        const std::vector<Token> code = code_of(statement);
        if (code.empty()) return;
        for (const Token& token : code) {
            const auto found = refused_words().find(token.text);
            if (token.kind == Token::Kind::word && found != refused_words().end())
                throw Mistake{path_, token.line, token.text + ": " + found->second};
        }
        if (starts(code, {"create", "table"})) {
            create_table(code);
        } else if (starts(code, {"create", "view"})) {
            define(code[2]);
            check_uses(code);
        } else if (starts(code, {"create", "unique", "index"})) {
            const auto open = std::ranges::find(code, std::string{"("}, &Token::text);
            if (open != code.end() && !schema_.global.contains((open - 1)->text) && (open + 1)->text != "county_id")
                throw Mistake{path_, code[0].line, "county_id leads every unique index of a county table"};
        } else if (starts(code, {"create", "trigger"}) || starts(code, {"create", "sequence"})) {
            throw Mistake{path_, code[0].line, "no triggers and no sequences"};
        } else {
            check_uses(code);
        }
    }

private:
    void define(const Token& name) {
        if (!schema_.owners.emplace(name.text, module_).second) throw Mistake{path_, name.line, name.text + " exists already"};
    }

    void create_table(const std::vector<Token>& code) {
        define(code.at(2));
        const bool county = std::ranges::any_of(code, [](const Token& t) { return t.text == "county_id"; });
        const bool global = schema_.global.contains(code[2].text);
        if (!county && !global)
            throw Mistake{path_, code[2].line, code[2].text + " has no county_id and is not in platform/db/global_tables.txt"};
        if (!global) check_keys(path_, code);
    }

    void check_uses(const std::vector<Token>& code) {
        for (const TableUse& use : tables_of(code)) {
            const auto owner = schema_.owners.find(use.name);
            if (owner == schema_.owners.end()) throw Mistake{path_, use.line, "unknown table " + use.name};
            if (owner->second != module_ && !use.name.starts_with("v_"))
                throw Mistake{path_, use.line, use.name + " belongs to " + owner->second};
        }
    }

    const fs::path& path_;
    const std::string& module_;
    Schema& schema_;
};

std::set<std::string> read_global(const fs::path& root) {
    std::set<std::string> names;
    std::istringstream lines{read_file(root / "platform/db/global_tables.txt")};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line.substr(0, line.find('#'))};
        if (std::string name; words >> name) names.insert(name);
    }
    return names;
}

MigrationFile read_one(const fs::path& path, const std::string& module, const std::string& shown, Schema& schema) {
    static const std::regex form{R"((\d{4})_([a-z0-9_]+)\.sql)"};
    std::smatch match;
    const std::string file = path.filename().string();
    if (!std::regex_match(file, match, form)) throw Mistake{shown, 1, "a migration is called 0001_what_it_does.sql"};
    MigrationFile migration{module, std::stoi(match[1]), match[2], read_file(path), {}, {}};
    migration.sha256 = sha256_hex(migration.postgres);
    migration.sqlite = to_sqlite(shown, migration.postgres);
    const std::vector<Token> tokens = scan(shown, migration.postgres);
    const fs::path shown_path{shown};
    Checker checker{shown_path, module, schema};
    for (const Statement statement : split(tokens)) checker.check(statement);
    return migration;
}

}  // namespace

std::vector<std::string> migration_order(const fs::path& root) {
    // The order of the module graph: what is read by others comes first. Folders not named here follow by name.
    static const std::array<std::string, 13> declared{
        "modules/organization", "modules/residents",    "modules/access",     "modules/indicators", "modules/programmes",
        "modules/immunization", "modules/surveillance", "modules/clinic",     "modules/pharmacy",   "modules/insurance",
        "modules/finance",      "modules/performance",  "modules/supervision"};
    std::vector<std::string> platform{"platform/db"};
    std::vector<std::string> rest;
    const auto folders = [&](const char* layer, std::vector<std::string>& out) {
        if (!fs::exists(root / layer)) return;
        for (const auto& entry : fs::directory_iterator{root / layer}) {
            const std::string name = std::string{layer} + "/" + entry.path().filename().string();
            const bool known = name == "platform/db" || std::ranges::find(declared, name) != declared.end();
            if (entry.is_directory() && !known) out.push_back(name);
        }
    };
    folders("platform", platform);
    std::sort(platform.begin() + 1, platform.end());
    folders("modules", rest);
    std::ranges::sort(rest);
    platform.insert(platform.end(), declared.begin(), declared.end());
    platform.insert(platform.end(), rest.begin(), rest.end());
    return platform;
}

std::vector<MigrationFile> read_migrations(const fs::path& root, Schema& schema) {
    schema.global = read_global(root);
    std::vector<MigrationFile> all;
    for (const std::string& module : migration_order(root)) {
        const fs::path folder = root / module / "migrations";
        if (!fs::exists(folder)) continue;
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator{folder}) {
            if (entry.path().extension() == ".sql") files.push_back(entry.path());
        }
        std::ranges::sort(files);
        int number = 0;
        for (const fs::path& file : files) {
            const std::string shown = module + "/migrations/" + file.filename().string();
            all.push_back(read_one(file, module, shown, schema));
            // Gaps are free for work that went on side by side; two migrations of one number have no order.
            if (all.back().number <= number) throw Mistake{shown, 1, "each migration has a number of its own, from 0001"};
            number = all.back().number;
        }
    }
    return all;
}

std::string to_sqlite(const fs::path& path, const std::string& text) {
    static const std::map<std::string, std::string> types{{"bigint", "INTEGER"}, {"bytea", "BLOB"}};
    const std::vector<Token> tokens = scan(path, text);
    std::string out;
    std::size_t copied = 0;
    const auto replace = [&](std::size_t begin, std::size_t end, const std::string& with) {
        out.append(text, copied, begin - copied).append(with);
        copied = end;
    };
    for (const Statement statement : split(tokens)) {
        bool without_rowid = false;
        for (const Token& token : statement) {
            const auto type = types.find(token.text);
            if (token.kind == Token::Kind::word && type != types.end()) replace(token.begin, token.end, type->second);
            if (token.kind == Token::Kind::comment && token.text == " sqlite: without rowid") without_rowid = true;
        }
        if (!starts(code_of(statement), {"create", "table"})) continue;
        const auto close = std::find_if(statement.rbegin(), statement.rend(), [](const Token& t) { return t.text == ")"; });
        if (close == statement.rend()) throw Mistake{path, statement.front().line, "the table is not closed"};
        replace(close->end, close->end, without_rowid ? " STRICT, WITHOUT ROWID" : " STRICT");
    }
    out.append(text, copied);
    return out;
}

}  // namespace jiwei::sqlgen
