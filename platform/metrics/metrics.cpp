// Prometheus exposition format 0.0.4.
#include "platform/metrics/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace jiwei::metrics {
namespace {

bool is_metric_name(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    return !name.empty() && letter(name.front()) && std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

void append_escaped(std::string& out, std::string_view value) {
    for (const char c : value) {
        if (c == '\\' || c == '"') out.push_back('\\');
        if (c == '\n') {
            out += "\\n";
        } else {
            out.push_back(c);
        }
    }
}

/// {a="b",c="d"} sorted by label, empty without labels.
std::string rendered(Labels labels) {
    if (labels.empty()) return {};
    std::ranges::sort(labels);
    std::string out = "{";
    for (const auto& [name, value] : labels) {
        if (!is_metric_name(name)) throw std::invalid_argument{"malformed label name " + name};
        if (out.size() > 1) out.push_back(',');
        out += name + "=\"";
        append_escaped(out, value);
        out.push_back('"');
    }
    out.push_back('}');
    return out;
}

/// The labels with one more, for histogram buckets.
std::string with_bound(const std::string& labels, std::string_view bound) {
    if (labels.empty()) return fmt::format("{{le=\"{}\"}}", bound);
    return fmt::format("{},le=\"{}\"}}", std::string_view{labels}.substr(0, labels.size() - 1), bound);
}

/// Microseconds as seconds without trailing zeros: 500 -> 0.0005. Integers only, so that the text never depends on rounding.
std::string seconds(std::int64_t value_us) {
    std::string text = fmt::format("{}.{:06}", value_us / 1'000'000, value_us % 1'000'000);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace

Histogram::Histogram(std::vector<std::int64_t> bounds_us)
    : bounds_us_{std::move(bounds_us)}, buckets_{std::make_unique<std::atomic<std::uint64_t>[]>(bounds_us_.size() + 1)} {
    if (!std::ranges::is_sorted(bounds_us_)) throw std::invalid_argument{"histogram bounds must ascend"};
}

void Histogram::observe_us(std::int64_t value_us) {
    const auto bucket = static_cast<std::size_t>(std::ranges::lower_bound(bounds_us_, value_us) - bounds_us_.begin());
    buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_us_.fetch_add(value_us, std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i <= bounds_us_.size(); ++i) total += buckets_[i].load(std::memory_order_relaxed);
    return total;
}

std::vector<std::int64_t> usual_bounds_us() {
    return {500, 1'000, 2'000, 5'000, 10'000, 20'000, 50'000, 100'000, 200'000, 500'000, 1'000'000, 2'000'000, 5'000'000, 10'000'000};
}

Registry::Series& Registry::series(std::string_view name, std::string_view help, Kind kind, const Labels& labels) {
    if (!is_metric_name(name)) throw std::invalid_argument{"malformed metric name " + std::string{name}};
    auto [family, fresh] = families_.try_emplace(std::string{name}, Family{kind, std::string{help}, {}});
    if (!fresh && family->second.kind != kind) throw std::invalid_argument{"metric " + std::string{name} + " has two kinds"};
    return family->second.series[rendered(labels)];
}

Counter& Registry::counter(std::string_view name, std::string_view help, const Labels& labels) {
    const std::lock_guard lock{mutex_};
    Series& found = series(name, help, Kind::counter, labels);
    if (!found.counter) found.counter = std::make_unique<Counter>();
    return *found.counter;
}

Gauge& Registry::gauge(std::string_view name, std::string_view help, const Labels& labels) {
    const std::lock_guard lock{mutex_};
    Series& found = series(name, help, Kind::gauge, labels);
    if (!found.gauge) found.gauge = std::make_unique<Gauge>();
    return *found.gauge;
}

Histogram& Registry::histogram(std::string_view name, std::string_view help, const Labels& labels, std::vector<std::int64_t> bounds_us) {
    const std::lock_guard lock{mutex_};
    Series& found = series(name, help, Kind::histogram, labels);
    if (!found.histogram) found.histogram = std::make_unique<Histogram>(std::move(bounds_us));
    return *found.histogram;
}

void Registry::watch(std::string_view name, std::string_view help, std::function<std::int64_t()> read, const Labels& labels) {
    const std::lock_guard lock{mutex_};
    series(name, help, Kind::gauge, labels).read = std::move(read);
}

void Registry::write_histogram(std::string& out, const std::string& name, const std::string& labels, const Histogram& histogram) {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i <= histogram.bounds_us_.size(); ++i) {
        total += histogram.buckets_[i].load(std::memory_order_relaxed);
        const std::string bound = i == histogram.bounds_us_.size() ? "+Inf" : seconds(histogram.bounds_us_[i]);
        out += fmt::format("{}_bucket{} {}\n", name, with_bound(labels, bound), total);
    }
    out += fmt::format("{}_sum{} {}\n", name, labels, seconds(histogram.sum_us_.load(std::memory_order_relaxed)));
    out += fmt::format("{}_count{} {}\n", name, labels, total);
}

std::string Registry::text() const {
    const std::lock_guard lock{mutex_};
    constexpr std::string_view kinds[] = {"counter", "gauge", "histogram"};
    std::string out;
    for (const auto& [name, family] : families_) {
        out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, kinds[static_cast<std::size_t>(family.kind)]);
        for (const auto& [labels, item] : family.series) {
            if (item.histogram) {
                write_histogram(out, name, labels, *item.histogram);
            } else if (item.counter) {
                out += fmt::format("{}{} {}\n", name, labels, item.counter->value());
            } else {
                out += fmt::format("{}{} {}\n", name, labels, item.read ? item.read() : item.gauge->value());
            }
        }
    }
    return out;
}

}  // namespace jiwei::metrics
