// Every resident with every field: as a roster that the import reads back without loss, and as canonical lines for digests.
#include <algorithm>

#include "modules/residents/inside.hpp"
#include "modules/residents/roster_household.hpp"
#include "modules/residents/sql.hpp"
#include "modules/residents/viewing.hpp"
#include "platform/csv/csv.hpp"
#include "platform/xlsx/xlsx.hpp"

namespace jiwei::residents {
namespace {

constexpr int page_rows = 500;

struct WholeRow {
    ResidentRow row;
    Secrets secrets;
    std::optional<BasicRow> basic;
    std::vector<Identifier> identifiers;
    std::vector<DatedStep> steps;
    HouseholdCells household;
    std::string cards;
};

WholeRow load_whole(const Inside& in, db::Connection& connection, std::string_view county, ResidentRow row) {
    const crypto::FieldCipher& cipher = in.cipher();
    WholeRow whole;
    whole.household = household_cells(connection, county, row.id);
    whole.cards = cards_cell(in, connection, county, row.id);
    whole.secrets = {open_field(row.id_no_enc, sealed_as::id_no, cipher), open_field(row.phone_enc, sealed_as::phone, cipher),
                     open_field(row.contact_phone_enc, sealed_as::contact_phone, cipher)};
    whole.basic = store::find_basic(connection, county, row.id);
    whole.identifiers = store::identifiers(connection, county, row.id, cipher);
    whole.steps = store::steps(connection, county, row.id);
    whole.row = std::move(row);
    return whole;
}

/// What leaves is what the reader may see in a file (packs/roles/masks.csv, edge export).
void mask_for(const View& view, WholeRow& whole) {
    using masking::Field;
    constexpr bool close = false;  // the table has no near lines for exports
    Cover& c = whole.row.cover;
    for (std::string* const name : {&c.name, &c.contact_name}) *name = view.shown(Field::name, close, *name);
    for (std::string* const address : {&c.address, &c.registered_address}) *address = view.shown(Field::address, close, *address);
    whole.secrets.id_no = view.shown(Field::id_no, close, whole.secrets.id_no);
    whole.secrets.phone = view.shown(Field::phone, close, whole.secrets.phone);
    whole.secrets.contact_phone = view.shown(Field::phone, close, whole.secrets.contact_phone);
    if (!view.in_full(Field::card, close)) whole.cards.clear();  // a card's number is nothing when it is not whole
    for (Identifier& one : whole.identifiers) one.number = view.shown(Field::id_no, close, one.number);
}

/// Page by page in id order, every page a moment of its own: residents opened meanwhile come at the end.
template <class Visit>
std::int64_t each_resident(const Inside& in, const ActContext& act, Visit visit) {
    const View view{in, act.principal, masking::Edge::export_rows};
    std::string after;
    std::int64_t count = 0;
    for (bool more = true; more;) {
        std::vector<WholeRow> page;
        in.services.database.read([&](db::Connection& connection) {
            for (ResidentRow& row : store::page_after(connection, act.county_id, after, page_rows)) {
                page.push_back(load_whole(in, connection, act.county_id, std::move(row)));
                mask_for(view, page.back());
            }
        });
        more = page.size() == page_rows;
        for (const WholeRow& whole : page) visit(whole);
        count += static_cast<std::int64_t>(page.size());
        if (!page.empty()) after = page.back().row.id;
    }
    return count;
}

/// All documents of a person; empty when the import would make the same of the number alone.
std::string aliases_json(const std::vector<Identifier>& identifiers, const Cover& cover) {
    const bool is_plain =
        identifiers.size() == 1 && identifiers.front().valid_from == cover.opened_on && identifiers.front().source == "import";
    if (identifiers.empty() || is_plain) return {};
    json::Writer out;
    out.begin_array();
    for (const Identifier& one : identifiers) {
        out.string(one.type + ":" + one.number + ":" + one.valid_from + ":" + one.valid_to + ":" + one.source);
    }
    return out.end_array().take();
}

std::string steps_json(const std::vector<DatedStep>& steps, const Directory& directory) {
    json::Writer out;
    out.begin_array();
    for (const DatedStep& step : steps) {
        const Place* place = directory.institution(step.institution_id);
        out.begin_object().member("from", step.from).member("status", step.status).member("residence_state", step.residence_state);
        out.member("arrived_on", step.arrived_on).member("complete", step.complete);
        if (step.opened) out.member("opened", true);
        if (step.cover_complete != step.complete) out.member("cover_complete", step.cover_complete);
        out.member("institution", place == nullptr ? step.institution_id : place->code).end_object();
    }
    return out.end_array().take();
}

/// The cell of a basic-form field, when the column can say it without loss; otherwise the answer goes into the JSON column.
std::optional<std::string> plain_answer(const ColumnField& field, const json::Value& value) {
    const auto is_plain = [](const std::string& text) {
        return !text.empty() && text.front() != ' ' && text.back() != ' ' && text.front() != '\'';
    };
    switch (field.kind) {
    case ColumnKind::text:
    case ColumnKind::code: return value.is_string() && is_plain(value.text()) ? std::optional{value.text()} : std::nullopt;
    case ColumnKind::codes: {
        std::string joined;
        if (!value.is_array() || value.items().empty()) return std::nullopt;
        for (const json::Value& item : value.items()) {
            if (!item.is_string() || item.text().find_first_of("| ,;") != std::string::npos || item.text().empty()) return std::nullopt;
            joined += (joined.empty() ? "" : "|") + item.text();
        }
        return joined;
    }
    default: return std::nullopt;
    }
}

class RosterWriter {
public:
    RosterWriter(const Inside& in, const Directory& directory) : directory_{directory} {
        for (const ColumnField& field : in.columns->fields()) {
            const bool is_kept = field.kind != ColumnKind::ignore && field.kind != ColumnKind::part && field.kind != ColumnKind::age;
            if (is_kept) fields_.push_back(&field);
        }
    }
    [[nodiscard]] std::vector<std::string> header() const {
        std::vector<std::string> cells;
        cells.reserve(fields_.size());
        for (const ColumnField* field : fields_) cells.push_back(field->label_zh);
        return cells;
    }
    [[nodiscard]] std::vector<std::string> cells(const WholeRow& whole) const {
        json::Value rest = json::Value::object();
        if (whole.basic) {
            if (auto answers = json::parse(whole.basic->answers)) rest = std::move(*answers);
        }
        std::vector<std::string> cells;
        json::Value kept = json::Value::object();
        std::vector<std::string> written;
        for (const ColumnField* field : fields_) {
            if (auto cell = cover_cell(field->field, whole)) {
                cells.push_back(std::move(*cell));
                continue;
            }
            const json::Value* answer = rest.find(field->field);
            const auto plain = answer == nullptr ? std::nullopt : plain_answer(*field, *answer);
            cells.push_back(plain.value_or(""));
            if (plain) written.push_back(field->field);
        }
        for (const auto& [key, value] : rest.members()) {
            if (std::ranges::find(written, key) == written.end()) kept.set(key, value);
        }
        if (!kept.members().empty() || (whole.basic && written.empty())) cells[index_of("basic")] = json::write_canonical(kept);
        return cells;
    }

private:
    [[nodiscard]] std::size_t index_of(std::string_view field) const {
        return static_cast<std::size_t>(std::ranges::find(fields_, field, [](const ColumnField* f) { return std::string_view{f->field}; }) -
                                        fields_.begin());
    }

