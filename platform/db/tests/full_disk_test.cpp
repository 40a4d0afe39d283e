// The disk runs full at the first write of an act, then at the second, and so on, until the act fits: each time the act is there
// whole or not at all, nothing acknowledged before it is lost, and the caller is told that the disk is full.
#include "platform/db/tests/full_disk_vfs.hpp"
#include "platform/db/tests/item_table.hpp"

namespace jiwei::db {
namespace {

using namespace testing;

class DiskFull : public Items {
protected:
    void open_on_full_disk() {
        FullDisk::install();
        OpenOptions options;
        options.vfs = FullDisk::name;
        reopen(options);
    }
    /// Enough pages that the cache and the log are written many times.
    Done big_act(int round) {
        return database().write([&](Connection& connection) -> Done {
            for (int i = 0; i < 300; ++i) {
                const std::string id = std::to_string(round) + "-" + std::to_string(i);
                connection.run(insert_item, {id, round, std::string(500, 'x'), nullptr});
            }
            return 0;
        });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, DiskFull, ::testing::Values(Engine::sqlite), engine_name);

TEST_P(DiskFull, TheActIsThereWhollyOrNotAtAll) {
    ASSERT_TRUE(put("before"));
    open_on_full_disk();
    bool fits = false;
    int failures = 0;
    for (int writes = 0; !fits && writes < 1'000; ++writes) {
        FullDisk::fill_after(writes);
        try {
            ASSERT_TRUE(big_act(writes));
            fits = !FullDisk::is_full();
        } catch (const Error& error) {
            ++failures;
            ASSERT_EQ(error.trouble(), Trouble::full) << "at write " << writes << ": " << error.what();
        }
        FullDisk::fill_after(-1);
        ASSERT_EQ((count() - 1) % 300, 0) << "at write " << writes;
    }
    EXPECT_TRUE(fits);
    EXPECT_GT(failures, 20) << "the sweep must meet many writes";
    EXPECT_TRUE(database().health().writable) << "once there is room, work goes on";
    open_on_full_disk();
    EXPECT_GE(count(), 301);
    EXPECT_EQ(number("before"), 0);
}

}  // namespace
}  // namespace jiwei::db
