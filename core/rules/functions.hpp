// The functions of the rule language that are not aggregates: names, arguments, results.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/rules/program.hpp"

namespace jiwei::rules {

/// number: int or dec, the result dec if one argument is. scale: a whole number from 0 to 6 written in the text.
/// same: of the type of the argument before it (numbers mix).
enum class Parameter : std::uint8_t { none, any, number, integer, date, set, ordered, same, scale };

/// moves: a moving date among the arguments makes the result moving; watches: the result changes by itself as the date moves.
enum class Motion : std::uint8_t { none, moves, watches };

struct Function {
    std::string_view name;
    Op op;
    std::array<Parameter, 3> parameters;
    std::optional<Type> result;  // absent: as the first argument
    Motion motion = Motion::none;
};

inline constexpr std::array functions{
    Function{"has", Op::has, {Parameter::any}, Type::boolean, Motion::none},
    Function{"default", Op::or_else, {Parameter::any, Parameter::same}, std::nullopt, Motion::moves},
    Function{"min", Op::minimum, {Parameter::ordered, Parameter::same}, std::nullopt, Motion::moves},
    Function{"max", Op::maximum, {Parameter::ordered, Parameter::same}, std::nullopt, Motion::moves},
    Function{"div", Op::floor_divide, {Parameter::integer, Parameter::integer}, Type::integer, Motion::none},
    Function{"ratio", Op::ratio, {Parameter::number, Parameter::number, Parameter::scale}, Type::decimal, Motion::none},
    Function{"round", Op::round, {Parameter::number, Parameter::scale}, Type::decimal, Motion::none},
    Function{"size", Op::size, {Parameter::set}, Type::integer, Motion::none},
    Function{"intersects", Op::intersects, {Parameter::set, Parameter::set}, Type::boolean, Motion::none},
    Function{"age", Op::age, {Parameter::date, Parameter::date}, Type::integer, Motion::watches},
    Function{"months", Op::months, {Parameter::date, Parameter::date}, Type::integer, Motion::watches},
    Function{"days", Op::days, {Parameter::date, Parameter::date}, Type::integer, Motion::watches},
    Function{"addMonths", Op::add_months, {Parameter::date, Parameter::integer}, Type::date, Motion::moves},
    Function{"addDays", Op::add_days, {Parameter::date, Parameter::integer}, Type::date, Motion::moves},
    Function{"year", Op::year, {Parameter::date}, Type::integer, Motion::watches},
    Function{"month", Op::month, {Parameter::date}, Type::integer, Motion::watches},
    Function{"date", Op::make_date, {Parameter::integer, Parameter::integer, Parameter::integer}, Type::date, Motion::none},
};

struct Aggregate {
    std::string_view name;
    Op op;
    enum class Argument : std::uint8_t { none, truth, number, any } argument;
    std::optional<Type> result;  // absent: as the argument
};

inline constexpr std::array aggregates{
    Aggregate{"count", Op::count, Aggregate::Argument::none, Type::integer},
    Aggregate{"countDays", Op::count_days, Aggregate::Argument::none, Type::integer},
    Aggregate{"any", Op::any, Aggregate::Argument::truth, Type::boolean},
    Aggregate{"all", Op::all, Aggregate::Argument::truth, Type::boolean},
    Aggregate{"sum", Op::sum, Aggregate::Argument::number, std::nullopt},
    Aggregate{"first", Op::first, Aggregate::Argument::any, std::nullopt},
    Aggregate{"last", Op::last, Aggregate::Argument::any, std::nullopt},
};

}  // namespace jiwei::rules
