#include "platform/xlsx/workbook.hpp"

#include <pugixml.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/utf8.hpp"
#include "platform/xlsx/xml_scanner.hpp"

namespace jiwei::xlsx {

namespace {

constexpr std::size_t strings_count_max = 50'000'000;

tl::unexpected<Problem> damaged_part(std::string_view what) { return refuse(Refusal::malformed, "xlsx-damaged_part", std::string{what}); }

std::string_view local(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Elements and attributes by local name: some programs write "x:sheet".
pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
    return node.find_child([name](const pugi::xml_node& one) { return local(one.name()) == name; });
}

std::string attribute(const pugi::xml_node& node, std::string_view name) {
    return node.find_attribute([name](const pugi::xml_attribute& one) { return local(one.name()) == name; }).value();
}

// pugixml expands only the predefined entities and reads nothing outside the text.
Result<void> parse(Archive& archive, std::string_view part, pugi::xml_document& document) {
    JIWEI_TRY(text, archive.small_part(part));
    if (!document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8)) return damaged_part(part);
    return {};
}

std::string folder_of(std::string_view part) {
    const std::size_t slash = part.rfind('/');
    return slash == std::string_view::npos ? std::string{} : std::string{part.substr(0, slash + 1)};
}

// A relation's target: absolute in the package, or relative to the folder of the part that has it.
std::string resolve(std::string_view part, std::string_view target) {
    if (target.starts_with('/')) return std::string{target.substr(1)};
    std::string folder = folder_of(part);
    while (target.starts_with("../")) {
        target.remove_prefix(3);
        folder = folder.empty() ? folder : folder_of(std::string_view{folder}.substr(0, folder.size() - 1));
    }
    return folder.append(target.starts_with("./") ? target.substr(2) : target);
}

struct Relation {
    std::string type;  // the last word of the type's address
    std::string part;
};

Result<std::map<std::string, Relation>> relations(Archive& archive, std::string_view part) {
    const std::string folder = folder_of(part);
    const std::string name = folder + "_rels/" + std::string{part.substr(folder.size())} + ".rels";
    std::map<std::string, Relation> out;
    if (!archive.has(name)) return out;
    pugi::xml_document document;
    JIWEI_CHECK(parse(archive, name, document));
    for (const pugi::xml_node& one : child(document, "Relationships").children()) {
        const std::string type = attribute(one, "Type");
        out[attribute(one, "Id")] = {type.substr(type.rfind('/') + 1), resolve(part, attribute(one, "Target"))};
    }
    return out;
}

bool is_builtin_date(int id) {
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

Result<std::vector<bool>> date_styles(Archive& archive, std::string_view part) {
    std::vector<bool> out;
    if (part.empty() || !archive.has(part)) return out;
    pugi::xml_document document;
    JIWEI_CHECK(parse(archive, part, document));
    const pugi::xml_node root = child(document, "styleSheet");
    std::map<std::string, bool> custom;
    for (const pugi::xml_node& format : child(root, "numFmts").children()) {
        custom[attribute(format, "numFmtId")] = is_date_format(attribute(format, "formatCode"));
    }
    for (const pugi::xml_node& style : child(root, "cellXfs").children()) {
        const std::string id = attribute(style, "numFmtId");
        const auto found = custom.find(id);
        int number = 0;
        std::from_chars(id.data(), id.data() + id.size(), number);
        out.push_back(found != custom.end() ? found->second : is_builtin_date(number));
    }
    return out;
}

bool is_whole(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
    }
    return !text.empty();
}

// "1.5E+20" written out; `text` is a number of printf's %g.
std::string without_exponent(std::string_view text) {
    const std::size_t mark = text.find_first_of("eE");
    if (mark == std::string_view::npos) return std::string{text};
    int exponent = 0;
    const std::string_view shift = text.substr(mark + (text[mark + 1] == '+' ? 2 : 1));
    std::from_chars(shift.data(), shift.data() + shift.size(), exponent);
    std::string out = text.starts_with('-') ? "-" : "";
    std::string digits;
    int point = 0;
    for (const char c : text.substr(out.size(), mark - out.size())) {
        if (c == '.') {
            point = static_cast<int>(digits.size());
        } else {
            digits.push_back(c);
        }
    }
    if (text.substr(0, mark).find('.') == std::string_view::npos) point = static_cast<int>(digits.size());
    point += exponent;
    if (point <= 0) return out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
    if (static_cast<std::size_t>(point) >= digits.size())
        return out.append(digits).append(static_cast<std::size_t>(point) - digits.size(), '0');
    return out.append(digits, 0, static_cast<std::size_t>(point)).append(".").append(digits, static_cast<std::size_t>(point));
}

bool parse_double(std::string_view text, double& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

std::string time_text(int seconds) {
    std::array<char, 16> out{};
    std::snprintf(out.data(), out.size(), "%02d:%02d:%02d", seconds / 3'600 % 24, seconds / 60 % 60, seconds % 60);
    return out.data();
}

}  // namespace

bool is_date_format(std::string_view format) {
    bool quoted = false;
    for (std::size_t i = 0; i < format.size(); ++i) {
        const char c = format[i];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\\' || c == '_' || c == '*') {
            ++i;
            continue;
        }
        if (c == '[') {
            // [h] and [mm] are times; [Red], [>100] and [$-804] are not.
            const std::size_t close = format.find(']', i);
            if (close == std::string_view::npos) return false;
            const std::string_view inside = format.substr(i + 1, close - i - 1);
            if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) return true;
            i = close;
            continue;
        }
        if (format.substr(i).starts_with("General")) {
            i += 6;
            continue;
        }
        if (std::string_view{"yYdDhHsSmMeE"}.find(c) == std::string_view::npos) continue;
        // "0.00E+00" is scientific; every other of these letters is part of a date.
        const bool scientific = (c == 'e' || c == 'E') && i + 1 < format.size() && (format[i + 1] == '+' || format[i + 1] == '-');
        if (!scientific) return true;
    }
    return false;
}

