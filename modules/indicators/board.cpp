#include "modules/indicators/board.hpp"

#include <algorithm>
#include <ranges>

#include "core/indicators/small_cells.hpp"

namespace jiwei::indicators {

namespace {

using core::indicators::CellCounts;
using core::indicators::is_small;

/// Nobody is behind what is missing to a population figure.
CellCounts counts_of(const Definition& definition, const Value& value) {
    return {value.numerator, definition.denominator == Denominator::people ? value.denominator - value.numerator : 0};
}

bool is_worse(const Definition& definition, const Value& a, const Value& b) {
    if (a.basis_points.has_value() != b.basis_points.has_value()) return a.basis_points.has_value();
    if (a.basis_points == b.basis_points) return false;
    return definition.higher_is_better ? *a.basis_points < *b.basis_points : *a.basis_points > *b.basis_points;
}

/// The own people of the institution above compete with nobody, and a hidden rate has no place.
bool is_ranked(const Child& child) { return !child.is_own && !child.told.mask.value && child.told.value.basis_points.has_value(); }

}  // namespace

std::string_view word(Light light) {
    switch (light) {
    case Light::none: return "none";
    case Light::green: return "green";
    case Light::yellow: return "yellow";
    case Light::red: return "red";
    }
    return "none";
}

Board::Board(std::shared_ptr<const Tree> tree, ValueOf value_of, TargetOf target_of, IsTotalsOnly is_totals_only,
             std::int64_t near_target_basis_points)
    : tree_{std::move(tree)},
      value_of_{std::move(value_of)},
      target_of_{std::move(target_of)},
      is_totals_only_{std::move(is_totals_only)},
      near_target_basis_points_{near_target_basis_points} {}

std::optional<std::int64_t> Board::target(const Definition& definition, const std::string& institution_id, CivilDate day) const {
    return target_of_(definition, institution_id, day);
}

Light Board::light(const Definition& definition, const Told& told, std::optional<std::int64_t> target_basis_points) const {
    const Value& value = told.value;
    if (told.mask.value || !value.basis_points || !target_basis_points) return Light::none;
    const std::int64_t above =
        definition.higher_is_better ? *value.basis_points - *target_basis_points : *target_basis_points - *value.basis_points;
    if (above >= 0) return Light::green;
    return above >= -near_target_basis_points_ ? Light::yellow : Light::red;
}

Told Board::told(const Definition& definition, const std::string& institution_id, CivilDate day) {
    return {value_of_(definition, institution_id, day), mask(definition, institution_id, day)};
}

const std::vector<Child>& Board::group(const Definition& definition, const std::string& institution_id, CivilDate day) {
    const auto [held, is_new] = groups_.try_emplace(Key{definition.code, institution_id, day});
    std::vector<Child>& children = held->second;
    const Node* const node = tree_->find(institution_id);
    if (!is_new || node == nullptr || node->children.empty()) return children;
    Value own = value_of_(definition, node->id, day);
    for (const std::string& id : node->children) {
        const Value value = value_of_(definition, id, day);
        children.push_back({tree_->find(id), false, {value, {}}, target_of_(definition, id, day)});
        own.numerator -= value.numerator;
        if (definition.denominator == Denominator::people) own.denominator -= value.denominator;
    }
    if (definition.denominator == Denominator::population) own.denominator = 0;
    if (own.numerator != 0 || own.denominator != 0) {
        own.basis_points = basis_points(own.numerator, own.denominator);
        children.push_back({node, true, {own, {}}, target_of_(definition, node->id, day)});
    }
    if (is_totals_only_(definition)) hide(definition, institution_id, day, children);
    return children;
}

void Board::hide(const Definition& definition, const std::string& institution_id, CivilDate day, std::vector<Child>& children) {
    const Mask above = mask(definition, institution_id, day);
    std::vector<CellCounts> all;
    std::vector<CellCounts> parts;
    for (const Child& child : children) {
        all.push_back({child.told.value.denominator, 0});
        parts.push_back(counts_of(definition, child.told.value));
    }
    std::vector<bool> hidden_all(children.size(), false);
    if (definition.denominator == Denominator::people) hidden_all = core::indicators::hidden_cells(all, {}, !above.denominator);
    const std::vector<bool> hidden_parts = core::indicators::hidden_cells(parts, hidden_all, !above.value);
    for (std::size_t i = 0; i < children.size(); ++i) children[i].told.mask = {hidden_parts[i], hidden_all[i]};
}

Mask Board::mask(const Definition& definition, const std::string& institution_id, CivilDate day) {
    if (!is_totals_only_(definition)) return {};
    const Node* const node = tree_->find(institution_id);
    const bool is_top = node == nullptr || tree_->find(node->parent_id) == nullptr;
    if (!is_top) {
        for (const Child& sister : group(definition, node->parent_id, day)) {
            if (sister.node == node && !sister.is_own) return sister.told.mask;
        }
    }
    const Value value = value_of_(definition, institution_id, day);
    const CellCounts counts = counts_of(definition, value);
    const bool few = definition.denominator == Denominator::people && is_small(value.denominator);
    return {few || is_small(counts[0]) || is_small(counts[1]), few};
}

std::vector<Child> Board::children(const Definition& definition, const std::string& institution_id, CivilDate day) {
    std::vector<Child> children = group(definition, institution_id, day);
    // Hidden rates stand behind the told ones as the tree has them: neither place nor order gives them away.
    std::ranges::stable_sort(children, [&definition](const Child& a, const Child& b) {
        if (a.told.mask.value != b.told.mask.value) return b.told.mask.value;
        return !a.told.mask.value && is_worse(definition, a.told.value, b.told.value);
    });
    std::int64_t better = 0;
    const Child* before = nullptr;  // the next better one
    for (Child& child : std::views::reverse(children)) {
        if (!is_ranked(child)) continue;
        const bool is_equal = before != nullptr && before->told.value.basis_points == child.told.value.basis_points;
        child.rank = is_equal ? *before->rank : better + 1;
        ++better;
        before = &child;
    }
    return children;
}

std::optional<Rank> Board::rank(const Definition& definition, const std::string& institution_id, CivilDate day) {
    const Node* const node = tree_->find(institution_id);
    if (node == nullptr || tree_->find(node->parent_id) == nullptr) return std::nullopt;
    Rank rank;
    for (const Child& sister : children(definition, node->parent_id, day)) {
        if (!sister.rank) continue;
        ++rank.of;
        if (sister.node == node) rank.place = *sister.rank;
    }
    return rank.place == 0 ? std::nullopt : std::optional{rank};
}

}  // namespace jiwei::indicators
