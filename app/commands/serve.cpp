// jiwei serve: one server on one data directory. jiwei migrate: the schema alone.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>

#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "app/housekeeping.hpp"
#include "app/place.hpp"
#include "app/usage_error.hpp"
#include "fhir/site.hpp"
#include "platform/crypto/page_token.hpp"
#include "platform/db/migrate.hpp"
#include "platform/http/server.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace jiwei::app {

namespace {

struct ServeOptions {
    PlaceOptions place;
    std::string listen;
    std::string certificate_file;
    std::string key_file;
    std::vector<std::string> behind_proxy;
    bool no_migrate = false;
    std::string record_path;
};

constexpr int ms = 1000;

http::ServerOptions server_options(const config::Config& config, const ServeOptions& options) {
    const auto& http = config.http;
    http::ServerOptions server;
    server.listen = options.listen.empty() ? http.listen : options.listen;
    server.tls_certificate_file = options.certificate_file.empty() ? http.tls_certificate_file : options.certificate_file;
    server.tls_key_file = options.key_file.empty() ? http.tls_key_file : options.key_file;
    server.behind_proxy = options.behind_proxy.empty() ? http.behind_proxy : options.behind_proxy;
    server.io_threads = static_cast<int>(http.io_threads);
    server.workers = static_cast<int>(http.workers);
    server.queue_max = static_cast<int>(http.queue_max);
    server.connections_max = static_cast<int>(http.connections_max);
    server.connections_per_address_max = static_cast<int>(http.connections_per_address_max);
    server.header_bytes_max = static_cast<std::size_t>(http.header_bytes_max);
    server.headers_max = static_cast<int>(http.headers_max);
    server.body_bytes_max = static_cast<std::size_t>(http.body_bytes_max);
    server.body_total_bytes_max = static_cast<std::size_t>(http.body_total_bytes_max);
    server.header_ms_max = static_cast<int>(http.header_seconds_max) * ms;
    server.body_stall_ms_max = static_cast<int>(http.body_stall_seconds_max) * ms;
    server.body_bytes_per_second_min = static_cast<int>(http.body_bytes_per_second_min);
    server.idle_ms_max = static_cast<int>(http.idle_seconds_max) * ms;
    server.handler_ms_max = static_cast<int>(http.handler_seconds_max) * ms;
    server.write_stall_ms_max = static_cast<int>(http.write_stall_seconds_max) * ms;
    server.drain_ms_max = static_cast<int>(http.drain_seconds_max) * ms;
    server.log_requests = config.log.requests;
    return server;
}

/// The page lies where the configuration says, or beside the build tree of the program.
std::string web_dir(const Place& place) {
    namespace fs = std::filesystem;
    if (fs::exists(fs::path{place.config.http.web_dir} / "index.html")) return place.config.http.web_dir;
    const fs::path beside = fs::read_symlink("/proc/self/exe").parent_path() / ".." / ".." / "web" / "dist";
    return fs::exists(beside / "index.html") ? fs::canonical(beside).string() : std::string{};
}

std::string first_line_of(const std::string& path) {
    std::string line;
    std::ifstream file{path};
    if (!std::getline(file, line)) throw UsageError{"cannot read " + path};
    return line;
}

bool is_loopback(std::string_view listen) {
    return listen.starts_with("127.") || listen.starts_with("[::1]") || listen.starts_with("localhost:");
}

void start_log(const config::Config& config) {
    log::Options options;
    static constexpr std::array<std::pair<std::string_view, log::Level>, 4> levels{
        {{"debug", log::Level::debug}, {"info", log::Level::info}, {"warn", log::Level::warn}, {"error", log::Level::error}}};
    for (const auto& [name, level] : levels) {
        if (config.log.level == name) options.level = level;
    }
    options.format = config.log.format == "logfmt" ? log::Format::logfmt : log::Format::json;
    options.file = config.log.file;
    options.file_bytes_max = static_cast<std::size_t>(config.log.file_bytes_max);
    options.files_kept = static_cast<int>(config.log.files_kept);
    log::start(options);
}

/// False when this is no demo county.
bool print_demo_accounts(const Place& place) {
    const std::string path = place.data_dir + "/demo-accounts.txt";
    if (place.data_dir.empty() || !std::filesystem::exists(path)) return false;
    std::ifstream file{path};
    fmt::print("Demo accounts (they work on this machine only; kept in {}):\n", path);
    for (std::string line; std::getline(file, line);) fmt::print("  {}\n", line);
    return true;
}

void print_setup_link(Composition& composition, const std::string& url) {
    if (const auto link = composition.access->make_setup_link()) {
        fmt::print("No account yet. Open this link once, before {}, to make the first two:\n  {}/setup#{}\n", time::text(link->expires_at),
                   url, link->token);
    }
}

/// A certificate that cannot be used leaves the old one in force.
void reload_certificate(http::Server& server) {
    try {
        server.reload_certificate();
        log::info("http.certificate-reloaded");
    } catch (const http::Unusable& error) {
        log::error("http.certificate-kept", {{"why", error.what()}});
    }
}

bool is_database_ready(db::Database& database) {
    const db::Health health = database.probe();
    if (!health.writable) log::warn("db.not-ready", {{"reason", health.reason}, {"detail", health.detail}});
    return health.writable;
}

int serve(const ServeOptions& options) {
    http::Signals signals;
    const Place place = resolve_place(options.place);
    config::Config config = place.config;
    if (place.config.log.file.empty() && options.place.config_file.empty()) config.log.level = "warn";  // a person is watching
    start_log(config);

    http::ServerOptions server_settings = server_options(config, options);
    server_settings.web_dir = web_dir(place);
    if (!config.http.metrics_token_file.empty()) server_settings.metrics_token = first_line_of(config.http.metrics_token_file);
    const bool local_only = is_loopback(server_settings.listen) && server_settings.behind_proxy.empty();

    Installation::Options open;
    open.create = true;
    open.migrate = config.database.migrate && !options.no_migrate;
    open.record_path = options.record_path;
    Installation installation{place, std::move(open)};
    const Composition::Options modules{
        packs_dir(place), local_only, !server_settings.tls_certificate_file.empty() || !server_settings.behind_proxy.empty(), {}};
    Composition composition{installation, config, modules};

    metrics::Registry metrics;
    http::Site site{composition.routes(), *composition.access, installation.clock(), metrics, {}, {}, {}};
    site.revision = [&packs = *composition.packs] { return packs.digest(); };
    const crypto::PageTokens page_tokens{installation.keys().token_key()};
    fhir::RouterOptions fhir_options{config.http.public_url, JIWEI_VERSION, {}, {}};
    fhir_options.seal_token = [&page_tokens](std::string_view payload, std::string_view context) {
        return page_tokens.seal(payload, context);
    };
    fhir_options.open_token = [&page_tokens](std::string_view token, std::string_view context) { return page_tokens.open(token, context); };
    fhir::add_to_site(site, {&composition.residents->patient_provider()}, std::move(fhir_options));
    site.readiness.push_back({"database", [&installation] { return is_database_ready(installation.database()); }});
    http::Server server{server_settings, std::move(site)};
    server.start();
    composition.runner->start(1);
    Housekeeping housekeeping{installation, composition, place.anchors_dir};

    if (!print_demo_accounts(place)) print_setup_link(composition, server.url());
    fmt::print("jiwei {} is ready: {}\n", JIWEI_VERSION, server.url());
    std::fflush(stdout);
    while (signals.wait() == http::Signals::Kind::reload) reload_certificate(server);
    server.stop();
    log::flush();
    return 0;
}

int migrate(const PlaceOptions& options) {
    const Place place = resolve_place(options);
    Installation::Options open;
    open.create = true;
    Installation installation{place, std::move(open)};
    fmt::print("The schema is that of this version: {} migrations.\n", db::all_migrations().size());
    return 0;
}

}  // namespace

void add_serve(CLI::App& parser, Outcome& outcome) {
    auto options = std::make_shared<ServeOptions>();
    CLI::App* const command = parser.add_subcommand("serve", "Start the server");
    add_place_options(*command, options->place);
    command->add_option("--listen", options->listen, "ADDR:PORT; without a certificate only loopback");
    command->add_option("--tls-cert", options->certificate_file, "PEM certificate chain");
    command->add_option("--tls-key", options->key_file, "PEM private key");
    command->add_option("--behind-proxy", options->behind_proxy, "Address or CIDR block of a trusted proxy; may be repeated")
        ->delimiter(',');
    command->add_flag("--no-migrate", options->no_migrate, "Refuse to start when the schema is older, instead of migrating it");
    command->add_option("--record-statements", options->record_path, "Benchmarks only: write every statement of every act to this file");
    command->callback([options, &outcome] { outcome.exit_code = serve(*options); });

    auto place = std::make_shared<PlaceOptions>();
    CLI::App* const migration = parser.add_subcommand("migrate", "Bring the schema to this version, after a verified back-up");
    add_place_options(*migration, *place);
    migration->callback([place, &outcome] { outcome.exit_code = migrate(*place); });
}

}  // namespace jiwei::app
