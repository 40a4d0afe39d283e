// PostgreSQL goes away under a running server and comes back: /readyz says so, and the server works again without being started again.
#include "app/tests/program.hpp"

namespace jiwei::app {
namespace {

using namespace testing;

/// A PostgreSQL of its own: the one that other tests share must not be stopped.
class OwnPostgres {
public:
    OwnPostgres() {
        const std::string said = tool("start --watch " + std::to_string(getpid()));
        folder_ = said.substr(0, said.find('\n'));
        url_ = said.substr(said.find("postgresql://"));
        url_.resize(url_.find('\n'));
    }
    ~OwnPostgres() { tool("stop " + folder_); }
    OwnPostgres(const OwnPostgres&) = delete;
    OwnPostgres& operator=(const OwnPostgres&) = delete;
    void crash() { tool("crash " + folder_); }
    void resume() { tool("resume " + folder_); }
    [[nodiscard]] const std::string& url() const { return url_; }

private:
    static std::string tool(const std::string& arguments) {
        const std::string command = std::string{JIWEI_SOURCE_DIR} + "/tools/test-postgres.sh " + arguments;
        FILE* const pipe = popen(command.c_str(), "r");
        std::string out;
        for (int c = 0; pipe != nullptr && (c = fgetc(pipe)) != EOF;) out += static_cast<char>(c);
        if (pipe == nullptr || pclose(pipe) != 0) throw std::runtime_error{"test-postgres.sh " + arguments};
        return out;
    }
    std::string folder_;
    std::string url_;
};

TEST(Outage, ReadinessTurnsRedAndGreenAgain) {
    OwnPostgres postgres;
    const TempFolder folder;
    const Arguments place{"--data", folder.file("data"), "--database", postgres.url()};
    Server server{place};
    EXPECT_EQ(server.ask("GET", "/readyz").status, 200);
    for (int round = 0; round < 2; ++round) {
        postgres.crash();
        const Answer down = server.ask("GET", "/readyz");
        EXPECT_EQ(down.status, 503);
        EXPECT_EQ(down.json()["checks"]["database"].as_boolean(), false) << down.body;
        EXPECT_EQ(server.ask("GET", "/healthz").status, 200) << "alive, though of no use";
        const Answer refused = server.ask("GET", "/api/setup");
        EXPECT_EQ(refused.status, 503) << refused.body;
        postgres.resume();
        EXPECT_EQ(server.ask("GET", "/readyz").status, 200);
        EXPECT_EQ(server.ask("GET", "/api/setup").status, 200);
        Arguments second{"serve", "--listen", "127.0.0.1:0"};
        second.insert(second.end(), place.begin(), place.end());
        const Ran other = run(second);
        EXPECT_EQ(other.exit_code, 1) << "the lock of the only server was not taken again";
    }
    EXPECT_EQ(server.program().stop(), 0);
}

}  // namespace
}  // namespace jiwei::app
