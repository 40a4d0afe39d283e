#include "app/composition.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "app/case_runner.hpp"
#include "app/seams.hpp"
#include "app/usage_error.hpp"
#include "platform/audit/verify.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/db/migrate.hpp"
#include "platform/log/log.hpp"

namespace jiwei::app {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view sqlite_scheme = "sqlite:";

void make_private_dir(const std::string& path) {
    if (path.empty()) return;
    const bool made = fs::create_directories(path);
    if (made) fs::permissions(path, fs::perms::owner_all);
}

bool is_new_database(const std::string& url) { return url.starts_with(sqlite_scheme) && !fs::exists(url.substr(sqlite_scheme.size())); }

/// Before the schema moves, what is there is copied, and the copy is opened and checked.
void migrate_after_backup(Installation& installation, const Place& place) {
    const auto pending = db::pending_migrations(installation.database());
    if (pending.empty()) return;
    const bool fresh = pending.size() == db::all_migrations().size();
    if (!fresh) {
        if (place.backup_dir.empty())
            throw UsageError{"the schema is to be migrated and there is no place for the back-up: set backup.dir"};
        make_private_dir(place.backup_dir);
        const std::string path = place.backup_dir + "/before-migration-" + installation.ids().next() + ".jiwei";
        const db::BackupReport report = db::backup(installation.database(), path, backup_key(installation.keys()));
        log::info("db.backed-up", {{"file", report.path}, {"bytes", report.bytes}, {"because", "migration"}});
    }
    const auto applied = db::migrate(installation.database(), installation.clock().now());
    log::info("db.migrated", {{"steps", applied.size()}});
}

/// Half a GiB, or a quarter of a smaller machine: rows of people in random order touch index pages everywhere.
int bulk_cache_mib() {
    constexpr long most = 512;
    constexpr long mib = 1 << 20;
    const long memory_mib = sysconf(_SC_PHYS_PAGES) / (mib / sysconf(_SC_PAGESIZE));
    return static_cast<int>(std::clamp(memory_mib / 4, 32L, most));
}

}  // namespace

Installation::Installation(const Place& place, Options options) {
    const bool fresh = is_new_database(place.database_url);
    if (fresh && !options.create) throw UsageError{"there is no database at " + place.database_url};
    make_private_dir(place.data_dir);
    crypto::KeyOptions key_options;
    key_options.directory = place.keys_dir;
    key_options.create = options.create;
    if (!place.backup_dir.empty()) key_options.not_under.emplace_back(place.backup_dir);
    keys_ = crypto::Keys::open(key_options);
    clock_ = options.clock ? std::move(options.clock) : std::make_unique<time::SystemClock>();
    ids_ = options.ids ? std::move(options.ids) : crypto::make_id_source(*clock_);
    db::OpenOptions open;
    open.url = place.database_url;
    open.readers = static_cast<int>(place.config.database.readers);
    open.acts_per_commit_max = static_cast<int>(place.config.database.acts_per_commit_max);
    open.create = options.create;
    open.use = options.use;
    open.record_path = options.record_path;
    if (options.bulk) open.writer_cache_mib = bulk_cache_mib();
    database_ = db::Database::open(open);
    if (options.use == db::Use::serve && options.migrate) migrate_after_backup(*this, place);
    if (!db::pending_migrations(*database_).empty()) throw UsageError{"the database lacks migrations of this version: run jiwei migrate"};
    access_log_ = audit::make_access_log(*database_);
    page_tokens_ = std::make_unique<crypto::PageTokens>(keys_->token_key());
}

std::string packs_dir(const Place& place) {
    if (fs::exists(fs::path{place.config.packs.dir} / "roles")) return place.config.packs.dir;
    // Started from another folder: the packs lie beside the build tree of the program.
    const fs::path beside = fs::read_symlink("/proc/self/exe").parent_path() / ".." / ".." / "packs";
    if (fs::exists(beside / "roles")) return fs::canonical(beside).string();
    throw UsageError{"packs are not in " + place.config.packs.dir + "; set packs.dir in the configuration"};
}

db::BackupKey backup_key(const crypto::Keys& keys) {
    // One purpose, one key: derived, so that the page-token key itself never encrypts.
    const std::string secret = crypto::hmac(crypto::Hash::sha256, keys.token_key(), "jiwei back-up 1");
    return {crypto::sha256_hex(secret).substr(0, 16), secret};
}

Composition::Composition(Installation& installation, const config::Config& config, const Options& options)
    : services{installation.services()} {
    auto loaded = programmes::PackStore::load(options.packs_dir);
    if (!loaded) {
        throw std::runtime_error{"the packs are not valid: " + loaded.error().detail};
    }
    packs = std::move(*loaded);
    organization = std::make_unique<organization::Organization>(services);
    organization->use_packs(options.packs_dir);
    indicators = std::make_unique<indicators::Indicators>(services, *organization);
    indicators->use_packs(options.packs_dir);
    access::Options gate;
    gate.roles_pack = options.packs_dir + "/roles";
    gate.hash_cost = options.hash_cost;
    gate.secure_cookie = options.secure_cookie;
    gate.demo_accounts = options.demo_accounts;
    gate.session_idle_minutes = static_cast<int>(config.access.session_idle_minutes);
    gate.workstation_idle_minutes = static_cast<int>(config.access.session_clinical_idle_minutes);
    gate.session_absolute_hours = static_cast<int>(config.access.session_absolute_hours);
    gate.lockout_failures_max = static_cast<int>(config.access.lockout_failures_max);
    gate.lockout_window_minutes = static_cast<int>(config.access.lockout_window_minutes);
    gate.lockout_minutes = static_cast<int>(config.access.lockout_minutes);
    gate.address_failures_max = static_cast<int>(config.access.address_failures_max);
    gate.address_window_minutes = static_cast<int>(config.access.address_window_minutes);
    gate.password_valid_days = static_cast<int>(config.access.password_valid_days);
    gate.token_days_max = static_cast<int>(config.access.token_days_max);
    access = std::make_unique<access::Access>(services, *organization, installation.keys(), gate);
    residents = std::make_unique<residents::Residents>(services, *organization, *access, *indicators, options.packs_dir);
    programmes = std::make_unique<programmes::Programmes>(services, *packs, *residents, *indicators, *organization, *access);
    runner = jobs::make_runner(installation.database(), installation.clock(), installation.ids());
    wire();
    programmes->check_cases_with(
        [directory = options.packs_dir](const programmes::PackStore& around, const std::string& name, const packs::Bundle& bundle) {
            return run_cases_of(directory, around, name, bundle);
        });
    const std::string troubles = programmes->catch_up();
    if (!troubles.empty() && !options.mends_packs) {
        throw std::runtime_error{"a pack that was loaded here does not fit this version; load a corrected one with jiwei pack load:\n" +
                                 troubles};
    }
}

Composition::~Composition() { runner->stop(); }

}  // namespace jiwei::app
