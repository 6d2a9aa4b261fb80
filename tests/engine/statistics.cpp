#include "engine/statistics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/stream.hpp"

namespace suanli::test {
namespace {

TEST_CASE("1, 2, 3, 4 have mean 2.5 and standard error sqrt(5/12)") {
  const Estimate e = estimate(std::array{1.0, 2.0, 3.0, 4.0});
  CHECK(e.mean == 2.5);
  CHECK(e.standard_error == doctest::Approx(std::sqrt(5.0 / 12)).epsilon(1e-15));
}

TEST_CASE("a single value has standard error zero") {
  const Estimate e = estimate(std::array{7.0});
  CHECK(e.mean == 7);
  CHECK(e.standard_error == 0);
}

// Means within one standard error of the truth follow Student's t with 9 degrees of freedom: 65.66 %. One that divides
// by n instead of n - 1 would give 63.2 %, seven Monte Carlo errors away.
TEST_CASE("the mean of ten normals is within one standard error as often as Student says") {
  int within = 0;
  for (std::uint32_t trial = 0; trial < 20000; ++trial) {
    std::array<double, 10> x;
    for (std::uint32_t i = 0; i < 10; ++i) x[i] = 3 + 2 * standard_normal(stream(1, trial, 0, 200), i);
    const Estimate e = estimate(x);
    within += std::fabs(e.mean - 3) < e.standard_error;
  }
  const double share = within / 20000.0, expected = 0.65655, error = std::sqrt(expected * (1 - expected) / 20000);
  CHECK(std::fabs(share - expected) < 3 * error);
}

TEST_CASE("a mean of few values is off by as many standard errors as Student's table says") {
  CHECK(estimate(std::array{1.0, 2.0, 3.0, 4.0}).count == 4);
  CHECK(standard_errors_off(0.05, 2) == doctest::Approx(12.706).epsilon(5e-5));  // to the table's last place
  CHECK(standard_errors_off(0.01, 10) == doctest::Approx(3.2498).epsilon(2e-5));
  CHECK(standard_errors_off(0.05, 121) == doctest::Approx(1.9799).epsilon(3e-5));
  CHECK(standard_errors_off(0.5, 2) == doctest::Approx(1).epsilon(1e-12));  // Cauchy's quartile
}

TEST_CASE("the root mean square of 1, 2, 6 around 2 is sqrt(17/3)") {
  CHECK(root_mean_square(std::array{1.0, 2.0, 6.0}, 2) == doctest::Approx(std::sqrt(17.0 / 3)).epsilon(1e-15));
}

TEST_CASE("the slope of a line is its slope, and of 0, 0, 3 on 1, 2, 3 it is 1.5") {
  CHECK(slope(std::array{1.0, 2.0, 6.0}, std::array{7.0, 4.0, -8.0}) == -3);
  CHECK(slope(std::array{1.0, 2.0, 3.0}, std::array{0.0, 0.0, 3.0}) == 1.5);
}

// R: quantile(c(1, 2, 4, 8), c(0, .05, .25, .5, .9, 1)); numpy and xarray give the same.
TEST_CASE("the quantiles of 1, 2, 4, 8 are those of R and numpy") {
  std::array values{8.0, 2.0, 1.0, 4.0};
  const std::array probabilities{0.0, .05, .25, .5, .9, 1.0};
  const std::array known{1.0, 1.15, 1.75, 3.0, 6.8, 8.0};
  std::array<double, 6> result{};
  quantiles(values, probabilities, result);
  for (std::size_t i = 0; i < known.size(); ++i) CHECK(result[i] == doctest::Approx(known[i]).epsilon(1e-15));
  CHECK(quantile(std::array{3.0}, .99) == 3);
  CHECK(quantile(std::array{-1.0, 1.0}, .5) == 0);
}

TEST_CASE("quantiles rise with the probability and stay between the values around them") {
  std::array<double, 64> values{};
  for (std::uint32_t i = 0; i < values.size(); ++i) values[i] = standard_normal(stream(1, 2, 3, 200), i);
  std::ranges::sort(values);
  double before = values.front();
  for (int i = 0; i <= 1000; ++i) {
    const double now = quantile(values, i / 1000.0);
    CHECK(now >= before);
    before = now;
  }
  CHECK(before == values.back());
}

TEST_CASE("a quantile of nothing, or with a value that is none, is no number; infinite values stay") {
  const double infinite = std::numeric_limits<double>::infinity();
  std::array<double, 1> result{};
  quantiles({}, std::array{.5}, result);
  CHECK(std::isnan(result[0]));
  std::array with_nan{1.0, std::nan(""), 2.0};
  quantiles(with_nan, std::array{.5}, result);
  CHECK(std::isnan(result[0]));
  CHECK(quantile(std::array{1.0, infinite, infinite}, .75) == infinite);
}

}  // namespace
}  // namespace suanli::test
