#include "engine/paired.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "engine/contracts.hpp"
#include "engine/elementary.hpp"

namespace suanli {

namespace {
double variance(std::span<const double> values) {  // without n - 1, which cancels in a ratio
  const double spread = root_mean_square(values, estimate(values).mean);
  return spread * spread;
}

std::vector<double> logs(std::span<const double> values) {
  std::vector<double> all(values.size());
  std::ranges::transform(values, all.begin(), [](double x) {
    return x > 0 && std::isnormal(x) ? log(x) : std::numeric_limits<double>::quiet_NaN();
  });
  return all;
}
}  // namespace

PairedDifference paired_difference(std::span<const double> a, std::span<const double> b) {
  EXPECTS(a.size() == b.size() && !a.empty());
  std::vector<double> difference(a.size());
  std::ranges::transform(a, b, difference.begin(), std::minus());
  return {estimate(difference), 1 - variance(difference) / (variance(a) + variance(b))};
}

PairedDifference paired_log_difference(std::span<const double> a, std::span<const double> b) {
  return paired_difference(logs(a), logs(b));
}

Effect judge(const Interval& interval, double relevant) {
  EXPECTS(relevant > 0);
  if (interval.low > relevant) return Effect::above;
  if (interval.high < -relevant) return Effect::below;
  if (interval.low > -relevant && interval.high < relevant) return Effect::negligible;
  return Effect::undecided;
}

std::optional<std::size_t> replications_to_decide(const Estimate& mean, double level, double relevant) {
  EXPECTS(relevant > 0);
  if (mean.count < 2) return std::nullopt;
  const double spread = mean.standard_error * std::sqrt(static_cast<double>(mean.count));
  const auto decided = [&](std::size_t n) {
    const Estimate as_many{mean.mean, spread / std::sqrt(static_cast<double>(n)), n};
    return judge(confidence_interval(as_many, level), relevant) != Effect::undecided;
  };
  std::size_t enough = 2;
  while (!decided(enough)) {
    if (enough > 1'000'000'000'000) return std::nullopt;
    enough *= 2;
  }
  for (std::size_t too_few = enough / 2; enough - too_few > 1;) {
    const std::size_t middle = too_few + (enough - too_few) / 2;
    (decided(middle) ? enough : too_few) = middle;
  }
  return enough;
}

}  // namespace suanli
