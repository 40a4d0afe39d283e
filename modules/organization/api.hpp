// Divisions, institutions, grids, staff and population figures of a county (organisation specification 1-4).
// Every function that takes a Connection joins the caller's transaction.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "modules/organization/division_table.hpp"
#include "modules/organization/reach.hpp"
#include "platform/http/route.hpp"
#include "platform/services.hpp"

namespace jiwei::organization_rules {
struct Registers;
struct DivisionChange;
}  // namespace jiwei::organization_rules

namespace jiwei::organization {

/// Who writes, when, and the change_seq of the act (change::next_seq).
struct Stamp {
    std::string_view actor;
    time::Instant at;
    std::int64_t change_seq = 0;
};

/// The day on which relations end that have no end.
inline constexpr std::string_view open_end = "2999-12-31";

/// Level 1-5 by the zero groups at the end of a 12-digit code; 0 when it is not one (organisation specification 2.1).
[[nodiscard]] int division_level(std::string_view code);
/// The code with its last non-zero group blanked; empty for a province.
[[nodiscard]] std::string division_parent(std::string_view code);
/// True when `code` is `ancestor` or lies under it.
[[nodiscard]] bool division_is_under(std::string_view code, std::string_view ancestor);

struct Institution {
    std::string id;
    std::string code;  // 22 characters, or the county's own short code
    std::string name;
    std::string kind;  // H1 … H18
    std::string grade;
    std::string parent_id;      // empty for the root
    std::string division_code;  // where it stands
    CivilDate valid_from;
    CivilDate valid_to;
    std::int64_t version = 1;
    std::string equipment_class = {};  // of the equipment standard: A, B, C, COMMUNITY, POOR_VILLAGE; empty: none
    std::string ownership = {};        // "1" public, "2" private, empty: not stated
    std::string status = "1";          // "1" working, "2" suspended
    std::string successor_id = {};     // keeps the records of a closed one
};

struct GridPerson {
    std::string user_id;
    std::string duty;  // doctor, nurse, public_health, village_doctor, assistant
};

/// A service grid (organisation specification 3): code = 9-digit township + 4 digits.
struct Grid {
    std::string id;
    std::string code;
    std::string name;
    std::string township_code;
    std::string institution_id;
    std::vector<std::string> division_codes;        // the villages it covers
    std::vector<GridPerson> persons;                // on the day asked for
    std::map<std::string, std::string> parts = {};  // of these villages the grid covers a part only: how addresses name it
};

/// People who pass on when grids or institutions change their shape. Empty: any, and for what comes after: stays as it is.
struct PeopleMove {
    std::string from_institution_id;
    std::string from_grid_id;
    std::string division_code;
    std::string part;               // of the village: whoever's address names it, with the household
    std::string to_institution_id;  // only of people whom `of_institution_id` manages
    std::string of_institution_id;
    std::string to_grid_id;
    std::string doctor;                // whose name the cover shows
    std::string to_village_code = {};  // the division that the village became
};
/// `change_seq` is the act's, taken by whoever moved the people, after their guards.
struct PeopleMoved {
    std::int64_t people = 0;
    std::int64_t change_seq = 0;
};
/// Moves everybody inside the act that reshapes; `only_count` writes nothing and takes no change_seq.
using PeopleMover =
    std::function<Result<PeopleMoved>(db::Connection& connection, const http::Request& request, const PeopleMove& move, bool only_count)>;

struct StaffMember {
    std::string id;
    std::string institution_id;
    std::string staff_no;
    std::string name;
    std::string post;
    std::string user_id;  // empty when the person has no account
    CivilDate valid_from;
    CivilDate valid_to;
    std::string sex = {};
    std::string birth_date = {};  // YYYY-MM-DD or empty
    std::string phone = {};       // folded; stored sealed
    std::string employment = {};  // established, contract, temporary, returned, village; empty: not stated
    std::string leave_reason = {};
    std::int64_t version = 1;
};

/// A person behind a grid on a day, with the name of the staff register when the account has one.
struct ResponsiblePerson {
    std::string user_id;
    std::string duty;
    std::string staff_id;
    std::string name;
};

/// One person gives everything open to another: the last day of the one is the day before the first of the other.
struct HandOver {
    std::string id;  // empty: minted
    std::string from_user_id;
    std::string to_user_id;
    CivilDate last_day;
    std::vector<std::string> grid_ids;  // empty: all
    std::string reason;
};

/// What a clinical act asks of the licences of who signs it.
struct PracticeQuery {
    std::string_view user_id;
    std::span<const std::string_view> licence_kinds;  // any of them
    std::string_view scope;                           // empty: any
    std::string_view institution_id;
    CivilDate on;
};

/// Somebody's work ended on a day, or goes on elsewhere from the day after.
struct WorkChange {
    std::string user_id;  // the account of the person
    std::string from_institution_id;
    std::string to_institution_id;  // empty: left
    CivilDate last_day;
};
/// Told inside the act that ended or moved somebody's work: accounts follow.
using WorkChanged =
    std::function<Result<std::monostate>(db::Connection& connection, const http::Request& request, const WorkChange& change)>;

/// An account by its id or its name, as far as it works in the county on the day: what the staff register may link a person to.
struct Account {
    std::string user_id;
    std::vector<std::string> institution_ids;  // where it holds a role
};
using FindAccount = std::function<std::optional<Account>(db::Connection& connection, std::string_view county_id,
                                                         std::string_view name_or_id, CivilDate on)>;

/// Told inside the act that moved an institution below another: whoever keeps sums by the tree makes them anew.
using TreeMoved = std::function<void(db::Connection& connection, std::string_view county_id, CivilDate today)>;

class Organization {
public:
    explicit Organization(Services services);
    ~Organization();
    /// Reads packs/organization below `packs_dir`; throws std::runtime_error when it is damaged. Without it there are no registers.
    void use_packs(const std::filesystem::path& packs_dir);
    void on_tree_moved(TreeMoved told) { tree_moved_ = std::move(told); }
    void on_work_changed(WorkChanged told) { work_changed_ = std::move(told); }
    void on_account_asked(FindAccount find) { find_account_ = std::move(find); }
    void on_people_move(PeopleMover mover) { people_mover_ = std::move(mover); }
    /// Everything under /api/institutions, /api/divisions, /api/grids, /api/staff, /api/figures, /api/registers and their reports.
    [[nodiscard]] http::RouteSet routes(ReachOf reach_of);

