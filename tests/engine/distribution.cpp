#include "engine/distribution.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/stream.hpp"

namespace suanli::test {
namespace {

std::vector<double> normals(std::uint32_t trial, std::uint32_t count) {
  std::vector<double> all;
  for (std::uint32_t i = 0; i < count; ++i) all.push_back(standard_normal(stream(3, trial, 0, 202), i));
  return all;
}
std::vector<double> sorted(std::vector<double> values) {
  std::ranges::sort(values);
  return values;
}

double normal_density(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); }

/// That a share of `trials` is the probability `p` but for four standard errors of chance.
bool is_share(int count, int trials, double p) {
  return std::fabs(count / double(trials) - p) < 4 * std::sqrt(p * (1 - p) / trials);
}

// By hand, and for skewness and kurtosis by leaving out each value in turn.
TEST_CASE("moments are those of statistics.hpp, with the errors of a jackknife that leaves out each value in turn") {
  const std::vector<double> values{3, 4, 5, 2, 3, 4, 5, 6, 4, 7, -20};
  const Moments m = moments(values);
  CHECK(m.mean.value == estimate(values).mean);
  CHECK(m.mean.standard_error == estimate(values).standard_error);
  CHECK(m.skewness.value == doctest::Approx(skewness(values).value).epsilon(1e-13));
  CHECK(m.excess_kurtosis.value == doctest::Approx(excess_kurtosis(values).value).epsilon(1e-13));
  const auto deviation = [](const std::vector<double>& x) {
    return estimate(x).standard_error * std::sqrt(double(x.size()));
  };
  CHECK(m.standard_deviation.value == doctest::Approx(deviation(values)).epsilon(1e-14));
  const auto jackknife = [&](const auto& of) {
    std::vector<double> left;
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::vector<double> others = values;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
      left.push_back(of(others));
    }
    return std::sqrt(double(values.size() - 1)) * root_mean_square(left, estimate(left).mean);
  };
  CHECK(m.standard_deviation.standard_error == doctest::Approx(jackknife(deviation)).epsilon(1e-11));
  CHECK(m.skewness.standard_error ==
        doctest::Approx(jackknife([](const auto& x) { return skewness(x).value; })).epsilon(1e-11));
  CHECK(m.excess_kurtosis.standard_error ==
        doctest::Approx(jackknife([](const auto& x) { return excess_kurtosis(x).value; })).epsilon(1e-11));
}

TEST_CASE("equal values have no spread and no shape, and too few values no error") {
  const Moments equal = moments(std::vector(5, .1));
  CHECK(equal.mean.value == .1);
  CHECK(equal.standard_deviation.value == 0);
  CHECK(equal.standard_deviation.standard_error == 0);
  CHECK(std::isnan(equal.skewness.value));
  const Moments one = moments(std::vector{2.0}), two = moments(std::vector{1.0, 3.0});
  CHECK(std::isnan(one.mean.standard_error));
  CHECK(two.standard_deviation.value == doctest::Approx(std::sqrt(2)).epsilon(1e-15));
  CHECK(std::isnan(two.standard_deviation.standard_error));
  CHECK(std::isnan(moments({}).mean.value));
  CHECK(std::isnan(moments(std::vector{0.0, 0.0, 0.0, 0.0, 1.0}).skewness.standard_error));  // without 1 all are equal
}

// Of exponential values, mean 1, the asymptotic variance of the standard deviation is (κ + 2)/(4n) with κ = 6: 2/n. Normal
// theory would say 1/(2n): half the error.
TEST_CASE("the error of a standard deviation is right for values far from normal") {
  std::vector<double> deviations, errors;
  for (std::uint32_t trial = 0; trial < 1000; ++trial) {
    std::vector<double> values;
    for (std::uint32_t i = 0; i < 400; ++i)
      values.push_back(-std::log((random_words(stream(3, trial, 0, 203), i)[0] + .5) * 0x1p-32));
    const Moments m = moments(values);
    deviations.push_back(m.standard_deviation.value), errors.push_back(m.standard_deviation.standard_error);
  }
  const double spread = root_mean_square(deviations, estimate(deviations).mean);
  CHECK(spread == doctest::Approx(std::sqrt(2.0 / 400)).epsilon(.1));  // of 1000: ±2.2 %, and terms of order 1/n
  CHECK(estimate(errors).mean == doctest::Approx(spread).epsilon(.1));
}

// n = 10, p = .5: P(B ≤ 1) = 11/1024 = .0107, P(B ≤ 2) = .0547 (table of the sign test).
TEST_CASE("the median of ten lies between the second and the ninth, and fewer than six values give no interval") {
  std::vector<double> values(10);
  for (std::size_t i = 0; i < 10; ++i) values[i] = double(i + 1);
  const QuantileEstimate median = quantile_estimate(values, .5, .95);
  CHECK(median.value == 5.5);
  REQUIRE(median.interval);
  CHECK(median.interval->low == 2);
  CHECK(median.interval->high == 9);
  CHECK(values_for_interval(.5, .95) == 6);  // 2^-5 = .031, 2^-6 = .016
  CHECK(values_for_interval(.05, .95) == 72);
  CHECK(values_for_interval(.99, .95) == 368);  // .99^367 = .02501
  CHECK_FALSE(quantile_estimate(std::span(values).first(5), .5, .95).interval);
  CHECK(quantile_estimate(std::span(values).first(6), .5, .95).interval);
}

