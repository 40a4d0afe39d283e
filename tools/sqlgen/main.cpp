// sqlgen ROOT OUT: turns sql/*.sql and migrations/*.sql into constants, and refuses what one of the engines would not take.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "tools/sqlgen/migrations.hpp"
#include "tools/sqlgen/scan.hpp"

namespace jiwei::sqlgen {
namespace {

namespace fs = std::filesystem;

struct NamedStatement {
    std::string name;
    std::string both, sqlite, postgres;
    int parameters = 0;
    std::string shown;  // file
    int line = 0;
};

const std::map<std::string, std::string>& refused_words() {
    static const std::map<std::string, std::string> words{{"like", "engines differ on case: search a normalised column by = or range"},
                                                          {"ilike", "PostgreSQL only"},
                                                          {"now", "time is a parameter"},
                                                          {"current_timestamp", "time is a parameter"},
                                                          {"current_date", "time is a parameter"},
                                                          {"random", "chance is a parameter"},
                                                          {"integer", "write BIGINT"},
                                                          {"int", "write BIGINT"},
                                                          {"numeric", "write BIGINT"},
                                                          {"offset", "pages continue by key"}};
    return words;
}

class Reader {
public:
    Reader(const fs::path& root, const std::string& module, const Schema& schema) : root_{root}, module_{module}, schema_{schema} {}

    std::vector<NamedStatement> all() {
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator{root_ / module_ / "sql"}) {
            if (entry.path().extension() == ".sql") files.push_back(entry.path());
        }
        std::ranges::sort(files);
        for (const fs::path& file : files) read(file);
        for (const NamedStatement& s : statements_) {
            if (s.both.empty() && (s.sqlite.empty() || s.postgres.empty()))
                throw Mistake{s.shown, s.line, s.name + " lacks the body of one engine"};
        }
        return std::move(statements_);
    }

private:
    void read(const fs::path& file) {
        shown_ = module_ + "/sql/" + file.filename().string();
        text_ = read_file(file);
        const std::vector<Token> tokens = scan(shown_, text_);
        static const std::regex heading{R"( name: ([a-z][a-z0-9_]*)(?: \((sqlite|postgres)\))?\s*)"};
        std::optional<std::smatch> current;
        std::string current_text;
        int line = 0;
        std::vector<Token> body;
        const auto finish = [&] {
            if (current) add((*current)[1], (*current)[2], line, body);
            body.clear();
        };
        for (const Token& token : tokens) {
            if (token.kind == Token::Kind::comment && token.text.starts_with(" name:")) {
                finish();
                current_text = token.text;
                std::smatch match;
                if (!std::regex_match(current_text, match, heading))
                    throw Mistake{shown_, token.line, "a heading is `-- name: snake_case`, with (sqlite) or (postgres)"};
                current = match;
                line = token.line;
            } else if (token.kind == Token::Kind::comment) {
                check_returns(token);
            } else if (!current) {
                throw Mistake{shown_, token.line, "a statement without `-- name:`"};
            } else {
                body.push_back(token);
            }
        }
        finish();
    }

    void check_returns(const Token& comment) const {
        static const std::regex form{R"( returns: (none|one|zero_or_one|many|affected)\b.*)"};
        if (comment.text.starts_with(" returns:") && !std::regex_match(comment.text, form))
            throw Mistake{shown_, comment.line, "returns: none, one, zero_or_one, many or affected"};
    }

    void add(const std::string& name, const std::string& engine, int line, std::vector<Token> body) {
        if (!body.empty() && body.back().text == ";") body.pop_back();
        if (body.empty()) throw Mistake{shown_, line, name + " is empty"};
        check(body);
        const int parameters = count_parameters(body);
        auto found = std::ranges::find(statements_, name, &NamedStatement::name);
        if (found == statements_.end()) {
            statements_.push_back({name, {}, {}, {}, parameters, shown_, line});
            found = std::prev(statements_.end());
        } else if (engine.empty() || !found->both.empty() || !(engine == "sqlite" ? found->sqlite : found->postgres).empty()) {
            throw Mistake{shown_, line, name + " is defined twice"};
        } else if (found->parameters != parameters) {
            throw Mistake{shown_, line, "both bodies of " + name + " take the same parameters"};
        }
        (engine.empty() ? found->both : (engine == "sqlite" ? found->sqlite : found->postgres)) = text_of(body);
    }

    /// The text without comments.
    std::string text_of(const std::vector<Token>& body) const {
        std::string out;
        std::size_t last = body.front().begin;
        int line = body.front().line;
        for (const Token& token : body) {
            out += token.line != line ? "\n" : (token.begin > last ? " " : "");
            out += text_.substr(token.begin, token.end - token.begin);
            last = token.end;
            line = token.line;
        }
        return out;
    }

    int count_parameters(const std::vector<Token>& body) const {
        std::set<int> used;
        for (const Token& token : body) {
            if (token.kind == Token::Kind::parameter) used.insert(std::stoi(token.text.substr(1)));
        }
        if (!used.empty() && (*used.begin() != 1 || *used.rbegin() != static_cast<int>(used.size())))
            throw Mistake{shown_, body.front().line, "parameters are $1 to $n, each used"};
        return static_cast<int>(used.size());
    }

