#include "modules/residents/roster_household.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "modules/residents/cards.hpp"
#include "modules/residents/household_store.hpp"
#include "modules/residents/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/text/normalise.hpp"

namespace jiwei::residents {
namespace {

constexpr int members_read_at_once = 1'000;
constexpr std::size_t members_of_group_max = 60;
constexpr std::string_view other_kin = "8";

/// One row of resident_import_member.
struct Kin {
    std::int64_t row = 0;
    std::string household;
    std::string relation;
    std::string resident_id;  // empty: the row was not taken
    std::string rest;
};

/// Rows of one household; or, of our own export, one row that holds households as they were.
struct Group {
    std::vector<Kin> kin;
    bool is_whole = false;
};

std::vector<Kin> read_kin(db::Connection& connection, const ImportRun& run, std::int64_t after) {
    std::vector<Kin> found;
    for (const db::Row row : connection.run(sql::list_import_members, {run.act.county_id, run.import_id, after, members_read_at_once}))
        found.push_back({row.integer(0), row.string(1), row.string(2), row.string(3), row.string(4)});
    return found;
}

/// With a number of the household its rows may stand anywhere in the file; without one they follow their head.
std::vector<Group> groups_of(const std::vector<Kin>& all) {
    std::vector<Group> groups;
    for (const Kin& one : all) {
        if (!one.rest.empty()) groups.push_back({{one}, true});
    }
    std::map<std::string, std::size_t, std::less<>> by_number;
    bool follows_head = false;
    std::optional<std::size_t> numbered;  // the row before had the number of this group, or none and belonged to it
    for (const Kin& one : all) {
        if (!one.household.empty()) {
            const auto [at, is_new] = by_number.emplace(one.household, groups.size());
            if (is_new) groups.emplace_back();
            groups[at->second].kin.push_back(one);
            follows_head = false;
            numbered = at->second;
            continue;
        }
        // A number that stands once for all rows of a house, as merged cells leave it in a text file.
        if (numbered && !one.relation.empty() && one.relation != head_relation) {
            groups[*numbered].kin.push_back(one);
            continue;
        }
        numbered.reset();
        if (one.resident_id.empty() || one.relation.empty()) {
            // A head who was not taken leaves those after him without a household; a member who was not taken does not.
            follows_head = follows_head && !one.relation.empty() && one.relation != head_relation;
            continue;
        }
        if (one.relation == head_relation) {
            groups.emplace_back();
            follows_head = true;
        }
        if (follows_head) groups.back().kin.push_back(one);
    }
    return groups;
}

const Kin* head_of(const Group& group) {
    const auto head =
        std::ranges::find_if(group.kin, [](const Kin& one) { return one.relation == head_relation && !one.resident_id.empty(); });
    return head == group.kin.end() ? nullptr : &*head;
}

class HouseholdMaker {
public:
    HouseholdMaker(const Inside& in, db::Connection& connection, const ImportRun& run, const Directory& directory)
        : in_{in}, connection_{connection}, act_{run.act}, directory_{directory} {}

    /// How many households were made.
    std::int64_t make(const Group& group) {
        if (!group.is_whole) return assemble(group) ? 1 : 0;
        std::int64_t made = 0;
        const auto households = json::parse(group.kin.front().rest);
        if (!households) return 0;
        for (const json::Value& one : households->items()) made += restore(one) ? 1 : 0;
        return made;
    }
    [[nodiscard]] std::int64_t seq() {
        if (seq_ == 0) seq_ = change::next_seq(connection_, act_.county_id);
        return seq_;
    }

private:
    bool assemble(const Group& group) {
        const Kin* head = head_of(group);
        std::string id = household_of_any(group);
        bool is_new = false;
        if (id.empty()) {
            if (head == nullptr || group.kin.size() > members_of_group_max || !is_free(head->resident_id)) return false;
            id = open(*head);
            is_new = !id.empty();
        }
        if (id.empty()) return false;
        for (const Kin& one : group.kin) {
            if (&one == head || one.resident_id.empty() || !is_free(one.resident_id)) continue;
            const bool is_second_head = one.relation.empty() || one.relation == head_relation;
            join(id, one.resident_id, is_second_head ? other_kin : std::string_view{one.relation}, act_.today.text(), open_end);
        }
        return is_new;
    }
    bool is_free(const std::string& resident) {
        const auto brief = store::find_brief(connection_, act_.county_id, resident);
        return brief && brief->status == Status::active && !membership_of(connection_, act_.county_id, resident);
    }

    /// The household in which one of them lives already: whoever is new in the roster joins it.
    std::string household_of_any(const Group& group) {
        for (const Kin& one : group.kin) {
            if (one.resident_id.empty()) continue;
            if (const auto membership = membership_of(connection_, act_.county_id, one.resident_id)) return membership->household_id;
        }
        return {};
    }