std::string number_text(std::string_view stored) {
    if (is_whole(stored)) return std::string{stored};
    double value = 0;
    if (!parse_double(stored, value)) return std::string{stored};
    if (value == 0) return "0";
    std::array<char, 40> out{};
    std::snprintf(out.data(), out.size(), "%.15g", value);
    return std::fabs(value) < 1e300 && std::fabs(value) > 1e-12 ? without_exponent(out.data()) : std::string{out.data()};
}

std::string date_text(std::string_view stored, bool counts_from_1904) {
    constexpr double days_end = 401'769;  // 3000-01-01
    constexpr int seconds_per_day = 86'400;
    double value = 0;
    if (!parse_double(stored, value) || value < 0 || value >= days_end) return number_text(stored);
    const auto seconds_all = static_cast<long long>(std::llround(value * seconds_per_day));
    const int days = static_cast<int>(seconds_all / seconds_per_day);
    const int seconds = static_cast<int>(seconds_all % seconds_per_day);
    if (days == 0 && !counts_from_1904) return time_text(seconds);
    // The 1900 system counts a 29 February 1900 that never was as day 60.
    const int before = counts_from_1904 ? -24'107 : days < 60 ? -25'568 : -25'569;
    if (days == 60 && !counts_from_1904) return number_text(stored);
    const std::string day = CivilDate::from_days(before + days).text();
    return seconds == 0 ? day : day + " " + time_text(seconds);
}

std::string decode_escapes(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const bool escape = text[at] == '_' && at + 7 <= text.size() && text[at + 1] == 'x' && text[at + 6] == '_';
        unsigned point = 0;
        const char* digits = text.data() + at + 2;
        if (escape && std::from_chars(digits, digits + 4, point, 16).ptr == digits + 4 && point > 0 && (point < 0xD800 || point > 0xDFFF)) {
            utf8::append(out, static_cast<char32_t>(point));
            at += 7;
        } else {
            out.push_back(text[at++]);
        }
    }
    return out;
}

std::string_view SharedStrings::at(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view{all_}.substr(begin, ends_[index] - begin);
}

// <sst><si><t>…</t></si><si><r><t>…</t></r><rPh><t>phonetic guide, skipped</t></rPh></si></sst>
Result<SharedStrings> SharedStrings::read(Archive& archive, std::string_view name, const ReadOptions& options) {
    SharedStrings out;
    if (name.empty()) return out;
    JIWEI_TRY(part, archive.part(name));
    XmlScanner xml{[&part](char* buffer, std::size_t size) { return part->read(buffer, size); }, options.cell_bytes_max * 2};
    std::string one;
    bool in_text = false;
    bool in_phonetic = false;
    for (;;) {
        const XmlScanner::Kind kind = xml.next();
        if (kind == XmlScanner::Kind::done) return out;
        if (kind == XmlScanner::Kind::bad) return damaged_part("shared strings");
        if (kind == XmlScanner::Kind::text) {
            if (in_text && !in_phonetic) one.append(xml.text());
            if (one.size() > options.cell_bytes_max) return refuse(Refusal::too_large, "xlsx-too-large", "cell");
            continue;
        }
        const bool start = kind == XmlScanner::Kind::start;
        if (xml.name() == "t") in_text = start;
        if (xml.name() == "rPh") in_phonetic = start;
        if (xml.name() == "si" && !start) {
            out.all_.append(decode_escapes(one));
            out.ends_.push_back(out.all_.size());
            one.clear();
            const bool over = out.all_.size() > options.strings_bytes_max || out.ends_.size() > strings_count_max;
            if (over) return refuse(Refusal::too_large, "xlsx-too-large", "shared strings");
        }
    }
}

Result<Workbook> Workbook::read(Archive& archive) {
    std::string main = "xl/workbook.xml";
    JIWEI_TRY(package, relations(archive, ""));
    for (const auto& [id, relation] : package) {
        if (relation.type == "officeDocument") main = relation.part;
    }
    if (!archive.has(main)) return refuse(Refusal::unsupported_media, "xlsx-not-a-workbook", "a ZIP file without a workbook");
    JIWEI_TRY(linked, relations(archive, main));
    pugi::xml_document document;
    JIWEI_CHECK(parse(archive, main, document));
    Workbook out;
    const pugi::xml_node root = child(document, "workbook");
    const std::string from_1904 = attribute(child(root, "workbookPr"), "date1904");
    out.counts_from_1904 = from_1904 == "1" || from_1904 == "true";
    for (const pugi::xml_node& sheet : child(root, "sheets").children()) {
        const auto relation = linked.find(attribute(sheet, "id"));
        if (relation == linked.end() || relation->second.type != "worksheet") continue;
        const std::string state = attribute(sheet, "state");
        out.sheets.push_back({attribute(sheet, "name"), relation->second.part, state == "hidden" || state == "veryHidden"});
    }
    std::string styles_part;
    for (const auto& [id, relation] : linked) {
        if (relation.type == "sharedStrings") out.strings_part = relation.part;
        if (relation.type == "styles") styles_part = relation.part;
    }
    JIWEI_TRY(dates, date_styles(archive, styles_part));
    out.style_is_date = std::move(dates);
    return out;
}

}  // namespace jiwei::xlsx
