// jiwei backup, jiwei restore: encrypted copies that are believed only after they were opened and checked.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "app/progress.hpp"
#include "app/usage_error.hpp"
#include "platform/audit/verify.hpp"
#include "platform/db/backup.hpp"

namespace jiwei::app {

namespace {

struct BackupOptions {
    PlaceOptions place;
    std::string file;
    std::string export_keys;
    std::string import_keys;
};

/// The copy is whole only when its audit chains are.
db::Inspect inspect_audit(const crypto::Keys& keys) {
    return [&keys](db::Database& copy) {
        copy.read([&keys](db::Connection& connection) {
            for (const audit::ChainName& name : audit::chains(connection)) {
                const audit::Verdict verdict = audit::verify_chain(connection, name, keys);
                if (!verdict.whole) throw db::Error{db::Trouble::corrupt, "the audit chain of the copy is broken: " + verdict.why};
            }
        });
    };
}

int backup(const BackupOptions& options) {
    const Place place = resolve_place(options.place);
    Installation::Options open;
    open.use = db::Use::inspect;
    Installation installation{place, std::move(open)};
    std::string file = options.file;
    if (file.empty()) {
        if (place.backup_dir.empty()) throw UsageError{"say where to: jiwei backup FILE"};
        std::filesystem::create_directories(place.backup_dir);
        file = place.backup_dir + "/" + installation.clock().today().text() + "-" + installation.ids().next() + ".jiwei";
    }
    ProgressLine progress{"back-up"};
    const auto report = db::backup(installation.database(), file, backup_key(installation.keys()), inspect_audit(installation.keys()),
                                   [&progress](std::int64_t done, std::int64_t total) { progress.show(done, total); });
    if (!options.export_keys.empty()) installation.keys().export_to(options.export_keys);
    fmt::print("{}: {} bytes, {} rows of {} tables, opened and verified\n", report.path, grouped(report.bytes), grouped(report.rows),
               report.tables);
    return 0;
}

int restore(const BackupOptions& options) {
    const Place place = resolve_place(options.place);
    if (!place.data_dir.empty()) std::filesystem::create_directories(place.data_dir);
    crypto::KeyOptions key_options;
    key_options.directory = place.keys_dir;
    key_options.create = false;
    const auto keys = crypto::Keys::open(key_options);
    ProgressLine progress{"restore"};
    const auto report = db::restore(options.file, place.database_url, backup_key(*keys), inspect_audit(*keys),
                                    [&progress](std::int64_t done, std::int64_t total) { progress.show(done, total); });
    fmt::print("{}: {} rows of {} tables restored and verified\n",
               place.database_url.starts_with("sqlite:") ? place.database_url : "postgresql", grouped(report.rows), report.tables);
    return 0;
}

}  // namespace

void add_backups(CLI::App& parser, Outcome& outcome) {
    auto options = std::make_shared<BackupOptions>();
    CLI::App* const backup_command =
        parser.add_subcommand("backup", "Copy the database while the server runs; the copy is opened and verified");
    add_place_options(*backup_command, options->place);
    backup_command->add_option("FILE", options->file, "Where to; without it a dated file in the back-up directory");
    backup_command->add_option("--export-keys", options->export_keys,
                               "Also copy the keys into this new directory; keep it elsewhere than the back-up");
    backup_command->callback([options, &outcome] { outcome.exit_code = backup(*options); });

    auto restore_options = std::make_shared<BackupOptions>();
    CLI::App* const restore_command = parser.add_subcommand("restore", "Make a database from a back-up; the target must be new or empty");
    add_place_options(*restore_command, restore_options->place);
    restore_command->add_option("FILE", restore_options->file, "The back-up")->required();
    restore_command->callback([restore_options, &outcome] { outcome.exit_code = restore(*restore_options); });
}

}  // namespace jiwei::app
