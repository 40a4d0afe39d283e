// What a server does by the hour and by the day beside answering: signs the heads of the audit chains, forgets what has ended, opens the
// year, freezes the numbers of periods that ended.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "app/composition.hpp"

namespace jiwei::app {

/// One round of it. `anchors_dir` may be empty: then the anchors are in the database only.
void keep_house(Installation& installation, Composition& composition, const std::string& anchors_dir);

/// One quiet thread: a round at the start, every hour, and when a civil day begins. Failures are logged and tried again in the next round.
class Housekeeping {
public:
    Housekeeping(Installation& installation, Composition& composition, std::string anchors_dir);
    ~Housekeeping();
    Housekeeping(const Housekeeping&) = delete;
    Housekeeping& operator=(const Housekeeping&) = delete;

private:
    void run();
    [[nodiscard]] std::chrono::milliseconds until_next_round() const;
    Installation& installation_;
    Composition& composition_;
    std::string anchors_dir_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace jiwei::app