    /// Nothing when the field is one of the basic form's.
    [[nodiscard]] std::optional<std::string> cover_cell(std::string_view field, const WholeRow& whole) const {
        const Cover& c = whole.row.cover;
        const std::pair<std::string_view, const std::string*> texts[] = {{"id", &whole.row.id},
                                                                         {"archive_no", &whole.row.archive_no},
                                                                         {"name", &c.name},
                                                                         {"sex", &c.sex},
                                                                         {"birth_date", &c.birth_date},
                                                                         {"id_type", &c.id_type},
                                                                         {"id_no", &whole.secrets.id_no},
                                                                         {"nationality", &c.nationality},
                                                                         {"phone", &whole.secrets.phone},
                                                                         {"contact_name", &c.contact_name},
                                                                         {"contact_phone", &whole.secrets.contact_phone},
                                                                         {"residence_type", &c.residence_type},
                                                                         {"residence_state", &c.residence_state},
                                                                         {"arrived_on", &c.arrived_on},
                                                                         {"village", &c.village_code},
                                                                         {"address", &c.address},
                                                                         {"registered_address", &c.registered_address},
                                                                         {"grid", &c.grid_id},
                                                                         {"opened_on", &c.opened_on},
                                                                         {"opened_by", &c.opened_by},
                                                                         {"doctor", &c.doctor},
                                                                         {"status_on", &whole.row.status.on},
                                                                         {"status_note", &whole.row.status.note},
                                                                         {"household", &whole.household.household},
                                                                         {"relation", &whole.household.relation},
                                                                         {"household_rest", &whole.household.rest},
                                                                         {"cards", &whole.cards}};
        for (const auto& [name, text] : texts) {
            if (name == field) return *text;
        }
        if (field == "status") return std::string(1, static_cast<char>(whole.row.status.status));
        if (field == "institution") {
            const Place* place = directory_.institution(c.institution_id);
            return place == nullptr ? c.institution_id : place->code;
        }
        if (field == "basic_filled_on") return whole.basic ? whole.basic->filled_on : std::string{};
        if (field == "aliases") return aliases_json(whole.identifiers, c);
        if (field == "steps") return steps_json(whole.steps, directory_);
        if (field == "basic") return std::string{};
        return std::nullopt;
    }

