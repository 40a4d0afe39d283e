// Live indicators: what each resident contributes as a step function of the reporting date, and the dated totals of every
// institution that follow from it, kept true in the transaction of the act that changes them. Nothing is written because a day passes.
// Bottom layer: knows organization only; residents and programmes call it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/decimal.hpp"
#include "modules/organization/reach.hpp"
#include "platform/http/route.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/services.hpp"

namespace jiwei::organization {
class Organization;
}

namespace jiwei::indicators {

/// The period of indicators that never start anew with a year (is the person's archive complete?): one course without end.
inline constexpr std::string_view ever = "ever";

/// From this day on (until the next step, at the latest until the end of the period) the resident counts at this institution with
/// this numerator and denominator. Zero and zero: counts nowhere.
struct Step {
    CivilDate from;
    std::string institution_id;
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    bool operator==(const Step&) const = default;
};

/// All that one resident contributes to one indicator in one period, replacing what was stored. Steps in date order, one a day.
struct Contribution {
    std::string indicator;    // "H1"
    std::string period;       // "2025": the calendar year; or `ever`. An indicator uses one of the two, always the same
    std::vector<Step> steps;  // empty: contributes nothing
};

/// What stands under the fraction line: residents counted, or a figure given by the county (residents specification: R1, R2; H3).
enum class Denominator : unsigned char { people, population };

/// One line of a pack's indicators.csv. A figure times `multiplier` is the expected number (H3: adults times prevalence).
struct Definition {
    std::string code;
    std::string name_zh;
    std::string name_en;
    std::string numerator_zh;  // what is counted, in words; may be empty
    std::string numerator_en;
    std::string denominator_zh;
    std::string denominator_en;
    std::string programme;        // the pack, "hypertension"
    std::string person_resource;  // row of the role matrix that opens the people behind the number, "chronic_followup"
    std::string source;           // "Service specification 2017, ch. 7 part 5"
    std::string source_zh = {};   // the same for Chinese readers; may be empty
    Denominator denominator = Denominator::people;
    std::string figure_kind;  // of organization's figures, "usual_residents_35"
    Decimal multiplier{1};
    bool higher_is_better = true;
    std::optional<std::int64_t> target_basis_points;
};

/// A number as it is shown. Percent in basis points, half up; nothing ("—") when the denominator is 0 or was never given.
struct Value {
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    std::optional<std::int64_t> basis_points;
    bool population_stale = false;  // POP_STALE: the rate exceeds 100 %, or the figure is of an earlier year
};

[[nodiscard]] std::optional<std::int64_t> basis_points(std::int64_t numerator, std::int64_t denominator);
/// The calendar year of `date`: "2025".
[[nodiscard]] std::string period_of(CivilDate date);

/// One difference found by verify: stored against recomputed.
struct Difference {
    std::string what;  // "contribution" or "total"
    std::string indicator;
    std::string period;
    std::string subject;  // resident or institution
    std::string stored;
    std::string expected;
};

/// A person behind a number, as lists show one. `name` and the others are already masked as the reader may see them.
struct PersonLine {
    std::string resident_id;
    std::string name;
    std::string sex;
    std::string birth_date;
    std::string village;
    std::string phone;  // in full where the reader may call the person; else empty
    std::string phone_masked;
};

/// For whom a list is made; what lists of work show follows from it (packs/roles/masks.csv, edge worklist).
struct ListReader {
    const auth::Principal& principal;
    const organization::Reach& reach;
    CivilDate today;
};

/// What is missing for the numerator, and the task that would mend it.
struct Missing {
    std::string resident_id;
    std::string why_code;  // of the pack's lacks.csv: "follow-ups-missing"; empty: the pack does not say
    std::string why_zh;    // "随访 2 次，应 3 次"
    std::string why_en;
    std::string form;  // "hypertension/follow-up": what is filled in to mend it; may be empty
    std::string task_id;
    std::string task_code;
    std::string task_due;
};

/// Implemented by modules above and plugged in by the composition.
class PeopleSource {
public:
    virtual ~PeopleSource() = default;
    /// Without a reader everything is masked.
    [[nodiscard]] virtual std::vector<PersonLine> lines(db::Connection& connection, std::string_view county_id,
                                                        std::span<const std::string> resident_ids, const ListReader* reader) = 0;
    /// Those of them whose archive, enrolments or records were changed after this change of the county.
    [[nodiscard]] virtual std::vector<std::string> changed_since(db::Connection& connection, std::string_view county_id,
                                                                 std::span<const std::string> resident_ids, std::int64_t change_seq) = 0;
};
class MissingSource {
public:
    virtual ~MissingSource() = default;
    [[nodiscard]] virtual std::vector<Missing> missing(db::Connection& connection, std::string_view county_id, std::string_view indicator,
                                                       std::span<const std::string> resident_ids, CivilDate as_of) = 0;
};
/// Recomputes a module's contributions from its own records through the core; verify and rebuild walk residents in id order.
class ContributionSource {
public:
    virtual ~ContributionSource() = default;
    [[nodiscard]] virtual std::vector<std::string> indicators() const = 0;
    /// Contributions of up to `limit` residents with id > `after` in all periods [first_period, last_period]; fewer means the end.
    struct OfResident {
        std::string resident_id;
        std::vector<Contribution> contributions;
    };
    /// Before recompute() in an act: makes acts on these residents wait until this one ends, where the engine runs several at once.
    virtual void lock(db::Connection& connection, std::string_view county_id, std::string_view after, int limit) = 0;
    /// False: everything falls into `ever`, and a new year adds nothing.
    [[nodiscard]] virtual bool has_years() const { return true; }
    [[nodiscard]] virtual std::vector<OfResident> recompute(db::Connection& connection, std::string_view county_id, std::string_view after,
                                                            int limit, int first_year, int last_year) = 0;
};

/// The edition of a programme's pack that decides on the day, "2017 0123…" with the digest of its bytes; empty when there is none.
using EditionOf = std::function<std::string(std::string_view programme, CivilDate day)>;

/// What `jiwei verify snapshots` found in a county.
struct SnapshotVerdict {
    struct Broken {
        std::string snapshot;  // "2026-Q3.1": period and revision
        std::string why;
    };
    std::int64_t snapshots = 0;
    std::vector<Broken> faults;
};

/// Access::grant_for, handed in because access stands above this module.
using GrantOf = std::function<Result<auth::Grant>(const auth::Principal& principal, http::Op op, std::string_view resource)>;

/// What a reader of totals (R*) gets instead of persons; handed in because access stands above this module. Empty: nothing is shown.
struct Anonymity {
    std::function<Result<auth::Grant>(const auth::Principal& principal, std::string_view resource)> grant;
    std::function<std::string(std::string_view county_id, std::string_view resident_id)> pseudonym;
    std::function<std::string(std::string_view resident_id)> handle;  // what opens the person for a stated purpose
};

/// True when a count of a group must not be told: 1-4 persons, or all but 1-4 of those it is taken from (security specification 5).
[[nodiscard]] bool is_small_cell(std::int64_t count, std::int64_t of);

/// The deltas that replacing contributions causes: collected by plan() from reads, written by apply() after the county clock. Belongs
/// to one run of one act, so it is made inside it.
class Change {
public:
    Change();
    ~Change();
    Change(Change&&) noexcept;
    Change& operator=(Change&&) noexcept;

private:
    friend class Indicators;
    struct Held;
    std::unique_ptr<Held> held_;
};

class Indicators {
public:
    Indicators(Services services, organization::Organization& organization);
    ~Indicators();

