// Health-management programmes: packs, enrolments, signed records, tasks and what the core decides about them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/json.hpp"
#include "core/packs/compare.hpp"
#include "core/packs/pack.hpp"
#include "modules/indicators/api.hpp"
#include "modules/organization/reach.hpp"
#include "modules/programmes/events.hpp"
#include "modules/residents/events.hpp"
#include "platform/generations.hpp"
#include "platform/http/route.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/services.hpp"

namespace jiwei::residents {
class Residents;
}
namespace jiwei::access {
class Access;
}
namespace jiwei::organization {
class Organization;
}

namespace jiwei::programmes {

/// Stored in the database and sent to devices. Never renumber, never reuse; only append. States 1-3 of the norm (open, late, missed)
/// depend on the day and are derived, never stored.
enum class TaskState : std::uint8_t { pending = 0, open = 1, late = 2, missed = 3, done = 4, cancelled = 5, done_late = 6 };

/// Enrolment states: 1 managed, 2 lost, 3 moved out, 4 dead, 5 refused, 6 closed or diagnosis excluded.
enum class EnrolmentState : std::uint8_t { managed = 1, lost = 2, moved_out = 3, dead = 4, refused = 5, closed = 6 };

/// The life of a task on a day: pending is not open before `opens`, then open, late within grace, missed; final states stay.
[[nodiscard]] TaskState task_state_on(TaskState stored, CivilDate opens, CivilDate due, CivilDate grace_until, CivilDate day);

/// A pack as it was read: its canonical bundle {"path": "text", …}; the SHA-256 of these bytes is its version.
struct PackBundle {
    std::string name;
    std::string version;
    std::string title_zh;
    std::string edition;
    CivilDate effective_from;
    std::string bytes;
};

/// The files of a pack's folder, or of the one file that `jiwei pack build` made of it; not type-checked. Errors: pack-unreadable,
/// pack-too-large.
[[nodiscard]] Result<packs::Bundle> read_pack(const std::string& path);

/// The packs of a directory and those that were loaded over them, type-checked; a bad pack is refused whole. Read by all threads while an
/// edition is added: what was handed out stays valid (platform/generations.hpp).
class PackStore {
public:
    /// Every folder with a pack.json under `directory`. Errors: packs-missing, pack-refused with a finding for each place.
    [[nodiscard]] static Result<std::unique_ptr<PackStore>> load(const std::string& directory);
    ~PackStore();
    [[nodiscard]] const std::vector<PackBundle>& bundles() const;
    [[nodiscard]] const PackBundle* find(std::string_view name, std::string_view version) const;
    /// The edition whose effective date is the latest one not after `date`.
    [[nodiscard]] const PackBundle* valid_on(std::string_view name, CivilDate date) const;
    /// Indicator definitions of every pack, for Indicators::define.
    [[nodiscard]] std::vector<indicators::Definition> indicator_definitions() const;
    /// Puts an edition beside the others, for all threads at once; the one of the same name and effective date makes way.
    /// Errors: pack-refused.
    [[nodiscard]] Result<void> add(const packs::Bundle& bundle);
    /// Those of the directory with these over them, in this order, and no other: after one was withdrawn. Errors: pack-refused.
    [[nodiscard]] Result<void> reload(std::span<const packs::Bundle> loaded);
    /// Changes whenever an edition is added: what clients compare with the one they heard before.
    [[nodiscard]] const std::string& digest() const;

