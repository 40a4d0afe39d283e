// The raw-engine baseline: replays a statement record (docs/reference/statement-record.md) on plain SQLite or PostgreSQL, the same
// statements with the same parameters and the same grouping into commits, prepared once, results read and thrown away.
//   replay --database sqlite:PATH|postgresql://… --record FILE [--connections N] [--segments FILE]
// PostgreSQL: acts are dealt to N connections in turn, each act its own transaction, as the server does. Prints one JSON line: the
// CPU is that of this process, so on PostgreSQL the engine's own is not in it; p50_us is the median from one commit to the next
// (reads before it included), which is one request when one client was recorded; --segments writes them all, one a line.
#include <libpq-fe.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
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
    bool is_read = false;
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
        } else if (line[0] == 'B' || line[0] == 'Q') {
            record.acts.emplace_back();
            record.acts.back().is_read = line[0] == 'Q';
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
            const auto last = std::find_if(record.acts.rbegin(), record.acts.rend(), [](const Act& act) { return !act.is_read; });
            if (last != record.acts.rend()) last->commit_after = true;
        }
    }
    return record;
}

using Steady = std::chrono::steady_clock;

/// What a replay took.
struct Taken {
    double seconds = 0;
    double cpu_seconds = 0;
    std::vector<double> micros;  // from commit to commit
};

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void must(int code, int wanted, sqlite3* database) {
    if (code != wanted) throw std::runtime_error{sqlite3_errmsg(database)};
}

/// A connection with every statement of the record prepared; SQLite numbers $n by first appearance, so places are looked up once.
class Sqlite {
public:
    Sqlite(const std::string& path, const Record& record) {
        must(sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr), SQLITE_OK, database_);
        // The server's own settings; see platform/db/sqlite_connection.cpp.
        for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON",
                                   "PRAGMA cache_size=-32768", "PRAGMA temp_store=MEMORY"}) {
            run(pragma);
        }
        for (const auto& [number, text] : record.statements) {
            Prepared& prepared = prepared_[number];
            must(sqlite3_prepare_v3(database_, text.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &prepared.statement, nullptr), SQLITE_OK,
                 database_);
            for (int i = 1; i <= sqlite3_bind_parameter_count(prepared.statement); ++i)
                prepared.numbers.push_back(std::stoul(sqlite3_bind_parameter_name(prepared.statement, i) + 1));
        }
    }
    ~Sqlite() {
        for (const auto& [number, prepared] : prepared_) sqlite3_finalize(prepared.statement);
        sqlite3_close(database_);
    }
    Sqlite(const Sqlite&) = delete;
    Sqlite& operator=(const Sqlite&) = delete;

    void run(const char* text) { must(sqlite3_exec(database_, text, nullptr, nullptr, nullptr), SQLITE_OK, database_); }

    void run(const Execution& execution) {
        const Prepared& prepared = prepared_.at(execution.statement);
        for (std::size_t i = 0; i < prepared.numbers.size(); ++i)
            bind(prepared.statement, static_cast<int>(i) + 1, execution.params.at(prepared.numbers[i] - 1));
        int code = SQLITE_ROW;
        while ((code = sqlite3_step(prepared.statement)) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(prepared.statement); ++i)
                read_bytes_ += static_cast<std::size_t>(sqlite3_column_bytes(prepared.statement, i));
        }
        must(code, SQLITE_DONE, database_);
        sqlite3_reset(prepared.statement);
    }

private:
    struct Prepared {
        sqlite3_stmt* statement = nullptr;
        std::vector<std::size_t> numbers;
    };

    static void bind(sqlite3_stmt* statement, int at, const Value& value) {
        if (value.kind == 'I')
            sqlite3_bind_int64(statement, at, value.integer);
        else if (value.kind == 'T')
            sqlite3_bind_text(statement, at, value.data.data(), static_cast<int>(value.data.size()), SQLITE_STATIC);
        else if (value.kind == 'Y')
            sqlite3_bind_blob(statement, at, value.data.data(), static_cast<int>(value.data.size()), SQLITE_STATIC);
        else
            sqlite3_bind_null(statement, at);
    }

    sqlite3* database_ = nullptr;
    std::map<int, Prepared> prepared_;
    std::size_t read_bytes_ = 0;
};

