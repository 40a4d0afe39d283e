// The only place that knows everyone: opens an installation and puts the modules together.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/place.hpp"
#include "modules/access/api.hpp"
#include "modules/indicators/api.hpp"
#include "modules/organization/api.hpp"
#include "modules/programmes/api.hpp"
#include "modules/residents/api.hpp"
#include "platform/crypto/keys.hpp"
#include "platform/db/backup.hpp"
#include "platform/db/database.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/services.hpp"

namespace jiwei::app {

/// Keys, database and clock of one installation. The time and the ids are the real ones unless a command brings its own.
class Installation {
public:
    struct Options {
        db::Use use = db::Use::serve;
        bool create = false;                    // make database and keys when missing
        bool bulk = false;                      // writes people by the thousand: more of the database is kept in memory
        bool migrate = true;                    // after a verified back-up, when there is something to back up
        std::string record_path;                // see db::OpenOptions
        std::unique_ptr<time::Clock> clock;     // nullptr: the system's
        std::unique_ptr<crypto::IdSource> ids;  // nullptr: random ones
    };
    /// Throws UsageError, db::Error or std::runtime_error with a sentence for the operator.
    Installation(const Place& place, Options options);

    [[nodiscard]] Services services() { return {*database_, keys_->cipher(), *ids_, *clock_, *access_log_, *page_tokens_}; }
    [[nodiscard]] db::Database& database() { return *database_; }
    [[nodiscard]] crypto::Keys& keys() { return *keys_; }
    [[nodiscard]] const time::Clock& clock() const { return *clock_; }
    [[nodiscard]] crypto::IdSource& ids() { return *ids_; }

private:
    std::unique_ptr<crypto::Keys> keys_;
    std::unique_ptr<time::Clock> clock_;
    std::unique_ptr<crypto::IdSource> ids_;
    std::unique_ptr<db::Database> database_;
    std::unique_ptr<audit::AccessLog> access_log_;
    std::unique_ptr<crypto::PageTokens> page_tokens_;
};

/// Where packs and the built page lie: beside the program's source tree, or where the configuration says.
[[nodiscard]] std::string packs_dir(const Place& place);

/// All modules of a server, wired to each other.
class Composition {
public:
    struct Options {
        std::string packs_dir;
        bool demo_accounts = false;
        bool secure_cookie = false;
        auth::HashCost hash_cost;
        bool mends_packs = false;  // starts although a loaded pack is no longer valid: to load a better one
    };
    Composition(Installation& installation, const config::Config& config, const Options& options);
    ~Composition();

    [[nodiscard]] std::vector<http::RouteSet> routes();

    // In the order in which they need each other.
    Services services;
    std::unique_ptr<programmes::PackStore> packs;
    std::unique_ptr<organization::Organization> organization;
    std::unique_ptr<indicators::Indicators> indicators;
    std::unique_ptr<access::Access> access;
    std::unique_ptr<residents::Residents> residents;
    std::unique_ptr<programmes::Programmes> programmes;
    std::unique_ptr<jobs::Runner> runner;

private:
    void wire();
    class Seams;
    std::unique_ptr<Seams> seams_;
};

/// The bytes that a back-up of this installation is encrypted with, derived from the key directory.
[[nodiscard]] db::BackupKey backup_key(const crypto::Keys& keys);

}  // namespace jiwei::app
