#include "platform/csv/csv.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <utility>

#include "platform/text/encoding.hpp"
#include "platform/text/normalise.hpp"

namespace jiwei::csv {

namespace {

constexpr std::size_t piece_bytes = 64U << 10U;
constexpr std::size_t detection_bytes_max = 16U << 20U;

// Bytes from a file or from memory, piece by piece.
class Input {
public:
    explicit Input(std::string bytes) : bytes_{std::move(bytes)}, size_{bytes_.size()} {}
    Input(std::ifstream file, std::uint64_t size) : file_{std::move(file)}, size_{size} {}

    // Empty at the end. The view lives until the next call.
    std::string_view next() {
        std::string_view piece;
        if (file_.is_open()) {
            buffer_.resize(piece_bytes);
            file_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
            piece = std::string_view{buffer_}.substr(0, static_cast<std::size_t>(file_.gcount()));
        } else {
            piece = std::string_view{bytes_}.substr(read_, piece_bytes);
        }
        read_ += piece.size();
        return piece;
    }

    [[nodiscard]] int permille() const {
        return size_ == 0 ? 1'000 : static_cast<int>(std::min<std::uint64_t>(read_, size_) * 1'000 / size_);
    }

private:
    std::string bytes_;
    std::ifstream file_;
    std::string buffer_;
    std::uint64_t size_;
    std::uint64_t read_ = 0;
};

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The separator that stands most often in the first line outside quotes; a comma when there is none.
char find_delimiter(std::string_view text) {
    constexpr std::array<char, 3> candidates{',', ';', '\t'};
    std::array<std::size_t, 3> counts{};
    bool quoted = false;
    bool seen = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if ((c == '\n' || c == '\r') && seen) break;
        seen = seen || (c != '\n' && c != '\r');
        for (std::size_t i = 0; i < candidates.size(); ++i) counts.at(i) += c == candidates.at(i) ? 1 : 0;
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    return candidates.at(static_cast<std::size_t>(most - counts.begin()));
}

// "sep=;" in the first line is how some programs tell Excel the separator; gives its length with the line end, or 0.
std::size_t stated_delimiter(std::string_view text, char& delimiter) {
    if (!text.starts_with("sep=") || text.size() < 6) return 0;
    const std::size_t end = text[5] == '\r' && text.size() > 6 && text[6] == '\n' ? 7 : text[5] == '\n' || text[5] == '\r' ? 6 : 0;
    if (end > 0) delimiter = text[4];
    return end;
}

class CsvSource final : public tabular::RowSource {
public:
    CsvSource(Input input, const ReadOptions& options) : input_{std::move(input)}, options_{options} {}

    Result<void> start() {
        std::string first;
        // Many files begin with ASCII headings: the encoding shows where the first other byte stands.
        while (first.size() < detection_bytes_max) {
            const std::string_view piece = input_.next();
            first.append(piece);
            ended_ = piece.empty();
            if (ended_ || !is_ascii(piece)) break;
        }
        const auto encoding = text::detect_encoding(first);
        if (!encoding) return refuse(Refusal::malformed, "text-encoding", "neither UTF-8 nor GB18030");
        decoder_ = std::make_unique<text::Decoder>(*encoding);
        JIWEI_CHECK(decoder_->decode(first, ended_, decoded_));
        char delimiter = options_.delimiter;
        std::size_t skipped = 0;
        if (delimiter == '\0') {
            skipped = stated_delimiter(decoded_, delimiter);
            if (skipped == 0) delimiter = find_delimiter(decoded_);
        }
        lines_skipped_ = skipped > 0 ? 1 : 0;
        reader_ = Reader{Options{.delimiter = delimiter,
                                 .bare_quotes_allowed = true,
                                 .field_bytes_max = options_.field_bytes_max,
                                 .row_bytes_max = options_.row_bytes_max,
                                 .columns_max = options_.columns_max,
                                 .rows_max = static_cast<std::size_t>(options_.rows_max)}};
        reader_.feed(std::string_view{decoded_}.substr(skipped), ended_);
        return {};
    }

    Result<bool> next(tabular::Row& row) override {
        for (;;) {
            const auto step = reader_.next(row_);
            if (!step)
                return refuse(Refusal::malformed, code_of(step.error().code), "line " + std::to_string(step.error().line + lines_skipped_));
            if (*step == Reader::Step::done) return false;
            if (*step == Reader::Step::row) {
                if (std::all_of(row_.cells.begin(), row_.cells.end(), [](const std::string& cell) { return cell.empty(); })) continue;
                row.number = static_cast<std::int64_t>(row_.line + lines_skipped_);
                row.cells.resize(row_.cells.size());
                for (std::size_t i = 0; i < row_.cells.size(); ++i) row.cells[i] = text::nfc(row_.cells[i]);
                return true;
            }
            const std::string_view piece = input_.next();
            ended_ = piece.empty();
            decoded_.clear();
            if (!decoder_->decode(piece, ended_, decoded_)) {
                return refuse(Refusal::malformed, "text-encoding", "after line " + std::to_string(row_.line + lines_skipped_));
            }
            reader_.feed(decoded_, ended_);
        }
    }

    [[nodiscard]] int permille_read() const override { return input_.permille(); }

private:
    static std::string code_of(std::string_view code) {
        std::string out{code};
        std::replace(out.begin(), out.end(), '.', '-');
        return out;
    }

    Input input_;
    ReadOptions options_;
    std::unique_ptr<text::Decoder> decoder_;
    std::string decoded_;
    Reader reader_;
    Row row_;
    std::size_t lines_skipped_ = 0;
    bool ended_ = false;
};

Result<std::unique_ptr<tabular::RowSource>> started(Input input, const ReadOptions& options) {
    auto source = std::make_unique<CsvSource>(std::move(input), options);
    JIWEI_CHECK(source->start());
    return std::unique_ptr<tabular::RowSource>{std::move(source)};
}

bool begins_formula(std::string_view cell) {
    return !cell.empty() && (cell[0] == '=' || cell[0] == '+' || cell[0] == '-' || cell[0] == '@' || cell[0] == '\t' || cell[0] == '\r');
}

}  // namespace

Result<std::unique_ptr<tabular::RowSource>> open_file(const std::filesystem::path& path, const ReadOptions& options) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(path, error);
    std::ifstream file{path, std::ios::binary};
    if (error || !file) return refuse(Refusal::not_found, "file-missing", path.filename().string());
    return started(Input{std::move(file), size}, options);
}

Result<std::unique_ptr<tabular::RowSource>> open_bytes(std::string bytes, const ReadOptions& options) {
    return started(Input{std::move(bytes)}, options);
}

Writer::Writer(WriteOptions options) : options_{options} {
    if (options_.byte_order_mark) out_.append("\xEF\xBB\xBF");
}

Writer& Writer::cell(std::string_view text) {
    if (row_open_) out_.push_back(options_.delimiter);
    row_open_ = true;
    if (options_.spreadsheet_safe && begins_formula(text)) {
        append_cell(out_, std::string{"'"}.append(text), options_.delimiter);
    } else {
        append_cell(out_, text, options_.delimiter);
    }
    return *this;
}

Writer& Writer::end_row() {
    out_.append(options_.line_end);
    row_open_ = false;
    return *this;
}

std::string Writer::take() { return std::exchange(out_, std::string{}); }

}  // namespace jiwei::csv
