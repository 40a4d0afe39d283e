// The house rules as functions over a source tree: who may include whom, what may stand where, how long things may be.
#pragma once

#include <string>
#include <vector>

namespace jiwei::tidy {

struct SourceFile {
    std::string path;  // relative to the root, '/' between folders
    std::vector<std::string> lines;
};

using Tree = std::vector<SourceFile>;

struct Offence {
    std::string path;
    std::size_t line = 0;  // from 1; 0 for the whole file
    std::string rule;
    std::string what;
};

/// All text sources below `root` that the rules speak of; build folders and node_modules left out.
[[nodiscard]] Tree read_tree(const std::string& root);
[[nodiscard]] SourceFile file_of(std::string path, const std::string& text);

/// The dependency table of docs/adr/0002.
[[nodiscard]] std::vector<Offence> check_includes(const Tree& tree);
/// The modules include each other only along the declared arrows, which have no cycle.
[[nodiscard]] std::vector<Offence> check_module_graph(const Tree& tree);
/// A module's SQL names its own tables and other modules' published views (v_…) only.
[[nodiscard]] std::vector<Offence> check_sql_ownership(const Tree& tree);
/// Wall clocks are read in platform/time only.
[[nodiscard]] std::vector<Offence> check_clocks(const Tree& tree);
/// No floating point beside money.
[[nodiscard]] std::vector<Offence> check_money(const Tree& tree);
/// Functions up to 70 lines, source files up to 600.
[[nodiscard]] std::vector<Offence> check_lengths(const Tree& tree);
/// A TODO stands in docs/known-gaps.md too.
[[nodiscard]] std::vector<Offence> check_gaps(const Tree& tree);
/// No package-registry host, no absolute home or workplace path, no private key.
[[nodiscard]] std::vector<Offence> check_leaks(const Tree& tree);
/// Every header starts with a comment that says what it is for and has #pragma once.
[[nodiscard]] std::vector<Offence> check_headers(const Tree& tree);
/// No two files of one library and namespace have a private function, type, constant or alias of the same name.
[[nodiscard]] std::vector<Offence> check_private_names(const Tree& tree);

}  // namespace jiwei::tidy
