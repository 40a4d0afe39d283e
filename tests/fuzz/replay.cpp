// Replays the kept corpus of every fuzzer without a fuzzer: what was once found, and the seeds, are read again in each test run.
//   fuzz_replay FOLDER     FOLDER holds one folder of inputs a target; the last line is `N passed, N failed`
// An input that breaks a promise ends the program at once; the last line then names it.
#include <unistd.h>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

// Made by cmake/more/fuzz.cmake: declares every target, and lists {name, function}.
#include "fuzz_targets.inc"

namespace {

namespace fs = std::filesystem;

std::array<char, 512> current{};

void tell(int signal) {
    static constexpr char what[] = "\n0 passed, 1 failed\n";
    (void)!write(STDOUT_FILENO, current.data(), std::char_traits<char>::length(current.data()));
    (void)!write(STDOUT_FILENO, what, sizeof what - 1);
    std::_Exit(128 + signal);
}

int replay(const fs::path& folder, const FuzzTarget& target) {
    int inputs = 0;
    if (!fs::exists(folder)) return 0;
    for (const auto& entry : fs::directory_iterator{folder}) {
        std::ifstream in{entry.path(), std::ios::binary};
        const std::vector<char> bytes{std::istreambuf_iterator<char>{in}, {}};
        (void)std::snprintf(current.data(), current.size(), "FAILED %s: this input breaks a promise", entry.path().c_str());
        (void)target.run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ++inputs;
    }
    return inputs;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: fuzz_replay FOLDER\n", stderr);
        return 2;
    }
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS}) std::signal(signal, tell);
    int passed = 0;
    int failed = 0;
    for (const FuzzTarget& target : fuzz_targets) {
        const int inputs = replay(fs::path{argv[1]} / target.name, target);
        std::printf("%-16s %5d inputs%s\n", target.name, inputs, inputs == 0 ? ": a fuzzer needs a corpus" : "");
        passed += inputs;
        failed += inputs == 0 ? 1 : 0;
    }
    std::printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
