// The load driver of the benchmarks: one thread, N keep-alive connections, each with one request under way, as N clients would.
//   load --address 127.0.0.1:8430 --connections 16 --script FILE … --headers FILE … [--server-pid PID] [--seconds S]
// SCRIPT: one request a line, tab-separated: VERB  PATH  EXPECTED_STATUS  EXPECTED_TEXT  BODY. HEADERS: files of header lines. Both may be
// repeated: connection i uses file i modulo their number; connections with the same script take its lines in turn. Every answer is checked:
// its status, and that EXPECTED_TEXT stands in its body. With --seconds the script is repeated until the time is over, else it is sent
// once. Prints one JSON line.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Steady = std::chrono::steady_clock;

struct Options {
    std::string address;
    int connections = 16;
    std::vector<std::string> scripts;
    std::vector<std::string> headers;
    int server_pid = 0;
    double seconds = 0;
};

struct Request {
    std::string head;  // up to and including the line before the headers of the connection
    std::string tail;  // the rest
    int status = 200;
    std::string expected;
};

/// The requests of a script and how far they were sent.
struct Script {
    std::vector<Request> requests;
    std::size_t next = 0;
};

struct Connection {
    int socket = -1;
    Script* script = nullptr;
    std::string headers;
    std::string out;
    std::size_t sent = 0;
    std::string in;
    const Request* request = nullptr;
    Steady::time_point began;
};

struct Result {
    std::size_t done = 0;
    std::size_t wrong = 0;
    std::string first_wrong;
    std::vector<double> micros;
};

std::string read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error{"cannot read " + path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<Request> read_script(const std::string& path) {
    std::vector<Request> requests;
    std::istringstream lines{read_file(path)};
    for (std::string line; std::getline(lines, line);) {
        std::vector<std::string> parts;
        for (std::size_t from = 0; parts.size() < 4;) {
            const std::size_t tab = line.find('\t', from);
            parts.push_back(line.substr(from, tab - from));
            if (tab == std::string::npos) {
                from = line.size();
                break;
            }
            from = tab + 1;
            if (parts.size() == 4) parts.push_back(line.substr(from));
        }
        parts.resize(5);
        Request request;
        request.head = parts[0] + " " + parts[1] + " HTTP/1.1\r\nHost: bench\r\n";
        if (!parts[4].empty())
            request.head += "Content-Type: application/json\r\nContent-Length: " + std::to_string(parts[4].size()) + "\r\n";
        request.tail = "\r\n" + parts[4];
        request.status = std::stoi(parts[2]);
        request.expected = parts[3];
        requests.push_back(std::move(request));
    }
    return requests;
}

int connect_to(const std::string& address) {
    const std::size_t colon = address.rfind(':');
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
    ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
    const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
    const int one = 1;
    ::setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (::connect(handle, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) throw std::runtime_error{"cannot connect to " + address};
    return handle;
}

/// User and system time of a process in milliseconds.
double cpu_ms(int pid) {
    if (pid == 0) return 0;
    const std::string text = read_file("/proc/" + std::to_string(pid) + "/stat");
    std::istringstream rest{text.substr(text.rfind(')') + 2)};
    std::string word;
    for (int i = 0; i < 11; ++i) rest >> word;
    long user = 0;
    long system = 0;
    rest >> user >> system;
    return 1000.0 * static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

void send_some(Connection& connection) {
    while (connection.sent < connection.out.size()) {
        const ssize_t n =
            ::send(connection.socket, connection.out.data() + connection.sent, connection.out.size() - connection.sent, MSG_NOSIGNAL);
        if (n <= 0) throw std::runtime_error{"the server closed a connection"};
        connection.sent += static_cast<std::size_t>(n);
    }
}

void begin(Connection& connection, const Request& request) {
    connection.request = &request;
    connection.out = request.head + connection.headers + request.tail;
    connection.sent = 0;
    connection.in.clear();
    connection.began = Steady::now();
    send_some(connection);
}

/// Status and body once the whole answer is there. Answers carry Content-Length; a chunked one would be an error of the bench.
bool complete(const std::string& in, int& status, std::string_view& body) {
    const std::size_t end = in.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    status = std::stoi(in.substr(9, 3));
    std::size_t length = 0;
    const std::string_view head{in.data(), end};
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
        constexpr std::string_view name = "content-length:";
        if (head.size() < at + 2 + name.size() || ::strncasecmp(head.data() + at + 2, name.data(), name.size()) != 0) continue;
        const char* from = head.data() + at + 2 + name.size();
        while (*from == ' ') ++from;
        std::from_chars(from, head.data() + head.size(), length);
    }
    if (in.size() < end + 4 + length) return false;
    body = std::string_view{in}.substr(end + 4, length);
    return true;
}

void check(const Connection& connection, int status, std::string_view body, Result& result) {
    ++result.done;
    result.micros.push_back(std::chrono::duration<double, std::micro>(Steady::now() - connection.began).count());
    const Request& request = *connection.request;
    if (status == request.status && body.find(request.expected) != std::string_view::npos) return;
    if (++result.wrong == 1) result.first_wrong = std::to_string(status) + " " + std::string{body.substr(0, 300)};
}

Result run(const Options& options, std::vector<Connection>& connections) {
    Result result;
    const int poll = ::epoll_create1(0);
    std::size_t under_way = 0;
    const Steady::time_point until = Steady::now() + std::chrono::microseconds{static_cast<long long>(options.seconds * 1e6)};
    const auto more = [&](const Script& script) {
        return options.seconds > 0 ? Steady::now() < until : script.next < script.requests.size();
    };
    const auto begin_next = [](Connection& connection) {
        Script& script = *connection.script;
        begin(connection, script.requests[script.next++ % script.requests.size()]);
    };
    for (std::size_t i = 0; i < connections.size(); ++i) {
        if (!more(*connections[i].script)) continue;
        ++under_way;
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, connections[i].socket, &event);
        begin_next(connections[i]);
    }
    std::vector<char> buffer(1U << 18U);
    while (under_way > 0) {
        epoll_event events[64];
        const int ready = ::epoll_wait(poll, events, 64, 30'000);
        if (ready <= 0) throw std::runtime_error{"no answer for 30 s"};
        for (int i = 0; i < ready; ++i) {
            Connection& connection = connections[events[i].data.u64];
            const ssize_t n = ::recv(connection.socket, buffer.data(), buffer.size(), 0);
            if (n <= 0) throw std::runtime_error{"the server closed a connection"};
            connection.in.append(buffer.data(), static_cast<std::size_t>(n));
            int status = 0;
            std::string_view body;
            if (!complete(connection.in, status, body)) continue;
            check(connection, status, body, result);
            if (more(*connection.script)) {
                begin_next(connection);
            } else {
                --under_way;
            }
        }
    }
    ::close(poll);
    return result;
}

Options parse(int count, char** arguments) {
    Options options;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = arguments[i];
        const std::string value = arguments[i + 1];
        if (name == "--address")
            options.address = value;
        else if (name == "--connections")
            options.connections = std::stoi(value);
        else if (name == "--script")
            options.scripts.push_back(value);
        else if (name == "--headers")
            options.headers.push_back(value);
        else if (name == "--server-pid")
            options.server_pid = std::stoi(value);
        else if (name == "--seconds")
            options.seconds = std::stod(value);
        else
            throw std::runtime_error{"unknown option " + name};
    }
    return options;
}

double at_share(std::vector<double>& sorted, double share) {
    return sorted.empty() ? 0 : sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(static_cast<double>(sorted.size()) * share))];
}

}  // namespace

