#include "modules/programmes/import_mapping.hpp"

#include <algorithm>
#include <array>

#include "core/cases/schema.hpp"
#include "core/identity/normalise.hpp"
#include "core/kernel/csv.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::size_t columns_max = 400;
constexpr std::size_t rows_of_cell_max = 30;
constexpr std::size_t source_length_max = 32;
constexpr std::string_view edition_of_forms = "2017";

using Faults = std::vector<Finding>;

void fault(Faults& faults, std::string pointer, std::string code, std::string allowed) {
    faults.push_back({std::move(pointer), std::move(code), std::move(allowed), Severity::hard});
}

std::string text_or_fault(const json::Value& table, const std::string& key, const std::string& path, Faults& faults) {
    const json::Value* const found = table.find(key);
    if (found == nullptr) return {};
    if (!found->is_string() || found->text().empty()) fault(faults, path + "/" + key, "TYPE", "text");
    return found->text();
}

void known_only(const json::Value& table, const std::string& path, std::initializer_list<std::string_view> known, Faults& faults) {
    if (!table.is_null() && !table.is_object()) return fault(faults, path, "TYPE", "table");
    for (const auto& [key, value] : table.members()) {
        if (std::ranges::find(known, key) == known.end()) fault(faults, path + "/" + key, "FIELD_UNKNOWN", "");
    }
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// 2024-01-05, 2024/1/5, 2024年1月5日, 20240105, with or without a time of day; empty when it is none.
std::string date_of(std::string_view cell) {
    std::string_view text = trimmed(cell);
    if (const std::size_t time = text.find_first_of(" T"); time != std::string_view::npos) text = text.substr(0, time);
    const bool digits = text.size() == 8 && text.find_first_not_of("0123456789") == std::string_view::npos;
    if (digits) {
        const std::string whole{text};
        return cases::iso_date(whole.substr(0, 4) + "-" + whole.substr(4, 2) + "-" + whole.substr(6));
    }
    return cases::iso_date(text);
}

std::string month_of(std::string_view cell) {
    const std::string text{trimmed(cell)};
    if (text.size() == 6 && text.find_first_not_of("0123456789") == std::string::npos) return text.substr(0, 4) + "-" + text.substr(4);
    const std::string day = date_of(text);
    if (!day.empty()) return day.substr(0, 7);
    const std::string padded = date_of(text + (text.ends_with("月") ? "1日" : "-1"));
    return padded.empty() ? std::string{} : padded.substr(0, 7);
}

std::vector<std::string> parts_of(const std::string& cell) {
    std::vector<std::string> parts;
    std::string now;
    const auto close = [&] {
        if (const std::string_view one = trimmed(now); !one.empty()) parts.emplace_back(one);
        now.clear();
    };
    for (std::size_t i = 0; i < cell.size();) {
        const std::string_view rest = std::string_view{cell}.substr(i);
        constexpr std::array<std::string_view, 7> between{",", ";", "|", "，", "、", "；", "/"};
        const auto* const mark = std::ranges::find_if(between, [&](std::string_view one) { return rest.starts_with(one); });
        if (mark != between.end()) {
            close();
            i += mark->size();
        } else {
            now.push_back(cell[i++]);
        }
    }
    close();
    return parts;
}

/// "+", "++" and other codes may be separators elsewhere; the whole cell is tried first.
const forms::Choice* choice_of(const forms::ValueSet& set, std::string_view text) {
    if (const forms::Choice* const found = set.find(text)) return found;
    const auto named = std::ranges::find_if(set.choices, [text](const forms::Choice& one) { return one.label.zh == text; });
    if (named != set.choices.end()) return &*named;
    if (text.size() > 1 && text.front() == '0')
        return set.find(text.substr(text.find_first_not_of('0') == std::string_view::npos ? 0 : text.find_first_not_of('0')));
    return nullptr;
}

void read_codes(const json::Value& table, RecordMapping& made, Faults& faults) {
    for (const auto& [key, words] : table.members()) {
        if (!words.is_object()) fault(faults, "/codes/" + key, "TYPE", "table");
        for (const auto& [word, code] : words.members()) {
            if (!code.is_string()) {
                fault(faults, "/codes/" + key + "/" + word, "TYPE", "text");
                continue;
            }
            made.codes[key].emplace(word, code.text());
        }
    }
}

}  // namespace

