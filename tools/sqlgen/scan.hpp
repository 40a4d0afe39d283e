// A scanner for the SQL we write: enough to find names, parameters and statement ends, not a parser.
#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace jiwei::sqlgen {

struct Token {
    enum class Kind : unsigned char { word, number, string, parameter, sign, comment } kind = Kind::sign;
    std::string text;       // words in lower case, comments without the dashes
    std::size_t begin = 0;  // offsets into the file
    std::size_t end = 0;
    int line = 1;
};

/// "path:line: what".
class Mistake : public std::runtime_error {
public:
    Mistake(const std::filesystem::path& path, int line, const std::string& what)
        : std::runtime_error{path.string() + ":" + std::to_string(line) + ": " + what} {}
};

/// All tokens of a file, comments included.
std::vector<Token> scan(const std::filesystem::path& path, std::string_view text);

/// The tokens without comments.
std::vector<Token> without_comments(const std::vector<Token>& tokens);

/// A table or view that a statement reads or writes.
struct TableUse {
    std::string name;
    int line = 1;
};
std::vector<TableUse> tables_of(const std::vector<Token>& tokens);

std::string read_file(const std::filesystem::path& path);
std::string sha256_hex(std::string_view bytes);
/// Writes only what changed, so that nothing is rebuilt for nothing.
void write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace jiwei::sqlgen
