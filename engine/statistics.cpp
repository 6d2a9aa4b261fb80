#include "engine/statistics.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
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