void replay_read(Sqlite& reader, const Act& act) {
    reader.run("BEGIN");
    for (const Execution& execution : act.executions) reader.run(execution);
    reader.run("COMMIT");
}

Taken replay_sqlite(const std::string& path, const Record& record) {
    Sqlite writer{path, record};
    Sqlite reader{path, record};
    Taken taken;
    const double cpu_before = cpu_seconds();
    const Steady::time_point began = Steady::now();
    Steady::time_point last = began;
    bool open = false;
    for (const Act& act : record.acts) {
        if (act.is_read) {
            replay_read(reader, act);
            continue;
        }
        if (!open) writer.run("BEGIN IMMEDIATE");
        open = true;
        if (act.kept) {
            for (const Execution& execution : act.executions) writer.run(execution);
        }
        if (act.commit_after) {
            writer.run("COMMIT");
            open = false;
            const Steady::time_point now = Steady::now();
            taken.micros.push_back(std::chrono::duration<double, std::micro>(now - last).count());
            last = now;
        }
    }
    if (open) writer.run("COMMIT");
    taken.seconds = std::chrono::duration<double>(Steady::now() - began).count();
    taken.cpu_seconds = cpu_seconds() - cpu_before;
    return taken;
}

void run_plain(PGconn* connection, const char* text) {
    PGresult* const result = PQexec(connection, text);
    const bool good = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
    PQclear(result);
    if (!good) throw std::runtime_error{PQerrorMessage(connection)};
}

void run_act(PGconn* connection, const Act& act) {
    // The server's own way of committing; see platform/db/postgres_database.cpp.
    run_plain(connection, act.is_read ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN; SET LOCAL synchronous_commit = off");
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
    run_plain(connection, act.is_read ? "COMMIT" : "COMMIT; SELECT pg_logical_emit_message(true, 'jiwei', '')");
}

Taken replay_postgres(const std::string& url, const Record& record, int count) {
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
    const double cpu_before = cpu_seconds();
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
    Taken taken;
    taken.seconds = std::chrono::duration<double>(Steady::now() - began).count();
    taken.cpu_seconds = cpu_seconds() - cpu_before;
    for (PGconn* const connection : connections) PQfinish(connection);
    if (failed) throw std::runtime_error{"a connection failed"};
    return taken;
}

}  // namespace

int main(int count, char** arguments) {
    try {
        std::string database;
        std::string record_path;
        std::string segments;
        int connections = 8;
        for (int i = 1; i + 1 < count; i += 2) {
            const std::string name = arguments[i];
            if (name == "--database")
                database = arguments[i + 1];
            else if (name == "--record")
                record_path = arguments[i + 1];
            else if (name == "--segments")
                segments = arguments[i + 1];
            else if (name == "--connections")
                connections = std::stoi(arguments[i + 1]);
            else
                throw std::runtime_error{"unknown option " + name};
        }
        const Record record = read_record(record_path);
        Taken taken =
            database.starts_with("sqlite:") ? replay_sqlite(database.substr(7), record) : replay_postgres(database, record, connections);
        std::size_t executions = 0;
        std::size_t reads = 0;
        std::size_t commits = 0;
        for (const Act& act : record.acts) {
            executions += act.executions.size();
            reads += act.is_read ? 1 : 0;
            commits += act.commit_after ? 1 : 0;
        }
        if (std::ofstream file{segments}; file) {
            for (const double micros : taken.micros) file << micros << '\n';
        }
        std::sort(taken.micros.begin(), taken.micros.end());
        std::printf(
            "{\"acts\":%zu,\"reads\":%zu,\"commits\":%zu,\"statements\":%zu,\"seconds\":%.6f,\"cpu_seconds\":%.6f,\"p50_us\":%.2f}\n",
            record.acts.size() - reads, reads, commits, executions, taken.seconds, taken.cpu_seconds,
            taken.micros.empty() ? 0.0 : taken.micros[taken.micros.size() / 2]);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "replay: %s\n", error.what());
        return 1;
    }
}
