#include "core/indicators/contributions.hpp"

#include <algorithm>
#include <string_view>

#include "core/packs/inputs.hpp"
#include "core/rules/standing.hpp"

namespace jiwei::core::indicators {

namespace {

using packs::IndicatorInput;
using rules::Value;

/// Walks along a list of dated steps.
template <class Dated>
class Cursor {
public:
    explicit Cursor(const std::vector<Dated>& steps) : steps_{steps} {}

    /// The step in force on `day`, or null; lowers `horizon` to the day of the next one.
    const Dated* on(CivilDate day, CivilDate& horizon) {
        while (next_ < steps_.size() && steps_[next_].from <= day) ++next_;
        if (next_ < steps_.size()) horizon = std::min(horizon, steps_[next_].from);
        return next_ == 0 ? nullptr : &steps_[next_ - 1];
    }

private:
    const std::vector<Dated>& steps_;
    std::size_t next_ = 0;
};

/// Walks along the days on which a truth turns.
class Turns {
public:
    explicit Turns(const std::vector<CivilDate>& days) : days_{days} {}

    bool on(CivilDate day, CivilDate& horizon) {
        while (next_ < days_.size() && days_[next_] <= day) ++next_;
        if (next_ < days_.size()) horizon = std::min(horizon, days_[next_]);
        return next_ % 2 == 1;
    }

private:
    const std::vector<CivilDate>& days_;
    std::size_t next_ = 0;
};

/// Evaluates the indicators on the first day of the period, and again each time the evaluation itself says that its answer may change; then
/// only what that change touches.
class Sweep {
public:
    Sweep(const packs::Pack& pack, std::span<const packs::Indicator* const> indicators, const PersonHistory& person, const Period& period)
        : pack_{pack},
          indicators_{indicators},
          person_{person},
          period_{period},
          records_{pack.library, person.facts},
          archive_{person.archive},
          enrolment_{person.enrolment},
          institutions_{person.institutions},
          opened_{person.opened},
          member_{person.member},
          examined_{person.examined},
          duplicate_{person.duplicate},
          slots_{frame_, pack.indicator_slots},
          lets_(pack.indicator_lets.size()),
          shares_(indicators.size()),
          made_(indicators.size()) {
        frame_.library = &pack_.library;
        frame_.records = &records_;
        set(IndicatorInput::birth_date, Value::date(person_.birth_date));
        set(IndicatorInput::sex, Value::code(person_.sex));
        set(IndicatorInput::period_first, Value::date(period_.first));
        set(IndicatorInput::period_last, Value::date(period_.last));
    }

    std::optional<bool> rule_on(std::string_view rule, CivilDate day) {
        const auto named = std::find_if(pack_.indicator_lets.begin(), pack_.indicator_lets.end(),
                                        [rule](const packs::Let& let) { return let.name == rule; });
        if (named == pack_.indicator_lets.end()) return std::nullopt;
        begin(day, add_days(day, 1));
        // A let names only those before it.
        if (set_inputs(day) != nullptr) set_lets(static_cast<std::size_t>(named - pack_.indicator_lets.begin()) + 1);
        return frame_.at(named->slot).is_absent() ? std::nullopt : std::optional{frame_.at(named->slot).is_true()};
    }

    std::vector<std::vector<Step>> run() {
        const CivilDate end = add_days(period_.last, 1);
        for (CivilDate day = period_.first; day < end; day = frame_.horizon) {
            begin(day, end);
            at(day);
        }
        return std::move(made_);
    }

    std::optional<Lacking> lacking_on(std::string_view indicator, CivilDate day) {
        begin(day, add_days(day, 1));
        at(day);
        for (const packs::Lack& lack : pack_.lacks) {
            if (lack.indicator != indicator || !evaluate(lack.when, frame_).is_true()) continue;
            Lacking found{lack.code, lack.text, lack.task, lack.form};
            for (std::size_t i = 0; i < lack.values.size(); ++i) {
                const std::string place = "{" + std::to_string(i + 1) + "}";
                const std::string value = text_of(evaluate(lack.values[i], frame_));
                replace(found.text.zh, place, value);
                replace(found.text.en, place, value);
            }
            return found;
        }
        return std::nullopt;
    }

private:
    /// The two parts of one indicator.
    struct Share {
        rules::Standing numerator;
        rules::Standing denominator;
    };

    static std::string text_of(const Value& value) {
        if (const Decimal* const number = value.as_number()) return number->text();
        if (const CivilDate* const date = value.as_date()) return date->text();
        if (const std::string_view* const code = value.as_code()) return std::string{*code};
        return "?";
    }
    static void replace(std::string& text, std::string_view place, const std::string& value) {
        const std::size_t at = text.find(place);
        if (at != std::string::npos) text.replace(at, place.size(), value);
    }
    void set(IndicatorInput input, const Value& value) { slots_.set(packs::slot_of(input), value); }

    /// `end`: nothing is asked from this day on.
    void begin(CivilDate day, CivilDate end) {
        frame_.report_date = day;
        frame_.horizon = end;
        end_ = end;
    }

