// The lines of a small table in packs/roles: no quoted cells, remarks begin with #, the first line names the columns.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace jiwei::access_tables {

struct Line {
    std::size_t number = 0;
    std::vector<std::string_view> cells;
};

inline std::vector<Line> lines_of(std::string_view csv) {
    std::vector<Line> all;
    std::size_t number = 0;
    while (!csv.empty()) {
        const std::size_t end = csv.find('\n');
        std::string_view text = csv.substr(0, end);
        csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
        ++number;
        if (text.ends_with('\r')) text.remove_suffix(1);
        if (text.empty() || text.front() == '#' || number == 1) continue;
        Line line{number, {}};
        for (std::size_t comma = text.find(','); comma != std::string_view::npos; comma = text.find(',')) {
            line.cells.push_back(text.substr(0, comma));
            text.remove_prefix(comma + 1);
        }
        line.cells.push_back(text);
        all.push_back(std::move(line));
    }
    return all;
}

}  // namespace jiwei::access_tables
