// From verb and path to a route: a tree of segments; a literal wins over {param}.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/route.hpp"
#include "platform/http/uri.hpp"

namespace jiwei::http {

inline constexpr std::size_t verb_count = 5;

[[nodiscard]] std::string_view verb_name(Verb verb);

class Router {
public:
    enum class Outcome : unsigned char { found, no_path, no_verb, malformed };
    struct Match {
        Outcome outcome = Outcome::no_path;
        std::size_t route = 0;  // index in the order of add()
        Params params;
        std::string allow;  // of no_verb: "GET, HEAD, POST"
    };

    /// Remembers verb and template; the caller keeps the route at the index that is returned (0, 1, 2 …).
    /// Throws Unusable for a malformed template or one that is already taken.
    std::size_t add(Verb verb, std::string_view path);
    /// `path` is the raw path of the request, without the query. A path that exists only with other verbs is no_verb.
    [[nodiscard]] Match match(std::optional<Verb> verb, std::string_view path) const;

private:
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
        std::unique_ptr<Node> param;
        std::array<std::optional<std::size_t>, verb_count> routes;
    };
    struct Search {
        const std::vector<std::string>& segments;
        std::optional<Verb> verb;
        std::vector<std::size_t> taken;  // segments that stand for params
        std::array<bool, verb_count> allowed{};
        std::optional<std::size_t> found;
    };
    void walk(const Node& node, std::size_t depth, Search& search) const;

    Node root_;
    std::vector<std::vector<std::string>> param_names_;  // by route
};

}  // namespace jiwei::http