Result<CodeEditions> read_code_editions(std::string_view text) {
    const auto rows = csv::parse(text);
    if (!rows || rows->empty()) return refuse(Refusal::internal, "code-editions-invalid");
    CodeEditions made;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const auto& cells = (*rows)[i].cells;
        if (cells.size() < 4) return refuse(Refusal::internal, "code-editions-invalid");
        made[cells[0]][cells[1]].emplace(cells[2], cells[3]);
    }
    return made;
}

Result<RecordMapping> read_record_mapping(const json::Value& table) {
    Faults faults;
    RecordMapping made;
    known_only(table, "", {"source", "edition", "row_key", "author", "person", "enrolment", "columns", "codes", "constants"}, faults);
    made.source = text_or_fault(table, "source", "", faults);
    const bool plain = made.source.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    if (made.source.empty() || made.source.size() > source_length_max || !plain)
        fault(faults, "/source", "SOURCE_INVALID", "1-32 of a-z 0-9 -: the name of the earlier system");
    made.edition = text_or_fault(table, "edition", "", faults);
    if (made.edition != "2017" && made.edition != "2011") fault(faults, "/edition", "CODE_UNKNOWN", "\"2017\", \"2011\"");
    const json::Value& row_key = table["row_key"];
    if (row_key.is_string()) made.row_key.push_back(row_key.text());
    for (const json::Value& one : row_key.items()) made.row_key.push_back(one.text());
    if (made.row_key.empty() || std::ranges::find(made.row_key, "") != made.row_key.end())
        fault(faults, "/row_key", "REQUIRED", "the columns that name a row in the earlier system");
    made.author = text_or_fault(table, "author", "", faults);
    const json::Value& person = table["person"];
    known_only(person, "/person", {"id_no", "archive_no", "name", "birth_date"}, faults);
    made.id_no = text_or_fault(person, "id_no", "/person", faults);
    made.archive_no = text_or_fault(person, "archive_no", "/person", faults);
    made.name = text_or_fault(person, "name", "/person", faults);
    made.birth_date = text_or_fault(person, "birth_date", "/person", faults);
    if (made.id_no.empty() && made.archive_no.empty() && (made.name.empty() || made.birth_date.empty()))
        fault(faults, "/person", "REQUIRED", "id_no, archive_no, or name and birth_date");
    const json::Value& enrolment = table["enrolment"];
    known_only(enrolment, "/enrolment", {"automatic", "enrolled_on", "diagnosis"}, faults);
    made.enrols = enrolment["automatic"].as_boolean().value_or(false);
    made.enrolled_on = text_or_fault(enrolment, "enrolled_on", "/enrolment", faults);
    made.diagnosis = text_or_fault(enrolment, "diagnosis", "/enrolment", faults);
    if (table["columns"].members().empty()) fault(faults, "/columns", "REQUIRED", "answer = \"heading\"");
    if (table["columns"].members().size() > columns_max) fault(faults, "/columns", "LENGTH", std::to_string(columns_max));
    for (const auto& [key, heading] : table["columns"].members()) {
        if (!heading.is_string() || heading.text().empty()) fault(faults, "/columns/" + key, "TYPE", "text");
        made.columns.emplace_back(key, heading.text());
    }
    read_codes(table["codes"], made, faults);
    for (const auto& [key, value] : table["constants"].members()) made.constants.emplace_back(key, value);
    if (!faults.empty()) return refuse(Refusal::unprocessable, "mapping-invalid", {}, std::move(faults));
    return made;
}

