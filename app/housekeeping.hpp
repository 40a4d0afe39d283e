// What a server does by the hour and by the day beside answering: signs the heads of the audit chains, forgets what has ended.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/composition.hpp"

namespace jiwei::app {

/// One quiet thread; failures are logged and tried again an hour later.
class Housekeeping {
public:
    Housekeeping(Installation& installation, Composition& composition);
    ~Housekeeping();
    Housekeeping(const Housekeeping&) = delete;
    Housekeeping& operator=(const Housekeeping&) = delete;

private:
    void run();
    void once();
    Installation& installation_;
    Composition& composition_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace jiwei::app
