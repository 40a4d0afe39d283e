// Where an installation lives: data directory, database, keys and configuration, from the options every command takes.
#pragma once

#include <string>

#include "platform/config/config.hpp"

namespace CLI {
class App;
}

namespace jiwei::app {

/// As given on the command line; empty members were not given.
struct PlaceOptions {
    std::string data_dir;
    std::string database_url;
    std::string config_file;
    std::string keys_dir;
};

/// Adds --data, --database, --config and --keys to a command.
void add_place_options(CLI::App& command, PlaceOptions& options);

/// Resolved: the command line wins over the configuration file, which wins over the defaults.
struct Place {
    std::string data_dir;      // may be empty when a PostgreSQL database and a key directory are named
    std::string database_url;  // "sqlite:PATH" or "postgresql://…"
    std::string keys_dir;
    std::string backup_dir;
    std::string anchors_dir;  // signed heads of the audit chains, outside the database; may be empty as data_dir
    config::Config config;
};

/// Throws UsageError when the options do not say where the data is, config::Refused when the file is not valid.
[[nodiscard]] Place resolve_place(const PlaceOptions& options);

}  // namespace jiwei::app
