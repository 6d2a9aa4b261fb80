#include "engine/distribution.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/contracts.hpp"
#include "engine/elementary.hpp"

namespace suanli {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double rounding = 1e-12;  // of a sum of squares, what may be left where all but one value are equal
constexpr double sqrt_2pi = 2.5066282746310005;

/// Sums of the first four powers of n values' distances from their mean; the first is 0.
struct PowerSums {
  double n, second, third, fourth;
};

PowerSums power_sums(std::span<const double> values, double mean) {
  PowerSums sums{static_cast<double>(values.size()), 0, 0, 0};
  for (const double x : values) {
    const double d = x - mean, square = d * d;
    sums.second += square, sums.third += square * d, sums.fourth += square * square;
  }
  return sums;
}

// Those of all values but one at a distance d from their mean: the mean of the others lies at c from the old one.
PowerSums without(const PowerSums& all, double d) {
  const double n = all.n - 1, c = -d / n, second = all.second - d * d, third = all.third - d * d * d,
               fourth = all.fourth - d * d * d * d;
  const double squares = second - n * c * c;
  return {n, squares > rounding * all.second ? squares : 0, third - 3 * c * second + 2 * n * c * c * c,
          fourth - 4 * c * third + 6 * c * c * second - 3 * n * c * c * c * c};
}

double standard_deviation(const PowerSums& s) { return s.n < 2 ? nan : std::sqrt(std::max(0.0, s.second) / (s.n - 1)); }

double skewness(const PowerSums& s) {
  if (s.n < 3 || !(s.second > 0)) return nan;
  const double variance = s.second / s.n;
  return std::sqrt(s.n * (s.n - 1)) / (s.n - 2) * (s.third / s.n) / (variance * std::sqrt(variance));
}

double excess_kurtosis(const PowerSums& s) {
  if (s.n < 4 || !(s.second > 0)) return nan;
  const double variance = s.second / s.n, of_sample = s.fourth / s.n / (variance * variance) - 3;
  return (s.n - 1) / ((s.n - 2) * (s.n - 3)) * ((s.n + 1) * of_sample + 6);
}

Measured with_jackknife_error(std::span<const double> values, double mean, const PowerSums& all,
                              double (*moment)(const PowerSums&)) {
  std::vector<double> left;
  for (const double x : values) left.push_back(moment(without(all, x - mean)));
  const double n = all.n, spread = root_mean_square(left, estimate(left).mean);
  return {moment(all), std::sqrt(n - 1) * spread};
}

}  // namespace

Moments moments(std::span<const double> values, double rounding) {
  constexpr Measured none{nan, nan};
  if (values.empty()) return {none, none, none, none};
  const Estimate mean = estimate(values);
  const PowerSums sums = power_sums(values, mean.mean);
  const auto moment = [&](double (*of)(const PowerSums&)) { return with_jackknife_error(values, mean.mean, sums, of); };
  const Measured spread = moment(standard_deviation);
  const bool has_shape = spread.value > rounding;
  return {{mean.mean, values.size() < 2 ? nan : mean.standard_error},
          spread,
          has_shape ? moment(skewness) : none,
          has_shape ? moment(excess_kurtosis) : none};
}

double picked_quantile(std::span<double> values, double probability) {
  EXPECTS(probability >= 0 && probability <= 1);
  if (values.empty()) return nan;
  const double position = probability * static_cast<double>(values.size() - 1);
  const auto below = values.begin() + static_cast<std::ptrdiff_t>(position);
  std::ranges::nth_element(values, below);
  const double above = below + 1 == values.end() ? *below : *std::min_element(below + 1, values.end());
  return std::lerp(*below, above, position - std::floor(position));
}

std::size_t values_for_interval(double probability, double level) {
  EXPECTS(probability > 0 && probability < 1 && level > 0 && level < 1);
  const double farther = std::max(probability, 1 - probability);
  return static_cast<std::size_t>(std::ceil(log((1 - level) / 2) / log(farther)));
}

