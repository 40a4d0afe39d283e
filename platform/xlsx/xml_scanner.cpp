#include "platform/xlsx/xml_scanner.hpp"

#include <charconv>
#include <cstdint>

#include "core/kernel/utf8.hpp"

namespace jiwei::xlsx {

namespace {

constexpr std::size_t fill_bytes = 64U << 10U;
constexpr std::size_t attributes_max = 64;

std::string_view without_prefix(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool append_reference(std::string_view name, std::string& out) {
    if (name == "lt") return out.push_back('<'), true;
    if (name == "gt") return out.push_back('>'), true;
    if (name == "amp") return out.push_back('&'), true;
    if (name == "quot") return out.push_back('"'), true;
    if (name == "apos") return out.push_back('\''), true;
    if (name.size() < 2 || name[0] != '#') return false;
    const bool hex = name[1] == 'x' || name[1] == 'X';
    const std::string_view digits = name.substr(hex ? 2 : 1);
    std::uint32_t point = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), point, hex ? 16 : 10);
    const bool valid = error == std::errc{} && end == digits.data() + digits.size() && point > 0 && point <= 0x10FFFF &&
                       (point < 0xD800 || point > 0xDFFF);
    if (valid) utf8::append(out, static_cast<char32_t>(point));
    return valid;
}

}  // namespace

bool decode_references(std::string_view raw, std::string& out) {
    for (;;) {
        const std::size_t amp = raw.find('&');
        out.append(raw.substr(0, amp));
        if (amp == std::string_view::npos) return true;
        raw.remove_prefix(amp + 1);
        const std::size_t semicolon = raw.substr(0, 12).find(';');
        if (semicolon == std::string_view::npos || !append_reference(raw.substr(0, semicolon), out)) return false;
        raw.remove_prefix(semicolon + 1);
    }
}

bool XmlScanner::fill() {
    if (ended_) return false;
    buffer_.erase(0, at_);
    at_ = 0;
    const std::size_t before = buffer_.size();
    buffer_.resize(before + fill_bytes);
    const long long got = source_(buffer_.data() + before, fill_bytes);
    broken_ = got < 0;
    buffer_.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
    ended_ = got <= 0;
    return got > 0;
}

// Appends what stands before `mark` and steps behind it; false at the end of the source or beyond the limit.
bool XmlScanner::read_until(std::string_view mark, std::string& out) {
    for (std::size_t searched = at_;;) {
        const std::size_t found = buffer_.find(mark, searched);
        if (found != std::string::npos) {
            if (found - at_ > token_bytes_max_) return false;
            out.append(buffer_, at_, found - at_);
            at_ = found + mark.size();
            return true;
        }
        if (buffer_.size() - at_ > token_bytes_max_) return false;
        const std::size_t kept = buffer_.size() - at_;
        searched = kept >= mark.size() ? kept - mark.size() + 1 : 0;
        if (!fill()) return false;
    }
}

XmlScanner::Kind XmlScanner::next() {
    if (end_pending_) {
        end_pending_ = false;
        return Kind::end;
    }
    while (at_ == buffer_.size()) {
        if (!fill()) return broken_ ? Kind::bad : Kind::done;
    }
    if (buffer_[at_] == '<') return read_markup();
    std::size_t end = buffer_.find('<', at_);
    while (end == std::string::npos && buffer_.size() - at_ <= token_bytes_max_) {
        if (!fill()) break;
        end = buffer_.find('<', at_);
    }
    if (end == std::string::npos) end = buffer_.size();
    const std::string_view raw = std::string_view{buffer_}.substr(at_, end - at_);
    if (broken_ || raw.size() > token_bytes_max_) return Kind::bad;
    text_.clear();
    if (!decode_references(raw, text_)) return Kind::bad;
    at_ = end;
    return Kind::text;
}

XmlScanner::Kind XmlScanner::read_markup() {
    while (buffer_.size() - at_ < 9 && fill()) {
    }
    const std::string_view ahead = std::string_view{buffer_}.substr(at_);
    std::string token;
    if (ahead.starts_with("<![CDATA[")) {
        at_ += 9;
        text_.clear();
        return read_until("]]>", text_) ? Kind::text : Kind::bad;
    }
    if (ahead.starts_with("<!--")) {
        at_ += 4;
        return read_until("-->", token) ? next() : Kind::bad;
    }
    if (ahead.starts_with("<?")) {
        at_ += 2;
        return read_until("?>", token) ? next() : Kind::bad;
    }
    if (ahead.starts_with("<!")) return Kind::bad;  // a document type: refused, nothing may be declared or expanded
    ++at_;
    if (!read_until(">", token)) return Kind::bad;
    if (token.starts_with('/')) {
        name_ = without_prefix(trimmed(std::string_view{token}.substr(1)));
        return name_.empty() ? Kind::bad : Kind::end;
    }
    return read_start(token);
}

XmlScanner::Kind XmlScanner::read_start(std::string_view tag) {
    if (tag.ends_with('/')) {
        end_pending_ = true;
        tag.remove_suffix(1);
    }
    std::size_t length = 0;
    while (length < tag.size() && !is_blank(tag[length])) ++length;
    name_ = without_prefix(tag.substr(0, length));
    attributes_.clear();
    return !name_.empty() && read_attributes(tag.substr(length)) ? Kind::start : Kind::bad;
}

bool XmlScanner::read_attributes(std::string_view rest) {
    for (rest = trimmed(rest); !rest.empty(); rest = trimmed(rest)) {
        const std::size_t equals = rest.find('=');
        if (equals == std::string_view::npos || attributes_.size() >= attributes_max) return false;
        const std::string_view key = trimmed(rest.substr(0, equals));
        rest = trimmed(rest.substr(equals + 1));
        if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return false;
        const std::size_t close = rest.find(rest[0], 1);
        if (close == std::string_view::npos) return false;
        std::string value;
        if (!decode_references(rest.substr(1, close - 1), value)) return false;
        attributes_.emplace_back(without_prefix(key), std::move(value));
        rest.remove_prefix(close + 1);
    }
    return true;
}

std::string_view XmlScanner::attribute(std::string_view key) const {
    for (const auto& [name, value] : attributes_) {
        if (name == key) return value;
    }
    return {};
}

}  // namespace jiwei::xlsx
