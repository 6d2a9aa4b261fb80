#include "engine/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/contracts.hpp"

namespace suanli {

namespace {
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double sum(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

/// Mean of the powers of the values' distances from their mean.
double central_moment(std::span<const double> values, int power) {
  const double mean = estimate(values).mean;
  double powers = 0;
  for (const double x : values) {
    const double square = (x - mean) * (x - mean);
    powers += power == 2 ? square : power == 3 ? square * (x - mean) : square * square;
  }
  return powers / static_cast<double>(values.size());
}
}  // namespace

Estimate estimate(std::span<const double> values) {
  EXPECTS(!values.empty());
  if (std::ranges::all_of(values, [&](double x) { return x - values[0] == 0; })) return {values[0], 0, values.size()};
  const double n = static_cast<double>(values.size()), mean = sum(values) / n;
  const double spread = root_mean_square(values, mean);
  return {mean, spread / std::sqrt(n - 1), values.size()};
}

double standard_errors_off(double chance, std::size_t count) {
  EXPECTS(count >= 2);
  const boost::math::students_t deviation(static_cast<double>(count - 1));
  return boost::math::quantile(boost::math::complement(deviation, chance / 2));
}

Interval confidence_interval(const Estimate& mean, double level) {
  EXPECTS(level > 0 && level < 1);
  const double infinite = std::numeric_limits<double>::infinity();
  if (mean.count < 2) return {-infinite, infinite};
  const double half = standard_errors_off(1 - level, mean.count) * mean.standard_error;
  return {mean.mean - half, mean.mean + half};
}

Interval confidence_interval(const Measured& measured, double level) {
  EXPECTS(level > 0 && level < 1);
  const double half = boost::math::quantile(boost::math::normal(), (1 + level) / 2) * measured.standard_error;
  return {measured.value - half, measured.value + half};
}

double root_mean_square(std::span<const double> values, double centre) {
  EXPECTS(!values.empty());
  double squares = 0;
  for (const double x : values) squares += (x - centre) * (x - centre);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

double quantile(std::span<const double> ascending, double probability) {
  EXPECTS(!ascending.empty() && probability >= 0 && probability <= 1);
  const double position = probability * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(position), above = std::min(below + 1, ascending.size() - 1);
  if (ascending[below] == ascending[above]) return ascending[below];  // also where both are infinite
  return std::lerp(ascending[below], ascending[above], position - static_cast<double>(below));
}

void quantiles(std::span<double> values, std::span<const double> probabilities, std::span<double> result) {
  EXPECTS(result.size() == probabilities.size());
  if (values.empty() || std::ranges::any_of(values, [](double x) { return std::isnan(x); }))
    return std::ranges::fill(result, nan), void();
  std::ranges::sort(values);
  std::ranges::transform(probabilities, result.begin(), [&](double p) { return quantile(values, p); });
}

double slope(std::span<const double> x, std::span<const double> y) {
  EXPECTS(x.size() == y.size() && x.size() >= 2);
  const double n = static_cast<double>(x.size()), mean_x = sum(x) / n, mean_y = sum(y) / n;
  double xy = 0, xx = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean_x) * (y[i] - mean_y);
    xx += (x[i] - mean_x) * (x[i] - mean_x);
  }
  return xy / xx;
}

Measured weighted_slope(std::span<const double> x, std::span<const double> y, std::span<const double> weights) {
  EXPECTS(x.size() == y.size() && x.size() == weights.size());
  const double all = sum(weights), mean_x = std::inner_product(x.begin(), x.end(), weights.begin(), 0.0) / all,
               mean_y = std::inner_product(y.begin(), y.end(), weights.begin(), 0.0) / all;
  double xy = 0, xx = 0, squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += weights[i] * (x[i] - mean_x) * (y[i] - mean_y);
    xx += weights[i] * (x[i] - mean_x) * (x[i] - mean_x);
  }
  const double slope = xy / xx;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double residual = y[i] - mean_y - slope * (x[i] - mean_x);
    squares += weights[i] * residual * residual;
  }
  return {slope, x.size() < 3 ? nan : std::sqrt(squares / static_cast<double>(x.size() - 2) / xx)};
}

Measured skewness(std::span<const double> values) {
  if (values.size() < 3) return {nan, nan};
  const double n = static_cast<double>(values.size()), variance = central_moment(values, 2);
  const double of_sample = central_moment(values, 3) / (variance * std::sqrt(variance));
  return {std::sqrt(n * (n - 1)) / (n - 2) * of_sample, std::sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))};
}

Measured excess_kurtosis(std::span<const double> values) {
  if (values.size() < 4) return {nan, nan};
  const double n = static_cast<double>(values.size()), variance = central_moment(values, 2);
  const double of_sample = central_moment(values, 4) / (variance * variance) - 3;
  return {(n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * of_sample + 6),
          std::sqrt(24 * n * (n - 1) * (n - 1) / ((n - 3) * (n - 2) * (n + 3) * (n + 5)))};
}

double herfindahl_index(std::span<const double> sizes) {
  const double all = sum(sizes);
  double squares = 0;
  for (const double size : sizes) squares += (size / all) * (size / all);
  return sizes.empty() ? nan : squares;
}

}  // namespace suanli
