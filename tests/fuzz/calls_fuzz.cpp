// Fuzzes the door of the core (answers of a form, cases, document checks) with the pack of hypertension and the list of provinces loaded:
// every request gets a JSON answer, and the same request the same answer.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "core/calls/calls.hpp"

namespace {

using namespace jiwei;
namespace fs = std::filesystem;

void demand(bool promise) {
    if (!promise) std::abort();
}

void load(calls::Session& session, const fs::path& folder) {
    json::Value bundle = json::Value::object();
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        const std::string name = fs::relative(entry.path(), folder).generic_string();
        if (!entry.is_regular_file() || name.starts_with("cases/")) continue;
        std::ifstream in{entry.path(), std::ios::binary};
        bundle.set(name, json::Value::string({std::istreambuf_iterator<char>{in}, {}}));
    }
    const json::Value request = json::Value::object({{"fn", json::Value::string("load_pack")}, {"bundle", std::move(bundle)}});
    demand(session.call(json::write(request)).starts_with(R"({"ok":true)"));
}

calls::Session& session() {
    static calls::Session* const loaded = [] {
        auto* made = new calls::Session;
        for (const char* name : {"hypertension", "examination", "child", "archive"})
            load(*made, fs::path{JIWEI_SOURCE_DIR} / "packs" / name);
        return made;
    }();
    return *loaded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view request{reinterpret_cast<const char*>(data), size};
    if (request.find("load_pack") != std::string_view::npos) return 0;  // later requests would answer otherwise
    const std::string answer = session().call(request);
    demand(json::parse(answer, {64U << 20U, 64, 1'000'000}).has_value());
    demand(session().call(request) == answer);
    return 0;
}
