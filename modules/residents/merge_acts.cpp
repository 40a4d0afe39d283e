// Proposing, approving and taking back a merge: one act each.
#include <algorithm>

#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/cards.hpp"
#include "modules/residents/duplicates.hpp"
#include "modules/residents/household.hpp"
#include "modules/residents/merge.hpp"
#include "modules/residents/merge_kept.hpp"
#include "modules/residents/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::residents {
namespace {

constexpr std::size_t merge_reason_characters_min = 4;
constexpr std::size_t merge_reason_characters_max = 200;

Result<void> check_reason(std::string_view reason) {
    const std::size_t length = utf8::length(reason);
    if (length < merge_reason_characters_min || length > merge_reason_characters_max)
        return refuse_field(Refusal::unprocessable, "/reason", "REASON_REQUIRED", "4-200 characters");
    return {};
}

/// One of the two is enough: the other may be another institution's, and somebody has to see both.
bool one_in_reach(const access::Reach& reach, const MergePair& pair) {
    const Cover& a = pair.survivor.before.cover;
    const Cover& b = pair.loser.before.cover;
    return reach.holds(a.institution_id, a.grid_id) || reach.holds(b.institution_id, b.grid_id);
}

void lock_people(db::Connection& connection, std::string_view county, std::string_view a, std::string_view b) {
    connection.run(sql::touch_resident, {county, std::min(a, b)});
    connection.run(sql::touch_resident, {county, std::max(a, b)});
}

Merge merge_of(const MergeRow& row, const Change& survivor, CivilDate today) {
    return {row.id, row.survivor_id, row.loser_id, today, survivor.after.cover.institution_id, survivor.after.cover.grid_id};
}

Event changed_event(const ActContext& act, const Change& change) {
    Event event;
    event.resident_id = change.after.id;
    event.status = event.status_before = change.after.status.status;
    event.on = act.today;
    event.institution_id = event.institution_before = change.after.cover.institution_id;
    event.grid_id = change.after.cover.grid_id;
    return event;
}

void audit_merge(db::Connection& connection, const ActContext& act, std::string_view action, const MergeRow& row) {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = action;
    entry.resource = "resident_merge";
    entry.resource_id = row.id;
    entry.person_id = row.survivor_id;
    entry.reason = row.survivor_id + " <- " + row.loser_id + " " + row.choices;
    entry.after_hash = crypto::sha256_hex(row.kept.empty() ? row.choices : row.kept);
    audit::append_act(connection, act.county_id, entry);
}

/// The loser's documents become the survivor's: behind her own, in their order.
void plan_identifiers(const ActContext& act, MergePair& pair) {
    Change& kept = pair.survivor;
    std::int64_t last_no = 0;
    for (const Identifier& one : kept.identifiers_before) last_no = std::max(last_no, one.no);
    for (Identifier one : pair.loser.identifiers_before) {
        one.no = ++last_no;
        kept.identifiers_before.push_back(one);
    }
    kept.identifiers_after = kept.identifiers_before;
    bool found = false;
    for (Identifier& one : kept.identifiers_after) {
        const bool wanted = !found && one.type == kept.after.cover.id_type && one.number == kept.secrets_after.id_no;
        if (one.current && !wanted) one.valid_to = act.today.text();
        if (wanted) one.valid_to.clear();
        one.current = wanted;
        found = found || wanted;
    }
}

/// The archive has existed since the earlier of the two was opened.
void unite_steps(const ActContext& act, MergePair& pair) {
    std::vector<DatedStep> steps;
    for (const DatedStep& step : pair.loser.steps_before) {
        if (pair.survivor.steps_before.empty() || step.from < pair.survivor.steps_before.front().from) steps.push_back(step);
    }
    std::ranges::copy(pair.survivor.steps_before, std::back_inserter(steps));
    pair.survivor.steps_after = std::move(steps);
    // Whoever asked to see one of the two archives sees the united one.
    const bool was_opened = !pair.loser.steps_before.empty() && pair.loser.steps_before.back().opened;
    if (was_opened && !pair.survivor.steps_after.back().opened) change_from(pair.survivor.steps_after, act.today.text(), {.opened = true});
    add_cover_steps(act, pair.survivor);
}

void close_loser(const ActContext& act, const MergeRow& row, Change& loser) {
    loser.after.status = StatusFields{Status::merged, act.today.text(), R"({"merge":")" + row.id + R"("})", row.survivor_id};
    change_from(loser.steps_after, act.today.text(), {.status = "6"});
}

class Uniting {
public:
    Uniting(const Inside& in, db::Connection& connection, const ActContext& act, MergeRow& row, MergePair& pair)
        : in_{in}, connection_{connection}, act_{act}, row_{row}, pair_{pair} {}

