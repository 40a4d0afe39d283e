// The module that runs case files in WebAssembly.
#include "core/wasm/exports.hpp"
#include "core/wasm/tests/case_calls.hpp"

namespace jiwei::wasm {

std::string answer(std::string_view request) {
    static testing::CaseSession session;
    return session.call(request);
}

}  // namespace jiwei::wasm
