// Two ensembles on common random numbers: what they differ by, whether that matters, and how many replications would tell.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "engine/statistics.hpp"

namespace suanli {

/// The difference of two ensembles whose replications share their random numbers one by one.
struct PairedDifference {
  Estimate difference;        ///< of the pairs, which are independent of each other although their halves are not
  double variance_reduction;  ///< 1 - Var(a - b)/(Var a + Var b): the share of the variance of independent runs that
                              ///< pairing saves, 0 where it is no use; NaN where neither ensemble varies
};

/// a - b, replication by replication; the same number of them, at least one.
PairedDifference paired_difference(std::span<const double> a, std::span<const double> b);

/// ln a - ln b, whose mean m says by which factor e^m a typical replication differs (the geometric mean of the ratios; the
/// ends of an interval turn into ratios alike). NaN where a value is not positive and finite.
PairedDifference paired_log_difference(std::span<const double> a, std::span<const double> b);

/// What an interval says about an effect, given the smallest size d that is relevant.
enum class Effect {
  above,       ///< all of the interval is above d
  below,       ///< all of it is below -d
  negligible,  ///< all of it is within ±d
  undecided    ///< it reaches across d or -d, or is no interval
};

/// Judges an effect against the `relevant` size d > 0.
Effect judge(const Interval& interval, double relevant);

/// The smallest number of replications with which the interval at this level would be judged, if mean and spread stayed
/// as they are; since the mean moves too, that many suffice about every second time. Nothing for fewer than two values, or
/// where the mean is as good as at ±d (more than 1e12 replications).
std::optional<std::size_t> replications_to_decide(const Estimate& mean, double level, double relevant);

}  // namespace suanli
