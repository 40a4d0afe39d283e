// Two archives of one person (residents specification, merging): enrolments, records, facts and tasks of the one become the other's, the
// numbers follow, and all of it can be given back.
#include <algorithm>
#include <set>

#include "modules/programmes/archive_tasks.hpp"
#include "modules/programmes/impl.hpp"
#include "modules/programmes/sql.hpp"

namespace jiwei::programmes {

namespace {

using json::Value;
using residents::ActContext;
using residents::Merge;

constexpr std::string_view merged_outcome = "merged";

Value text_value(std::string_view text) { return Value::string(std::string{text}); }

Value enrolment_value(const Enrolment& e) {
    Value value = Value::object();
    value.set("id", text_value(e.id));
    value.set("resident", text_value(e.resident_id));
    value.set("states", text_value(write_states(e.states)));
    value.set("places", text_value(write_places(e.places)));
    value.set("grid", text_value(e.grid_id));
    value.set("version", Value::integer(e.version));
    return value;
}

Value task_value(const Task& t) {
    Value value = Value::object();
    value.set("id", text_value(t.id));
    value.set("resident", text_value(t.resident_id));
    value.set("enrolment", text_value(t.enrolment_id));
    value.set("institution", text_value(t.institution_id));
    value.set("grid", text_value(t.grid_id));
    value.set("state", Value::integer(static_cast<int>(t.state)));
    value.set("done_on", text_value(t.done_on));
    value.set("outcome", text_value(t.outcome));
    return value;
}

/// A record without its text.
struct RecordHead {
    std::string id, enrolment_id, programme, form, service_date, author_id, supersedes;
};

std::vector<RecordHead> record_heads(db::Connection& connection, std::string_view county, std::string_view resident) {
    std::vector<RecordHead> heads;
    for (const db::Row row : connection.run(sql::all_records_of, {county, resident})) {
        heads.push_back({row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6)});
    }
    return heads;
}

std::vector<Task> tasks_of(db::Connection& connection, std::string_view county, std::string_view resident) {
    std::vector<Task> tasks;
    for (const db::Row row : connection.run(sql::all_tasks_of, {county, resident})) {
        Task one;
        one.id = row.string(0);
        one.resident_id = row.string(1);
        one.enrolment_id = row.string(2);
        one.programme = row.string(3);
        one.plan.code = row.string(4);
        one.plan.anchor = row.date(5).value_or(CivilDate{});
        one.state = static_cast<TaskState>(row.integer(10));
        one.institution_id = row.string(11);
        one.grid_id = row.string(12);
        one.done_on = row.string(15);
        one.outcome = row.string(17);
        one.is_referral = row.boolean(18);
        tasks.push_back(std::move(one));
    }
    return tasks;
}

/// What held before the survivor's own course began is what the other one says; the earliest enrolment counts everywhere.
void unite_courses(Enrolment& mine, const Enrolment& theirs, CivilDate on) {
    const CivilDate enrolled = std::min(mine.enrolled_on, theirs.enrolled_on);
    const bool comes_back = !mine.is_open() && theirs.is_open();
    std::vector<StateStep> states;
    for (const StateStep& step : theirs.states) {
        if (step.from < mine.states.front().from) states.push_back(step);
    }
    std::ranges::copy(mine.states, std::back_inserter(states));
    if (comes_back) set_from(states, {std::max(on, states.back().from), theirs.state, enrolled});
    for (StateStep& step : states) step.enrolled_on = std::min(step.enrolled_on, enrolled);
    mine.states = std::move(states);
    std::vector<PlaceStep> places;
    for (const PlaceStep& step : theirs.places) {
        if (step.from < mine.places.front().from) places.push_back(step);
    }
    std::ranges::copy(mine.places, std::back_inserter(places));
    mine.places = std::move(places);
}

void move_to_survivors_place(Enrolment& enrolment, const Merge& merge) {
    if (enrolment.places.back().institution_id != merge.institution_id)
        set_from(enrolment.places, {std::max(merge.on, enrolment.places.back().from), merge.institution_id});
    enrolment.grid_id = merge.grid_id;
    enrolment.follow_courses();
}

/// Of the open tasks of one kind only those of the latest visit are still due: the facts behind the others are not the last ones any more.
/// A task whose like is done already is not due either. Referrals stay, each is a promise of its own.
std::set<std::string> tasks_to_cancel(const std::vector<Task>& tasks, const Enrolment& enrolment) {
    std::set<std::string> cancelled;
    const auto of_enrolment = [&](const Task& t) { return t.enrolment_id == enrolment.id && !t.is_referral; };
    for (const Task& one : tasks) {
        if (!of_enrolment(one) || one.state != TaskState::pending) continue;
        for (const Task& other : tasks) {
            if (&one == &other || !of_enrolment(other) || other.plan.code != one.plan.code) continue;
            const bool is_done = other.state == TaskState::done || other.state == TaskState::done_late;
            const bool is_later = other.plan.anchor > one.plan.anchor || (other.plan.anchor == one.plan.anchor && other.id > one.id);
            if (is_done ? other.plan.anchor == one.plan.anchor
                        : other.state == TaskState::pending && is_later && !cancelled.contains(other.id))
                cancelled.insert(one.id);
        }
    }
    return cancelled;
}

class UnitingProgrammes {
public:
    UnitingProgrammes(const Programmes::Impl& impl, db::Connection& connection, const ActContext& act, const Merge& merge,
                      std::int64_t change_seq)
        : impl_{impl}, connection_{connection}, act_{act}, merge_{merge}, store_{connection, act.county_id}, change_seq_{change_seq} {}

