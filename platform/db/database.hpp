// The database as the rest of jiwei sees it: acts that happen whole or not at all, and consistent reads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "core/kernel/expected.hpp"
#include "platform/db/connection.hpp"

namespace jiwei::db {

/// What the process wants of the database.
enum class Use : unsigned char {
    serve,    // reads and writes; holds the exclusive lock of the database, a second one is refused with Trouble::busy
    beside,   // reads and writes whether a server runs or not, each act a short transaction of its own; never changes the schema
    inspect,  // reads beside a running server (back-up, verify, export); a write is refused with Trouble::read_only
};

/// Where the data is: "sqlite:PATH" or "postgresql://…".
struct OpenOptions {
    std::string url = {};
    int readers = 8;               // read connections, at most one a worker thread
    int writers = 8;               // PostgreSQL: connections for acts; SQLite has one writer thread
    int acts_per_commit_max = 64;  // SQLite: acts that share one COMMIT
    int act_attempts_max = 12;     // PostgreSQL: runs of one act on conflict before Trouble::conflict comes out
    bool create = true;            // SQLite: make the file when it is missing
    Use use = Use::serve;
    /// When set, every statement of every act is appended to this file with its parameters and the act and commit boundaries
    /// (docs/reference/statement-record.md), so that a bench can replay them on the bare engine. Holds personal data: demo counties only.
    std::string record_path = {};
    int writer_cache_mib = 32;  // SQLite: pages of the database that the writer keeps
    std::string vfs = {};       // SQLite: name of another registered VFS, for fault tests
};

/// What /readyz says of the database.
struct Health {
    bool writable = true;
    std::string reason;  // stable word when not writable: "damaged", "inspecting", "lost", "taken-over"
    std::string detail;  // for the operator; no personal data
};

struct Counters {
    std::int64_t acts = 0;  // acts that were committed
    std::int64_t acts_undone = 0;
    std::int64_t commits = 0;
    std::int64_t repeats = 0;  // runs beyond the first, after a conflict
    std::int64_t waiting = 0;  // acts in the queue now
};

/// Thread-safe. On SQLite every act runs on the one writer thread, all but the first of a transaction in a SAVEPOINT, and up to
/// acts_per_commit_max waiting acts share one COMMIT; on PostgreSQL each act is its own transaction on its own connection, repeated a
/// bounded number of times on conflict.
class Database {
public:
    [[nodiscard]] static std::unique_ptr<Database> open(const OpenOptions& options);
    virtual ~Database() = default;
    [[nodiscard]] virtual Engine engine() const = 0;
    /// As it was known last, for the price of nothing.
    [[nodiscard]] virtual Health health() const = 0;
    /// Asks every pool of connections now: an outage is seen, and its end too.
    [[nodiscard]] virtual Health probe() = 0;
    [[nodiscard]] virtual Counters counters() const = 0;
    /// The URL it was opened with; a PostgreSQL password is masked.
    [[nodiscard]] virtual std::string url() const = 0;

    /// Runs `act(Connection&)`, which returns a tl::expected; an error or an exception undoes this act alone. Returns when the act
    /// is durable. The act may run more than once (PostgreSQL conflicts), so it must not touch anything but the connection and its
    /// own result. Parsing and validation belong before it, on the caller's thread. Never nest.
    template <class F>
    auto write(F&& act) -> std::invoke_result_t<F, Connection&> {
        using Outcome = std::invoke_result_t<F, Connection&>;
        std::optional<Outcome> outcome;
        run_act([&](Connection& connection) {
            outcome.emplace(act(connection));
            return outcome->has_value();
        });
        return std::move(*outcome);
    }

    /// Runs `work(Connection&)` in a read transaction: everything it reads is of one moment.
    template <class F>
    auto read(F&& work) -> std::invoke_result_t<F, Connection&> {
        using Outcome = std::invoke_result_t<F, Connection&>;
        if constexpr (std::is_void_v<Outcome>) {
            run_read([&](Connection& connection) { work(connection); });
        } else {
            std::optional<Outcome> outcome;
            run_read([&](Connection& connection) { outcome.emplace(work(connection)); });
            return std::move(*outcome);
        }
    }

    /// While the result lives no process opens the database with Use::beside. Throws Trouble::busy when one has it open. For migrations.
    [[nodiscard]] virtual std::shared_ptr<void> keep_commands_out() = 0;

protected:
    virtual void run_act(const std::function<bool(Connection&)>& act) = 0;
    virtual void run_read(const std::function<void(Connection&)>& work) = 0;
};

}  // namespace jiwei::db
