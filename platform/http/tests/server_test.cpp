// The server over real sockets: routing, gate, problems, headers, limits, time.
#include "platform/http/server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/kernel/json.hpp"
#include "platform/db/connection.hpp"
#include "platform/http/etag.hpp"
#include "platform/http/tests/harness.hpp"

namespace jiwei::http {
namespace {

using namespace test;

/// Holds handlers until it is opened.
class Latch {
public:
    void wait() {
        std::unique_lock lock{mutex_};
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
    }
    void open() {
        const std::lock_guard lock{mutex_};
        open_ = true;
        changed_.notify_all();
    }
    void await_waiting(int count) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, seconds{5}, [&] { return waiting_ >= count; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
    int waiting_ = 0;
};

Route route(Verb verb, std::string path, Access access, Handler handler) {
    return Route{verb, std::move(path), std::move(access), std::move(handler), Doc{}};
}

Response text(std::string body) { return Response{200, "text/plain", std::move(body), {}}; }

RouteSet demo_routes() {
    RouteSet set;
    const auto open = [&](std::string path, Handler handler) {
        set.routes.push_back(route(Verb::get, std::move(path), Access::open(), std::move(handler)));
    };
    open("/api/open", [](const Request& request) -> Result<Response> { return text(request.principal.user_id + "|open"); });
    open("/api/things/{thing}", [](const Request& request) -> Result<Response> {
        return text(std::string{request.param("thing")} + "|" + std::string{request.query_value("q").value_or("-")});
    });
    open("/api/versioned", [](const Request&) -> Result<Response> {
        return Response{200, "application/json", "{}", {{"ETag", version_etag(7)}, {"Cache-Control", "no-cache"}}};
    });
    open("/api/large", [](const Request&) -> Result<Response> { return text(std::string(3'000'000, 'x')); });
    open("/api/address", [](const Request& request) -> Result<Response> {
        return text(request.trail.source_address + (request.secure ? "|secure" : "|plain"));
    });
    open("/api/injects", [](const Request&) -> Result<Response> {
        return Response{200, "text/plain", "x", {{"X-Bad", "a\r\nX-Evil: b"}}};
    });
    open("/api/throws", [](const Request&) -> Result<Response> { throw std::runtime_error{"secret"}; });
    for (const auto& [name, trouble] : {std::pair{"full", db::Trouble::full}, std::pair{"read_only", db::Trouble::read_only},
                                        std::pair{"busy", db::Trouble::busy}, std::pair{"duplicate", db::Trouble::duplicate}}) {
        open(std::string{"/api/trouble/"} + name, [trouble = trouble](const Request&) -> Result<Response> {
            throw db::Error{trouble, "secret"};
        });
    }
    set.routes.push_back(route(Verb::get, "/api/mine", Access::signed_in(),
                               [](const Request& request) -> Result<Response> { return text(request.principal.user_id); }));
    set.routes.push_back(route(Verb::get, "/api/rows", Access::to(Op::read, "health_record"),
                               [](const Request& request) -> Result<Response> { return text(request.grant.scopes.at(0)); }));
    set.routes.push_back(
        route(Verb::post, "/api/echo", Access::open(), [](const Request& request) -> Result<Response> { return text(request.body); }));
    set.routes.push_back(route(Verb::post, "/api/json", Access::open(), [](const Request& request) -> Result<Response> {
        JIWEI_TRY(value, request.json_body());
        return Response::json(json::write(value));
    }));
    set.routes.push_back(route(Verb::put, "/api/things/{thing}", Access::open(), [](const Request&) -> Result<Response> {
        return refuse_field(Refusal::unprocessable, "/answers/sbp", "RANGE", "50-300 mmHg");
    }));
    set.routes.push_back(route(Verb::get, "/fhir/R4/{type}", Access::open(),
                               [](const Request&) -> Result<Response> { return refuse(Refusal::not_found, "not-found"); }));
    return set;
}

std::string post(std::string_view path, std::string_view body, std::string_view headers = {}) {
    return "POST " + std::string{path} + " HTTP/1.1\r\nHost: t\r\n" + std::string{headers} +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

TEST(Server, AnswersAndKeepsTheConnection) {
    const Running running{{demo_routes()}};
    Client client{running.server->port()};
    for (int i = 0; i < 3; ++i) {
        client.send("GET /api/things/%E4%B9%A1?q=a+b%20c HTTP/1.1\r\nHost: t\r\n\r\n");
        const std::string answer = client.read_one();
        EXPECT_EQ(status_of(answer), 200);
        EXPECT_EQ(body_of(answer), "乡|a b c");
        EXPECT_EQ(header_of(answer, "Date"), "Sat, 21 Nov 2026 12:30:00 GMT");
        EXPECT_EQ(header_of(answer, "Connection"), "");
    }
}

TEST(Server, ClosesWhenAsked) {
    const Running running{{demo_routes()}};
    Client client{running.server->port()};
    client.send("GET /api/open HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(header_of(client.read_one(), "Connection"), "close");
    EXPECT_TRUE(client.closed());
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    const Running running{{demo_routes()}};
    Client client{running.server->port()};
    std::string bytes;
    for (int i = 0; i < 50; ++i) bytes += "GET /api/things/" + std::to_string(i) + " HTTP/1.1\r\nHost: t\r\n\r\n";
    client.send(bytes);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(body_of(client.read_one()), std::to_string(i) + "|-");
}

TEST(Server, ReadsBodiesOfBothFramingsByteByByte) {
    const Running running{{demo_routes()}};
    for (const std::string& bytes :
         {post("/api/echo", "hello"), std::string{"POST /api/echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                  "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"}}) {
        Client client{running.server->port()};
        for (const char c : bytes) client.send(std::string_view{&c, 1});
        EXPECT_EQ(body_of(client.read_one()), "hello");
    }
}

TEST(Server, SaysContinueWhenTheBodyIsWanted) {
    const Running running{{demo_routes()}};
    Client client{running.server->port()};
    client.send("POST /api/echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(client.read_one(true), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ab");
    EXPECT_EQ(body_of(client.read_one()), "ab");
    Client unwanted{running.server->port()};
    unwanted.send("POST /api/none HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(status_of(unwanted.read_one()), 404);
    EXPECT_TRUE(unwanted.closed());
}

struct GateCase {
    const char* name;
    const char* path;
    const char* token;
    int want;
};
class GateCalls : public testing::TestWithParam<GateCase> {};
TEST_P(GateCalls, DecideTheAnswer) {
    const Running running{{demo_routes()}};
    const auto& [name, path, token, want] = GetParam();
    const std::string header = *token == '\0' ? "" : "Authorization: Bearer " + std::string{token} + "\r\n";
    EXPECT_EQ(status_of(running.get(path, header)), want);
}
INSTANTIATE_TEST_SUITE_P(Rows, GateCalls,
                         testing::Values(GateCase{"open_to_nobody", "/api/open", "", 200},
                                         GateCase{"open_in_spite_of_a_stale_token", "/api/open", "stale", 200},
                                         GateCase{"signed_in_needs_somebody", "/api/mine", "", 401},
                                         GateCase{"signed_in", "/api/mine", "poor", 200},
                                         GateCase{"stale_token", "/api/mine", "stale", 401}, GateCase{"no_right", "/api/rows", "poor", 403},
                                         GateCase{"right", "/api/rows", "good", 200}, GateCase{"unknown_path", "/api/none", "good", 404}),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(Server, HandsGrantAndPrincipalToTheHandler) {
    const Running running{{demo_routes()}};
    EXPECT_EQ(body_of(running.get("/api/rows", "Authorization: Bearer good\r\n")), "grid");
    EXPECT_EQ(body_of(running.get("/api/mine", "Authorization: Bearer good\r\n")), "good");
}

TEST(Server, TellsUnknownPathsFromUnknownVerbs) {
    const Running running{{demo_routes()}};
    EXPECT_EQ(status_of(running.ask("DELETE /api/none HTTP/1.1\r\nHost: t\r\n\r\n")), 404);
    for (const char* verb : {"DELETE", "OPTIONS", "TRACE", "BREW"}) {
        const std::string answer = running.ask(std::string{verb} + " /api/things/1 HTTP/1.1\r\nHost: t\r\n\r\n");
        EXPECT_EQ(status_of(answer), 405) << verb;
        EXPECT_EQ(header_of(answer, "Allow"), "GET, HEAD, PUT");
    }
    EXPECT_EQ(status_of(running.get("/api/things/1/")), 404);
    EXPECT_EQ(status_of(running.get("/api/things/")), 404);
    for (const char* path :
         {"/api/things/..", "/api/things/%2e%2e", "/api/things/a%2Fb", "/api/things/%00", "/api/things/%zz", "/api/things/%ff"}) {
        EXPECT_EQ(status_of(running.get(path)), 400) << path;
    }
}

TEST(Server, AnswersHeadWithoutABody) {
    const Running running{{demo_routes()}};
    Client client{running.server->port()};
    client.send("HEAD /api/open HTTP/1.1\r\nHost: t\r\n\r\nGET /api/open HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(header_of(client.read_one(true), "Content-Length"), "5");
    EXPECT_EQ(body_of(client.read_one()), "|open");
}

TEST(Server, WritesProblemDocuments) {
    const Running running{{demo_routes()}};
    const std::string answer = running.ask("PUT /api/things/1 HTTP/1.1\r\nHost: t\r\nX-Request-Id: abc-1\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(status_of(answer), 422);
    EXPECT_EQ(header_of(answer, "Content-Type"), "application/problem+json");
    EXPECT_EQ(body_of(answer),
              R"({"type":"/problems/RANGE","title":"Unprocessable Content","status":422,"code":"RANGE","request_id":"abc-1",)"
              R"("errors":[{"pointer":"/answers/sbp","code":"RANGE","allowed":"50-300 mmHg"}]})");
}

TEST(Server, RefusesABodyThatIsNoJson) {
    const Running running{{demo_routes()}};
    EXPECT_EQ(status_of(running.ask(post("/api/json", "{}"))), 415);
    EXPECT_EQ(status_of(running.ask(post("/api/json", "{}", "Content-Type: application/json; charset=utf-8\r\n"))), 200);
    const std::string answer = running.ask(post("/api/json", "{\"a\":1,}", "Content-Type: application/json\r\n"));
    EXPECT_EQ(status_of(answer), 400);
    EXPECT_NE(answer.find("json.syntax"), std::string::npos);
}

TEST(Server, RendersProblemsBelowAPrefixInItsStyle) {
    const ProblemStyle fhir{"/fhir/R4", [](const Problem& problem, std::string_view) {
                                return Response{problem.status(), "application/fhir+json", "outcome " + problem.code, {}};
                            }};
    const Running running{{demo_routes()}, {}, {fhir}};
    EXPECT_EQ(body_of(running.get("/fhir/R4/Patient")), "outcome not-found");
    EXPECT_EQ(header_of(running.get("/fhir/R4/Patient"), "Content-Type"), "application/fhir+json");
    EXPECT_EQ(body_of(running.ask("PUT /fhir/R4/Patient HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n")), "outcome method-not-allowed");
    EXPECT_EQ(header_of(running.get("/fhir/R4x"), "Content-Type"), "application/problem+json");
}

TEST(Server, EndsExceptionsInOnePlaceWithoutTellingTheirText) {
    const Running running{{demo_routes()}};
    const std::string answer = running.get("/api/throws", "X-Request-Id: r1\r\n");
    EXPECT_EQ(status_of(answer), 500);
    EXPECT_NE(answer.find("\"request_id\":\"r1\""), std::string::npos);
    EXPECT_EQ(answer.find("secret"), std::string::npos);
    EXPECT_NE(running.get("/api/trouble/full").find("\"code\":\"storage-full\""), std::string::npos);
    EXPECT_NE(running.get("/api/trouble/read_only").find("\"code\":\"read-only\""), std::string::npos);
    EXPECT_EQ(header_of(running.get("/api/trouble/busy"), "Retry-After"), "1");
    EXPECT_EQ(status_of(running.get("/api/trouble/busy")), 503);
    EXPECT_EQ(status_of(running.get("/api/trouble/duplicate")), 500);
}

TEST(Server, KeepsASaneRequestIdAndMintsOneOtherwise) {
    const Running running{{demo_routes()}};
    EXPECT_EQ(header_of(running.get("/api/open", "X-Request-Id: a.b-9\r\n"), "X-Request-Id"), "a.b-9");
    const std::string first = header_of(running.get("/api/open", "X-Request-Id: a b<script>\r\n"), "X-Request-Id");
    EXPECT_NE(first, header_of(running.get("/api/open"), "X-Request-Id"));
    EXPECT_EQ(first.find('<'), std::string::npos);
}

TEST(Server, SetsTheSecurityHeaders) {
    const Running running{{demo_routes()}};
    const std::string answer = running.get("/api/open");
    EXPECT_EQ(header_of(answer, "Cache-Control"), "no-store");
    EXPECT_EQ(header_of(answer, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header_of(answer, "Referrer-Policy"), "no-referrer");
    EXPECT_NE(header_of(answer, "Content-Security-Policy").find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(header_of(answer, "Strict-Transport-Security"), "");
    EXPECT_EQ(running.get("/api/injects").find("X-Evil"), std::string::npos);
}

TEST(Server, TurnsAKnownVersionIntoNotModified) {
    const Running running{{demo_routes()}};
    EXPECT_EQ(header_of(running.get("/api/versioned"), "ETag"), "W/\"7\"");
    const std::string answer = running.get("/api/versioned", "If-None-Match: W/\"6\", W/\"7\"\r\n");
    EXPECT_EQ(status_of(answer), 304);
    EXPECT_EQ(body_of(answer), "");
    EXPECT_EQ(header_of(answer, "Cache-Control"), "no-cache");
    EXPECT_EQ(status_of(running.get("/api/versioned", "If-None-Match: W/\"6\"\r\n")), 200);
}

struct LimitCase {
    const char* name;
    std::string bytes;
    int want;
};
class Limits : public testing::TestWithParam<LimitCase> {};
TEST_P(Limits, AreKeptAndTheConnectionEnds) {
    const Running running{{demo_routes()}};
    Client client{running.server->port()};
    client.send(GetParam().bytes);
    EXPECT_EQ(status_of(client.read_one()), GetParam().want);
    EXPECT_TRUE(client.closed());
}
INSTANTIATE_TEST_SUITE_P(
    Rows, Limits,
    testing::Values(LimitCase{"http_1_0", "GET /api/open HTTP/1.0\r\nHost: t\r\n\r\n", 505},
                    LimitCase{"smuggled",
                              "POST /api/echo HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                              400},
                    LimitCase{"large_head", "GET /api/open HTTP/1.1\r\nHost: t\r\nA: " + std::string(20'000, 'x') + "\r\n\r\n", 431},
                    LimitCase{"long_target", "GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: t\r\n\r\n", 414},
                    LimitCase{"announced_body", "POST /api/echo HTTP/1.1\r\nHost: t\r\nContent-Length: 300000\r\n\r\n", 413},
                    LimitCase{"body_on_get", "GET /api/open HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\nx", 400},
                    LimitCase{"tls_on_a_plain_port", std::string("\x16\x03\x01\x00\xA5\x01", 6), 400}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Server, RefusesCompressedBodiesAndUnknownExpectations) {
    const Running running{{demo_routes()}};
    EXPECT_EQ(status_of(running.ask(post("/api/echo", "x", "Content-Encoding: gzip\r\n"))), 415);
    EXPECT_EQ(status_of(running.ask(post("/api/echo", "x", "Expect: cake\r\n"))), 417);
    EXPECT_EQ(status_of(running.get("/api/open?a=%zz")), 400);
    std::string many = "/api/open?";
    for (std::size_t i = 0; i <= 200; ++i) many += "a=1&";
    EXPECT_EQ(status_of(running.get(many)), 400);
}

TEST(Server, SendsLargeAnswersWhole) {
    const Running running{{demo_routes()}};
    EXPECT_EQ(body_of(running.get("/api/large")), std::string(3'000'000, 'x'));
}

ServerOptions hurried() {
    ServerOptions options;
    options.header_ms_max = 200;
    options.body_stall_ms_max = 200;
    options.idle_ms_max = 300;
    options.handler_ms_max = 300;
    options.write_stall_ms_max = 300;
    options.drain_ms_max = 2'000;
    return options;
}

TEST(ServerTime, EndsSlowHeadsBodiesAndIdleConnections) {
    const Running running{{demo_routes()}, hurried()};
    Client head{running.server->port()};
    head.send("GET /api/open HT");
    Client body{running.server->port()};
    body.send("POST /api/echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nab");
    Client idle{running.server->port()};
    EXPECT_EQ(status_of(head.read_one()), 408);
    EXPECT_EQ(status_of(body.read_one()), 408);
    EXPECT_TRUE(head.closed());
    EXPECT_TRUE(idle.closed());
}

TEST(ServerTime, EndsABodyThatDripsBelowTheLeastSpeed) {
    ServerOptions options = hurried();
    options.body_bytes_per_second_min = 1000;
    const Running running{{demo_routes()}, options};
    Client client{running.server->port()};
    client.send("POST /api/echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n");
    for (int i = 0; i < 30 && client.send("x"); ++i) std::this_thread::sleep_for(milliseconds{50});  // never stalls, never done
    EXPECT_EQ(status_of(client.read_one()), 408);
}

TEST(ServerTime, EndsAClientThatDoesNotRead) {
    const Running running{{demo_routes()}, hurried()};
    Client client{running.server->port()};
    for (int i = 0; i < 10; ++i) client.send("GET /api/large HTTP/1.1\r\nHost: t\r\n\r\n");
    std::this_thread::sleep_for(milliseconds{1'500});
    EXPECT_LT(client.read_all().size(), 30'000'000U);
}

TEST(ServerTime, AnswersForAHandlerThatTakesTooLong) {
    Latch latch;
    RouteSet set;
    set.routes.push_back(route(Verb::get, "/api/slow", Access::open(), [&](const Request&) -> Result<Response> {
        latch.wait();
        return text("late");
    }));
    const Running running{{set}, hurried()};
    const std::string answer = running.get("/api/slow");
    EXPECT_EQ(status_of(answer), 503);
    EXPECT_NE(answer.find("handler-timeout"), std::string::npos);
    latch.open();
}

TEST(ServerLoad, RefusesWhatTheQueueCannotHold) {
    Latch latch;
    RouteSet set;
    set.routes.push_back(route(Verb::get, "/api/slow", Access::open(), [&](const Request&) -> Result<Response> {
        latch.wait();
        return text("done");
    }));
    ServerOptions options;
    options.workers = 1;
    options.queue_max = 1;
    const Running running{{set}, options};
    const std::string request = "GET /api/slow HTTP/1.1\r\nHost: t\r\n\r\n";
    Client working{running.server->port()};
    working.send(request);
    latch.await_waiting(1);
    Client queued{running.server->port()};
    queued.send(request);
    std::this_thread::sleep_for(milliseconds{100});
    const std::string answer = running.ask(request);
    EXPECT_EQ(status_of(answer), 503);
    EXPECT_EQ(header_of(answer, "Retry-After"), "1");
    EXPECT_NE(answer.find("overloaded"), std::string::npos);
    latch.open();
    EXPECT_EQ(body_of(working.read_one()), "done");
    EXPECT_EQ(body_of(queued.read_one()), "done");
}

TEST(ServerLoad, LimitsConnectionsAndConnectionsOfOneAddress) {
    for (const bool per_address : {false, true}) {
        ServerOptions options;
        (per_address ? options.connections_per_address_max : options.connections_max) = 2;
        const Running running{{demo_routes()}, options};
        auto first = std::make_unique<Client>(running.server->port());
        const Client second{running.server->port()};
        std::this_thread::sleep_for(milliseconds{50});
        Client third{running.server->port()};
        EXPECT_TRUE(third.closed());
        first.reset();
        std::this_thread::sleep_for(milliseconds{50});
        EXPECT_EQ(status_of(running.get("/api/open")), 200);
    }
}

TEST(ServerLoad, LimitsBodiesHeldAtOneTime) {
    ServerOptions options;
    options.body_total_bytes_max = 300'000;
    const Running running{{demo_routes()}, options};
    Client first{running.server->port()};
    first.send("POST /api/echo HTTP/1.1\r\nHost: t\r\nContent-Length: 200000\r\n\r\n" + std::string(199'999, 'x'));
    std::this_thread::sleep_for(milliseconds{100});
    Client second{running.server->port()};
    second.send(post("/api/echo", std::string(200'000, 'y')));
    EXPECT_EQ(status_of(second.read_one()), 503);
    first.send("x");
    EXPECT_EQ(body_of(first.read_one()).size(), 200'000U);
    EXPECT_EQ(status_of(running.ask(post("/api/echo", std::string(200'000, 'y')))), 200);  // the bytes were given back
}

TEST(ServerStop, FinishesWhatWasAccepted) {
    Latch latch;
    RouteSet set = demo_routes();
    set.routes.push_back(route(Verb::get, "/api/slow", Access::open(), [&](const Request&) -> Result<Response> {
        latch.wait();
        return text("done");
    }));
    Running running{{set}};
    Client idle{running.server->port()};
    Client working{running.server->port()};
    working.send("GET /api/slow HTTP/1.1\r\nHost: t\r\n\r\n");
    latch.await_waiting(1);
    std::thread stopper{[&] { running.server->stop(); }};
    EXPECT_TRUE(idle.closed());
    EXPECT_THROW(Client{running.server->port()}, std::runtime_error);
    latch.open();
    const std::string answer = working.read_one();
    EXPECT_EQ(body_of(answer), "done");
    EXPECT_EQ(header_of(answer, "Connection"), "close");
    stopper.join();
    running.server->stop();
}

TEST(ServerStop, DoesNotWaitForEverForASilentClient) {
    ServerOptions options;
    options.drain_ms_max = 200;
    Running running{{demo_routes()}, options};
    Client client{running.server->port()};
    client.send("GET /api/o");
    std::this_thread::sleep_for(milliseconds{50});
    const auto before = std::chrono::steady_clock::now();
    running.server->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - before, seconds{2});
    EXPECT_TRUE(client.closed());
}

TEST(ServerBuiltIn, AnswersHealthReadinessMetricsAndOpenApi) {
    std::atomic<bool> ready{true};
    const Running running{{demo_routes()}, {}, {}, {ReadinessCheck{"database", [&] { return ready.load(); }}}};
    EXPECT_EQ(body_of(running.get("/healthz")), "ok\n");
    EXPECT_EQ(status_of(running.get("/readyz")), 200);
    ready = false;
    EXPECT_EQ(status_of(running.get("/readyz")), 503);
    EXPECT_EQ(body_of(running.get("/readyz")), R"({"checks":{"database":false},"draining":false,"ready":false})");
    static_cast<void>(running.get("/api/things/1"));
    const std::string page = body_of(running.get("/metrics"));
    EXPECT_NE(page.find("jiwei_http_requests_total{route=\"GET /api/things/{thing}\",status=\"2xx\"} 1\n"), std::string::npos);
    EXPECT_TRUE(json::parse(body_of(running.get("/openapi.json"))));
    EXPECT_EQ(status_of(running.get("/metrics", "X-Forwarded-For: 10.1.2.3\r\n")), 403);  // a proxy nobody named
}

TEST(ServerBuiltIn, OpensMetricsElsewhereToTheToken) {
    ServerOptions options;
    options.behind_proxy = {"127.0.0.0/8"};
    options.metrics_token = "t0ken";
    const Running running{{demo_routes()}, options};
    const std::string far = "X-Forwarded-For: 10.1.2.3\r\n";
    EXPECT_EQ(status_of(running.get("/metrics", far)), 403);
    EXPECT_EQ(status_of(running.get("/metrics", far + "Authorization: Bearer t0keN\r\n")), 403);
    EXPECT_EQ(status_of(running.get("/metrics", far + "Authorization: Bearer t0ken\r\n")), 200);
}

TEST(ServerProxy, BelievesOnlyNamedProxies) {
    const std::string headers = "X-Forwarded-For: 1.1.1.1, 9.9.9.9\r\nX-Forwarded-Proto: https\r\n";
    const Running plain{{demo_routes()}};
    EXPECT_EQ(body_of(plain.get("/api/address", headers)), "127.0.0.1|plain");
    ServerOptions options;
    options.behind_proxy = {"127.0.0.1"};
    const Running proxied{{demo_routes()}, options};
    EXPECT_EQ(body_of(proxied.get("/api/address", headers)), "9.9.9.9|secure");  // 1.1.1.1 was written by the client itself
    EXPECT_NE(header_of(proxied.get("/api/open", headers), "Strict-Transport-Security"), "");
}

std::string why_unusable(const ServerOptions& options, std::vector<RouteSet> routes = {}) {
    try {
        const Running running{std::move(routes), options};
    } catch (const Unusable& unusable) {
        return unusable.what();
    }
    return "usable";
}

TEST(ServerStart, RefusesWhatCannotBeServed) {
    ServerOptions options;
    options.listen = "0.0.0.0:0";
    EXPECT_NE(why_unusable(options).find("only loopback"), std::string::npos);
    options.behind_proxy = {"10.0.0.1"};
    EXPECT_EQ(why_unusable(options), "usable");
    options.behind_proxy = {"10.0.0.1/33"};
    EXPECT_NE(why_unusable(options).find("10.0.0.1/33"), std::string::npos);
    options = {};
    options.listen = "localhost:80";
    EXPECT_NE(why_unusable(options).find("ADDR:PORT"), std::string::npos);
    options = {};
    options.tls_key_file = "x";
    EXPECT_NE(why_unusable(options).find("certificate"), std::string::npos);
    options = {};
    options.web_dir = "/nonexistent";
    EXPECT_NE(why_unusable(options).find("web_dir"), std::string::npos);
    EXPECT_NE(why_unusable({}, {demo_routes(), demo_routes()}).find("twice"), std::string::npos);
    const Running first{{demo_routes()}};
    options = {};
    options.listen = "127.0.0.1:" + std::to_string(first.server->port());
    EXPECT_NE(why_unusable(options).find("cannot listen"), std::string::npos);
}

}  // namespace
}  // namespace jiwei::http
