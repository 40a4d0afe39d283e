// The institution tree of a county, kept in memory: every total is written for an institution and all above it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "modules/organization/api.hpp"

namespace jiwei::indicators {

struct Node {
    std::string id;
    std::string name;
    std::string kind;
    std::string parent_id;
    std::vector<std::string> path;      // itself, its parent, … the root
    std::vector<std::string> children;  // by code
};

/// One reading of the tree; never changes.
struct Tree {
    std::map<std::string, Node, std::less<>> nodes;
    std::string root_id;  // the first health authority without a parent, else the first institution without one
    std::uint64_t generation = 0;
    [[nodiscard]] const Node* find(std::string_view id) const;
    /// Itself and everything below, sorted.
    [[nodiscard]] std::vector<std::string> subtree(std::string_view id) const;
};

/// Thread-safe. A tree is read again when this process has changed the organization, and when an id is not in it.
class TreeCache {
public:
    explicit TreeCache(organization::Organization& organization) : organization_{organization} {}
    [[nodiscard]] std::shared_ptr<const Tree> tree(db::Connection& connection, std::string_view county_id);
    /// The institution and all above it; only itself when nobody knows it.
    [[nodiscard]] std::vector<std::string> path(db::Connection& connection, std::string_view county_id, std::string_view institution_id);

private:
    std::shared_ptr<const Tree> read(db::Connection& connection, std::string_view county_id) const;
    organization::Organization& organization_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const Tree>, std::less<>> trees_;
};

}  // namespace jiwei::indicators