    Result<residents::MergeParty::United> run() {
        const std::vector<RecordHead> theirs = record_heads(connection_, act_.county_id, merge_.loser_id);
        const std::vector<RecordHead> own = record_heads(connection_, act_.county_id, merge_.survivor_id);
        tasks_before_ = tasks_of(connection_, act_.county_id, merge_.loser_id);
        for (const Edition* edition : impl_.asking_of_archives(act_.today)) of_archives_.insert(edition->bundle.name);
        std::ranges::move(tasks_of(connection_, act_.county_id, merge_.survivor_id), std::back_inserter(tasks_before_));
        unite_enrolments();
        move_records(theirs);
        move_facts();
        move_reviews();
        move_tasks();
        JIWEI_CHECK(check_after_death());
        renew_numbers();
        if (enrolments_.items().empty() && theirs.empty() && tasks_before_.empty() && reviews_.items().empty())
            return residents::MergeParty::United{};
        Value moved = Value::object();
        moved.set("enrolments", std::move(enrolments_));
        moved.set("records", std::move(records_));
        moved.set("tasks", std::move(tasks_));
        moved.set("reviews", std::move(reviews_));
        return residents::MergeParty::United{std::move(moved), reviews(own, theirs)};
    }

private:
    void keep(const Enrolment& enrolment) {
        const std::string what = "merge:" + merge_.id;
        store_.update_enrolment(enrolment, {what, act_.principal.user_id, act_.trail.at.utc_ms, change_seq_});
    }

    /// The survivor's archive may have ended: then so does what the loser brings.
    void end_with_survivor(Enrolment& enrolment) {
        const auto brief = impl_.residents.brief(connection_, act_.county_id, merge_.survivor_id);
        const auto state = brief ? end_state(brief->status) : std::nullopt;
        if (!state || !enrolment.is_open() || enrolment.state == *state) return;
        const CivilDate on = std::max(brief->status_on.value_or(merge_.on), enrolment.states.front().from);
        set_from(enrolment.states, {on, *state, enrolment.enrolled_on});
        enrolment.follow_courses();
    }

