// Runs a test on each engine, every test on a fresh, migrated database of its own.
//
//     class Store : public db::testing::EachEngine {};
//     TEST_P(Store, KeepsWhatItWasGiven) { database().write(…); }
//     JIWEI_ON_EACH_ENGINE(Store);
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdio.h>   // NOLINT(modernize-deprecated-headers): popen is POSIX
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "platform/db/database.hpp"
#include "platform/db/migrate.hpp"
#include "platform/db/postgres_connection.hpp"

namespace jiwei::db::testing {

/// A folder that goes away with its owner.
class TempFolder {
public:
    TempFolder() {
        std::string form = (std::filesystem::temp_directory_path() / "jiwei-test-XXXXXX").string();
        if (mkdtemp(form.data()) == nullptr) throw std::runtime_error{"cannot make a temporary folder"};
        path_ = form;
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

/// The URL of a database server with the right to create databases: JIWEI_TEST_POSTGRES, or one started for this process.
inline const std::string& postgres_server() {
    static const std::string url = [] {
        if (const char* const given = getenv("JIWEI_TEST_POSTGRES"); given != nullptr && *given != '\0') return std::string{given};
        const std::string command = std::string{JIWEI_SOURCE_DIR} + "/tools/test-postgres.sh start --watch " + std::to_string(getpid());
        FILE* const pipe = popen(command.c_str(), "r");
        std::string out;
        for (int c = 0; pipe != nullptr && (c = fgetc(pipe)) != EOF;) out += static_cast<char>(c);
        const std::size_t begin = out.find("postgresql://");
        if (pipe == nullptr || pclose(pipe) != 0 || begin == std::string::npos)
            throw std::runtime_error{"PostgreSQL for the tests does not start"};
        return out.substr(begin, out.find('\n', begin) - begin);
    }();
    return url;
}

/// The same server, another database.
inline std::string postgres_url(const std::string& name) {
    const std::string& server = postgres_server();
    const std::size_t query = std::min(server.find('?'), server.size());
    const std::size_t slash = server.find('/', server.find("://") + 3);
    return server.substr(0, std::min(slash, query)) + "/" + name + server.substr(query);
}

inline void postgres_admin(const std::string& sql) {
    static PostgresConnection admin{postgres_server()};
    admin.control(sql.c_str());
}

/// A database of the test server, dropped with its owner.
class PostgresScratch {
public:
    /// `from` names another database to copy; empty: a new one with collation C.
    explicit PostgresScratch(const std::string& from = "") : name_{"jiwei_" + std::to_string(getpid()) + "_" + std::to_string(++made())} {
        postgres_admin("CREATE DATABASE " + name_ +
                       (from.empty() ? " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'" : " TEMPLATE " + from));
    }
    ~PostgresScratch() {
        try {
            postgres_admin("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
        } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the server may have been stopped by the test
        }
    }
    PostgresScratch(const PostgresScratch&) = delete;
    PostgresScratch& operator=(const PostgresScratch&) = delete;
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::string url() const { return postgres_url(name_); }

private:
    static int& made() {
        static int count = 0;
        return count;
    }
    std::string name_;
};

enum class Filled : unsigned char { migrated, empty };

/// One fresh database of one engine.
class TestStore {
public:
    explicit TestStore(Engine engine, Filled filled = Filled::migrated) : engine_{engine} {
        if (engine == Engine::sqlite) {
            url_ = "sqlite:" + folder_.file("test.db");
            if (filled == Filled::migrated) std::filesystem::copy_file(template_file(), folder_.file("test.db"));
        } else {
            scratch_ = std::make_unique<PostgresScratch>(filled == Filled::migrated ? template_scratch() : "");
            url_ = scratch_->url();
        }
        open();
    }
    [[nodiscard]] Database& database() { return *database_; }
    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] Engine engine() const { return engine_; }
    [[nodiscard]] const TempFolder& folder() const { return folder_; }

    void close() { database_.reset(); }
    /// Opens it again with other options (the url is filled in).
    void open(OpenOptions options = {}) {
        database_.reset();
        options.url = url_;
        database_ = Database::open(options);
    }

private:
    static const std::string& template_file() {
        static const TempFolder folder;
        static const std::string file = [] {
            std::string path = folder.file("template.db");
            migrate(*Database::open({.url = "sqlite:" + path}), {0});
            return path;
        }();
        return file;
    }
    static const std::string& template_scratch() {
        static const PostgresScratch scratch;
        static const bool migrated = [] { return !migrate(*Database::open({.url = scratch.url()}), {0}).empty(); }();
        (void)migrated;
        return scratch.name();
    }

    Engine engine_;
    TempFolder folder_;
    std::unique_ptr<PostgresScratch> scratch_;
    std::string url_;
    std::unique_ptr<Database> database_;
};

class EachEngine : public ::testing::TestWithParam<Engine> {
protected:
    [[nodiscard]] Database& database() { return store_.database(); }
    [[nodiscard]] TestStore& store() { return store_; }
    void reopen(const OpenOptions& options = {}) { store_.open(options); }

private:
    TestStore store_{GetParam()};
};

inline std::string engine_name(const ::testing::TestParamInfo<Engine>& info) {
    return info.param == Engine::sqlite ? "sqlite" : "postgres";
}

}  // namespace jiwei::db::testing

#define JIWEI_ON_EACH_ENGINE(Fixture)                                                                                         \
    INSTANTIATE_TEST_SUITE_P(Engines, Fixture, ::testing::Values(::jiwei::db::Engine::sqlite, ::jiwei::db::Engine::postgres), \
                             ::jiwei::db::testing::engine_name)
