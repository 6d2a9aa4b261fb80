// Two samples held against each other by drawing them again: differences of any statistic with intervals, and the chance
// that samples of one distribution lie as far apart. Draws are addressed: the same on any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/bootstrap.hpp"
#include "engine/statistics.hpp"

namespace suanli {

/// How often samples are drawn again: the ends of a 95 % interval are then the 25th smallest and largest of them, and where
/// they lie is uncertain by a tenth of the interval's half width.
inline constexpr std::size_t bootstrap_draws = 999;

/// How often each of `count` comes in resampled_places.
std::vector<std::uint32_t> times_drawn(std::size_t count, std::uint64_t seed, std::uint32_t draw,
                                       Resampled sample = Resampled::first);

/// Values sorted once, to be drawn again and again.
class Redrawn {
 public:
  explicit Redrawn(std::span<const double> values);
  /// The values in ascending order, value i of those given `times[i]` times.
  void draw(std::span<const std::uint32_t> times, std::vector<double>& ascending) const;
  std::span<const double> ascending() const { return ascending_; }
  std::size_t size() const { return order_.size(); }

 private:
  std::vector<std::size_t> order_;
  std::vector<double> ascending_;
};

/// What was found in the data, and what draws from them say about its error.
struct Bootstrapped {
  double value, standard_error;
  Interval interval;  ///< between percentiles of the draws; NaN where a draw has no value, or there is none
};

/// A value and those of the draws.
Bootstrapped bootstrapped(double value, std::vector<double> of_draws, double level);

/// Whether value i of one sample and value i of the other belong together, and are drawn together.
enum class Samples { paired, independent };

/// Numbers of ascending values.
using Numbers = std::function<std::vector<double>(std::span<const double> ascending)>;

/// Each of the numbers of b less that of a. Bootstrap (Efron 1979); paired samples have the same length.
std::vector<Bootstrapped> differences(std::span<const double> a, std::span<const double> b, Samples samples,
                                      const Numbers& numbers, std::uint64_t seed, double level);

/// Largest distance between the empirical distribution functions of ascending values (Kolmogorov and Smirnov).
double largest_distance(std::span<const double> ascending_a, std::span<const double> ascending_b);

/// Probability that independent samples of one continuous distribution are at least this distance apart: exact by counting
/// paths while the product of their sizes is at most `exact_up_to`, beyond it Kolmogorov's limit at
/// (√n + .12 + .11/√n)·distance, 1/n = 1/n_a + 1/n_b (Stephens 1970), within half a step
/// of the distance. Too large where values are equal.
double chance_of_distance(double distance, std::size_t count_a, std::size_t count_b);
inline constexpr std::size_t exact_up_to = 1'000'000;

/// The same for pairs, which common random numbers make alike: the share of draws, in each of which the two of every pair
/// change places with probability 1/2, that lie at least as far apart, the data counted as one of them.
double chance_of_distance_of_pairs(std::span<const double> a, std::span<const double> b, std::uint64_t seed);

}  // namespace suanli