Result<RowReader> RowReader::make(RecordMapping mapping, const packs::Pack& pack, const forms::Form& form, std::string_view full_form,
                                  const CodeEditions& editions, const std::vector<std::string>& headings) {
    RowReader made;
    made.pack_ = &pack;
    made.form_ = &form;
    made.full_form_ = full_form;
    made.editions_ = &editions;
    for (std::size_t i = 0; i < headings.size(); ++i) made.at_.emplace(trimmed(headings[i]), i);
    Faults faults;
    std::vector<std::string> used = mapping.row_key;
    for (const std::string* const one :
         {&mapping.author, &mapping.id_no, &mapping.archive_no, &mapping.name, &mapping.birth_date, &mapping.enrolled_on}) {
        if (!one->empty()) used.push_back(*one);
    }
    for (const auto& [key, heading] : mapping.columns) {
        used.push_back(heading);
        const std::size_t dot = std::min(key.find('.'), key.size());
        Target target{0, form.find(key.substr(0, dot)), nullptr, 0, key};
        if (target.field != nullptr && dot < key.size()) {
            const std::string rest = key.substr(dot + 1);
            const std::size_t second = std::min(rest.find('.'), rest.size());
            const auto number = parse_decimal(rest.substr(0, second));
            target.in_rows = target.field;
            const auto& columns = target.in_rows->columns;
            const auto column = std::ranges::find(columns, rest.substr(std::min(second + 1, rest.size())), &forms::Field::key);
            target.field = column == columns.end() ? nullptr : &*column;
            const bool counts =
                number && number->scale() == 0 && number->units() >= 1 && number->units() <= static_cast<std::int64_t>(rows_of_cell_max);
            if (!counts) target.field = nullptr;
            if (counts) target.row = static_cast<std::size_t>(number->units()) - 1;
        } else if (target.field != nullptr && target.field->type == forms::FieldType::rows) {
            target.field = nullptr;
        }
        if (target.field == nullptr) fault(faults, "/columns/" + key, "FIELD_UNKNOWN", "an answer of the form; of rows \"drug.1.name\"");
        if (const auto at = made.at_.find(heading); at != made.at_.end()) target.column = at->second;
        made.targets_.push_back(std::move(target));
    }
    for (const auto& [key, words] : mapping.codes) {
        const auto is_it = [&key = key](const Target& one) { return one.key == key; };
        if (std::ranges::none_of(made.targets_, is_it)) fault(faults, "/codes/" + key, "FIELD_UNKNOWN", "a key of [columns]");
    }
    for (const auto& [key, value] : mapping.constants) {
        if (form.find(key) == nullptr) fault(faults, "/constants/" + key, "FIELD_UNKNOWN", "an answer of the form");
    }
    for (const std::string& heading : used) {
        if (!made.at_.contains(heading)) fault(faults, "/" + heading, "COLUMN_MISSING", "a heading of the file");
    }
    if (!faults.empty()) return refuse(Refusal::unprocessable, "mapping-invalid", {}, std::move(faults));
    for (const std::string& heading : headings) {
        if (std::ranges::find(used, std::string{trimmed(heading)}) == used.end()) made.unused_.push_back(heading);
    }
    made.mapping_ = std::move(mapping);
    return made;
}

const std::string& RowReader::cell(const std::vector<std::string>& cells, std::string_view heading) const {
    static const std::string none;
    const auto at = at_.find(heading);
    return heading.empty() || at == at_.end() || at->second >= cells.size() ? none : cells[at->second];
}

std::string RowReader::heading_of(std::string_view key) const {
    for (const auto& [answer, heading] : mapping_.columns) {
        if (answer == key || answer.starts_with(std::string{key} + ".")) return heading;
    }
    return {};
}

std::string RowReader::code(const Target& target, std::string_view text, std::vector<Finding>& findings) const {
    const forms::ValueSet& set = pack_->value_sets[target.field->value_set_at];
    if (const auto words = mapping_.codes.find(target.key); words != mapping_.codes.end()) {
        const auto named = words->second.find(text);
        if (named != words->second.end()) return named->second;
    }
    if (mapping_.edition != edition_of_forms) {
        const auto edition = editions_->find(mapping_.edition);
        if (edition != editions_->end()) {
            const auto changed = edition->second.find(set.name);
            const auto now =
                changed == edition->second.end() ? std::map<std::string, std::string>::const_iterator{} : changed->second.find(text);
            if (changed != edition->second.end() && now != changed->second.end()) return now->second;
        }
    }
    if (const forms::Choice* const found = choice_of(set, text)) return found->code;
    findings.push_back({"/answers/" + target.key, "CODE_UNKNOWN", set.name, Severity::hard});
    return {};
}