    class Impl;
    [[nodiscard]] const Impl& impl() const;

private:
    explicit PackStore(Impl impl);
    std::unique_ptr<Generations<Impl>> generations_;
};

/// What the cases of a pack said (core/cases), run with the packs in force around it.
struct CasesRun {
    std::size_t files = 0;
    std::size_t passed = 0;
    std::size_t failed = 0;
    std::string failures;  // a line each: file, line, case, difference
};
using RunCases = std::function<CasesRun(const PackStore& around, const std::string& name, const packs::Bundle& bundle)>;

/// What another edition would decide about the newest records of the people in a programme. `touched`: any of the four differs.
struct EditionEffect {
    std::int64_t people = 0;   // in care: managed or lost
    std::int64_t decided = 0;  // newest records of forms that decide
    std::int64_t touched = 0;
    std::int64_t refused = 0;  // the new edition would not accept the record
    std::int64_t other_class = 0;
    std::int64_t other_next_due = 0;
    std::int64_t other_referral = 0;
};

/// What loading a pack would do.
struct PackReview {
    PackBundle bundle;
    std::string title_en;
    bool is_known = false;       // exactly this is in force already
    std::string replaces;        // edition of the same effective date, which makes way; empty: none
    std::string before_edition;  // the one it is compared with; empty: a new programme
    std::vector<packs::Change> changes;
    CasesRun cases;
};

/// A pack that was loaded over those that came with the program.
struct LoadedPack {
    std::string id;  // of the loading
    std::string name;
    std::string version;
    std::string loaded_by;
    std::int64_t loaded_at_ms = 0;
};

/// Who acts, from where, on which day, and which residents are in reach (Access::reach, asked before the act).
struct Actor {
    auth::Principal principal;
    audit::Trail trail;
    CivilDate today;
    organization::Reach reach;
    std::string row = "chronic_followup";  // of the permission matrix, by which the act is granted
};

/// A signed form as it comes in; ids are minted by the client, which makes a retry harmless.
struct RecordInput {
    std::string id;
    std::string resident_id;
    std::string form;          // "hypertension/follow-up"
    std::string pack_version;  // the version the form was filled in with; empty: the valid one
    CivilDate service_date;
    json::Value answers;
    std::vector<std::string> confirmed;             // pointers of soft findings that the author confirms
    std::optional<std::int64_t> enrolment_version;  // refused with 409 when the enrolment has moved on
    std::string supersedes;                         // amendment: the record it replaces
    std::string reason;                             // amendment: why
    // Records brought from an earlier system (import): which one, who had signed there. Soft findings need no confirmation then.
    std::string source;
    std::string author_name;
};

struct Saved {
    std::string record_id;
    std::string body;       // the JSON answer: record with decision
    bool replayed = false;  // same id and body as before: 200 instead of 201
    std::int64_t change_seq = 0;
};

struct RecordImportOptions {
    std::string form;                          // "hypertension/follow-up"
    std::string mapping;                       // text of the mapping file, TOML
    std::optional<json::Value> mapping_table;  // the same as an object, instead of the text
    std::string mapping_file = "mapping.toml";
    std::string packs_directory;
    int rows_per_act = 200;
    bool preview = false;  // everything is checked, nothing is kept
};
/// Why a row stays out: the heading of the file beside the key of the form. Never a person's data.
struct RefusedLine {
    std::int64_t row = 0;
    std::string column, field, code, allowed;
};
inline constexpr std::size_t refused_lines_max = 100;
struct RecordImportReport {
    std::string import_id;  // empty: a preview
    std::int64_t rows = 0;
    std::int64_t created = 0;
    std::int64_t existing = 0;
    std::int64_t bad = 0;
    std::vector<std::string> unused_headings;
    std::vector<std::string> other_sheets;   // of a workbook: visible and not read
    bool is_finished = false;                // false: stopped by `progress`; the same call goes on there
    std::vector<RefusedLine> refused_lines;  // the first of this run, at most refused_lines_max
};

struct EnrolmentInput {
    std::string id;
    std::string resident_id;
    std::string programme;
    CivilDate enrolled_on;
    std::string diagnosis;  // "I10"
    json::Value details;
};

class Programmes final : public residents::Listener,
                         public residents::MergeParty,
                         public residents::UseSource,
                         public indicators::MissingSource,
                         public indicators::PeopleSource,
                         public indicators::ContributionSource {
public:
    Programmes(Services services, PackStore& packs, residents::Residents& residents, indicators::Indicators& indicators,
               organization::Organization& organization, access::Access& access);
    ~Programmes() override;

    [[nodiscard]] http::RouteSet routes();

    /// Keeps the bundles of all loaded packs, so that a record's version can be fetched after the pack has changed. Once, at start.
    void keep_packs();

    /// Decides the newest record of everybody in the programme `now` again, by both editions; nothing is written. `on_progress`: people so
    /// far; false stops.
    [[nodiscard]] EditionEffect effect_of(db::Connection& connection, std::string_view county_id, const packs::Pack& now,
                                          const packs::Pack& then, const std::function<bool(std::int64_t)>& on_progress) const;

    // Loading an edition while the server runs (docs/adr/0100).

    /// How the cases of a pack are run; without it none are.
    void check_cases_with(RunCases run);
    /// Type-checks and runs the cases; says what would change. 422 pack-refused (a finding for each place), pack-of-program,
    /// indicator-taken, enrolment-changed.
    [[nodiscard]] Result<PackReview> review_pack(const packs::Bundle& bundle) const;
    /// The same, then keeps the pack and puts it in force: durable first, then for every thread of this process, then the numbers are
    /// counted again by a job in every county. A server that runs beside learns of it by that job. 409 pack-loaded. 422 also for failed
    /// cases.
    [[nodiscard]] Result<PackReview> load_pack(const Actor& actor, const packs::Bundle& bundle);
    /// Takes an edition that was loaded by mistake out of force: the one that it had replaced, or the edition before it, decides again from
    /// then on. What was decided under it stays, and so do the records; the numbers are counted again. 404 pack-not-loaded (unknown, out of
    /// force already, or of the program itself), 409 pack-only-edition, 422 without a reason.
    [[nodiscard]] Result<PackBundle> withdraw_pack(const Actor& actor, std::string_view version, std::string_view reason);
    /// Versions that withdraw_pack would take.
    [[nodiscard]] std::vector<std::string> withdrawable_packs() const;
    /// Puts in force what was loaded, out of force what was withdrawn, and is not yet known here; at start, and before each recount. Gives
    /// what could not be: a text for the operator, a line each.
    [[nodiscard]] std::string catch_up();
    /// Newest first.
    [[nodiscard]] std::vector<LoadedPack> loaded_packs() const;
    /// The job that counts again, and the one that goes over archives; before the runner starts.
    void register_jobs(jobs::Runner& runner);
    /// Puts the one walk over all archives of a county into the queue (archives of an older build lack the task of the seventh birthday).
    /// False: it stood there or is done.
    [[nodiscard]] bool enqueue_archive_tasks(db::Connection& connection, std::string_view county_id) const;

    // Use cases; each is one act, and has a form that joins a transaction that is already open.
    [[nodiscard]] Result<Saved> enrol(const Actor& actor, const EnrolmentInput& input);
    [[nodiscard]] Result<Saved> enrol(db::Connection& connection, const Actor& actor, const EnrolmentInput& input);
    [[nodiscard]] Result<Saved> save_record(const Actor& actor, const RecordInput& input);
    [[nodiscard]] Result<Saved> save_record(db::Connection& connection, const Actor& actor, const RecordInput& input);
    [[nodiscard]] Result<Saved> amend(const Actor& actor, const RecordInput& input);

    /// A referral result entered for the task (task life: completed by any contact mode). Gives the task as JSON.
    [[nodiscard]] Result<std::string> referral_result(const Actor& actor, std::string_view task_id, CivilDate on, std::string_view outcome);
    [[nodiscard]] Result<std::string> referral_result(db::Connection& connection, const Actor& actor, std::string_view task_id,
                                                      CivilDate on, std::string_view outcome);
    /// Lost, refused, closed or found again from a day on; 409 version-conflict. Gives the enrolment as JSON.
    [[nodiscard]] Result<std::string> change_state(const Actor& actor, std::string_view enrolment_id, EnrolmentState state, CivilDate on,
                                                   std::string_view reason, std::optional<std::int64_t> version);
    [[nodiscard]] Result<std::string> change_state(db::Connection& connection, const Actor& actor, std::string_view enrolment_id,
                                                   EnrolmentState state, CivilDate on, std::string_view reason,
                                                   std::optional<std::int64_t> version);

    /// Tasks that begin with the year (annual examination) for up to `residents_max` residents after `after`; run once when the year
    /// begins. Gives the id to continue after, empty at the end. Doing it again changes nothing.
    std::string open_year_tasks(db::Connection& connection, std::string_view county_id, int year, std::string_view after, int residents_max,
                                std::int64_t change_seq);

    /// Follow-ups and examinations of an earlier system as signed records that name it: CSV or XLSX by a mapping file. Goes on where an
    /// interrupted run of the same file stopped; a row that is here already changes nothing. `progress(rows)` after every act; false stops.
    /// Refused rows go to `bad_rows` as CSV lines: line, column, field, code, what is allowed, then the cells.
    [[nodiscard]] Result<RecordImportReport> import_records(const std::string& path, const RecordImportOptions& options, const Actor& actor,
                                                            const std::function<bool(std::int64_t)>& progress,
                                                            const std::function<void(std::string_view)>& bad_rows);
    /// The same of a file that came over the wire.
    [[nodiscard]] Result<RecordImportReport> import_records(std::string bytes, std::string_view file_name,
                                                            const RecordImportOptions& options, const Actor& actor,
                                                            const std::function<bool(std::int64_t)>& progress,
                                                            const std::function<void(std::string_view)>& bad_rows);

    /// The refused rows of an import, as the command writes them.
    [[nodiscard]] Result<std::string> refused_records(std::string_view county_id, std::string_view import_id) const;

    // residents::Listener: death, moves, loss and return, inside the act of residents.
    void lock(db::Connection& connection, const residents::ActContext& act, std::span<const residents::Event> events) override;
    [[nodiscard]] Result<void> apply(db::Connection& connection, const residents::ActContext& act, std::span<const residents::Event> events,
                                     std::int64_t change_seq) override;

    // residents::MergeParty: two archives of one person.
    [[nodiscard]] std::string_view merge_name() const override;
    void lock_merge(db::Connection& connection, const residents::ActContext& act, const residents::Merge& merge) override;
    [[nodiscard]] Result<United> unite(db::Connection& connection, const residents::ActContext& act, const residents::Merge& merge,
                                       std::int64_t change_seq) override;
    [[nodiscard]] Result<void> separate(db::Connection& connection, const residents::ActContext& act, const residents::Merge& merge,
                                        const json::Value& moved, std::int64_t change_seq) override;

    // residents::UseSource: services and memberships that the archive's indicators count.
    void lock_use(db::Connection& connection, std::string_view county_id, std::string_view resident_id) override;
    [[nodiscard]] residents::Use use_of(db::Connection& connection, std::string_view county_id, std::string_view resident_id) override;
    [[nodiscard]] std::map<std::string, residents::Use> uses_between(db::Connection& connection, std::string_view county_id,
                                                                     std::string_view after, std::string_view upto) override;

    [[nodiscard]] std::vector<std::string> counted_indicators() const override;
    [[nodiscard]] std::uint64_t counting_revision() const override;
    [[nodiscard]] std::vector<indicators::Contribution> counted(const core::indicators::PersonHistory& person, int first_year,
                                                                int last_year) const override;

    // indicators::MissingSource, PeopleSource, ContributionSource
    [[nodiscard]] std::vector<indicators::Missing> missing(db::Connection& connection, std::string_view county_id,
                                                           std::string_view indicator, std::span<const std::string> resident_ids,
                                                           CivilDate as_of) override;
    [[nodiscard]] std::vector<indicators::PersonLine> lines(db::Connection& connection, std::string_view county_id,
                                                            std::span<const std::string> resident_ids,
                                                            const indicators::ListReader* reader) override;
    [[nodiscard]] std::vector<std::string> changed_since(db::Connection& connection, std::string_view county_id,
                                                         std::span<const std::string> resident_ids, std::int64_t change_seq) override;
    [[nodiscard]] std::vector<std::string> indicators() const override;
    void lock(db::Connection& connection, std::string_view county_id, std::string_view after, int limit) override;
    [[nodiscard]] std::vector<OfResident> recompute(db::Connection& connection, std::string_view county_id, std::string_view after,
                                                    int limit, int first_year, int last_year) override;

    /// Canonical lines of this module's rows, in key order.
    void export_canonical(db::Connection& connection, std::string_view county_id, const std::function<void(std::string_view)>& line);

    class Impl;

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace jiwei::programmes
