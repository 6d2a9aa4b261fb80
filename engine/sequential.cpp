#include "engine/sequential.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <limits>

#include "engine/contracts.hpp"

namespace suanli {

namespace {
constexpr double infinite = std::numeric_limits<double>::infinity();

/// How many standard errors an exactly normal estimate is off at most, at a confidence.
double normal_errors_off(double confidence) {
  return boost::math::quantile(boost::math::normal(), (1 + confidence) / 2);
}

Bracketed estimate_of(const Mean&, double confidence, std::span<const double> values) {
  const Estimate mean = estimate(values);
  if (mean.standard_error == 0 && mean.count > 1) return {mean.mean, {mean.mean, mean.mean}};
  if (values.size() < 4) return {mean.mean, {-infinite, infinite}};
  const double n = static_cast<double>(values.size()), z = normal_errors_off(confidence);
  const double centre = mean.mean + skewness(values).value * mean.standard_error * (2 * z * z + 1) / (6 * std::sqrt(n));
  const double freedom = (n - 1) / (1 + std::max(excess_kurtosis(values).value, 0.0) / 2);
  const double off =
      boost::math::quantile(boost::math::complement(boost::math::students_t(freedom), (1 - confidence) / 2));
  const double half = off * mean.standard_error * (1 + 2 / n);
  return {mean.mean, {centre - half, centre + half}};
}

/// The value at a rank from 1 to their number, linear in between, infinite beyond; reorders the values.
double at_rank(std::span<double> values, double rank) {
  const double last = static_cast<double>(values.size());
  if (rank < 1 || rank > last) return std::copysign(infinite, rank - 1);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
  std::ranges::nth_element(values, at);
  const auto next = std::min_element(at + 1, values.end());
  if (next == values.end() || *next == *at) return *at;
  return std::lerp(*at, *next, rank - std::floor(rank));
}

/// Where quantile q lies, within z standard errors of its rank.
Interval quantile_within(std::span<const double> values, double q, double z) {
  std::vector<double> all(values.begin(), values.end());
  const double n = static_cast<double>(all.size()), spread = std::sqrt(n * q * (1 - q));
  const double widened = z * (1 + .1 / std::sqrt(2 * z * spread));
  const double centre = n * q + .5 + (1 - 2 * q) * (z * z - 1) / 6;
  return {at_rank(all, centre - widened * spread), at_rank(all, centre + widened * spread)};
}

Bracketed estimate_of(const Quantile& statistic, double confidence, std::span<const double> values) {
  std::vector<double> all(values.begin(), values.end());
  const double q = statistic.probability, rank = 1 + q * static_cast<double>(all.size() - 1);  // type 7, as elsewhere
  return {at_rank(all, rank), quantile_within(values, q, normal_errors_off(confidence))};
}

bool has_nan(std::span<const double> values) {
  return std::ranges::any_of(values, [](double x) { return std::isnan(x); });
}

bool is_narrow(const Interval& interval, double half) { return half_width(interval) <= half; }
}  // namespace

Bracketed estimate(const Statistic& statistic, double confidence, std::span<const double> values) {
  EXPECTS(!values.empty() && confidence > 0 && confidence < 1);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (has_nan(values)) return {nan, {nan, nan}};
  return std::visit([&](const auto& which) { return estimate_of(which, confidence, values); }, statistic);
}

bool is_precise_enough(const Precision& precision, std::span<const double> values) {
  EXPECTS(precision.half_width > 0);
  if (values.size() < least_replications || has_nan(values)) return false;
  if (!is_narrow(estimate(precision.statistic, precision.confidence, values).interval, precision.half_width))
    return false;
  const auto* const quantile = std::get_if<Quantile>(&precision.statistic);
  if (quantile == nullptr) return true;
  const double twice = 2 * normal_errors_off(precision.confidence);
  return is_narrow(quantile_within(values, quantile->probability, twice), 2 * precision.half_width);
}

std::optional<std::size_t> stop_after(const Precision& precision, std::span<const double> values,
                                      std::size_t per_batch) {
  EXPECTS(per_batch > 0);
  const std::size_t decided_by = std::min(values.size(), precision.max_replications);
  for (std::size_t n = per_batch; n <= decided_by; n += per_batch)
    if (is_precise_enough(precision, values.first(n))) return n;
  if (values.size() >= precision.max_replications) return precision.max_replications;
  return std::nullopt;
}

std::vector<double> pair_means(std::span<const double> values) {
  EXPECTS(values.size() % 2 == 0);
  std::vector<double> means(values.size() / 2);
  for (std::size_t k = 0; k < means.size(); ++k) means[k] = (values[2 * k] + values[2 * k + 1]) / 2;
  return means;
}

}  // namespace suanli
