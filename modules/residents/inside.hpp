// What is behind the class Residents: its parts, and the acts that its files share.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/access/api.hpp"
#include "modules/indicators/api.hpp"
#include "modules/organization/api.hpp"
#include "modules/residents/api.hpp"
#include "modules/residents/columns.hpp"
#include "modules/residents/directory.hpp"
#include "modules/residents/model.hpp"
#include "modules/residents/prepare.hpp"
#include "modules/residents/search.hpp"
#include "modules/residents/store.hpp"
#include "platform/jobs/jobs.hpp"

namespace jiwei::residents {

/// What an archive that was merged into another one leaves it, so that it is still found.
struct Inherited {
    std::string name;
    std::string archive_no;
};

/// Everything that a change of one existing person writes.
struct Change {
    ResidentRow before;
    ResidentRow after;  // version and change_seq are filled in by write_change
    Secrets secrets_before;
    Secrets secrets_after;
    std::vector<Identifier> identifiers_before;
    std::vector<Identifier> identifiers_after;  // new ones have an empty number_enc
    std::vector<DatedStep> steps_before;
    std::vector<DatedStep> steps_after;
    std::optional<BasicRow> basic;  // set: the form was filled in anew
    std::string act;                // update, status
    std::string audit_reason;
    std::vector<Event> events;
    std::vector<Inherited> inherited;
    std::string household_id;                    // of the person, when the act looks at it
    std::string environment;                     // of that household, JSON
    std::string environment_after;               // the same, when it differs: written with the change
    std::shared_ptr<const Directory> directory;  // of that act: the others of the house, and who leaves it, are judged anew
};

/// A change between its guard and the county clock.
struct Guarded {
    Change change;
    std::vector<Key> keys;
};

struct Inside {
    Services services;
    organization::Organization& organization;
    access::Access& access;
    indicators::Indicators& indicators;
    std::unique_ptr<const Rules> rules;
    std::unique_ptr<const Columns> columns;
    mutable Directories directories;
    mutable Units units;
    std::vector<Listener*> listeners;
    std::vector<MergeParty*> parties;
    std::vector<UseSource*> use_sources;
    jobs::Runner* runner = nullptr;
    std::shared_ptr<fhir::Provider> patient;  // shared, so that only its own file needs to know what it is
    std::unique_ptr<indicators::ContributionSource> contributions;
    std::unique_ptr<indicators::ContributionSource> counted;

    Inside(Services s, organization::Organization& o, access::Access& a, indicators::Indicators& i, const std::string& packs_directory);

    [[nodiscard]] const crypto::FieldCipher& cipher() const { return services.cipher; }
    [[nodiscard]] PrepareContext prepare_context(const ActContext& act, const Directory& directory) const {
        return {*rules,      services.cipher, services.ids, directory, act.county_id, act.today, act.principal.display_name,
                use_sources, act.trail.at};
    }

    /// Opens its own read: never inside database.read or write.
    [[nodiscard]] std::shared_ptr<const Directory> directories_of(const ActContext& act) const {
        return directories.of(act.county_id, act.today);
    }

    // write.cpp
    [[nodiscard]] std::vector<Written> write_batch(db::Connection& connection, const ActContext& act, std::string_view action,
                                                   std::span<const PreparedResident> people) const;
    void write_new(db::Connection& connection, const ActContext& act, std::string_view action, std::span<Prepared* const> people,
                   std::span<const Event> events) const;
    // change.cpp
    [[nodiscard]] Result<std::int64_t> write_change(db::Connection& connection, const ActContext& act, Change change) const;
    /// The two halves of it: everything before the county clock, and what follows it but totals and listeners.
    [[nodiscard]] Result<Guarded> guard_change(db::Connection& connection, const ActContext& act, Change change,
                                               indicators::Change& totals) const;
    void store_change(db::Connection& connection, const ActContext& act, Guarded& guarded, std::int64_t seq) const;
    [[nodiscard]] Change begin_change(db::Connection& connection, std::string_view county_id, ResidentRow row) const;

