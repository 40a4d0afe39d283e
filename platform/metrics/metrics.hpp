// Counters, gauges and histograms in Prometheus text form. Labels are code words (route templates, table names), never data.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jiwei::metrics {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
public:
    void add(std::uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

class Gauge {
public:
    void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
    void add(std::int64_t amount) { value_.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

/// Counts values into fixed buckets; microseconds in, seconds on the page.
class Histogram {
public:
    /// Upper bounds in microseconds, ascending.
    explicit Histogram(std::vector<std::int64_t> bounds_us);
    void observe_us(std::int64_t value_us);
    [[nodiscard]] std::uint64_t count() const;

private:
    friend class Registry;
    std::vector<std::int64_t> bounds_us_;
    std::unique_ptr<std::atomic<std::uint64_t>[]> buckets_;  // one more than bounds: the rest
    std::atomic<std::int64_t> sum_us_{0};
};

/// 0.5 ms … 10 s: fits a request as well as a commit.
[[nodiscard]] std::vector<std::int64_t> usual_bounds_us();

/// Owns the instruments; ask once at start and keep the reference. The same name and labels give the same instrument.
/// Throws std::invalid_argument for a malformed name or a name used for two kinds.
class Registry {
public:
    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {},
                         std::vector<std::int64_t> bounds_us = usual_bounds_us());
    /// A gauge read when the page is asked for: queue lengths, sizes.
    void watch(std::string_view name, std::string_view help, std::function<std::int64_t()> read, const Labels& labels = {});
    /// Prometheus exposition format 0.0.4, sorted by name and labels.
    [[nodiscard]] std::string text() const;

private:
    enum class Kind : unsigned char { counter, gauge, histogram };
    struct Series {
        std::unique_ptr<Counter> counter;
        std::unique_ptr<Gauge> gauge;
        std::unique_ptr<Histogram> histogram;
        std::function<std::int64_t()> read;
    };
    struct Family {
        Kind kind;
        std::string help;
        std::map<std::string, Series> series;  // by rendered labels
    };
    Series& series(std::string_view name, std::string_view help, Kind kind, const Labels& labels);
    static void write_histogram(std::string& out, const std::string& name, const std::string& labels, const Histogram& histogram);

    mutable std::mutex mutex_;
    std::map<std::string, Family> families_;
};

}  // namespace jiwei::metrics
