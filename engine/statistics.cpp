#include "engine/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/contracts.hpp"

namespace suanli {

namespace {
double sum(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }
}  // namespace

Estimate estimate(std::span<const double> values) {
  EXPECTS(!values.empty());
  const double n = static_cast<double>(values.size()), mean = sum(values) / n;
  if (values.size() == 1) return {mean, 0, 1};
  const double spread = root_mean_square(values, mean);
  return {mean, spread / std::sqrt(n - 1), values.size()};
}

double standard_errors_off(double chance, std::size_t count) {
  EXPECTS(count >= 2);
  const boost::math::students_t deviation(static_cast<double>(count - 1));
  return boost::math::quantile(boost::math::complement(deviation, chance / 2));
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
    return std::ranges::fill(result, std::numeric_limits<double>::quiet_NaN()), void();
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

}  // namespace suanli
