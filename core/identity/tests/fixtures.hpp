// The value sets of the packs, read from the source tree, and a made-up today.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "core/identity/resident_id.hpp"
#include "core/values/value_sets.hpp"

namespace jiwei::identity::testing {

inline std::string read_source(const std::string& path) {
    std::ifstream in{std::filesystem::path{JIWEI_SOURCE_DIR} / path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

inline const values::ValueSets& value_sets() {
    static const values::ValueSets sets = [] {
        values::ValueSets made;
        EXPECT_TRUE(made.add_csv("identity.csv", read_source("packs/value-sets/identity.csv")).has_value());
        return made;
    }();
    return sets;
}

inline CivilDate day(std::string_view text) {
    const auto parsed = parse_civil_date(text);
    EXPECT_TRUE(parsed.has_value()) << text;
    return parsed.value_or(CivilDate{});
}

inline Context context(std::string_view today = "2026-11-21") {
    static const Provinces provinces = Provinces::of(value_sets());
    return {provinces, day(today)};
}

}  // namespace jiwei::identity::testing