    void unite_enrolments() {
        std::vector<Enrolment> mine = store_.enrolments_of_resident(merge_.survivor_id);
        const std::vector<Enrolment> theirs = store_.enrolments_of_resident(merge_.loser_id);
        first_year_ = act_.today.year();
        const auto remember = [this](const std::vector<Enrolment>& list) {
            for (const Enrolment& one : list) {
                enrolments_.append(enrolment_value(one));
                first_year_ = std::min(first_year_, one.states.front().from.year());
            }
        };
        remember(mine);
        remember(theirs);
        for (Enrolment one : theirs) {
            const auto same = std::ranges::find(mine, one.programme, &Enrolment::programme);
            if (same == mine.end()) {
                enrolment_now_[one.id] = one.id;
                one.resident_id = merge_.survivor_id;
                connection_.run(sql::move_enrolment, {act_.county_id, one.id, merge_.survivor_id});
                move_to_survivors_place(one, merge_);
                end_with_survivor(one);
                keep(one);
                continue;
            }
            enrolment_now_[one.id] = same->id;
            unite_courses(*same, one, merge_.on);
            set_from(one.states, {std::max(merge_.on, one.states.back().from), EnrolmentState::closed, one.enrolled_on});
            one.follow_courses();
            keep(one);
        }
        for (Enrolment& one : mine) {
            enrolment_now_[one.id] = one.id;
            move_to_survivors_place(one, merge_);
            end_with_survivor(one);
            keep(one);
        }
    }

    [[nodiscard]] const std::string& enrolment_now(const std::string& id) const {
        const auto found = enrolment_now_.find(id);
        return found == enrolment_now_.end() ? id : found->second;
    }

    void move_records(const std::vector<RecordHead>& heads) {
        for (const RecordHead& one : heads) {
            records_.append(Value::array({text_value(one.id), text_value(one.enrolment_id)}));
            connection_.run(sql::move_record, {act_.county_id, one.id, merge_.survivor_id, enrolment_now(one.enrolment_id)});
        }
    }

    /// Acts that were not taken go with the person they were about; photographs go with their record.
    void move_reviews() {
        for (const db::Row row : connection_.run(sql::reviews_of_resident, {act_.county_id, merge_.loser_id})) {
            reviews_.append(text_value(row.text(0)));
            connection_.run(sql::move_review, {act_.county_id, row.text(0), merge_.survivor_id});
        }
    }

    void move_facts() { give_facts(store_, merge_.loser_id, merge_.survivor_id, nullptr); }

    void move_tasks() {
        std::vector<Task> after = tasks_before_;
        for (Task& task : after) {
            if (of_archives_.contains(task.programme)) {
                // Of the archive itself: the survivor has its own, which follows when the change of the archive is told.
                if (task.resident_id == merge_.loser_id) cancel(task);
                continue;
            }
            task.resident_id = merge_.survivor_id;
            if (!task.enrolment_id.empty()) task.enrolment_id = enrolment_now(task.enrolment_id);
            if (task.state != TaskState::pending) continue;
            task.institution_id = merge_.institution_id;
            task.grid_id = merge_.grid_id;
        }
        std::vector<Enrolment> courses = store_.enrolments_of_resident(merge_.survivor_id);
        std::vector<std::string> screened;  // packs that need not screen any more
        for (const Enrolment& one : courses) {
            if (one.is_open()) std::ranges::move(impl_.screening_for(one.programme), std::back_inserter(screened));
        }
        Enrolment own;  // tasks of no enrolment
        courses.push_back(own);
        for (const Enrolment& enrolment : courses) {
            const std::set<std::string> cancelled = tasks_to_cancel(after, enrolment);
            for (Task& task : after) {
                const bool is_screened = task.enrolment_id.empty() && std::ranges::find(screened, task.programme) != screened.end();
                const bool is_ended = task.enrolment_id == enrolment.id && !enrolment.is_open();
                if (cancelled.contains(task.id) || is_screened || is_ended) cancel(task);
            }
        }
        for (std::size_t i = 0; i < after.size(); ++i) put_if_changed(tasks_before_[i], after[i]);
    }

    void cancel(Task& task) const {
        if (task.state != TaskState::pending) return;
        task.state = TaskState::cancelled;
        task.done_on = merge_.on.text();
        task.outcome = merged_outcome;
    }

