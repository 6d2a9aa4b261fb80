#include "engine/statistics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/stream.hpp"

namespace suanli::test {
namespace {

TEST_CASE("1, 2, 3, 4 have mean 2.5 and standard error sqrt(5/12)") {
  const Estimate e = estimate(std::array{1.0, 2.0, 3.0, 4.0});
  CHECK(e.mean == 2.5);
  CHECK(e.standard_error == doctest::Approx(std::sqrt(5.0 / 12)).epsilon(1e-15));
}

TEST_CASE("a single value has standard error zero, and equal values have it too, without rounding") {
  for (const std::size_t count : {1u, 10u}) {
    const Estimate e = estimate(std::vector(count, .1));  // ten of which add up to .99999999999999989
    CHECK(e.mean == .1);
    CHECK(e.standard_error == 0);
    CHECK(e.count == count);
  }
  CHECK(std::isnan(estimate(std::vector(3, std::numeric_limits<double>::infinity())).standard_error));
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

TEST_CASE("intervals widen by Student's t for a mean of few, by the normal for what many values measured") {
  const Interval few = confidence_interval(Estimate{5, 2, 2}, .95), many = confidence_interval(Measured{5, 2}, .95);
  CHECK(few.high == doctest::Approx(5 + 2 * 12.706).epsilon(5e-5));
  CHECK(many.low == doctest::Approx(5 - 2 * 1.959964).epsilon(1e-6));
  CHECK(many.high == doctest::Approx(5 + 2 * 1.959964).epsilon(1e-6));
}

// Fitted -.5, 1, 2.5: squares of residuals 1.5, of x 2.
TEST_CASE("of 0, 0, 3 on 1, 2, 3 the slope has standard error sqrt(3)/2, whatever all weights are multiplied by") {
  for (const double weight : {1.0, 2.0, 1e-6}) {
    const std::array weights{weight, weight, weight};
    const Measured fitted = weighted_slope(std::array{1.0, 2.0, 3.0}, std::array{0.0, 0.0, 3.0}, weights);
    CHECK(fitted.value == doctest::Approx(1.5).epsilon(1e-14));
    CHECK(fitted.standard_error == doctest::Approx(std::sqrt(.75)).epsilon(1e-14));
  }
}

TEST_CASE("a value of weight two counts as two in a slope, and one of weight zero not at all") {
  const double twice = slope(std::array{1.0, 2.0, 4.0, 4.0}, std::array{1.0, 0.0, 5.0, 5.0});
  const std::array x{1.0, 2.0, 4.0, 9.0}, y{1.0, 0.0, 5.0, -7.0}, weights{1.0, 1.0, 2.0, 0.0};
  CHECK(weighted_slope(x, y, weights).value == doctest::Approx(twice).epsilon(1e-14));
  CHECK(std::isnan(weighted_slope(std::array{1.0, 2.0}, std::array{1.0, 2.0}, std::array{1.0, 1.0}).standard_error));
}

// Five values of spread 1/√weight: Student's t with 3 degrees of freedom is within ±1 for 60.90 %. Without the weights
// the last value, of spread 5, would rule.
TEST_CASE("a slope by the right weights is within one standard error as often as Student says") {
  const std::array x{0.0, 1.0, 2.0, 3.0, 5.0}, weights{4.0, 1.0, 1.0, .25, .04};
  const int trials = 10000;
  int within = 0;
  for (std::uint32_t trial = 0; trial < trials; ++trial) {
    std::array<double, 5> y;
    for (std::uint32_t i = 0; i < 5; ++i)
      y[i] = 2 + .3 * x[i] + standard_normal(stream(1, trial, 0, 201), i) / std::sqrt(weights[i]);
    const Measured fitted = weighted_slope(x, y, weights);
    within += std::fabs(fitted.value - .3) < fitted.standard_error;
  }
  const double expected = .60900;
  CHECK(std::fabs(within / double{trials} - expected) < 3 * std::sqrt(expected * (1 - expected) / trials));
}

// The examples of SKEW and KURT in the manual of Excel, which have these definitions.
TEST_CASE("skewness and kurtosis are those of Excel's manual, whatever the unit") {
  const std::array values{3.0, 4.0, 5.0, 2.0, 3.0, 4.0, 5.0, 6.0, 4.0, 7.0};
  CHECK(skewness(values).value == doctest::Approx(.359543071).epsilon(1e-8));
  CHECK(excess_kurtosis(values).value == doctest::Approx(-.151799637).epsilon(1e-8));
  std::array<double, 10> mirrored;
  for (std::size_t i = 0; i < 10; ++i) mirrored[i] = -1000 * values[i];
  CHECK(skewness(mirrored).value == doctest::Approx(-skewness(values).value).epsilon(1e-13));
  CHECK(excess_kurtosis(mirrored).value == doctest::Approx(excess_kurtosis(values).value).epsilon(1e-12));
}

TEST_CASE("skewness and excess kurtosis of normal samples average 0 and spread as their standard errors say") {
  for (const auto& moment : {skewness, excess_kurtosis}) {
    std::vector<double> moments, squares;
    double standard_error = 0;
    for (std::uint32_t trial = 0; trial < 10000; ++trial) {
      std::array<double, 15> x;
      for (std::uint32_t i = 0; i < x.size(); ++i) x[i] = standard_normal(stream(1, trial, 0, 202), i);
      moments.push_back(moment(x).value);
      squares.push_back(moments.back() * moments.back());
      standard_error = moment(x).standard_error;
    }
    CHECK(std::fabs(estimate(moments).mean) < 3 * estimate(moments).standard_error);
    CHECK(std::fabs(estimate(squares).mean - standard_error * standard_error) < 3 * estimate(squares).standard_error);
  }
}

TEST_CASE("the Herfindahl index is 1/n where all are equal, 1 where one has all, and .38 for shares .5, .3, .2") {
  CHECK(herfindahl_index(std::array{7.0, 7.0, 7.0, 7.0}) == .25);
  CHECK(herfindahl_index(std::array{0.0, 7.0, 0.0}) == 1);
  CHECK(herfindahl_index(std::array{5e9, 3e9, 2e9}) == doctest::Approx(.38).epsilon(1e-15));
}

TEST_CASE("moments of equal or too few values, and shares of nothing, are no numbers") {
  CHECK(std::isnan(skewness(std::array{1.0, 2.0}).value));
  CHECK(std::isnan(skewness(std::vector(10, .1)).value));
  CHECK(std::isnan(excess_kurtosis(std::array{1.0, 2.0, 4.0}).value));
  CHECK(std::isnan(excess_kurtosis(std::vector(10, .1)).value));
  CHECK(std::isnan(excess_kurtosis(std::array{1.0, 2.0, 1.0, std::nan("")}).value));
  CHECK(std::isnan(herfindahl_index({})));
  CHECK(std::isnan(herfindahl_index(std::array{0.0, 0.0})));
  CHECK(std::isnan(herfindahl_index(std::array{1.0, std::nan("")})));
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
