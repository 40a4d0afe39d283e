// What the parts of the programmes module share.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/indicators/contributions.hpp"
#include "core/programmes/decide.hpp"
#include "core/programmes/prompts.hpp"
#include "modules/access/api.hpp"
#include "modules/organization/api.hpp"
#include "modules/programmes/packs.hpp"
#include "modules/programmes/store.hpp"
#include "modules/residents/api.hpp"

namespace jiwei::programmes {

/// The kind of the job that counts a programme again (docs/adr/0100).
inline constexpr std::string_view recount_job = "packs.recount";

struct MappedRow;
struct RecordMapping;

/// A record input after everything that needs no database: which form, which edition, which answers, the digest of the body.
struct PreparedRecord {
    const RecordInput* input = nullptr;
    const Edition* edition = nullptr;
    std::string programme;
    std::string form;  // without the pack's name
    CivilDate service_date;
    json::Value answers;  // with the date of service
    std::string id;
    std::string body_hash;
};

/// What a decision stands on, loaded in the act after the guard.
struct Situation {
    residents::Brief brief;
    Enrolment enrolment;  // of a form without enrolment: only the person
    /// Every programme the person is or was in, by programme. A form without enrolment completes tasks and moves indicators of all.
    std::vector<Enrolment> enrolments;
    std::vector<rules::Fact> facts;
    std::vector<Task> open;     // of the enrolment; of all enrolments where the form has none
    std::vector<Task> amended;  // closed or created by the record that is being amended
};

/// The enrolment state that an archive's end leads to; nothing for an archive in use.
[[nodiscard]] std::optional<EnrolmentState> end_state(residents::Status status);
/// Why the open tasks of an enrolment that ended are cancelled; a return reopens those of its reason.
[[nodiscard]] std::string_view cancel_reason(EnrolmentState state);

/// A decision with what the module made of it: rows to write.
struct Outcome {
    core::programmes::Decision decision;
    std::vector<std::pair<std::string, std::string>> facts;
    std::vector<Task> creates;
    std::string decision_json;
};

class Programmes::Impl {
public:
    Impl(Services services_in, PackStore& packs_in, residents::Residents& residents_in, indicators::Indicators& indicators_in,
         organization::Organization& organization_in, access::Access& access_in)
        : services{services_in},
          packs{packs_in},
          residents{residents_in},
          indicators{indicators_in},
          organization{organization_in},
          access{access_in} {}

    [[nodiscard]] Result<PreparedRecord> prepare(const Actor& actor, const RecordInput& input) const;
    /// Guard, brief, facts, open tasks. 404, 409 version-conflict, 422 not-enrolled, AFTER_DEATH.
    [[nodiscard]] Result<Situation> load(db::Connection& connection, const Actor& actor, const PreparedRecord& record) const;
    [[nodiscard]] Result<Situation> load_free(db::Connection& connection, const Actor& actor, const PreparedRecord& record) const;
    /// Tasks of the person's programmes that a record of a form without enrolment completes.
    void close_of_programmes(const PreparedRecord& record, const Situation& situation, core::programmes::Decision& decision) const;
    [[nodiscard]] Result<Outcome> decide(const Actor& actor, const PreparedRecord& record, const Situation& situation) const;
    [[nodiscard]] Result<Saved> write(db::Connection& connection, const Actor& actor, const PreparedRecord& record, Situation& situation,
                                      Outcome& outcome) const;
    [[nodiscard]] Result<Saved> save(db::Connection& connection, const Actor& actor, const PreparedRecord& record) const;
    /// After a refusal: the same id and body again is an answer, another body a conflict, anything else the refusal.
    [[nodiscard]] Result<Saved> replay(const Actor& actor, const PreparedRecord& record, Problem refusal) const;

    [[nodiscard]] Result<Saved> enrol(db::Connection& connection, const Actor& actor, const EnrolmentInput& input) const;
    /// A new state from a day on, with its tasks.
    [[nodiscard]] Result<std::string> change_state(db::Connection& connection, const Actor& actor, std::string_view enrolment_id,
                                                   EnrolmentState state, CivilDate on, std::string_view reason,
                                                   std::optional<std::int64_t> version) const;
    [[nodiscard]] Result<std::string> referral_result(db::Connection& connection, const Actor& actor, std::string_view task_id,
                                                      CivilDate on, std::string_view outcome) const;

