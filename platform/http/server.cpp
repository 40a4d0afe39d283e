// The one translation unit that knows Asio and OpenSSL's sockets. A connection belongs to one I/O thread for life; handlers run on
// the worker pool and post their bytes back (docs/adr/0026).
#include "platform/http/server.hpp"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "platform/http/service.hpp"
#include "platform/http/tls.hpp"
#include "platform/http/worker_pool.hpp"
#include "platform/log/log.hpp"

namespace jiwei::http {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;
using SteadyTime = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

constexpr std::size_t read_bytes = 16 * 1024;
constexpr std::size_t one_write_bytes_max = 16 * 1024;  // a body up to this size is copied behind its head
constexpr std::size_t linger_bytes_max = 1024 * 1024;   // read and thrown away after a refusal, so that the client sees the answer
constexpr milliseconds linger_ms_max{2'000};
constexpr milliseconds tick{50};  // how exactly deadlines are kept

SteadyTime steady_now() { return std::chrono::steady_clock::now(); }

/// What all connections share. Counters are read by /metrics.
struct Shared {
    const ServerOptions& options;
    Service& service;
    WorkerPool& pool;
    std::atomic<std::size_t> body_bytes{0};
    std::atomic<int> connections{0};
    std::atomic<bool> draining{false};
};

/// What the timer of an I/O thread sees of a connection.
class Timed {
public:
    virtual ~Timed() = default;
    virtual void tick(SteadyTime now) = 0;  // closes what is overdue
    virtual void drain() = 0;               // closes what is idle
    virtual void abort() = 0;               // closes
};

struct Loop {
    asio::io_context io{1};
    asio::steady_timer timer{io};
    std::unordered_map<Timed*, std::weak_ptr<Timed>> connections;  // touched by this loop's thread only
    std::thread thread;
};

template <class Stream>
class Connection final : public Timed, public std::enable_shared_from_this<Connection<Stream>> {
public:
    Connection(Loop& loop, Shared& shared, Stream stream, Peer peer, std::function<void()> on_gone)
        : loop_{loop},
          shared_{shared},
          stream_{std::move(stream)},
          peer_{peer},
          on_gone_{std::move(on_gone)},
          guard_{limits_of(shared.options)} {}
    ~Connection() override {
        release_body();
        loop_.connections.erase(this);
        shared_.connections.fetch_sub(1);
        on_gone_();
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void start() {
        loop_.connections.emplace(this, this->weak_from_this());
        if constexpr (is_tls) {
            enter(Phase::handshake, shared_.options.header_ms_max);
            stream_.async_handshake(ssl::stream_base::server, [self = this->shared_from_this()](const error_code& error) {
                if (error) return self->close();
                self->enter(Phase::idle, self->shared_.options.idle_ms_max);
                self->read();
            });
        } else {
            enter(Phase::idle, shared_.options.idle_ms_max);
            read();
        }
    }

    void tick(SteadyTime now) override {
        if (phase_ == Phase::closed || now < deadline_) return;
        switch (phase_) {
        case Phase::head:
        case Phase::body: return refuse(408, phase_ == Phase::head ? "head-timeout" : "body-timeout");
        case Phase::handling:
            // The handler goes on and its answer is dropped: an act may have been committed, so the client must ask before repeating.
            ++turn_;
            return send(shared_.service.refusal(nullptr, 503, "handler-timeout"), true);
        default: return close();
        }
    }

    void drain() override {
        if (phase_ == Phase::idle) close();
    }
    void abort() override { close(); }

private:
    static constexpr bool is_tls = !std::is_same_v<Stream, tcp::socket>;
    enum class Phase : unsigned char { handshake, idle, head, body, handling, writing, lingering, closed };

    static FramingLimits limits_of(const ServerOptions& options) {
        FramingLimits limits;
        limits.head_bytes_max = options.header_bytes_max;
        limits.headers_max = static_cast<std::size_t>(options.headers_max);
        return limits;
    }

    tcp::socket& socket() {
        if constexpr (is_tls) {
            return stream_.next_layer();
        } else {
            return stream_;
        }
    }

    void enter(Phase phase, int ms) {
        phase_ = phase;
        deadline_ = steady_now() + milliseconds{ms};
    }

    void read() {
        reading_ = true;
        stream_.async_read_some(asio::buffer(input_), [self = this->shared_from_this()](const error_code& error, std::size_t size) {
            self->reading_ = false;
            if (self->phase_ == Phase::closed) return;
            if (error) return self->close();
            // A timeout was answered while this read waited: what comes now is not for us any more.
            if (self->phase_ == Phase::lingering) return self->discard(size);
            if (self->phase_ == Phase::writing) return;
            self->pending_ = std::string_view{self->input_.data(), size};
            self->process();
        });
    }

    /// Moves pending bytes through the guard until they are used up or a request is whole.
    void process() {
        while (true) {
            const bool idle = !guard_.begun();
            pending_.remove_prefix(guard_.feed(pending_));
            if (idle && guard_.begun()) enter(Phase::head, shared_.options.header_ms_max);
            switch (guard_.state()) {
            case FramingGuard::State::head: return read();
            case FramingGuard::State::head_done:
                if (!open_exchange()) return;
                continue;
            case FramingGuard::State::body:
                if (!body_progress()) return;
                return read();
            case FramingGuard::State::done: return dispatch();
            case FramingGuard::State::refused: return refuse(framing_status(guard_.fault()), framing_code(guard_.fault()));
            }
        }
    }

    /// False when the connection waits for something else now.
    bool open_exchange() {
        exchange_ = shared_.service.open(guard_, peer_);
        if (exchange_->expects_continue && exchange_->decided) exchange_->close = true;  // its body will never be wanted
        if (exchange_->expects_continue && exchange_->decided && pending_.empty()) {
            dispatch();
            return false;
        }
        guard_.begin_body(exchange_->body_bytes_max);
        if (guard_.state() != FramingGuard::State::body) return true;
        enter(Phase::body, shared_.options.body_stall_ms_max);
        body_begun_ = steady_now();
        if (!exchange_->expects_continue || !pending_.empty()) return true;
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(stream_, asio::buffer(go_on), [self = this->shared_from_this()](const error_code& error, std::size_t) {
            if (self->phase_ == Phase::closed) return;
            if (error) return self->close();
            self->read();
        });
        return false;
    }

    /// Counts the bytes held and the sender's speed; false when the request was refused for one of them.
    bool body_progress() {
        const std::size_t held = guard_.body().capacity();
        const std::size_t total = shared_.body_bytes.fetch_add(held - accounted_) + held - accounted_;
        accounted_ = held;
        if (total > shared_.options.body_total_bytes_max) {
            refuse(503, "bodies-too-many");
            return false;
        }
        enter(Phase::body, shared_.options.body_stall_ms_max);
        const auto spent_ms = std::chrono::duration_cast<milliseconds>(steady_now() - body_begun_).count();
        const std::int64_t over_ms = spent_ms - shared_.options.body_stall_ms_max;
        const std::int64_t owed = over_ms * shared_.options.body_bytes_per_second_min / 1000;
        if (static_cast<std::int64_t>(guard_.body().size()) < owed) {
            refuse(408, "body-timeout");
            return false;
        }
        return true;
    }

    void release_body() {
        shared_.body_bytes.fetch_sub(accounted_);
        accounted_ = 0;
    }

    void dispatch() {
        exchange_->request.body = guard_.take_body();
        exchange_->started = steady_now();
        enter(Phase::handling, shared_.options.handler_ms_max);
        if (exchange_->decided) {
            shared_.service.answer(*exchange_);
            return send(shared_.service.wire(*exchange_), exchange_->close);
        }
        // The worker gives its hold on the connection back: it must end on its own loop's thread.
        auto task = [self = this->shared_from_this(), exchange = exchange_, turn = turn_]() mutable {
            Service& service = self->shared_.service;
            asio::io_context& io = self->loop_.io;
            service.answer(*exchange);
            auto wire = std::make_shared<Wire>(service.wire(*exchange));
            const bool last = exchange->close;
            asio::post(io, [self = std::move(self), wire = std::move(wire), last, turn] {
                if (self->turn_ == turn && self->phase_ == Phase::handling) self->send(std::move(*wire), last);
            });
        };
        if (!shared_.pool.submit(std::move(task))) {
            Wire wire = shared_.service.refusal(exchange_, 503, "overloaded");
            send(std::move(wire), true);
        }
    }

    void refuse(int status, std::string_view code) {
        if (phase_ == Phase::closed) return;
        ++turn_;
        if (exchange_) exchange_->started = steady_now();
        send(shared_.service.refusal(std::exchange(exchange_, nullptr), status, code), true);
    }

    void send(Wire wire, bool last) {
        release_body();
        wire_ = std::move(wire);
        close_after_ = last;
        enter(Phase::writing, shared_.options.write_stall_ms_max);
        written_ = 0;
        if (wire_.payload().size() <= one_write_bytes_max) {
            wire_.head.append(wire_.payload());
            wire_.shared = nullptr;
            wire_.body.clear();
        }
        write_more();
    }

    /// One gathered write in the usual case; the deadline counts from the last byte the client took.
    void write_more() {
        const std::string_view head = std::string_view{wire_.head}.substr(std::min(written_, wire_.head.size()));
        const std::string_view body = wire_.payload().substr(written_ - std::min(written_, wire_.head.size()));
        const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
        stream_.async_write_some(buffers, [self = this->shared_from_this()](const error_code& error, std::size_t size) {
            if (self->phase_ == Phase::closed) return;
            if (error) return self->close();
            self->written_ += size;
            if (self->written_ == self->wire_.head.size() + self->wire_.payload().size()) return self->sent();
            self->enter(Phase::writing, self->shared_.options.write_stall_ms_max);
            self->write_more();
        });
    }

    void sent() {
        wire_ = Wire{};
        if (close_after_) return linger();
        exchange_.reset();
        guard_.reset();
        if (shared_.draining) return close();
        enter(Phase::idle, shared_.options.idle_ms_max);
        if (pending_.empty()) return read();
        process();
    }

    /// Closing with unread bytes would reset the connection and could destroy the answer on its way.
    void linger() {
        phase_ = Phase::lingering;
        deadline_ = steady_now() + linger_ms_max;
        if constexpr (is_tls) {
            if (reading_) return close();
            stream_.async_shutdown([self = this->shared_from_this()](const error_code&) { self->close(); });
        } else {
            if (guard_.state() == FramingGuard::State::done && pending_.empty()) return close();  // nothing unread
            error_code ignored;
            socket().shutdown(tcp::socket::shutdown_send, ignored);
            if (!reading_) discard(0);
        }
    }

    void discard(std::size_t discarded) {
        socket().async_read_some(asio::buffer(input_),
                                 [self = this->shared_from_this(), discarded](const error_code& error, std::size_t size) {
                                     if (error || self->phase_ == Phase::closed || discarded + size > linger_bytes_max)
                                         return self->close();
                                     self->discard(discarded + size);
                                 });
    }

    void close() {
        if (phase_ == Phase::closed) return;
        phase_ = Phase::closed;
        error_code ignored;
        socket().close(ignored);
    }

    Loop& loop_;
    Shared& shared_;
    Stream stream_;
    Peer peer_;
    std::function<void()> on_gone_;
    FramingGuard guard_;
    Phase phase_ = Phase::idle;
    SteadyTime deadline_;
    SteadyTime body_begun_;
    std::array<char, read_bytes> input_;
    std::string_view pending_;  // of input_, not yet fed: pipelined requests wait here for their turn
    std::shared_ptr<Exchange> exchange_;
    std::size_t accounted_ = 0;
    std::uint64_t turn_ = 0;  // an answer of an earlier turn comes too late
    Wire wire_;
    std::size_t written_ = 0;
    bool close_after_ = false;
    bool reading_ = false;
};

Address address_of(const tcp::endpoint& endpoint) {
    Address address;
    const auto v6 = endpoint.address().is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, endpoint.address().to_v4())
                                               : endpoint.address().to_v6();
    address.bytes = v6.to_bytes();
    return address;
}

}  // namespace

class Server::Impl {
public:
    Impl(ServerOptions options, Site site)
        : options_{std::move(options)},
          metrics_{site.metrics},
          service_{options_, std::move(site)},
          pool_{options_.workers, static_cast<std::size_t>(options_.queue_max)},
          shared_{options_, service_, pool_} {
        check_listen();
        if (tls()) certificate_ = load_certificate();
        metrics_.watch(watched[0].first, watched[0].second, [this] { return shared_.connections.load(); });
        metrics_.watch(watched[1].first, watched[1].second, [this] { return static_cast<std::int64_t>(pool_.waiting()); });
        metrics_.watch(watched[2].first, watched[2].second, [this] { return static_cast<std::int64_t>(shared_.body_bytes.load()); });
    }
    ~Impl() {
        stop();
        for (const auto& [name, help] : watched) metrics_.watch(name, help, [] { return 0; });  // the registry outlives this server
    }

