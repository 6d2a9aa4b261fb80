#include "engine/time_series.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/elementary.hpp"

namespace suanli {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Sum of the products of values `lag` apart.
double products(std::span<const double> values, std::size_t lag) {
  double all = 0;
  for (std::size_t t = lag; t < values.size(); ++t) all += values[t] * values[t - lag];
  return all;
}

/// The variance of a mean times the number of values, which have mean 0 and a memory of a few periods: Newey and West.
double long_run_variance(std::span<const double> values, std::size_t lags) {
  double all = products(values, 0);
  for (std::size_t lag = 1; lag <= std::min(lags, values.size() - 1); ++lag)
    all += 2 * (1 - static_cast<double>(lag) / static_cast<double>(lags + 1)) * products(values, lag);
  return all / static_cast<double>(values.size() - 2);  // two were fitted
}

}  // namespace

Measured autocorrelation(std::span<const double> series) {
  if (series.size() < 3) return {nan, nan};
  const double n = static_cast<double>(series.size()), mean = estimate(series).mean;
  std::vector<double> distance(series.begin(), series.end());
  for (double& x : distance) x -= mean;
  const double r = products(distance, 1) / products(distance, 0);
  return {r, std::sqrt((1 - r * r) / n)};
}

Measured mean_over_time(std::span<const double> series) {
  if (series.empty()) return {nan, nan};
  const double n = static_cast<double>(series.size()), mean = estimate(series).mean;
  if (series.size() < 4) return {mean, nan};
  std::vector<double> distance(series.begin(), series.end());
  for (double& x : distance) x -= mean;
  const double squares = products(distance, 0);
  if (squares == 0) return {mean, 0};
  const double r = products(distance, 1) / squares, memory = std::clamp(r + (1 + 3 * r) / n, -.97, .97);
  const double longer = (1 + memory) / (1 - memory);  // how many values one that is independent of others stands for
  return {mean, std::sqrt(squares / std::max(n - longer, 1.0) * longer / n)};
}

Measured trend(std::span<const double> series) {
  if (series.size() < 2) return {nan, nan};
  const double n = static_cast<double>(series.size()), mean = estimate(series).mean;
  std::vector<double> time(series.size()), residual(series.size()), white(series.size() - 1);
  for (std::size_t t = 0; t < time.size(); ++t) time[t] = static_cast<double>(t) - (n - 1) / 2;
  const double drift = slope(time, series);
  if (series.size() < 4) return {drift, nan};

  for (std::size_t t = 0; t < time.size(); ++t) residual[t] = series[t] - mean - drift * time[t];
  const double squares = products(residual, 0), r = squares == 0 ? 0 : products(residual, 1) / squares;
  const double memory = std::clamp(r + (2 + 4 * r) / n, -.97, .97);
  for (std::size_t t = 0; t < white.size(); ++t) white[t] = residual[t + 1] - memory * residual[t];
  const auto lags = static_cast<std::size_t>(4 * pow(n / 100, 2.0 / 9));
  return {drift, std::sqrt(long_run_variance(white, lags) / products(time, 0)) / (1 - memory)};
}

}  // namespace suanli
