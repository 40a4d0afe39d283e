// What happens to a request between its last byte in and its answer's first byte out. Knows no socket; the server moves the bytes.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/address.hpp"
#include "platform/http/framing_guard.hpp"
#include "platform/http/router.hpp"
#include "platform/http/server.hpp"
#include "platform/http/static_files.hpp"

namespace jiwei::http {

struct Peer {
    Address address;
    bool tls = false;
};

/// An answer as bytes. `shared` stands for `body` when it lives elsewhere (static files).
struct Wire {
    std::string head;
    std::string body;
    const std::string* shared = nullptr;
    [[nodiscard]] std::string_view payload() const { return shared != nullptr ? std::string_view{*shared} : std::string_view{body}; }
};

/// One request on its way.
struct Exchange {
    Request request;
    Response response;
    std::size_t route = 0;
    std::size_t body_bytes_max = 0;
    bool decided = false;    // the response stands already; no worker is needed
    bool head_only = false;  // HEAD
    bool close = false;      // after the answer
    bool expects_continue = false;
    Encoding encoding = Encoding::identity;
    const std::string* shared_body = nullptr;
    std::chrono::steady_clock::time_point started;
};

class Service {
public:
    /// Throws Unusable.
    Service(const ServerOptions& options, Site site);

    /// The head has been read: routes it, limits its body, or decides it at once.
    [[nodiscard]] std::shared_ptr<Exchange> open(const FramingGuard& guard, const Peer& peer);
    /// Gate, handler, and the one place where exceptions end. On a worker; never throws.
    void answer(Exchange& exchange) noexcept;
    /// The bytes of the decided response; counts and logs the request.
    [[nodiscard]] Wire wire(Exchange& exchange);
    /// An answer the server itself gives: framing, overload, timeouts. `exchange` may be null.
    [[nodiscard]] Wire refusal(std::shared_ptr<Exchange> exchange, int status, std::string_view code);
    /// Puts the server's own problem in place of the answer.
    void refuse(Exchange& exchange, const Problem& problem);
    void begin_drain() { draining_ = true; }
    [[nodiscard]] const std::vector<AddressBlock>& trusted() const { return trusted_; }

private:
    struct Instruments {
        metrics::Histogram* seconds;
        std::array<metrics::Counter*, 6> by_class;  // 1xx … 5xx
    };
    void add_builtin_routes();
    void index_routes();
    [[nodiscard]] Instruments instruments_of(std::string_view route);
    void fill_request(Exchange& exchange, const FramingGuard& guard, const Peer& peer, std::string_view path);
    void decide_unrouted(Exchange& exchange, const Router::Match& match, bool reads);
    void serve_file(Exchange& exchange, const StaticFiles::File& file);
    void run(Exchange& exchange);
    void refuse_trouble(Exchange& exchange, const std::exception& error);
    void finish(Exchange& exchange);
    [[nodiscard]] Response readiness();
    [[nodiscard]] Result<Response> metrics_page(const Request& request) const;
    [[nodiscard]] std::string mint_request_id();
    void note(const Exchange& exchange, std::size_t bytes);

    ServerOptions options_;
    Site site_;
    std::vector<Route> routes_;
    std::vector<Instruments> instruments_;  // by route; then static files; then everything else
    Router router_;
    StaticFiles files_;
    std::vector<AddressBlock> trusted_;
    std::string openapi_;
    std::atomic<bool> draining_{false};
    std::string id_prefix_;
    std::atomic<std::uint64_t> id_counter_{0};
};

}  // namespace jiwei::http
