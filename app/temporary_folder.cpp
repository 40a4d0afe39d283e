#include "app/temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace jiwei::app {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
    std::string path = (fs::temp_directory_path() / "jiwei-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error{"no temporary folder could be made"};
    path_ = path;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

}  // namespace jiwei::app
