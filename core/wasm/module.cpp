// The WebAssembly module of the page. Everything it can do is core/calls.
#include "core/calls/calls.hpp"
#include "core/wasm/exports.hpp"

namespace jiwei::wasm {

std::string answer(std::string_view request) {
    static calls::Session session;
    return session.call(request);
}

}  // namespace jiwei::wasm