    std::string open(const Kin& head) {
        const auto row = store::find(connection_, act_.county_id, head.resident_id);
        const Village* village = row ? directory_.village(row->cover.village_code) : nullptr;
        if (village == nullptr) return {};
        NewHousehold made;
        made.id = in_.services.ids.next();
        made.kind = is_rural_area(village->area) ? "1" : "2";
        made.head_id = head.resident_id;
        made.address = row->cover.address;
        made.village_code = row->cover.village_code;
        made.area = village->area;
        made.hash = in_.cipher().blind_index(head.household + ":" + head.resident_id, "household.created");
        const auto basic = store::find_basic(connection_, act_.county_id, head.resident_id);
        const auto answers = basic ? json::parse(basic->answers) : tl::unexpected(json::Fault{"json.syntax", 0});
        const json::Value block = answers ? environment_of(*answers) : json::Value::object();
        if (!block.members().empty()) made.environment = json::write_canonical(block);
        const auto number = insert_household(connection_, act_, made, seq());
        if (!number) return {};
        join(made.id, head.resident_id, head_relation, act_.today.text(), open_end);
        return made.id;
    }

    void join(std::string_view household, std::string_view resident, std::string_view relation, std::string_view from,
              std::string_view until) {
        static_cast<void>(seq());
        connection_.run(sql::rejoin_member, {act_.county_id, household, resident, from, until, relation});
    }

    /// A household as our own export wrote it, with everybody who ever belonged to it and is here. False: it is not whole, or here already.
    bool restore(const json::Value& v) {
        if (!v.is_object()) return false;
        if (find_household(connection_, act_.county_id, v["id"].text()) ||
            !store::find_brief(connection_, act_.county_id, v["head_id"].text()))
            return false;
        NewHousehold made;
        made.id = v["id"].text();
        made.no = v["no"].text();
        made.kind = v["kind"].text();
        made.state = v["state"].text();
        made.head_id = v["head_id"].text();
        made.address = v["address"].text();
        made.village_code = v["village"].text();
        if (v["environment"].is_object()) made.environment = json::write_canonical(v["environment"]);
        made.hash = in_.cipher().blind_index(json::write_canonical(v), "household.created");
        const bool is_whole = !made.id.empty() && made.no.size() == 18 && (made.kind == "1" || made.kind == "2") && !made.state.empty();
        if (!is_whole || !connection_.run(sql::find_household_no, {act_.county_id, made.no}).empty()) return false;
        if (!insert_household(connection_, act_, made, seq())) return false;
        for (const json::Value& member : v["members"].items()) {
            if (member.items().size() != 4) continue;
            const std::string& resident = member.items()[0].text();
            const std::string& until = member.items()[3].text();
            if (!store::find_brief(connection_, act_.county_id, resident)) continue;
            if (until == open_end && membership_of(connection_, act_.county_id, resident)) continue;
            join(made.id, resident, member.items()[1].text(), member.items()[2].text(), until);
        }
        return true;
    }

