#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <vector>

#include "platform/audit/chain.hpp"

namespace jiwei::audit {

namespace {

constexpr std::size_t batch_rows_max = 256;

/// The first thread that finds nobody writing writes for all that wait; the others sleep until their row is durable. No thread of its
/// own, so a lone request pays no hand-over, and under load one transaction carries a row of every worker.
class GroupedLog final : public AccessLog {
public:
    explicit GroupedLog(db::Database& database) : database_{database} {}

    void record(std::string_view county_id, const Entry& entry) override { record_all(county_id, std::span{&entry, 1}); }

    void record_all(std::string_view county_id, std::span<const Entry> entries) override {
        if (entries.empty()) return;
        Waiting mine{county_id, entries, false, nullptr};
        std::unique_lock lock{mutex_};
        queue_.push_back(&mine);
        while (!mine.done) {
            if (writing_) {
                changed_.wait(lock);
                continue;
            }
            writing_ = true;
            write_batch(lock);
            writing_ = false;
            changed_.notify_all();
        }
        lock.unlock();
        if (mine.error) std::rethrow_exception(mine.error);
    }

private:
    struct Waiting {
        std::string_view county_id;
        std::span<const Entry> entries;
        bool done;
        std::exception_ptr error;
    };

    void write_batch(std::unique_lock<std::mutex>& lock) {
        std::vector<Waiting*> batch;
        while (!queue_.empty() && batch.size() < batch_rows_max) {
            batch.push_back(queue_.front());
            queue_.pop_front();
        }
        lock.unlock();
        std::exception_ptr error;
        try {
            write(batch);
        } catch (...) {
            error = std::current_exception();  // handed to every request of the batch: none of them may answer
        }
        lock.lock();
        for (Waiting* const waiting : batch) {
            waiting->error = error;
            waiting->done = true;
        }
    }

    void write(const std::vector<Waiting*>& batch) {
        // Counties in order, so that two servers on one PostgreSQL never wait for each other.
        std::map<std::string_view, std::vector<const Entry*>> by_county;
        for (const Waiting* const waiting : batch) {
            for (const Entry& entry : waiting->entries) by_county[waiting->county_id].push_back(&entry);
        }
        (void)database_.write([&](db::Connection& connection) -> tl::expected<bool, bool> {
            for (const auto& [county_id, entries] : by_county) append(connection, Chain::access, county_id, entries);
            return true;
        });
    }

    db::Database& database_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Waiting*> queue_;
    bool writing_ = false;
};

}  // namespace

std::unique_ptr<AccessLog> make_access_log(db::Database& database) { return std::make_unique<GroupedLog>(database); }

}  // namespace jiwei::audit
