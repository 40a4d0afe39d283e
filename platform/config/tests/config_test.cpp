#include "platform/config/config.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "platform/config/toml_text.hpp"

namespace jiwei::config {
namespace {

std::string refusal(std::string_view toml) {
    try {
        static_cast<void>(parse(toml, "jiwei.toml"));
    } catch (const Refused& refused) {
        return refused.what();
    }
    return "accepted";
}

TEST(Config, AnEmptyFileGivesTheDefaults) {
    const Config config = parse("", "jiwei.toml");
    EXPECT_EQ(config.http.listen, "127.0.0.1:8080");
    EXPECT_EQ(config.access.session_idle_minutes, 15);
    EXPECT_EQ(config.access.session_clinical_idle_minutes, 30);
    EXPECT_EQ(config.access.session_absolute_hours, 12);
}

TEST(Config, TakesEveryKind) {
    const Config config = parse(
        "[http]\nlisten = '0.0.0.0:443'\nbehind_proxy = ['10.0.0.1', 'fd00::/8']\nworkers = 8\n[database]\nmigrate = false\n[log]\nlevel = "
        "'debug'\n",
        "jiwei.toml");
    EXPECT_EQ(config.http.listen, "0.0.0.0:443");
    EXPECT_EQ(config.http.behind_proxy, (List{"10.0.0.1", "fd00::/8"}));
    EXPECT_EQ(config.http.workers, 8);
    EXPECT_FALSE(config.database.migrate);
    EXPECT_EQ(config.log.level, "debug");
}

struct Case {
    const char* name;
    const char* toml;
    const char* want;
};
class Refuses : public testing::TestWithParam<Case> {};
TEST_P(Refuses, WithFileAndLine) { EXPECT_EQ(refusal(GetParam().toml), GetParam().want); }
INSTANTIATE_TEST_SUITE_P(
    Faults, Refuses,
    testing::Values(Case{"unknown_key", "[http]\n\nworker = 3\n", "jiwei.toml:3: http.worker: unknown key"},
                    Case{"unknown_section", "[htpp]\nworkers = 3\n", "jiwei.toml:1: htpp: unknown section"},
                    Case{"top_level_key", "workers = 3\n", "jiwei.toml:1: workers: unknown key"},
                    Case{"below_range", "[http]\nworkers = 0\n", "jiwei.toml:2: http.workers: 0 is not in 1-1024"},
                    Case{"at_upper_end", "[http]\nworkers = 1024\n", "accepted"},
                    Case{"above_range", "[http]\nworkers = 1025\n", "jiwei.toml:2: http.workers: 1025 is not in 1-1024"},
                    Case{"text_for_number", "[http]\nworkers = '8'\n", "jiwei.toml:2: http.workers: must be a whole number"},
                    Case{"fraction_for_number", "[http]\nworkers = 8.0\n", "jiwei.toml:2: http.workers: must be a whole number"},
                    Case{"number_for_switch", "[database]\nmigrate = 1\n", "jiwei.toml:2: database.migrate: must be true or false"},
                    Case{"number_in_list", "[http]\nbehind_proxy = ['a', 1]\n",
                         "jiwei.toml:2: http.behind_proxy: must be a list of texts: [\"…\", \"…\"]"},
                    Case{"no_choice", "[log]\nlevel = 'loud'\n", "jiwei.toml:2: log.level: must be one of: debug info warn error"},
                    Case{"two_choices", "[log]\nlevel = 'info warn'\n", "jiwei.toml:2: log.level: must be one of: debug info warn error"},
                    Case{"value_for_section", "http = 1\n", "jiwei.toml:1: http: is a section, write [http]"},
                    Case{"all_faults_at_once", "[http]\nworkers = 0\nqueue = 1\n",
                         "jiwei.toml:3: http.queue: unknown key\njiwei.toml:2: http.workers: 0 is not in 1-1024"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Config, SaysWhereTheSyntaxBreaks) { EXPECT_EQ(refusal("[http]\nworkers = = 3\n").substr(0, 13), "jiwei.toml:2:"); }

TEST(Config, AMissingFileIsRefused) { EXPECT_THROW(static_cast<void>(load("/nonexistent/jiwei.toml")), Refused); }

TEST(Config, ShowMasksPasswords) {
    for (const char* url :
         {"postgresql://jiwei:hunter2@db/jiwei", "postgresql://db/jiwei?password=hunter2&x=1", "host=db password=hunter2"}) {
        Config config;
        config.database.url = url;
        const std::string shown = show(config);
        EXPECT_EQ(shown.find("hunter2"), std::string::npos) << shown;
        EXPECT_NE(shown.find("***"), std::string::npos);
    }
}

TEST(Config, WhatIsShownCanBeRead) {
    Config config;
    config.http.behind_proxy = {"10.0.0.0/8"};
    config.http.web_dir = "a \"b\" \\c";
    EXPECT_EQ(show(parse(show(config), "shown")), show(config));
}

// A member without a row could not be set, and nobody would know. Rows point at distinct members and together fill the struct.
TEST(Config, EveryMemberHasOneRow) {
    Config config;
    std::set<const void*> slots;
    std::size_t bytes = 0;
    for (const Key& key : keys()) {
        std::visit(
            [&](auto* slot) {
                EXPECT_TRUE(slots.insert(slot).second) << key.name;
                bytes += sizeof *slot;
            },
            key.slot(config));
        EXPECT_GT(key.paragraph.size(), 20U) << key.name;
        if (std::holds_alternative<std::int64_t*>(key.slot(config))) {
            const std::int64_t value = *std::get<std::int64_t*>(key.slot(config));
            EXPECT_TRUE(value >= key.min && value <= key.max) << key.name;
        }
    }
    const std::size_t padding = 2 * (sizeof(std::int64_t) - sizeof(bool));  // behind database.migrate and log.requests
    EXPECT_EQ(bytes + padding, sizeof(Config));
}

TEST(TomlText, OutsideOfQuotesAndCommentsOnlyAscii) {
    const std::pair<const char*, std::size_t> cases[] = {
        {"", 0},
        {"\xEF\xBB\xBF"
         "a = 1\n",
         0},
        {"a = '基卫' # 基卫\n\"姓名\" = \"a\\\"基\"\n", 0},
        {"a = \"\"\"\n基\"\" 卫\"\"\"\"\"\nb = '''\n基'''", 0},
        {"a = 1\n姓 = 2\n", 2},
        {"a = \"\"基", 1},
        {"a = \"\"\"\n\"\"\"基", 2},
        {"a = 'x\n基 = 1", 2},
        {"a={b\xC6\x84"
         "c=1",
         1},
    };
    for (const auto& [text, line] : cases) EXPECT_EQ(foreign_letter_line(text), line) << text;
    EXPECT_THROW(static_cast<void>(table_of("姓 = 1", "mapping.toml")), Refused);
}

std::string file_text(const std::string& path) {
    std::ifstream in{path};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

class Reference : public testing::TestWithParam<std::pair<const char*, std::string (*)()>> {};
TEST_P(Reference, IsTheTable) {
    const auto& [name, make] = GetParam();
    const std::string path = std::string{JIWEI_SOURCE_DIR} + "/docs/reference/" + name;
    if (std::getenv("JIWEI_UPDATE") != nullptr) std::ofstream{path} << make();
    EXPECT_EQ(file_text(path), make()) << "run with JIWEI_UPDATE=1 and read the difference";
}
INSTANTIATE_TEST_SUITE_P(Files, Reference,
                         testing::Values(std::pair{"configuration.md", &reference_markdown}, std::pair{"jiwei.toml", &reference_toml}));

TEST(Config, TheCommentedReferenceFileIsAccepted) {
    static_cast<void>(parse(reference_toml(), "jiwei.toml"));
    std::string uncommented;
    std::istringstream lines{reference_toml()};
    for (std::string line; std::getline(lines, line);) {
        const bool setting = line.starts_with("# ") && line.find(" = ") != std::string::npos && line.find(' ', 2) == line.find(" = ");
        uncommented += (setting ? line.substr(2) : line) + "\n";
    }
    EXPECT_EQ(show(parse(uncommented, "jiwei.toml")), show(Config{}));
}

}  // namespace
}  // namespace jiwei::config