    /// What the person contributes in these years, from rows as they will be after the act. `facts` are only lent: afterwards they are as
    /// before (a person's years of facts are not copied for each programme).
    [[nodiscard]] std::vector<indicators::Contribution> contributions(const residents::Brief& brief, const Enrolment& enrolment,
                                                                      std::vector<rules::Fact>& facts, int first_year, int last_year) const;
    /// For an act that may change what the person counts in packs without enrolment: before any other lock of the person.
    void hold_counted(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const;
    void missing_without_enrolment(db::Connection& connection, std::string_view county_id, std::string_view indicator, CivilDate as_of,
                                   indicators::Missing& one) const;
    [[nodiscard]] core::indicators::PersonHistory history(const residents::Brief& brief, const Enrolment& enrolment,
                                                          std::vector<rules::Fact> facts) const;
    /// One row of an earlier system's file, in the act of its chunk.
    enum class Imported : std::uint8_t { created, existing };
    [[nodiscard]] Result<Imported> import_row(db::Connection& connection, const Actor& actor, std::string_view id, const MappedRow& row,
                                              const RecordMapping& mapping) const;
    void audit_act(db::Connection& connection, const Actor& actor, std::string_view action, std::string_view resource_id,
                   std::string_view resident_id, std::string_view after_hash, std::string_view row = {}) const;
    /// By the row of the matrix that let the reader in.
    void audit_read(const http::Request& request, std::string_view resource_id, std::string_view resident_id,
                    std::string_view row = {}) const;
    void send(db::Connection& connection, const Actor& actor, std::string_view topic, std::string_view type, std::string_view id,
              std::int64_t version, std::string payload, std::int64_t change_seq) const;

    /// Names of the packs without enrolment whose forms make tasks: those belong to the person, not to an enrolment.
    [[nodiscard]] std::vector<std::string> packs_of_own_tasks() const;
    /// The editions of packs without enrolment that ask something of archives: tasks from the opening on, tasks of the year.
    [[nodiscard]] std::vector<const Edition*> asking_of_archives(CivilDate today) const;
    /// Names of the packs that screen for a programme.
    [[nodiscard]] std::vector<std::string> screening_for(std::string_view programme) const;
    /// Rows for tasks that the core planned.
    [[nodiscard]] Task task_of(const Edition& edition, const residents::Brief& brief, const Enrolment& enrolment,
                               const schedule::Task& plan) const;
    /// Replaces the person's contributions from the year on; after the county clock.
    void renew_contributions(db::Connection& connection, std::string_view county_id, const residents::Brief& brief,
                             const Enrolment& enrolment, int first_year, CivilDate today) const;
    [[nodiscard]] Actor actor_of(const http::Request& request) const;

    /// In force from the next call of packs.impl() on; gives what could not be, for the operator.
    [[nodiscard]] std::string catch_up();
    /// One act of a recount: up to `people_max` people of the programme after `after`. Gives the last one, empty at the end.
    std::string recount(db::Connection& connection, std::string_view county_id, std::string_view programme, int first_year,
                        std::string_view after, int people_max) const;
    /// The same of a pack without enrolment, in which every archive may count.
    std::string recount_archives(db::Connection& connection, std::string_view county_id, std::string_view programme, int first_year,
                                 std::string_view after, int people_max) const;

    Services services;
    PackStore& packs;
    RunCases run_cases;
    std::mutex catching_up;
    std::set<std::string> seen_loads;  // rows of pack_load, guarded by catching_up
    std::int64_t seen_withdrawals = 0;
    jobs::Runner* runner = nullptr;
    residents::Residents& residents;
    indicators::Indicators& indicators;
    organization::Organization& organization;
    access::Access& access;
    const residents::UseSource* source = nullptr;  // the module itself, as the register knows it
};

/// What the person adds to the indicators of the pack in each of these years, by the edition of the year's end.
void add_contributions(std::vector<indicators::Contribution>& all, const PackStore::Impl& packs, std::string_view programme,
                       const core::indicators::PersonHistory& person, int first_year, int last_year);
[[nodiscard]] core::programmes::Resident core_resident(const residents::Brief& brief);
/// Facts that stay when `record_id` is replaced.
[[nodiscard]] std::vector<rules::Fact> without_record(std::vector<rules::Fact> facts, std::string_view record_id);
/// The brief when it lies in reach, else 404.
[[nodiscard]] Result<residents::Brief> brief_in_reach(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor,
                                                      std::string_view resident_id);

// JSON of rows, as the API shows them.
void write_task(json::Writer& out, const Task& task, CivilDate today);
void write_enrolment(json::Writer& out, const Enrolment& enrolment);
void write_record(json::Writer& out, const Record& record, std::string_view superseded_by);
/// Doubtful values that the author confirmed; empty for what came from an earlier system.
struct Confirmed {
    std::span<const std::string> pointers;
    std::string_view by;
};
[[nodiscard]] std::string decision_json(const core::programmes::Decision& decision, const std::vector<Task>& creates, CivilDate today,
                                        const Confirmed& confirmed);
[[nodiscard]] std::string saved_json(const Record& record, const Enrolment& enrolment, std::string_view superseded_by);

}  // namespace jiwei::programmes
