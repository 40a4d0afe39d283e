// From verb and path to a route.
#include "platform/http/router.hpp"

#include <algorithm>

#include "platform/http/server.hpp"

namespace jiwei::http {
namespace {

constexpr std::size_t segments_max = 16;

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    path.remove_prefix(1);
    while (true) {
        const std::size_t slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

bool is_param(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}') && segment.size() > 2; }

/// Decoded segments, or nothing when one is not a clean name: an escaped slash or a dot segment would be read differently by a proxy.
std::optional<std::vector<std::string>> clean_segments(std::string_view path) {
    std::vector<std::string> segments;
    for (const std::string_view raw : split(path)) {
        auto segment = percent_decode(raw);
        const bool clean = segment && segment->find_first_of("/\\") == std::string::npos && *segment != "." && *segment != "..";
        if (!clean || segments.size() == segments_max) return std::nullopt;
        segments.push_back(std::move(*segment));
    }
    return segments;
}

}  // namespace

std::string_view verb_name(Verb verb) {
    constexpr std::array<std::string_view, verb_count> names{"GET", "POST", "PUT", "PATCH", "DELETE"};
    return names[static_cast<std::size_t>(verb)];
}

std::size_t Router::add(Verb verb, std::string_view path) {
    const std::string where = std::string{verb_name(verb)} + " " + std::string{path};
    if (!path.starts_with('/')) throw Unusable{"route " + where + " does not begin with a slash"};
    Node* node = &root_;
    std::vector<std::string> names;
    for (const std::string_view segment : split(path)) {
        if (is_param(segment)) {
            names.emplace_back(segment.substr(1, segment.size() - 2));
            if (!node->param) node->param = std::make_unique<Node>();
            node = node->param.get();
            continue;
        }
        if (segment.find_first_of("{}%") != std::string_view::npos) throw Unusable{"route " + where + " has a malformed segment"};
        auto& next = node->literals[std::string{segment}];
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    }
    auto& slot = node->routes[static_cast<std::size_t>(verb)];
    if (slot) throw Unusable{"route " + where + " is there twice"};
    slot = param_names_.size();
    param_names_.push_back(std::move(names));
    return *slot;
}

void Router::walk(const Node& node, std::size_t depth, Search& search) const {
    if (search.found) return;
    if (depth == search.segments.size()) {
        for (std::size_t i = 0; i < verb_count; ++i) search.allowed[i] = search.allowed[i] || node.routes[i].has_value();
        if (search.verb) search.found = node.routes[static_cast<std::size_t>(*search.verb)];
        return;
    }
    const std::string& segment = search.segments[depth];
    if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
        walk(*literal->second, depth + 1, search);
        if (search.found) return;
    }
    if (!node.param || segment.empty()) return;
    search.taken.push_back(depth);
    walk(*node.param, depth + 1, search);
    if (!search.found) search.taken.pop_back();
}

Router::Match Router::match(std::optional<Verb> verb, std::string_view path) const {
    Match match;
    auto segments = clean_segments(path);
    if (!segments) {
        match.outcome = Outcome::malformed;
        return match;
    }
    Search search{*segments, verb, {}, {}, {}};
    walk(root_, 0, search);
    if (search.found) {
        match.outcome = Outcome::found;
        match.route = *search.found;
        const auto& names = param_names_[match.route];
        for (std::size_t i = 0; i < names.size(); ++i) match.params.emplace_back(names[i], std::move((*segments)[search.taken[i]]));
        return match;
    }
    for (std::size_t i = 0; i < verb_count; ++i) {
        if (!search.allowed[i]) continue;
        match.outcome = Outcome::no_verb;
        if (!match.allow.empty()) match.allow += ", ";
        match.allow += verb_name(static_cast<Verb>(i));
        if (static_cast<Verb>(i) == Verb::get) match.allow += ", HEAD";
    }
    return match;
}

}  // namespace jiwei::http
