#include "modules/organization/route_parts.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "platform/xlsx/xlsx.hpp"

namespace jiwei::organization {

namespace {

constexpr int workbook_rows_max = 50'000;
constexpr std::string_view workbook_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file that is gone when the answer stands.
class ScratchFile {
public:
    explicit ScratchFile(const std::string& name) : path_{std::filesystem::temp_directory_path() / ("jiwei-" + name + ".xlsx")} {}
    ~ScratchFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::string bytes() const {
        std::ifstream in{path_, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

private:
    std::filesystem::path path_;
};

}  // namespace

Result<http::Response> RouteParts::act(const http::Request& request, const Work& work) const {
    const Actor who = actor(request);
    auto answer = database().write([&](db::Connection& connection) { return work(connection, who); });
    if (answer) organization.moved();
    return answer;
}

Result<http::Response> RouteParts::read(const http::Request& request, const Work& work) const {
    const Actor who = actor(request);
    return database().read([&](db::Connection& connection) { return work(connection, who); });
}

void record_export(const RouteParts& parts, const http::Request& request, std::string_view resource) {
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    if (entry.at.utc_ms == 0) entry.at = parts.organization.services().clock.now();
    entry.action = "export";
    entry.resource = resource;
    entry.outcome = "ok";
    parts.organization.services().access_log.record(request.principal.county_id, entry);
}

bool is_code_word(std::string_view text) {
    const auto is_part = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= 60 && std::ranges::all_of(text, is_part);
}

http::Response page_answer(const RouteParts& parts, const db::Page& page, std::string_view list,
                           const std::function<void(json::Writer&, const db::Row&)>& write_row) {
    json::Writer out;
    out.begin_object().key("items").begin_array();
    for (std::size_t i = 0; i < page.count; ++i) write_row(out, page.rows[i]);
    out.end_array();
    write_text_or_null(out, "next", page.next.empty() ? std::string{} : parts.organization.services().page_tokens.seal(page.next, list));
    return http::Response::json(out.end_object().take());
}

Result<std::string> cursor_of(const RouteParts& parts, const http::Request& request, std::string_view list) {
    const auto given = request.query_value("cursor");
    if (!given) return std::string{};
    const auto opened = parts.organization.services().page_tokens.open(*given, list);
    if (!opened) return refuse_field(Refusal::malformed, "cursor", "cursor", "one that this list gave");
    return *opened;
}

Result<http::Response> workbook_answer(const RouteParts& parts, std::string_view sheet, const std::vector<std::string>& header,
                                       const std::function<Result<db::Page>(const std::string& cursor)>& page,
                                       const std::function<std::vector<std::string>(const db::Row&)>& cells) {
    const ScratchFile file{parts.organization.services().ids.next()};
    xlsx::Writer out{file.path(), sheet, header};
    std::string cursor;
    int written = 0;
    do {
        JIWEI_TRY(one, page(cursor));
        for (std::size_t i = 0; i < one.count; ++i) out.row(cells(one.rows[i]));
        written += static_cast<int>(one.count);
        cursor = one.next;
    } while (!cursor.empty() && written < workbook_rows_max);
    out.finish();
    http::Response response{200, std::string{workbook_type}, file.bytes(), {}};
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"list.xlsx\"");
    return response;
}

}  // namespace jiwei::organization
