#include "modules/programmes/personal.hpp"

#include <algorithm>
#include <array>

namespace jiwei::programmes {

namespace {

/// The words of a form for the fields of the table; nothing for an ordinary answer.
std::optional<masking::Field> personal_field(const forms::Field& field) {
    constexpr std::array<std::pair<std::string_view, masking::Field>, 4> words{{{"phone", masking::Field::phone},
                                                                                {"id_no", masking::Field::id_no},
                                                                                {"address", masking::Field::address},
                                                                                {"card", masking::Field::card}}};
    for (const auto& [word, known] : words) {
        if (field.personal == word) return known;
    }
    return std::nullopt;
}

const packs::FormRules* rules_of(const Programmes::Impl& impl, const Record& record) {
    const auto name = split_form(record.form);
    if (!name) return nullptr;
    const PackStore::Impl& packs = impl.packs.impl();
    const auto signed_with =
        std::ranges::find_if(packs.editions, [&](const Edition& one) { return one.bundle.version == record.pack_version; });
    const Edition* const edition = signed_with != packs.editions.end() ? &*signed_with : packs.on(name->pack, record.service_date);
    return edition == nullptr ? nullptr : edition->pack->form(name->form);
}

/// By grid or treatment, as the register decides it.
bool is_close(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, std::string_view resident_id) {
    const auto brief = impl.residents.brief(connection, actor.principal.county_id, resident_id);
    const bool in_grid =
        brief && !brief->grid_id.empty() && std::ranges::binary_search(actor.reach.grid_ids, brief->grid_id, std::less<>{});
    return in_grid || (actor.reach.treated && impl.access.treats(connection, actor.principal, resident_id, actor.today));
}

}  // namespace

Record as_seen(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, masking::Edge edge, Record record) {
    const packs::FormRules* const rules = rules_of(impl, record);
    if (rules == nullptr) return record;
    std::optional<json::Value> answers;
    std::optional<bool> close;
    for (const forms::Field& field : rules->form.fields) {
        const auto personal = personal_field(field);
        if (!personal) continue;
        if (!answers) answers = json::parse(record.answers).value_or(json::Value::object());
        const std::string text = (*answers)[field.key].text();
        if (text.empty()) continue;
        if (!close) close = is_close(impl, connection, actor, record.resident_id);
        const std::string seen = masking::shown(*personal, impl.access.shows(actor.principal, edge, *personal, *close), text);
        answers->set(field.key, json::Value::string(seen));
    }
    if (close) record.answers = json::write(*answers);
    return record;
}

namespace {

constexpr json::Limits kept_limits{256 * 1024, 16, 16'000};

/// A change of the cover: the members that the register masks.
json::Value cover_as_seen(const Programmes::Impl& impl, const Actor& actor, bool close, json::Value cover) {
    constexpr std::array<std::pair<std::string_view, masking::Field>, 5> members{{{"phone", masking::Field::phone},
                                                                                  {"contact_phone", masking::Field::phone},
                                                                                  {"id_no", masking::Field::id_no},
                                                                                  {"address", masking::Field::address},
                                                                                  {"registered_address", masking::Field::address}}};
    for (const auto& [name, field] : members) {
        const std::string text = cover[name].text();
        if (text.empty()) continue;
        const masking::Show show = impl.access.shows(actor.principal, masking::Edge::page, field, close);
        cover.set(std::string{name}, json::Value::string(masking::shown(field, show, text)));
    }
    return cover;
}

}  // namespace

std::string kept_as_seen(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, std::string_view kind,
                         std::string_view resident_id, std::string_view content) {
    json::Value kept = json::parse(content, kept_limits).value_or(json::Value::object());
    json::Value mine = kept["mine"];
    if (kind == "cover") {
        const bool close = is_close(impl, connection, actor, resident_id);
        kept.set("mine", cover_as_seen(impl, actor, close, mine));
        if (kept["base"].is_object()) kept.set("base", cover_as_seen(impl, actor, close, kept["base"]));
        return json::write(kept);
    }
    Record record;
    record.resident_id = resident_id;
    record.form = mine["form"].text();
    record.pack_version = mine["pack_version"].text();
    record.service_date = mine["service_date"].as_date().value_or(actor.today);
    record.answers = json::write(mine["answers"]);
    const auto answers = json::parse(as_seen(impl, connection, actor, masking::Edge::page, record).answers);
    if (answers && answers->is_object()) mine.set("answers", *answers);
    kept.set("mine", std::move(mine));
    return json::write(kept);
}

void keep_masked(const PreparedRecord& record, const Record& old, json::Value& answers) {
    const packs::FormRules* const rules = record.edition->pack->form(record.form);
    if (rules == nullptr) return;
    const json::Value before = json::parse(old.answers).value_or(json::Value::object());
    for (const forms::Field& field : rules->form.fields) {
        const auto personal = personal_field(field);
        const std::string& typed = answers[field.key].text();
        const std::string& stood = before[field.key].text();
        if (!personal || typed.empty() || stood.empty() || typed == stood) continue;
        if (typed == masking::shown(*personal, masking::Show::masked, stood)) answers.set(field.key, json::Value::string(stood));
    }
}

}  // namespace jiwei::programmes