    void start() {
        error_code error;
        const std::string host = listen_.address.text();
        const tcp::endpoint endpoint{asio::ip::make_address(host), listen_.port};
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error) throw Unusable{"cannot listen on " + options_.listen + ": " + error.message()};
        port_ = acceptor_.local_endpoint().port();
        accept();
        for (auto& loop : loops_) {
            arm(*loop);
            loop->thread = std::thread{[&io = loop->io] { io.run(); }};
        }
        started_ = true;
    }

    void stop() {
        const std::lock_guard lock{stop_mutex_};
        if (!started_) return;
        started_ = false;
        shared_.draining = true;
        service_.begin_drain();
        asio::post(loops_.front()->io, [this] {
            error_code ignored;
            acceptor_.close(ignored);
        });
        for (auto& loop : loops_) {
            asio::post(loop->io, [&connections = loop->connections] { for_each(connections, [](Timed& timed) { timed.drain(); }); });
        }
        const SteadyTime deadline = steady_now() + milliseconds{options_.drain_ms_max};
        while (shared_.connections > 0 && steady_now() < deadline) std::this_thread::sleep_for(milliseconds{5});
        pool_.stop();
        // Every connection and timer ends on its own loop; a loop without work returns.
        for (auto& loop : loops_) {
            asio::post(loop->io, [this, &loop = *loop] {
                ended_ = true;
                if (&loop == loops_.front().get()) accept_pause_.cancel();
                loop.timer.cancel();
                for_each(loop.connections, [](Timed& timed) { timed.abort(); });
            });
        }
        for (auto& loop : loops_) loop->thread.join();
    }