    // Reading -------------------------------------------------------------------------------------------------------------------
    [[nodiscard]] std::optional<Division> find_division(db::Connection& connection, std::string_view code) const;
    /// Direct children, by code.
    [[nodiscard]] std::vector<Division> divisions_under(db::Connection& connection, std::string_view parent_code) const;
    /// As they were on a day, past or present, under the names of that day; what was closed nobody knows when is not among them.
    [[nodiscard]] std::vector<Division> divisions_under(db::Connection& connection, std::string_view county_id,
                                                        std::string_view parent_code, CivilDate as_of) const;
    /// Every division of the county below it, by code: what an import resolves names and codes against.
    [[nodiscard]] std::vector<Division> divisions_of_county(db::Connection& connection, std::string_view county_id) const;

    [[nodiscard]] std::optional<Institution> find_institution(db::Connection& connection, std::string_view county_id,
                                                              std::string_view id) const;
    [[nodiscard]] std::optional<Institution> find_institution_by_code(db::Connection& connection, std::string_view county_id,
                                                                      std::string_view code) const;
    /// All that are valid on the day, parents before children, then by code.
    [[nodiscard]] std::vector<Institution> institutions(db::Connection& connection, std::string_view county_id, CivilDate on) const;
    /// The institution and everything it manages, sorted by id.
    [[nodiscard]] std::vector<std::string> subtree_ids(db::Connection& connection, std::string_view county_id, std::string_view id) const;
    /// The institution, its parent, … up to the root.
    [[nodiscard]] std::vector<std::string> ancestor_ids(db::Connection& connection, std::string_view county_id, std::string_view id) const;
    /// Division codes the institution itself serves on the day.
    [[nodiscard]] std::vector<std::string> areas_served(db::Connection& connection, std::string_view county_id,
                                                        std::string_view institution_id, CivilDate on) const;
    /// The institution that serves a village: its clinic, else the township's hospital. Nothing when nobody does.
    [[nodiscard]] std::optional<std::string> institution_serving(db::Connection& connection, std::string_view county_id,
                                                                 std::string_view division_code, CivilDate on) const;

