#include "platform/print/print.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string_view>

namespace jiwei::print {
namespace {

constexpr double mm = 72.0 / 25.4;
constexpr double page_width = 210 * mm;
constexpr double page_height = 297 * mm;
constexpr double margin_side = 18 * mm;
constexpr double margin_top = 16 * mm;
constexpr double margin_bottom = 18 * mm;
constexpr double padding = 1.6 * mm;
constexpr double box_gap = 0.7 * mm;
constexpr double title_size_pt = 18;
constexpr double line_width = 0.6;
// A serif face, as printed forms have it; fontconfig falls back to any face with the characters.
constexpr const char* family = "Noto Serif CJK SC";

struct SurfaceDelete {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct ContextDelete {
    void operator()(cairo_t* context) const { cairo_destroy(context); }
};
struct ObjectDelete {
    void operator()(void* object) const { g_object_unref(object); }
};
using Layout = std::unique_ptr<PangoLayout, ObjectDelete>;

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned int length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

/// Characters of UTF-8, one text each.
std::vector<std::string> characters_of(std::string_view text) {
    std::vector<std::string> found;
    for (const char c : text) {
        const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
        if (!continues || found.empty()) found.emplace_back();
        found.back() += c;
    }
    return found;
}

class Sheet {
public:
    explicit Sheet(const Document& document) : document_{document} {
        surface_.reset(cairo_pdf_surface_create_for_stream(append_bytes, &bytes_, page_width, page_height));
        // No time of making: the same document gives the same bytes.
        cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, document.title.c_str());
        context_.reset(cairo_create(surface_.get()));
        cairo_set_line_width(context_.get(), line_width);
    }

