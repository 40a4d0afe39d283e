// A folder that is gone when its owner is.
#pragma once

#include <string>

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

}  // namespace jiwei::app
