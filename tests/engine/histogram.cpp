#include "engine/histogram.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "engine/parallel.hpp"
#include "engine/stream.hpp"

namespace suanli::test {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

std::vector<double> normals(std::uint32_t count) {
  std::vector<double> values(count);
  for (std::uint32_t i = 0; i < count; ++i) values[i] = standard_normal(stream(6, 0, 0, 200), i);
  return values;
}

Histogram histogram_of(std::span<const double> values, double low, double high, std::size_t bins) {
  Histogram all(low, high, bins);
  for (const double x : values) all.add(x);
  return all;
}

TEST_CASE("a value belongs to the bin whose beginning it is not below, and to none at or above the end of the range") {
  const Histogram h = histogram_of(std::array{-infinite, -1.5, -1.0, -.75, -.5, 0.0, .999, 1.0, infinite}, -1, 1, 4);
  CHECK(std::ranges::equal(h.counts(), std::array<std::uint64_t, 6>{2, 2, 1, 1, 1, 2}));
  CHECK(h.below() == 2);
  CHECK(h.above() == 2);
  CHECK(h.in_bin(0) == 2);
  CHECK(h.total() == 9);
  CHECK(h.edge(1) == -.5);
  CHECK(h.edge(4) == 1);
  CHECK(h.width() == .5);
}

// (x - low)·bins/(high - low) rounds: the largest number below the end could fall into a bin too many.
TEST_CASE("the largest number below the end of any range lies in its last bin") {
  for (const double low : {0.0, -.3, 1.1, 1e6})
    for (const double width : {.1, .7, 3.0, 1e9})
      for (const std::size_t bins : {1u, 3u, 49u, 1000u}) {
        const double high = low + width, last = std::nextafter(high, low);
        CHECK(histogram_of(std::array{last}, low, high, bins).in_bin(bins - 1) == 1);
      }
}

TEST_CASE("counts do not depend on the order of values, on how they are parted, or on threads") {
  std::vector<double> values = normals(40000);
  const Histogram whole = histogram_of(values, -2, 2, 37);
  std::vector<Histogram> parts(8, Histogram(-2, 2, 37));
  for_each_index(parts.size(), Threads::all, [&](std::size_t part) {
    parts[part] = histogram_of(std::span(values).subspan(part * 5000, 5000), -2, 2, 37);
  });
  for (std::size_t part = 1; part < parts.size(); ++part) parts[0].merge(parts[part]);
  CHECK(std::ranges::equal(parts[0].counts(), whole.counts()));
  std::ranges::reverse(values);
  CHECK(std::ranges::equal(histogram_of(values, -2, 2, 37).counts(), whole.counts()));
  CHECK(std::ranges::equal(Histogram(-2, 2, whole.counts()).counts(), whole.counts()));
}

TEST_CASE("2 values in [0, 1) and 6 in [3, 4) have median 3 + 1/3 and first quartile 1") {
  const Histogram h(0, 4, std::array<std::uint64_t, 6>{0, 2, 0, 0, 6, 0});
  CHECK(h.quantile(.5) == doctest::Approx(3 + 1.0 / 3).epsilon(1e-15));
  CHECK(h.quantile(.25) == 1);
  CHECK(h.quantile(0) == 0);
  CHECK(h.quantile(1) == 4);
}

// Also where bins are so fine that most of them are empty, and at probabilities that are multiples of 1/n.
TEST_CASE("a quantile of a histogram is within a bin's width of the value of that rank") {
  for (const std::uint32_t count : {1u, 2u, 10u, 1000u}) {
    std::vector<double> values = normals(count);
    std::ranges::sort(values);
    for (const std::size_t bins : {1u, 7u, 100u, 5000u}) {
      const Histogram h = histogram_of(values, -6, 6, bins);
      double worst = 0;
      for (int i = 0; i <= 1000; ++i) {
        const double probability = i / 1000.0, rank = std::ceil(probability * count);
        worst = std::max(
            worst, std::fabs(h.quantile(probability) - values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1]));
      }
      CHECK(worst <= h.width() * (1 + 1e-12));
    }
  }
}

TEST_CASE("a quantile outside of the range is infinite, and of nothing no number") {
  const Histogram h(0, 1, std::array<std::uint64_t, 3>{1, 2, 1});
  CHECK(h.quantile(.2) == -infinite);
  CHECK(h.quantile(.5) == .5);
  CHECK(h.quantile(.9) == infinite);
  CHECK(std::isnan(Histogram(0, 1, 5).quantile(.5)));
}

TEST_CASE("NaN, ranges without an extent and bins that differ are refused") {
  Histogram h(0, 1, 5);
  CHECK_THROWS_WITH_AS(h.add(std::nan("")), "a histogram has no bin for NaN", std::domain_error);
  CHECK(h.total() == 0);
  CHECK_THROWS_WITH_AS(h.merge(Histogram(0, 1, 6)), "histograms of different bins cannot be merged",
                       std::invalid_argument);
  CHECK_THROWS_AS(h.merge(Histogram(0, 2, 5)), std::invalid_argument);
  CHECK_THROWS_WITH_AS(Histogram(0, 1, 0), "a histogram needs at least one bin", std::invalid_argument);
  CHECK_THROWS_WITH_AS(Histogram(1, 1, 5), "a histogram needs finite ends low < high", std::invalid_argument);
  CHECK_THROWS_AS(Histogram(0, infinite, 5), std::invalid_argument);
  CHECK_THROWS_AS(Histogram(std::nan(""), 1, 5), std::invalid_argument);
}

}  // namespace
}  // namespace suanli::test
