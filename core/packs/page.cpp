#include "core/packs/page.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "core/kernel/csv.hpp"
#include "core/kernel/json.hpp"
#include "core/rules/lexer.hpp"

namespace jiwei::packs {

namespace {

using forms::Label;
using Names = std::map<std::string, std::string, std::less<>>;

struct Word {
    std::string_view text;
    std::string_view zh;
    std::string_view en;
};

// What the language itself says, for people.
constexpr std::array words{
    Word{"and", "且", "and"},
    Word{"or", "或", "or"},
    Word{"not", "非", "not"},
    Word{"in", "属于", "in"},
    Word{"if", "若", "if"},
    Word{"then", "则", "then"},
    Word{"else", "否则", "else"},
    Word{"true", "总是", "always"},
    Word{"false", "从不", "never"},
    Word{"from", "自", "from"},
    Word{"before", "早于", "before"},
    Word{"to", "至", "to"},
    Word{"where", "满足", "where"},
    Word{">=", "≥", "≥"},
    Word{"<=", "≤", "≤"},
    Word{"!=", "≠", "≠"},
    Word{"*", "×", "×"},
    Word{"has", "已填", "answered"},
    Word{"default", "缺省", "or else"},
    Word{"min", "较小", "smaller of"},
    Word{"max", "较大", "larger of"},
    Word{"age", "周岁", "age"},
    Word{"months", "整月数", "months"},
    Word{"days", "天数", "days"},
    Word{"addMonths", "加月", "add months"},
    Word{"addDays", "加天", "add days"},
    Word{"size", "项数", "number of"},
    Word{"count", "次数", "count"},
    Word{"countDays", "不同日期数", "count of days"},
    Word{"any", "任一", "any"},
    Word{"all", "全部", "all"},
    Word{"sum", "合计", "sum"},
    Word{"first", "首次", "first"},
    Word{"last", "末次", "last"},
    Word{"year", "年份", "year"},
    Word{"month", "月份", "month"},
    Word{"today", "今天", "today"},
    Word{"report_date", "报告日", "report date"},
    Word{"period.first", "期初", "first day of the period"},
    Word{"period.last", "期末", "last day of the period"},
    Word{"year.first", "年初", "first day of the year"},
    Word{"year.last", "年末", "last day of the year"},
    Word{"resident.birth_date", "出生日期", "birth date"},
    Word{"resident.sex", "性别", "sex"},
    Word{"resident.death_date", "死亡日期", "date of death"},
    Word{"enrolment.enrolled_on", "建卡日期", "date of enrolment"},
    Word{"enrolment.state", "管理状态", "state of the enrolment"},
    Word{"archive.status", "档案状态", "state of the archive"},
    Word{"archive.residence_state", "居住状态", "residence"},
    Word{"archive.arrived_on", "来本地日期", "date of arrival"},
    Word{"archive.complete", "封面和个人基本信息表完整", "cover and personal basic form complete"},
    Word{"archive.cover_complete", "档案封面完整", "cover complete"},
    Word{"archive.opened_on", "建档日期", "archive opened on"},
    Word{"archive.electronic", "电子档案", "electronic archive"},
    Word{"archive.opened", "已向本人开放", "opened to the person"},
    Word{"archive.member", "在管患者", "managed in a programme"},
    Word{"archive.examined", "本年度已体检", "examined in the year"},
    Word{"archive.duplicate", "疑似重复", "likely duplicate"},
    Word{"decided.class", "规则分类", "class of the rule"},
    Word{"decided.next", "规则下次日期", "next date of the rule"},
    Word{"decided.referral", "转诊级别", "level of the referral"},
    Word{"decided.state", "规则管理状态", "state of the rule"},
    Word{"task.anchor", "任务基准日", "anchor of the task"},
    Word{"task.due", "任务到期日", "due date of the task"},
    Word{"row.date", "该次日期", "date of that record"},
};

const std::string& of(const Label& label, Language language) { return language == Language::zh ? label.zh : label.en; }

/// What a rule may name, with what people call it; a parameter also with its number.
Names names_of(const Pack& pack, Language language) {
    Names names;
    for (const Word& word : words) names.emplace(word.text, language == Language::zh ? word.zh : word.en);
    for (const FormRules& rules : pack.forms) {
        for (const forms::Field& field : rules.form.fields) {
            names.emplace(field.key, of(field.label, language));
            for (const forms::Field& column : field.columns) names.emplace(field.key + "." + column.key, of(column.label, language));
        }
    }
    for (const FactRule& fact : pack.facts) {
        names.emplace("row." + fact.name, of(fact.title, language));
        names.emplace("flag." + fact.name, of(fact.title, language));
    }
    for (const Parameter& parameter : pack.parameters) {
        const std::string value = parameter.value.is_number() ? " [" + parameter.value.text() + "]" : std::string{};
        names.emplace(parameter.name, of(parameter.title, language) + value);
    }
    return names;
}

std::string in_words(std::string_view rule, const Names& names) {
    rules::Diagnostics ignored;
    const auto tokens = rules::tokenize({"", rule, 1, 1, false}, ignored);
    if (!tokens) return std::string{rule};
    std::string out;
    for (const rules::Token& token : *tokens) {
        if (token.kind == rules::TokenKind::end) break;
        const bool closes = token.text == ")" || token.text == "}" || token.text == "]" || token.text == ",";
        const bool opened = out.empty() || out.ends_with('(') || out.ends_with('{') || out.ends_with('[');
        if (!closes && !opened && !(token.text == "(" && !out.ends_with(' '))) out += ' ';
        const auto found = token.kind == rules::TokenKind::code ? names.end() : names.find(token.text);
        if (token.kind == rules::TokenKind::date) {
            out += token.date.text();
        } else {
            out += found == names.end() ? std::string{token.text} : found->second;
        }
    }
    return out;
}

/// The document: text is escaped, tags are ours.
class Document {
public:
    Document(const Pack& pack, Language language) : names_{names_of(pack, language)}, language_{language} {}