    std::string draw() {
        box_side_ = document_.font_size_pt * 1.35;
        y_ = margin_top;
        draw_head();
        for (const Row& row : document_.rows) draw_row(row);
        end_group();
        end_page();
        context_.reset();
        cairo_surface_finish(surface_.get());
        if (cairo_surface_status(surface_.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error{"the page could not be drawn"};
        surface_.reset();
        return std::move(bytes_);
    }

private:
    static constexpr double width() { return page_width - 2 * margin_side; }

    Layout text_layout(const std::string& text, double size_pt, bool bold, double width_pt) {
        Layout layout{pango_cairo_create_layout(context_.get())};
        PangoFontDescription* font = pango_font_description_new();
        pango_font_description_set_family(font, family);
        pango_font_description_set_absolute_size(font, size_pt * PANGO_SCALE);
        pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_layout_set_font_description(layout.get(), font);
        pango_font_description_free(font);
        if (width_pt > 0) pango_layout_set_width(layout.get(), static_cast<int>(width_pt * PANGO_SCALE));
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
        pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
        return layout;
    }

    static std::pair<double, double> size_of(PangoLayout* layout) {
        int w = 0;
        int h = 0;
        pango_layout_get_size(layout, &w, &h);
        return {static_cast<double>(w) / PANGO_SCALE, static_cast<double>(h) / PANGO_SCALE};
    }

    void put(PangoLayout* layout, double x, double y) {
        cairo_move_to(context_.get(), x, y);
        pango_cairo_show_layout(context_.get(), layout);
    }

    void draw_head() {
        if (!document_.number.empty()) {
            const double boxes = boxes_width(document_.number);
            const Layout label = text_layout("编号", document_.font_size_pt, false, 0);
            const auto [w, h] = size_of(label.get());
            const double x = page_width - margin_side - boxes;
            put(label.get(), x - w - 2 * mm, y_ + (box_side_ - h) / 2);
            draw_boxes(document_.number, x, y_);
            y_ += box_side_ + 5 * mm;
        }
        y_ += document_.title_gap_mm * mm;
        put_centred(document_.title, title_size_pt, true);
        if (!document_.subtitle.empty()) put_centred(document_.subtitle, document_.font_size_pt, false);
        y_ += document_.title_gap_mm * mm;
    }

    void put_centred(const std::string& text, double size_pt, bool bold) {
        const Layout layout = text_layout(text, size_pt, bold, width());
        pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
        put(layout.get(), margin_side, y_);
        y_ += size_of(layout.get()).second;
    }

    [[nodiscard]] double boxes_width(std::string_view text) const {
        double w = 0;
        for (const std::string& c : characters_of(text)) w += (c == "-" ? box_side_ * 0.6 : box_side_) + box_gap;
        return w;
    }

    void draw_box(const std::string& character, double x, double y) {
        cairo_rectangle(context_.get(), x, y, box_side_, box_side_);
        cairo_stroke(context_.get());
        const Layout layout = text_layout(character, document_.font_size_pt, false, 0);
        const auto [w, h] = size_of(layout.get());
        put(layout.get(), x + (box_side_ - w) / 2, y + (box_side_ - h) / 2);
    }

    void draw_boxes(std::string_view text, double x, double y) {
        for (const std::string& c : characters_of(text)) {
            if (c == "-") {
                cairo_move_to(context_.get(), x + box_side_ * 0.1, y + box_side_ / 2);
                cairo_rel_line_to(context_.get(), box_side_ * 0.4, 0);
                cairo_stroke(context_.get());
                x += box_side_ * 0.6 + box_gap;
                continue;
            }
            draw_box(c, x, y);
            x += box_side_ + box_gap;
        }
    }

    /// Codes at the right: "2", "1/3"; each code has one box.
    static std::vector<std::string> codes_of(const std::string& text) {
        std::vector<std::string> codes;
        for (std::size_t at = 0; at <= text.size();) {
            const std::size_t slash = std::min(text.find('/', at), text.size());
            codes.push_back(text.substr(at, slash - at));
            at = slash + 1;
        }
        return codes;
    }

    [[nodiscard]] double right_width(const Cell& cell) const {
        if (cell.boxes_right.empty()) return 0;
        return static_cast<double>(codes_of(cell.boxes_right).size()) * (box_side_ + box_gap * 4) + padding;
    }

    struct Placed {
        Layout layout;
        double height = 0;
    };

    std::vector<Placed> place(const Row& row, double& row_height) {
        std::vector<Placed> placed;
        const int weights = std::accumulate(row.cells.begin(), row.cells.end(), 0, [](int sum, const Cell& c) { return sum + c.weight; });
        row_height = row.height_min_mm * mm;
        for (const Cell& cell : row.cells) {
            const double w = width() * cell.weight / std::max(weights, 1) - 2 * padding - right_width(cell);
            Placed one{text_layout(cell.is_boxed ? std::string{} : cell.text, document_.font_size_pt, false, std::max(w, 10.0)), 0};
            if (cell.is_label) pango_layout_set_alignment(one.layout.get(), PANGO_ALIGN_CENTER);
            one.height = cell.is_boxed ? box_side_ : size_of(one.layout.get()).second;
            if (cell.is_group) one.height = 0;
            row_height = std::max(row_height, one.height + 2 * padding);
            placed.push_back(std::move(one));
        }
        return placed;
    }

    void draw_row(const Row& row) {
        double height = 0;
        const std::vector<Placed> placed = place(row, height);
        if (y_ + height > page_height - margin_bottom) {
            end_group();
            end_page();
            y_ = margin_top;
        }
        const int weights = std::accumulate(row.cells.begin(), row.cells.end(), 0, [](int sum, const Cell& c) { return sum + c.weight; });
        double x = margin_side;
        follow_group(row, weights);
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const Cell& cell = row.cells[i];
            const double w = width() * cell.weight / std::max(weights, 1);
            if (cell.is_group) {
                x += w;
                continue;
            }
            draw_border(row, cell, x, w, height);
            const double top = y_ + (height - placed[i].height) / 2;
            if (cell.is_boxed) {
                draw_boxes(cell.text, x + padding, top);
            } else {
                put(placed[i].layout.get(), x + padding, top);
            }
            draw_right(cell, x + w, y_ + (height - box_side_) / 2);
            x += w;
        }
        y_ += height;
    }

    /// The cell at the left that several rows share: begun, gone on with, or ended.
    void follow_group(const Row& row, int weights) {
        const bool has_group = !row.cells.empty() && row.cells.front().is_group;
        const std::string text = has_group ? row.cells.front().text : std::string{};
        if (text == group_) return;
        end_group();
        group_ = text;
        group_top_ = y_;
        group_width_ = has_group ? width() * row.cells.front().weight / std::max(weights, 1) : 0;
    }

    void end_group() {
        if (!group_.empty()) {
            cairo_rectangle(context_.get(), margin_side, group_top_, group_width_, y_ - group_top_);
            cairo_stroke(context_.get());
            const Layout layout = text_layout(group_, document_.font_size_pt, false, group_width_ - padding);
            pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
            put(layout.get(), margin_side + padding / 2, group_top_ + (y_ - group_top_ - size_of(layout.get()).second) / 2);
        }
        group_.clear();
    }

    /// A table has lines all round; a cover only one under what is filled in.
    void draw_border(const Row& row, const Cell& cell, double x, double w, double height) {
        if (row.has_border) {
            cairo_rectangle(context_.get(), x, y_, w, height);
        } else if (!cell.is_label) {
            cairo_move_to(context_.get(), x, y_ + height - padding / 2);
            cairo_rel_line_to(context_.get(), w, 0);
        }
        cairo_stroke(context_.get());
    }

    void draw_right(const Cell& cell, double right, double y) {
        if (cell.boxes_right.empty()) return;
        const std::vector<std::string> codes = codes_of(cell.boxes_right);
        double x = right - right_width(cell);
        for (std::size_t i = 0; i < codes.size(); ++i) {
            if (i > 0) put(text_layout("/", document_.font_size_pt, false, 0).get(), x - box_gap * 3, y);
            draw_box(codes[i], x, y);
            x += box_side_ + box_gap * 4;
        }
    }

    void end_page() {
        ++page_;
        const std::string foot = document_.footer + (document_.footer.empty() ? "" : "　") + "第 " + std::to_string(page_) + " 页";
        const Layout layout = text_layout(foot, document_.font_size_pt * 0.85, false, width());
        pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
        put(layout.get(), margin_side, page_height - margin_bottom + 4 * mm);
        cairo_show_page(context_.get());
    }

    const Document& document_;
    std::string bytes_;
    std::unique_ptr<cairo_surface_t, SurfaceDelete> surface_;
    std::unique_ptr<cairo_t, ContextDelete> context_;
    double box_side_ = 14;
    double y_ = 0;
    int page_ = 0;
    std::string group_;
    double group_top_ = 0;
    double group_width_ = 0;
};

}  // namespace

std::string pdf(const Document& document) { return Sheet{document}.draw(); }

}  // namespace jiwei::print
