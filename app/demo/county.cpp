#include "app/demo/county.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <ranges>

#include "app/demo/names.hpp"
#include "platform/auth/totp.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::app::demo {

namespace {

constexpr std::string_view actor = "system";
/// The demo doctor's village has some five hundred people, so that his day is a day, but never more than a quarter of a small county.
int demo_village_weight(const std::vector<Village>& villages, int residents) {
    constexpr int people_wanted = 500;
    const int share_per_mille = std::clamp(people_wanted * 1000 / residents, 20, 250);
    int others = 0;
    for (std::size_t i = 1; i < villages.size(); ++i) others += villages[i].weight;
    return std::max(100, others * share_per_mille / (1000 - share_per_mille));
}
constexpr std::size_t totp_bytes = 20;

/// Adds one institution after the other inside one act.
class Builder {
public:
    Builder(Composition& composition, db::Connection& connection, const DemoOptions& options, CivilDate from, std::int64_t change_seq)
        : composition_{composition},
          connection_{connection},
          options_{options},
          from_{from},
          stamp_{actor, composition.services.clock.now(), change_seq},
          random_{options.seed ^ 0xC0117EULL} {}

    Result<Place> build(const std::vector<organization::Division>& divisions) {
        const auto county = std::ranges::find(divisions, organization::DivisionLevel::county, &organization::Division::level);
        if (county == divisions.end()) return refuse(Refusal::unprocessable, "division-county-unknown");
        Place place;
        JIWEI_TRY(bureau, add(county->name + "卫生健康局", options_.county_id + "-H1", "H1", {}, county->code));
        place.bureau_id = bureau;
        JIWEI_CHECK(add(county->name + "医院", options_.county_id + "-H2", "H2", bureau, county->code));
        JIWEI_CHECK(add(county->name + "疾病预防控制中心", options_.county_id + "-H7", "H7", bureau, county->code));
        JIWEI_CHECK(add(county->name + "妇幼保健院", options_.county_id + "-H9", "H9", bureau, county->code));
        for (const organization::Division& township : divisions) {
            if (township.level != organization::DivisionLevel::township) continue;
            JIWEI_CHECK(add_township(place, divisions, township));
        }
        if (!place.villages.empty()) place.villages.front().weight = demo_village_weight(place.villages, options_.residents);
        return place;
    }

private:
    Result<std::string> add(const std::string& name, const std::string& code, const char* kind, const std::string& parent,
                            const std::string& division) {
        organization::Institution institution;
        institution.id = composition_.services.ids.next();
        institution.code = code;
        institution.name = name;
        institution.kind = kind;
        institution.parent_id = parent;
        institution.division_code = division;
        institution.equipment_class = institution.kind == "H4" ? "COMMUNITY" : institution.kind == "H3" ? "C" : "";
        institution.valid_from = from_;
        institution.valid_to = *parse_civil_date(organization::open_end);
        return composition_.organization->add_institution(connection_, options_.county_id, institution, stamp_);
    }

    Result<std::monostate> add_township(Place& place, const std::vector<organization::Division>& divisions,
                                        const organization::Division& township) {
        const bool is_street = township.name.ends_with("街道");
        const std::string base = township.name.ends_with("街道") ? township.name + "社区卫生服务中心" : township.name + "卫生院";
        JIWEI_TRY(hospital, add(base, township.code.substr(0, 9), is_street ? "H4" : "H3", place.bureau_id, township.code));
        JIWEI_CHECK(composition_.organization->add_service_area(connection_, options_.county_id, hospital, township.code, from_));
        if (place.first_hospital_id.empty()) place.first_hospital_id = hospital;
        int serial = 0;
        for (const organization::Division& village : divisions) {
            if (village.parent != township.code) continue;
            JIWEI_CHECK(add_village(place, township, village, hospital, is_street, ++serial));
        }
        return std::monostate{};
    }

