// The class other modules and the composition see.
#include "modules/residents/contributions.hpp"
#include "modules/residents/duplicates.hpp"
#include "modules/residents/import.hpp"
#include "modules/residents/inside.hpp"
#include "modules/residents/patient.hpp"
#include "modules/residents/sql.hpp"

namespace jiwei::residents {

void PreparedDelete::operator()(Prepared* prepared) const { delete prepared; }

Inside::Inside(Services s, organization::Organization& o, access::Access& a, indicators::Indicators& i, const std::string& packs_directory)
    : services{s}, organization{o}, access{a}, indicators{i}, rules{load_rules(packs_directory)}, directories{s, o} {
    columns = std::make_unique<Columns>(
        Columns::Files{rules->import_headers, rules->import_heading_parts, rules->import_reasons, rules->import_words});
    patient = make_patient_provider(*this);
    contributions = make_contribution_source(*this);
    counted = make_counted_source(*this);
}

Residents::Residents(Services services, organization::Organization& organization, access::Access& access,
                     indicators::Indicators& indicators, const std::string& packs_directory)
    : inside_{std::make_unique<Inside>(services, organization, access, indicators, packs_directory)} {}
Residents::~Residents() = default;

void Residents::listen(Listener& listener) { inside_->listeners.push_back(&listener); }
void Residents::merge_with(MergeParty& party) { inside_->parties.push_back(&party); }
void Residents::learn_use_from(UseSource& source) { inside_->use_sources.push_back(&source); }
fhir::Provider& Residents::patient_provider() { return *inside_->patient; }
indicators::ContributionSource& Residents::contribution_source() { return *inside_->contributions; }
indicators::ContributionSource& Residents::counted_source() const { return *inside_->counted; }

void Residents::register_jobs(jobs::Runner& runner) {
    inside_->runner = &runner;
    runner.handle(std::string{import_job_kind}, [this](jobs::Run& run) { return run_import_job(*inside_, run); });
    runner.handle(std::string{scan_job_kind}, [this](jobs::Run& run) { return run_duplicate_scan(*inside_, run); });
}

std::optional<Brief> Residents::brief(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const {
    return store::find_brief(connection, county_id, resident_id);
}

Result<Brief> Residents::brief_in_reach(db::Connection& connection, std::string_view county_id, std::string_view resident_id,
                                        const access::Reach& reach) const {
    auto found = store::find_brief(connection, county_id, resident_id);
    if (!found || (!reach.holds(found->institution_id, found->grid_id) && !reach.opens(resident_id)))
        return refuse(Refusal::not_found, "not-found");
    return std::move(*found);
}

Result<Brief> Residents::lock(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const {
    const db::Rows touched = connection.run(sql::touch_resident, {county_id, resident_id});
    if (touched.affected() == 0) return refuse(Refusal::not_found, "not-found");
    Brief brief = *store::find_brief(connection, county_id, resident_id);
    if (brief.status == Status::merged)
        return refuse_field(Refusal::conflict, "/resident_id", "resident-merged", store::living(connection, county_id, resident_id));
    return brief;
}

tl::expected<PreparedResident, std::vector<Finding>> Residents::prepare(const NewResident& stated, const ActContext& act,
                                                                        std::vector<Finding>* warnings) const {
    std::vector<Finding> soft;
    const auto directory = inside_->directories_of(act);
    auto prepared = prepare_person(Stated{stated}, inside_->prepare_context(act, *directory), soft);
    if (warnings != nullptr) *warnings = std::move(soft);
    return prepared;
}

std::vector<Written> Residents::write_batch(db::Connection& connection, const ActContext& act,
                                            std::span<const PreparedResident> people) const {
    return inside_->write_batch(connection, act, "create", people);
}

std::vector<Event> Residents::standing(db::Connection& connection, std::string_view county_id, std::string_view after, int residents_max,
                                       CivilDate today) const {
    std::vector<Event> events;
    for (const db::Row row : connection.run(sql::page_standing_after, {county_id, after, residents_max})) {
        Event event;
        event.resident_id = row.string(0);
        event.version = row.integer(1);
        event.birth_date = row.date(2).value_or(CivilDate{});
        event.opened_on = row.date(3).value_or(CivilDate{});
        event.status = event.status_before = static_cast<Status>(row.text(4).front());
        event.institution_id = event.institution_before = row.string(5);
        event.grid_id = row.string(6);
        event.has_basic_form = row.boolean(7);
        event.residence_state = row.string(8);
        event.arrived_on = row.date(9);
        event.on = today;
        events.push_back(std::move(event));
    }
    return events;
}

Result<ImportReport> Residents::import_file(const std::string& path, const ImportOptions& options, const ActContext& act,
                                            const std::function<bool(std::int64_t, std::int64_t)>& progress) {
    return run_import_of_file(*inside_, path, options, act, progress);
}

Result<void> Residents::bad_rows(std::string_view county_id, std::string_view import_id,
                                 const std::function<void(std::string_view)>& write) const {
    return write_bad_rows(*inside_, county_id, import_id, write);
}

}  // namespace jiwei::residents
