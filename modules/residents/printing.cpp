#include "modules/residents/printing.hpp"
#include "modules/residents/household_store.hpp"

#include <algorithm>

#include "modules/residents/viewing.hpp"
#include "platform/print/layout.hpp"

namespace jiwei::residents {
namespace {

using http::Request;
using http::Response;

/// Everything a layout may name.
struct Printed {
    std::map<std::string, std::string, std::less<>> texts;
    json::Value basic;
    std::string archive_no;
};

std::string day_in_chinese(const std::string& date) {
    if (date.size() != 10) return date;
    return date.substr(0, 4) + " 年 " + date.substr(5, 2) + " 月 " + date.substr(8, 2) + " 日";
}

Printed printed_of(const Inside& in, const View& view, const Directory& directory, const ResidentRow& row,
                   const std::optional<BasicRow>& basic, bool close) {
    using masking::Field;
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
    printed.texts = {{"name", view.shown(Field::name, close, c.name)},
                     {"sex", c.sex},
                     {"birth_digits", digits},
                     {"id_no", view.shown(Field::id_no, close, id_no)},
                     {"phone", view.shown(Field::phone, close, phone)},
                     {"contact_name", view.shown(Field::name, close, c.contact_name)},
                     {"contact_phone", view.shown(Field::phone, close, contact)},
                     {"address", view.shown(Field::address, close, c.address)},
                     {"registered_address", view.shown(Field::address, close, c.registered_address)},
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

/// "350881-001-101-00047", or its last two parts as forms print them.
std::string number_text(const std::string& archive_no, std::string_view how) {
    if (archive_no.size() != 17) return {};
    const std::string last = archive_no.substr(9, 3) + "-" + archive_no.substr(12);
    return how == "full" ? archive_no.substr(0, 6) + "-" + archive_no.substr(6, 3) + "-" + last : last;
}

print::Filling filling_of(const Inside& in, const json::Value& layout, const Printed& printed) {
    const auto options = [&in](std::string_view set) {
        std::vector<print::Option> all;
        for (const values::Code& code : in.rules->values.codes(set)) all.push_back({code.code, code.label_zh});
        return all;
    };
    return {printed.texts, printed.basic, number_text(printed.archive_no, layout["number"].text()), options};
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
        if (!row || !in.may_see(connection, act, reach, *row)) return std::nullopt;
        const bool close = in.is_close(connection, act, reach, id, row->cover.grid_id);
        const View view{in, act.principal, masking::Edge::print};
        return printed_of(in, view, *directory, *row, find_shown_basic(connection, act.county_id, id), close);
    });
    if (!printed) {
        in.access.record_denial(request, "resident", id, "not-found");
        return refuse(Refusal::not_found, "not-found");
    }
    in.record_read(act, "print", id, request.param("form"));
    Response response{200, "application/pdf", print::pdf(print::document_of(layout->second, filling_of(in, layout->second, *printed))), {}};
    response.headers.emplace_back("Content-Disposition", "inline; filename=\"archive.pdf\"");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace

OnPaper Residents::on_paper(db::Connection& connection, std::string_view county_id, const Reader& reader,
                            std::string_view resident_id) const {
    using masking::Field;
    const auto row = store::find(connection, county_id, resident_id);
    if (!row) return {};
    ActContext act;
    act.county_id = county_id;
    act.principal = reader.principal;
    act.today = reader.today;
    const bool close = inside_->is_close(connection, act, reader.reach, resident_id, row->cover.grid_id);
    const View view{*inside_, reader.principal, masking::Edge::print};
    const auto opened = [&](const std::string& sealed, std::string_view context) { return open_field(sealed, context, inside_->cipher()); };
    const std::string id_no = row->cover.id_type == temporary_id_type ? std::string{} : opened(row->id_no_enc, sealed_as::id_no);
    return {view.shown(Field::name, close, row->cover.name), view.shown(Field::id_no, close, id_no),
            view.shown(Field::phone, close, opened(row->phone_enc, sealed_as::phone)),
            view.shown(Field::address, close, row->cover.address)};
}

void add_print_routes(Inside& in, http::RouteSet& set) {
    set.routes.push_back({http::Verb::get,
                          "/api/residents/{resident}/print/{form}",
                          http::Access::to(http::Op::read, "person_demographics"),
                          [&in](const Request& r) { return print_archive(in, r); },
                          {"Cover or basic form on A4 paper (PDF)", {}, {}, {}}});
}

}  // namespace jiwei::residents
