// From a request's head to its answer.
#include "platform/http/service.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <typeinfo>

#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"
#include "platform/db/connection.hpp"
#include "platform/http/etag.hpp"
#include "platform/http/openapi.hpp"
#include "platform/http/problem_json.hpp"
#include "platform/http/wire.hpp"
#include "platform/log/log.hpp"

namespace jiwei::http {
namespace {

constexpr std::size_t discarded_body_bytes_max = 256 * 1024;  // of requests that are refused anyway
constexpr std::size_t client_name_bytes_max = 200;

std::optional<Verb> verb_of(std::string_view method) {
    if (method == "GET" || method == "HEAD") return Verb::get;
    if (method == "POST") return Verb::post;
    if (method == "PUT") return Verb::put;
    if (method == "PATCH") return Verb::patch;
    if (method == "DELETE") return Verb::del;
    return std::nullopt;
}

std::string lower_case(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool below(std::string_view path, std::string_view prefix) {
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

/// Addresses of the page are everything a module or the server does not own.
bool is_page_path(std::string_view path) { return !below(path, "/api") && !below(path, "/fhir") && !below(path, "/problems"); }

Problem server_problem(int status, std::string_view code, std::string detail = {}) {
    return Problem{static_cast<Refusal>(status), std::string{code}, std::move(detail), {}};
}

/// What the client may do about a database that does not answer as it should.
std::pair<std::string_view, std::string_view> trouble_code(db::Trouble trouble) {
    switch (trouble) {
    case db::Trouble::conflict:
    case db::Trouble::busy: return {"database-busy", "try again in a moment; nothing was written"};
    case db::Trouble::lost: return {"database-lost", "the connection to the database broke; read again before writing again"};
    case db::Trouble::full: return {"storage-full", "the disk is full; nothing was written"};
    case db::Trouble::read_only: return {"read-only", "the installation was put into read-only mode"};
    case db::Trouble::corrupt: return {"database-damaged", "the database file is damaged; the operator must restore it"};
    case db::Trouble::duplicate:
    case db::Trouble::reference:
    case db::Trouble::other: break;
    }
    return {"internal", ""};
}

}  // namespace

Service::Service(const ServerOptions& options, Site site) : options_{options}, site_{std::move(site)}, files_{options.web_dir} {
    for (const std::string& text : options_.behind_proxy) {
        const auto block = AddressBlock::parse(text);
        if (!block) throw Unusable{"behind_proxy: " + text + " is no address or CIDR block"};
        trusted_.push_back(*block);
    }
    std::array<unsigned char, 5> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) throw Unusable{"the random source of the system fails"};
    id_prefix_ = fmt::format("{:02x}", fmt::join(random, ""));
    try {
        openapi_ = openapi_document(site_.routes);
    } catch (const std::invalid_argument& error) {
        throw Unusable{error.what()};
    }
    for (const RouteSet& set : site_.routes) routes_.insert(routes_.end(), set.routes.begin(), set.routes.end());
    add_builtin_routes();
    index_routes();
}

void Service::index_routes() {
    for (const Route& route : routes_) {
        if (!route.handler) throw Unusable{"route " + route.path + " has no handler"};
        if (route.body_bytes_max > options_.body_bytes_max) {
            throw Unusable{fmt::format("route {} takes bodies of {} bytes, more than body_bytes_max", route.path, route.body_bytes_max)};
        }
        router_.add(route.verb, route.path);
        instruments_.push_back(instruments_of(fmt::format("{} {}", verb_name(route.verb), route.path)));
    }
    instruments_.push_back(instruments_of("static"));
    instruments_.push_back(instruments_of("none"));
}

Service::Instruments Service::instruments_of(std::string_view route) {
    Instruments made{};
    made.seconds = &site_.metrics.histogram("jiwei_http_request_seconds", "Time from a request's last byte to its answer's first",
                                            {{"route", std::string{route}}});
    for (std::size_t i = 1; i < made.by_class.size(); ++i) {
        made.by_class[i] = &site_.metrics.counter("jiwei_http_requests_total", "Requests answered",
                                                  {{"route", std::string{route}}, {"status", fmt::format("{}xx", i)}});
    }
    return made;
}

void Service::add_builtin_routes() {
    const auto add = [this](std::string path, Handler handler) {
        routes_.push_back(Route{Verb::get, std::move(path), Access::open(), std::move(handler), Doc{}});
    };
    add("/healthz", [](const Request&) -> Result<Response> { return Response{200, "text/plain; charset=utf-8", "ok\n", {}}; });
    add("/readyz", [this](const Request&) -> Result<Response> { return readiness(); });
    add("/metrics", [this](const Request& request) { return metrics_page(request); });
    add("/openapi.json", [this](const Request&) -> Result<Response> { return Response::json(openapi_); });
}

Response Service::readiness() {
    json::Writer out;
    bool ready = !draining_;
    out.begin_object().key("checks").begin_object();
    for (const ReadinessCheck& check : site_.readiness) {
        const bool good = check.ready();
        ready = ready && good;
        out.member(check.name, good);
    }
    out.end_object().member("draining", draining_.load()).member("ready", ready).end_object();
    return Response::json(out.take(), ready ? 200 : 503);
}

Result<Response> Service::metrics_page(const Request& request) const {
    const auto peer = Address::parse(request.trail.source_address);
    // A forwarded request that reached us over loopback comes from elsewhere unless its proxy is one we know.
    const bool local = peer && peer->is_loopback() && (!trusted_.empty() || request.header("x-forwarded-for").empty());
    const std::string_view given = request.header("authorization");
    const std::string wanted = "Bearer " + options_.metrics_token;
    const bool token =
        !options_.metrics_token.empty() && given.size() == wanted.size() && CRYPTO_memcmp(given.data(), wanted.data(), wanted.size()) == 0;
    if (!local && !token) return jiwei::refuse(Refusal::forbidden, "metrics-closed", "loopback or the metrics token");
    return Response{200, "text/plain; version=0.0.4; charset=utf-8", site_.metrics.text(), {}};
}

std::string Service::mint_request_id() { return fmt::format("{}-{:x}", id_prefix_, id_counter_.fetch_add(1, std::memory_order_relaxed)); }

void Service::fill_request(Exchange& exchange, const FramingGuard& guard, const Peer& peer, std::string_view path) {
    Request& request = exchange.request;
    request.path = path;
    request.headers.reserve(guard.headers().size());
    for (const FramingGuard::Header& header : guard.headers()) {
        request.headers.emplace_back(guard.text(header.name), guard.text(header.value));
    }
    const std::string_view given_id = request.header("x-request-id");
    request.trail.request_id = is_id(given_id) ? std::string{given_id} : mint_request_id();
    request.trail.at = site_.clock.now();
    request.today = time::civil_date(request.trail.at);
    const std::string_view client = request.header("user-agent").substr(0, client_name_bytes_max);
    if (utf8::is_valid(client)) request.trail.client = client;
    const bool proxied = any_contains(trusted_, peer.address);
    request.secure = peer.tls || (proxied && request.header("x-forwarded-proto") == "https");
    const Address source = proxied ? client_address(peer.address, request.header("x-forwarded-for"), trusted_) : peer.address;
    request.trail.source_address = source.text();
}

std::shared_ptr<Exchange> Service::open(const FramingGuard& guard, const Peer& peer) {
    auto exchange = std::make_shared<Exchange>();
    const std::string_view target = guard.target();
    const std::string_view path = target.substr(0, target.find('?'));
    fill_request(*exchange, guard, peer, path);
    Request& request = exchange->request;
    exchange->head_only = guard.method() == "HEAD";
    exchange->encoding = negotiate_encoding(request.header("accept-encoding"));
    exchange->close = lower_case(request.header("connection")).find("close") != std::string::npos;
    exchange->route = routes_.size() + 1;
    exchange->body_bytes_max = discarded_body_bytes_max;
    const std::string expect = lower_case(request.header("expect"));
    exchange->expects_continue = expect == "100-continue";
    const auto verb = verb_of(guard.method());
    request.verb = verb.value_or(Verb::get);
    if (!expect.empty() && !exchange->expects_continue) {
        refuse(*exchange, server_problem(417, "expectation-unknown"));
        return exchange;
    }
    auto match = router_.match(verb, path);
    if (match.outcome != Router::Outcome::found) {
        decide_unrouted(*exchange, match, verb == Verb::get);
        return exchange;
    }
    exchange->route = match.route;
    exchange->body_bytes_max = routes_[match.route].body_bytes_max;
    request.path_params = std::move(match.params);
    auto query = parse_query(path.size() < target.size() ? target.substr(path.size() + 1) : std::string_view{});
    if (!query) {
        refuse(*exchange, query.error());
    } else if (verb == Verb::get && guard.has_body()) {
        exchange->close = true;
        refuse(*exchange, server_problem(400, "body-not-allowed", "GET carries no body"));
    } else if (!request.header("content-encoding").empty()) {
        refuse(*exchange, server_problem(415, "content-encoding", "bodies are not compressed"));
    } else {
        request.query = std::move(*query);
    }
    return exchange;
}

void Service::decide_unrouted(Exchange& exchange, const Router::Match& match, bool reads) {
    if (match.outcome == Router::Outcome::malformed) return refuse(exchange, server_problem(400, "path-malformed"));
    if (match.outcome == Router::Outcome::no_verb) {
        refuse(exchange, server_problem(405, "method-not-allowed"));
        exchange.response.headers.emplace_back("Allow", match.allow);
        return;
    }
    const std::string_view path = exchange.request.path;
    if (reads && is_page_path(path)) {
        const StaticFiles::File* file = files_.find(path);
        const bool wants_page = exchange.request.header("accept").find("text/html") != std::string_view::npos;
        if (file == nullptr && wants_page) file = files_.fallback(path);
        if (file != nullptr) return serve_file(exchange, *file);
    }
    refuse(exchange, server_problem(404, "not-found"));
}

void Service::serve_file(Exchange& exchange, const StaticFiles::File& file) {
    exchange.route = routes_.size();
    exchange.decided = true;
    const std::string& body = StaticFiles::body(file, exchange.encoding, exchange.encoding);
    const std::string suffix{encoding_name(exchange.encoding)};
    // Another form is another sequence of bytes, so it needs another strong tag.
    const std::string etag = suffix.empty() ? file.etag : file.etag.substr(0, file.etag.size() - 1) + "-" + suffix + "\"";
    exchange.response = Response{200, file.content_type, {}, {{"ETag", etag}, {"Cache-Control", file.cache_control}}};
    if (none_match_hit(exchange.request, etag)) {
        exchange.response.status = 304;
        exchange.encoding = Encoding::identity;
    } else {
        exchange.shared_body = &body;
    }
}

void Service::refuse(Exchange& exchange, const Problem& problem) {
    exchange.decided = true;
    exchange.shared_body = nullptr;
    const std::string& request_id = exchange.request.trail.request_id;
    const auto style =
        std::ranges::find_if(site_.problem_styles, [&](const ProblemStyle& s) { return below(exchange.request.path, s.path_prefix); });
    exchange.response = style != site_.problem_styles.end() ? style->render(problem, request_id) : problem_response(problem, request_id);
    auto& headers = exchange.response.headers;
    if (problem.status() == 401) headers.emplace_back("WWW-Authenticate", "Bearer");
    if (problem.status() == 503) headers.emplace_back("Retry-After", "1");
    if (problem.status() == 429) headers.emplace_back("Retry-After", "60");
}

void Service::answer(Exchange& exchange) noexcept {
    try {
        if (!exchange.decided) run(exchange);
        finish(exchange);
    } catch (const std::exception& error) {
        refuse_trouble(exchange, error);
    }
}

void Service::run(Exchange& exchange) {
    const Route& route = routes_[exchange.route];
    Request& request = exchange.request;
    if (route.access.kind() != Access::Kind::open) {
        auto principal = site_.gate.authenticate(request);
        if (!principal) return refuse(exchange, principal.error());
        request.principal = std::move(*principal);
        auto grant = site_.gate.authorise(request, route.access);
        if (!grant) return refuse(exchange, grant.error());
        if (request.principal.kind == auth::PrincipalKind::nobody) {
            // The gate must have refused; whatever it answered, nobody passes here.
            return refuse(exchange, server_problem(401, "login-required"));
        }
        request.grant = std::move(*grant);
    }
    auto response = route.handler(request);
    if (!response) return refuse(exchange, response.error());
    exchange.response = std::move(*response);
    if (site_.revision) exchange.response.headers.emplace_back("X-Jiwei-Revision", site_.revision());
    exchange.decided = true;
}

void Service::finish(Exchange& exchange) {
    Response& response = exchange.response;
    const bool plain_get = exchange.request.verb == Verb::get && response.status == 200;
    if (plain_get && none_match_hit(exchange.request, response_header(response, "etag"))) {
        response.status = 304;
        response.content_type.clear();
        response.body.clear();
    }
    const bool worth =
        exchange.shared_body == nullptr && response.body.size() >= compress_bytes_min && is_compressible(response.content_type);
    if (exchange.shared_body != nullptr) return;
    if (!worth || !response_header(response, "content-encoding").empty()) exchange.encoding = Encoding::identity;
    if (exchange.encoding != Encoding::identity) response.body = compress(response.body, exchange.encoding, Effort::quick);
}

void Service::refuse_trouble(Exchange& exchange, const std::exception& error) {
    exchange.encoding = Encoding::identity;
    const auto* trouble = dynamic_cast<const db::Error*>(&error);
    const auto [code, detail] = trouble_code(trouble != nullptr ? trouble->trouble() : db::Trouble::other);
    const std::string_view route = exchange.route < routes_.size() ? std::string_view{routes_[exchange.route].path} : "none";
    log::error(trouble != nullptr ? "db.trouble" : "http.handler-failed", {{"request_id", exchange.request.trail.request_id},
                                                                           {"route", route},
                                                                           {"code", code},
                                                                           {"kind", typeid(error).name()},
                                                                           {"what", error.what()}});
    refuse(exchange, server_problem(code == "internal" ? 500 : 503, code, std::string{detail}));
}

Wire Service::refusal(std::shared_ptr<Exchange> exchange, int status, std::string_view code) {
    if (!exchange) {
        exchange = std::make_shared<Exchange>();
        exchange->route = routes_.size() + 1;
        exchange->started = std::chrono::steady_clock::now();
        exchange->request.trail.request_id = mint_request_id();
        exchange->request.trail.at = site_.clock.now();
    }
    exchange->close = true;
    exchange->encoding = Encoding::identity;
    refuse(*exchange, server_problem(status, code));
    return wire(*exchange);
}

Wire Service::wire(Exchange& exchange) {
    Wire wire;
    wire.shared = exchange.shared_body;
    wire.body = std::move(exchange.response.body);
    const std::size_t size = wire.payload().size();
    wire.head =
        write_head(exchange.response, HeadOptions{exchange.request.trail.at, exchange.request.trail.request_id, size, exchange.encoding,
                                                  exchange.request.secure, exchange.close || draining_, exchange.route == routes_.size()});
    if (draining_) exchange.close = true;
    const bool bodiless = exchange.head_only || exchange.response.status == 204 || exchange.response.status == 304;
    if (bodiless) {
        wire.shared = nullptr;
        wire.body.clear();
    }
    note(exchange, wire.head.size() + wire.payload().size());
    return wire;
}

void Service::note(const Exchange& exchange, std::size_t bytes) {
    using std::chrono::microseconds;
    const auto spent = std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - exchange.started).count();
    const Instruments& instruments = instruments_[exchange.route];
    instruments.seconds->observe_us(spent);
    instruments.by_class[static_cast<std::size_t>(std::clamp(exchange.response.status / 100, 1, 5))]->add();
    if (!options_.log_requests || !log::enabled(log::Level::info)) return;
    const bool routed = exchange.route < routes_.size();
    const std::string_view route = routed                             ? std::string_view{routes_[exchange.route].path}
                                   : exchange.route == routes_.size() ? "static"
                                                                      : "none";
    log::info("http.request", {{"request_id", exchange.request.trail.request_id},
                               {"verb", verb_name(exchange.request.verb)},
                               {"route", route},
                               {"status", exchange.response.status},
                               {"us", spent},
                               {"bytes", bytes}});
}

}  // namespace jiwei::http