    const Inside& in_;
    db::Connection& connection_;
    const ActContext& act_;
    const Directory& directory_;
    std::int64_t seq_ = 0;
};

}  // namespace

std::string read_relation(std::string_view cell) {
    static const std::map<std::string, std::string, std::less<>> words{
        {"本人", "0"},   {"户主", "0"},   {"户主本人", "0"}, {"本人或户主", "0"},
        {"配偶", "1"},   {"妻", "1"},     {"妻子", "1"},     {"夫", "1"},
        {"丈夫", "1"},   {"爱人", "1"},   {"老婆", "1"},     {"老公", "1"},
        {"子", "2"},     {"儿子", "2"},   {"长子", "2"},     {"次子", "2"},
        {"三子", "2"},   {"四子", "2"},   {"五子", "2"},     {"独生子", "2"},
        {"养子", "2"},   {"继子", "2"},   {"女婿", "2"},     {"女", "3"},
        {"女儿", "3"},   {"长女", "3"},   {"次女", "3"},     {"三女", "3"},
        {"四女", "3"},   {"五女", "3"},   {"独生女", "3"},   {"养女", "3"},
        {"继女", "3"},   {"儿媳", "3"},   {"媳妇", "3"},     {"儿媳妇", "3"},
        {"孙子", "4"},   {"孙女", "4"},   {"外孙", "4"},     {"外孙子", "4"},
        {"外孙女", "4"}, {"孙", "4"},     {"曾孙", "4"},     {"曾孙女", "4"},
        {"孙媳", "4"},   {"父母", "5"},   {"父", "5"},       {"母", "5"},
        {"父亲", "5"},   {"母亲", "5"},   {"公公", "5"},     {"婆婆", "5"},
        {"岳父", "5"},   {"岳母", "5"},   {"继父", "5"},     {"继母", "5"},
        {"祖父", "6"},   {"祖母", "6"},   {"爷爷", "6"},     {"奶奶", "6"},
        {"外祖父", "6"}, {"外祖母", "6"}, {"外公", "6"},     {"外婆", "6"},
        {"兄", "7"},     {"弟", "7"},     {"姐", "7"},       {"妹", "7"},
        {"哥哥", "7"},   {"弟弟", "7"},   {"姐姐", "7"},     {"妹妹", "7"},
        {"兄弟", "7"},   {"姐妹", "7"},   {"兄弟姐妹", "7"}, {"其他", other_kin.data()}};
    std::string text = text::search_form(cell);
    if (text.empty()) return {};
    // "0", "20", "20 子", "1.配偶": the first digit is the code of the list of one digit.
    if (text.front() >= '0' && text.front() <= '8') return std::string(1, text.front());
    // "户主之妻", "其子", "户主的大女儿"
    for (const std::string_view before :
         {"户主的", "户主之", "系户主", "是户主的", "之", "其", "大", "二", "三", "四", "小", "老二", "老大"}) {
        if (words.contains(text) || !text.starts_with(before) || text.size() == before.size()) continue;
        text.erase(0, before.size());
    }
    const auto found = words.find(text);
    return found == words.end() ? std::string{other_kin} : found->second;
}

HouseholdCells household_cells(db::Connection& connection, std::string_view county_id, std::string_view resident_id) {
    HouseholdCells cells;
    std::set<std::string> headed;
    json::Writer out;
    out.begin_array();
    for (const db::Row row : connection.run(sql::memberships_of, {county_id, resident_id})) {
        const std::string id = row.string(0);
        const auto household = find_household(connection, county_id, id);
        if (!household) continue;
        if (row.text(3) == open_end) {
            cells.household = household->no;
            cells.relation = row.string(1);
        }
        if (household->head_id != resident_id || !headed.insert(id).second) continue;
        out.begin_object().member("id", id).member("no", household->no).member("kind", household->kind).member("state", household->state);
        out.member("head_id", household->head_id).member("address", household->address).member("village", household->village_code);
        if (!household->environment.empty()) out.key("environment").raw(household->environment);
        out.key("members").begin_array();
        for (const db::Row& m : connection.run(sql::all_members_of, {county_id, id}))
            out.begin_array().string(m.text(0)).string(m.text(1)).string(m.text(2)).string(m.text(3)).end_array();
        out.end_array().end_object();
    }
    out.end_array();
    if (!headed.empty()) cells.rest = out.take();
    return cells;
}

std::string cards_cell(const Inside& in, db::Connection& connection, std::string_view county_id, std::string_view resident_id) {
    const db::Rows rows = connection.run(sql::whole_cards_of, {county_id, resident_id});
    if (rows.empty()) return {};
    json::Writer out;
    out.begin_array();
    for (const db::Row row : rows) {
        out.begin_array().string(row.text(0)).string(row.text(1)).string(open_card(in, row.text(2)));
        for (std::size_t i = 3; i < 8; ++i) out.string(row.text(i));
        out.end_array();
    }
    return out.end_array().take();
}

void insert_cards(const Inside& in, db::Connection& connection, const ActContext& act, std::string_view resident_id,
                  std::string_view cards) {
    const auto list = json::parse(cards);
    if (!list) return;
    const std::int64_t seq = change::current_seq(connection, act.county_id);
    for (const json::Value& one : list->items()) {
        if (one.items().size() == 8) restore_card(in, connection, act.county_id, resident_id, one, seq);
    }
}

std::int64_t make_households(const Inside& in, const ImportRun& run) {
    const std::string& county = run.act.county_id;
    const auto directory = in.directories_of(run.act);
    std::vector<Kin> all;
    in.services.database.read([&](db::Connection& connection) {
        for (bool more = true; more;) {
            std::vector<Kin> page = read_kin(connection, run, all.empty() ? 0 : all.back().row);
            more = page.size() == static_cast<std::size_t>(members_read_at_once);
            std::ranges::move(page, std::back_inserter(all));
        }
    });
    const std::vector<Group> groups = groups_of(all);
    std::int64_t made = 0;
    constexpr std::size_t groups_an_act = 100;
    for (std::size_t begin = 0; begin < groups.size(); begin += groups_an_act) {
        const std::size_t end = std::min(groups.size(), begin + groups_an_act);
        made += in.services.database
                    .write([&](db::Connection& connection) -> tl::expected<std::int64_t, std::string> {
                        HouseholdMaker maker{in, connection, run, *directory};
                        std::int64_t now = 0;
                        for (std::size_t i = begin; i < end; ++i) now += maker.make(groups[i]);
                        if (now > 0) {
                            connection.run(sql::count_import_households, {county, run.import_id, now});
                            audit_household(connection, run.act, "import", run.import_id, {});
                        }
                        return now;
                    })
                    .value_or(0);
    }
    static_cast<void>(in.services.database.write([&](db::Connection& connection) -> tl::expected<bool, std::string> {
        connection.run(sql::delete_import_members, {county, run.import_id});
        return true;
    }));
    return made;
}

}  // namespace jiwei::residents