    [[nodiscard]] std::string_view word(std::string_view zh, std::string_view en) const { return language_ == Language::zh ? zh : en; }
    [[nodiscard]] Language language() const { return language_; }

    void text(std::string_view given) {
        for (const char c : given) {
            switch (c) {
            case '<': out_ += "&lt;"; break;
            case '>': out_ += "&gt;"; break;
            case '&': out_ += "&amp;"; break;
            case '"': out_ += "&quot;"; break;
            default: out_ += c;
            }
        }
    }
    void raw(std::string_view html) { out_ += html; }
    void element(std::string_view tag, std::string_view given) {
        out_.append("<").append(tag).append(">");
        text(given);
        out_.append("</").append(tag).append(">\n");
    }
    void head(const std::vector<std::string_view>& titles) {
        out_ += "<table><thead><tr>";
        for (const std::string_view title : titles) {
            out_ += "<th scope=\"col\">";
            text(title);
            out_ += "</th>";
        }
        out_ += "</tr></thead><tbody>\n";
    }
    void row() { out_ += "<tr>"; }
    void cell(std::string_view given) {
        out_ += "<td>";
        text(given);
        out_ += "</td>";
    }
    /// In words, and below as it is written.
    void rule(std::string_view given) {
        out_ += "<td>";
        if (!given.empty()) {
            text(in_words(given, names_));
            out_ += "<br><code>";
            text(given);
            out_ += "</code>";
        }
        out_ += "</td>";
    }
    void end_row() { out_ += "</tr>\n"; }
    void end_table() { out_ += "</tbody></table>\n"; }
    [[nodiscard]] std::string in_words_of(std::string_view rule) const { return in_words(rule, names_); }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    std::string out_;
    Names names_;
    Language language_;
};

constexpr std::string_view style =
    "body{font:16px/1.6 sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1c1c1c;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{border:1px solid #b8b8b8;padding:.3rem .5rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}th{background:#f0f3f1}code{font-size:.8rem;color:#5a5a5a}"
    "@media print{body{margin:0;max-width:none}}";

const std::string* file_of(const Bundle& bundle, std::string_view path) {
    const auto found = std::ranges::find(bundle, path, &Bundle::value_type::first);
    return found == bundle.end() ? nullptr : &found->second;
}

json::Value json_of(const Bundle& bundle, const std::string& path) {
    const std::string* const text = file_of(bundle, path);
    auto read = json::parse(text == nullptr ? "null" : *text);
    return read ? std::move(*read) : json::Value{};
}

/// Rows of a CSV file of the pack by the names of its columns.
std::vector<Names> rows_of(const Bundle& bundle, std::string_view path) {
    const std::string* const text = file_of(bundle, path);
    const auto read = csv::parse(text == nullptr ? "" : *text);
    std::vector<Names> out;
    if (!read || read->empty()) return out;
    const std::vector<std::string>& header = read->front().cells;
    for (std::size_t i = 1; i < read->size(); ++i) {
        Names row;
        for (std::size_t c = 0; c < header.size() && c < (*read)[i].cells.size(); ++c) row[header[c]] = (*read)[i].cells[c];
        out.push_back(std::move(row));
    }
    return out;
}

const std::string& label_of(const json::Value& value, Language language) { return value[language == Language::zh ? "zh" : "en"].text(); }

void parameters(Document& out, const Bundle& bundle) {
    const json::Value given = json_of(bundle, "parameters.json");
    if (given.members().empty()) return;
    out.element("h2", out.word("参数", "Parameters"));
    out.head({out.word("名称", "Name"), out.word("数值", "Value"), out.word("依据", "Source"), out.word("代号", "Key")});
    for (const auto& [name, parameter] : given.members()) {
        const json::Value& value = parameter["value"];
        out.row();
        out.cell(label_of(parameter, out.language()));
        out.cell(value.is_string() || value.is_number() ? value.text() : json::write(value));
        out.cell(parameter["source"].text());
        out.cell(name);
        out.end_row();
    }
    out.end_table();
}

std::string_view type_word(const Document& out, forms::FieldType type) {
    switch (type) {
    case forms::FieldType::integer: return out.word("整数", "whole number");
    case forms::FieldType::decimal: return out.word("数值", "number");
    case forms::FieldType::date: return out.word("日期", "date");
    case forms::FieldType::month: return out.word("年月", "year and month");
    case forms::FieldType::boolean: return out.word("是否", "yes or no");
    case forms::FieldType::code: return out.word("单选", "one of");
    case forms::FieldType::codes: return out.word("多选", "any of");
    case forms::FieldType::text: return out.word("文字", "text");
    case forms::FieldType::rows: return out.word("表格", "rows");
    case forms::FieldType::staff: return out.word("签名", "member of staff");
    }
    return {};
}

/// "50-300 mmHg; asked again outside 90-140".
std::string ranges_in_words(const Document& out, const forms::Field& field) {
    std::string text = field.hard.text;
    if (!field.soft.text.empty()) {
        text += (text.empty() ? "" : "；") + std::string{out.word("超出须确认：", "confirm outside: ")} + field.soft.text;
    }
    return text;
}

void condition(Document& out, const json::Value& given) {
    const bool is_plain = given.as_boolean().has_value();
    if (is_plain) {
        out.cell(*given.as_boolean() ? out.word("必填", "required") : "");
    } else {
        out.rule(given.text());
    }
}

void form(Document& out, const Bundle& bundle, const FormRules& rules) {
    const json::Value given = json_of(bundle, "forms/" + rules.form.name + ".json");
    out.element("h2", std::string{out.word("表单：", "Form: ")} + of(rules.form.title, out.language()));
    out.element("p", rules.form.source);
    out.head({out.word("项目", "Field"), out.word("填写", "Answer"), out.word("范围", "Range"), out.word("必填条件", "Required when"),
              out.word("出现条件", "Shown when")});
    for (const json::Value& section : given["sections"].items()) {
        out.raw("<tr><th colspan=\"5\" scope=\"colgroup\">");
        out.text(label_of(section, out.language()));
        out.raw("</th></tr>\n");
        for (const json::Value& one : section["fields"].items()) {
            const forms::Field* const field = rules.form.find(one["key"].text());
            if (field == nullptr) continue;
            out.row();
            out.cell(of(field->label, out.language()) + " (" + field->key + ")");
            out.cell(std::string{type_word(out, field->type)} + (field->value_set.empty() ? "" : " " + field->value_set) +
                     (field->unit.empty() ? "" : " " + field->unit));
            out.cell(ranges_in_words(out, *field));
            condition(out, one["required"]);
            out.rule(one["shown"].text());
            out.end_row();
        }
    }
    out.end_table();
    if (given["checks"].items().empty()) return;
    out.element("h3", out.word("核对", "Checks"));
    out.head(
        {out.word("项目", "Field"), out.word("提示的情形", "Reported when"), out.word("允许", "Allowed"), out.word("级别", "Severity")});
    for (const json::Value& check : given["checks"].items()) {
        out.row();
        out.cell(check["at"].text());
        out.rule(check["when"].text());
        out.cell(check["allowed"].text());
        out.cell(check["severity"].text() == "soft" ? out.word("可确认", "may be confirmed") : out.word("必须改正", "must be mended"));
        out.end_row();
    }
    out.end_table();
}

std::string sentences(const Pack& pack, std::string_view keys, Language language) {
    std::string out;
    while (!keys.empty()) {
        const std::size_t end = std::min(keys.find(' '), keys.size());
        const auto found = std::ranges::find(pack.messages, keys.substr(0, end), &Message::key);
        if (found != pack.messages.end()) out += (out.empty() ? "" : " ") + of(found->text, language);
        keys.remove_prefix(std::min(end + 1, keys.size()));
    }
    return out;
}

void decision(Document& out, const Bundle& bundle, const Pack& pack, const FormRules& rules) {
    const std::vector<Names> rows = rows_of(bundle, "rules/" + rules.form.name + ".csv");
    if (rows.empty()) return;
    out.element("h3", out.word("判定（自上而下，第一条符合者为准）", "Decision (the first row that fits)"));
    out.head({out.word("序", "Row"), out.word("情形", "When"), out.word("分类", "Class"), out.word("下次日期", "Next date"),
              out.word("转诊", "Referral"), out.word("提示", "Message"), out.word("依据", "Source")});
    for (Names row : rows) {
        out.row();
        out.cell(row["row"]);
        out.rule(row["when"]);
        out.rule(row["class"]);
        out.rule(row["next"]);
        out.cell(row["referral"]);
        out.cell(sentences(pack, row["messages"], out.language()));
        out.cell(row["source"]);
        out.end_row();
    }
    out.end_table();
}

void rule_file(Document& out, const Bundle& bundle, const std::string& path) {
    const std::string* const text = file_of(bundle, path);
    if (text == nullptr) return;
    out.element("h3", out.word("中间判断", "Intermediate rules"));
    out.raw("<pre>");
    out.text(*text);
    out.raw("</pre>\n");
}

void schedule(Document& out, const Bundle& bundle) {
    const std::vector<Names> rows = rows_of(bundle, "schedule.csv");
    if (rows.empty()) return;
    out.element("h2", out.word("任务", "Tasks"));
    out.head({out.word("任务", "Task"), out.word("产生", "Made by"), out.word("开始", "Opens"), out.word("到期", "Due"),
              out.word("宽限至", "Grace until"), out.word("完成于", "Completed by"), out.word("依据", "Source")});
    for (Names row : rows) {
        out.row();
        out.cell((out.language() == Language::zh ? row["title_zh"] : row["title_en"]) + " (" + row["code"] + ")");
        out.cell(row["trigger"]);
        out.rule(row["opens"]);
        out.rule(row["due"]);
        out.rule(row["grace_until"]);
        out.cell(row["completed_by"]);
        out.cell(row["source"]);
        out.end_row();
    }
    out.end_table();
}

void indicators(Document& out, const Bundle& bundle) {
    const std::vector<Names> rows = rows_of(bundle, "indicators.csv");
    if (rows.empty()) return;
    const bool zh = out.language() == Language::zh;
    out.element("h2", out.word("指标", "Indicators"));
    out.head({out.word("指标", "Indicator"), out.word("分母", "Denominator"), out.word("分子", "Numerator"), out.word("目标", "Target"),
              out.word("依据", "Source")});
    for (Names row : rows) {
        out.row();
        out.cell(row["code"] + " " + (zh ? row["title_zh"] : row["title_en"]));
        const std::string& words_of_it = zh ? row["denominator_zh"] : row["denominator_en"];
        out.cell(words_of_it.empty() ? row["denominator"] + row["figure"] : words_of_it);
        out.rule(row["numerator"]);
        out.cell(row["target"].empty() ? "" : row["target"] + " " + row["unit"]);
        out.cell(row["source"]);
        out.end_row();
    }
    out.end_table();
}

/// "随访 ‹随访次数› 次": what stands in the places, in words.
std::string with_values(std::string told, Names row, const Document& out) {
    for (const std::string_view number : {"1", "2"}) {
        const std::string place = "{" + std::string{number} + "}";
        const std::size_t at = told.find(place);
        if (at != std::string::npos) told.replace(at, place.size(), "‹" + out.in_words_of(row["value_" + std::string{number}]) + "›");
    }
    return told;
}

/// The task or the form that mends it, as people call it.
std::string mended_by(const Pack& pack, Names row, Language language) {
    if (const TaskRule* const task = pack.task(row["task"])) return of(task->title, language);
    if (const FormRules* const form = pack.form(row["form"])) return of(form->form.title, language);
    return row["form"];
}

/// What is told of people who are missing from a rate: the first line that holds.
void lacks(Document& out, const Bundle& bundle, const Pack& pack) {
    const std::vector<Names> rows = rows_of(bundle, "lacks.csv");
    if (rows.empty()) return;
    const bool zh = out.language() == Language::zh;
    out.element("h2", out.word("未达到者的原因", "What is told of people who are missing"));
    out.element("p", out.word("按顺序，第一条成立的就是提示的原因。", "In this order: the first that holds is told."));
    out.head({out.word("指标", "Indicator"), out.word("条件", "When"), out.word("提示", "What is told"), out.word("补救", "Mended by")});
    for (const Names& row : rows) {
        const auto cell = [&row](const char* name) { return row.contains(name) ? row.at(name) : std::string{}; };
        const Indicator* const indicator = pack.indicator(cell("indicator"));
        out.row();
        out.cell(cell("indicator") + " " + (indicator == nullptr ? std::string{} : of(indicator->title, out.language())));
        out.rule(cell("when"));
        out.cell(with_values(cell(zh ? "text_zh" : "text_en"), row, out));
        out.cell(mended_by(pack, row, out.language()));
        out.end_row();
    }
    out.end_table();
}

void code_lists(Document& out, const Pack& pack) {
    if (pack.value_sets.empty()) return;
    out.element("h2", out.word("代码表", "Code lists"));
    out.head({out.word("代码表", "List"), out.word("代码", "Codes")});
    for (const forms::ValueSet& set : pack.value_sets) {
        std::string all;
        for (const forms::Choice& choice : set.choices) {
            all += (all.empty() ? "" : "；") + choice.code + " " + of(choice.label, out.language());
        }
        out.row();
        out.cell(set.name);
        out.cell(all);
        out.end_row();
    }
    out.end_table();
}

}  // namespace

std::string in_words(std::string_view rule, const Pack& pack, Language language) { return in_words(rule, names_of(pack, language)); }

std::string page(const Bundle& bundle, const Pack& pack, Language language) {
    Document out{pack, language};
    const std::string& title = of(pack.title, language);
    out.raw("<!doctype html>\n<html lang=\"");
    out.raw(language == Language::zh ? "zh-CN" : "en");
    out.raw("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>");
    out.text(title);
    out.raw("</title><style>");
    out.raw(style);
    out.raw("</style></head><body>\n");
    out.element("h1", title);
    out.element("p", std::string{out.word("版本 ", "Edition ")} + pack.edition + std::string{out.word("，自 ", ", from ")} +
                         pack.effective_from.text() + std::string{out.word(" 起执行。", " on. ")} + pack.source);
    parameters(out, bundle);
    for (const FormRules& rules : pack.forms) {
        form(out, bundle, rules);
        decision(out, bundle, pack, rules);
        rule_file(out, bundle, "rules/" + rules.form.name + ".rules");
    }
    schedule(out, bundle);
    indicators(out, bundle);
    lacks(out, bundle, pack);
    rule_file(out, bundle, "rules/indicators.rules");
    code_lists(out, pack);
    out.raw("</body></html>\n");
    return out.take();
}

}  // namespace jiwei::packs
