// A pack as a page that an official reads: parameters, forms, rules, decisions, tasks, indicators and code lists in words.
#pragma once

#include <string>

#include "core/packs/pack.hpp"

namespace jiwei::packs {

enum class Language : unsigned char { zh, en };

/// A whole HTML document without scripts or links outside it. `bundle` must be one that load() accepted. Each condition stands in words,
/// with the text of the rule below it.
[[nodiscard]] std::string page(const Bundle& bundle, const Pack& pack, Language language);

/// A rule in words: names of fields, facts and parameters by their labels, operators and functions of the language translated.
[[nodiscard]] std::string in_words(std::string_view rule, const Pack& pack, Language language);

}  // namespace jiwei::packs