    /// From packs, at start and when an edition is loaded while the server runs. A second definition of a code replaces the first.
    void define(std::vector<Definition> definitions);
    /// As it is now; stays valid when others are defined.
    [[nodiscard]] const std::vector<Definition>& definitions() const;
    void plug(PeopleSource* people);
    void plug(std::string programme, MissingSource* missing);
    void plug(ContributionSource* source);
    void plug(EditionOf edition_of);
    /// Rules of the page and of snapshots, from packs/indicators. Throws std::runtime_error when they are not valid.
    void use_packs(const std::filesystem::path& packs_dir);

    [[nodiscard]] http::RouteSet routes(organization::ReachOf reach_of, GrantOf grant_of, Anonymity anonymity = {});

    /// Replaces what the resident contributes to the named indicators and periods; changes as few rows as possible. Part of the
    /// caller's act: call after the county clock. The caller holds the guard of the aggregate that the contributions come from
    /// (enrolment, resident).
    void put_contributions(db::Connection& connection, std::string_view county_id, std::string_view resident_id,
                           std::span<const Contribution> contributions);
    void put_contribution(db::Connection& connection, std::string_view county_id, std::string_view indicator, std::string_view period,
                          std::string_view resident_id, std::span<const Step> steps);

    /// The same in two halves, for acts that load first and write last, and for many residents in one act: what falls into the same
    /// total is added up before it is written. A resident may be planned once in a Change; `is_new`: nothing is stored yet, and no
    /// statement is spent on looking.
    void plan(Change& change, db::Connection& connection, std::string_view county_id, std::string_view resident_id,
              std::span<const Contribution> contributions, bool is_new = false);
    void apply(Change& change, db::Connection& connection, std::string_view county_id);

