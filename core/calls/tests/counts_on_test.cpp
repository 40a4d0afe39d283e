// The lists of a programme without a connection: the same steps and lacks as the server's (docs/adr/0107).
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/calls/calls.hpp"

namespace jiwei::calls {
namespace {

namespace fs = std::filesystem;
using json::Value;

Session with_hypertension() {
    const fs::path folder = std::string{JIWEI_SOURCE_DIR} + "/packs/hypertension";
    Value bundle = Value::object();
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        const std::string path = fs::relative(entry.path(), folder).generic_string();
        if (!entry.is_regular_file() || path.starts_with("cases/")) continue;
        std::ifstream in{entry.path()};
        bundle.set(path, Value::string({std::istreambuf_iterator<char>{in}, {}}));
    }
    Session session;
    const std::string answer = session.call(json::write(Value::object({{"fn", Value::string("load_pack")}, {"bundle", bundle}})));
    EXPECT_EQ(answer.substr(0, 10), R"({"ok":true)") << answer.substr(0, 300);
    return session;
}

Value counts(Session& session, const char* indicator, const char* people) {
    const std::string answer = session.call(std::string{R"({"fn":"counts_on","pack":"hypertension","indicator":")"} + indicator +
                                            R"(","day":"2025-12-31","people":)" + people + "}");
    return (*json::parse(answer))["people"];
}

TEST(CountsOn, SaysWhoCountsAndWhatEachLacks) {
    Session session = with_hypertension();
    constexpr const char* people = R"([
        {"id":"a","birth_date":"1955-01-01","enrolment":[{"from":"2025-11-20","state":"1","enrolled_on":"2025-11-20"}],
         "facts":[{"code":"htn.sbp","on":"2025-12-01","record":"r1","value":"150"},{"code":"htn.dbp","on":"2025-12-01","record":"r1","value":"84"},
                  {"code":"htn.norm","on":"2025-12-01","record":"r1","value":"true"},{"code":"htn.controlled","on":"2025-12-01","record":"r1","value":"false"}]},
        {"id":"b","birth_date":"1955-01-01","enrolment":[{"from":"2023-01-01","state":"2","enrolled_on":"2023-01-01"}],"facts":[]},
        {"id":"c","birth_date":"1955-01-01","enrolment":[{"from":"2023-01-01","state":"4","enrolled_on":"2023-01-01"}],"facts":[]}])";
    const Value managed = counts(session, "H1", people);
    EXPECT_EQ(json::write(managed["a"]), R"({"numerator":true,"denominator":true,"lack":null})");
    EXPECT_EQ(managed["b"]["lack"]["zh"].text(), "随访 0 次，应 4 次");
    EXPECT_EQ(managed["b"]["lack"]["task"].text(), "HT-FU");
    EXPECT_TRUE(managed["c"].is_null()) << "the dead count nowhere";
    const Value controlled = counts(session, "H2", people);
    EXPECT_EQ(controlled["a"]["lack"]["zh"].text(), "最近一次 150/84");
    EXPECT_EQ(controlled["b"]["lack"]["code"].text(), "lost");
    EXPECT_TRUE(counts(session, "H9", people).members().empty());
}

}  // namespace
}  // namespace jiwei::calls
