#include "platform/log/log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <concepts>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "core/kernel/json.hpp"

namespace jiwei::log {
namespace {

// The compile-fail cases run the compiler (platform/compile_fail); this is the same promise where the compiler already looks.
static_assert(!std::constructible_from<Field, std::string_view, const Sensitive&>);
static_assert(!std::constructible_from<Field, std::string_view, Sensitive>);

Options options_of(Level level, Format format) {
    Options options;
    options.level = level;
    options.format = format;
    return options;
}

class Log : public testing::Test {
protected:
    std::string lines(Options options, const std::function<void()>& work) const {
        options.file = path_;
        start(options);
        work();
        flush();
        start(options_of(Level::warn, Format::logfmt));
        std::ifstream in{path_};
        std::ostringstream text;
        text << in.rdbuf();
        return text.str();
    }
    void TearDown() override { std::filesystem::remove(path_); }
    const std::string path_ = testing::TempDir() + "jiwei-log-" + std::to_string(getpid());
};

TEST_F(Log, WritesOneJsonObjectALine) {
    const std::string text = lines(options_of(Level::info, Format::json), [] {
        info("http.request", {{"route", "/api/x"}, {"status", 200}, {"cached", true}, {"odd", "a\"b\\c\nd\xFF"}, {"word", "乡"}});
    });
    ASSERT_EQ(text.back(), '\n');
    EXPECT_EQ(text.find('\n'), text.size() - 1);
    const auto line = json::parse(text.substr(0, text.size() - 1));
    ASSERT_TRUE(line) << text;
    EXPECT_EQ((*line)["event"].text(), "http.request");
    EXPECT_EQ((*line)["level"].text(), "info");
    EXPECT_EQ((*line)["status"].as_integer(), 200);
    EXPECT_EQ((*line)["cached"].as_boolean(), true);
    EXPECT_EQ((*line)["word"].text(), "乡");
    EXPECT_EQ((*line)["odd"].text(), "a\"b\\c\nd\xC3\xBF");  // the stray byte stands as U+00FF
}

TEST_F(Log, WritesLogfmt) {
    const std::string text = lines(options_of(Level::info, Format::logfmt), [] { warn("db.trouble", {{"code", "busy"}, {"tries", 3}}); });
    EXPECT_NE(text.find(" level=warn event=db.trouble code=\"busy\" tries=3\n"), std::string::npos) << text;
}

TEST_F(Log, KeepsBelowItsLevelSilent) {
    EXPECT_EQ(lines(options_of(Level::error, Format::json), [] { warn("a.b"); }), "");
    EXPECT_NE(lines(options_of(Level::error, Format::json), [] { error("a.b"); }), "");
}

TEST_F(Log, CutsLongValues) {
    const std::string text = lines({}, [] { info("a.b", {{"long", std::string(100'000, 'x')}}); });
    EXPECT_LT(text.size(), 1'200U);
}

TEST(LogStart, ThrowsWhenTheFileCannotBeOpened) {
    Options options;
    options.file = "/proc/nothing/x";
    EXPECT_THROW(start(options), std::runtime_error);
}

}  // namespace
}  // namespace jiwei::log