    Result<void> run() {
        for (const db::Row old : connection_.run(sql::losers_of, {act_.county_id, row_.loser_id})) flattened_.push_back(old.string(0));
        pair_.survivor.inherited.push_back({pair_.loser.before.cover.name, pair_.loser.before.archive_no});
        std::ranges::copy(pair_.loser.inherited, std::back_inserter(pair_.survivor.inherited));
        pair_.survivor.act = pair_.loser.act = "merge";
        pair_.survivor.audit_reason = pair_.loser.audit_reason = row_.id;
        const std::vector<Identifier> own = pair_.survivor.identifiers_before;
        plan_identifiers(act_, pair_);
        unite_steps(act_, pair_);
        close_loser(act_, row_, pair_.loser);
        if (pair_.survivor.basic) pair_.survivor.basic->version = 0;
        pair_.survivor.events = {changed_event(act_, pair_.survivor)};
        json::Value kept = kept_of(pair_, own, flattened_);

        indicators::Change totals;
        JIWEI_CHECK(guard(totals));
        const Merge merge = merge_of(row_, pair_.survivor, act_.today);
        for (MergeParty* party : in_.parties) party->lock_merge(connection_, act_, merge);
        const std::int64_t seq = change::next_seq(connection_, act_.county_id);
        in_.indicators.apply(totals, connection_, act_.county_id);
        move_documents(own);
        connection_.run(sql::move_losers, {act_.county_id, row_.loser_id, row_.survivor_id});
        in_.store_change(connection_, act_, *loser_, seq);
        in_.store_change(connection_, act_, *survivor_, seq);
        connection_.run(sql::set_merged_into, {act_.county_id, row_.loser_id, row_.survivor_id});
        kept.set("cards", unite_cards(connection_, act_, row_.survivor_id, row_.loser_id, seq));
        kept.set("household", unite_households(connection_, act_, row_.survivor_id, row_.loser_id, seq));
        row_.kept = sealed_merge(kept, in_.cipher());
        JIWEI_CHECK(unite_parties(merge, seq));
        close_pairs_of_merged(in_, connection_, act_, row_, seq);
        // Services, memberships and duplicates are the survivor's now.
        in_.renew_counts(connection_, act_, row_.survivor_id);
        for (Listener* listener : in_.listeners) JIWEI_CHECK(listener->apply(connection_, act_, survivor_->change.events, seq));
        return {};
    }

private:
    Result<void> guard(indicators::Change& totals) {
        const bool survivor_first = row_.survivor_id < row_.loser_id;
        for (const bool is_survivor : {survivor_first, !survivor_first}) {
            auto guarded = in_.guard_change(connection_, act_, is_survivor ? pair_.survivor : pair_.loser, totals);
            if (!guarded) return tl::unexpected(guarded.error());
            (is_survivor ? survivor_ : loser_).emplace(std::move(*guarded));
        }
        return {};
    }

    void move_documents(const std::vector<Identifier>& own) {
        const auto& all = pair_.survivor.identifiers_before;
        for (std::size_t i = own.size(); i < all.size(); ++i) {
            const Identifier& from = pair_.loser.identifiers_before[i - own.size()];
            store::move_identifier(connection_, act_.county_id, row_.loser_id, from.no, row_.survivor_id, all[i]);
        }
    }

    Result<void> unite_parties(const Merge& merge, std::int64_t seq) {
        json::Value moved = json::Value::object();
        std::string reviews;
        for (MergeParty* party : in_.parties) {
            JIWEI_TRY(united, party->unite(connection_, act_, merge, seq));
            moved.set(std::string{party->merge_name()}, std::move(united.moved));
            for (const std::string& review : united.reviews) reviews += (reviews.empty() ? "" : ",") + review;
        }
        row_.moved = json::write(moved);
        row_.reviews = "[" + reviews + "]";
        return {};
    }

