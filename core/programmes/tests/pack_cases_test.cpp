// Every case file of every pack, natively. The same files run in wasm (core/wasm/tests).
#include <gtest/gtest.h>

#include "core/packs/tests/pack_files.hpp"
#include "core/programmes/cases.hpp"

namespace jiwei::core::programmes {
namespace {

using packs::testing::load_or_throw;
using packs::testing::pack_folder;
using packs::testing::read_pack_files;
using packs::testing::read_text;

packs::Settings settings_of(const json::Value& one) {
    packs::Settings settings;
    for (const auto& [name, value] : one["settings"].members()) settings.emplace_back(name, value);
    return settings;
}

void run_file(const packs::Bundle& bundle, const std::string& path, int& count) {
    SCOPED_TRACE(path);
    const auto file = json::parse(std::find_if(bundle.begin(), bundle.end(), [&](const auto& one) { return one.first == path; })->second);
    ASSERT_TRUE(file) << file.error().code << " at " << file.error().offset;
    const auto usual = load_or_throw(bundle);
    for (const json::Value& one : (*file)["cases"].items()) {
        const auto pack = one["settings"].is_null() ? usual : load_or_throw(bundle, settings_of(one));
        const bool is_indicator = (*file)["kind"].text() == "indicator";
        const CaseResult result = is_indicator ? run_indicator_case(*pack, *file, one) : run_programme_case(*pack, *file, one);
        for (const std::string& difference : result.differences) ADD_FAILURE() << result.name << ": " << difference;
        ++count;
    }
}

class PackCases : public testing::TestWithParam<const char*> {};

TEST_P(PackCases, AllPass) {
    const auto bundle = read_pack_files(GetParam());
    int count = 0;
    for (const auto& [path, text] : bundle) {
        if (path.substr(0, 6) == "cases/") run_file(bundle, path, count);
    }
    EXPECT_GT(count, 0);
}

INSTANTIATE_TEST_SUITE_P(Packs, PackCases, testing::Values("hypertension", "hypertension-screening", "examination", "child", "archive"),
                         [](const auto& tested) {
                             std::string name{tested.param};
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

/// The case runner for officials fits types to the form; the core itself does not: a code is text, a pressure a number.
TEST(AnswerTypes, AreNotGuessed) {
    const auto pack = load_or_throw(read_pack_files("hypertension"));
    const auto file = json::parse(R"({"kind":"programme","pack":"hypertension","form":"follow-up","cases":[
        {"name":"codes are text","resident":{"birth_date":"1975-06-15","sex":"1"},
         "answers":{"date":"2025-06-16","mode":1,"sbp":130,"dbp":80},
         "want":{"findings":[{"pointer":"/answers/mode","code":"TYPE","severity":"hard"}]}},
        {"name":"pressure is no text","resident":{"birth_date":"1975-06-15","sex":"1"},
         "answers":{"date":"2025-06-16","mode":"1","sbp":"130","dbp":80},
         "want":{"findings":[{"pointer":"/answers/sbp","code":"TYPE","severity":"hard"}]}}]})");
    ASSERT_TRUE(file);
    for (const json::Value& one : (*file)["cases"].items()) {
        for (const std::string& difference : run_programme_case(*pack, *file, one).differences) ADD_FAILURE() << difference;
    }
}

}  // namespace
}  // namespace jiwei::core::programmes
