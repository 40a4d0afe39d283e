#include "core/identity/mask.hpp"

#include <algorithm>
#include <vector>

#include "core/kernel/utf8.hpp"

namespace jiwei::identity {

namespace {

std::vector<std::string_view> characters(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        if (!utf8::next(text, at)) ++at;
        out.push_back(text.substr(from, at - from));
    }
    return out;
}

std::string keep_ends(std::string_view text, std::size_t first, std::size_t last) {
    const auto all = characters(text);
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i < first || i + last >= all.size()) {
            out.append(all[i]);
        } else {
            out.push_back('*');
        }
    }
    return out;
}

}  // namespace

std::string mask_id_number(std::string_view number) {
    const std::size_t count = characters(number).size();
    const std::size_t shown = std::min<std::size_t>(count / 2, 7);
    const std::size_t last = std::min<std::size_t>(shown, 4);
    return keep_ends(number, shown - last, last);
}

std::string mask_phone(std::string_view phone) {
    const bool mobile = phone.size() == 11 && phone[0] == '1';
    if (mobile) return keep_ends(phone, 3, 4);
    const std::size_t count = characters(phone).size();
    return keep_ends(phone, count > 4 ? count - 4 : 0, 0);
}

std::string mask_name(std::string_view name) {
    const std::size_t count = characters(name).size();
    if (count <= 1) return count == 0 ? "" : "*";
    return keep_ends(name, 1, count == 2 ? 0 : 1);
}

std::string mask_card(std::string_view number) {
    const std::size_t count = characters(number).size();
    return keep_ends(number, 0, count > 4 ? 4 : 0);
}

}  // namespace jiwei::identity
