// An empty installation that is gone when its owner is: for the description of the API and for rule cases that need a register.
#pragma once

#include <string>

#include "app/composition.hpp"
#include "app/place.hpp"

namespace jiwei::app {

class TemporaryFolder {
public:
    /// Throws std::runtime_error when none can be made.
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

class ScratchInstallation {
public:
    /// Database and keys in a temporary folder. Throws as Installation and Composition do.
    ScratchInstallation(const std::string& packs_dir, const config::Config& config);
    [[nodiscard]] Installation& installation() { return installation_; }
    [[nodiscard]] Composition& composition() { return composition_; }

private:
    TemporaryFolder folder_;
    Installation installation_;
    Composition composition_;
};

}  // namespace jiwei::app
