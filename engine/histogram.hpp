// Counts of values in bins of one width: what millions of values leave behind.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace suanli {

/// How many values lie in each of equal bins of [low, high), and how many outside. Counts are whole numbers: the same in
/// whichever order values come and parts are merged, on any number of threads.
class Histogram {
 public:
  /// An empty one of `bins` bins; throws std::invalid_argument unless there is a bin and low < high are finite.
  Histogram(double low, double high, std::size_t bins);
  /// One with counts: below the range, in each bin, at or above the end of the range.
  Histogram(double low, double high, std::span<const std::uint64_t> counts);

  /// Counts a value, infinite ones outside of the range; throws std::domain_error for NaN.
  void add(double x) { ++counts_[place_of(x)]; }

  /// Adds the counts of one of the same bins; throws std::invalid_argument if they are others.
  void merge(const Histogram& other);

  std::size_t bins() const { return counts_.size() - 2; }
  double low() const { return low_; }
  double high() const { return high_; }
  double width() const { return (high_ - low_) / static_cast<double>(bins()); }  ///< of a bin
  double edge(std::size_t i) const;                                              ///< where bin i begins, i up to bins()

  std::span<const std::uint64_t> counts() const { return counts_; }  ///< below, bin by bin, above
  std::uint64_t below() const { return counts_.front(); }
  std::uint64_t above() const { return counts_.back(); }
  std::uint64_t in_bin(std::size_t i) const { return counts_[i + 1]; }
  std::uint64_t total() const;

  /// Quantile at a probability in [0, 1], linear within its bin: within one bin's width of the smallest value that at least
  /// this share of the values does not exceed. Infinite where that lies outside of the range, NaN where there is no value.
  double quantile(double probability) const;

 private:
  std::size_t place_of(double x) const {
    if (x < low_) return 0;
    if (x < high_) return 1 + std::min(static_cast<std::size_t>((x - low_) * bins_per_unit_), bins() - 1);
    if (x >= high_) return counts_.size() - 1;
    throw std::domain_error("a histogram has no bin for NaN");
  }

  double low_, high_, bins_per_unit_;
  std::vector<std::uint64_t> counts_;
};

}  // namespace suanli
