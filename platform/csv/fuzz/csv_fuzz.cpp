// libFuzzer over the CSV reader and writer.
#include <cstddef>
#include <cstdint>

#include "platform/csv/fuzz/csv_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    jiwei::csv::fuzz::run(std::string(reinterpret_cast<const char*>(data), size));
    return 0;
}
