// Who is meant by a row of another system's file. No guess: what fits two people names nobody.
#include <algorithm>

#include "core/identity/normalise.hpp"
#include "modules/residents/inside.hpp"
#include "modules/residents/keys.hpp"
#include "modules/residents/sql.hpp"
#include "modules/residents/store.hpp"
#include "platform/text/normalise.hpp"

namespace jiwei::residents {
namespace {

constexpr int asked_max = 200;  // people of one name
constexpr std::size_t meant_max = 3;

struct Namesake {
    std::string id;
    std::string name;
    std::optional<CivilDate> birth_date;
};

std::vector<Namesake> with_term(db::Connection& connection, std::string_view county_id, std::string_view term) {
    std::vector<Namesake> people;
    for (const db::Row row : connection.run(sql::people_with_key, {county_id, term, asked_max})) {
        people.push_back({row.string(0), row.string(1), row.date(3)});
    }
    return people;
}

bool fits(const Namesake& one, const Clue& clue) {
    const bool other_name = !clue.name.empty() && text::search_form(one.name) != text::search_form(clue.name);
    const bool other_birth = clue.birth_date && one.birth_date != clue.birth_date;
    return !(other_name && (other_birth || !clue.birth_date));
}

}  // namespace

Meant Residents::who_is(db::Connection& connection, std::string_view county_id, const Clue& clue) const {
    std::vector<Namesake> found;
    const std::string number = identity::fold_number(clue.id_no);
    if (!number.empty()) found = with_term(connection, county_id, document_key(number, inside_->cipher()));
    const std::string archive_no = identity::fold_number(clue.archive_no);
    if (found.empty() && archive_no.size() == 17) found = with_term(connection, county_id, key_kind::archive + archive_no);
    const bool by_number = !found.empty();
    if (!by_number && !clue.name.empty() && clue.birth_date) {
        found = with_term(connection, county_id, key_kind::name + text::search_form(clue.name));
        std::erase_if(found, [&clue](const Namesake& one) { return one.birth_date != clue.birth_date; });
    }
    Meant meant;
    if (by_number && std::ranges::none_of(found, [&clue](const Namesake& one) { return fits(one, clue); })) {
        meant.differs = true;
        return meant;
    }
    for (const Namesake& one : found) {
        if (meant.ids.size() < meant_max) meant.ids.push_back(one.id);
    }
    return meant;
}

}  // namespace jiwei::residents
