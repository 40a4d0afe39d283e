// The program itself, as a user starts it: commands with their exit codes, and servers that can be killed.
#pragma once

#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill is POSIX
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/kernel/json.hpp"
#include "platform/db/tests/engines.hpp"
#include "platform/http/tests/harness.hpp"

namespace jiwei::app::testing {

using db::testing::TempFolder;
using Arguments = std::vector<std::string>;

inline std::string text_of_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

inline void write_file(const std::string& path, std::string_view text) { std::ofstream{path, std::ios::binary | std::ios::trunc} << text; }

/// A started jiwei; what it says goes into two files of its folder.
class Program {
public:
    explicit Program(const Arguments& arguments) {
        Arguments all{std::string{JIWEI_BINARY_DIR} + "/jiwei"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        std::vector<char*> raw;
        for (std::string& one : all) raw.push_back(one.data());
        raw.push_back(nullptr);
        const std::string out = folder_.file("out");
        const std::string err = folder_.file("err");
        pid_ = fork();
        if (pid_ != 0) return;
        dup2(open(out.c_str(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
        dup2(open(err.c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
        if (chdir(JIWEI_SOURCE_DIR) != 0) _exit(126);
        execv(raw[0], raw.data());
        _exit(127);
    }
    ~Program() {
        if (!ended_) kill_hard();
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// The exit code; -signal when a signal ended it.
    int wait() {
        int status = 0;
        if (!ended_) waitpid(pid_, &status, 0);
        ended_ = true;
        return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    }
    int kill_hard() {
        kill(pid_, SIGKILL);
        return wait();
    }
    int stop() {
        kill(pid_, SIGTERM);
        return wait();
    }
    [[nodiscard]] bool has_ended() {
        siginfo_t info{};
        return ended_ || (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0);
    }
    [[nodiscard]] std::string out() const { return text_of_file(folder_.file("out")); }
    [[nodiscard]] std::string err() const { return text_of_file(folder_.file("err")); }

private:
    TempFolder folder_;
    pid_t pid_ = 0;
    bool ended_ = false;
};

struct Ran {
    int exit_code = 0;
    std::string out;
    std::string err;
};

inline Ran run(const Arguments& arguments) {
    Program program{arguments};
    const int code = program.wait();
    return {code, program.out(), program.err()};
}

struct Answer {
    int status = 0;
    std::string head;
    std::string body;
    [[nodiscard]] json::Value json() const { return json::parse(body).value_or(json::Value{}); }
};

/// jiwei serve on a free port.
class Server {
public:
    explicit Server(Arguments place) : program_{with_listen(std::move(place))} {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (port_ == 0 && !program_.has_ended() && std::chrono::steady_clock::now() < until) {
            const std::string said = program_.out();
            const std::size_t at = said.find(" is ready: http://127.0.0.1:");
            if (at != std::string::npos && said.find('\n', at) != std::string::npos) {
                port_ = static_cast<std::uint16_t>(std::stoi(said.substr(said.find_last_of(':', said.find('\n', at)) + 1)));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        if (port_ == 0) throw std::runtime_error{"the server did not start: " + program_.err()};
    }
    [[nodiscard]] Answer ask(std::string_view verb, std::string_view path, std::string_view headers = {},
                             std::string_view body = {}) const {
        http::test::Client client{port_};
        std::string text =
            std::string{verb} + " " + std::string{path} + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n" + std::string{headers};
        if (!body.empty()) text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
        client.send(text + "\r\n" + std::string{body});
        const std::string answer = client.read_one(verb == "HEAD", std::chrono::seconds{30});
        return {http::test::status_of(answer), answer.substr(0, answer.find("\r\n\r\n")), http::test::body_of(answer)};
    }
    [[nodiscard]] Program& program() { return program_; }

private:
    static Arguments with_listen(Arguments place) {
        place.insert(place.begin(), "serve");
        place.insert(place.end(), {"--listen", "127.0.0.1:0"});
        return place;
    }
    Program program_;
    std::uint16_t port_ = 0;
};

/// Somebody who has signed in.
class Person {
public:
    Person(const Server& server, std::string_view name, std::string_view password) : server_{&server} {
        signed_in_ = sign_in(name, password, {});
        // A demo account with a second factor is told the code of the moment.
        const std::size_t demo = signed_in_.body.find("demo:");
        if (demo != std::string::npos) signed_in_ = sign_in(name, password, signed_in_.body.substr(demo + 5, 6));
        const std::size_t cookie = signed_in_.head.find("et-cookie: ");
        const std::size_t named = cookie == std::string::npos ? signed_in_.head.find("et-Cookie: ") : cookie;
        if (named == std::string::npos) return;
        const std::size_t from = named + 11;
        const std::string value = signed_in_.head.substr(from, signed_in_.head.find_first_of(";\r", from) - from);
        headers_ = "Cookie: " + value + "\r\nX-Jiwei-Csrf: " + std::string{signed_in_.json()["csrf"].text()} + "\r\n";
    }
    [[nodiscard]] const Answer& signed_in() const { return signed_in_; }
    [[nodiscard]] Answer get(std::string_view path) const { return server_->ask("GET", path, headers_); }
    [[nodiscard]] Answer post(std::string_view path, std::string_view body) const { return server_->ask("POST", path, headers_, body); }

private:
    [[nodiscard]] Answer sign_in(std::string_view name, std::string_view password, const std::string& code) const {
        json::Writer out;
        out.begin_object().member("name", name).member("password", password);
        if (!code.empty()) out.member("code", code);
        return server_->ask("POST", "/api/session", "Origin: http://t\r\n", out.end_object().take());
    }

    const Server* server_;
    Answer signed_in_;
    std::string headers_;
};

/// A demo county in SQLite, made once for the process; each test gets a copy.
class County {
public:
    static constexpr const char* today = "2026-11-20";
    explicit County(int residents = 150) : folder_{std::make_unique<TempFolder>()} {
        std::filesystem::copy(made(residents), data(), std::filesystem::copy_options::recursive);
    }
    [[nodiscard]] std::string data() const { return folder_->file("county"); }
    [[nodiscard]] std::string file(const std::string& name) const { return folder_->file(name); }
    [[nodiscard]] std::string url() const { return "sqlite:" + data() + "/jiwei.db"; }
    [[nodiscard]] Arguments place() const { return {"--data", data()}; }
    /// The command with this county's place behind it.
    [[nodiscard]] Ran command(Arguments arguments) const {
        arguments.insert(arguments.end(), {"--data", data()});
        return run(arguments);
    }
    [[nodiscard]] std::string password_of(std::string_view name) const {
        const auto accounts = json::parse(text_of_file(data() + "/demo-accounts.json"));
        for (const json::Value& one : (*accounts)["accounts"].items()) {
            if (one["name"].text() == name) return std::string{one["password"].text()};
        }
        return {};
    }

private:
    static std::string made(int residents) {
        static const TempFolder folder;
        std::string path = folder.file("made-" + std::to_string(residents));
        if (std::filesystem::exists(path)) return path;
        const Ran ran = run({"demo", "--data", path, "--residents", std::to_string(residents), "--seed", "7", "--today", today});
        if (ran.exit_code != 0) throw std::runtime_error{"no demo county: " + ran.err};
        return path;
    }
    std::unique_ptr<TempFolder> folder_;
};

/// What a query of one number finds, beside whatever runs.
inline std::int64_t number(const County& county, std::string_view sql) {
    const auto database = db::Database::open({.url = county.url(), .use = db::Use::inspect});
    return database->read([&](db::Connection& connection) { return connection.run_text(sql, {})[0].integer(0); });
}

}  // namespace jiwei::app::testing
