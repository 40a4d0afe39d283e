#include "platform/text/pinyin.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>

#include "core/kernel/utf8.hpp"

namespace jiwei::text {

namespace {

// A syllable and its characters, or a surname or character and its reading.
struct Line {
    std::string_view syllable_or_surname;
    std::string_view characters_or_reading;
};

constexpr Line reading_lines[] = {
#include "platform/text/pinyin_readings.inc"
};
constexpr Line surname_lines[] = {
#include "platform/text/surname_readings.inc"
};
constexpr Line given_lines[] = {
#include "platform/text/given_name_readings.inc"
};

constexpr std::size_t surname_characters_max = 4;
// A name of more characters than any form allows is read so far and no further.
constexpr std::size_t name_characters_max = 64;

using Syllables = std::vector<std::string_view>;

std::vector<char32_t> characters(std::string_view text) {
    std::vector<char32_t> out;
    for (std::size_t at = 0; at < text.size() && out.size() < name_characters_max;) {
        const auto point = utf8::next(text, at);
        if (point) {
            out.push_back(*point);
        } else {
            ++at;
        }
    }
    return out;
}

void add_distinct(Syllables& to, std::string_view syllable) {
    if (std::find(to.begin(), to.end(), syllable) == to.end()) to.push_back(syllable);
}

// Character to its usual reading: two flat arrays of indices into reading_lines; rarer second readings in a map. Some 200 kB.
class Readings {
public:
    Readings() : basic_(basic_end - basic_first), beyond_(beyond_end - beyond_first) {
        for (std::size_t i = 0; i < std::size(reading_lines); ++i) {
            for (const char32_t c : all_of(reading_lines[i].characters_or_reading)) set(c, static_cast<std::uint16_t>(i + 1));
        }
        for (const Line& line : given_lines) also_[all_of(line.syllable_or_surname).front()].push_back(line.characters_or_reading);
        for (const Line& line : surname_lines) add_surname(line);
    }

    // The usual reading first; nothing for a character without one.
    [[nodiscard]] Syllables of(char32_t c) const {
        Syllables out;
        if (const std::uint16_t index = at(c); index != 0) out.push_back(reading_lines[index - 1].syllable_or_surname);
        if (const auto found = also_.find(c); found != also_.end()) {
            for (const std::string_view one : found->second) add_distinct(out, one);
        }
        return out;
    }

    // Readings of the surname that the name begins with, and of how many characters it is: the longest known one; 0 when none is special.
    [[nodiscard]] std::size_t surname(const std::vector<char32_t>& name, std::vector<Syllables>& out) const {
        for (std::size_t length = std::min(surname_characters_max, name.size()); length > 0; --length) {
            const auto found = surnames_.find(std::u32string{name.begin(), name.begin() + static_cast<std::ptrdiff_t>(length)});
            if (found == surnames_.end()) continue;
            out = found->second;
            return length;
        }
        return 0;
    }

private:
    static constexpr char32_t basic_first = 0x3000;
    static constexpr char32_t basic_end = 0xFB00;
    static constexpr char32_t beyond_first = 0x20000;
    static constexpr char32_t beyond_end = 0x323B0;

    static std::u32string all_of(std::string_view text) {
        std::u32string out;
        for (std::size_t at = 0; at < text.size();) out.push_back(utf8::next(text, at).value_or(U' '));
        return out;
    }

    // The first reading stays; what Han-Latin/Names says otherwise comes later in the list and stands beside it.
    void set(char32_t c, std::uint16_t index) {
        std::uint16_t& place = c >= beyond_first ? beyond_[c - beyond_first] : basic_[c - basic_first];
        if (place == 0) {
            place = index;
        } else {
            also_[c].push_back(reading_lines[index - 1].syllable_or_surname);
        }
    }

    [[nodiscard]] std::uint16_t at(char32_t c) const {
        if (c >= basic_first && c < basic_end) return basic_[c - basic_first];
        if (c >= beyond_first && c < beyond_end) return beyond_[c - beyond_first];
        return 0;
    }

    void add_surname(const Line& line) {
        Syllables syllables;
        std::string_view rest = line.characters_or_reading;
        for (;;) {
            const std::size_t blank = rest.find(' ');
            syllables.push_back(rest.substr(0, blank));
            if (blank == std::string_view::npos) break;
            rest.remove_prefix(blank + 1);
        }
        surnames_[all_of(line.syllable_or_surname)].push_back(std::move(syllables));
    }

