// Runs a test on each engine, every test on a fresh, migrated database of its own.
//
//     class Store : public db::testing::EachEngine {};
//     TEST_P(Store, KeepsWhatItWasGiven) { database().write(…); }
//     JIWEI_ON_EACH_ENGINE(Store);
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "platform/db/database.hpp"
#include "platform/db/migrate.hpp"

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

/// One fresh database of one engine, with all migrations.
class TestStore {
public:
    explicit TestStore(Engine engine) : engine_{engine} {
        std::filesystem::copy_file(template_file(), folder_.file("test.db"));
        url_ = "sqlite:" + folder_.file("test.db");
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
    static std::string template_file() {
        static const TempFolder folder;
        static const std::string file = [] {
            const std::string path = folder.file("template.db");
            const auto database = Database::open({.url = "sqlite:" + path});
            migrate(*database, {0});
            return path;
        }();
        return file;
    }

    Engine engine_;
    TempFolder folder_;
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

#define JIWEI_ON_EACH_ENGINE(Fixture) \
    INSTANTIATE_TEST_SUITE_P(Engines, Fixture, ::testing::Values(::jiwei::db::Engine::sqlite), ::jiwei::db::testing::engine_name)
