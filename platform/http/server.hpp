// The HTTP server: one table of routes behind a strict reader of HTTP/1.1, a bounded worker pool, and the built-in routes
// /healthz, /readyz, /metrics and /openapi.json. Everything of Asio and OpenSSL stays in server.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/route.hpp"
#include "platform/metrics/metrics.hpp"
#include "platform/time/clock.hpp"

namespace jiwei::http {

/// The server cannot start as asked: a bad address, an unreadable certificate, two routes of one path. what() is for the operator.
class Unusable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One member for each key of the [http] section of the configuration, with the same defaults.
struct ServerOptions {
    std::string listen = "127.0.0.1:8080";  // ADDR:PORT or [ADDR6]:PORT; port 0 takes a free one
    std::string tls_certificate_file;       // PEM chain; without it only loopback listens, or trusted proxies are served
    std::string tls_key_file;
    std::vector<std::string> behind_proxy;  // addresses or CIDR blocks whose X-Forwarded-For and -Proto are believed
    std::string web_dir;                    // the built page; empty: none is served
    std::string metrics_token;              // opens /metrics to non-loopback readers; empty: loopback only

    int io_threads = 1;
    int workers = 32;      // handlers that may block at one time
    int queue_max = 1024;  // requests waiting for a worker; one more is answered 503
    int connections_max = 2048;
    int connections_per_address_max = 0;  // 0: no such limit; trusted proxies are not counted
    std::size_t header_bytes_max = 16 * 1024;
    int headers_max = 64;
    std::size_t body_bytes_max = 64U << 20U;         // no route may ask for more
    std::size_t body_total_bytes_max = 512U << 20U;  // bodies held at one time, all connections together
    int header_ms_max = 10'000;                      // from the first byte of a request to the end of its head
    int body_stall_ms_max = 15'000;                  // between two pieces of a body
    int body_bytes_per_second_min = 4096;            // after the first 15 s of a body; slower senders are cut off
    int idle_ms_max = 75'000;                        // between two requests of a connection
    int handler_ms_max = 120'000;                    // then the client hears 503; the handler itself is not interrupted
    int write_stall_ms_max = 30'000;                 // a client that does not read its answer
    int drain_ms_max = 15'000;                       // at stop: for requests already accepted
    bool log_requests = true;                        // one http.request line each
};

struct ReadinessCheck {
    std::string name;             // shown in /readyz: "database"
    std::function<bool()> ready;  // runs on a worker; must answer within a second
};

/// How problems look below a path: FHIR answers an OperationOutcome. Without one, application/problem+json.
struct ProblemStyle {
    std::string path_prefix;  // "/fhir/R4"
    std::function<Response(const Problem&, std::string_view request_id)> render;
};

/// What is served. References outlive the server.
struct Site {
    std::vector<RouteSet> routes;
    Gate& gate;
    const time::Clock& clock;
    metrics::Registry& metrics;
    std::vector<ProblemStyle> problem_styles;
    std::vector<ReadinessCheck> readiness;
    /// Sent as X-Jiwei-Revision with what routes answer: when it changes, what clients keep of the rules is out of date.
    std::function<std::string()> revision = {};
};

class Server {
public:
    /// Checks options and routes, loads certificate and page. Throws Unusable.
    Server(ServerOptions options, Site site);
    ~Server();  // stops
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds, then serves on its own threads. Throws Unusable.
    void start();
    /// The bound port, known after start().
    [[nodiscard]] std::uint16_t port() const;
    /// "https://127.0.0.1:8443", known after start().
    [[nodiscard]] std::string url() const;
    /// Accepts nothing new, finishes what was accepted within drain_ms_max, joins all threads. May be called twice.
    void stop();
    /// Reads certificate and key again for new connections; on failure keeps the old ones and throws Unusable.
    void reload_certificate();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// For main(): make one before any thread starts, so that the signals reach wait() and nobody else.
class Signals {
public:
    enum class Kind : unsigned char { stop, reload };
    Signals();  // blocks SIGINT, SIGTERM, SIGHUP in this and all later threads; ignores SIGPIPE
    /// Sleeps until SIGINT or SIGTERM (stop) or SIGHUP (reload).
    [[nodiscard]] Kind wait();
};

}  // namespace jiwei::http
