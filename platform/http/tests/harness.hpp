// A server on a free port with a gate of straw, and a client that sends exactly the bytes it is told.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/http/server.hpp"

namespace jiwei::http::test {

/// "Bearer good" is a user, "Bearer poor" one without any right, nothing is nobody, all else is 401.
class StrawGate final : public Gate {
public:
    Result<auth::Principal> authenticate(const Request& request) override {
        const std::string_view token = request.header("authorization");
        auth::Principal principal;
        if (token.empty()) return principal;
        if (token != "Bearer good" && token != "Bearer poor") return refuse(Refusal::unauthenticated, "token-unknown");
        principal.kind = auth::PrincipalKind::user;
        principal.user_id = std::string{token.substr(7)};
        return principal;
    }
    Result<auth::Grant> authorise(const Request& request, const Access& access) override {
        if (request.principal.kind == auth::PrincipalKind::nobody) return refuse(Refusal::unauthenticated, "login-required");
        if (access.kind() == Access::Kind::permission && request.principal.user_id == "poor") return refuse(Refusal::forbidden, "role");
        return auth::Grant{{"grid"}, false, false};
    }
};

using std::chrono::milliseconds;
using std::chrono::seconds;

[[nodiscard]] inline std::string header_of(std::string_view answer, std::string_view name) {
    std::string_view head = answer.substr(0, answer.find("\r\n\r\n") + 2);
    while (!head.empty()) {
        const std::string_view line = head.substr(0, head.find("\r\n"));
        if (line.starts_with(name) && line.substr(name.size()).starts_with(": ")) return std::string{line.substr(name.size() + 2)};
        head.remove_prefix(std::min(line.size() + 2, head.size()));
    }
    return {};
}
[[nodiscard]] inline int status_of(std::string_view answer) {
    return answer.size() > 12 && answer.starts_with("HTTP/1.1 ") ? std::atoi(std::string{answer.substr(9, 3)}.c_str()) : 0;
}
[[nodiscard]] inline std::string body_of(std::string_view answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    return end == std::string_view::npos ? std::string{} : std::string{answer.substr(end + 4)};
}

/// A raw TCP client.
class Client {
public:
    explicit Client(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error{"connect"};
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// False when the server has closed already.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void finish_sending() { ::shutdown(socket_, SHUT_WR); }

    /// Everything until the server closes or the time is up.
    [[nodiscard]] std::string read_all(milliseconds limit = seconds{5}) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        while (!ended_ && std::chrono::steady_clock::now() < deadline) fill(milliseconds{50});
        return std::exchange(buffer_, {});
    }
    /// One answer, by its Content-Length; `bodiless` for answers to HEAD. What came so far when the time is up.
    [[nodiscard]] std::string read_one(bool bodiless = false, milliseconds limit = seconds{5}) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        while (true) {
            const std::size_t end = buffer_.find("\r\n\r\n");
            if (end != std::string::npos) {
                const std::size_t length =
                    bodiless ? 0 : static_cast<std::size_t>(std::atoll(header_of(buffer_, "Content-Length").c_str()));
                if (buffer_.size() >= end + 4 + length) {
                    std::string one = buffer_.substr(0, end + 4 + length);
                    buffer_.erase(0, end + 4 + length);
                    return one;
                }
            }
            if (ended_ || std::chrono::steady_clock::now() > deadline) return std::exchange(buffer_, {});
            fill(milliseconds{50});
        }
    }
    /// True when the server has closed within the time and nothing is left to read.
    [[nodiscard]] bool closed(milliseconds limit = seconds{5}) { return read_all(limit).empty() && ended_; }

private:
    void fill(milliseconds limit) {
        pollfd wait{socket_, POLLIN, 0};
        if (::poll(&wait, 1, static_cast<int>(limit.count())) <= 0) return;
        std::array<char, 65536> bytes;
        const ssize_t size = ::recv(socket_, bytes.data(), bytes.size(), 0);
        if (size > 0) {
            buffer_.append(bytes.data(), static_cast<std::size_t>(size));
        } else {
            ended_ = true;
        }
    }
    int socket_;
    std::string buffer_;
    bool ended_ = false;
};

struct Running {
    explicit Running(std::vector<RouteSet> routes, ServerOptions options = {}, std::vector<ProblemStyle> styles = {},
                     std::vector<ReadinessCheck> readiness = {}) {
        if (options.listen == ServerOptions{}.listen) options.listen = "127.0.0.1:0";
        options.log_requests = false;
        server = std::make_unique<Server>(std::move(options),
                                          Site{std::move(routes), gate, clock, metrics, std::move(styles), std::move(readiness)});
        server->start();
    }
    /// One connection for one exchange; the whole answer.
    [[nodiscard]] std::string ask(std::string_view bytes) const {
        Client client{server->port()};
        client.send(bytes);
        return client.read_one(bytes.starts_with("HEAD"));
    }
    [[nodiscard]] std::string get(std::string_view target, std::string_view headers = {}) const {
        return ask("GET " + std::string{target} + " HTTP/1.1\r\nHost: t\r\n" + std::string{headers} + "\r\n");
    }
    StrawGate gate;
    time::FixedClock clock{time::Instant{1'795'264'200'000}};  // 2026-11-21T12:30:00Z
    metrics::Registry metrics;
    std::unique_ptr<Server> server;  // last: stops before what it uses goes
};

}  // namespace jiwei::http::test
