#include "app/scratch_installation.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace jiwei::app {

namespace fs = std::filesystem;

namespace {

Place place_within(const std::string& folder) {
    Place place;
    place.data_dir = folder;
    place.database_url = "sqlite:" + folder + "/jiwei.db";
    place.keys_dir = folder + "/keys";
    return place;
}

Installation::Options made_anew() {
    Installation::Options options;
    options.create = true;
    return options;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string path = (fs::temp_directory_path() / "jiwei-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error{"no temporary folder could be made"};
    path_ = path;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

ScratchInstallation::ScratchInstallation(const std::string& packs_dir, const config::Config& config)
    : installation_{place_within(folder_.path()), made_anew()}, composition_{installation_, config, {packs_dir, false, false, {}}} {}

}  // namespace jiwei::app
