// The raw-engine baseline for acts: replays a statement record (docs/reference/statement-record.md) on plain SQLite or PostgreSQL, the same
// statements with the same parameters and the same grouping into commits, prepared once, results read and thrown away.
//   replay --database sqlite:PATH|postgresql://… --record FILE [--connections N]
// PostgreSQL: acts are dealt to N connections in turn, each act its own transaction, as the server does. Prints one JSON line.
#include <libpq-fe.h>
#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Value {
    char kind = 'N';  // N null, I integer, T text, Y bytes
    std::string data;
    long long integer = 0;
};
struct Execution {
    int statement = 0;
    std::vector<Value> params;
};
struct Act {
    std::vector<Execution> executions;
    bool kept = true;
    bool commit_after = false;
};
struct Record {
    std::map<int, std::string> statements;
    std::vector<Act> acts;
};

/// Reads the record as a cursor over its bytes.
class Reader {
public:
    explicit Reader(std::string text) : text_{std::move(text)} {}
    [[nodiscard]] bool end() const { return at_ >= text_.size(); }
    std::string line() {
        const std::size_t stop = text_.find('\n', at_);
        if (stop == std::string::npos) throw std::runtime_error{"the record is cut off"};
        std::string found = text_.substr(at_, stop - at_);
        at_ = stop + 1;
        return found;
    }
    std::string bytes(std::size_t count) {
        std::string found = text_.substr(at_, count);
        at_ += count + 1;
        return found;
    }

private:
    std::string text_;
    std::size_t at_ = 0;
};

Value read_value(Reader& reader) {
    const std::string line = reader.line();
    Value value;
    value.kind = line[0];
    if (value.kind == 'I') value.integer = std::stoll(line.substr(2));
    if (value.kind == 'I') value.data = line.substr(2);
    if (value.kind == 'T' || value.kind == 'Y') value.data = reader.bytes(std::stoul(line.substr(2)));
    return value;
}

Record read_record(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error{"cannot read " + path};
    Reader reader{{std::istreambuf_iterator<char>{file}, {}}};
    Record record;
    while (!reader.end()) {
        const std::string line = reader.line();
        if (line[0] == 'D') {
            const std::size_t blank = line.find(' ', 2);
            record.statements[std::stoi(line.substr(2))] = reader.bytes(std::stoul(line.substr(blank + 1)));
        } else if (line[0] == 'B') {
            record.acts.emplace_back();
        } else if (line[0] == 'X') {
            const std::size_t blank = line.find(' ', 2);
            Execution execution;
            execution.statement = std::stoi(line.substr(2));
            const auto count = std::stoul(line.substr(blank + 1));
            for (std::size_t i = 0; i < count; ++i) execution.params.push_back(read_value(reader));
            record.acts.back().executions.push_back(std::move(execution));
        } else if (line[0] == 'R') {
            record.acts.back().kept = false;
        } else if (line[0] == 'C') {
            record.acts.back().commit_after = true;
        }
    }
    return record;
}

using Steady = std::chrono::steady_clock;

void must(int code, int wanted, sqlite3* database) {
    if (code != wanted) throw std::runtime_error{sqlite3_errmsg(database)};
}

double replay_sqlite(const std::string& path, const Record& record) {
    sqlite3* database = nullptr;
    must(sqlite3_open(path.c_str(), &database), SQLITE_OK, database);
    // The server's own settings; see platform/db/sqlite_connection.cpp.
    for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", "PRAGMA cache_size=-32768",
                               "PRAGMA temp_store=MEMORY"}) {
        must(sqlite3_exec(database, pragma, nullptr, nullptr, nullptr), SQLITE_OK, database);
    }
    std::map<int, sqlite3_stmt*> prepared;
    for (const auto& [number, text] : record.statements) {
        must(sqlite3_prepare_v3(database, text.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &prepared[number], nullptr), SQLITE_OK, database);
    }
    const Steady::time_point began = Steady::now();
    bool open = false;
    for (const Act& act : record.acts) {
        if (!open) must(sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK, database);
        open = true;
        if (act.kept) {
            for (const Execution& execution : act.executions) {
                sqlite3_stmt* const statement = prepared.at(execution.statement);
                for (std::size_t i = 0; i < execution.params.size(); ++i) {
                    const Value& value = execution.params[i];
                    const std::string name = "$" + std::to_string(i + 1);
                    const int at = sqlite3_bind_parameter_index(statement, name.c_str());
                    if (at == 0) continue;
                    if (value.kind == 'I')
                        sqlite3_bind_int64(statement, at, value.integer);
                    else if (value.kind == 'T')
                        sqlite3_bind_text(statement, at, value.data.data(), static_cast<int>(value.data.size()), SQLITE_STATIC);
                    else if (value.kind == 'Y')
                        sqlite3_bind_blob(statement, at, value.data.data(), static_cast<int>(value.data.size()), SQLITE_STATIC);
                    else
                        sqlite3_bind_null(statement, at);
                }
                int code = SQLITE_ROW;
                while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
                }
                must(code, SQLITE_DONE, database);
                sqlite3_reset(statement);
            }
        }
        if (act.commit_after) {
            must(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK, database);
            open = false;
        }
    }
    if (open) must(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK, database);
    const double seconds = std::chrono::duration<double>(Steady::now() - began).count();
    for (const auto& [number, statement] : prepared) sqlite3_finalize(statement);
    sqlite3_close(database);
    return seconds;
}