    Result<std::monostate> add_village(Place& place, const organization::Division& township, const organization::Division& division,
                                       const std::string& hospital, bool is_street, int serial) {
        Village village;
        village.code = division.code;
        village.name = division.name;
        village.township = township.name;
        village.hospital_id = hospital;
        village.weight = random_.between(60, 140) * (is_street ? 2 : 1);
        std::string base = division.name;
        for (const std::string_view ending : {"居委会", "村委会"}) {
            if (base.ends_with(ending)) base.resize(base.size() - ending.size());
        }
        const std::string name = base + (is_street ? "社区卫生服务站" : "村卫生室");
        JIWEI_TRY(clinic, add(name, division.code, is_street ? "H5" : "H6", hospital, division.code));
        village.clinic_id = clinic;
        JIWEI_CHECK(composition_.organization->add_service_area(connection_, options_.county_id, clinic, division.code, from_));
        organization::Grid grid;
        grid.id = composition_.services.ids.next();
        grid.code = fmt::format("{}{:04}", township.code.substr(0, 9), serial);
        grid.name = base + "网格";
        grid.township_code = township.code;
        grid.institution_id = clinic;
        grid.division_codes = {division.code};
        JIWEI_TRY(grid_id, composition_.organization->add_grid(connection_, options_.county_id, grid, from_, stamp_));
        village.grid_id = grid_id;
        organization::StaffMember doctor;
        doctor.id = composition_.services.ids.next();
        doctor.institution_id = clinic;
        doctor.staff_no = division.code + "01";
        const bool is_female = random_.chance(350);
        doctor.name = std::string{random_surname(random_)} + random_given_name(random_, is_female, random_.between(1960, 1995));
        doctor.post = "乡村医生";
        doctor.valid_from = from_;
        doctor.valid_to = *parse_civil_date(organization::open_end);
        village.doctor_name = doctor.name;
        JIWEI_TRY(doctor_id, composition_.organization->add_staff(connection_, options_.county_id, doctor));
        village.doctor_id = doctor_id;
        place.villages.push_back(std::move(village));
        return std::monostate{};
    }

    Composition& composition_;
    db::Connection& connection_;
    const DemoOptions& options_;
    CivilDate from_;
    organization::Stamp stamp_;
    Random random_;
};

/// Fifteen letters and digits; drawn again when the rules for passwords find a sequence in it.
std::string random_password() {
    constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
    std::string password;
    for (const char byte : crypto::random_bytes(16)) password += alphabet[static_cast<unsigned char>(byte) % alphabet.size()];
    return password + "-7k";
}

}  // namespace

Result<Place> build_places(Composition& composition, const DemoOptions& options, CivilDate opened_on) {
    auto table = organization::DivisionTable::open(std::filesystem::path{options.packs_dir} / "divisions" / "divisions.bin");
    if (!table) return tl::unexpected(table.error());
    const std::vector<organization::Division> divisions = table->county(options.county_id);
    return composition.services.database.write([&](db::Connection& connection) -> Result<Place> {
        for (const access::County& known : composition.access->counties(connection)) {
            if (known.county_id == options.county_id) return refuse(Refusal::conflict, "demo-not-empty");
        }
        JIWEI_CHECK(composition.organization->load_divisions(connection, options.county_id, *table));
        const auto county = std::ranges::find(divisions, organization::DivisionLevel::county, &organization::Division::level);
        if (county == divisions.end()) return refuse(Refusal::unprocessable, "division-county-unknown");
        composition.access->put_county(connection, {options.county_id, county->name});
        const std::int64_t change_seq = change::next_seq(connection, options.county_id);
        Builder builder{composition, connection, options, opened_on, change_seq};
        auto place = builder.build(divisions);
        if (place) place->demo_doctor_user_id = composition.services.ids.next();
        return place;
    });
}

