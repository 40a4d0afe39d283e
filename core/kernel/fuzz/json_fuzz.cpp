// Fuzzes the JSON reader and writers: whatever is read is written and read back the same, in both written forms, and the limits hold.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/kernel/json.hpp"
#include "core/kernel/utf8.hpp"

namespace {

using namespace jiwei;

constexpr json::Limits limits{64U << 10U, 12, 2'000};

void demand(bool promise) {
    if (!promise) std::abort();
}

struct Size {
    int depth = 0;  // of the deepest value; the root's is 0
    std::size_t members = 0;
};

Size size_of(const json::Value& value) {
    Size size{0, 1};
    const auto inner = [&size](const json::Value& child) {
        const Size one = size_of(child);
        size.depth = std::max(size.depth, one.depth + 1);
        size.members += one.members;
    };
    for (const json::Value& item : value.items()) inner(item);
    for (const auto& [key, item] : value.members()) {
        demand(utf8::is_valid(key) && value.find(key) == &item);
        inner(item);
    }
    demand(!value.is_string() || utf8::is_valid(value.text()));
    return size;
}

/// Readers of the wrong kind give nothing; a number that is a whole one is also a decimal.
void ask_everything(const json::Value& value) {
    if (const auto whole = value.as_integer()) {
        const auto decimal = value.as_decimal();
        demand(value.is_number() && (!decimal || decimal->units_at(0) == whole));
    }
    if (const auto date = value.as_date()) demand(date->text() == value.text());
    demand(value.as_boolean().has_value() == (value.kind() == json::Kind::boolean));
    for (const json::Value& item : value.items()) ask_everything(item);
    for (const auto& [key, item] : value.members()) ask_everything(item);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto read = json::parse(text, limits);
    if (!read) {
        demand(!read.error().code.empty() && read.error().offset <= size);
        return 0;
    }
    const Size measured = size_of(*read);
    demand(size <= limits.bytes_max && measured.depth <= limits.depth_max && measured.members <= limits.members_max);
    ask_everything(*read);

    const json::Limits wide{16U << 20U, limits.depth_max, limits.members_max};
    const std::string written = json::write(*read);
    const auto again = json::parse(written, wide);
    demand(again && *again == *read && json::write(*again) == written);

    const std::string canonical = json::write_canonical(*read);
    const auto sorted = json::parse(canonical, wide);
    demand(sorted && json::write_canonical(*sorted) == canonical);
    return 0;
}
