// The same calls natively: one request a line on standard input, one answer a line on standard output. Only for comparing with wasm.
#include <iostream>
#include <string>

#include "core/wasm/tests/case_calls.hpp"

int main() {
    jiwei::wasm::testing::CaseSession session;
    for (std::string line; std::getline(std::cin, line);) std::cout << session.call(line) << '\n';
    return 0;
}