    const Inside& in_;
    db::Connection& connection_;
    const ActContext& act_;
    MergeRow& row_;
    MergePair& pair_;
    std::vector<std::string> flattened_;
    std::optional<Guarded> survivor_;
    std::optional<Guarded> loser_;
};

class Separating {
public:
    Separating(const Inside& in, db::Connection& connection, const ActContext& act, MergeRow& row, Change& survivor, Change& loser)
        : in_{in}, connection_{connection}, act_{act}, row_{row}, survivor_{survivor}, loser_{loser} {}

    Result<void> run() {
        const json::Value kept = opened_merge(row_.kept, in_.cipher());
        JIWEI_CHECK(restore(in_, kept, survivor_, loser_, find_basic_now()));
        inherit_again(kept);
        survivor_.act = loser_.act = "unmerge";
        survivor_.audit_reason = loser_.audit_reason = row_.id;
        survivor_.events = {changed_event(act_, survivor_)};
        loser_.events = {changed_event(act_, loser_)};

        indicators::Change totals;
        std::optional<Guarded> stays;
        std::optional<Guarded> returns;
        const bool survivor_first = row_.survivor_id < row_.loser_id;
        for (const bool is_survivor : {survivor_first, !survivor_first}) {
            auto guarded = in_.guard_change(connection_, act_, is_survivor ? survivor_ : loser_, totals);
            if (!guarded) return tl::unexpected(guarded.error());
            (is_survivor ? stays : returns).emplace(std::move(*guarded));
        }
        const Merge merge = merge_of(row_, survivor_, act_.today);
        for (MergeParty* party : in_.parties) party->lock_merge(connection_, act_, merge);
        const std::int64_t seq = change::next_seq(connection_, act_.county_id);
        in_.indicators.apply(totals, connection_, act_.county_id);
        give_documents_back(kept);
        connection_.run(sql::set_merged_into, {act_.county_id, row_.loser_id, nullptr});
        for (const json::Value& id : kept["losers"].items())
            connection_.run(sql::set_merged_into, {act_.county_id, id.text(), row_.loser_id});
        in_.store_change(connection_, act_, *stays, seq);
        in_.store_change(connection_, act_, *returns, seq);
        if (takes_basic_away(kept)) connection_.run(sql::delete_basic, {act_.county_id, row_.survivor_id});
        give_cards_back(connection_, act_, kept["cards"], row_.loser_id, seq);
        JIWEI_CHECK(separate_households(connection_, act_, kept["household"], seq));
        JIWEI_CHECK(separate_parties(merge, seq));
        open_pairs_of_unmerged(in_, connection_, act_, row_, seq);
        in_.renew_counts(connection_, act_, row_.survivor_id);
        in_.renew_counts(connection_, act_, row_.loser_id);
        for (Listener* listener : in_.listeners) {
            JIWEI_CHECK(listener->apply(connection_, act_, stays->change.events, seq));
            JIWEI_CHECK(listener->apply(connection_, act_, returns->change.events, seq));
        }
        return {};
    }

private:
    std::optional<BasicRow> find_basic_now() { return basic_now_ = store::find_basic(connection_, act_.county_id, row_.survivor_id); }

    /// The form came from the loser and the survivor had none: it goes as it came.
    bool takes_basic_away(const json::Value& kept) const {
        return kept["basic_changed"].as_boolean().value_or(false) && kept["basic"].is_null() && basic_now_ && basic_now_->version == 1;
    }

    /// Names and archive numbers of those who had been merged into the loser before go with the loser.
    void inherit_again(const json::Value& kept) {
        survivor_.inherited.clear();
        loser_.inherited.clear();
        for (const db::Row old : connection_.run(sql::losers_of, {act_.county_id, row_.survivor_id})) {
            const std::string_view id = old.text(0);
            if (id == row_.loser_id) continue;
            const bool follows = std::ranges::any_of(kept["losers"].items(), [&](const json::Value& one) { return one.text() == id; });
            (follows ? loser_ : survivor_).inherited.push_back({old.string(1), old.string(2)});
        }
    }

    void give_documents_back(const json::Value& kept) {
        for (const Identifier& one : loser_.identifiers_after) {
            for (const json::Value& moved : kept["identifiers"].items()) {
                if (moved["from"].as_integer() != one.no) continue;
                store::move_identifier(connection_, act_.county_id, row_.survivor_id, moved["to"].as_integer().value_or(0), row_.loser_id,
                                       one);
            }
        }
    }

