// Reader of packs/divisions/divisions.bin; the format is described in the README beside it.
#include "modules/organization/division_table.hpp"

#include <brotli/decode.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <map>
#include <utility>

namespace jiwei::organization {

namespace {

constexpr std::size_t head_bytes_max = 200;
constexpr std::size_t index_bytes_max = 1U << 20U;
constexpr std::size_t block_bytes_max = 4U << 20U;

// Byte n (from 1) at the end of a village's name stands for one of these; 0x0F for nothing.
constexpr std::array<std::string_view, 9> suffixes{"社区居民委员会", "社区居委会", "村民委员会", "居民委员会", "村委会",
                                                   "居委会",         "社区",       "嘎查",       "村"};
constexpr char suffix_none = '\x0f';

Result<void> damaged(std::string_view what) { return refuse(Refusal::internal, "divisions-damaged", std::string{what}); }

// NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): the libraries want unsigned bytes
std::uint32_t crc32_of(std::string_view bytes) {
    return static_cast<std::uint32_t>(::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}
// NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)

template <class Number>
std::optional<Number> number(std::string_view text, int base = 10) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> out;
    for (;;) {
        const std::size_t at = text.find(by);
        out.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + 1);
    }
}

std::string padded(std::string_view code) { return std::string{code} + std::string(12 - code.size(), '0'); }

struct Place {
    std::uint64_t offset = 0;
    std::size_t packed = 0;
    std::size_t raw = 0;
    std::uint32_t crc = 0;
};

struct Village {
    std::string code;  // 12 digits
    std::string name;
};

struct Township {
    std::string code;  // 9 digits
    std::string name;
    std::vector<Village> villages;
};

// Empty when the bytes are not what the place promises.
std::string unpack(std::string_view packed, const Place& place) {
    std::string raw(place.raw, '\0');
    std::size_t size = raw.size();
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): brotli's own types
    const auto done = BrotliDecoderDecompress(packed.size(), reinterpret_cast<const std::uint8_t*>(packed.data()), &size,
                                              reinterpret_cast<std::uint8_t*>(raw.data()));
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
    if (done != BROTLI_DECODER_RESULT_SUCCESS || size != raw.size() || crc32_of(raw) != place.crc) return {};
    return raw;
}

// "#" + five digits + name + "\n" begins a township; then each village: "+serial " when it does not follow the one before, name, suffix
// byte.
std::vector<Township> read_block(std::string_view city, std::string_view text) {
    std::vector<Township> townships;
    int serial = 0;
    while (!text.empty()) {
        if (text.front() == '#') {
            const std::size_t end = text.find('\n');
            if (end == std::string_view::npos || end < 7) return {};
            townships.push_back({std::string{city}.append(text.substr(1, 5)), std::string{text.substr(6, end - 6)}, {}});
            text.remove_prefix(end + 1);
            serial = 0;
            continue;
        }
        ++serial;
        if (text.front() == '+') {
            const std::size_t end = text.find(' ');
            const auto stated = number<int>(text.substr(1, end == std::string_view::npos ? 0 : end - 1));
            if (!stated) return {};
            serial = *stated;
            text.remove_prefix(end + 1);
        }
        const auto stop = std::find_if(text.begin(), text.end(), [](char c) { return c >= '\x01' && c <= suffix_none; });
        if (stop == text.end() || townships.empty() || serial > 999) return {};
        const auto length = static_cast<std::size_t>(stop - text.begin());
        std::string name{text.substr(0, length)};
        if (*stop != suffix_none) {
            const auto index = static_cast<std::size_t>(*stop - 1);
            if (index >= suffixes.size()) return {};
            name.append(suffixes.at(index));
        }
        text.remove_prefix(length + 1);
        townships.back().villages.push_back({townships.back().code + std::to_string(1000 + serial).substr(1), std::move(name)});
    }
    return townships;
}

enum class Committee : unsigned char { residents, village, other };

bool has(std::string_view name, std::string_view part) { return name.find(part) != std::string_view::npos; }

// The name decides where it says what the place is; else the range of the statistical code: 001-199 residents' committees, 200-399
// villages.
Committee committee_of(const Village& village) {
    const std::string_view name = village.name;
    if (name.ends_with("居委会") || name.ends_with("居民委员会") || name.ends_with("社区")) return Committee::residents;
    if (name.ends_with("村委会") || name.ends_with("村民委员会") || name.ends_with("嘎查")) return Committee::village;
    if (has(name, "居委会") || has(name, "居民委员会")) return Committee::residents;
    if (has(name, "村委会") || has(name, "村民委员会")) return Committee::village;
    const char range = village.code[9];
    if (range == '0' || range == '1') return Committee::residents;
    if (range == '2' || range == '3') return Committee::village;
    return Committee::other;
}

