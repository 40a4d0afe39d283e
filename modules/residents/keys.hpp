// What the search box finds people by: one text key for every way to name a person, and what a typed query means.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/field_cipher.hpp"

namespace jiwei::residents {

/// First character of a key. Stored; never reuse.
namespace key_kind {
inline constexpr char name = 'n';           // search form of the name
inline constexpr char pinyin = 'p';         // full pinyin and initials of every reading
inline constexpr char document = 'd';       // blind index of a document number
inline constexpr char phone = 't';          // blind index of a phone
inline constexpr char last4 = '4';          // last four of ID number or phone
inline constexpr char archive = 'a';        // 17 digits
inline constexpr char archive_short = 's';  // last eight digits, as forms print them
}  // namespace key_kind

struct Key {
    std::string text;
    std::int64_t shared = 0;  // bytes in common with the same person's key before it
    bool operator==(const Key&) const = default;
};

/// True for the kinds that are searched by prefix and kept per unit too.
[[nodiscard]] constexpr bool is_prefix_kind(char kind) { return kind == key_kind::name || kind == key_kind::pinyin; }

/// Contexts of the ciphers of this module. Never change: values sealed with them are stored.
namespace sealed_as {
inline constexpr std::string_view id_no = "resident.id_no";
inline constexpr std::string_view phone = "resident.phone";
inline constexpr std::string_view contact_phone = "resident.contact_phone";
inline constexpr std::string_view version = "resident_version.sealed";
inline constexpr std::string_view identifier = "resident_identifier.number";
inline constexpr std::string_view import_part = "resident_import_part.sealed";
inline constexpr std::string_view import_cells = "resident_import_bad.cells";
}  // namespace sealed_as

/// What a person is found by; empty members give no key.
struct Keyed {
    std::string_view name;
    std::string_view phone;              // folded
    std::string_view contact_phone;      // not searched by last four
    std::vector<std::string> documents;  // folded numbers, the current one first
    std::string_view archive_no;         // 17 digits
};

/// Sorted by text, without duplicates, `shared` filled in.
[[nodiscard]] std::vector<Key> make_keys(const Keyed& keyed, const crypto::FieldCipher& cipher);
/// Sorts, removes duplicates, fills in `shared`.
void settle(std::vector<Key>& keys);
[[nodiscard]] std::string document_key(std::string_view number, const crypto::FieldCipher& cipher);
[[nodiscard]] std::string phone_key(std::string_view phone, const crypto::FieldCipher& cipher);
/// The last four characters, or all when there are fewer.
[[nodiscard]] std::string_view last4(std::string_view number);

/// What a query means. `exact`: keys that must be equal, any of them; else all keys beginning with `prefix`.
struct Query {
    std::string_view kind;  // name, pinyin, id, phone, archive, last4, document, all, nothing
    std::vector<std::string> exact;
    std::string prefix;
};

inline constexpr std::size_t query_characters_max = 64;

/// Never fails: `nothing` when no key could match ("?!").
[[nodiscard]] Query read_query(std::string_view typed, const crypto::FieldCipher& cipher);

/// A text above every key that begins with `prefix` (the last code point there is, appended; both engines take it as text).
[[nodiscard]] std::string after_prefix(std::string_view prefix);

}  // namespace jiwei::residents