    Result<void> separate_parties(const Merge& merge, std::int64_t seq) {
        const auto moved = json::parse(row_.moved);
        for (auto party = in_.parties.rbegin(); party != in_.parties.rend(); ++party) {
            const json::Value& rows = moved ? (*moved)[(*party)->merge_name()] : json::Value{};
            JIWEI_CHECK((*party)->separate(connection_, act_, merge, rows, seq));
        }
        return {};
    }

    const Inside& in_;
    db::Connection& connection_;
    const ActContext& act_;
    MergeRow& row_;
    Change& survivor_;
    Change& loser_;
    std::optional<BasicRow> basic_now_;
};

/// The row in the wanted state, guarded; else why not, which only those learn who have one of the two in reach.
Result<MergeRow> guard_row(db::Connection& connection, std::string_view county, const access::Reach& reach, std::string_view id,
                           std::string_view state) {
    const bool guarded = connection.run(sql::guard_merge, {county, id, state}).affected() > 0;
    auto row = find_merge(connection, county, id);
    if (!row) return refuse(Refusal::not_found, "not-found");
    const auto holds = [&](const std::string& resident_id) {
        const auto person = store::find_brief(connection, county, resident_id);
        return person && reach.holds(person->institution_id, person->grid_id);
    };
    if (!holds(row->survivor_id) && !holds(row->loser_id)) return refuse(Refusal::not_found, "not-found");
    if (!guarded) return refuse(Refusal::conflict, "merge-state", row->state);
    return std::move(*row);
}

void decide_row(db::Connection& connection, const ActContext& act, MergeRow& row, std::string_view state, std::string_view reason) {
    row.state = state;
    row.decided_by = act.principal.user_id;
    row.decided_by_name = act.principal.display_name;
    row.decided_at = act.trail.at.utc_ms;
    row.decided_on = act.today.text();
    row.decision_reason = reason;
    connection.run(sql::decide_merge, {act.county_id, row.id, row.state, row.survivor_id, row.loser_id, row.decided_by, row.decided_by_name,
                                       row.decided_at, row.decided_on, row.decision_reason, db::Bytes{row.kept}, row.moved, row.reviews});
}

/// A complete set of choices: what was stated, and the platform's own for the rest.
Result<json::Value> complete_choices(const MergePair& pair, const json::Value& stated) {
    json::Value choices = proposed_choices(pair);
    for (const auto& [key, value] : stated.members()) {
        if (choices.find(key) == nullptr)
            return refuse_field(Refusal::unprocessable, "/choices/" + key, "FIELD_UNKNOWN", "a field of the comparison");
        if (value.text() != "survivor" && value.text() != "loser")
            return refuse_field(Refusal::unprocessable, "/choices/" + key, "CODE_UNKNOWN", "survivor, loser");
        choices.set(key, value);
    }
    return choices;
}

}  // namespace

Result<MergeRow> propose_merge(const Inside& in, const ActContext& act, const access::Reach& reach, const MergeProposal& proposal) {
    JIWEI_CHECK(check_reason(proposal.reason));
    return in.services.database.write([&](db::Connection& connection) -> Result<MergeRow> {
        const std::string& county = act.county_id;
        lock_people(connection, county, proposal.a, proposal.b);
        if (const auto known = find_merge(connection, county, proposal.id)) {
            if (known->body_hash != proposal.hash) return refuse(Refusal::conflict, "id-taken");
            return *known;
        }
        JIWEI_TRY(pair, load_pair(in, connection, county, proposal.a, proposal.b));
        if (!one_in_reach(reach, pair)) return refuse(Refusal::not_found, "not-found");
        JIWEI_CHECK(check_pair(pair));
        for (const std::string* id : {&pair.survivor.before.id, &pair.loser.before.id}) {
            for (const db::Row other : connection.run(sql::merges_of, {county, *id})) {
                if (other.text(1) == "proposed") return refuse(Refusal::conflict, "merge-open", other.string(0));
            }
        }
        JIWEI_TRY(choices, complete_choices(pair, proposal.choices));
        JIWEI_CHECK(apply_choices(in, act, pair, choices));
        MergeRow row;
        row.id = proposal.id;
        row.survivor_id = pair.survivor.before.id;
        row.loser_id = pair.loser.before.id;
        row.choices = json::write_canonical(choices);
        static_cast<void>(change::next_seq(connection, county));
        connection.run(sql::insert_merge, {county, row.id, row.survivor_id, row.loser_id, row.choices, proposal.reason, proposal.hash,
                                           act.principal.user_id, act.principal.display_name, act.trail.at.utc_ms, db::Bytes{}});
        audit_merge(connection, act, "propose", row);
        return *find_merge(connection, county, row.id);
    });
}

