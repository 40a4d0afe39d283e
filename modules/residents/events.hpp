// What the residents module tells others about a person, inside the act that changes the person.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/indicators/contributions.hpp"
#include "core/kernel/civil_date.hpp"
#include "core/kernel/json.hpp"
#include "core/rules/frame.hpp"
#include "modules/indicators/api.hpp"
#include "platform/audit/audit.hpp"
#include "platform/auth/principal.hpp"
#include "platform/db/connection.hpp"
#include "platform/http/problem.hpp"

namespace jiwei::residents {

/// Who acts, on whose behalf, and which day it is: carried through every act of this module.
struct ActContext {
    std::string county_id;
    auth::Principal principal;
    audit::Trail trail;
    CivilDate today;
};

/// RECORD_STATUS of the value sets. Stored; never renumber.
enum class Status : char { active = '1', moved_out = '2', dead = '3', lost = '4', closed = '5', merged = '6' };

enum class EventKind : unsigned char {
    created,         // a new archive
    changed,         // cover, identity or basic form answers
    moved,           // another institution or grid of this county manages the person now
    status_changed,  // status machine of the archive (service specification 2017, ch. 1)
};

struct Event {
    EventKind kind = EventKind::changed;
    std::string resident_id;
    std::int64_t version = 1;        // of the resident, after the change
    Status status = Status::active;  // after the change
    Status status_before = Status::active;
    /// The day from which the change counts: date of death, of the move, of creation.
    CivilDate on;
    std::string institution_id;  // after the change
    std::string grid_id;
    std::string institution_before;  // moved: where the person was managed until `on`
    // After the change, whatever the kind; set where the change is written.
    CivilDate birth_date;
    CivilDate opened_on;
    bool has_basic_form = false;  // the personal basic form is complete
    std::string residence_state;  // RESIDENCE_STATE
    std::optional<CivilDate> arrived_on;
};

/// Implemented by modules that follow a resident (programmes: cancel tasks, close enrolments); registered by the composition.
/// Both functions run in the act that changes the person and must not commit, audit the change itself, or take a change_seq.
class Listener {
public:
    virtual ~Listener() = default;
    /// Before the county clock: guarded updates of the listener's own aggregates, in id order. Most listeners need none.
    virtual void lock(db::Connection& connection, const ActContext& act, std::span<const Event> events) {
        static_cast<void>(connection);
        static_cast<void>(act);
        static_cast<void>(events);
    }
    /// After the clock: inserts, task changes, contributions. May refuse (services recorded after the date of death: AFTER_DEATH).
    [[nodiscard]] virtual Result<void> apply(db::Connection& connection, const ActContext& act, std::span<const Event> events,
                                             std::int64_t change_seq) = 0;
};

/// Two archives that turned out to be one person's. `institution_id` and `grid_id` manage the survivor after the merge.
struct Merge {
    std::string id;
    std::string survivor_id;
    std::string loser_id;
    CivilDate on;
    std::string institution_id;
    std::string grid_id;
};

/// Implemented by modules that keep rows of a resident; registered by the composition. All functions run in the act of the merge and must
/// not commit, audit the merge itself, or take a change_seq. When they run, the rows of both residents are already as they will be.
class MergeParty {
public:
    virtual ~MergeParty() = default;
    /// Under this name the rows that were moved are remembered. Stored; never change it.
    [[nodiscard]] virtual std::string_view merge_name() const = 0;
    /// Before the county clock: guarded updates of the party's own aggregates of both residents, in id order.
    virtual void lock_merge(db::Connection& connection, const ActContext& act, const Merge& merge) {
        static_cast<void>(connection);
        static_cast<void>(act);
        static_cast<void>(merge);
    }
    struct United {
        json::Value moved;                 // all that separate() needs; null: nothing was moved
        std::vector<std::string> reviews;  // what a person has to look at, as JSON objects without names
    };
    /// Everything of the loser becomes the survivor's; nothing is deleted.
    [[nodiscard]] virtual Result<United> unite(db::Connection& connection, const ActContext& act, const Merge& merge,
                                               std::int64_t change_seq) = 0;
    /// Gives everything back; 409 MERGE_TOUCHED when what was moved has been changed since.
    [[nodiscard]] virtual Result<void> separate(db::Connection& connection, const ActContext& act, const Merge& merge,
                                                const json::Value& moved, std::int64_t change_seq) = 0;
};

/// What another module knows of a person that counts for the indicators of the archive (dynamic use, standardised record).
struct Use {
    std::vector<rules::Fact> facts;  // those that packs/archive/facts.csv or a counting pack declares; records in force only
    std::vector<CivilDate> member;   // the days on which the person came into care of a programme and left it, in turn
};

/// The days on which at least one of the courses is on, as days of turning; each course begins with the day on which it turns on.
[[nodiscard]] std::vector<CivilDate> united_turns(const std::vector<std::vector<CivilDate>>& courses);

/// Implemented by modules whose services make a record a used one; registered by the composition. What it gives is read inside the act
/// that changes it, so a module that changes it calls Residents::use_contributions in the same act.
class UseSource {
public:
    virtual ~UseSource() = default;
    /// Before the county clock: what use_of() gives stays as it is until the act ends.
    virtual void lock_use(db::Connection& connection, std::string_view county_id, std::string_view resident_id) = 0;
    [[nodiscard]] virtual Use use_of(db::Connection& connection, std::string_view county_id, std::string_view resident_id) = 0;
    /// Of everybody with after < id <= upto; people without anything may be left out.
    [[nodiscard]] virtual std::map<std::string, Use> uses_between(db::Connection& connection, std::string_view county_id,
                                                                  std::string_view after, std::string_view upto) = 0;

    // Counting packs: without enrolment and with indicators. Whoever has an archive may count in them, year by year (docs/adr/0120).

    /// The codes of their indicators; none by default.
    [[nodiscard]] virtual std::vector<std::string> counted_indicators() const { return {}; }
    /// Another one when counted() may say something else of the same person.
    [[nodiscard]] virtual std::uint64_t counting_revision() const { return 0; }
    /// What the person adds to them in each of these years.
    [[nodiscard]] virtual std::vector<indicators::Contribution> counted(const core::indicators::PersonHistory& person, int first_year,
                                                                        int last_year) const {
        static_cast<void>(person);
        static_cast<void>(first_year);
        static_cast<void>(last_year);
        return {};
    }
};

}  // namespace jiwei::residents
