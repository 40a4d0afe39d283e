#include "modules/indicators/tree.hpp"

#include <algorithm>

namespace jiwei::indicators {

const Node* Tree::find(std::string_view id) const {
    const auto found = nodes.find(id);
    return found == nodes.end() ? nullptr : &found->second;
}

std::vector<std::string> Tree::subtree(std::string_view id) const {
    std::vector<std::string> ids;
    if (find(id) != nullptr) ids.emplace_back(id);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const Node* const node = find(ids[i]);
        ids.insert(ids.end(), node->children.begin(), node->children.end());
    }
    std::ranges::sort(ids);
    return ids;
}

std::shared_ptr<const Tree> TreeCache::read(db::Connection& connection, std::string_view county_id) const {
    auto tree = std::make_shared<Tree>();
    tree->generation = organization_.generation();
    for (const organization::Institution& one :
         organization_.institutions(connection, county_id, *parse_civil_date(organization::open_end))) {
        Node node{one.id, one.name, one.kind, one.parent_id, {one.id}, {}};
        const auto parent = tree->nodes.find(one.parent_id);
        if (parent != tree->nodes.end()) {
            node.path.insert(node.path.end(), parent->second.path.begin(), parent->second.path.end());
            parent->second.children.push_back(one.id);
        } else if (tree->root_id.empty() || (one.kind == "H1" && tree->find(tree->root_id)->kind != "H1")) {
            tree->root_id = one.id;
        }
        tree->nodes.emplace(one.id, std::move(node));
    }
    return tree;
}

std::shared_ptr<const Tree> TreeCache::tree(db::Connection& connection, std::string_view county_id) {
    const std::lock_guard lock{mutex_};
    const auto found = trees_.find(county_id);
    if (found != trees_.end() && found->second->generation == organization_.generation()) return found->second;
    std::shared_ptr<const Tree> fresh = read(connection, county_id);
    trees_.insert_or_assign(std::string{county_id}, fresh);
    return fresh;
}

std::vector<std::string> TreeCache::path(db::Connection& connection, std::string_view county_id, std::string_view institution_id) {
    std::shared_ptr<const Tree> known = tree(connection, county_id);
    if (const Node* const node = known->find(institution_id)) return node->path;
    // Added by another process, or closed: a closed institution keeps its totals but stands in no list.
    std::vector<std::string> above = organization_.ancestor_ids(connection, county_id, institution_id);
    if (above.empty()) above.emplace_back(institution_id);
    return above;
}

}  // namespace jiwei::indicators
