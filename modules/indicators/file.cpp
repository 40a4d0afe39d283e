// The dashboard of a place and day as a workbook or PDF. What leaves the house tells nobody's number under five, whoever asks (security
// specification 5), and is a line in the access chain.
#include <fmt/format.h>

#include "modules/indicators/handlers.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/print/print.hpp"
#include "platform/xlsx/xlsx.hpp"

namespace jiwei::indicators {

namespace {

constexpr std::string_view workbook_media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::string_view few = "<5";
constexpr std::string_view nothing = "—";
constexpr std::string_view few_note = "“<5”：人数或未达到人数不足5人，或可以由它推算，不显示";
constexpr std::size_t columns_a_block = 6;  // of the table of institutions on A4

/// One exported dashboard: every number of the place, and of the institutions below.
struct Exported {
    const Indicators::Impl& impl;
    Board& board;
    View& view;
    std::int64_t change_seq = 0;
};

std::string percent_text(std::optional<std::int64_t> points) {
    if (!points) return std::string{nothing};
    return fmt::format("{}{}.{:02}", *points < 0 ? "-" : "", std::abs(*points) / 100, std::abs(*points) % 100);
}

std::string rate_text(const Told& told) { return told.mask.value ? std::string{few} : percent_text(told.value.basis_points); }

std::string count_text(bool hidden, std::int64_t count) { return hidden ? std::string{few} : std::to_string(count); }

std::string light_text(Light light) {
    switch (light) {
    case Light::none: return std::string{nothing};
    case Light::green: return "达标";
    case Light::yellow: return "接近目标";
    case Light::red: return "未达标";
    }
    return {};
}

std::string own_name(const Child& child) { return child.node->name + (child.is_own ? "（本院直管）" : ""); }

// --- workbook -------------------------------------------------------------------------------------------------------------------------

const std::vector<std::string>& workbook_header() {
    static const std::vector<std::string> header{"指标代码", "指标名称",  "机构",     "分子",     "分母",
                                                 "率（%）",  "目标（%）", "状态",     "名次",     "上年同期（%）",
                                                 "报告日期", "截至变更",  "分子说明", "分母说明", "出处"};
    return header;
}

std::vector<std::string> workbook_row(const Exported& exported, const Definition& definition, const std::string& place, const Told& now,
                                      std::optional<std::int64_t> target, const std::string& rank, const std::string& year_before) {
    const Light light = exported.board.light(definition, now, target);
    return {definition.code,
            definition.name_zh,
            place,
            count_text(now.mask.value, now.value.numerator),
            count_text(now.mask.denominator, now.value.denominator),
            rate_text(now),
            percent_text(target),
            light_text(light),
            rank,
            year_before,
            exported.view.as_of.text(),
            std::to_string(exported.change_seq),
            definition.numerator_zh,
            definition.denominator_zh,
            definition.source_zh.empty() ? definition.source : definition.source_zh};
}

std::string workbook_of(const Exported& exported) {
    const std::string& place = exported.view.institution_id;
    const CivilDate day = exported.view.as_of;
    std::vector<std::vector<std::string>> rows;
    for (const Definition& definition : exported.impl.definitions()) {
        const std::string& name = exported.view.tree->find(place)->name;
        rows.push_back(workbook_row(exported, definition, name, exported.board.told(definition, place, day),
                                    exported.board.target(definition, place, day), {},
                                    rate_text(exported.board.told(definition, place, exported.view.previous))));
        for (const Child& child : exported.board.children(definition, place, day)) {
            const std::string before =
                child.is_own ? std::string{} : rate_text(exported.board.told(definition, child.node->id, exported.view.previous));
            rows.push_back(workbook_row(exported, definition, own_name(child), child.told, child.target_basis_points,
                                        child.rank ? std::to_string(*child.rank) : std::string{}, before));
        }
    }
    rows.push_back({std::string{few_note}});
    rows.back().resize(workbook_header().size());
    return xlsx::workbook("指标 " + day.text(), workbook_header(), rows);
}

// --- PDF ------------------------------------------------------------------------------------------------------------------------------

print::Cell cell_of(std::string text, int weight, bool is_label = false) {
    print::Cell cell;
    cell.text = std::move(text);
    cell.weight = weight;
    cell.is_label = is_label;
    return cell;
}

print::Row row_of(std::vector<print::Cell> cells) { return {std::move(cells), true, 7}; }

print::Row heading(std::string text) { return {{cell_of(std::move(text), 1)}, false, 9}; }

void add_overview(const Exported& exported, std::vector<print::Row>& rows) {
    const auto label = [](const char* text, int weight) { return cell_of(text, weight, true); };
    rows.push_back(row_of({label("指标", 9), label("分子", 3), label("分母", 3), label("率（%）", 3), label("目标（%）", 3),
                           label("状态", 3), label("上年同期（%）", 4)}));
    const std::string& place = exported.view.institution_id;
    for (const Definition& definition : exported.impl.definitions()) {
        const Told now = exported.board.told(definition, place, exported.view.as_of);
        const auto target = exported.board.target(definition, place, exported.view.as_of);
        rows.push_back(row_of(
            {cell_of(definition.code + " " + definition.name_zh, 9), cell_of(count_text(now.mask.value, now.value.numerator), 3, true),
             cell_of(count_text(now.mask.denominator, now.value.denominator), 3, true), cell_of(rate_text(now), 3, true),
             cell_of(percent_text(target), 3, true), cell_of(light_text(exported.board.light(definition, now, target)), 3, true),
             cell_of(rate_text(exported.board.told(definition, place, exported.view.previous)), 4, true)}));
    }
}

/// Institutions × indicators, some indicators at a time.
void add_table(const Exported& exported, std::vector<print::Row>& rows) {
    const auto& children = exported.view.tree->find(exported.view.institution_id)->children;
    if (children.empty()) return;
    const auto& all = exported.impl.definitions();
    for (std::size_t from = 0; from < all.size(); from += columns_a_block) {
        const std::size_t end = std::min(all.size(), from + columns_a_block);
        rows.push_back(heading(from == 0 ? "各机构的率（%）" : ""));
        std::vector<print::Cell> head{cell_of("机构", 6, true)};
        for (std::size_t i = from; i < end; ++i) head.push_back(cell_of(all[i].code + " " + all[i].name_zh, 3, true));
        rows.push_back(row_of(std::move(head)));
        for (const std::string& id : children) {
            std::vector<print::Cell> line{cell_of(exported.view.tree->find(id)->name, 6)};
            for (std::size_t i = from; i < end; ++i)
                line.push_back(cell_of(rate_text(exported.board.told(all[i], id, exported.view.as_of)), 3, true));
            rows.push_back(row_of(std::move(line)));
        }
    }
}

void add_meanings(const Exported& exported, std::vector<print::Row>& rows) {
    rows.push_back(heading("指标说明"));
    for (const Definition& one : exported.impl.definitions()) {
        if (one.numerator_zh.empty()) continue;
        rows.push_back(row_of({cell_of(one.code, 2, true), cell_of("分子：" + one.numerator_zh, 8),
                               cell_of("分母：" + one.denominator_zh, 8), cell_of(one.source_zh, 6)}));
    }
}

std::string pdf_of(const Exported& exported, const http::Request& request, const Services& services) {
    print::Document document;
    document.title = "健康管理指标";
    document.subtitle = fmt::format("{}　报告日期 {}　截至第 {} 次变更", exported.view.tree->find(exported.view.institution_id)->name,
                                    exported.view.as_of.text(), exported.change_seq);
    document.footer =
        fmt::format("{} {} 导出　{}", request.principal.display_name, time::text(services.clock.now()).substr(0, 10), few_note);
    document.font_size_pt = 9;
    add_overview(exported, document.rows);
    add_table(exported, document.rows);
    add_meanings(exported, document.rows);
    return print::pdf(document);
}

}  // namespace

Result<http::Response> Handlers::file(const http::Request& request) const {
    JIWEI_TRY(as_of, as_of_of(request));
    const std::string format{request.query_value("format").value_or("xlsx")};
    if (format != "xlsx" && format != "pdf") return refuse_field(Refusal::malformed, "/format", "format", "xlsx, pdf");
    const organization::Reach reach = gate_.reach_of(request.principal, request.grant, request.today);
    std::string place;
    auto bytes = impl_.services.database.read([&](db::Connection& connection) -> Result<std::string> {
        JIWEI_TRY(view, view_of(impl_, connection, request, reach, as_of));
        place = view.institution_id;
        Board board = live_board(indicators_, impl_, view, [](const Definition&) { return true; });
        const Exported exported{impl_, board, view, change::current_seq(connection, view.county_id)};
        return format == "xlsx" ? workbook_of(exported) : pdf_of(exported, request, impl_.services);
    });
    if (!bytes) return tl::unexpected(bytes.error());
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    entry.action = "export";
    entry.resource = "report_statistics";
    entry.resource_id = place;
    entry.reason = "indicators " + as_of.text() + " " + format;
    impl_.services.access_log.record(request.principal.county_id, entry);
    http::Response response{200, format == "xlsx" ? std::string{workbook_media} : "application/pdf", std::move(*bytes), {}};
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"indicators-" + as_of.text() + "." + format + "\"");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace jiwei::indicators
