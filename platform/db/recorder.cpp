#include "platform/db/recorder.hpp"

#include <type_traits>

namespace jiwei::db {

void ActRecord::add(std::string_view sql, std::span<const Param> params) {
    lines_ += "X " + std::to_string(recorder_.define(sql)) + " " + std::to_string(params.size()) + "\n";
    const auto sized = [this](char kind, std::string_view data) {
        lines_ += kind;
        lines_ += " " + std::to_string(data.size()) + "\n";
        lines_.append(data).append("\n");
    };
    for (const Param& param : params) {
        std::visit(
            [&](const auto& value) {
                using Value = std::decay_t<decltype(value)>;
                if constexpr (std::is_same_v<Value, std::monostate>) {
                    lines_ += "N\n";
                } else if constexpr (std::is_same_v<Value, std::int64_t>) {
                    lines_ += "I " + std::to_string(value) + "\n";
                } else if constexpr (std::is_same_v<Value, Bytes>) {
                    sized('Y', value.data);
                } else {
                    sized('T', value);
                }
            },
            param.held());
    }
}

Recorder::Recorder(const std::string& path) : out_{path, std::ios::binary | std::ios::trunc} {
    if (!out_) throw Error{Trouble::other, "cannot write the statement record"};
}

int Recorder::define(std::string_view sql) {
    const std::lock_guard guard{mutex_};
    const auto [found, fresh] = numbers_.try_emplace(std::string{sql}, static_cast<int>(numbers_.size()) + 1);
    if (fresh) out_ << "D " << found->second << " " << sql.size() << "\n" << sql << "\n";
    return found->second;
}

void Recorder::act(const ActRecord& record, bool kept) {
    const std::lock_guard guard{mutex_};
    out_ << "B\n" << record.lines() << (kept ? "E\n" : "R\n");
}

void Recorder::read(const ActRecord& record) {
    const std::lock_guard guard{mutex_};
    out_ << "Q\n" << record.lines() << "E\n";
}

void Recorder::act_and_commit(const ActRecord& record) {
    const std::lock_guard guard{mutex_};
    out_ << "B\n" << record.lines() << "E\nC\n";
}

void Recorder::commit() {
    const std::lock_guard guard{mutex_};
    out_ << "C\n";
}

}  // namespace jiwei::db
