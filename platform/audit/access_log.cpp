#include <algorithm>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "platform/audit/chain.hpp"
#include "platform/db/sleeper.hpp"

namespace jiwei::audit {

namespace {

constexpr std::size_t batch_rows_max = 256;

/// The first thread that finds nobody writing writes for all that wait; the others sleep until their row is durable, or until they are
/// the next to write. No thread of its own, so a lone request pays no hand-over; under load one transaction carries a row of every
/// worker, and each sleeper is woken once.
class GroupedLog final : public AccessLog {
public:
    explicit GroupedLog(db::Database& database) : database_{database} {}

    void record(std::string_view county_id, const Entry& entry) override { record_all(county_id, std::span{&entry, 1}); }

    void record_all(std::string_view county_id, std::span<const Entry> entries) override {
        if (entries.empty()) return;
        Waiting mine{county_id, entries};
        bool leads = false;
        {
            const std::lock_guard guard{mutex_};
            queue_.push_back(&mine);
            leads = !std::exchange(writing_, true);
        }
        if (!leads) mine.woken.sleep();
        if (!mine.done) lead(mine);
        if (mine.error) std::rethrow_exception(mine.error);
    }

private:
    struct Waiting {
        std::string_view county_id;
        std::span<const Entry> entries;
        bool done = false;  // false when woken: it is this one's turn to write
        std::exception_ptr error = nullptr;
        db::Sleeper woken{};
    };

    /// Writes what waits, the caller's own row among it: whoever leads stands first in the queue.
    void lead(Waiting& mine) {
        std::vector<Waiting*> batch;
        {
            const std::lock_guard guard{mutex_};
            const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), batch_rows_max));
            batch.assign(queue_.begin(), end);
            queue_.erase(queue_.begin(), end);
        }
        std::exception_ptr error;
        try {
            write(batch);
        } catch (...) {
            error = std::current_exception();  // handed to every request of the batch: none of them may answer
        }
        pass_on();
        for (Waiting* const waiting : batch) {
            waiting->error = error;
            waiting->done = true;
            if (waiting != &mine) waiting->woken.wake();  // it may be gone after this
        }
    }

    void pass_on() {
        Waiting* next = nullptr;
        {
            const std::lock_guard guard{mutex_};
            if (queue_.empty()) {
                writing_ = false;
            } else {
                next = queue_.front();
            }
        }
        if (next != nullptr) next->woken.wake();
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
    std::deque<Waiting*> queue_;
    bool writing_ = false;
};

}  // namespace

std::unique_ptr<AccessLog> make_access_log(db::Database& database) { return std::make_unique<GroupedLog>(database); }

}  // namespace jiwei::audit
