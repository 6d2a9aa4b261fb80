#include "engine/time_series.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "engine/stream.hpp"

namespace suanli::test {
namespace {

/// A stationary series of variance 1 whose autocorrelations are the powers of `persistence`.
std::vector<double> series_of(std::uint32_t trial, std::uint32_t length, double persistence) {
  std::vector<double> all;
  double x = standard_normal(stream(7, trial, 0, 200), length);
  for (std::uint32_t t = 0; t < length; ++t) {
    all.push_back(x);
    x = persistence * x + std::sqrt(1 - persistence * persistence) * standard_normal(stream(7, trial, 0, 200), t);
  }
  return all;
}

TEST_CASE("1, 2, 3, 4, 5 have autocorrelation .4, and 1, -1, 1, -1 have -3/4") {
  const Measured r = autocorrelation(std::array{1.0, 2.0, 3.0, 4.0, 5.0});
  CHECK(r.value == doctest::Approx(.4).epsilon(1e-15));
  CHECK(r.standard_error == doctest::Approx(std::sqrt(.84 / 5)).epsilon(1e-15));
  CHECK(autocorrelation(std::array{1.0, -1.0, 1.0, -1.0}).value == -.75);
}

// To the next order in 1/n, (1 + 3ρ)/n·O(1/n) = 1e-4, a tenth of the Monte Carlo error.
TEST_CASE("autocorrelations of series spread around ρ - (1 + 3ρ)/n as Bartlett's standard error says") {
  const double rho = .6;
  const std::uint32_t n = 200, trials = 1000;
  std::vector<double> values;
  for (std::uint32_t trial = 0; trial < trials; ++trial)
    values.push_back(autocorrelation(series_of(trial, n, rho)).value);
  const Estimate mean = estimate(values);
  CHECK(std::fabs(mean.mean - (rho - (1 + 3 * rho) / n)) < 3 * mean.standard_error);
  const double spread = mean.standard_error * std::sqrt(double(trials)), bartlett = std::sqrt((1 - rho * rho) / n);
  CHECK(std::fabs(spread / bartlett - 1) < 3 / std::sqrt(2.0 * trials) + 4.0 / n);
}

// As for a trend's error below: 1 - ρ̂ known to 18 %, the error's square to 35 %: Student's t of 16 degrees of freedom holds
// 93.2 % within ±1.96. The error of independent values would hold 42 %.
TEST_CASE("intervals of the mean of a persistent series hold the truth about as often as they say") {
  const std::uint32_t length = 400, trials = 1000;
  int held = 0, held_without_memory = 0;
  for (std::uint32_t trial = 0; trial < trials; ++trial) {
    const std::vector<double> series = series_of(trial, length, .85);
    const Measured mean = mean_over_time(series);
    CHECK(mean.value == estimate(series).mean);
    held += std::fabs(mean.value) < 1.96 * mean.standard_error;
    held_without_memory += std::fabs(mean.value) < 1.96 * estimate(series).standard_error;
  }
  const double error = std::sqrt(.95 * .05 / trials);
  CHECK(std::fabs(held / double(trials) - .95) < .018 + 3 * error);
  CHECK(std::fabs(held_without_memory / double(trials) - .42) < 3 * std::sqrt(.42 * .58 / trials) + .02);
}

TEST_CASE("the mean of a constant series has no error, and of three values none that is known") {
  CHECK(mean_over_time(std::vector(10, .1)).value == .1);
  CHECK(mean_over_time(std::vector(10, .1)).standard_error == 0);
  CHECK(mean_over_time(std::array{1.0, 2.0, 3.0}).value == 2);
  CHECK(std::isnan(mean_over_time(std::array{1.0, 2.0, 3.0}).standard_error));
  CHECK(std::isnan(mean_over_time(std::array{1.0, 2.0, 3.0, std::nan("")}).value));
  CHECK(std::isnan(mean_over_time({}).value));
}

TEST_CASE("a line has its slope as trend, without error, and a constant has none") {
  std::vector<double> line;
  for (int t = 0; t < 100; ++t) line.push_back(3 - 2 * t);
  CHECK(trend(line).value == doctest::Approx(-2).epsilon(1e-14));
  CHECK(trend(line).standard_error < 1e-13);
  const Measured none = trend(std::vector(100, .1));
  CHECK(std::fabs(none.value) < 1e-17);
  CHECK(none.standard_error < 1e-17);
}

// The 95 % interval of a persistent series (.85, memory of six years) over 400 years. The error rests on 1 - ρ̂, known to
// √((1-ρ²)/n)/(1-ρ) = 18 % of itself, so its square to 35 %: as good as Student's t of 2/.35² = 16 degrees of freedom,
// where ±1.96 holds 93.2 %. Least squares' own error is too small by √((1+ρ)/(1-ρ)) = 3.5: ±1.96 of it hold 42 %.
TEST_CASE(
    "a persistent series without a trend is seldom thought to have one, as it often is by least squares' own error") {
  const std::uint32_t length = 400, trials = 1000;
  int held = 0, held_by_least_squares = 0;
  std::vector<double> time(length), equal(length, 1.0);
  for (std::uint32_t t = 0; t < length; ++t) time[t] = t;
  for (std::uint32_t trial = 0; trial < trials; ++trial) {
    const std::vector<double> series = series_of(trial, length, .85);
    const Interval with_memory = confidence_interval(trend(series), .95);
    const Interval without = confidence_interval(weighted_slope(time, series, equal), .95);
    held += with_memory.low < 0 && 0 < with_memory.high;
    held_by_least_squares += without.low < 0 && 0 < without.high;
  }
  const double error = std::sqrt(.95 * .05 / trials);
  CHECK(std::fabs(held / double(trials) - .95) < .018 + 3 * error);
  CHECK(std::fabs(held_by_least_squares / double(trials) - .42) < 3 * std::sqrt(.42 * .58 / trials) + .02);
}

// A century has a quarter of these years to know the memory from, and the header says what becomes of 95 %: 91 %, from 4000
// series of another generator. Without the correction of r for its bias it would be 84 %.
TEST_CASE("a century of a persistent series without a trend has its 95 % interval hold that in 91 cases of 100") {
  int held = 0;
  const int trials = 2000;
  for (std::uint32_t trial = 0; trial < trials; ++trial) {
    const Interval interval = confidence_interval(trend(series_of(trial, 100, .85)), .95);
    held += interval.low < 0 && 0 < interval.high;
  }
  CHECK(std::fabs(held / double{trials} - .91) < 3 * std::sqrt(.91 * .09 / trials) + .005);  // and its last digit
}

// e_t + .8 e_(t-1) has long-run variance 1.8² = 3.24 and autocorrelation ρ = .8/1.64. Less ρ times their predecessors its
// values have autocovariances γ = 1.249, .190, -.390 at lags 0, 1, 2; with Bartlett's weights 5/6 and 4/6 (five lags) they
// give (γ₀ + 2(5/6 γ₁ + 4/6 γ₂))/(1-ρ)² = 3.99; no lags would give 4.76. ρ̂ is known to .04, hence 1/(1-ρ̂)² on average to
// 3·(.04/.51)² = 2 %, and its bias is made up for to as much.
TEST_CASE("memory that does not fade geometrically is left to Newey and West's lags") {
  const std::uint32_t n = 400;
  std::vector<double> long_run_variances;
  for (std::uint32_t trial = 0; trial < 500; ++trial) {
    std::vector<double> series;
    const auto e = [&](std::uint32_t t) { return standard_normal(stream(7, trial, 0, 201), t); };
    for (std::uint32_t t = 0; t < n; ++t) series.push_back(e(t + 1) + .8 * e(t));
    const double error = trend(series).standard_error;
    long_run_variances.push_back(error * error * n * (double{n} * n - 1) / 12);
  }
  const Estimate mean = estimate(long_run_variances);
  CHECK(std::fabs(mean.mean / 3.99 - 1) < .04 + 3 * mean.standard_error / 3.99);
}

// Without memory the error is least squares' own, known to 1/√(2·400) and, by ρ̂ ≈ 0 ± 1/√400, to another 5 %; averaged over
// 400 series to a twentieth of that. What the lags add is of the order lags²/n = 6²/400, in squares, half of it as error.
TEST_CASE("without memory the error of a trend is that of least squares") {
  const std::uint32_t length = 400;
  std::vector<double> ratios, time(length), equal(length, 1.0);
  for (std::uint32_t t = 0; t < length; ++t) time[t] = t;
  for (std::uint32_t trial = 0; trial < 400; ++trial) {
    const std::vector<double> series = series_of(trial, length, 0);
    const Measured with_memory = trend(series), plain = weighted_slope(time, series, equal);
    CHECK(with_memory.value == doctest::Approx(plain.value).epsilon(1e-9));
    ratios.push_back(with_memory.standard_error / plain.standard_error);
  }
  CHECK(std::fabs(estimate(ratios).mean - 1) < .045 + 3 * estimate(ratios).standard_error);
}

TEST_CASE("a drift added to a series is added to its trend and leaves the error alone; a unit scales both") {
  const std::vector<double> series = series_of(0, 150, .7);
  std::vector<double> drifting = series, in_thousands = series;
  for (std::size_t t = 0; t < series.size(); ++t) drifting[t] += .1 * static_cast<double>(t);
  for (double& x : in_thousands) x *= 1000;
  const Measured still = trend(series), moving = trend(drifting), scaled = trend(in_thousands);
  CHECK(moving.value == doctest::Approx(still.value + .1).epsilon(1e-12));
  CHECK(moving.standard_error == doctest::Approx(still.standard_error).epsilon(1e-10));
  CHECK(scaled.value == doctest::Approx(1000 * still.value).epsilon(1e-12));
  CHECK(scaled.standard_error == doctest::Approx(1000 * still.standard_error).epsilon(1e-10));
  CHECK(autocorrelation(in_thousands).value == doctest::Approx(autocorrelation(series).value).epsilon(1e-12));
}

TEST_CASE("series too short, constant or with a NaN have no autocorrelation, and no error of a trend") {
  CHECK(std::isnan(autocorrelation(std::array{1.0, 2.0}).value));
  CHECK(std::isnan(autocorrelation(std::vector(10, .1)).value));
  CHECK(std::isnan(autocorrelation(std::array{1.0, std::nan(""), 2.0, 3.0}).value));
  CHECK(std::isnan(trend(std::array{1.0}).value));
  CHECK(trend(std::array{1.0, 2.0, 3.0}).value == 1);
  CHECK(std::isnan(trend(std::array{1.0, 2.0, 3.0}).standard_error));
  const Measured with_nan = trend(std::array{1.0, std::nan(""), 2.0, 3.0, 5.0});
  CHECK(std::isnan(with_nan.value));
  CHECK(std::isnan(with_nan.standard_error));
}

}  // namespace
}  // namespace suanli::test
