// libFuzzer over the workbook reader.
#include <cstddef>
#include <cstdint>

#include "platform/xlsx/fuzz/xlsx_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    jiwei::xlsx::fuzz::run(std::string(reinterpret_cast<const char*>(data), size));
    return 0;
}
