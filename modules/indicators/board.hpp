// The numbers of one request: of an institution, of the institutions below it and of its sisters, with what their reader must not be
// told of few persons. Live or frozen: where a value comes from is given.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "modules/indicators/api.hpp"
#include "modules/indicators/tree.hpp"

namespace jiwei::indicators {

/// What of a number stays hidden (core/indicators/small_cells.hpp): numerator and rate, or the denominator as well.
struct Mask {
    bool value = false;
    bool denominator = false;
};

struct Told {
    Value value;
    Mask mask;
};

/// How a number stands against its target. Without target or rate, or when the rate is hidden: none.
enum class Light : unsigned char { none, green, yellow, red };
[[nodiscard]] std::string_view word(Light light);

struct Child {
    const Node* node = nullptr;
    bool is_own = false;  // what the institution above manages itself
    Told told;
    std::optional<std::int64_t> target_basis_points = {};
    std::optional<std::int64_t> rank = {};  // 1: the best; equal rates share one; none for own people and hidden rates
};

struct Rank {
    std::int64_t place = 0;
    std::int64_t of = 0;
};

class Board {
public:
    using ValueOf = std::function<Value(const Definition& definition, const std::string& institution_id, CivilDate day)>;
    using TargetOf =
        std::function<std::optional<std::int64_t>(const Definition& definition, const std::string& institution_id, CivilDate day)>;
    /// True when the reader may see totals of this indicator, but not the persons behind it.
    using IsTotalsOnly = std::function<bool(const Definition& definition)>;

    Board(std::shared_ptr<const Tree> tree, ValueOf value_of, TargetOf target_of, IsTotalsOnly is_totals_only,
          std::int64_t near_target_basis_points);

    [[nodiscard]] Told told(const Definition& definition, const std::string& institution_id, CivilDate day);
    [[nodiscard]] std::optional<std::int64_t> target(const Definition& definition, const std::string& institution_id, CivilDate day) const;
    /// Below the institution, and what it manages itself; the furthest from the target first, what has no rate last.
    [[nodiscard]] std::vector<Child> children(const Definition& definition, const std::string& institution_id, CivilDate day);
    /// Among the institutions under the same parent; nothing at the top and without a rate.
    [[nodiscard]] std::optional<Rank> rank(const Definition& definition, const std::string& institution_id, CivilDate day);
    [[nodiscard]] Light light(const Definition& definition, const Told& told, std::optional<std::int64_t> target_basis_points) const;
    [[nodiscard]] const Tree& tree() const { return *tree_; }

private:
    using Key = std::tuple<std::string, std::string, CivilDate>;
    const std::vector<Child>& group(const Definition& definition, const std::string& institution_id, CivilDate day);
    void hide(const Definition& definition, const std::string& institution_id, CivilDate day, std::vector<Child>& children);
    Mask mask(const Definition& definition, const std::string& institution_id, CivilDate day);

    std::shared_ptr<const Tree> tree_;
    ValueOf value_of_;
    TargetOf target_of_;
    IsTotalsOnly is_totals_only_;
    std::int64_t near_target_basis_points_;
    std::map<Key, std::vector<Child>> groups_;
};

}  // namespace jiwei::indicators