// Part 3 of the archive number (service specification 2017, ch. 1 part 4) for the villages of a township, in order of code: 001-099,
// 101-199, 901-999. Where a township has more than 99 of a kind the rest gets numbers of 901-999; where these end too, none.
std::vector<std::string> archive_parts(const std::vector<Village>& villages) {
    std::vector<std::string> parts(villages.size());
    int residents = 0;
    int village = 100;
    int other = 900;
    const auto give = [](int& counter, int last) { return counter < last ? std::to_string(1000 + ++counter).substr(1) : std::string{}; };
    for (std::size_t i = 0; i < villages.size(); ++i) {
        const Committee kind = committee_of(villages[i]);
        if (kind == Committee::residents) parts[i] = give(residents, 99);
        if (kind == Committee::village) parts[i] = give(village, 199);
        if (parts[i].empty()) parts[i] = give(other, 999);
    }
    return parts;
}

// Significant digits of a code: a 12-digit code loses the zeros of the levels below. Empty for anything that is no code.
std::string significant_digits(std::string_view code) {
    const bool digits = !code.empty() && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) return {};
    std::string out{code};
    if (out.size() == 12 && out.ends_with("000")) {
        out.resize(9);
        if (out.ends_with("000")) out.resize(6);
        while (out.size() <= 6 && out.size() > 2 && out.ends_with("00")) out.resize(out.size() - 2);
    }
    const std::size_t n = out.size();
    return n == 2 || n == 4 || n == 6 || n == 9 || n == 12 ? out : std::string{};
}

}  // namespace

struct DivisionTable::Impl {
    std::filesystem::path path;
    std::string edition;
    std::uint64_t blocks_begin = 0;
    std::map<std::string, std::string, std::less<>> names;  // provinces, cities, counties by 2, 4, 6 digits
    std::map<std::string, Place, std::less<>> places;       // by city

    Result<void> read_head(std::ifstream& in);
    Result<void> read_index(std::string_view text);
    [[nodiscard]] std::vector<Township> townships(std::string_view city) const;
    [[nodiscard]] std::optional<Division> upper(std::string_view code) const;
    [[nodiscard]] std::vector<Division> upper_children(std::string_view code) const;
};

namespace {

Division make(std::string_view code, std::string_view parent, std::string_view name, DivisionLevel level) {
    return {padded(code), parent.empty() ? std::string{} : padded(parent), std::string{name}, level, {}};
}

std::vector<Division> villages_of(const Township& township) {
    const auto parts = archive_parts(township.villages);
    std::vector<Division> out;
    out.reserve(township.villages.size());
    for (std::size_t i = 0; i < township.villages.size(); ++i) {
        const Village& village = township.villages[i];
        out.push_back({village.code, padded(township.code), village.name, DivisionLevel::village, parts[i]});
    }
    return out;
}

}  // namespace