    // life.cpp
    [[nodiscard]] Life life_of(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const;
    [[nodiscard]] std::vector<CivilDate> duplicate_turns(db::Connection& connection, std::string_view county_id,
                                                         std::string_view resident_id) const;
    /// Of everybody with after < id <= upto who has any.
    [[nodiscard]] std::map<std::string, Life> lives_between(db::Connection& connection, std::string_view county_id, std::string_view after,
                                                            std::string_view upto) const;
    /// All that a person contributes to: the archive's own indicators, and those of counting packs.
    [[nodiscard]] std::vector<indicators::Contribution> counts_of(const Cover& cover, const std::vector<DatedStep>& steps, int entered_year,
                                                                  Life life, CivilDate today) const;
    /// Puts right what the archive contributes, from the rows as they are now. After the county clock.
    void renew_counts(db::Connection& connection, const ActContext& act, std::string_view resident_id) const;

    // Use cases of the routes ---------------------------------------------------------------------------------------------------
    struct Created {
        Written written;
        std::vector<Finding> warnings;
    };
    struct Changed {
        std::int64_t version = 0;
        std::vector<Finding> warnings;
    };
    [[nodiscard]] Result<Created> open_archive(const ActContext& act, const auth::Grant& grant, const Stated& stated) const;
    [[nodiscard]] Result<Changed> change_cover(const ActContext& act, const auth::Grant& grant, std::string_view id,
                                               std::int64_t if_version, const json::Value& patch) const;
    [[nodiscard]] Result<Changed> change_cover(const ActContext& act, const access::Reach& reach, std::string_view id,
                                               std::int64_t if_version, const json::Value& patch) const;
    [[nodiscard]] Result<std::int64_t> change_status(const ActContext& act, const auth::Grant& grant, std::string_view id,
                                                     std::int64_t if_version, const json::Value& body) const;
    [[nodiscard]] Result<std::string> reveal(const ActContext& act, const auth::Grant& grant, std::string_view id, std::string_view field,
                                             std::string_view reason) const;

    // Reading -------------------------------------------------------------------------------------------------------------------
    /// True when the reach holds the row, or the person is treated by the reader.
    [[nodiscard]] bool may_see(db::Connection& connection, const ActContext& act, const access::Reach& reach, std::string_view id,
                               std::string_view institution_id, std::string_view grid_id) const;
    [[nodiscard]] bool may_see(db::Connection& connection, const ActContext& act, const access::Reach& reach,
                               const ResidentRow& row) const {
        return may_see(connection, act, reach, row.id, row.cover.institution_id, row.cover.grid_id);
    }
    [[nodiscard]] bool may_see(db::Connection& connection, const ActContext& act, const access::Reach& reach, const Brief& one) const {
        return may_see(connection, act, reach, one.id, one.institution_id, one.grid_id);
    }
    /// True when the reader's reach holds the person by grid, or the reader treats the person: what masks call near.
    [[nodiscard]] bool is_close(db::Connection& connection, const ActContext& act, const access::Reach& reach, std::string_view id,
                                std::string_view grid_id) const;
    /// Writes the access line of a read; the answer leaves after it is durable.
    void record_read(const ActContext& act, std::string_view action, std::string_view id, std::string_view reason = {}) const;
};

/// A course of days of turning ("2025-03-01;2025-04-11") that from today on is on or off; a turn back on the same day leaves no trace.
[[nodiscard]] std::string turned(std::string_view course, CivilDate today, bool is_on);

/// Enciphers the sensitive fields that differ.
void seal_changed(const Inside& in, Change& change);
/// The dated steps that follow from a changed cover or basic form.
void add_cover_steps(const ActContext& act, Change& change);

[[nodiscard]] ActContext act_of(const http::Request& request);
/// 403 "purpose-needed" when the grant opens no single person.
[[nodiscard]] Result<void> demand_person_grant(const auth::Grant& grant);

}  // namespace jiwei::residents
