// /api/indicators/snapshots: frozen periods, their numbers beside the live ones, and freezing one again.
#include <algorithm>

#include "core/kernel/utf8.hpp"
#include "modules/indicators/handlers.hpp"
#include "modules/indicators/snapshots.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::indicators {

namespace {

using core::indicators::ReportPeriod;

constexpr std::size_t reason_characters_max = 200;

void write_line(json::Writer& out, const SnapshotHead& head) {
    const auto period = core::indicators::parse_period(head.period);
    out.begin_object().member("period", head.period);
    out.member("kind", core::indicators::word(period ? period->kind : core::indicators::PeriodKind::month));
    out.member("revision", head.revision).member("seq", head.seq).member("as_of", head.as_of);
    out.member("taken_at", time::text(time::Instant{head.taken_at_ms})).member("taken_by", head.taken_by);
    out.member("reason", head.reason).member("change_seq", head.change_seq).member("packs", head.packs).member("cells", head.cells);
    out.member("digest", head.digest).member("previous_digest", head.previous_digest).end_object();
}

using Cells = std::map<std::pair<std::string, std::string>, SnapshotCell>;

/// The tree as it was: what was counted, under what it stood under. Names are those of today.
std::shared_ptr<const Tree> frozen_tree(const Cells& cells, const Tree& today) {
    auto tree = std::make_shared<Tree>();
    for (const auto& [key, cell] : cells) {
        const Node* const known = today.find(cell.institution_id);
        tree->nodes.try_emplace(cell.institution_id, Node{cell.institution_id,
                                                          known == nullptr ? cell.institution_id : known->name,
                                                          known == nullptr ? std::string{} : known->kind,
                                                          cell.parent_id,
                                                          {},
                                                          {}});
    }
    for (auto& [id, node] : tree->nodes) {
        const auto parent = tree->nodes.find(node.parent_id);
        if (parent != tree->nodes.end()) parent->second.children.push_back(id);
    }
    return tree;
}

Value frozen_value(const Cells& cells, const std::string& indicator, const std::string& institution_id) {
    const auto found = cells.find({indicator, institution_id});
    if (found == cells.end()) return {};
    const SnapshotCell& cell = found->second;
    return {cell.numerator, cell.denominator, basis_points(cell.numerator, cell.denominator), cell.is_stale};
}

Board frozen_board(const Cells& cells, const Tree& today, const Board::IsTotalsOnly& is_totals_only, std::int64_t near_target) {
    const auto value_of = [&cells](const Definition& definition, const std::string& institution, CivilDate) {
        return frozen_value(cells, definition.code, institution);
    };
    const auto target_of = [&cells](const Definition& definition, const std::string& institution,
                                    CivilDate) -> std::optional<std::int64_t> {
        const auto found = cells.find({definition.code, institution});
        return found == cells.end() ? std::nullopt : found->second.target_basis_points;
    };
    return Board{frozen_tree(cells, today), value_of, target_of, is_totals_only, near_target};
}

void write_compared(json::Writer& out, const Definition& definition, Board& frozen, Board& live, const View& view) {
    const Told then = frozen.told(definition, view.institution_id, view.as_of);
    const Told now = live.told(definition, view.institution_id, view.as_of);
    const auto target = frozen.target(definition, view.institution_id, view.as_of);
    out.begin_object().member("code", definition.code).member("name_zh", definition.name_zh).member("name_en", definition.name_en);
    out.member("programme", definition.programme);
    write_optional(out, "target_basis_points", target);
    out.member("light", word(frozen.light(definition, then, target))).key("frozen").begin_object();
    write_told(out, then);
    out.end_object().key("live").begin_object();
    write_told(out, now);
    out.end_object();
    const bool may_compare = !then.mask.value && !now.mask.value && then.value.basis_points && now.value.basis_points;
    write_optional(out, "difference_basis_points",
                   may_compare ? std::optional{*now.value.basis_points - *then.value.basis_points} : std::nullopt);
    out.end_object();
}

void write_place_of(json::Writer& out, const Tree& tree, const std::string& id) {
    const Node* const node = tree.find(id);
    out.begin_object().member("id", id).member("name", node == nullptr ? id : node->name).end_object();
}

void write_places(json::Writer& out, const View& view) {
    const Node& node = *view.tree->find(view.institution_id);
    out.key("institution");
    write_place_of(out, *view.tree, node.id);
    out.key("path").begin_array();
    for (auto it = node.path.rbegin(); it != node.path.rend(); ++it) write_place_of(out, *view.tree, *it);
    out.end_array().key("below").begin_array();
    for (const std::string& id : node.children) write_place_of(out, *view.tree, id);
    out.end_array();
}

Result<std::optional<std::int64_t>> revision_of(const http::Request& request) {
    const auto text = request.query_value("revision");
    if (!text || text->empty()) return std::optional<std::int64_t>{};
    const auto number = parse_decimal(*text);
    const auto revision = number ? number->units_at(0) : std::nullopt;
    if (!revision || *revision < 1) return refuse_field(Refusal::malformed, "/revision", "revision", "a number from 1");
    return revision;
}

}  // namespace

