// Collects a result into one Rows: cells in a vector, their text in a few large blocks.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/db/connection.hpp"

namespace jiwei::db {

class RowStore {
public:
    explicit RowStore(std::size_t columns) { cells_.reserve(columns); }
    void null() { cells_.push_back({}); }
    void integer(std::int64_t value) { cells_.push_back({Row::Cell::Kind::integer, value, {}}); }
    void data(Row::Cell::Kind kind, std::string_view bytes) { cells_.push_back({kind, 0, keep(bytes)}); }
    [[nodiscard]] Rows finish(std::size_t columns, std::int64_t affected) {
        return Rows{columns, std::move(cells_), std::move(blocks_), affected};
    }

private:
    std::string_view keep(std::string_view bytes) {
        if (bytes.empty()) return "";
        if (bytes.size() > left_) grow(bytes.size());
        char* const to = at_;
        std::memcpy(to, bytes.data(), bytes.size());
        at_ += bytes.size();
        left_ -= bytes.size();
        return {to, bytes.size()};
    }

    void grow(std::size_t needed) {
        if (!blocks_) blocks_ = std::make_unique<std::vector<std::unique_ptr<char[]>>>();
        next_ = std::max(needed, std::min<std::size_t>(next_ * 4, 262'144));
        blocks_->push_back(std::make_unique_for_overwrite<char[]>(next_));
        at_ = blocks_->back().get();
        left_ = next_;
    }

    std::vector<Row::Cell> cells_;
    std::unique_ptr<std::vector<std::unique_ptr<char[]>>> blocks_;
    char* at_ = nullptr;
    std::size_t left_ = 0;
    std::size_t next_ = 256;
};

}  // namespace jiwei::db