void run_plain(PGconn* connection, const char* text) {
    PGresult* const result = PQexec(connection, text);
    const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!good) throw std::runtime_error{PQerrorMessage(connection)};
}

void run_act(PGconn* connection, const Act& act) {
    run_plain(connection, "BEGIN");
    for (const Execution& execution : act.executions) {
        std::vector<const char*> values;
        std::vector<int> lengths;
        std::vector<int> formats;
        for (const Value& value : execution.params) {
            values.push_back(value.kind == 'N' ? nullptr : value.data.c_str());
            lengths.push_back(static_cast<int>(value.data.size()));
            formats.push_back(value.kind == 'Y' ? 1 : 0);
        }
        PGresult* const result = PQexecPrepared(connection, ("s" + std::to_string(execution.statement)).c_str(),
                                                static_cast<int>(values.size()), values.data(), lengths.data(), formats.data(), 0);
        const ExecStatusType status = PQresultStatus(result);
        PQclear(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error{PQerrorMessage(connection)};
    }
    run_plain(connection, "COMMIT");
}

double replay_postgres(const std::string& url, const Record& record, int count) {
    std::vector<PGconn*> connections;
    for (int i = 0; i < count; ++i) {
        connections.push_back(PQconnectdb(url.c_str()));
        if (PQstatus(connections.back()) != CONNECTION_OK) throw std::runtime_error{PQerrorMessage(connections.back())};
        for (const auto& [number, text] : record.statements) {
            PGresult* const result = PQprepare(connections.back(), ("s" + std::to_string(number)).c_str(), text.c_str(), 0, nullptr);
            const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
            PQclear(result);
            if (!good) throw std::runtime_error{PQerrorMessage(connections.back())};
        }
    }
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    const Steady::time_point began = Steady::now();
    std::vector<std::thread> threads;
    for (PGconn* const connection : connections) {
        threads.emplace_back([&record, &next, &failed, connection] {
            try {
                for (std::size_t i = next++; i < record.acts.size() && !failed; i = next++) {
                    if (record.acts[i].kept) run_act(connection, record.acts[i]);
                }
            } catch (const std::exception& error) {
                std::fprintf(stderr, "replay: %s\n", error.what());
                failed = true;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    const double seconds = std::chrono::duration<double>(Steady::now() - began).count();
    for (PGconn* const connection : connections) PQfinish(connection);
    if (failed) throw std::runtime_error{"a connection failed"};
    return seconds;
}

}  // namespace

int main(int count, char** arguments) {
    try {
        std::string database;
        std::string record_path;
        int connections = 8;
        for (int i = 1; i + 1 < count; i += 2) {
            const std::string name = arguments[i];
            if (name == "--database")
                database = arguments[i + 1];
            else if (name == "--record")
                record_path = arguments[i + 1];
            else if (name == "--connections")
                connections = std::stoi(arguments[i + 1]);
            else
                throw std::runtime_error{"unknown option " + name};
        }
        const Record record = read_record(record_path);
        const double seconds =
            database.starts_with("sqlite:") ? replay_sqlite(database.substr(7), record) : replay_postgres(database, record, connections);
        std::size_t executions = 0;
        for (const Act& act : record.acts) executions += act.executions.size();
        std::printf("{\"acts\":%zu,\"statements\":%zu,\"seconds\":%.4f,\"per_second\":%.1f}\n", record.acts.size(), executions, seconds,
                    static_cast<double>(record.acts.size()) / seconds);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "replay: %s\n", error.what());
        return 1;
    }
}