Result<MergeRow> approve_merge(const Inside& in, const ActContext& act, const access::Reach& reach, std::string_view id,
                               std::string_view reason) {
    return in.services.database.write([&](db::Connection& connection) -> Result<MergeRow> {
        JIWEI_TRY(row, guard_row(connection, act.county_id, reach, id, "proposed"));
        if (row.proposed_by == act.principal.user_id) return refuse(Refusal::forbidden, "proposer-approves", "another person approves");
        lock_people(connection, act.county_id, row.survivor_id, row.loser_id);
        JIWEI_TRY(pair, load_pair(in, connection, act.county_id, row.survivor_id, row.loser_id));
        JIWEI_CHECK(check_pair(pair));
        // Between proposal and approval a number may have been entered: then the other archive would stay, and the choices mean nothing.
        if (pair.survivor.before.id != row.survivor_id) return refuse(Refusal::conflict, "merge-changed", "propose it again");
        const auto choices = json::parse(row.choices);
        JIWEI_CHECK(apply_choices(in, act, pair, choices ? *choices : json::Value{}));
        JIWEI_CHECK((Uniting{in, connection, act, row, pair}.run()));
        decide_row(connection, act, row, "merged", reason);
        audit_merge(connection, act, "approve", row);
        return row;
    });
}

Result<MergeRow> refuse_merge(const Inside& in, const ActContext& act, const access::Reach& reach, std::string_view id,
                              std::string_view reason) {
    JIWEI_CHECK(check_reason(reason));
    return in.services.database.write([&](db::Connection& connection) -> Result<MergeRow> {
        JIWEI_TRY(row, guard_row(connection, act.county_id, reach, id, "proposed"));
        static_cast<void>(change::next_seq(connection, act.county_id));
        row.moved.clear();
        row.reviews = "[]";
        decide_row(connection, act, row, "refused", reason);
        audit_merge(connection, act, "refuse", row);
        return row;
    });
}

Result<MergeRow> undo_merge(const Inside& in, const ActContext& act, const access::Reach& reach, std::string_view id,
                            std::string_view reason) {
    JIWEI_CHECK(check_reason(reason));
    return in.services.database.write([&](db::Connection& connection) -> Result<MergeRow> {
        JIWEI_TRY(row, guard_row(connection, act.county_id, reach, id, "merged"));
        const auto merged_on = parse_civil_date(row.decided_on);
        if (!merged_on || !identity::may_undo_merge(*merged_on, act.today)) return refuse(Refusal::conflict, "MERGE_TOO_OLD", "30");
        lock_people(connection, act.county_id, row.survivor_id, row.loser_id);
        auto survivor_row = store::find(connection, act.county_id, row.survivor_id);
        auto loser_row = store::find(connection, act.county_id, row.loser_id);
        if (!survivor_row || !loser_row) return refuse(Refusal::not_found, "not-found");
        if (survivor_row->status.status == Status::merged || loser_row->status.merged_into != row.survivor_id)
            return refuse(Refusal::conflict, "MERGE_TOUCHED");
        Change survivor = in.begin_change(connection, act.county_id, std::move(*survivor_row));
        Change loser = in.begin_change(connection, act.county_id, std::move(*loser_row));
        JIWEI_CHECK((Separating{in, connection, act, row, survivor, loser}.run()));
        row.state = "undone";
        row.undone_by = act.principal.user_id;
        row.undone_by_name = act.principal.display_name;
        row.undone_at = act.trail.at.utc_ms;
        row.undo_reason = reason;
        connection.run(sql::undo_merge, {act.county_id, row.id, row.undone_by, row.undone_by_name, row.undone_at, row.undo_reason});
        audit_merge(connection, act, "undo", row);
        return row;
    });
}

}  // namespace jiwei::residents
