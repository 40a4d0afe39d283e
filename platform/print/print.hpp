// Official forms on A4 paper: a title, a number, rows of cells with borders, boxes for digits. Knows no field and no law: layouts do.
#pragma once

#include <string>
#include <vector>

namespace jiwei::print {

struct Cell {
    std::string text = {};
    int weight = 1;                // share of the row's width
    bool is_label = false;         // centred
    bool is_boxed = false;         // each character stands in a square, hyphens between
    bool is_group = false;         // first of its row: goes on into the rows below that begin with the same text
    std::string boxes_right = {};  // codes in squares at the right edge, one square each, separated by "/"
};

struct Row {
    std::vector<Cell> cells = {};
    bool has_border = true;
    double height_min_mm = 9;
};

struct Document {
    std::string title;
    std::string number;  // in squares above the title, "350881-001-101-00047"; empty: none
    std::string subtitle;
    std::vector<Row> rows;
    std::string footer;       // at the foot of every page, with the page number
    double title_gap_mm = 4;  // between title and rows
    double font_size_pt = 10.5;
};

/// A PDF with embedded fonts. Thread-safe; the same document gives the same pages. Throws std::runtime_error when the fonts are missing.
[[nodiscard]] std::string pdf(const Document& document);

}  // namespace jiwei::print
