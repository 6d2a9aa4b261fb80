#include "engine/resampling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/contracts.hpp"
#include "engine/draws.hpp"
#include "engine/elementary.hpp"
#include "engine/parallel.hpp"

namespace suanli {

namespace {

// Zeros and ones, one of each bit of the words.
std::vector<std::uint8_t> coins(std::size_t count, const Stream& at) {
  constexpr std::size_t bits = 32;
  std::vector<std::uint8_t> all;
  for (std::uint32_t entity = 0; all.size() < count; ++entity)
    for (const std::uint32_t word : random_words(at, entity))
      for (std::size_t k = 0; k < bits && all.size() < count; ++k) all.push_back(word >> k & 1);
  return all;
}

std::vector<std::size_t> ascending_order(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values[i]; });
  return order;
}

// P(D < distance) over paths of (n_a, n_b) steps, each as likely (Hodges 1958).
double chance_of_less(double distance, std::size_t count_a, std::size_t count_b) {
  const double a = static_cast<double>(count_a), b = static_cast<double>(count_b);
  const double limit = std::round(distance * a * b) - .5;  // distances are multiples of 1/(n_a n_b)
  std::vector<double> paths(count_b + 1);
  for (std::size_t i = 0; i <= count_a; ++i) {
    const double x = static_cast<double>(i);
    for (std::size_t j = 0; j <= count_b; ++j) {
      const double y = static_cast<double>(j);
      // By the share of paths to (i, j) that come from (i - 1, j), so that nothing overflows.
      if (std::abs(x * b - y * a) > limit) paths[j] = 0;
      else if (i == 0 && j == 0) paths[j] = 1;
      else paths[j] = (i == 0 ? 0 : paths[j] * x / (x + y)) + (j == 0 ? 0 : paths[j - 1] * y / (x + y));
    }
  }
  return paths[count_b];
}

// Kolmogorov's Σ over k of 2(-1)^(k-1) e^(-2k²x²).
double kolmogorov_tail(double x) {
  if (x < .2) return 1;  // less by 1e-12
  double tail = 0;
  for (int k = 1; k < 100; ++k) {
    const double term = 2 * k * k * x * x < 700 ? exp(-2 * k * k * x * x) : 0;
    tail += k % 2 == 1 ? 2 * term : -2 * term;
    if (term < 1e-17) break;
  }
  return std::clamp(tail, 0.0, 1.0);
}

/// The values of pairs from the smallest to the largest, and which pair and which of its two each is.
struct Merged {
  std::vector<std::size_t> pair, side;
  std::vector<bool> last_of_equals;
};
Merged merged(std::span<const double> a, std::span<const double> b) {
  std::vector<double> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  Merged m;
  const std::vector<std::size_t> order = ascending_order(all);
  for (std::size_t k = 0; k < order.size(); ++k) {
    m.pair.push_back(order[k] % a.size()), m.side.push_back(order[k] / a.size());
    m.last_of_equals.push_back(k + 1 == order.size() || all[order[k]] != all[order[k + 1]]);
  }
  return m;
}

// Times n: a whole number, so that equal distances are equal.
long largest_distance_of(const Merged& m, std::span<const std::uint8_t> swapped) {
  long ahead = 0, most = 0;
  for (std::size_t k = 0; k < m.pair.size(); ++k) {
    ahead += m.side[k] == swapped[m.pair[k]] ? 1 : -1;
    if (m.last_of_equals[k]) most = std::max(most, std::abs(ahead));
  }
  return most;
}

}  // namespace

std::vector<std::uint32_t> times_drawn(std::size_t count, std::uint64_t seed, std::uint32_t draw, Resampled sample) {
  std::vector<std::uint32_t> times(count);
  for (const std::uint32_t place : resampled_places(seed, sample, draw, count)) ++times[place];
  return times;
}

Redrawn::Redrawn(std::span<const double> values) : order_(ascending_order(values)) {
  for (const std::size_t i : order_) ascending_.push_back(values[i]);
}