Result<void> DivisionTable::Impl::read_head(std::ifstream& in) {
    std::string head(head_bytes_max, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    in.clear();
    const std::size_t end = head.find('\n');
    const auto words = split(std::string_view{head}.substr(0, end == std::string::npos ? 0 : end), ' ');
    if (words.size() != 6 || words[0] != "jiwei-divisions" || words[1] != "1") return damaged("head");
    const auto packed = number<std::size_t>(words[3]);
    const auto raw = number<std::size_t>(words[4]);
    const auto crc = number<std::uint32_t>(words[5], 16);
    if (!packed || !raw || !crc || *packed > index_bytes_max || *raw > index_bytes_max) return damaged("head");
    edition = words[2];
    std::string bytes(*packed, '\0');
    in.seekg(static_cast<std::streamoff>(end + 1));
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (static_cast<std::size_t>(in.gcount()) != bytes.size()) return damaged("index");
    blocks_begin = end + 1 + *packed;
    const std::string index = unpack(bytes, Place{0, *packed, *raw, *crc});
    if (index.empty()) return damaged("index");
    return read_index(index);
}

// P <code> <name>, C <code> <name> <offset> <packed> <raw> <crc>, A <code> <name>; separated by tabs.
Result<void> DivisionTable::Impl::read_index(std::string_view text) {
    for (const std::string_view line : split(text, '\n')) {
        if (line.empty()) continue;
        const auto words = split(line, '\t');
        if (words.size() < 3) return damaged("index");
        names.emplace(words[1], words[2]);
        if (words[0] != "C") continue;
        if (words.size() != 7) return damaged("index");
        const auto offset = number<std::uint64_t>(words[3]);
        const auto packed = number<std::size_t>(words[4]);
        const auto raw = number<std::size_t>(words[5]);
        const auto crc = number<std::uint32_t>(words[6], 16);
        if (!offset || !packed || !raw || !crc || *packed > block_bytes_max || *raw > block_bytes_max) return damaged("index");
        places.emplace(words[1], Place{*offset, *packed, *raw, *crc});
    }
    return {};
}

std::vector<Township> DivisionTable::Impl::townships(std::string_view city) const {
    const auto found = places.find(city);
    if (found == places.end() || found->second.raw == 0) return {};
    const Place& place = found->second;
    std::ifstream in{path, std::ios::binary};
    std::string packed(place.packed, '\0');
    in.seekg(static_cast<std::streamoff>(blocks_begin + place.offset));
    in.read(packed.data(), static_cast<std::streamsize>(packed.size()));
    if (static_cast<std::size_t>(in.gcount()) != packed.size()) return {};
    return read_block(city, unpack(packed, place));
}

std::optional<Division> DivisionTable::Impl::upper(std::string_view code) const {
    const auto found = names.find(code);
    if (found == names.end()) return std::nullopt;
    const auto level = static_cast<DivisionLevel>(code.size() / 2);
    return make(code, code.substr(0, code.size() - 2), found->second, level);
}

std::vector<Division> DivisionTable::Impl::upper_children(std::string_view code) const {
    std::vector<Division> out;
    for (auto at = names.lower_bound(code); at != names.end() && at->first.starts_with(code); ++at) {
        if (at->first.size() == code.size() + 2) out.push_back(*upper(at->first));
    }
    return out;
}

DivisionTable::DivisionTable(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
DivisionTable::~DivisionTable() = default;
DivisionTable::DivisionTable(DivisionTable&&) noexcept = default;
DivisionTable& DivisionTable::operator=(DivisionTable&&) noexcept = default;

Result<DivisionTable> DivisionTable::open(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return refuse(Refusal::not_found, "file-missing", "division table");
    auto impl = std::make_unique<Impl>();
    impl->path = path;
    JIWEI_CHECK(impl->read_head(in));
    return DivisionTable{std::move(impl)};
}

const std::string& DivisionTable::edition() const { return impl_->edition; }

std::optional<Division> DivisionTable::find(std::string_view code) const {
    const std::string wanted = significant_digits(code);
    if (wanted.empty()) return std::nullopt;
    if (wanted.size() <= 6) return impl_->upper(wanted);
    for (const Township& township : impl_->townships(std::string_view{wanted}.substr(0, 4))) {
        if (!wanted.starts_with(township.code)) continue;
        if (wanted.size() == 9) return make(township.code, wanted.substr(0, 6), township.name, DivisionLevel::township);
        for (Division& village : villages_of(township)) {
            if (village.code == wanted) return std::move(village);
        }
    }
    return std::nullopt;
}

std::vector<Division> DivisionTable::children(std::string_view code) const {
    const std::string above = significant_digits(code);
    if (above.empty() && !code.empty()) return {};
    if (above.size() < 6) return impl_->upper_children(above);
    std::vector<Division> out;
    for (const Township& township : impl_->townships(std::string_view{above}.substr(0, 4))) {
        if (above.size() == 6 && township.code.starts_with(above)) {
            out.push_back(make(township.code, above, township.name, DivisionLevel::township));
        }
        if (above == township.code) return villages_of(township);
    }
    return out;
}

std::vector<Division> DivisionTable::county(std::string_view six_digits) const {
    std::vector<Division> out;
    const auto county = six_digits.size() == 6 ? impl_->upper(six_digits) : std::nullopt;
    if (!county) return out;
    const auto province = impl_->upper(six_digits.substr(0, 2));
    const auto city = impl_->upper(six_digits.substr(0, 4));
    if (province) out.push_back(*province);
    // A city without districts (441900) is its own county: both have one code, and the county stands for it.
    const bool own_city = city && city->code == county->code;
    if (city && !own_city) out.push_back(*city);
    out.push_back(*county);
    if (own_city) out.back().parent = padded(six_digits.substr(0, 2));
    std::vector<Division> villages;
    for (const Township& township : impl_->townships(six_digits.substr(0, 4))) {
        if (!township.code.starts_with(six_digits)) continue;
        out.push_back(make(township.code, six_digits, township.name, DivisionLevel::township));
        auto below = villages_of(township);
        villages.insert(villages.end(), std::make_move_iterator(below.begin()), std::make_move_iterator(below.end()));
    }
    out.insert(out.end(), std::make_move_iterator(villages.begin()), std::make_move_iterator(villages.end()));
    return out;
}

}  // namespace jiwei::organization
