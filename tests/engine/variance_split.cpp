#include "engine/variance_split.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "engine/parallel.hpp"
#include "engine/stream.hpp"

namespace suanli::test {
namespace {

/// y_ij = 10 + a_i + b_j + c_ij with normal effects of these standard deviations [point × replication].
std::vector<double> table(std::uint32_t seed, std::uint32_t points, std::uint32_t replications, double a, double b,
                          double c) {
  std::vector<double> values;
  for (std::uint32_t i = 0; i < points; ++i)
    for (std::uint32_t j = 0; j < replications; ++j) {
      const double row = standard_normal(stream(seed, 0, 0, 240), i),
                   column = standard_normal(stream(seed, 0, 0, 241), j);
      values.push_back(10 + a * row + b * column + c * standard_normal(stream(seed, j, 0, 242), i));
    }
  return values;
}

// Rows 1, 3 with columns +0, +1, +5: M_rows = 3·2, M_columns = 2·7, nothing left.
TEST_CASE("an additive table has no interaction, and the variances of its rows and of its columns") {
  const std::vector<double> values{1, 2, 6, 3, 4, 8};
  const VarianceSplit split = split_variance({values, 3}, {.95, 100, 1});
  CHECK(split.parameters.variance.value == doctest::Approx(2).epsilon(1e-14));
  CHECK(split.shocks.variance.value == doctest::Approx(7).epsilon(1e-14));
  CHECK(std::fabs(split.interaction.variance.value) < 1e-28);  // rounding of eight, squared
  CHECK(split.parameters.share.value == doctest::Approx(2.0 / 9).epsilon(1e-14));
  const VarianceSplit large = split_variance({table(1, 40, 30, 1, 2, 0), 30}, {.95, 200, 1});
  CHECK(large.interaction.share.interval.high < 1e-28);
}

// Over 300 tables the mean of each estimate is off by its standard error. The bootstrap of 40 values misses some of the
// spread of a mean square: its 95 % intervals hold the truth in 91 of 100 cases at worst, of which three binomial errors (1.6 %)
// leave 86. Intervals that did not resample the columns would hold the shocks' variance never.
TEST_CASE("variances of parameters, shocks and their interaction are recovered, and lie within their intervals") {
  const int tables = 300;
  const std::array deviations{1.0, 2.0, 1.5};
  std::array<std::vector<double>, 3> found;
  std::array<int, 3> held{}, share_held{};
  const double all = 1 + 4 + 2.25;
  for (std::uint32_t seed = 0; seed < tables; ++seed) {
    const std::vector<double> values = table(seed, 40, 40, deviations[0], deviations[1], deviations[2]);
    const VarianceSplit split = split_variance({values, 40}, {.95, 200, seed});
    const std::array components{split.parameters, split.shocks, split.interaction};
    for (std::size_t k = 0; k < 3; ++k) {
      const double truth = deviations[k] * deviations[k];
      const auto holds = [](const Interval& in, double x) { return in.low <= x && x <= in.high; };
      found[k].push_back(components[k].variance.value);
      held[k] += holds(components[k].variance.interval, truth);
      share_held[k] += holds(components[k].share.interval, truth / all);
    }
  }
  for (std::size_t k = 0; k < 3; ++k) {
    const Estimate mean = estimate(found[k]);
    CHECK(std::fabs(mean.mean - deviations[k] * deviations[k]) < 3.5 * mean.standard_error);
    CAPTURE(k);
    CHECK(held[k] >= tables * .86);
    CHECK(share_held[k] >= tables * .86);
  }
}

// y = a_i(1 + b_j), exponential a of variance 1 and mean 1, normal b of deviation .5: variances 1, .25 and .25.
TEST_CASE("shocks that parameters scale show as interaction, also where effects are not normal") {
  std::array<std::vector<double>, 3> found;
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    std::vector<double> values;
    for (std::uint32_t i = 0; i < 30; ++i)
      for (std::uint32_t j = 0; j < 20; ++j) {
        const double a = -std::log((random_words(stream(seed, 0, 0, 243), i)[0] + .5) * 0x1p-32);
        values.push_back(a * (1 + .5 * standard_normal(stream(seed, 0, 0, 244), j)));
      }
    const VarianceSplit split = split_variance({values, 20}, {.95, 2, 1});
    found[0].push_back(split.parameters.variance.value);
    found[1].push_back(split.shocks.variance.value);
    found[2].push_back(split.interaction.variance.value);
  }
  const std::array known{1.0, .25, .25};
  for (std::size_t k = 0; k < 3; ++k)
    CHECK(std::fabs(estimate(found[k]).mean - known[k]) < 3.5 * estimate(found[k]).standard_error);
}

TEST_CASE("three points or replications have intervals, two have none") {
  for (const std::uint32_t few : {2u, 3u, 4u}) {
    CAPTURE(few);
    for (const VarianceSplit& split : {split_variance({table(1, 20, few, 1, 1, 1), few}, {.95, 999, 1}),
                                       split_variance({table(1, few, 20, 1, 1, 1), 20}, {.95, 999, 1})}) {
      CHECK(split.shocks.share.value >= 0);
      CHECK((split.shocks.share.interval.low <= split.shocks.share.interval.high) == (few > 2));
    }
  }
}

TEST_CASE("one thread and four give the same intervals, bit for bit, and a value that is none gives none") {
  std::vector<double> values = table(2, 20, 10, 1, 1, 1);
  const auto interval = [&](std::size_t threads) {
    ThreadLimit limit(threads);
    return limit.run([&] { return split_variance({values, 10}, {.95, 100, 1}).parameters.variance.interval; });
  };
  CHECK(interval(1).low == interval(4).low);
  CHECK(interval(1).high == interval(4).high);
  values[7] = std::nan("");
  const VarianceSplit split = split_variance({values, 10}, {.95, 100, 1});
  CHECK(std::isnan(split.shocks.variance.value));
  CHECK(std::isnan(split.interaction.share.interval.low));
}

}  // namespace
}  // namespace suanli::test
