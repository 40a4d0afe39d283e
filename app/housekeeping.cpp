#include "app/housekeeping.hpp"

#include <chrono>
#include <exception>

#include "platform/audit/verify.hpp"
#include "platform/log/log.hpp"

namespace jiwei::app {

namespace {

constexpr std::chrono::hours interval{1};

}  // namespace

Housekeeping::Housekeeping(Installation& installation, Composition& composition)
    : installation_{installation}, composition_{composition}, thread_{[this] { run(); }} {}

Housekeeping::~Housekeeping() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Housekeeping::run() {
    std::unique_lock lock{mutex_};
    while (!wake_.wait_for(lock, interval, [this] { return stopping_; })) {
        lock.unlock();
        once();
        lock.lock();
    }
}

void Housekeeping::once() {
    try {
        const auto anchors = installation_.database().write([this](db::Connection& connection) -> Result<std::size_t> {
            return audit::anchor_heads(connection, installation_.keys(), installation_.clock().now()).size();
        });
        log::info("audit.anchored", {{"chains", anchors ? *anchors : 0U}});
        composition_.access->forget_expired();
    } catch (const std::exception& error) {
        log::error("housekeeping.failed", {{"why", error.what()}});
    }
}

}  // namespace jiwei::app