    void reload_certificate() {
        if (!tls()) return;
        std::atomic_store(&certificate_, load_certificate());
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string url() const {
        const std::string host = listen_.address.text();
        return fmt::format("{}://{}:{}", tls() ? "https" : "http", host.find(':') == std::string::npos ? host : "[" + host + "]", port_);
    }

private:
    [[nodiscard]] static std::vector<std::unique_ptr<Loop>> make_loops(int count) {
        std::vector<std::unique_ptr<Loop>> loops;
        for (int i = 0; i < std::max(count, 1); ++i) loops.push_back(std::make_unique<Loop>());
        return loops;
    }

    [[nodiscard]] bool tls() const { return !options_.tls_certificate_file.empty(); }

    [[nodiscard]] std::shared_ptr<ssl::context> load_certificate() const {
        return std::make_shared<ssl::context>(make_tls_context(options_.tls_certificate_file, options_.tls_key_file));
    }

    void check_listen() {
        const auto listen = parse_listen(options_.listen);
        if (!listen) throw Unusable{"listen: " + options_.listen + " is not ADDR:PORT"};
        listen_ = *listen;
        if (options_.tls_certificate_file.empty() != options_.tls_key_file.empty()) {
            throw Unusable{"a TLS certificate needs its key, and a key its certificate"};
        }
        if (!tls() && options_.behind_proxy.empty() && !listen_.address.is_loopback()) {
            throw Unusable{"without a TLS certificate only loopback addresses are served, " + options_.listen +
                           " is none; give tls_certificate_file and tls_key_file, or behind_proxy with the proxy's address"};
        }
    }

    template <class F>
    static void for_each(const std::unordered_map<Timed*, std::weak_ptr<Timed>>& connections, F&& work) {
        std::vector<std::shared_ptr<Timed>> alive;  // work may end a connection and so change the map
        alive.reserve(connections.size());
        for (const auto& [key, weak] : connections) {
            if (auto timed = weak.lock()) alive.push_back(std::move(timed));
        }
        for (const auto& timed : alive) work(*timed);
    }

    void arm(Loop& loop) {
        loop.timer.expires_after(tick);
        loop.timer.async_wait([this, &loop](const error_code& error) {
            if (error || ended_) return;
            const SteadyTime now = steady_now();
            for_each(loop.connections, [now](Timed& timed) { timed.tick(now); });
            arm(loop);
        });
    }

    void accept() {
        Loop& loop = *loops_[next_loop_++ % loops_.size()];
        acceptor_.async_accept(loop.io, [this, &loop](const error_code& error, tcp::socket socket) {
            if (!acceptor_.is_open()) return;
            if (!error) {
                admit(loop, std::move(socket));
                return accept();
            }
            // Out of descriptors: let some connections end instead of spinning.
            log::warn("http.accept-failed", {{"what", error.message()}});
            accept_pause_.expires_after(milliseconds{100});
            accept_pause_.async_wait([this](const error_code& stopped) {
                if (!stopped) accept();
            });
        });
    }

    void admit(Loop& loop, tcp::socket socket) {
        error_code error;
        const auto endpoint = socket.remote_endpoint(error);
        if (error) return;
        const Peer peer{address_of(endpoint), tls()};
        const bool proxy = any_contains(service_.trusted(), peer.address);
        // Plain HTTP beyond this machine is for the named proxies alone.
        if (!tls() && !proxy && !peer.address.is_loopback()) return;
        if (shared_.connections >= options_.connections_max) return;
        auto on_gone = count_address(peer.address, proxy);
        if (!on_gone) return;
        shared_.connections.fetch_add(1);
        socket.set_option(tcp::no_delay{true}, error);
        if (tls()) {
            const auto certificate = std::atomic_load(&certificate_);
            hand_over(loop, std::make_shared<Connection<ssl::stream<tcp::socket>>>(
                                loop, shared_, ssl::stream<tcp::socket>{std::move(socket), *certificate}, peer, std::move(on_gone)));
        } else {
            hand_over(loop, std::make_shared<Connection<tcp::socket>>(loop, shared_, std::move(socket), peer, std::move(on_gone)));
        }
    }

    template <class C>
    void hand_over(Loop& loop, std::shared_ptr<C> connection) {
        asio::post(loop.io, [connection = std::move(connection)] { connection->start(); });
    }

    /// What to do when the connection ends; nothing when the address holds too many already.
    std::function<void()> count_address(const Address& address, bool proxy) {
        if (options_.connections_per_address_max == 0 || proxy) return [] {};
        const std::lock_guard lock{addresses_mutex_};
        int& count = addresses_[address.text()];
        if (count >= options_.connections_per_address_max) return {};
        ++count;
        return [this, key = address.text()] {
            const std::lock_guard again{addresses_mutex_};
            const auto found = addresses_.find(key);
            if (--found->second == 0) addresses_.erase(found);
        };
    }

    static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> watched{{
        {"jiwei_http_connections", "Open connections"},
        {"jiwei_http_queue", "Requests waiting for a worker"},
        {"jiwei_http_body_bytes", "Request bodies held"},
    }};

    ServerOptions options_;
    metrics::Registry& metrics_;
    Service service_;
    std::mutex addresses_mutex_;
    std::unordered_map<std::string, int> addresses_;
    ListenAddress listen_;
    std::shared_ptr<ssl::context> certificate_;
    std::vector<std::unique_ptr<Loop>> loops_ = make_loops(options_.io_threads);
    WorkerPool pool_;  // before the loops end: its tasks post to them
    Shared shared_;
    tcp::acceptor acceptor_{loops_.front()->io};
    asio::steady_timer accept_pause_{loops_.front()->io};
    std::size_t next_loop_ = 0;
    std::uint16_t port_ = 0;
    std::mutex stop_mutex_;
    bool started_ = false;
    std::atomic<bool> ended_{false};
};

Server::Server(ServerOptions options, Site site) : impl_{std::make_unique<Impl>(std::move(options), std::move(site))} {}
Server::~Server() = default;
void Server::start() { impl_->start(); }
std::uint16_t Server::port() const { return impl_->port(); }
std::string Server::url() const { return impl_->url(); }
void Server::stop() { impl_->stop(); }
void Server::reload_certificate() { impl_->reload_certificate(); }

}  // namespace jiwei::http
