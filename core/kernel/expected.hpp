// What a function that can be refused returns: a value, or the reason it was refused.
// Broken promises are assertions, the outside world breaking is an exception from platform/ (docs/adr/0004).
#pragma once

#include <tl/expected.hpp>

#define JIWEI_JOIN_(a, b) a##b

/// Evaluates `expression` (a tl::expected); returns its error from the enclosing function, or binds `name` to its value.
#define JIWEI_TRY(name, expression)                                             \
    auto JIWEI_JOIN_(name, _or_error) = (expression);                           \
    if (!JIWEI_JOIN_(name, _or_error)) {                                        \
        return tl::unexpected(std::move(JIWEI_JOIN_(name, _or_error)).error()); \
    }                                                                           \
    auto& name = *JIWEI_JOIN_(name, _or_error)

/// The same for an expression whose value is not needed.
#define JIWEI_CHECK(expression)                                                      \
    do {                                                                             \
        auto jiwei_checked = (expression);                                           \
        if (!jiwei_checked) return tl::unexpected(std::move(jiwei_checked).error()); \
    } while (false)
