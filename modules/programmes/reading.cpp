#include "modules/programmes/reading.hpp"

#include <algorithm>
#include <iterator>

#include "core/kernel/id.hpp"
#include "modules/programmes/personal.hpp"
#include "modules/programmes/sql.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::string_view after_all_dates = "9999-12-31";
constexpr std::string_view after_all_ids = "~";
constexpr std::size_t series_max = 8;
constexpr std::size_t versions_max = 100;
constexpr std::size_t cursor_date_length = 10;

std::vector<std::string_view> split(std::string_view list) {
    std::vector<std::string_view> parts;
    while (!list.empty()) {
        const std::string_view one = list.substr(0, list.find(','));
        if (!one.empty()) parts.push_back(one);
        list.remove_prefix(std::min(list.size(), one.size() + 1));
    }
    return parts;
}

void write_last(json::Writer& out, const std::optional<Record>& last) {
    out.key("last");
    if (!last) {
        out.null();
        return;
    }
    out.begin_object().member("record_id", last->id).member("form", last->form).member("service_date", last->service_date);
    out.key("answers").raw(last->answers).key("decision").raw(last->decision).end_object();
}

}  // namespace

std::string enrolments_json(db::Connection& connection, std::string_view county_id, const std::string& resident_id) {
    json::Writer out;
    out.begin_object().key("items").begin_array();
    for (const Enrolment& enrolment : Store{connection, county_id}.enrolments_of_resident(resident_id)) write_enrolment(out, enrolment);
    out.end_array().end_object();
    return out.take();
}

namespace {

void write_programme(json::Writer& out, Store& store, const FormSight::OfPerson& person, const Enrolment& enrolment) {
    const std::string& resident_id = person.brief().id;
    out.begin_object().key("enrolment");
    write_enrolment(out, enrolment);
    const Edition* const edition = person.impl().packs.impl().on(enrolment.programme, person.today());
    out.key("pack");
    if (edition == nullptr) {
        out.null().key("last").null();
        return;
    }
    out.begin_object().member("name", edition->bundle.name).member("version", edition->bundle.version);
    out.member("title_zh", edition->pack->title.zh).member("title_en", edition->pack->title.en);
    out.member("effective_from", edition->bundle.effective_from).end_object();
    const std::string form =
        edition->pack->forms.empty() ? std::string{} : edition->bundle.name + "/" + edition->pack->forms.front().form.name;
    write_last(out, person.of_form(form) == nullptr ? std::nullopt : store.last_record_of_form(resident_id, form));
}

}  // namespace

std::string programmes_json(db::Connection& connection, const FormSight::OfPerson& person) {
    const std::string& resident_id = person.brief().id;
    const CivilDate today = person.today();
    Store store{connection, person.county_id()};
    const std::vector<Task> tasks = store.open_tasks_of_resident(resident_id);
    json::Writer out;
    out.begin_object().member("resident_id", resident_id).member("today", today).key("items").begin_array();
    for (const Enrolment& enrolment : store.enrolments_of_resident(resident_id)) {
        write_programme(out, store, person, enrolment);
        out.key("open_tasks").begin_array();
        for (const Task& task : tasks) {
            if (task.enrolment_id == enrolment.id) write_task(out, task, today);
        }
        out.end_array().member("records_count", store.count_records(resident_id, enrolment.programme)).end_object();
    }
    out.end_array().key("archive_tasks").begin_array();
    for (const Task& task : tasks) {
        if (task.enrolment_id.empty()) write_task(out, task, today);
    }
    out.end_array().end_object();
    return out.take();
}

namespace {

std::string_view prompt_name(core::programmes::Prompt prompt) { return prompt == core::programmes::Prompt::enrol ? "enrol" : "measure"; }

void write_prompts(json::Writer& out, const Programmes::Impl& impl, const residents::Brief& brief, const std::vector<Enrolment>& enrolments,
                   const std::vector<rules::Fact>& facts, CivilDate today) {
    std::vector<core::programmes::Course> courses;
    courses.reserve(enrolments.size());
    for (const Enrolment& one : enrolments) courses.push_back({one.programme, one.is_open(), one.state_on});
    std::string_view name;
    for (const Edition& edition : impl.packs.impl().editions) {
        if (edition.bundle.name == name) continue;
        name = edition.bundle.name;
        const packs::Pack& pack = *impl.packs.impl().on(name, today)->pack;
        const core::programmes::Prompt prompt = core::programmes::prompt_of(pack, brief.birth_date, courses, facts, today);
        if (prompt == core::programmes::Prompt::none) continue;
        out.begin_object().member("kind", prompt_name(prompt)).member("programme", pack.screening->programme);
        out.member("form", pack.name + "/" + pack.screening->form).end_object();
    }
}

}  // namespace

