// Replays the corpora of the fuzzers: what once broke a reader is read again in every test run.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "platform/csv/fuzz/csv_target.hpp"
#include "platform/xlsx/fuzz/xlsx_target.hpp"

namespace jiwei {
namespace {

template <class Run>
int replay(const char* name, Run run) {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{std::filesystem::path{JIWEI_SOURCE_DIR} / "tests/fuzz/corpus" / name}) {
        std::ifstream in{entry.path(), std::ios::binary};
        run(std::string{std::istreambuf_iterator<char>{in}, {}});
        ++files;
    }
    return files;
}

TEST(FuzzCorpus, CsvIsReplayed) { EXPECT_GT(replay("csv", csv::fuzz::run), 5); }

TEST(FuzzCorpus, XlsxIsReplayed) { EXPECT_GT(replay("xlsx", xlsx::fuzz::run), 5); }

}  // namespace
}  // namespace jiwei
