// The database as the rest of jiwei sees it: acts that happen whole or not at all, and consistent reads.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "core/kernel/expected.hpp"
#include "platform/db/connection.hpp"

namespace jiwei::db {

/// Where the data is: "sqlite:PATH" or "postgresql://…".
struct OpenOptions {
    std::string url;
    int readers = 8;             // read connections, at most one a worker thread
    int acts_per_commit_max = 64;
    bool create = true;
};

/// Thread-safe. On SQLite every act runs on the one writer thread in a SAVEPOINT and up to acts_per_commit_max waiting acts share
/// one COMMIT; on PostgreSQL each act is its own transaction on its own connection, repeated a bounded number of times on conflict.
class Database {
public:
    [[nodiscard]] static std::unique_ptr<Database> open(const OpenOptions& options);
    virtual ~Database() = default;
    [[nodiscard]] virtual Engine engine() const = 0;

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

protected:
    virtual void run_act(const std::function<bool(Connection&)>& act) = 0;
    virtual void run_read(const std::function<void(Connection&)>& work) = 0;
};

}  // namespace jiwei::db