    void put_if_changed(const Task& before, const Task& after) {
        const Value was = task_value(before);
        if (was == task_value(after)) return;
        tasks_.append(was);
        const std::int64_t closed = after.state == TaskState::pending ? 0 : change_seq_;
        connection_.run(sql::put_task, {act_.county_id, after.id, after.resident_id, after.enrolment_id, after.institution_id,
                                        after.grid_id, static_cast<int>(after.state), after.done_on, after.outcome, closed});
    }

    Result<void> check_after_death() {
        const auto brief = impl_.residents.brief(connection_, act_.county_id, merge_.survivor_id);
        if (!brief || brief->status != residents::Status::dead || !brief->status_on) return {};
        if (store_.records_after_date(merge_.survivor_id, *brief->status_on).empty()) return {};
        return refuse(Refusal::conflict, "AFTER_DEATH");
    }

    void renew_numbers() {
        const std::string& county = act_.county_id;
        const auto loser = impl_.residents.brief(connection_, county, merge_.loser_id);
        const auto survivor = impl_.residents.brief(connection_, county, merge_.survivor_id);
        if (!loser || !survivor) return;
        const int last_year = indicators::Indicators::last_open_year(act_.today);
        std::vector<rules::Fact> none;
        for (const Enrolment& one : store_.enrolments_of_resident(merge_.survivor_id)) {
            // The loser counts nowhere any more, whatever her enrolments were.
            impl_.indicators.put_contributions(connection_, county, merge_.loser_id,
                                               impl_.contributions(*loser, one, none, first_year_, last_year));
            impl_.renew_contributions(connection_, county, *survivor, one, first_year_, act_.today);
        }
    }

    /// Two visits of one programme on one day by one author may be one visit written down twice: somebody has to look.
    std::vector<std::string> reviews(const std::vector<RecordHead>& own, const std::vector<RecordHead>& theirs) const {
        std::vector<std::string> found;
        const auto superseded = [](const std::vector<RecordHead>& all, const std::string& id) {
            return std::ranges::any_of(all, [&](const RecordHead& one) { return one.supersedes == id; });
        };
        for (const RecordHead& a : own) {
            for (const RecordHead& b : theirs) {
                if (a.form != b.form || a.service_date != b.service_date || a.author_id != b.author_id) continue;
                if (superseded(own, a.id) || superseded(theirs, b.id)) continue;
                json::Writer out;
                out.begin_object().member("kind", "same-day").member("form", a.form).member("on", a.service_date);
                out.key("records").begin_array().string(a.id).string(b.id).end_array().end_object();
                found.push_back(out.take());
            }
        }
        return found;
    }

public:
    /// Facts of the records named in `only` (of all, without it) change hands.
    static void give_facts(Store& store, std::string_view from, std::string_view to, const std::set<std::string>* only) {
        std::map<std::pair<std::string, CivilDate>, std::vector<std::pair<std::string, std::string>>> by_record;
        for (const rules::Fact& fact : store.facts_of_resident(from)) {
            if (only == nullptr || only->contains(fact.record_id)) by_record[{fact.record_id, fact.on}].emplace_back(fact.code, fact.value);
        }
        for (const auto& [record, facts] : by_record) {
            store.remove_facts(from, record.first);
            store.insert_facts(to, record.second, record.first, facts);
        }
    }

private:
    const Programmes::Impl& impl_;
    db::Connection& connection_;
    const ActContext& act_;
    const Merge& merge_;
    Store store_;
    std::int64_t change_seq_;
    int first_year_ = 0;
    std::vector<Task> tasks_before_;
    std::set<std::string> of_archives_;  // packs whose tasks follow the archive
    std::map<std::string, std::string> enrolment_now_;
    Value enrolments_ = Value::array();
    Value records_ = Value::array();
    Value tasks_ = Value::array();
    Value reviews_ = Value::array();
};

/// Enrolments as they were; 409 when one of them was changed since the merge.
Result<void> give_enrolments_back(Store& store, db::Connection& connection, const ActContext& act, const Merge& merge, const Value& moved,
                                  std::int64_t change_seq) {
    const std::string what = "unmerge:" + merge.id;
    for (const Value& one : moved["enrolments"].items()) {
        auto enrolment = store.find_enrolment_by_id(one["id"].text());
        // The merge guarded it once before it was remembered, the undoing once again.
        if (!enrolment || enrolment->version != one["version"].as_integer().value_or(0) + 1)
            return refuse(Refusal::conflict, "MERGE_TOUCHED");
        enrolment->resident_id = one["resident"].text();
        enrolment->states = read_states(one["states"].text());
        enrolment->places = read_places(one["places"].text());
        enrolment->grid_id = one["grid"].text();
        enrolment->follow_courses();
        connection.run(sql::move_enrolment, {act.county_id, enrolment->id, enrolment->resident_id});
        store.update_enrolment(*enrolment, {what, act.principal.user_id, act.trail.at.utc_ms, change_seq});
    }
    return {};
}

}  // namespace

