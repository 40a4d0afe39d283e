#include "modules/programmes/screening_list.hpp"

#include <algorithm>
#include <array>

#include "modules/programmes/today.hpp"
#include "platform/db/select.hpp"

namespace jiwei::programmes {

namespace {

constexpr int looked_at_max = 2'000;

constexpr std::array<db::Fragment, 3> unmeasured_fragments{{
    {"active", "r.status = '1'"},
    {"born", "r.birth_date <= ?"},
    {"name", "r.name LIKE ? ESCAPE '\\'"},
}};
constexpr std::array<db::Order, 1> unmeasured_orders{{{"id", "r.id", false}}};

const db::ListShape& unmeasured_shape() {
    static const db::ListShape list{"programmes.unmeasured", "r.id, r.name, r.sex, r.birth_date, r.village_code",
                                    "v_resident r",          "r.county_id",
                                    "r.institution_id",      "r.grid_id",
                                    unmeasured_fragments,    unmeasured_orders};
    return list;
}

std::string containing(std::string_view part) {
    std::string pattern = "%";
    for (const char c : part) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

const rules::Fact* newest_measured(const packs::Screening& screening, const std::vector<rules::Fact>& facts, CivilDate today) {
    const rules::Fact* newest = nullptr;
    for (const rules::Fact& fact : facts) {
        const bool counts = std::ranges::find(screening.measured, fact.code) != screening.measured.end() && fact.on <= today;
        if (counts && (newest == nullptr || newest->on < fact.on)) newest = &fact;
    }
    return newest;
}

class ScreeningList {
public:
    ScreeningList(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, const packs::Pack& pack)
        : impl_{impl}, connection_{connection}, actor_{actor}, pack_{pack}, store_{connection, actor.principal.county_id} {}

    Result<std::string> page(const ScreeningListQuery& query) {
        out_.begin_object().member("form", pack_.name + "/" + pack_.screening->form).key("items").begin_array();
        std::string cursor = query.cursor;
        int found = 0;
        // Everyone of a page may be found, so no page holds more than there is room for.
        for (int looked_at = 0; looked_at < looked_at_max && found < query.limit;) {
            db::Select list = selected(query);
            if (!cursor.empty() && !list.after(cursor))
                return refuse_field(Refusal::malformed, "/cursor", "cursor-invalid", "a cursor that this list gave");
            const db::Page rows = list.page(connection_, query.limit - found);
            for (std::size_t i = 0; i < rows.count; ++i) found += write_if_unmeasured(rows.rows[i]) ? 1 : 0;
            looked_at += static_cast<int>(rows.count);
            cursor = rows.next;
            if (cursor.empty()) break;
        }
        out_.end_array().key("next");
        cursor.empty() ? out_.null() : out_.string(cursor);
        return out_.end_object().take();
    }

private:
    [[nodiscard]] db::Select selected(const ScreeningListQuery& query) const {
        const auto& reach = actor_.reach;
        db::Select list{unmeasured_shape(), actor_.principal.county_id, {reach.whole_county, reach.institution_ids, reach.grid_ids}};
        list.where("active");
        // A day more than the age says: who is born on 29 February is decided by the core.
        list.where("born", {db::Param{add_days(add_months(actor_.today, -12 * pack_.screening->from_age), 1).text()}});
        if (!query.name_part.empty()) list.where("name", {db::Param{containing(query.name_part)}});
        list.order_by("id");
        return list;
    }

    bool write_if_unmeasured(const db::Row& row) {
        const std::string id = row.string(0);
        const CivilDate birth_date = row.date(3).value_or(CivilDate{});
        std::vector<core::programmes::Course> courses;
        for (const Enrolment& one : store_.enrolments_of_resident(id)) courses.push_back({one.programme, one.is_open(), one.state_on});
        const std::vector<rules::Fact> facts = store_.facts_of_resident(id);
        if (core::programmes::prompt_of(pack_, birth_date, courses, facts, actor_.today) != core::programmes::Prompt::measure) return false;
        const residents::Reader reader{actor_.principal, actor_.reach, actor_.today};
        const auto phones = impl_.residents.phones(connection_, actor_.principal.county_id, &reader, std::span{&id, 1});
        out_.begin_object().member("resident_id", id).member("name", row.string(1)).member("sex", row.string(2));
        out_.member("birth_date", birth_date).member("age", age_years(birth_date, actor_.today));
        out_.member("village", village_name(impl_, connection_, row.string(4), villages_));
        const auto phone = phones.find(id);
        out_.key("phone");
        phone == phones.end() || phone->second.full.empty() ? out_.null() : out_.string(phone->second.full);
        out_.member("phone_masked", phone == phones.end() ? std::string{} : phone->second.masked);
        const rules::Fact* const last = newest_measured(*pack_.screening, facts, actor_.today);
        out_.key("last_on");
        last == nullptr ? out_.null() : out_.string(last->on.text());
        out_.member("last_value", last == nullptr ? std::string{} : last->value).end_object();
        return true;
    }

    const Programmes::Impl& impl_;
    db::Connection& connection_;
    const Actor& actor_;
    const packs::Pack& pack_;
    Store store_;
    json::Writer out_;
    std::map<std::string, std::string> villages_;
};

}  // namespace

Result<std::string> screening_list_json(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor,
                                        const ScreeningListQuery& query) {
    const Edition* const edition = impl.packs.impl().on(query.pack, actor.today);
    if (edition == nullptr || !edition->pack->screening) return refuse(Refusal::not_found, "not-found");
    return ScreeningList{impl, connection, actor, *edition->pack}.page(query);
}

}  // namespace jiwei::programmes
