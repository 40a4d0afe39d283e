// The register of residents: one true record per person (service specification 2017, ch. 1), and what other modules may ask of it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/finding.hpp"
#include "core/kernel/json.hpp"
#include "core/kernel/sensitive.hpp"
#include "modules/access/api.hpp"
#include "modules/residents/events.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/route.hpp"
#include "platform/services.hpp"

namespace jiwei::organization {
class Organization;
struct PeopleMove;
struct PeopleMoved;
}  // namespace jiwei::organization
namespace jiwei::indicators {
class Indicators;
struct Contribution;
}  // namespace jiwei::indicators
namespace jiwei::core::indicators {
struct Lacking;
}
namespace jiwei::jobs {
class Runner;
}
namespace jiwei::fhir {
class Provider;
}

namespace jiwei::residents {

/// What the head of a file shows and every programme needs to decide. Sensitive fields are not in it.
struct Brief {
    std::string id;
    std::int64_t version = 1;
    std::string name;
    std::string sex;  // SEX_GBT2261_1: 0, 1, 2, 9
    CivilDate birth_date;
    std::string archive_no;      // 17 digits
    std::string institution_id;  // the institution that manages the person
    std::string grid_id;         // empty: none
    std::string village_code;    // 12-digit division code
    Status status = Status::active;
    std::optional<CivilDate> status_on;
    std::string residence_state;          // RESIDENCE_STATE: 1, 2, 3
    std::optional<CivilDate> arrived_on;  // nothing for registered locals
    CivilDate opened_on;
    std::int64_t change_seq = 0;  // of the last change
};

/// A person whom a device carries along, to be found and read without a connection.
struct Carried {
    std::string id;
    std::int64_t change_seq = 0;    // of the last change of the cover
    std::string village_code;       // 12-digit division code
    std::vector<std::string> keys;  // what the search box finds the person by, without anything made from a number in full
    std::string head;               // JSON, as GET /api/residents/{id} answers
};

/// What is stated about a person when an archive is opened: texts as typed, codes of the value sets; empty means not stated.
struct NewResident {
    std::string id;  // minted by the client (makes a retry safe) or by services.ids
    std::string name;
    std::string sex;             // may be empty when the ID number says it
    std::string birth_date;      // the same
    std::string id_type = "01";  // ID_TYPE; ignored when id_no is empty: a temporary identifier is allotted
    std::string id_no;
    std::string nationality;  // passports
    std::string phone;
    std::string contact_name;
    std::string contact_phone;
    std::string residence_type;  // RESIDENCE_TYPE
    std::string residence_state = "1";
    std::string arrived_on;
    std::string address;
    std::string registered_address;
    std::string village_code;
    std::string institution_id;
    std::string grid_id;
    std::string opened_on;  // empty: today
    std::string opened_by;  // empty: the acting user's display name
    std::string doctor;
    std::string archive_no;        // only for records brought from an earlier system; empty: allotted
    json::Value basic;             // answers of the personal basic information form without the fields above; null: not filled
    std::string duplicate_reason;  // of an institution's administrator, when somebody here is LIKELY the same person
};

/// A checked person, ready to be written: everything that costs time (rules, pinyin, ciphers) is done. Made without a database, on
/// any thread.
struct Prepared;
struct PreparedDelete {
    void operator()(Prepared* prepared) const;
};
using PreparedResident = std::unique_ptr<Prepared, PreparedDelete>;

/// What became of one person of a batch.
struct Written {
    enum class Kind : unsigned char { created, replayed, refused } kind = Kind::created;
    std::string resident_id;  // created or replayed; refused as DUP_EXACT: the existing person
    std::string archive_no;
    std::string temporary_id;     // allotted to people without a document
    std::vector<Finding> errors;  // refused: why, at the field
    bool conflict = false;        // DUP_EXACT, but name and birth date both differ from the existing person's
};

struct ImportOptions {
    std::string county_id;
    std::string institution_code;  // for rows that name neither institution nor a known village
    std::string village_code;      // for rows that name no village
    bool update = false;           // people who are here already are changed where the file says something else
    std::string edition = "2017";  // of the code lists: "2011" converts livestock pens
    int rows_per_act = 1'000;
    int workers = 0;  // 0: one less than the processors, at least one
};

struct ImportReport {
    std::string import_id;
    std::int64_t rows = 0;  // of data in the file
    std::int64_t created = 0;
    std::int64_t existing = 0;  // exact duplicates: already here
    std::int64_t bad = 0;
    std::int64_t differing = 0;   // of the existing: the file says something else
    std::int64_t changed = 0;     // of these: changed as the file says
    std::int64_t households = 0;  // made
    bool finished = false;
    std::vector<std::string> other_sheets;  // of a workbook: visible and not read
};

/// How a file of an earlier system names a person; empty members were not given.
struct Clue {
    std::string id_no;
    std::string archive_no;
    std::string name;
    std::optional<CivilDate> birth_date;
};
/// `ids`: who can be meant, at most three. `differs`: found by a number, but name and birth date are another person's.
struct Meant {
    std::vector<std::string> ids;
    bool differs = false;
};

/// As its reader may see it: `full` is empty where the reader sees the masked form only, both when none is known.
struct Phone {
    std::string full;
    std::string masked;
};

/// What a paper says of the person beside the answers of its form, as its reader may see it. `id_no` is empty where only a temporary
/// identifier is known.
struct OnPaper {
    std::string name;
    std::string id_no;
    std::string phone;
    std::string address;
};

/// Who reads people from a list of work, or for a paper.
struct Reader {
    const auth::Principal& principal;
    const access::Reach& reach;
    CivilDate today;
};

struct Inside;  // modules/residents/inside.hpp

/// Calendar years, both included.
struct YearSpan {
    int first = 0;
    int last = 0;
};

class Residents {
public:
    Residents(Services services, organization::Organization& organization, access::Access& access, indicators::Indicators& indicators,
              const std::string& packs_directory);
    ~Residents();
    Residents(const Residents&) = delete;
    Residents& operator=(const Residents&) = delete;