    /// What the rules may ask of the person on `day`; gives the institution in charge, null when nobody is.
    const InstitutionStep* set_inputs(CivilDate day) {
        if (const ArchiveStep* const archive = archive_.on(day, frame_.horizon)) {
            set(IndicatorInput::status, Value::code(archive->status));
            set(IndicatorInput::residence_state, Value::code(archive->residence_state));
            set(IndicatorInput::arrived_on, archive->arrived_on ? Value::date(*archive->arrived_on) : Value{});
            set(IndicatorInput::is_complete, Value::truth(archive->is_complete));
            set(IndicatorInput::is_electronic, Value::truth(archive->is_electronic));
            set(IndicatorInput::is_cover_complete, Value::truth(archive->is_cover_complete));
        }
        set(IndicatorInput::is_opened, Value::truth(opened_.on(day, frame_.horizon)));
        set(IndicatorInput::is_member, Value::truth(member_.on(day, frame_.horizon)));
        set(IndicatorInput::is_examined, Value::truth(examined_.on(day, frame_.horizon)));
        set(IndicatorInput::is_duplicate, Value::truth(duplicate_.on(day, frame_.horizon)));
        if (const EnrolmentStep* const enrolment = enrolment_.on(day, frame_.horizon)) {
            set(IndicatorInput::enrolment_state, Value::code(enrolment->state));
            set(IndicatorInput::enrolled_on, Value::date(enrolment->enrolled_on));
        }
        return institutions_.on(day, frame_.horizon);
    }

    void set_lets(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const packs::Let& let = pack_.indicator_lets[i];
            slots_.set(let.slot, lets_[i].on(let.value, frame_, slots_, end_));
        }
    }

    void at(CivilDate day) {
        const InstitutionStep* const institution = set_inputs(day);
        if (institution == nullptr) return;
        set_lets(lets_.size());
        for (std::size_t i = 0; i < indicators_.size(); ++i) {
            const packs::Indicator& indicator = *indicators_[i];
            const bool by_figure = !indicator.denominator;
            const bool counts = !by_figure && shares_[i].denominator.on(*indicator.denominator, frame_, slots_, end_).is_true();
            const bool meets = (counts || by_figure) && shares_[i].numerator.on(indicator.numerator, frame_, slots_, end_).is_true();
            add(made_[i], day, institution->institution_id, meets ? 1 : 0, counts ? 1 : 0);
        }
    }

    static void add(std::vector<Step>& steps, CivilDate day, const std::string& institution_id, int numerator, int denominator) {
        const bool is_nothing = numerator == 0 && denominator == 0;
        if (steps.empty() && is_nothing) return;
        if (!steps.empty()) {
            const Step& before = steps.back();
            const bool is_same = before.numerator == numerator && before.denominator == denominator;
            if (is_same && (is_nothing || before.institution_id == institution_id)) return;
        }
        steps.push_back(Step{day, institution_id, numerator, denominator});
    }

    const packs::Pack& pack_;
    std::span<const packs::Indicator* const> indicators_;
    const PersonHistory& person_;
    const Period& period_;
    rules::Records records_;
    rules::Frame frame_;
    CivilDate end_;
    Cursor<ArchiveStep> archive_;
    Cursor<EnrolmentStep> enrolment_;
    Cursor<InstitutionStep> institutions_;
    Turns opened_;
    Turns member_;
    Turns examined_;
    Turns duplicate_;
    rules::WatchedSlots slots_;
    std::vector<rules::Standing> lets_;
    std::vector<Share> shares_;
    std::vector<std::vector<Step>> made_;
};

}  // namespace

Period Period::year(int year) {
    const CivilDate first = CivilDate::of(year, 1, 1).value_or(CivilDate{});
    return Period{first, add_days(add_months(first, 12), -1)};
}

std::vector<IndicatorSteps> contributions(const packs::Pack& pack, const PersonHistory& person, const Period& period) {
    std::vector<const packs::Indicator*> all;
    all.reserve(pack.indicators.size());
    for (const packs::Indicator& indicator : pack.indicators) all.push_back(&indicator);
    auto steps = Sweep{pack, all, person, period}.run();
    std::vector<IndicatorSteps> made;
    for (std::size_t i = 0; i < all.size(); ++i) made.push_back(IndicatorSteps{all[i]->code, std::move(steps[i])});
    return made;
}

std::vector<Step> contributions(const packs::Pack& pack, const packs::Indicator& indicator, const PersonHistory& person,
                                const Period& period) {
    const packs::Indicator* const one = &indicator;
    return std::move(Sweep{pack, std::span{&one, 1}, person, period}.run().front());
}

std::optional<Lacking> lacking(const packs::Pack& pack, std::string_view indicator, const PersonHistory& person, const Period& period,
                               CivilDate day) {
    return Sweep{pack, {}, person, period}.lacking_on(indicator, day);
}

std::optional<bool> holds_on(const packs::Pack& pack, std::string_view rule, const PersonHistory& person, CivilDate day) {
    return Sweep{pack, {}, person, {day, day}}.rule_on(rule, day);
}

std::optional<std::int64_t> figure_denominator(const packs::Indicator& indicator, std::int64_t figure) {
    if (indicator.figure.empty()) return std::nullopt;
    const auto people = multiply(Decimal{figure}, indicator.multiplier.value_or(Decimal{1}));
    return people ? round_half_up(*people, 0).units_at(0) : std::nullopt;
}

std::optional<std::string> percent(std::int64_t numerator, std::int64_t denominator) {
    if (denominator <= 0) return std::nullopt;
    constexpr std::int64_t scale = 10'000;  // hundredths of a percent
    return Decimal{(numerator * scale + denominator / 2) / denominator, 2}.text();
}

}  // namespace jiwei::core::indicators
