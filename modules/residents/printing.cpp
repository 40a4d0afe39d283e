#include "modules/residents/printing.hpp"
#include "modules/residents/household_store.hpp"

#include <algorithm>

#include "core/identity/mask.hpp"
#include "platform/print/print.hpp"

namespace jiwei::residents {
namespace {

using http::Request;
using http::Response;

/// Everything a layout may name. Numbers are in full only where the detail page shows them so.
struct Printed {
    std::map<std::string, std::string, std::less<>> texts;
    json::Value basic;
    std::string archive_no;
};

std::string day_in_chinese(const std::string& date) {
    if (date.size() != 10) return date;
    return date.substr(0, 4) + " 年 " + date.substr(5, 2) + " 月 " + date.substr(8, 2) + " 日";
}

Printed printed_of(const Inside& in, const Directory& directory, const ResidentRow& row, const std::optional<BasicRow>& basic,
                   bool in_full) {
    const Cover& c = row.cover;
    const auto opened = [&](const std::string& sealed, std::string_view context) { return open_field(sealed, context, in.cipher()); };
    const std::string id_no = c.id_type == temporary_id_type ? std::string{} : opened(row.id_no_enc, sealed_as::id_no);
    const std::string phone = opened(row.phone_enc, sealed_as::phone);
    const std::string contact = opened(row.contact_phone_enc, sealed_as::contact_phone);
    const Village* village = directory.village(c.village_code);
    const Place* place = directory.institution(c.institution_id);
    Printed printed;
    std::string digits = c.birth_date;
    std::erase(digits, '-');
    printed.texts = {{"name", c.name},
                     {"sex", c.sex},
                     {"birth_digits", digits},
                     {"id_no", in_full ? id_no : identity::mask_id_number(id_no)},
                     {"phone", in_full ? phone : identity::mask_phone(phone)},
                     {"contact_name", c.contact_name},
                     {"contact_phone", in_full ? contact : identity::mask_phone(contact)},
                     {"address", c.address},
                     {"registered_address", c.registered_address},
                     {"residence_type", c.residence_type},
                     {"township", village == nullptr ? std::string{} : village->township_name},
                     {"village", village == nullptr ? std::string{} : village->name},
                     {"institution", place == nullptr ? std::string{} : place->name},
                     {"opened_by", c.opened_by},
                     {"opened_on_zh", day_in_chinese(c.opened_on)},
                     {"doctor", c.doctor}};
    if (basic) {
        if (auto answers = json::parse(basic->answers)) printed.basic = std::move(*answers);
    }
    printed.archive_no = row.archive_no;
    return printed;
}

/// The codes that were chosen, as one text each.
std::vector<std::string> chosen_of(const Printed& printed, std::string_view field) {
    const auto text = printed.texts.find(field);
    if (text != printed.texts.end()) return text->second.empty() ? std::vector<std::string>{} : std::vector<std::string>{text->second};
    const json::Value& answer = printed.basic[field];
    if (answer.is_array()) {
        std::vector<std::string> codes;
        for (const json::Value& one : answer.items()) codes.push_back(one.text());
        return codes;
    }
    return answer.text().empty() ? std::vector<std::string>{} : std::vector<std::string>{answer.text()};
}

std::string put_together(const std::vector<std::string>& texts, std::string_view between) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : std::string{between}) + text;
    return all;
}

std::string label_of(const Inside& in, std::string_view set, const std::string& code) {
    const values::Code* known = in.rules->values.find(set, code);
    return known == nullptr ? code : known->label_zh;
}

/// "1 无　2 青霉素　…": as the paper offers it, with what was written beside "other".
std::string options_text(const Inside& in, std::string_view set, const std::string& other) {
    std::string text;
    for (const values::Code& code : in.rules->values.codes(set)) text += (text.empty() ? "" : "　") + code.code + " " + code.label_zh;
    return other.empty() ? text : text + "：" + other;
}

std::string rows_text(const Inside& in, const json::Value& layout, const json::Value& rows) {
    std::vector<std::string> lines;
    for (const json::Value& row : rows.items()) {
        std::vector<std::string> parts;
        for (const json::Value& column : layout["columns"].items()) {
            const json::Value& value = row[column["key"].text()];
            std::vector<std::string> texts;
            if (value.is_array()) {
                for (const json::Value& one : value.items()) texts.push_back(one.text());
            } else if (!value.text().empty()) {
                texts.push_back(value.text());
            }
            const std::string& set = column["set"].text();
            if (!set.empty())
                std::ranges::transform(texts, texts.begin(), [&](const std::string& code) { return label_of(in, set, code); });
            if (!texts.empty()) parts.push_back(column["before"].text() + put_together(texts, "、"));
        }
        lines.push_back(put_together(parts, " "));
    }
    return put_together(lines, "；");
}