    /// Before the first act; the listener outlives this object.
    void listen(Listener& listener);
    /// The same for modules that keep rows of residents: asked in this order when archives are merged, in the reverse one when taken apart.
    void merge_with(MergeParty& party);
    /// Whose services make a record a used one, and who knows the members of programmes (R3, R4, C1).
    void learn_use_from(UseSource& source);
    /// Imports and the nightly search for duplicates run as jobs: registers their handlers.
    void register_jobs(jobs::Runner& runner);
    [[nodiscard]] http::RouteSet routes();
    /// Patient; lives as long as this object.
    [[nodiscard]] fhir::Provider& patient_provider();
    /// Recomputes R1 to R6 and C1 from the dated steps of every archive, for verify and rebuild; lives as long as this object.
    [[nodiscard]] indicators::ContributionSource& contribution_source();
    /// The same for counting packs, which start anew with every year (UseSource).
    [[nodiscard]] indicators::ContributionSource& counted_source() const;

    // --- for other modules, inside their own act or read ---------------------------------------------------------------------

    /// Nothing when there is no such resident in the county.
    [[nodiscard]] std::optional<Brief> brief(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const;
    /// The same, but 404 "not-found" when the person does not exist or lies outside the reach.
    [[nodiscard]] Result<Brief> brief_in_reach(db::Connection& connection, std::string_view county_id, std::string_view resident_id,
                                               const access::Reach& reach) const;
    /// Everybody alive and present in reach; nothing when they are more than `people_max`.
    [[nodiscard]] std::optional<std::vector<Carried>> carried(db::Connection& connection, std::string_view county_id, const Reader& reader,
                                                              std::size_t people_max) const;
    /// To call people from a list of work: in full where packs/roles/masks.csv says so at the edge `worklist`; the caller audits the
    /// list. Without a reader masked only.
    [[nodiscard]] std::map<std::string, Phone> phones(db::Connection& connection, std::string_view county_id, const Reader* reader,
                                                      std::span<const std::string> resident_ids) const;
    /// As packs/roles/masks.csv says at the edge `print`; the caller audits the print. Empty when there is no such person.
    [[nodiscard]] OnPaper on_paper(db::Connection& connection, std::string_view county_id, const Reader& reader,
                                   std::string_view resident_id) const;
    /// By the number of a document, else by the archive number, else by name and birth date together. Merged archives answer their
    /// survivor.
    [[nodiscard]] Meant who_is(db::Connection& connection, std::string_view county_id, const Clue& clue) const;
    /// Where the person lives, as written; empty when unknown. For rules that compare it, not to be shown.
    [[nodiscard]] std::string address(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const;
    /// Guarded update: locks the person against a concurrent change of status, for acts that must not happen after death. Before
    /// the county clock. 404 when unknown, 409 "resident-merged" (the survivor's id is allowed) when another archive took this one's place.
    [[nodiscard]] Result<Brief> lock(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const;

    /// Everybody whom the move means (merged archives apart) gets the other place, in the caller's act: cover, keys, dated steps, totals,
    /// and through the listeners enrolments and tasks; open offers follow. Takes the change_seq, after all guards; GRID_PEOPLE_MAX (422)
    /// above 20,000. `only_count` writes nothing and takes none.
    [[nodiscard]] Result<organization::PeopleMoved> reassign(db::Connection& connection, const ActContext& act,
                                                             const organization::PeopleMove& move, bool only_count) const;

    // --- opening archives ------------------------------------------------------------------------------------------------------

    /// Checks and enciphers; all findings at once, pointers like "/id_no". Soft findings do not refuse: they go to `warnings`.
    [[nodiscard]] tl::expected<PreparedResident, std::vector<Finding>> prepare(const NewResident& stated, const ActContext& act,
                                                                               std::vector<Finding>* warnings = nullptr) const;
    /// Writes up to 1,000 people in the caller's act, with one audit line: archive numbers, versions, search keys, person index,
    /// contributions, outbox, events. A refused person does not undo the others.
    [[nodiscard]] std::vector<Written> write_batch(db::Connection& connection, const ActContext& act,
                                                   std::span<const PreparedResident> people) const;

    /// What a listener would be told of the archives with id > `after` as they stand, in id order, as changes of `today`; merged ones
    /// apart. For listeners that learned to follow something after the archives were opened.
    [[nodiscard]] std::vector<Event> standing(db::Connection& connection, std::string_view county_id, std::string_view after,
                                              int residents_max, CivilDate today) const;

    // --- duplicates --------------------------------------------------------------------------------------------------------------

    /// Looks for possible duplicates of up to `residents_max` people with id > `after`, in the caller's act; gives the id to go on after,
    /// empty at the end. Imports and nightly work use it; desks look at once.
    [[nodiscard]] std::string scan_duplicates(db::Connection& connection, const ActContext& act, std::string_view after,
                                              int residents_max) const;

    /// Puts the search over everybody who was changed since the last one into the queue, once a day. False: it stood there already.
    [[nodiscard]] bool enqueue_duplicate_scan(db::Connection& connection, std::string_view county_id, CivilDate today) const;

    // --- indicators of the archive -----------------------------------------------------------------------------------------------

    /// What the person contributes to R3, R4 and C1, and in `years` to counting packs, when `own` is what the asking source will
    /// know after its act: to be planned and applied together with its own contributions. Before the county clock, under the guard of the
    /// asking module's aggregate.
    [[nodiscard]] std::vector<indicators::Contribution> use_contributions(db::Connection& connection, std::string_view county_id,
                                                                          std::string_view resident_id, const UseSource& source, Use own,
                                                                          YearSpan years) const;
    /// Takes the archive's lock for this act, before any other of the person: it stays as it is until the act ends.
    void hold(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const;
    /// What rules of indicators look at; nothing when there is no such archive.
    [[nodiscard]] std::optional<core::indicators::PersonHistory> history(db::Connection& connection, std::string_view county_id,
                                                                         std::string_view resident_id) const;

    /// Why somebody counts in an indicator of the archive and is not in its numerator (the archive pack's lacks.csv).
    [[nodiscard]] std::optional<core::indicators::Lacking> lacking(db::Connection& connection, std::string_view county_id,
                                                                   std::string_view indicator, std::string_view resident_id,
                                                                   CivilDate as_of) const;

    // --- files -----------------------------------------------------------------------------------------------------------------

    /// Imports a CSV or XLSX roster. Continues where an interrupted import of the same file stopped; a finished one is only
    /// counted. `progress(done, total)` after every chunk; answers false to stop.
    [[nodiscard]] Result<ImportReport> import_file(const std::string& path, const ImportOptions& options, const ActContext& act,
                                                   const std::function<bool(std::int64_t, std::int64_t)>& progress);
    /// The rows that were not imported, as CSV in the file's own columns with a reason column; `write` gets pieces of text.
    [[nodiscard]] Result<void> bad_rows(std::string_view county_id, std::string_view import_id,
                                        const std::function<void(std::string_view)>& write) const;
    /// Every resident with every field, as CSV that import_file reads back without loss. Full identities: audited.
    [[nodiscard]] Result<std::int64_t> export_csv(const ActContext& act, const std::function<void(std::string_view)>& write) const;
    [[nodiscard]] Result<std::int64_t> export_xlsx(const ActContext& act, const std::string& path) const;

    /// One JSON line a row of this module, tables and rows in a fixed order, plain values, without instants, ciphertexts, blind
    /// indexes and versions of packs: the same county gives the same lines. `export --canonical` hashes the lines of all modules;
    /// every module has this function.
    void export_canonical(db::Connection& connection, std::string_view county_id, const std::function<void(std::string_view)>& line) const;

private:
    std::unique_ptr<Inside> inside_;
};

}  // namespace jiwei::residents
