// Bins of one width that count what lies beyond them in the first and the last: what a histogram of firms is made of.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/histogram.hpp"

namespace suanli {

/// `count` bins of [low, high); a power of two of them to a whole, so that places are exact.
struct Bins {
  double low, high;
  std::size_t count;

  constexpr double width() const { return (high - low) / static_cast<double>(count); }
  constexpr double centre(std::size_t i) const { return low + (static_cast<double>(i) + 0.5) * width(); }
  /// Of x, the number of its bin, plus a fraction; of one beyond the ends, the bin at this end.
  double place_of(double x) const {
    const double place = (x - low) * (static_cast<double>(count) / (high - low));
    return std::min(std::max(0.0, place), static_cast<double>(count - 1));
  }
  std::size_t of(double x) const { return static_cast<std::size_t>(place_of(x)); }
};

/// Logs of size, growth and productivity of firms: finely, for quantiles and classes; and as files have the first two.
inline constexpr Bins size_bins{-16, 16, 2048}, growth_bins{-2, 2, 1024}, productivity_bins{-4, 4, 1024};
inline constexpr Bins size_bins_of_files{-16, 16, 64}, growth_bins_of_files{-2, 2, 128};

/// Numbers of firms by bin.
using Counts = std::vector<std::uint32_t>;

/// The same as a histogram in which nothing lies outside.
Histogram histogram_of(const Counts& counts, const Bins& bins);

}  // namespace suanli