QuantileEstimate quantile_estimate(std::span<const double> ascending, double probability, double level) {
  EXPECTS(probability > 0 && probability < 1 && level > 0 && level < 1);
  const std::size_t n = ascending.size();
  const double value = n == 0 ? nan : quantile(ascending, probability);
  if (n < values_for_interval(probability, level)) return {value, {}};
  // How many values lie below the truth is binomial: `low` the most that too rarely are fewer than low + 1 …
  const boost::math::binomial below(static_cast<double>(n), probability);
  const double chance = (1 - level) / 2;
  const auto at_most = [&](std::size_t k) { return boost::math::cdf(below, static_cast<double>(k)); };
  std::size_t low = 0;
  for (std::size_t beyond = n; beyond - low > 1;) {
    const std::size_t middle = low + (beyond - low) / 2;
    (at_most(middle) <= chance ? low : beyond) = middle;
  }
  // … and `high` the fewest that often enough are no more than high.
  std::size_t high = n - 1;
  for (std::size_t short_of = 0; high - short_of > 1;) {
    const std::size_t middle = short_of + (high - short_of) / 2;
    (at_most(middle) >= 1 - chance ? high : short_of) = middle;
  }
  return {value, Interval{ascending[low], ascending[high]}};
}

Measured expected_shortfall(std::span<const double> ascending, double probability) {
  EXPECTS(probability > 0 && probability <= 1);
  const double n = static_cast<double>(ascending.size()), share = n * probability;
  if (share < 1) return {nan, nan};
  const auto whole = std::min(static_cast<std::size_t>(share), ascending.size());
  double sum = 0;
  for (std::size_t i = 0; i < whole; ++i) sum += ascending[i];
  if (whole < ascending.size()) sum += (share - static_cast<double>(whole)) * ascending[whole];
  const double end = quantile(ascending, probability);
  std::vector<double> shortfalls;
  for (const double x : ascending) shortfalls.push_back(std::max(0.0, end - x));
  return {sum / share, ascending.size() < 2 ? nan : estimate(shortfalls).standard_error / probability};
}

Interval wilson_interval(std::size_t count, std::size_t trials, double level) {
  EXPECTS(trials > 0 && count <= trials && level > 0 && level < 1);
  const double n = static_cast<double>(trials), share = static_cast<double>(count) / n;
  const double z = boost::math::quantile(boost::math::normal(), (1 + level) / 2), shrink = 1 + z * z / n;
  const double centre = (share + z * z / (2 * n)) / shrink;
  const double half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / shrink;
  // At the ends rounding would leave 1e-17 of what is exactly 0, or 1.
  return {count == 0 ? 0 : centre - half, count == trials ? 1 : centre + half};
}

double silverman_bandwidth(std::span<const double> ascending) {
  if (ascending.size() < 2) return nan;
  const double n = static_cast<double>(ascending.size());
  const double deviation = estimate(ascending).standard_error * std::sqrt(n);
  const double quartiles = (quantile(ascending, .75) - quantile(ascending, .25)) / 1.34;
  const double spread = quartiles > 0 ? std::min(deviation, quartiles) : deviation;
  return spread > 0 ? .9 * spread * pow(n, -.2) : nan;
}

Measured kernel_density(std::span<const double> values, double bandwidth, double at) {
  if (values.empty() || !(bandwidth > 0)) return {nan, nan};
  std::vector<double> kernels;
  for (const double x : values) {
    const double z = (at - x) / bandwidth;
    kernels.push_back(std::abs(z) < 37 ? exp(-z * z / 2) / (sqrt_2pi * bandwidth) : 0);  // e^(-37²/2) is about 1e-297
  }
  const Estimate mean = estimate(kernels);
  return {mean.mean, values.size() < 2 ? nan : mean.standard_error};
}

}  // namespace suanli