std::string_view Programmes::merge_name() const { return "programmes"; }

void Programmes::lock_merge(db::Connection& connection, const ActContext& act, const Merge& merge) {
    Store store{connection, act.county_id};
    static_cast<void>(store.guard_enrolments(std::min(merge.survivor_id, merge.loser_id)));
    static_cast<void>(store.guard_enrolments(std::max(merge.survivor_id, merge.loser_id)));
}

Result<residents::MergeParty::United> Programmes::unite(db::Connection& connection, const ActContext& act, const Merge& merge,
                                                        std::int64_t change_seq) {
    return UnitingProgrammes{*impl_, connection, act, merge, change_seq}.run();
}

Result<void> Programmes::separate(db::Connection& connection, const ActContext& act, const Merge& merge, const Value& moved,
                                  std::int64_t change_seq) {
    if (!moved.is_object()) return {};
    Store store{connection, act.county_id};
    int first_year = act.today.year();
    for (const Value& one : moved["enrolments"].items()) {
        const auto states = read_states(one["states"].text());
        if (!states.empty()) first_year = std::min(first_year, states.front().from.year());
    }
    JIWEI_CHECK(give_enrolments_back(store, connection, act, merge, moved, change_seq));
    std::set<std::string> records;
    for (const Value& one : moved["records"].items()) {
        if (one.items().size() != 2) continue;
        records.insert(one.items()[0].text());
        connection.run(sql::move_record, {act.county_id, one.items()[0].text(), merge.loser_id, one.items()[1].text()});
    }
    for (const Value& one : moved["reviews"].items()) connection.run(sql::move_review, {act.county_id, one.text(), merge.loser_id});
    UnitingProgrammes::give_facts(store, merge.survivor_id, merge.loser_id, &records);
    for (const Value& one : moved["tasks"].items()) {
        const std::int64_t state = one["state"].as_integer().value_or(0);
        connection.run(sql::put_task, {act.county_id, one["id"].text(), one["resident"].text(), one["enrolment"].text(),
                                       one["institution"].text(), one["grid"].text(), state, one["done_on"].text(), one["outcome"].text(),
                                       state == 0 ? std::int64_t{0} : change_seq});
    }
    for (const std::string& id : {merge.survivor_id, merge.loser_id}) {
        const auto brief = impl_->residents.brief(connection, act.county_id, id);
        if (!brief) continue;
        std::set<std::string> programmes;
        for (const Enrolment& one : store.enrolments_of_resident(id)) {
            programmes.insert(one.programme);
            impl_->renew_contributions(connection, act.county_id, *brief, one, first_year, act.today);
        }
        // What the survivor counted for with the loser's enrolments alone.
        for (const Value& one : moved["enrolments"].items()) {
            auto other = store.find_enrolment_by_id(one["id"].text());
            if (!other || programmes.contains(other->programme)) continue;
            other->states.clear();
            std::vector<rules::Fact> none;
            impl_->indicators.put_contributions(
                connection, act.county_id, id,
                impl_->contributions(*brief, *other, none, first_year, indicators::Indicators::last_open_year(act.today)));
        }
    }
    return {};
}

}  // namespace jiwei::programmes
