#include "platform/metrics/metrics.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace jiwei::metrics {
namespace {

TEST(Metrics, WritesPrometheusText) {
    Registry registry;
    registry.counter("jiwei_acts_total", "Acts", {{"outcome", "ok"}, {"kind", "a\"b\\c\nd"}}).add(3);
    registry.gauge("jiwei_open", "Open things").set(-2);
    registry.watch("jiwei_queue", "Waiting", [] { return 7; });
    Histogram& histogram = registry.histogram("jiwei_seconds", "Time", {{"route", "GET /a"}}, {1'000, 1'500'000});
    histogram.observe_us(1'000);  // a bound belongs to its bucket
    histogram.observe_us(1'001);
    histogram.observe_us(9'000'000);
    EXPECT_EQ(registry.text(),
              "# HELP jiwei_acts_total Acts\n# TYPE jiwei_acts_total counter\n"
              "jiwei_acts_total{kind=\"a\\\"b\\\\c\\nd\",outcome=\"ok\"} 3\n"
              "# HELP jiwei_open Open things\n# TYPE jiwei_open gauge\njiwei_open -2\n"
              "# HELP jiwei_queue Waiting\n# TYPE jiwei_queue gauge\njiwei_queue 7\n"
              "# HELP jiwei_seconds Time\n# TYPE jiwei_seconds histogram\n"
              "jiwei_seconds_bucket{route=\"GET /a\",le=\"0.001\"} 1\n"
              "jiwei_seconds_bucket{route=\"GET /a\",le=\"1.5\"} 2\n"
              "jiwei_seconds_bucket{route=\"GET /a\",le=\"+Inf\"} 3\n"
              "jiwei_seconds_sum{route=\"GET /a\"} 9.002001\n"
              "jiwei_seconds_count{route=\"GET /a\"} 3\n");
}

TEST(Metrics, TheSameNameAndLabelsAreOneInstrument) {
    Registry registry;
    Counter& first = registry.counter("jiwei_x_total", "X", {{"a", "1"}, {"b", "2"}});
    EXPECT_EQ(&first, &registry.counter("jiwei_x_total", "X", {{"b", "2"}, {"a", "1"}}));
    EXPECT_NE(&first, &registry.counter("jiwei_x_total", "X", {{"a", "1"}, {"b", "3"}}));
}

TEST(Metrics, RefusesMalformedNamesAndSecondKinds) {
    Registry registry;
    EXPECT_THROW(registry.counter("jiwei-x", "X"), std::invalid_argument);
    EXPECT_THROW(registry.counter("", "X"), std::invalid_argument);
    EXPECT_THROW(registry.counter("jiwei_x", "X", {{"a b", "1"}}), std::invalid_argument);
    registry.counter("jiwei_x", "X");
    EXPECT_THROW(registry.gauge("jiwei_x", "X"), std::invalid_argument);
}

TEST(Metrics, CountsFromManyThreads) {
    Registry registry;
    Counter& counter = registry.counter("jiwei_x_total", "X");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 10'000; ++n) counter.add();
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(counter.value(), 40'000U);
}

}  // namespace
}  // namespace jiwei::metrics