int main(int count, char** arguments) {
    try {
        const Options options = parse(count, arguments);
        std::vector<Script> scripts;
        for (const std::string& path : options.scripts) scripts.push_back({read_script(path), 0});
        if (scripts.empty() || std::ranges::any_of(scripts, [](const Script& one) { return one.requests.empty(); }))
            throw std::runtime_error{"a script is empty"};
        std::vector<Connection> connections(static_cast<std::size_t>(options.connections));
        for (std::size_t i = 0; i < connections.size(); ++i) {
            connections[i].socket = connect_to(options.address);
            connections[i].script = &scripts[i % scripts.size()];
            if (!options.headers.empty()) connections[i].headers = read_file(options.headers[i % options.headers.size()]);
        }
        const double cpu_before = cpu_ms(options.server_pid);
        const Steady::time_point began = Steady::now();
        Result result = run(options, connections);
        const double seconds = std::chrono::duration<double>(Steady::now() - began).count();
        const double cpu = cpu_ms(options.server_pid) - cpu_before;
        std::sort(result.micros.begin(), result.micros.end());
        std::printf(
            "{\"requests\":%zu,\"wrong\":%zu,\"seconds\":%.4f,\"per_second\":%.1f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"server_cpu_us_per_"
            "request\":%.2f}\n",
            result.done, result.wrong, seconds, static_cast<double>(result.done) / seconds, at_share(result.micros, 0.50),
            at_share(result.micros, 0.99), cpu * 1000 / static_cast<double>(std::max<std::size_t>(result.done, 1)));
        if (result.wrong > 0) std::fprintf(stderr, "wrong answer: %s\n", result.first_wrong.c_str());
        return result.wrong == 0 ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "load: %s\n", error.what());
        return 1;
    }
}