    /// The years for which contributions are kept: from the first year of a record to the year after `today`.
    [[nodiscard]] static int last_open_year(CivilDate today) { return today.year() + 1; }

    [[nodiscard]] Value value(db::Connection& connection, std::string_view county_id, std::string_view indicator,
                              std::string_view institution_id, CivilDate as_of);

    /// The definition with the target that the county set for the institution and the year of the day; without one the pack's own.
    [[nodiscard]] Definition judged(db::Connection& connection, std::string_view county_id, const Definition& definition,
                                    std::string_view institution_id, CivilDate as_of) const;

    /// Stored against recomputed: every contribution to the year of `as_of` (and to `ever`), and every total on `as_of`.
    [[nodiscard]] std::vector<Difference> verify(db::Connection& connection, std::string_view county_id, CivilDate as_of,
                                                 std::size_t differences_max = 1000);
    /// Throws the county's contributions and totals of these years (and of `ever`) away and builds them again from the records; after
    /// the institution tree was changed. One act.
    void rebuild(db::Connection& connection, std::string_view county_id, int first_year, int last_year);
    /// Locks the residents of the next open_year(): the first statement of its act, before the county clock.
    void lock_year(db::Connection& connection, std::string_view county_id, std::string_view after, int residents_max);
    /// Adds what up to `residents_max` residents after `after` contribute to `year`: run once for every new year, long before it begins
    /// (last_open_year). Gives the id to continue after, empty at the end. Doing it again changes nothing.
    std::string open_year(db::Connection& connection, std::string_view county_id, int year, std::string_view after, int residents_max);

    /// Tells the runner how a period is frozen; before it starts.
    void register_jobs(jobs::Runner& runner);
    /// Puts into the queue what is to be frozen on `today` (packs/indicators/dashboard.json); gives the number of jobs. Harmless to repeat.
    int enqueue_snapshots(db::Connection& connection, std::string_view county_id, CivilDate today);
    /// Every snapshot against its digest, the snapshot before it and the chain of acts.
    [[nodiscard]] SnapshotVerdict verify_snapshots(db::Connection& connection, std::string_view county_id);

    /// Canonical lines of this module's rows, in key order.
    void export_canonical(db::Connection& connection, std::string_view county_id, const std::function<void(std::string_view)>& line);

    class Impl;

private:
    std::unique_ptr<Impl> impl_;
};

/// `jiwei verify indicators`.
[[nodiscard]] inline std::vector<Difference> verify_indicators(Indicators& indicators, db::Connection& connection,
                                                               std::string_view county_id, CivilDate as_of) {
    return indicators.verify(connection, county_id, as_of);
}

}  // namespace jiwei::indicators