Result<bool> enter_figures(Composition& composition, const DemoOptions& options, const Place& place,
                           const std::vector<int>& people_by_village, const std::vector<int>& over_35_by_village, int first_year) {
    Random random{options.seed ^ 0xF16ULL};
    return composition.services.database.write([&](db::Connection& connection) -> Result<bool> {
        const organization::Stamp stamp{actor, composition.services.clock.now(), change::next_seq(connection, options.county_id)};
        for (std::size_t i = 0; i < place.villages.size(); ++i) {
            // The register misses some of the people who live here.
            const int per_mille = random.between(1060, 1240);
            for (int year = first_year; year <= options.today.year(); ++year) {
                composition.organization->set_figure(connection, options.county_id, year, place.villages[i].code, "usual_residents",
                                                     std::int64_t{people_by_village[i]} * per_mille / 1000, stamp);
                composition.organization->set_figure(connection, options.county_id, year, place.villages[i].code, "usual_residents_35",
                                                     std::int64_t{over_35_by_village[i]} * per_mille / 1000, stamp);
            }
        }
        return true;
    });
}

namespace {

/// Each village's doctor has an account that nobody has opened yet, but for the demo's own, and answers for the village's grid.
Result<std::monostate> put_doctors_in_charge(Composition& composition, const DemoOptions& options, const Place& place, CivilDate from) {
    std::vector<access::NewUser> users;
    for (const Village& village : place.villages | std::views::drop(1)) {
        access::NewUser user;
        user.name = "d" + village.code;
        user.display_name = village.doctor_name;
        user.demo = true;
        user.assignments = {{options.county_id, village.clinic_id, {"village_doctor"}}};
        users.push_back(std::move(user));
    }
    JIWEI_TRY(ids, composition.access->add_unopened(users));
    ids.insert(ids.begin(), place.demo_doctor_user_id);
    return composition.services.database.write([&](db::Connection& connection) -> Result<std::monostate> {
        for (std::size_t i = 0; i < place.villages.size(); ++i) {
            const Village& village = place.villages[i];
            composition.organization->link_account(connection, options.county_id, village.doctor_id, ids[i]);
            JIWEI_CHECK(composition.organization->set_responsible(connection, options.county_id, village.grid_id,
                                                                  {ids[i], "village_doctor"}, from));
        }
        return std::monostate{};
    });
}

}  // namespace

Result<std::vector<Account>> add_accounts(Composition& composition, const DemoOptions& options, const Place& place, CivilDate from) {
    struct Wanted {
        const char* role;
        const char* name;
        const char* display_name;
        std::string institution_id;
    };
    const Village& village = place.villages.front();
    const std::string& hospital = village.hospital_id;
    const std::array<Wanted, 8> wanted{{{"village_doctor", "village", village.doctor_name.c_str(), village.clinic_id},
                                        {"township_doctor", "doctor", "卫生院医生", hospital},
                                        {"nurse", "nurse", "卫生院护士", hospital},
                                        {"ph_staff", "ph", "公共卫生科", hospital},
                                        {"inst_admin", "head", "卫生院院长", hospital},
                                        {"county_admin", "county", "卫健局基层科", place.bureau_id},
                                        {"auditor", "auditor", "审计员", place.bureau_id},
                                        {"sysadmin", "sysadmin", "系统管理员", place.bureau_id}}};
    std::vector<Account> accounts;
    for (const Wanted& one : wanted) {
        access::NewUser user;
        user.id = one.role == std::string_view{"village_doctor"} ? place.demo_doctor_user_id : std::string{};
        user.name = one.name;
        user.display_name = one.display_name;
        user.must_change_password = false;
        user.demo = true;
        user.assignments = {{options.county_id, one.institution_id, {one.role}}};
        if (composition.access->needs_second_factor(one.role)) user.totp_secret = crypto::random_bytes(totp_bytes);
        Result<std::string> added = refuse(Refusal::internal, "none");
        for (int attempt = 0; attempt < 20 && !added; ++attempt) {
            user.password = random_password();
            added = composition.access->add_user(user);
            if (!added && !added.error().code.starts_with("password")) break;
        }
        if (!added) return tl::unexpected(added.error());
        accounts.push_back({one.role, one.name, user.password, auth::base32(user.totp_secret)});
    }
    JIWEI_CHECK(put_doctors_in_charge(composition, options, place, from));
    return accounts;
}

}  // namespace jiwei::app::demo
