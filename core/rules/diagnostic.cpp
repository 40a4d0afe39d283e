#include "core/rules/diagnostic.hpp"

#include "core/rules/source.hpp"

namespace jiwei::rules {

namespace {

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

}  // namespace

std::string text(const Diagnostic& diagnostic) {
    return diagnostic.file + ":" + std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column) + ": " + diagnostic.code +
           ": " + diagnostic.message;
}

Diagnostic diagnose(const Source& source, std::size_t offset, std::string code, std::string message) {
    Diagnostic made{std::string{source.file}, source.line, source.column, std::move(code), std::move(message)};
    for (const char byte : source.text.substr(0, offset)) {
        if (byte == '\n') {
            ++made.line;
            made.column = 1;
        } else if (begins_character(byte)) {
            made.column += byte == '"' && source.doubled_quotes ? 2 : 1;
        }
    }
    return made;
}

}  // namespace jiwei::rules
