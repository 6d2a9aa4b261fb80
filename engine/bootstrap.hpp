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

/// Which of two things is drawn anew, independently of each other: rows and columns of a table, or two samples.
enum class Resampled : std::uint32_t { first, second };

/// Places in [0, count) of resample number `which` of a seed, drawn with replacement; `count` below 2^32.
std::vector<std::uint32_t> resampled_places(std::uint64_t seed, Resampled what, std::uint32_t which, std::size_t count);

/// The interval that leaves out equal shares of the resamples' values on either side; NaN where one of them is.
Interval percentile_interval(std::vector<double> values, double confidence);

}  // namespace suanli