json::Value RowReader::answer(const Target& target, const std::string& text, std::vector<Finding>& findings) const {
    const auto wrong = [&](const char* allowed) {
        findings.push_back({"/answers/" + target.key, "TYPE", allowed, Severity::hard});
        return json::Value{};
    };
    switch (target.field->type) {
    case forms::FieldType::integer:
    case forms::FieldType::decimal: {
        const std::string folded = identity::fold_number(text);
        const auto number = parse_decimal(folded);
        if (!number) return wrong(target.field->type == forms::FieldType::integer ? "int" : "dec");
        // A spreadsheet writes 146.0 for 146.
        const auto whole = number->units_at(0);
        return json::Value::number(whole ? std::to_string(*whole) : number->text());
    }
    case forms::FieldType::date: {
        const std::string day = date_of(text);
        return day.empty() ? wrong("YYYY-MM-DD") : json::Value::string(day);
    }
    case forms::FieldType::month: {
        const std::string month = month_of(text);
        return month.empty() ? wrong("YYYY-MM") : json::Value::string(month);
    }
    case forms::FieldType::boolean: {
        constexpr std::array<std::string_view, 5> yes{"是", "有", "true", "1", "Y"};
        constexpr std::array<std::string_view, 5> no{"否", "无", "false", "0", "N"};
        if (std::ranges::find(yes, text) != yes.end()) return json::Value::boolean(true);
        return std::ranges::find(no, text) != no.end() ? json::Value::boolean(false) : wrong("是, 否");
    }
    case forms::FieldType::code: {
        std::string chosen = code(target, text, findings);
        return chosen.empty() ? json::Value{} : json::Value::string(std::move(chosen));
    }
    case forms::FieldType::codes: {
        json::Value chosen = json::Value::array();
        for (const std::string& part : parts_of(text)) {
            if (std::string one = code(target, part, findings); !one.empty()) chosen.append(json::Value::string(std::move(one)));
        }
        return chosen;
    }
    default: return json::Value::string(text);
    }
}

MappedRow RowReader::read(const std::vector<std::string>& cells) const {
    MappedRow row;
    for (const std::string& heading : mapping_.row_key) {
        const std::string_view part = trimmed(cell(cells, heading));
        if (part.empty()) row.findings.push_back({"/row_key", "REQUIRED", heading, Severity::hard});
        row.row_key += (row.row_key.empty() ? "" : "|") + std::string{part};
    }
    row.clue.id_no = trimmed(cell(cells, mapping_.id_no));
    row.clue.archive_no = trimmed(cell(cells, mapping_.archive_no));
    row.clue.name = trimmed(cell(cells, mapping_.name));
    row.clue.birth_date = parse_civil_date(date_of(cell(cells, mapping_.birth_date)));
    row.author_name = trimmed(cell(cells, mapping_.author));
    json::Value answers = json::Value::object();
    std::map<std::string, std::vector<json::Value>> tables;
    for (const Target& target : targets_) {
        const std::string text = target.column < cells.size() ? std::string{trimmed(cells[target.column])} : std::string{};
        if (text.empty()) continue;
        json::Value value = answer(target, text, row.findings);
        if (value.is_null() || (value.is_array() && value.items().empty())) continue;
        if (target.in_rows == nullptr) {
            answers.set(target.key, std::move(value));
            continue;
        }
        auto& table = tables[target.in_rows->key];
        while (table.size() <= target.row) table.push_back(json::Value::object());
        table[target.row].set(target.field->key, std::move(value));
    }
    for (auto& [key, table] : tables) {
        std::erase_if(table, [](const json::Value& one) { return one.members().empty(); });
        answers.set(key, json::Value::array(std::move(table)));
    }
    for (const auto& [key, value] : mapping_.constants) {
        if (answers.find(key) == nullptr) answers.set(key, value);
    }
    const auto day = answers[form_->date_key].as_date();
    if (!day && std::ranges::none_of(row.findings, [this](const Finding& f) { return f.pointer == "/answers/" + form_->date_key; }))
        row.findings.push_back({"/answers/" + form_->date_key, "REQUIRED", "YYYY-MM-DD", Severity::hard});
    row.record.form = full_form_;
    row.record.service_date = day.value_or(CivilDate{});
    row.record.answers = std::move(answers);
    row.enrolled_on = parse_civil_date(date_of(cell(cells, mapping_.enrolled_on)));
    return row;
}

}  // namespace jiwei::programmes
