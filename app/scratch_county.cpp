#include "app/scratch_county.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "app/operator.hpp"
#include "app/scratch_installation.hpp"
#include "core/kernel/json.hpp"

namespace jiwei::app {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view county = "350881";
constexpr std::string_view township_code = "350881001000";
constexpr std::string_view village_code = "350881001001";

/// The county, one hospital and the divisions it stands in.
std::string found_county(Installation& installation, Composition& composition, const std::string& packs) {
    auto table = organization::DivisionTable::open(fs::path{packs} / "divisions" / "divisions.bin");
    if (!table) throw std::runtime_error{"the table of divisions is damaged"};
    const auto founded = installation.database().write([&](db::Connection& connection) -> Result<std::string> {
        composition.access->put_county(connection, {std::string{county}, "case"});
        JIWEI_TRY(divisions, composition.organization->load_divisions(connection, county, *table));
        static_cast<void>(divisions);
        organization::Institution hospital;
        hospital.code = "H";
        hospital.name = "case";
        hospital.kind = "H3";
        hospital.division_code = township_code;
        hospital.valid_from = CivilDate::from_days(0);
        hospital.valid_to = *parse_civil_date(organization::open_end);
        JIWEI_TRY(id, composition.organization->add_institution(connection, county, hospital, {"operator", installation.clock().now(), 1}));
        JIWEI_CHECK(composition.organization->add_service_area(connection, county, id, village_code, hospital.valid_from));
        return id;
    });
    if (!founded) throw std::runtime_error{"the case county could not be made: " + founded.error().code};
    return *founded;
}

residents::NewResident stated(const cases::SearchPerson& person, const std::string& institution_id) {
    residents::NewResident resident;
    resident.name = person.name;
    resident.sex = person.sex;
    resident.birth_date = person.birth_date;
    if (!person.id_type.empty()) resident.id_type = person.id_type;
    resident.id_no = person.id_no;
    resident.phone = person.phone;
    resident.archive_no = person.archive_no;
    resident.address = person.address;
    resident.residence_type = "1";
    resident.village_code = village_code;
    resident.institution_id = institution_id;
    return resident;
}

const http::Route& search_route(const http::RouteSet& set) {
    for (const http::Route& route : set.routes) {
        if (route.verb == http::Verb::post && route.path == "/api/residents/search") return route;
    }
    throw std::logic_error{"the register has no search route"};
}

http::Request asked(const residents::ActContext& act, std::string_view query) {
    http::Request request;
    request.verb = http::Verb::post;
    request.path = "/api/residents/search";
    request.headers = {{"content-type", "application/json"}};
    json::Writer body;
    request.body = body.begin_object().member("q", query).member("limit", 100).end_object().take();
    request.principal = act.principal;
    request.principal.kind = auth::PrincipalKind::user;
    request.grant.scopes = {"county"};
    request.trail = act.trail;
    request.today = act.today;
    return request;
}

}  // namespace

tl::expected<std::vector<std::string>, std::string> search_scratch_county(const std::string& packs,
                                                                          const std::vector<cases::SearchPerson>& people,
                                                                          std::string_view query) {
    ScratchInstallation scratch{packs, {}};
    Installation& installation = scratch.installation();
    Composition& composition = scratch.composition();
    const std::string institution_id = found_county(installation, composition, packs);
    const residents::ActContext act = operator_context(installation, std::string{county});

    std::map<std::string, std::string> label_of;  // resident id -> label
    for (const cases::SearchPerson& person : people) {
        std::vector<residents::PreparedResident> one;
        auto prepared = composition.residents->prepare(stated(person, institution_id), act);
        if (!prepared)
            return tl::unexpected(
                fmt::format("{}: {} at {}", person.label, prepared.error().front().code, prepared.error().front().pointer));
        one.push_back(std::move(*prepared));
        const auto written = installation.database().write([&](db::Connection& connection) -> Result<std::vector<residents::Written>> {
            return composition.residents->write_batch(connection, act, one);
        });
        if (!written || written->front().kind == residents::Written::Kind::refused)
            return tl::unexpected(person.label + ": refused by the register");
        label_of[written->front().resident_id] = person.label;
    }
    const http::RouteSet set = composition.residents->routes();
    const auto answer = search_route(set).handler(asked(act, query));
    if (!answer) return tl::unexpected(answer.error().code);
    const auto body = json::parse(answer->body);
    std::vector<std::string> labels;
    if (body) {
        for (const json::Value& item : (*body)["items"].items()) labels.push_back(label_of[item["id"].text()]);
    }
    return labels;
}

}  // namespace jiwei::app
