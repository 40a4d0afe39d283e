#include "modules/residents/keys.hpp"

#include <algorithm>

#include "core/identity/archive_number.hpp"
#include "core/identity/normalise.hpp"
#include "core/identity/phone.hpp"
#include "core/identity/resident_id.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/text/normalise.hpp"
#include "platform/text/pinyin.hpp"

namespace jiwei::residents {
namespace {

/// 128 of the 256 bits are enough to tell people apart, and half the index.
std::string blind_key(char kind, std::string_view text, std::string_view context, const crypto::FieldCipher& cipher) {
    return kind + crypto::base64url(std::string_view{cipher.blind_index(text, context)}.substr(0, 16));
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_ascii_alnum(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
}

bool has_letter(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
}

bool has_digit(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string without_hyphens(std::string_view text) {
    std::string bare{text};
    std::erase(bare, '-');
    return bare;
}

std::string add_check_character(const std::string& legacy) {
    const std::string first17 = legacy.substr(0, 6) + "19" + legacy.substr(6);
    return first17 + identity::check_character_gb11643(first17);
}

Query exact(std::string_view kind, std::vector<std::string> keys) { return Query{kind, std::move(keys), {}}; }

/// Digits only, perhaps with the X of a check character: by their number.
std::optional<Query> read_number(const std::string& number, const crypto::FieldCipher& cipher) {
    const bool digits = all_digits(number);
    const std::string_view body = std::string_view{number}.substr(0, number.size() - 1);
    const bool with_x = number.size() > 1 && all_digits(body) && number.back() == 'X';
    if (number.size() == 4 && (digits || with_x)) return exact("last4", {key_kind::last4 + number});
    if (number.size() == 18 && (digits || with_x)) return exact("id", {document_key(number, cipher)});
    if (!digits) return std::nullopt;
    if (number.size() == 17) return exact("archive", {key_kind::archive + number});
    if (number.size() == 15) return exact("id", {document_key(add_check_character(number), cipher), document_key(number, cipher)});
    if (number.size() == 8) {
        return exact("archive", {key_kind::archive_short + number, phone_key(number, cipher), document_key(number, cipher)});
    }
    if (number.size() >= 10 && number.size() <= 12) return exact("phone", {phone_key(number, cipher), document_key(number, cipher)});
    return exact("document", {phone_key(number, cipher), document_key(number, cipher)});
}

}  // namespace

std::string_view last4(std::string_view number) { return number.size() <= 4 ? number : number.substr(number.size() - 4); }

std::string document_key(std::string_view number, const crypto::FieldCipher& cipher) {
    return blind_key(key_kind::document, without_hyphens(number), "resident.search.document", cipher);
}

std::string phone_key(std::string_view phone, const crypto::FieldCipher& cipher) {
    return blind_key(key_kind::phone, phone, "resident.search.phone", cipher);
}

void settle(std::vector<Key>& keys) {
    std::ranges::sort(keys, {}, &Key::text);
    keys.erase(std::unique(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.text == b.text; }), keys.end());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        keys[i].shared = 0;
        if (i == 0) continue;
        const auto differ = std::ranges::mismatch(keys[i - 1].text, keys[i].text);
        keys[i].shared = differ.in2 - keys[i].text.begin();
    }
}

std::vector<Key> make_keys(const Keyed& keyed, const crypto::FieldCipher& cipher) {
    std::vector<Key> keys;
    const auto add = [&keys](std::string text) { keys.push_back({std::move(text), 0}); };
    if (const std::string name = text::search_form(keyed.name); !name.empty()) add(key_kind::name + name);
    for (const text::PinyinKey& reading : text::pinyin_keys(keyed.name)) {
        add(key_kind::pinyin + reading.full);
        add(key_kind::pinyin + reading.initials);
    }
    for (const std::string& number : keyed.documents) {
        if (number.empty()) continue;
        add(document_key(number, cipher));
        if (number.size() >= 4) add(key_kind::last4 + std::string{last4(number)});
    }
    if (!keyed.phone.empty()) {
        add(phone_key(keyed.phone, cipher));
        if (keyed.phone.size() >= 4) add(key_kind::last4 + std::string{last4(keyed.phone)});
    }
    if (!keyed.contact_phone.empty()) add(phone_key(keyed.contact_phone, cipher));
    if (keyed.archive_no.size() == 17) {
        add(key_kind::archive + std::string{keyed.archive_no});
        add(key_kind::archive_short + std::string{keyed.archive_no.substr(9)});
    }
    settle(keys);
    return keys;
}

Query read_query(std::string_view typed, const crypto::FieldCipher& cipher) {
    const std::string number = identity::fold_number(typed);
    if (number.empty()) return Query{"all", {}, {}};
    if (const std::string printed = identity::fold_printed_archive_number(typed); !printed.empty() && !all_digits(number)) {
        return exact("archive", {key_kind::archive_short + printed});
    }
    if (const std::string phone = identity::fold_phone(typed); phone != number && all_digits(phone) && phone.size() >= 7) {
        return exact("phone", {phone_key(phone, cipher)});
    }
    if (const std::string bare = without_hyphens(number); is_ascii_alnum(bare) && has_digit(bare)) {
        if (auto query = read_number(bare, cipher)) return *query;
        if (has_letter(bare)) return exact("document", {document_key(bare, cipher)});
    }
    const std::string form = text::search_form(typed);
    if (form.empty()) return Query{"nothing", {}, {}};
    if (is_ascii_alnum(form)) return Query{"pinyin", {}, key_kind::pinyin + form};
    return Query{"name", {}, key_kind::name + form};
}

std::string after_prefix(std::string_view prefix) { return std::string{prefix} + "\xF4\x8F\xBF\xBF"; }

}  // namespace jiwei::residents
