// The calls of the page, and whole case files besides: for comparing native and wasm. The page's own module does not carry the runner.
#pragma once

#include "core/calls/calls.hpp"
#include "core/cases/cases.hpp"

namespace jiwei::wasm::testing {

class CaseSession {
public:
    /// {"fn": "run_case_file", "file", "text", "values": {file: csv}} or a call of core/calls. Cases that ask a database or a library of
    /// the platform (the search box, pinyin that is not stated) do not run here.
    std::string call(std::string_view request) {
        const auto parsed = json::parse(request, {std::size_t{8} << 20U, 32, 500'000});
        if (!parsed || (*parsed)["fn"].text() != "run_case_file") return session_.call(request);
        values::ValueSets sets;
        for (const auto& [file, csv] : (*parsed)["values"].members()) {
            if (!sets.add_csv(file, csv.text())) return R"({"ok":false,"error":{"code":"values"}})";
        }
        const cases::Environment environment{sets, {}, {}, {}};
        const cases::Report report = cases::run_file((*parsed)["file"].text(), (*parsed)["text"].text(), environment);
        json::Value results = json::Value::array();
        for (const cases::Outcome& one : report.outcomes) {
            json::Value differences = json::Value::array();
            for (const cases::Difference& difference : one.differences) differences.append(json::Value::string(difference.text));
            results.append(json::Value::object({{"name", json::Value::string(one.name)},
                                                {"passed", json::Value::boolean(one.differences.empty())},
                                                {"differences", std::move(differences)}}));
        }
        return json::write(json::Value::object({{"ok", json::Value::boolean(true)}, {"results", std::move(results)}}));
    }

private:
    calls::Session session_;
};

}  // namespace jiwei::wasm::testing
