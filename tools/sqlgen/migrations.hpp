// Reads migrations: order, the SQLite form, the tables they make and the rules every table keeps.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/sqlgen/scan.hpp"

namespace jiwei::sqlgen {

struct MigrationFile {
    std::string module;  // "modules/residents"
    int number = 0;
    std::string slug;
    std::string postgres;
    std::string sqlite;
    std::string sha256;
};

/// What the migrations define.
struct Schema {
    std::map<std::string, std::string> owners;  // table or view -> "modules/residents"
    std::set<std::string> global;               // tables without county_id, as listed
};

/// Folders in the order in which their migrations run.
std::vector<std::string> migration_order(const std::filesystem::path& root);

std::vector<MigrationFile> read_migrations(const std::filesystem::path& root, Schema& schema);

/// The SQLite form of a migration written for PostgreSQL.
std::string to_sqlite(const std::filesystem::path& path, const std::string& text);

}  // namespace jiwei::sqlgen
