#include "app/place.hpp"

#include <CLI/CLI.hpp>

#include "app/usage_error.hpp"

namespace jiwei::app {

void add_place_options(CLI::App& command, PlaceOptions& options) {
    command.add_option("--data", options.data_dir, "Data directory: database, keys, back-ups and accounts of a small installation");
    command.add_option("--database", options.database_url, "sqlite:PATH or postgresql://…; without it <data>/jiwei.db");
    command.add_option("--config", options.config_file, "TOML file; docs/reference/configuration.md lists every key");
    command.add_option("--keys", options.keys_dir, "Key directory; without it <data>/keys");
}

Place resolve_place(const PlaceOptions& options) {
    Place place;
    if (!options.config_file.empty()) place.config = config::load(options.config_file);
    place.data_dir = options.data_dir;
    place.database_url = options.database_url.empty() ? place.config.database.url : options.database_url;
    place.keys_dir = options.keys_dir.empty() ? place.config.keys.dir : options.keys_dir;
    place.backup_dir = place.config.backup.dir;
    if (place.database_url.empty()) {
        if (place.data_dir.empty()) throw UsageError{"say where the data is: --data DIR or --database URL"};
        place.database_url = "sqlite:" + place.data_dir + "/jiwei.db";
    }
    if (!place.database_url.starts_with("sqlite:") && !place.database_url.starts_with("postgresql://") &&
        !place.database_url.starts_with("postgres://")) {
        throw UsageError{"--database must begin with sqlite: or postgresql://"};
    }
    if (place.keys_dir.empty()) {
        if (place.data_dir.empty()) throw UsageError{"with --database and without --data, say where the keys are: --keys DIR"};
        place.keys_dir = place.data_dir + "/keys";
    }
    if (place.backup_dir.empty() && !place.data_dir.empty()) place.backup_dir = place.data_dir + "/backups";
    place.anchors_dir = place.config.audit.anchors_dir;
    if (place.anchors_dir.empty() && !place.data_dir.empty()) place.anchors_dir = place.data_dir + "/anchors";
    return place;
}

}  // namespace jiwei::app
