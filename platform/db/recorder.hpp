// Writes down the statements of every act and read with their parameters, so that a bench can replay them on the bare engine.
// Format: docs/reference/statement-record.md.
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/db/connection.hpp"

namespace jiwei::db {

class Recorder;

/// The statements of one act while it runs; handed to the connection that runs it.
class ActRecord {
public:
    explicit ActRecord(Recorder& recorder) : recorder_{recorder} {}
    void add(std::string_view sql, std::span<const Param> params);
    void clear() { lines_.clear(); }
    [[nodiscard]] const std::string& lines() const { return lines_; }

private:
    Recorder& recorder_;
    std::string lines_;
};

/// Thread-safe.
class Recorder {
public:
    explicit Recorder(const std::string& path);
    /// The number under which the text was or is defined in the file.
    int define(std::string_view sql);
    void act(const ActRecord& record, bool kept);
    /// Ends a group: the acts since the last one share this COMMIT.
    void commit();
    /// What a read asked, on its own snapshot.
    void read(const ActRecord& record);
    /// An act with a COMMIT of its own.
    void act_and_commit(const ActRecord& record);

private:
    std::mutex mutex_;
    std::ofstream out_;
    std::unordered_map<std::string, int> numbers_;
};

}  // namespace jiwei::db
