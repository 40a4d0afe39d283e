// Signed records on official paper: every layout fits its form, and every signed form of a programme comes out as PDF.
#include <algorithm>
#include <set>

#include "modules/programmes/packs.hpp"
#include "modules/programmes/tests/county.hpp"
#include "platform/print/tests/pdf_text.hpp"

namespace jiwei::programmes::testing {
namespace {

/// What a layout names beside the answers of its form: the person.
const std::set<std::string, std::less<>> person_fields{"name", "sex", "birth_date", "id_no", "phone", "address"};

class Layout {
public:
    Layout(const packs::Pack& pack, const forms::Form& form) : pack_{pack}, form_{form} {}

    void check(const json::Value& layout) {
        pattern(layout["footer"].text());
        for (const json::Value& row : layout["rows"].items()) {
            for (const json::Value& cell : row.items()) check_cell(cell);
        }
    }

private:
    void check_cell(const json::Value& cell) {
        const bool is_something =
            cell.find("zh") != nullptr || cell.find("field") != nullptr || cell.find("text_of") != nullptr || cell.find("rows") != nullptr;
        EXPECT_TRUE(is_something) << json::write(cell);
        if (const json::Value* field = cell.find("field")) named(field->text());
        if (const json::Value* text = cell.find("text")) named(text->text());
        pattern(cell["text_of"].text());
        pattern(cell["after"].text());
        set(cell["set"].text());
        const json::Value* rows = cell.find("rows");
        if (rows == nullptr) return;
        const forms::Field* const field = form_.find(rows->text());
        ASSERT_NE(field, nullptr) << rows->text();
        for (const json::Value& column : cell["columns"].items()) {
            set(column["set"].text());
            EXPECT_TRUE(std::ranges::any_of(field->columns, [&](const forms::Field& one) { return one.key == column["key"].text(); }))
                << rows->text() << "." << column["key"].text();
        }
    }
    void named(std::string_view field) { EXPECT_TRUE(person_fields.contains(field) || form_.find(field) != nullptr) << field; }
    void set(std::string_view name) { EXPECT_TRUE(name.empty() || pack_.value_set(name) != nullptr) << name; }
    void pattern(std::string_view text) {
        for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1))
            named(text.substr(open + 1, text.find('}', open) - open - 1));
    }

    const packs::Pack& pack_;
    const forms::Form& form_;
};

TEST(PrintLayouts, NameOnlyWhatTheirFormAndPackHave) {
    int layouts = 0;
    for (const Edition& edition : committed_packs().impl().editions) {
        if (edition.bundle.name == "archive") continue;  // its forms are filled by the register, which names more of the person
        const auto bundle = packs::read_bundle(edition.bundle.bytes);
        ASSERT_TRUE(bundle);
        for (const packs::FormRules& rules : edition.pack->forms) {
            const std::string path = "print/" + rules.form.name + ".json";
            SCOPED_TRACE(edition.bundle.name + " " + path);
            const auto text = std::ranges::find(*bundle, path, &packs::Bundle::value_type::first);
            ASSERT_NE(text, bundle->end()) << "a form that cannot be printed";
            const auto layout = json::parse(text->second);
            ASSERT_TRUE(layout);
            EXPECT_EQ((*layout)["title"].text(), rules.form.title.zh);
            Layout{*edition.pack, rules.form}.check(*layout);
            ++layouts;
        }
    }
    EXPECT_GE(layouts, 4);
}

class Printing : public County {
protected:
    std::string printed(const std::string& record) {
        for (const http::Route& route : programmes_->routes().routes) {
            if (route.path != "/api/records/{record}/print") continue;
            http::Request request;
            request.verb = http::Verb::get;
            request.path_params = {{"record", record}};
            request.principal = actor("2025-06-20").principal;
            request.principal.roles = {"township_doctor"};
            request.grant = on_every_row({"inst"});
            request.today = day("2025-06-20");
            const auto answer = route.handler(request);
            return answer ? answer->body : answer.error().code;
        }
        return "no route";
    }
};
JIWEI_ON_EACH_ENGINE(Printing);

TEST_P(Printing, FollowUpsAndNewbornVisitsArePaperOfTheServer) {
    const std::string patient = open_archive("1960-01-01");
    ASSERT_TRUE(enrol(patient, "2025-03-01"));
    const auto seen = visit(patient, "2025-03-10", 150, 95);
    ASSERT_TRUE(seen);
    EXPECT_TRUE(printed(seen->record_id).starts_with("%PDF-"));
    const std::string child = open_archive("2019-03-01", "2");
    const auto visited = programmes_->save_record(actor("2025-06-10"), newborn_form(child, day("2025-06-10")));
    ASSERT_TRUE(visited);
    EXPECT_TRUE(printed(visited->record_id).starts_with("%PDF-"));
    EXPECT_EQ(printed("nobody"), "not-found");
    // The number of the child and where it lives, as the reader may see them printed.
    ASSERT_TRUE(residents_call(http::Verb::patch, "", child, day("2025-06-10"), R"({"id_type":"01","id_no":"350881201903010027"})"));
    const std::string paper = print::testing::pdf_text(printed(visited->record_id));
    EXPECT_NE(paper.find("和平村1号"), std::string::npos) << paper;
    EXPECT_NE(paper.find("350***********0027"), std::string::npos) << paper;
    EXPECT_EQ(paper.find("350881201903010027"), std::string::npos) << "in full for the child's own carer only";
}

TEST_P(Printing, AScreeningIsPaperOfTheServerToo) {
    const std::string one = open_archive("1970-01-01");
    RecordInput screening = follow_up(one, day("2025-03-10"), *json::parse(R"({"sbp":152,"dbp":96,"family":true,"salt":false})"));
    screening.form = "hypertension-screening/screening";
    screening.confirmed = {};
    const auto saved = programmes_->save_record(actor("2025-03-10"), screening);
    ASSERT_TRUE(saved) << saved.error().code;
    const std::string paper = print::testing::pdf_text(printed(saved->record_id));
    for (const char* const part : {"血压筛查记录", "152/96", "2025-03-10", "是", "否", "血压升高待复查", "1970-01-01"})
        EXPECT_NE(paper.find(part), std::string::npos) << part << "\n" << paper;
}

TEST_P(Printing, SoIsTheResultOfItsReferral) {
    const std::string one = open_archive("1970-01-01");
    RecordInput result = follow_up(one, day("2025-03-20"), *json::parse(R"({"mode":"3","arrived":true,"result":"3","plan":"低盐饮食"})"));
    result.form = "hypertension-screening/referral-result";
    result.confirmed = {};
    const auto saved = programmes_->save_record(actor("2025-03-20"), result);
    ASSERT_TRUE(saved) << saved.error().code;
    const std::string paper = print::testing::pdf_text(printed(saved->record_id));
    for (const char* const part : {"疑似高血压转诊结果", "排除高血压", "低盐饮食", "是"})
        EXPECT_NE(paper.find(part), std::string::npos) << part << "\n" << paper;
}

}  // namespace
}  // namespace jiwei::programmes::testing
