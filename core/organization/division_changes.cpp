#include "core/organization/division_changes.hpp"

#include <algorithm>

namespace jiwei::organization_rules {

std::set<std::string> divisions_now(std::span<const DivisionChange> changes, std::string_view code, CivilDate as_of) {
    std::set<std::string> now{std::string{code}};
    // By date, each day's changes at once: a code that is given anew on a day is not followed further on the same day.
    for (std::size_t at = 0; at < changes.size() && changes[at].on <= as_of;) {
        std::size_t end = at;
        while (end < changes.size() && changes[end].on == changes[at].on) ++end;
        std::set<std::string> next;
        for (const std::string& one : now) {
            bool is_changed = false;
            for (const DivisionChange& change : changes.subspan(at, end - at)) {
                if (change.old_code != one) continue;
                is_changed = true;
                if (!change.new_code.empty()) next.insert(change.new_code);
            }
            if (!is_changed) next.insert(one);
        }
        now = std::move(next);
        at = end;
    }
    return now;
}

Recast recast_figures(std::span<const DivisionChange> changes, const std::map<std::string, std::int64_t, std::less<>>& figures,
                      CivilDate as_of) {
    Recast result;
    std::map<std::string, std::int64_t, std::less<>> taken;
    for (const auto& [code, persons] : figures) {
        const std::set<std::string> now = divisions_now(changes, code, as_of);
        // A figure that was given under a code of the day holds for it.
        if (now.contains(code) || now.empty()) {
            result.figures[code] = persons;
        } else if (now.size() == 1) {
            taken[*now.begin()] += persons;
        } else {
            result.figures[code] = persons;
            result.split[code] = now;
        }
    }
    for (const auto& [code, persons] : taken) {
        // A division that goes on under its code and took others in has both figures until it is given one anew and theirs are taken back.
        const bool goes_on =
            std::ranges::any_of(changes, [&](const DivisionChange& one) { return one.old_code == code && one.new_code == code; });
        if (figures.contains(code) && !goes_on) continue;  // given anew after the change
        result.figures[code] += persons;
        result.recast.insert(code);
    }
    std::erase_if(result.split, [&](const auto& one) {
        return std::ranges::any_of(one.second, [&](const std::string& code) { return result.figures.contains(code); });
    });
    return result;
}

std::optional<std::string> division_name_on(const DivisionLife& division, std::span<const FormerName> names, CivilDate day) {
    if (division.opened_on && day < *division.opened_on) return std::nullopt;
    if (division.is_closed && (!division.closed_on || day >= *division.closed_on)) return std::nullopt;
    // The first renaming after the day says what it was called until then.
    for (const FormerName& one : names) {
        if (one.code == division.code && one.on > day) return one.name;
    }
    return division.name;
}

}  // namespace jiwei::organization_rules
