#include "modules/residents/model.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "core/identity/normalise.hpp"
#include "core/indicators/contributions.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::residents {
namespace {

namespace fs = std::filesystem;

std::string read_whole(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) throw std::runtime_error{"cannot read " + path.string()};
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

packs::Bundle read_bundle_of(const fs::path& folder) {
    packs::Bundle bundle;
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (entry.is_regular_file()) bundle.emplace_back(fs::relative(entry.path(), folder).generic_string(), read_whole(entry.path()));
    }
    std::ranges::sort(bundle);
    return bundle;
}

std::optional<CivilDate> date_or_nothing(const std::string& text) { return text.empty() ? std::nullopt : parse_civil_date(text); }

}  // namespace

std::unique_ptr<const Rules> load_rules(const std::string& packs_directory) {
    auto rules = std::make_unique<Rules>();
    const fs::path root{packs_directory};
    const packs::Bundle bundle = read_bundle_of(root / "archive");
    auto pack = packs::load(bundle);
    if (!pack) throw std::runtime_error{"the pack " + (root / "archive").string() + " is refused"};
    rules->archive = *pack;
    rules->archive_version = crypto::sha256_hex(packs::write_bundle(bundle));
    for (const auto& [path, text] : bundle) {
        if (!path.starts_with("print/")) continue;
        auto layout = json::parse(text);
        if (!layout) throw std::runtime_error{"the layout " + path + " of the pack archive is refused"};
        rules->layouts.emplace(fs::path{path}.stem().string(), std::move(*layout));
    }
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{root / "value-sets"}) {
        if (entry.path().extension() == ".csv") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    for (const fs::path& file : files) {
        const std::string text = read_whole(file);
        if (!text.starts_with("set,code,")) continue;  // growth tables have columns of their own
        const auto added = rules->values.add_csv(file.filename().string(), text);
        if (!added) throw std::runtime_error{"the code lists are refused: " + added.error().where};
    }
    rules->provinces = identity::Provinces::of(rules->values);
    rules->import_headers = read_whole(root / "rosters" / "import-headers.csv");
    rules->import_reasons = read_whole(root / "rosters" / "reasons.csv");
    rules->import_heading_parts = read_whole(root / "rosters" / "heading-parts.csv");
    rules->import_words = read_whole(root / "rosters" / "words.csv");
    return rules;
}

std::string exact_key(std::string_view type, std::string_view number, std::string_view nationality) {
    const auto key = [&](std::string_view group) { return std::string{group} + ":" + std::string{number}; };
    if (type == "01" || type == "10" || type == "09") return key("id");
    if (type == "03" || type == "06" || type == "07") return key(type) + ":" + std::string{nationality};
    if (type == "08" || type == temporary_id_type) return key(type);
    return {};
}

std::string snapshot_of(const Cover& c, const StatusFields& status) {
    json::Writer out;
    out.begin_object();
    const auto put = [&out](std::string_view key, const std::string& value) {
        if (!value.empty()) out.member(key, value);
    };
    put("name", c.name);
    put("sex", c.sex);
    put("birth_date", c.birth_date);
    put("id_type", c.id_type);
    put("nationality", c.nationality);
    put("contact_name", c.contact_name);
    put("institution_id", c.institution_id);
    put("grid_id", c.grid_id);
    put("village_code", c.village_code);
    put("address", c.address);
    put("registered_address", c.registered_address);
    put("residence_type", c.residence_type);
    put("residence_state", c.residence_state);
    put("arrived_on", c.arrived_on);
    put("opened_on", c.opened_on);
    put("opened_by", c.opened_by);
    put("doctor", c.doctor);
    put("status", std::string(1, static_cast<char>(status.status)));
    put("status_on", status.on);
    put("status_note", status.note);
    put("merged_into", status.merged_into);
    return out.end_object().take();
}

std::string open_field(std::string_view sealed, std::string_view context, const crypto::FieldCipher& cipher) {
    if (sealed.empty()) return {};
    auto plain = cipher.open(sealed, context);
    if (!plain) throw std::runtime_error{"a sealed field does not open: " + std::string{plain.error()}};
    return std::move(*plain);
}

std::string seal_field(std::string_view plain, std::string_view context, const crypto::FieldCipher& cipher) {
    return plain.empty() ? std::string{} : cipher.seal(plain, context);
}

std::string seal_secrets(const Secrets& secrets, const crypto::FieldCipher& cipher) {
    json::Writer out;
    out.begin_array().string(secrets.id_no).string(secrets.phone).string(secrets.contact_phone).end_array();
    return cipher.seal(out.text(), sealed_as::version);
}

Secrets open_secrets(std::string_view sealed, const crypto::FieldCipher& cipher) {
    const auto value = json::parse(open_field(sealed, sealed_as::version, cipher));
    if (!value || value->items().size() != 3) return {};
    return Secrets{value->items()[0].text(), value->items()[1].text(), value->items()[2].text()};
}

std::string alerts_of(const json::Value& basic) {
    json::Writer out;
    out.begin_object();
    if (const json::Value* allergy = basic.find("allergy")) out.member("allergy", *allergy);
    if (const json::Value* text = basic.find("allergy_text"); text != nullptr && !text->text().empty())
        out.member("allergy_text", text->text());
    return out.end_object().take();
}