    [[nodiscard]] std::optional<Grid> find_grid(db::Connection& connection, std::string_view county_id, std::string_view id,
                                                CivilDate on) const;
    [[nodiscard]] std::vector<Grid> grids(db::Connection& connection, std::string_view county_id, CivilDate on) const;
    /// Grids where the user is responsible on the day, sorted by id.
    [[nodiscard]] std::vector<std::string> grid_ids_of_user(db::Connection& connection, std::string_view county_id,
                                                            std::string_view user_id, CivilDate on) const;
    /// Who answers for the people of a grid on the day: derived by date, never copied to the people.
    [[nodiscard]] std::vector<ResponsiblePerson> responsible(db::Connection& connection, std::string_view county_id,
                                                             std::string_view grid_id, CivilDate on) const;
    /// LICENCE_MISSING, LICENCE_SCOPE or LICENCE_PLACE as 422 at "/signature"; an account outside the staff register has no licence.
    [[nodiscard]] Result<std::monostate> may_practise(db::Connection& connection, std::string_view county_id,
                                                      const PracticeQuery& query) const;
    /// May the user sign the form on the day, as strictly as packs/organization/practice-guard.csv says; 422 at /signature.
    [[nodiscard]] Result<std::monostate> may_sign(db::Connection& connection, std::string_view county_id, std::string_view form,
                                                  const PracticeQuery& query) const;
    /// All demands of a year, by indicator and institution ("" for the county's own); basis points.
    using Targets = std::map<std::pair<std::string, std::string>, std::int64_t>;
    [[nodiscard]] Targets targets(db::Connection& connection, std::string_view county_id, int year) const;
    /// What the county demands of an indicator: the institution's own target, else the county's.
    [[nodiscard]] static std::optional<std::int64_t> target_in(const Targets& targets, const std::string& indicator,
                                                               const std::string& institution_id);
    /// The grid that covers a village on the day, when exactly one does.
    [[nodiscard]] std::optional<std::string> grid_covering(db::Connection& connection, std::string_view county_id,
                                                           std::string_view division_code) const;

    /// Persons of `kind` ("usual_residents", "usual_residents_35", …) that the county entered for `year`, by institution: the figures
    /// of the areas that its management subtree serves, each area once; an area without a figure counts the sum of the areas below it.
    /// An institution that no figure covers is absent. (Residents specification 12, R1; programmes specification 5, H3.)
    [[nodiscard]] std::map<std::string, std::int64_t> figures_by_institution(db::Connection& connection, std::string_view county_id,
                                                                             int year, std::string_view kind) const;
    [[nodiscard]] std::optional<std::int64_t> figure_of_institution(db::Connection& connection, std::string_view county_id,
                                                                    std::string_view institution_id, int year, std::string_view kind) const;
    /// A number of the county that is no count, valid from a day: "hypertension.prevalence" -> "0.279". Decimal text.
    [[nodiscard]] std::optional<std::string> parameter(db::Connection& connection, std::string_view county_id, std::string_view name,
                                                       CivilDate on) const;

