// Fuzzes the configuration file: any text is either refused with a message, or gives settings that are shown and read back the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "platform/config/config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace jiwei;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    try {
        // Any TOML, as mappings are: what is read can be written down.
        if (json::write(config::table_of(text, "any.toml")).empty()) std::abort();
    } catch (const config::Refused& refused) {
        if (std::string_view{refused.what()}.empty()) std::abort();
    }
    try {
        const config::Config read = config::parse(text, "jiwei.toml");
        const std::string shown = config::show(read);
        // Secrets are masked when shown, which is all that may differ.
        if (config::show(config::parse(shown, "shown.toml")) != shown) std::abort();
    } catch (const config::Refused& refused) {
        if (std::string_view{refused.what()}.empty()) std::abort();
    }
    return 0;
}