void change_from(std::vector<DatedStep>& steps, std::string_view from, const StepChange& change) {
    auto at = std::ranges::find_if(steps, [from](const DatedStep& step) { return step.from >= from; });
    if (at == steps.end() || at->from != from) {
        DatedStep step = at == steps.begin() ? (steps.empty() ? DatedStep{} : steps.front()) : *std::prev(at);
        step.from = from;
        at = steps.insert(at, std::move(step));
    }
    for (; at != steps.end(); ++at) {
        if (change.status) at->status = *change.status;
        if (change.residence_state) at->residence_state = *change.residence_state;
        if (change.arrived_on) at->arrived_on = *change.arrived_on;
        if (change.complete) at->complete = *change.complete;
        if (change.institution_id) at->institution_id = *change.institution_id;
        if (change.opened) at->opened = *change.opened;
        if (change.cover_complete) at->cover_complete = *change.cover_complete;
    }
    const auto same = [](const DatedStep& a, const DatedStep& b) {
        DatedStep moved = b;
        moved.from = a.from;
        return a == moved;
    };
    steps.erase(std::unique(steps.begin(), steps.end(), same), steps.end());
}

std::vector<CivilDate> united_turns(const std::vector<std::vector<CivilDate>>& courses) {
    std::map<CivilDate, int> moves;
    for (const std::vector<CivilDate>& course : courses) {
        for (std::size_t i = 0; i < course.size(); ++i) moves[course[i]] += i % 2 == 0 ? 1 : -1;
    }
    std::vector<CivilDate> turns;
    int on = 0;
    for (const auto& [day, move] : moves) {
        const bool was_on = on > 0;
        on += move;
        if (was_on != (on > 0)) turns.push_back(day);
    }
    return turns;
}

namespace {

/// From the first complete examination of a year to the end of that year.
std::vector<CivilDate> examined_turns(const std::vector<rules::Fact>& facts) {
    std::map<int, CivilDate> first_of_year;
    for (const rules::Fact& fact : facts) {
        if (fact.code != "archive.exam" || fact.value != "true") continue;
        const auto [first, is_new] = first_of_year.emplace(fact.on.year(), fact.on);
        if (!is_new) first->second = std::min(first->second, fact.on);
    }
    std::vector<std::vector<CivilDate>> years;
    years.reserve(first_of_year.size());
    for (const auto& [year, first] : first_of_year) years.push_back({first, CivilDate::of(year + 1, 1, 1).value_or(first)});
    return united_turns(years);
}

}  // namespace

core::indicators::PersonHistory history_of(const Cover& cover, const std::vector<DatedStep>& steps, Life life) {
    core::indicators::PersonHistory person;
    person.birth_date = parse_civil_date(cover.birth_date).value_or(CivilDate{});
    person.sex = cover.sex;
    // An archive that was merged into another never counts: its person counts there. Nor does one of whom nobody knows who it is.
    const bool counts_nowhere = (!steps.empty() && steps.back().status == "6") || identity::is_unknown_patient(cover.name);
    for (const DatedStep& step : steps) {
        const auto from = parse_civil_date(step.from);
        if (!from || counts_nowhere) continue;
        person.archive.push_back(
            {*from, step.status, step.residence_state, date_or_nothing(step.arrived_on), step.complete, true, step.cover_complete});
        person.institutions.push_back({*from, step.institution_id});
        if (step.opened != (person.opened.size() % 2 == 1)) person.opened.push_back(*from);
    }
    person.examined = examined_turns(life.use.facts);
    person.facts = std::move(life.use.facts);
    person.member = std::move(life.use.member);
    person.duplicate = std::move(life.duplicate);
    return person;
}

namespace {

constexpr std::string_view complete_rule = "complete";
constexpr std::string_view basic_from = "archive.basic_from_months";
constexpr std::string_view basic_grace = "archive.basic_grace_months";

/// 0 when the pack does not say.
int months_of(const Rules& rules, std::string_view parameter) {
    const packs::Parameter* const found = rules.archive->parameter(parameter);
    return found == nullptr ? 0 : static_cast<int>(found->value.as_integer().value_or(0));
}

}  // namespace

bool complete_on(const Rules& rules, const Cover& cover, const std::vector<DatedStep>& steps, Life life, CivilDate day) {
    return core::indicators::holds_on(*rules.archive, complete_rule, history_of(cover, steps, std::move(life)), day).value_or(false);
}

std::string_view form_of_age(const Rules& rules, CivilDate birth_date, CivilDate day) {
    return day < add_months(birth_date, months_of(rules, basic_from)) ? newborn_form : basic_form;
}

bool is_past_newborn_form(const Rules& rules, CivilDate birth_date, CivilDate day) {
    return day >= add_months(birth_date, months_of(rules, basic_from) + months_of(rules, basic_grace));
}

std::vector<indicators::Contribution> contributions_of(const Rules& rules, const core::indicators::PersonHistory& person,
                                                       int entered_year) {
    const auto first = CivilDate::of(entered_year - indicator_years_before_entry, 1, 1);
    const auto last = CivilDate::of(indicator_year_last, 12, 31);
    std::vector<indicators::Contribution> found;
    for (const auto& one :
         core::indicators::contributions(*rules.archive, person, {first.value_or(CivilDate{}), last.value_or(CivilDate{})})) {
        indicators::Contribution contribution{one.indicator, std::string{indicators::ever}, {}};
        for (const auto& step : one.steps) contribution.steps.push_back({step.from, step.institution_id, step.numerator, step.denominator});
        found.push_back(std::move(contribution));
    }
    return found;
}

void add_counted(std::vector<indicators::Contribution>& all, std::span<UseSource* const> sources,
                 const core::indicators::PersonHistory& person, CountedYears years) {
    const int first = std::max(years.first, years.entered - indicator_years_before_entry);
    if (first > years.last) return;
    for (const UseSource* const source : sources) std::ranges::move(source->counted(person, first, years.last), std::back_inserter(all));
}

std::uint64_t counting_revision(std::span<UseSource* const> sources) {
    std::uint64_t sum = 0;
    for (const UseSource* const source : sources) sum += source->counting_revision();
    return sum;
}

}  // namespace jiwei::residents