    const Directory& directory_;
    std::vector<const ColumnField*> fields_;
};

void record_export(const Inside& in, const ActContext& act, std::int64_t count) {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = "export";
    entry.resource = "resident";
    entry.reason = std::to_string(count);
    in.services.access_log.record(act.county_id, entry);
}

std::string canonical_line(const WholeRow& whole) {
    json::Writer out;
    out.begin_object().member("table", "resident").member("id", whole.row.id).member("version", whole.row.version);
    out.member("archive_no", whole.row.archive_no).member("id_no", whole.secrets.id_no).member("phone", whole.secrets.phone);
    out.member("contact_phone", whole.secrets.contact_phone).member("basic_complete", whole.row.basic_complete);
    out.key("cover").raw(snapshot_of(whole.row.cover, whole.row.status)).key("basic").raw(whole.basic ? whole.basic->answers : "null");
    out.key("identifiers").begin_array();
    for (const Identifier& one : whole.identifiers) {
        out.begin_array().integer(one.no).string(one.type).string(one.number).string(one.nationality).boolean(one.current);
        out.string(one.valid_from).string(one.valid_to).string(one.source).end_array();
    }
    out.end_array().key("steps").begin_array();
    for (const DatedStep& step : whole.steps) {
        out.begin_array().string(step.from).string(step.status).string(step.residence_state).string(step.arrived_on).boolean(step.complete);
        out.string(step.institution_id).boolean(step.opened).boolean(step.cover_complete).end_array();
    }
    out.end_array().key("cards").raw(whole.cards.empty() ? "[]" : whole.cards);
    return out.end_object().take();
}

std::string household_line(db::Connection& connection, std::string_view county_id, const db::Row& row) {
    json::Writer out;
    out.begin_object().member("table", "household").member("id", row.text(0)).member("no", row.text(1)).member("kind", row.text(2));
    out.member("head_id", row.text(3)).member("address", row.text(4)).member("village_code", row.text(5)).member("state", row.text(6));
    out.key("environment").raw(row.text(7).empty() ? "{}" : row.text(7)).key("members").begin_array();
    for (const db::Row& m : connection.run(sql::all_members_of, {county_id, row.text(0)})) {
        out.begin_array().string(m.text(0)).string(m.text(1)).string(m.text(2)).string(m.text(3)).end_array();
    }
    return out.end_array().end_object().take();
}

}  // namespace

Result<std::int64_t> Residents::export_csv(const ActContext& act, const std::function<void(std::string_view)>& write) const {
    const auto directory = inside_->directories_of(act);
    const RosterWriter roster{*inside_, *directory};
    csv::Writer out{{.byte_order_mark = true}};
    const auto put = [&out](const std::vector<std::string>& cells) {
        for (const std::string& cell : cells) out.cell(cell);
        out.end_row();
    };
    put(roster.header());
    const std::int64_t count = each_resident(*inside_, act, [&](const WholeRow& whole) {
        put(roster.cells(whole));
        if (out.size() > 256U * 1024U) write(out.take());
    });
    write(out.take());
    record_export(*inside_, act, count);
    return count;
}

Result<std::int64_t> Residents::export_xlsx(const ActContext& act, const std::string& path) const {
    const auto directory = inside_->directories_of(act);
    const RosterWriter roster{*inside_, *directory};
    xlsx::Writer out{path, "居民", roster.header()};
    const std::int64_t count = each_resident(*inside_, act, [&](const WholeRow& whole) { out.row(roster.cells(whole)); });
    out.finish();
    record_export(*inside_, act, count);
    return count;
}

void Residents::export_canonical(db::Connection& connection, std::string_view county_id,
                                 const std::function<void(std::string_view)>& line) const {
    std::string after;
    for (bool more = true; more;) {
        std::vector<ResidentRow> page = store::page_after(connection, county_id, after, page_rows);
        more = page.size() == page_rows;
        for (ResidentRow& row : page) {
            after = row.id;
            line(canonical_line(load_whole(*inside_, connection, county_id, std::move(row))));
        }
    }
    after.clear();
    for (bool more = true; more;) {
        const db::Rows page = connection.run(sql::page_households, {county_id, after, page_rows});
        more = page.size() == page_rows;
        for (const db::Row& row : page) {
            after = row.string(0);
            line(household_line(connection, county_id, row));
        }
    }
}

}  // namespace jiwei::residents
