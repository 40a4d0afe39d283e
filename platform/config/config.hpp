// The configuration file: TOML, one table of keys that is also the manual. An unknown key or a value out of range stops the start
// and names the line. Secrets are never values: they come from files the configuration names. Clinical thresholds are packs.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/kernel/json.hpp"

namespace jiwei::config {

using List = std::vector<std::string>;

/// Every setting, with its default. A member has a row in the table of config.cpp, or the test fails.
struct Config {
    struct Http {
        std::string listen = "127.0.0.1:8080";
        std::string tls_certificate_file;
        std::string tls_key_file;
        List behind_proxy;
        std::string public_url;  // for FHIR Location and links; empty: from the request
        std::string web_dir = "web/dist";
        std::string metrics_token_file;
        std::int64_t io_threads = 1;
        std::int64_t workers = 32;
        std::int64_t queue_max = 1024;
        std::int64_t connections_max = 2048;
        std::int64_t connections_per_address_max = 0;
        std::int64_t header_bytes_max = 16 * 1024;
        std::int64_t headers_max = 64;
        std::int64_t body_bytes_max = 64 << 20;
        std::int64_t body_total_bytes_max = 512 << 20;
        std::int64_t header_seconds_max = 10;
        std::int64_t body_stall_seconds_max = 15;
        std::int64_t body_bytes_per_second_min = 4096;
        std::int64_t idle_seconds_max = 75;
        std::int64_t handler_seconds_max = 120;
        std::int64_t write_stall_seconds_max = 30;
        std::int64_t drain_seconds_max = 15;
    } http;
    struct Database {
        std::string url;  // empty: sqlite:<data>/jiwei.db
        std::int64_t readers = 8;
        std::int64_t acts_per_commit_max = 64;
        bool migrate = true;
    } database;
    struct Keys {
        std::string dir;  // empty: <data>/keys
    } keys;
    struct Packs {
        std::string dir = "packs";
    } packs;
    struct Access {
        std::int64_t session_idle_minutes = 15;
        std::int64_t session_clinical_idle_minutes = 30;
        std::int64_t session_absolute_hours = 12;
        std::int64_t lockout_failures_max = 5;
        std::int64_t lockout_window_minutes = 15;
        std::int64_t lockout_minutes = 30;
        std::int64_t address_failures_max = 20;
        std::int64_t address_window_minutes = 10;
        std::int64_t password_length_min = 10;
        std::int64_t password_admin_length_min = 14;
        std::int64_t password_classes_min = 3;
        std::int64_t password_history = 5;
        std::int64_t password_valid_days = 90;
        std::int64_t unused_account_days = 90;
        std::int64_t token_days_max = 365;
        std::int64_t reveals_per_day_max = 50;
    } access;
    struct Import {
        std::int64_t file_bytes_max = 64 << 20;
        std::int64_t rows_max = 1'000'000;
        std::int64_t rows_per_act = 1000;
        std::int64_t preview_rows = 50;
    } import;
    struct Backup {
        std::string dir;  // empty: <data>/backups
        std::int64_t copies_kept = 14;
    } backup;
    struct Audit {
        std::string anchors_dir;  // empty: <data>/anchors
    } audit;
    struct Retention {
        std::int64_t audit_online_years = 3;
        std::int64_t outbox_acked_days = 90;
        std::int64_t import_files_days = 30;
    } retention;
    struct Log {
        std::string level = "info";   // debug info warn error
        std::string format = "json";  // json logfmt
        std::string file;             // empty: standard error
        std::int64_t file_bytes_max = 64 << 20;
        std::int64_t files_kept = 10;
        bool requests = true;
    } log;
};

/// "jiwei.toml:12: http.workers: 0 is not in 1-1024". What --check prints, one a line.
class Refused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One row of the table.
struct Key {
    std::string_view section;  // "http"
    std::string_view name;     // "body_bytes_max": the unit stands in the name
    std::int64_t min = 0;      // of integers
    std::int64_t max = 0;
    std::string_view choices;    // of texts: "debug info warn error"; empty: any
    bool secret = false;         // masked in show()
    std::string_view paragraph;  // what it does, why one would change it
    using Slot = std::variant<std::string*, std::int64_t*, bool*, List*>;
    Slot (*slot)(Config&);
};
[[nodiscard]] std::span<const Key> keys();

/// Throws Refused with every fault found, one a line. `file` is only named in messages.
[[nodiscard]] Config parse(std::string_view toml, std::string_view file);
/// Throws Refused when the file cannot be read, or as parse().
[[nodiscard]] Config load(const std::string& path);
/// Any TOML document as JSON: tables, lists, texts, numbers, true and false; dates as texts. Throws Refused: not TOML, deeper than eight
/// tables, longer than 1 MiB.
[[nodiscard]] json::Value table_of(std::string_view toml, std::string_view file);
/// The settings in force as TOML, secrets (and the password inside a database URL) as "***".
[[nodiscard]] std::string show(const Config& config);
/// docs/reference/configuration.md and docs/reference/jiwei.toml; a test holds them to the table.
[[nodiscard]] std::string reference_markdown();
[[nodiscard]] std::string reference_toml();

}  // namespace jiwei::config