std::string prompts_json(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor,
                         const std::vector<std::string>& resident_ids) {
    Store store{connection, actor.principal.county_id};
    json::Writer out;
    out.begin_object().key("items").begin_array();
    for (const std::string& id : resident_ids) {
        const auto brief = brief_in_reach(impl, connection, actor, id);
        if (!brief || brief->status != residents::Status::active) continue;
        out.begin_object().member("resident_id", id).key("prompts").begin_array();
        write_prompts(out, impl, *brief, store.enrolments_of_resident(id), store.facts_of_resident(id), actor.today);
        out.end_array().end_object();
    }
    out.end_array().end_object();
    return out.take();
}

namespace {

/// Up to `rows_max` records of forms that are for the reader, continuing before (date, id): those between them are not there for anybody
/// who may not read them, so no page is short because of them.
std::vector<Record> records_for_reader(Store& store, const FormSight::OfPerson& person, std::string before_date, std::string before_id,
                                       std::size_t rows_max) {
    std::vector<Record> shown;
    while (shown.size() < rows_max) {
        std::vector<Record> rows = store.records_of_resident(person.brief().id, before_date, before_id, static_cast<int>(rows_max));
        const bool is_last = rows.size() < rows_max;
        if (!rows.empty()) {
            before_date = rows.back().service_date.text();
            before_id = rows.back().id;
        }
        std::erase_if(rows, [&](const Record& row) { return person.of_form(row.form) == nullptr; });
        const std::size_t taken = std::min(rows.size(), rows_max - shown.size());
        std::move(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(taken), std::back_inserter(shown));
        if (is_last) break;
    }
    return shown;
}

}  // namespace

Result<std::string> records_json(db::Connection& connection, const FormSight::OfPerson& person, const std::string& cursor, int limit) {
    std::string_view before_date = after_all_dates;
    std::string_view before_id = after_all_ids;
    if (!cursor.empty()) {
        const std::string_view text{cursor};
        if (text.size() <= cursor_date_length + 1 || text[cursor_date_length] != '/' ||
            !parse_civil_date(text.substr(0, cursor_date_length)) || !is_id(text.substr(cursor_date_length + 1))) {
            return refuse_field(Refusal::malformed, "/cursor", "cursor-invalid", "a cursor that this list gave");
        }
        before_date = text.substr(0, cursor_date_length);
        before_id = text.substr(cursor_date_length + 1);
    }
    Store store{connection, person.county_id()};
    const std::size_t shown_max = static_cast<std::size_t>(limit);
    const std::vector<Record> rows = records_for_reader(store, person, std::string{before_date}, std::string{before_id}, shown_max + 1);
    const std::size_t shown = std::min(rows.size(), shown_max);
    json::Writer out;
    out.begin_object().key("items").begin_array();
    for (std::size_t i = 0; i < shown; ++i) {
        out.begin_object().key("record");
        write_record(out, as_seen(person.impl(), connection, *person.of_form(rows[i].form), masking::Edge::page, rows[i]), {});
        out.key("decision").raw(rows[i].decision).end_object();
    }
    out.end_array().key("next");
    if (rows.size() > shown) {
        out.string(rows[shown - 1].service_date.text() + "/" + rows[shown - 1].id);
    } else {
        out.null();
    }
    out.end_object();
    return out.take();
}

std::string record_json(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, const Record& record) {
    Store store{connection, actor.principal.county_id};
    std::vector<Record> versions{record};
    while (!versions.front().supersedes.empty() && versions.size() < versions_max) {
        std::optional<Record> older = store.find_record(versions.front().supersedes);
        if (!older) break;
        versions.insert(versions.begin(), std::move(*older));
    }
    const std::string superseded_by = store.superseding_record(record.id).value_or("");
    for (std::string id = superseded_by; !id.empty() && versions.size() < versions_max; id = store.superseding_record(id).value_or("")) {
        if (std::optional<Record> newer = store.find_record(id)) versions.push_back(std::move(*newer));
    }
    json::Writer out;
    out.begin_object().key("record");
    write_record(out, as_seen(impl, connection, actor, masking::Edge::page, record), superseded_by);
    out.key("decision").raw(record.decision).key("versions").begin_array();
    for (const Record& one : versions) {
        out.begin_object().member("id", one.id).member("service_date", one.service_date);
        out.member("signed_at", time::text(time::Instant{one.signed_at_ms})).member("author_name", one.author_name);
        out.member("reason", one.reason).end_object();
    }
    out.end_array().end_object();
    return out.take();
}

