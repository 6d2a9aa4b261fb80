// The bootstrap (Efron 1979) on addressed draws: the same resamples whatever the threads and the order of the work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/statistics.hpp"

namespace suanli {

/// How many resamples, drawn by which seed, tell an interval at a confidence in (0, 1).
struct Resampling {
  double confidence;
  std::uint32_t resamples;
  std::uint64_t seed;
};

/// What is drawn anew: base points or rows of a table, and its columns, independently of each other.
enum class Resampled : std::uint32_t { rows, columns };

/// Places in [0, count) of resample number `which`, drawn with replacement; `count` below 2^32.
std::vector<std::uint32_t> resampled_places(const Resampling& resampling, Resampled what, std::uint32_t which,
                                            std::size_t count);

/// The interval that leaves out equal shares of the resamples' values on either side; NaN where one of them is.
Interval percentile_interval(std::vector<double> values, double confidence);

}  // namespace suanli