void Redrawn::draw(std::span<const std::uint32_t> times, std::vector<double>& ascending) const {
  ascending.clear();
  for (std::size_t k = 0; k < order_.size(); ++k) ascending.insert(ascending.end(), times[order_[k]], ascending_[k]);
}

Bootstrapped bootstrapped(double value, std::vector<double> of_draws, double level) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (of_draws.empty() || std::ranges::any_of(of_draws, [](double x) { return std::isnan(x); }))
    return {value, nan, {nan, nan}};
  const Estimate draws = estimate(of_draws);
  const double deviation = draws.standard_error * std::sqrt(static_cast<double>(of_draws.size()));
  return {value, deviation, percentile_interval(std::move(of_draws), level)};
}

std::vector<Bootstrapped> differences(std::span<const double> a, std::span<const double> b, Samples samples,
                                      const Numbers& numbers, std::uint64_t seed, double level) {
  EXPECTS(samples == Samples::independent || a.size() == b.size());
  const Redrawn of_a(a), of_b(b);
  const auto less = [&](std::span<const double> first, std::span<const double> second) {
    std::vector<double> difference = numbers(second);
    const std::vector<double> base = numbers(first);
    for (std::size_t i = 0; i < base.size(); ++i) difference[i] -= base[i];
    return difference;
  };
  std::vector<std::vector<double>> draws(bootstrap_draws);
  for_each_index(bootstrap_draws, Threads::all, [&](std::size_t d) {
    const auto draw = static_cast<std::uint32_t>(d);
    const std::vector<std::uint32_t> first = times_drawn(a.size(), seed, draw);
    std::vector<double> drawn_a, drawn_b;
    of_a.draw(first, drawn_a);
    of_b.draw(samples == Samples::paired ? first : times_drawn(b.size(), seed, draw, Resampled::second), drawn_b);
    draws[d] = less(drawn_a, drawn_b);
  });
  std::vector<Bootstrapped> all;
  const std::vector<double> found = less(of_a.ascending(), of_b.ascending());
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::vector<double> of_draws;
    for (const std::vector<double>& draw : draws) of_draws.push_back(draw[i]);
    all.push_back(bootstrapped(found[i], std::move(of_draws), level));
  }
  return all;
}

double largest_distance(std::span<const double> a, std::span<const double> b) {
  EXPECTS(!a.empty() && !b.empty());
  double most = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const double x = std::min(a[i], b[j]);
    while (i < a.size() && a[i] == x) ++i;
    while (j < b.size() && b[j] == x) ++j;
    most = std::max(most, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                   static_cast<double>(j) / static_cast<double>(b.size())));
  }
  return most;
}

double chance_of_distance(double distance, std::size_t count_a, std::size_t count_b) {
  EXPECTS(count_a > 0 && count_b > 0);
  if (count_b <= exact_up_to / count_a) return std::clamp(1 - chance_of_less(distance, count_a, count_b), 0.0, 1.0);
  const double a = static_cast<double>(count_a), b = static_cast<double>(count_b), root = std::sqrt(a * b / (a + b));
  return kolmogorov_tail((root + .12 + .11 / root) * distance);
}

double chance_of_distance_of_pairs(std::span<const double> a, std::span<const double> b, std::uint64_t seed) {
  EXPECTS(a.size() == b.size() && !a.empty());
  const Merged m = merged(a, b);
  const long of_data = largest_distance_of(m, std::vector<std::uint8_t>(a.size()));
  std::vector<std::uint8_t> as_far(bootstrap_draws);
  for_each_index(bootstrap_draws, Threads::all, [&](std::size_t d) {
    as_far[d] =
        largest_distance_of(
            m, coins(a.size(), engine_stream(seed, EnginePurpose::swap, 0, static_cast<std::uint32_t>(d)))) >= of_data;
  });
  const auto count = std::ranges::count(as_far, 1);
  return static_cast<double>(count + 1) / static_cast<double>(bootstrap_draws + 1);
}

}  // namespace suanli
