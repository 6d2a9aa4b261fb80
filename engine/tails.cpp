#include "engine/tails.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/contracts.hpp"
#include "engine/elementary.hpp"

namespace suanli {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();

/// ln of the `count` largest values, ascending; nothing unless all of them have one.
std::vector<double> largest_logs(std::span<const double> ascending, std::size_t count) {
  EXPECTS(std::ranges::is_sorted(ascending));
  if (count > ascending.size()) return {};
  const std::span<const double> largest = ascending.last(count);
  if (!(largest.front() > 0 && std::isnormal(largest.front()) && std::isfinite(largest.back()))) return {};
  std::vector<double> logs(count);
  std::ranges::transform(largest, logs.begin(), [](double x) { return log(x); });
  return logs;
}

}  // namespace

Measured hill_exponent(std::span<const double> ascending, std::size_t count) {
  std::vector<double> logs = largest_logs(ascending, count + 1);
  return hill_exponent_of_logs(logs, count);
}

Measured hill_exponent_of_logs(std::span<double> logs, std::size_t count) {
  if (count < 3 || count >= logs.size()) return {nan, nan};
  const std::span<double> largest = logs.last(count + 1);
  std::ranges::nth_element(logs, largest.begin());
  double excess = 0;
  for (const double x : largest) excess += x - largest.front();
  const double k = static_cast<double>(count), exponent = (k - 1) / excess;
  return {exponent, exponent / std::sqrt(k - 2)};
}

Measured rank_exponent(std::span<const double> ascending, std::size_t count) {
  const std::vector<double> logs = largest_logs(ascending, count);
  if (count < 3 || logs.empty()) return {nan, nan};
  if (logs.front() == logs.back()) return {infinite, infinite};
  std::vector<double> log_ranks(count);
  for (std::size_t i = 0; i < count; ++i) log_ranks[i] = log(static_cast<double>(count - i) - .5);
  const double exponent = -slope(logs, log_ranks);
  return {exponent, exponent * std::sqrt(2 / static_cast<double>(count))};
}

}  // namespace suanli