    // Writing: no audit line; the act that calls does that -----------------------------------------------------------------------
    /// Replaces what is known of the county's divisions by the table's; codes that vanished stay, marked closed. Gives their number,
    /// or 422 division-county-unknown.
    Result<std::int64_t> load_divisions(db::Connection& connection, std::string_view county_id, const DivisionTable& table) const;
    /// Refuses: institution-kind, institution-parent, institution-depth (more than 8 levels), institution-code-taken, institution-division.
    /// An empty id is minted. Gives the id.
    Result<std::string> add_institution(db::Connection& connection, std::string_view county_id, const Institution& institution,
                                        const Stamp& stamp);
    Result<std::monostate> add_service_area(db::Connection& connection, std::string_view county_id, std::string_view institution_id,
                                            std::string_view division_code, CivilDate from);
    /// Adds the grid with its villages; `persons` become responsible from `from` on.
    Result<std::string> add_grid(db::Connection& connection, std::string_view county_id, const Grid& grid, CivilDate from,
                                 const Stamp& stamp);
    /// From `from` on `user_id` is responsible; until = the last day, or nothing.
    Result<std::monostate> set_responsible(db::Connection& connection, std::string_view county_id, std::string_view grid_id,
                                           const GridPerson& person, CivilDate from, std::optional<CivilDate> until = {});
    /// Ends every responsibility of the user for the grid: `last_day` is the last day with access.
    void end_responsible(db::Connection& connection, std::string_view county_id, std::string_view grid_id, std::string_view user_id,
                         CivilDate last_day);
    /// Ends every duty of the one for the grids and begins the same duties of the other the day after; tasks follow, for they lie with
    /// the grid. Refuses: hand-over-self, hand-over-nothing, hand-over-date. Gives the number of duties.
    Result<std::int64_t> hand_over(db::Connection& connection, std::string_view county_id, const HandOver& act, const Stamp& stamp);
    /// Refuses: institution-unknown, STAFF_NUMBER_TAKEN, NAME_REQUIRED. Gives the id.
    Result<std::string> add_staff(db::Connection& connection, std::string_view county_id, const StaffMember& member,
                                  const Stamp& stamp = {"system", {}, 0});
    /// The account that a person of the staff signs in with.
    void link_account(db::Connection& connection, std::string_view county_id, std::string_view staff_id, std::string_view user_id) const;
    /// What became of the county's divisions, by date.
    [[nodiscard]] std::vector<organization_rules::DivisionChange> division_changes(db::Connection& connection,
                                                                                   std::string_view county_id) const;
    /// Nothing: the figure is taken back to "not given"; its history stays.
    void set_figure(db::Connection& connection, std::string_view county_id, int year, std::string_view division_code, std::string_view kind,
                    std::optional<std::int64_t> persons, const Stamp& stamp);
    void set_parameter(db::Connection& connection, std::string_view county_id, std::string_view name, CivilDate from,
                       std::string_view value, const Stamp& stamp);

    void set_target(db::Connection& connection, std::string_view county_id, std::string_view indicator, int year,
                    std::string_view institution_id, std::int64_t basis_points, const Stamp& stamp);

    /// Moves when anything that Reach depends on was written by this process.
    [[nodiscard]] std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

    /// For readers in memory; called again after a commit, since they may have read between the statement and the commit.
    void moved() { generation_.fetch_add(1, std::memory_order_acq_rel); }
    [[nodiscard]] const Services& services() const { return services_; }
    [[nodiscard]] const TreeMoved& tree_moved() const { return tree_moved_; }
    [[nodiscard]] const WorkChanged& work_changed() const { return work_changed_; }
    [[nodiscard]] const FindAccount& find_account() const { return find_account_; }
    [[nodiscard]] const PeopleMover& people_mover() const { return people_mover_; }

    struct Packs;  // modules/organization/packs.hpp
    [[nodiscard]] const Packs& packs() const { return *packs_; }

private:
    Services services_;
    TreeMoved tree_moved_;
    WorkChanged work_changed_;
    FindAccount find_account_;
    PeopleMover people_mover_;
    std::unique_ptr<const Packs> packs_;
    std::atomic<std::uint64_t> generation_{1};
};

}  // namespace jiwei::organization