    std::vector<std::uint16_t> basic_;
    std::vector<std::uint16_t> beyond_;
    std::map<char32_t, Syllables> also_;
    std::map<std::u32string, std::vector<Syllables>> surnames_;
};

const Readings& readings() {
    static const Readings made;  // a millisecond, on first use
    return made;
}

// One stretch of a name that is read as a whole: a character, a compound surname, or a Latin word.
struct Part {
    std::vector<std::pair<std::string, std::string>> options;  // full and initials, likely first
};

void add_option(Part& part, const Syllables& syllables, bool with_u) {
    // ü is written v, and by people who do not know that, u.
    std::array<std::pair<std::string, std::string>, 2> spelt;
    for (const std::string_view one : syllables) {
        spelt[0].first.append(one);
        for (const char c : one) spelt[1].first.push_back(c == 'v' ? 'u' : c);
        spelt[0].second.push_back(one.front());
    }
    spelt[1].second = spelt[0].second;
    for (auto& option : spelt) {
        if (&option == &spelt[1] && !with_u) continue;
        if (std::find(part.options.begin(), part.options.end(), option) == part.options.end()) part.options.push_back(std::move(option));
    }
}

bool is_latin(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

char lower(char32_t c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

std::vector<Part> parts_of(const std::vector<char32_t>& name, bool with_u) {
    const Readings& table = readings();
    std::vector<Part> parts;
    std::vector<Syllables> of_surname;
    const std::size_t surname_length = table.surname(name, of_surname);
    std::size_t at = 0;
    if (surname_length > 0) {
        Part part;
        for (const Syllables& one : of_surname) add_option(part, one, with_u);
        Syllables usual;
        for (; at < surname_length; ++at) {
            const Syllables possible = table.of(name[at]);
            if (!possible.empty()) usual.push_back(possible.front());
            if (surname_length == 1) {
                for (const std::string_view one : possible) add_option(part, {one}, with_u);
            }
        }
        if (usual.size() == surname_length) add_option(part, usual, with_u);
        parts.push_back(std::move(part));
    }
    while (at < name.size()) {
        Part part;
        if (is_latin(name[at])) {
            std::string word;
            for (; at < name.size() && is_latin(name[at]); ++at) word.push_back(lower(name[at]));
            std::string initial = word.substr(0, 1);
            part.options.emplace_back(std::move(word), std::move(initial));
        } else {
            for (const std::string_view one : table.of(name[at])) add_option(part, {one}, with_u);
            ++at;
        }
        if (!part.options.empty()) parts.push_back(std::move(part));
    }
    return parts;
}

// Walks all readings in the order of how unlikely they are: the sum of the places of the chosen options.
class Walk {
public:
    Walk(const std::vector<Part>& parts, std::size_t keys_max) : parts_{parts}, keys_max_{keys_max}, rest_max_(parts.size() + 1, 0) {
        for (std::size_t i = parts.size(); i > 0; --i) rest_max_[i - 1] = rest_max_[i] + parts[i - 1].options.size() - 1;
    }

    std::vector<PinyinKey> keys() {
        if (parts_.empty()) return {};
        for (std::size_t unlikely = 0; unlikely <= rest_max_[0] && keys_.size() < keys_max_; ++unlikely) descend(0, unlikely, {});
        return std::move(keys_);
    }

private:
    void descend(std::size_t part, std::size_t unlikely, PinyinKey key) {
        if (keys_.size() >= keys_max_ || unlikely > rest_max_[part]) return;
        if (part == parts_.size()) {
            if (std::find(keys_.begin(), keys_.end(), key) == keys_.end()) keys_.push_back(std::move(key));
            return;
        }
        const auto& options = parts_[part].options;
        for (std::size_t i = 0; i < options.size() && i <= unlikely; ++i) {
            descend(part + 1, unlikely - i, {key.full + options[i].first, key.initials + options[i].second});
        }
    }

    const std::vector<Part>& parts_;
    std::size_t keys_max_;
    std::vector<std::size_t> rest_max_;  // most places that the parts from here on can add
    std::vector<PinyinKey> keys_;
};

std::vector<PinyinKey> readings_of(std::string_view name, bool with_u) {
    const std::vector<Part> parts = parts_of(characters(name), with_u);
    return Walk{parts, pinyin_keys_max}.keys();
}

}  // namespace

std::vector<PinyinKey> pinyin_keys(std::string_view name) { return readings_of(name, true); }

std::vector<std::string> phonetic_keys(std::string_view name) {
    std::vector<std::string> out;
    for (PinyinKey& key : readings_of(name, false)) out.push_back(std::move(key.full));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace jiwei::text