    void check(const std::vector<Token>& body) const {
        for (std::size_t i = 0; i < body.size(); ++i) {
            const Token& token = body[i];
            const std::string next = i + 1 < body.size() ? body[i + 1].text : "";
            if (token.text == ";") throw Mistake{shown_, token.line, "one statement under one name"};
            if (token.text == "?") throw Mistake{shown_, token.line, "parameters are $1, $2, …"};
            if (token.text == ":" && next == ":") throw Mistake{shown_, token.line, "write CAST(x AS BIGINT)"};
            if (token.text == "-" && next == ">") throw Mistake{shown_, token.line, "no JSON operators: the engines differ"};
            const auto refused = refused_words().find(token.text);
            if (token.kind == Token::Kind::word && refused != refused_words().end())
                throw Mistake{shown_, token.line, token.text + ": " + refused->second};
        }
        bool county = false;
        for (const TableUse& use : tables_of(body)) {
            const auto owner = schema_.owners.find(use.name);
            if (owner == schema_.owners.end() && !schema_.global.contains(use.name))
                throw Mistake{shown_, use.line, "unknown table " + use.name};
            if (owner != schema_.owners.end() && owner->second != module_ && !use.name.starts_with("v_"))
                throw Mistake{shown_, use.line, use.name + " belongs to " + owner->second + ": use its functions or its v_ views"};
            county = county || !schema_.global.contains(use.name);
        }
        if (county && std::ranges::none_of(body, [](const Token& t) { return t.text == "county_id"; }))
            throw Mistake{shown_, body.front().line, "a statement on a county table names county_id"};
    }

    fs::path root_;
    std::string module_;
    const Schema& schema_;
    std::string shown_;
    std::string text_;
    std::vector<NamedStatement> statements_;
};

std::string literal(const std::string& text) {
    if (text.find(")sql\"") != std::string::npos) throw std::runtime_error{"a statement holds the end of its own literal"};
    return "R\"sql(" + text + ")sql\"";
}

std::string header_text(const std::string& module, const std::vector<NamedStatement>& statements) {
    const std::string name = module.substr(module.find('/') + 1);
    std::ostringstream out;
    out << "// Made by tools/sqlgen from " << module
        << "/sql. Do not edit.\n#pragma once\n\n#include \"platform/db/statement.hpp\"\n\nnamespace jiwei::" << name << "::sql {\n";
    for (const NamedStatement& s : statements) {
        const std::string& sqlite = s.both.empty() ? s.sqlite : s.both;
        const std::string& postgres = s.both.empty() ? s.postgres : s.both;
        out << "\n/// " << s.shown << ":" << s.line << "\ninline constexpr ::jiwei::db::Statement " << s.name << "{\"" << name << "."
            << s.name << "\",\n"
            << literal(sqlite) << ",\n"
            << literal(postgres) << ", " << s.parameters << "};\n";
    }
    out << "\n}  // namespace jiwei::" << name << "::sql\n";
    return out.str();
}

std::string migrations_text(const std::vector<MigrationFile>& migrations) {
    std::ostringstream out;
    out << "// Made by tools/sqlgen from migrations/*.sql. Do not edit.\n#include \"platform/db/migrate.hpp\"\n\nnamespace jiwei::db "
           "{\nnamespace {\n\n"
        << "constexpr Migration list[] = {\n    {},\n";
    for (const MigrationFile& m : migrations) {
        out << "    {\"" << m.module << "\", " << m.number << ", \"" << m.slug << "\",\n"
            << literal(m.postgres) << ",\n"
            << literal(m.sqlite) << ",\n\"" << m.sha256 << "\"},\n";
    }
    out << "};\n\n}  // namespace\n\nstd::span<const Migration> all_migrations() { return std::span{list}.subspan(1); }\n\n}  // namespace "
           "jiwei::db\n";
    return out.str();
}

std::string list_text(const std::map<std::string, std::vector<NamedStatement>>& modules) {
    std::ostringstream includes;
    std::ostringstream items;
    for (const auto& [module, statements] : modules) {
        includes << "#include \"" << module << "/sql.hpp\"\n";
        for (const NamedStatement& s : statements) items << "    &" << module.substr(module.find('/') + 1) << "::sql::" << s.name << ",\n";
    }
    return "// Made by tools/sqlgen. Do not edit.\n" + includes.str() +
           "#include \"platform/db/migrate.hpp\"\n\nnamespace jiwei::db {\nnamespace {\n\nconstexpr const Statement* list[] = {\n    "
           "nullptr,\n" +
           items.str() +
           "};\n\n}  // namespace\n\nstd::span<const Statement* const> all_statements() { return std::span{list}.subspan(1); }\n\n}  // "
           "namespace jiwei::db\n";
}

void generate(const fs::path& root, const fs::path& out) {
    Schema schema;
    const std::vector<MigrationFile> migrations = read_migrations(root, schema);
    std::map<std::string, std::vector<NamedStatement>> modules;
    for (const std::string& module : migration_order(root)) {
        if (!fs::exists(root / module / "sql")) continue;
        modules[module] = Reader{root, module, schema}.all();
        write_file(out / module / "sql.hpp", header_text(module, modules[module]));
    }
    write_file(out / "platform/db/migrations.cpp", migrations_text(migrations));
    write_file(out / "platform/db/all_statements.cpp", list_text(modules));
}

}  // namespace
}  // namespace jiwei::sqlgen

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: sqlgen ROOT OUT\n";
        return 2;
    }
    try {
        jiwei::sqlgen::generate(argv[1], argv[2]);
        return 0;
    } catch (const std::exception& mistake) {
        std::cerr << mistake.what() << "\n";
        return 1;
    }
}