namespace {

/// The fact by its code, else by the name that a programme gives it, else by the name in a pack that enrols nobody ("sbp" is the
/// follow-up's before the examination's). The pack is the edition of the day.
struct NamedFact {
    const packs::Pack* pack = nullptr;
    const packs::FactRule* fact = nullptr;
};

NamedFact named_fact(const Programmes::Impl& impl, std::string_view word, CivilDate today) {
    NamedFact by_programme;
    NamedFact by_other;
    for (const Edition& edition : impl.packs.impl().editions) {
        const packs::Pack& pack = *impl.packs.impl().on(edition.bundle.name, today)->pack;
        for (const packs::FactRule& fact : pack.facts) {
            if (fact.code == word && fact.value) return {&pack, &fact};
            NamedFact& named = pack.has_enrolment ? by_programme : by_other;
            if ((fact.code == word || fact.name == word) && named.fact == nullptr) named = {&pack, &fact};
        }
    }
    return by_programme.fact != nullptr ? by_programme : by_other;
}

}  // namespace

/// By the pack that is valid today and the person's age today; nothing when the pack names no target.
void write_target(json::Writer& out, const Programmes::Impl& impl, std::string_view word, const residents::Brief& brief, CivilDate today) {
    const NamedFact named = named_fact(impl, word, today);
    if (named.fact == nullptr) return;
    const packs::Target* const target = named.pack->target(named.fact->name, age_years(brief.birth_date, today));
    if (target != nullptr) out.member(word, target->below.text());
}

Result<std::string> series_json(db::Connection& connection, const FormSight::OfPerson& person, CivilDate today, std::string_view facts,
                                std::string_view from) {
    const Programmes::Impl& impl = person.impl();
    const residents::Brief& brief = person.brief();
    const std::vector<std::string_view> words = split(facts);
    if (words.empty() || words.size() > series_max) return refuse_field(Refusal::malformed, "/fact", "fact-unknown", "1-8 facts");
    const std::vector<rules::Fact> known = person.visible(connection, Store{connection, person.county_id()}.facts_since(brief.id, from));
    json::Writer out;
    out.begin_object().key("items").begin_array();
    for (const std::string_view word : words) {
        const packs::FactRule* const named = named_fact(impl, word, today).fact;
        if (named == nullptr) return refuse_field(Refusal::malformed, "/fact", "fact-unknown", "a fact of a loaded pack");
        out.begin_object().member("fact", std::string{word}).member("code", named->code).key("points").begin_array();
        for (const rules::Fact& fact : known) {
            if (fact.code != named->code) continue;
            out.begin_object().member("on", fact.on).member("value", fact.value).member("record_id", fact.record_id).end_object();
        }
        out.end_array().end_object();
    }
    out.end_array().key("targets").begin_object();
    for (const std::string_view word : words) write_target(out, impl, word, brief, today);
    out.end_object().end_object();
    return out.take();
}

Result<std::string> check_record(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor,
                                 const PreparedRecord& record) {
    Store store{connection, actor.principal.county_id};
    JIWEI_TRY(brief, brief_in_reach(impl, connection, actor, record.input->resident_id));
    const bool has_enrolment = record.edition->pack->has_enrolment;
    std::optional<Enrolment> enrolment = has_enrolment ? store.find_enrolment(brief.id, record.programme) : Enrolment{};
    if (!enrolment || !enrolment->is_open()) return refuse(Refusal::unprocessable, "not-enrolled");
    Situation situation{std::move(brief), std::move(*enrolment), {}, store.facts_of_resident(record.input->resident_id), {}, {}};
    situation.enrolments = store.enrolments_of_resident(situation.brief.id);
    situation.open = has_enrolment ? store.open_tasks_of_enrolment(situation.brief.id, situation.enrolment.id)
                                   : store.open_tasks_of_resident(situation.brief.id);
    if (!record.input->supersedes.empty()) situation.amended = store.tasks_of_amended_record(situation.brief.id, record.input->supersedes);
    auto outcome = impl.decide(actor, record, situation);
    if (!outcome && outcome.error().code != "form-refused") return tl::unexpected(std::move(outcome.error()));
    json::Writer out;
    out.begin_object().key("findings").begin_array();
    const std::vector<Finding>& findings = outcome ? outcome->decision.findings : outcome.error().errors;
    for (const Finding& finding : findings) {
        out.begin_object().member("pointer", finding.pointer).member("code", finding.code).member("allowed", finding.allowed);
        out.member("severity", finding.severity == Severity::hard ? "hard" : "soft").end_object();
    }
    out.end_array().key("decision");
    if (outcome) {
        out.raw(outcome->decision_json).key("answers").raw(json::write(outcome->decision.answers));
    } else {
        out.null();
    }
    out.end_object();
    return out.take();
}

}  // namespace jiwei::programmes