print::Cell cell_of(const Inside& in, const json::Value& layout, const Printed& printed) {
    print::Cell cell;
    cell.weight = static_cast<int>(layout["w"].as_integer().value_or(1));
    if (const json::Value* label = layout.find("zh")) {
        cell.text = label->text();
        cell.is_label = true;
        return cell;
    }
    if (const json::Value* rows = layout.find("rows")) {
        cell.text = rows_text(in, layout, printed.basic[rows->text()]);
        return cell;
    }
    const std::vector<std::string> chosen = chosen_of(printed, layout["field"].text());
    cell.is_boxed = layout["boxed"].as_boolean().value_or(false);
    if (const json::Value* set = layout.find("set")) {
        cell.text = layout["before"].text() + options_text(in, set->text(), printed.basic[layout["text"].text()].text());
        cell.boxes_right = chosen.empty() ? " " : put_together(chosen, "/");
        return cell;
    }
    const std::string& named = layout["label_of"].text();
    cell.text = put_together(chosen, "、");
    if (!named.empty() && !chosen.empty()) cell.text = label_of(in, named, chosen.front());
    return cell;
}

/// "350881-001-101-00047", or its last two parts as forms print them.
std::string number_text(const std::string& archive_no, std::string_view how) {
    if (archive_no.size() != 17) return {};
    const std::string last = archive_no.substr(9, 3) + "-" + archive_no.substr(12);
    return how == "full" ? archive_no.substr(0, 6) + "-" + archive_no.substr(6, 3) + "-" + last : last;
}

print::Document document_of(const Inside& in, const json::Value& layout, const Printed& printed) {
    print::Document document;
    document.title = layout["title"].text();
    document.number = number_text(printed.archive_no, layout["number"].text());
    const auto number = [&](std::string_view key, double otherwise) {
        const auto value = layout[key].as_decimal();
        if (!value) return otherwise;
        double scaled = static_cast<double>(value->units());
        for (int i = 0; i < value->scale(); ++i) scaled /= 10;
        return scaled;
    };
    document.title_gap_mm = number("title_gap_mm", 4);
    document.font_size_pt = number("font_pt", 10.5);
    if (const auto subtitle = printed.texts.find(layout["subtitle_field"].text()); subtitle != printed.texts.end())
        document.subtitle = "姓名：" + subtitle->second;
    for (const json::Value& cells : layout["rows"].items()) {
        print::Row row;
        row.has_border = layout["border"].as_boolean().value_or(true);
        row.height_min_mm = number("row_mm", 9);
        for (const json::Value& cell : cells.items()) row.cells.push_back(cell_of(in, cell, printed));
        document.rows.push_back(std::move(row));
    }
    return document;
}

Result<Response> print_archive(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    const auto layout = in.rules->layouts.find(request.param("form"));
    if (layout == in.rules->layouts.end()) return refuse(Refusal::not_found, "not-found");
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto directory = in.directories_of(act);
    std::string id{request.param("resident")};
    const auto printed = in.services.database.read([&](db::Connection& connection) -> std::optional<Printed> {
        id = store::living(connection, act.county_id, id);
        const auto row = store::find(connection, act.county_id, id);
        if (!row || !in.may_see(connection, act, reach, id, row->cover.institution_id, row->cover.grid_id)) return std::nullopt;
        const bool in_grid = !row->cover.grid_id.empty() && std::ranges::binary_search(reach.grid_ids, row->cover.grid_id);
        const bool in_full = in_grid || (reach.treated && in.access.treats(connection, act.principal, id, act.today));
        return printed_of(in, *directory, *row, find_shown_basic(connection, act.county_id, id), in_full);
    });
    if (!printed) {
        in.access.record_denial(request, "resident", id, "not-found");
        return refuse(Refusal::not_found, "not-found");
    }
    in.record_read(act, "print", id, request.param("form"));
    Response response{200, "application/pdf", print::pdf(document_of(in, layout->second, *printed)), {}};
    response.headers.emplace_back("Content-Disposition", "inline; filename=\"archive.pdf\"");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace

void add_print_routes(Inside& in, http::RouteSet& set) {
    set.routes.push_back({http::Verb::get,
                          "/api/residents/{resident}/print/{form}",
                          http::Access::to(http::Op::read, "person_demographics"),
                          [&in](const Request& r) { return print_archive(in, r); },
                          {"Cover or basic form on A4 paper (PDF)", {}, {}, {}}});
}

}  // namespace jiwei::residents