// The coverage of two order statistics is binomial whatever the distribution: for n = 100, p = .05 of the first and the
// eleventh, P(1 ≤ B ≤ 10) = .9826 (fewer on either side would leave more than .025).
TEST_CASE("an interval of a quantile holds it as often as the binomial distribution says") {
  const double truth = -1.6448536269514722;
  int held = 0;
  const int trials = 4000;
  for (int trial = 0; trial < trials; ++trial) {
    const std::vector<double> values = sorted(normals(static_cast<std::uint32_t>(trial), 100));
    const Interval interval = *quantile_estimate(values, .05, .95).interval;
    CHECK(interval.low == values[0]);
    CHECK(interval.high == values[10]);
    held += interval.low < truth && truth < interval.high;
  }
  CHECK(is_share(held, trials, .98261));
}

TEST_CASE("a picked quantile is that of the sorted values") {
  for (const std::uint32_t count : {1u, 2u, 7u, 100u})
    for (const double p : {0.0, .05, .5, .99, 1.0}) {
      std::vector<double> values = normals(9, count);
      const std::vector<double> ascending = sorted(values);
      CHECK(picked_quantile(values, p) == quantile(ascending, p));
    }
  CHECK(std::isnan(picked_quantile({}, .5)));
}

TEST_CASE("the mean of the lowest fifth of ten values is that of two, of a quarter that of two and a half") {
  const std::vector<double> values{-4, -2, 0, 1, 2, 3, 4, 5, 6, 7};
  CHECK(expected_shortfall(values, .2).value == -3);
  CHECK(expected_shortfall(values, .25).value == doctest::Approx((-4 - 2 + 0) / 2.5).epsilon(1e-15));
  CHECK(expected_shortfall(values, 1).value == doctest::Approx(2.2).epsilon(1e-15));
  CHECK(std::isnan(expected_shortfall(values, .05).value));
}

// φ(1.645)/.05 = 2.0627; its estimate is biased by about -.5/n of a density's inverse, far below the error of the average.
TEST_CASE(
    "the expected shortfall of a normal distribution at 5 % is -2.063, within its standard error as often as normal") {
  const double truth = -normal_density(1.6448536269514722) / .05;
  std::vector<double> found;
  int within = 0;
  const int trials = 1000;
  for (int trial = 0; trial < trials; ++trial) {
    const Measured shortfall = expected_shortfall(sorted(normals(static_cast<std::uint32_t>(trial), 2000)), .05);
    found.push_back(shortfall.value);
    within += std::fabs(shortfall.value - truth) < 1.96 * shortfall.standard_error;
  }
  const Estimate mean = estimate(found);
  CHECK(std::fabs(mean.mean - truth) < 4 * mean.standard_error + 2e-3);
  CHECK(within / double(trials) > .92);  // of 100 values in the tail the error is itself uncertain by 7 %
  CHECK(within / double(trials) < .97);
}

// Wilson's table: 0 of 10 and 5 of 10 (Newcombe 1998, method 3).
TEST_CASE("Wilson's interval of 0 of 10 is [0, .2775], of 81 of 263 [.2553, .3662], and of all it ends at 1") {
  CHECK(wilson_interval(0, 10, .95).low == 0);
  CHECK(wilson_interval(0, 10, .95).high == doctest::Approx(.2775).epsilon(1e-3));
  CHECK(wilson_interval(81, 263, .95).low == doctest::Approx(.2553).epsilon(2e-4));
  CHECK(wilson_interval(81, 263, .95).high == doctest::Approx(.3662).epsilon(2e-4));
  CHECK(wilson_interval(7, 7, .95).high == 1);
}

TEST_CASE("a kernel density integrates to one, and estimates the density smoothed by its kernel within its error") {
  const double h = silverman_bandwidth(sorted(normals(0, 2000)));
  // .9·min(1, 1.349/1.34)·2000^(-1/5) = .197; sd and quartiles of 2000 are known to 1.6 % and 2.6 %.
  CHECK(h == doctest::Approx(.197).epsilon(.08));
  const std::vector<double> values = normals(0, 2000);
  double integral = 0;
  const double step = .01;
  for (double x = -6; x < 6; x += step) integral += step * kernel_density(values, h, x).value;
  CHECK(integral == doctest::Approx(1).epsilon(1e-6));
  int within = 0, trials = 0;
  const double spread = std::sqrt(1 + h * h);  // normal values smoothed by a normal kernel
  for (std::uint32_t trial = 0; trial < 100; ++trial)
    for (const double x : {-2.0, 0.0, 1.0}) {
      const Measured found = kernel_density(normals(trial, 2000), h, x);
      within += std::fabs(found.value - normal_density(x / spread) / spread) < 1.96 * found.standard_error;
      ++trials;
    }
  CHECK(is_share(within, trials, .95));
  CHECK(std::isnan(silverman_bandwidth(std::vector(4, 1.0))));
  CHECK(std::isnan(kernel_density(values, std::nan(""), 0).value));
}

}  // namespace
}  // namespace suanli::test
