// Signals for main(): taken by one thread that waits for them, so that no handler ever runs in the middle of something.
#include <csignal>

#include "platform/http/server.hpp"

namespace jiwei::http {
namespace {

sigset_t watched_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

}  // namespace

Signals::Signals() {
    const sigset_t set = watched_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

Signals::Kind Signals::wait() {
    const sigset_t set = watched_signals();
    int signal = 0;
    while (sigwait(&set, &signal) != 0) {
    }
    return signal == SIGHUP ? Kind::reload : Kind::stop;
}

}  // namespace jiwei::http
