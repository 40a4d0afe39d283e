// What a WebAssembly module of the core exports: memory in, memory out. Included once by each module, which says what answers.
// Buffers cross as pointer and length; an answer begins with its length as four little-endian bytes.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace jiwei::wasm {

/// Defined by the module.
std::string answer(std::string_view request);

}  // namespace jiwei::wasm

extern "C" {

// Debian's compiler runtime for wasm was built with the stack protector, whose two symbols nothing else provides.
extern const std::uintptr_t __stack_chk_guard = 0x6a697765;
[[noreturn]] void __stack_chk_fail() { __builtin_trap(); }

__attribute__((export_name("jiwei_alloc"))) void* jiwei_alloc(std::uint32_t bytes) { return std::malloc(bytes); }

__attribute__((export_name("jiwei_free"))) void jiwei_free(void* buffer) { std::free(buffer); }

/// The caller frees `request` and the answer. Null when memory is out.
__attribute__((export_name("jiwei_call"))) void* jiwei_call(const char* request, std::uint32_t bytes) {
    const std::string answer = jiwei::wasm::answer({request, bytes});
    const auto length = static_cast<std::uint32_t>(answer.size());
    auto* const out = static_cast<char*>(std::malloc(sizeof length + answer.size()));
    if (out == nullptr) return nullptr;
    std::memcpy(out, &length, sizeof length);
    std::memcpy(out + sizeof length, answer.data(), answer.size());
    return out;
}
}