Result<http::Response> Handlers::snapshots(const http::Request& request) const {
    return impl_.services.database.read([&](db::Connection& connection) -> Result<http::Response> {
        std::vector<SnapshotHead> heads = list_snapshots(connection, request.principal.county_id);
        std::ranges::reverse(heads);
        json::Writer out;
        out.begin_object().key("items").begin_array();
        for (const SnapshotHead& head : heads) write_line(out, head);
        out.end_array().end_object();
        return http::Response::json(out.take());
    });
}

Result<http::Response> Handlers::snapshot(const http::Request& request) const {
    JIWEI_TRY(revision, revision_of(request));
    const organization::Reach reach = gate_.reach_of(request.principal, request.grant, request.today);
    return impl_.services.database.read([&](db::Connection& connection) -> Result<http::Response> {
        const auto head = find_snapshot(connection, request.principal.county_id, request.param("period"), revision);
        if (!head) return refuse(Refusal::not_found, "not-found");
        JIWEI_TRY(view, view_of(impl_, connection, request, reach, head->as_of));
        const std::vector<SnapshotCell> rows = cells_of(connection, view.county_id, *head);
        Cells cells;
        for (const SnapshotCell& cell : rows) cells.emplace(std::pair{cell.indicator, cell.institution_id}, cell);
        const auto is_totals_only = totals_only(gate_.grant_of, request.principal);
        Board frozen = frozen_board(cells, *view.tree, is_totals_only, impl_.rules.near_target_basis_points);
        Board live = live_board(indicators_, impl_, view, is_totals_only);
        json::Writer out;
        out.begin_object().key("snapshot");
        write_line(out, *head);
        out.member("intact", crypto::sha256_hex(canonical_text(view.county_id, *head, rows)) == head->digest);
        write_places(out, view);
        out.key("items").begin_array();
        for (const Definition& definition : impl_.definitions()) write_compared(out, definition, frozen, live, view);
        out.end_array().end_object();
        return http::Response::json(out.take());
    });
}

Result<http::Response> Handlers::freeze(const http::Request& request) const {
    const auto period = core::indicators::parse_period(request.param("period"));
    if (!period) return refuse(Refusal::not_found, "not-found");
    if (!gate_.reach_of(request.principal, request.grant, request.today).whole_county) return refuse(Refusal::forbidden, "forbidden");
    if (period->last >= request.today) return refuse(Refusal::unprocessable, "period-open", "the period has not ended");
    JIWEI_TRY(body, request.json_body());
    const std::string reason = body["reason"].text();
    if (reason.empty() || utf8::length(reason) > reason_characters_max)
        return refuse_field(Refusal::unprocessable, "/reason", "TEXT_LENGTH", "1-200");
    return impl_.services.database.write([&](db::Connection& connection) -> Result<http::Response> {
        const audit::Entry who = audit::entry_of(request.principal, request.trail);
        const SnapshotHead head = take_snapshot(impl_, indicators_, connection, request.principal.county_id, *period, who, reason);
        json::Writer out;
        write_line(out, head);
        return http::Response::json(out.take(), 201);
    });
}

}  // namespace jiwei::indicators
