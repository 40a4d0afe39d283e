#include <algorithm>
#include <array>
#include <atomic>
#include <set>

#include "modules/indicators/impl.hpp"

namespace jiwei::indicators {

namespace {

constexpr int residents_per_step = 500;
constexpr std::string_view after_all_ids = "~";  // greater than every id

/// Where a stored or expected course belongs.
struct CourseKey {
    std::string indicator;
    std::string period;
    std::string institution_id;
    auto operator<=>(const CourseKey&) const = default;
};

std::map<CourseKey, Course> courses_of(std::span<const Contribution> contributions) {
    std::map<CourseKey, Course> courses;
    for (const Contribution& one : contributions) {
        for (auto& [institution, course] : by_institution(one.steps, one.period)) {
            courses[{one.indicator, one.period, institution}] = std::move(course);
        }
    }
    return courses;
}

std::string_view first_period(std::span<const Contribution> contributions) {
    std::string_view first = ever;
    for (const Contribution& one : contributions) first = std::min(first, std::string_view{one.period});
    return first;
}

}  // namespace

std::optional<std::int64_t> basis_points(std::int64_t numerator, std::int64_t denominator) {
    if (denominator <= 0) return std::nullopt;
    return (numerator * 10'000 * 2 + denominator) / (denominator * 2);
}

std::string period_of(CivilDate date) { return date.text().substr(0, 4); }

Change::Change() : held_{std::make_unique<Held>()} {}
Change::~Change() = default;
Change::Change(Change&&) noexcept = default;
Change& Change::operator=(Change&&) noexcept = default;

Indicators::Indicators(Services services, organization::Organization& organization)
    : impl_{std::make_unique<Impl>(services, organization)} {}
Indicators::~Indicators() = default;

void Indicators::define(std::vector<Definition> definitions) {
    impl_->defined.change([&](Impl::Defined& next) {
        for (Definition& one : definitions) {
            const auto known = std::ranges::find(next.definitions, one.code, &Definition::code);
            if (known == next.definitions.end()) {
                next.definitions.push_back(std::move(one));
            } else {
                *known = std::move(one);
            }
        }
    });
}

const std::vector<Definition>& Indicators::definitions() const { return impl_->definitions(); }
void Indicators::plug(PeopleSource* people) { impl_->people = people; }
void Indicators::plug(std::string programme, MissingSource* missing) {
    impl_->defined.change([&](Impl::Defined& next) { next.missing[std::move(programme)] = missing; });
}
void Indicators::plug(ContributionSource* source) { impl_->sources.push_back(source); }
void Indicators::plug(EditionOf edition_of) { impl_->edition_of = std::move(edition_of); }
void Indicators::use_packs(const std::filesystem::path& packs_dir) { impl_->rules = load_dashboard_rules(packs_dir); }

void Indicators::put_contributions(db::Connection& connection, std::string_view county_id, std::string_view resident_id,
                                   std::span<const Contribution> contributions) {
    Change change;
    plan(change, connection, county_id, resident_id, contributions);
    apply(change, connection, county_id);
}

void Indicators::put_contribution(db::Connection& connection, std::string_view county_id, std::string_view indicator,
                                  std::string_view period, std::string_view resident_id, std::span<const Step> steps) {
    const std::array<Contribution, 1> one{Contribution{std::string{indicator}, std::string{period}, {steps.begin(), steps.end()}}};
    put_contributions(connection, county_id, resident_id, one);
}

void Indicators::plan(Change& change, db::Connection& connection, std::string_view county_id, std::string_view resident_id,
                      std::span<const Contribution> contributions, bool is_new) {
    if (contributions.empty()) return;
    std::map<CourseKey, Course> after = courses_of(contributions);
    std::map<CourseKey, std::string> before;
    if (!is_new) {
        for (StoredCourse& stored : load_resident(connection, county_id, resident_id, first_period(contributions))) {
            const auto is_replaced = [&stored](const Contribution& one) {
                return one.indicator == stored.indicator && one.period == stored.period;
            };
            if (std::ranges::none_of(contributions, is_replaced)) continue;
            before.emplace(CourseKey{stored.indicator, stored.period, stored.institution_id}, std::move(stored.steps));
        }
    }
    const auto differ = [&](const CourseKey& key, const Course& old_course, const Course& new_course) {
        std::map<CivilDate, Fraction> days;
        add_difference(old_course, new_course, days);
        for (const auto& [day, delta] : days) change.held_->add({key.indicator, key.period, key.institution_id}, day, delta);
    };
    for (const auto& [key, course] : after) {
        const auto stored = before.find(key);
        std::string text = write_course(course);
        if (stored != before.end() && stored->second == text) continue;
        differ(key, stored == before.end() ? Course{} : read_course(stored->second), course);
        change.held_->puts.push_back({std::string{resident_id}, key.indicator, key.period, key.institution_id, std::move(text)});
    }
    for (const auto& [key, text] : before) {
        if (after.contains(key)) continue;
        differ(key, read_course(text), {});
        change.held_->removes.push_back({std::string{resident_id}, key.indicator, key.period, key.institution_id, {}});
    }
}

void Indicators::apply(Change& change, db::Connection& connection, std::string_view county_id) {
    for (const StoredCourse& course : change.held_->puts) put_course(connection, county_id, course);
    for (const StoredCourse& course : change.held_->removes) remove_course(connection, county_id, course);
    std::map<TotalKey, Fraction> totals;
    std::map<std::string, std::vector<std::string>, std::less<>> paths;
    for (const auto& [where, days] : change.held_->deltas) {
        auto path = paths.find(where.institution_id);
        if (path == paths.end()) {
            path = paths.emplace(where.institution_id, impl_->trees.path(connection, county_id, where.institution_id)).first;
        }
        for (const auto& [day, delta] : days) {
            for (const std::string& bucket : buckets_of(day, where.period)) {
                for (const std::string& node : path->second) {
                    Fraction& total = totals[{where.indicator, where.period, node, bucket}];
                    total.numerator += delta.numerator;
                    total.denominator += delta.denominator;
                }
            }
        }
    }
    std::erase_if(totals, [](const auto& entry) { return entry.second.is_zero(); });
    add_totals(connection, county_id, totals);
    *change.held_ = {};
}

Value Indicators::value(db::Connection& connection, std::string_view county_id, std::string_view indicator, std::string_view institution_id,
                        CivilDate as_of) {
    const std::vector<Definition>& defined = impl_->definitions();
    const auto definition = std::ranges::find(defined, indicator, &Definition::code);
    const Fraction total = total_on(connection, county_id, indicator, institution_id, as_of);
    if (definition == defined.end() || definition->denominator == Denominator::people) {
        return {total.numerator, total.denominator, basis_points(total.numerator, total.denominator), false};
    }
    const Figure figure = impl_->figure(connection, county_id, *definition, institution_id, as_of.year());
    Value value{total.numerator, figure.people, basis_points(total.numerator, figure.people), figure.is_stale};
    if (value.numerator > value.denominator && value.denominator > 0) value.population_stale = true;
    return value;
}

Definition Indicators::judged(db::Connection& connection, std::string_view county_id, const Definition& definition,
                              std::string_view institution_id, CivilDate as_of) const {
    Definition judged = definition;
    if (const auto target = impl_->target(connection, county_id, definition.code, std::string{institution_id}, as_of.year()))
        judged.target_basis_points = target;
    return judged;
}

void Indicators::lock_year(db::Connection& connection, std::string_view county_id, std::string_view after, int residents_max) {
    for (ContributionSource* const source : impl_->sources) {
        if (source->has_years()) source->lock(connection, county_id, after, residents_max);
    }
}

std::string Indicators::open_year(db::Connection& connection, std::string_view county_id, int year, std::string_view after,
                                  int residents_max) {
    std::string last;
    bool is_end = true;
    for (ContributionSource* const source : impl_->sources) {
        if (!source->has_years()) continue;
        Change change;
        const auto people = source->recompute(connection, county_id, after, residents_max, year, year);
        for (const auto& one : people) plan(change, connection, county_id, one.resident_id, one.contributions);
        apply(change, connection, county_id);
        if (static_cast<int>(people.size()) < residents_max) continue;
        // Sources walk different residents: the next step starts after the smallest of their last ids, and repeating is harmless.
        last = is_end ? people.back().resident_id : std::min(last, people.back().resident_id);
        is_end = false;
    }
    return last;
}

void Indicators::rebuild(db::Connection& connection, std::string_view county_id, int first_year, int last_year) {
    for (ContributionSource* const source : impl_->sources) {
        for (const std::string& indicator : source->indicators()) {
            clear(connection, county_id, indicator, std::to_string(first_year), std::to_string(last_year));
            clear(connection, county_id, indicator, ever, ever);
        }
        std::string after;
        for (;;) {
            Change change;
            const auto people = source->recompute(connection, county_id, after, residents_per_step, first_year, last_year);
            for (const auto& one : people) plan(change, connection, county_id, one.resident_id, one.contributions, true);
            apply(change, connection, county_id);
            if (static_cast<int>(people.size()) < residents_per_step) break;
            after = people.back().resident_id;
        }
    }
}

// --- verify ---------------------------------------------------------------------------------------------------------------------

namespace {

/// Walks one source and keeps what it should add up to.
class Verification {
public:
    Verification(Indicators::Impl& impl, db::Connection& connection, std::string_view county_id, CivilDate as_of,
                 std::size_t differences_max)
        : impl_{impl}, connection_{connection}, county_id_{county_id}, as_of_{as_of}, differences_max_{differences_max} {}

    void walk(ContributionSource& source) {
        const std::vector<std::string> codes = source.indicators();
        std::string after;
        for (;;) {
            const auto people = source.recompute(connection_, county_id_, after, residents_per_step, as_of_.year(), as_of_.year());
            const bool is_end = static_cast<int>(people.size()) < residents_per_step;
            const std::string upto = is_end ? std::string{after_all_ids} : people.back().resident_id;
            compare(people, codes, after, upto);
            if (is_end) break;
            after = upto;
        }
        for (const std::string& code : codes) compare_totals(code);
    }

    std::vector<Difference> take() { return std::move(differences_); }

private:
    using ResidentCourse = std::pair<std::string, CourseKey>;

    void differ(std::string what, const CourseKey& key, std::string subject, std::string stored, std::string expected) {
        if (differences_.size() >= differences_max_) return;
        differences_.push_back({std::move(what), key.indicator, key.period, std::move(subject), std::move(stored), std::move(expected)});
    }

    void compare(const std::vector<ContributionSource::OfResident>& people, const std::vector<std::string>& codes, const std::string& after,
                 const std::string& upto) {
        std::map<ResidentCourse, std::string> stored;
        for (StoredCourse& one : load_residents(connection_, county_id_, after, upto)) {
            if (one.period != ever && one.period != period_of(as_of_)) continue;
            if (std::ranges::find(codes, one.indicator) == codes.end()) continue;
            stored.emplace(ResidentCourse{one.resident_id, {one.indicator, one.period, one.institution_id}}, std::move(one.steps));
        }
        for (const auto& person : people) {
            for (const auto& [key, course] : courses_of(person.contributions)) {
                add_expected(key, at(course, as_of_));
                const auto found = stored.find({person.resident_id, key});
                const std::string text = write_course(course);
                if (found == stored.end()) {
                    differ("contribution", key, person.resident_id, "", text);
                    continue;
                }
                if (found->second != text) differ("contribution", key, person.resident_id, found->second, text);
                stored.erase(found);
            }
        }
        for (const auto& [key, text] : stored) differ("contribution", key.second, key.first, text, "");
    }

    void add_expected(const CourseKey& key, Fraction value) {
        if (value.is_zero()) return;
        for (const std::string& node : impl_.trees.path(connection_, county_id_, key.institution_id)) {
            Fraction& total = expected_[{key.indicator, node}];
            total.numerator += value.numerator;
            total.denominator += value.denominator;
        }
    }

    void compare_totals(const std::string& code) {
        std::set<std::string> nodes;
        for (const std::string& period : {period_of(as_of_), std::string{ever}}) {
            for (std::string& node : institutions_with_totals(connection_, county_id_, code, period)) nodes.insert(std::move(node));
        }
        for (auto it = expected_.lower_bound({code, ""}); it != expected_.end() && it->first.first == code; ++it)
            nodes.insert(it->first.second);
        for (const std::string& node : nodes) {
            const Fraction stored = total_on(connection_, county_id_, code, node, as_of_);
            const auto found = expected_.find({code, node});
            const Fraction expected = found == expected_.end() ? Fraction{} : found->second;
            if (stored == expected) continue;
            differ("total", {code, period_of(as_of_), node}, node,
                   std::to_string(stored.numerator) + "/" + std::to_string(stored.denominator),
                   std::to_string(expected.numerator) + "/" + std::to_string(expected.denominator));
        }
    }

    Indicators::Impl& impl_;
    db::Connection& connection_;
    std::string_view county_id_;
    CivilDate as_of_;
    std::size_t differences_max_;
    std::vector<Difference> differences_;
    std::map<std::pair<std::string, std::string>, Fraction> expected_;
};

}  // namespace

std::vector<Difference> Indicators::verify(db::Connection& connection, std::string_view county_id, CivilDate as_of,
                                           std::size_t differences_max) {
    Verification verification{*impl_, connection, county_id, as_of, differences_max};
    for (ContributionSource* const source : impl_->sources) verification.walk(*source);
    return verification.take();
}

}  // namespace jiwei::indicators
