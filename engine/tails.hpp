// How fast the upper tail of a distribution falls: P(X > x) ~ x^-ζ.
#pragma once

#include <cstddef>
#include <span>

#include "engine/statistics.hpp"

namespace suanli {

/// The tail exponent ζ by the `count` largest of ascending values, none of them NaN: ζ̂ = (k-1)/Σ ln(x_i/x_(k+1)), the sum
/// over the k = `count` largest, x_(k+1) the largest below them (Hill 1975). Hill's own k/Σ is too large by k/(k-1) on
/// average; this one is unbiased where the tail is exactly Pareto, and its standard error ζ̂/√(k-2) then exact (ζ̂/√k for
/// many). It takes the values for independent. Equal values count each; infinite where all k + 1 are equal. NaN for k below 3
/// or not below the number of values, and where x_(k+1) is not positive or the largest not finite.
Measured hill_exponent(std::span<const double> ascending, std::size_t count);

/// The same from the logs of values, in any order: picked, not sorted. NaN for k below 3 or not below the number of values.
Measured hill_exponent_of_logs(std::span<double> logs, std::size_t count);

/// The tail exponent ζ by regressing ln(rank - 1/2) on the log of the k = `count` largest values, the largest of rank 1; its
/// standard error ζ̂√(2/k) (Gabaix and Ibragimov 2011; that of least squares would be far too small). The half keeps the bias
/// of few values small, and deviations from a power law move it less than Hill's. Equal values take successive ranks. NaN as
/// for hill_exponent, except that the k values may be all there are; infinite where all k are equal.
Measured rank_exponent(std::span<const double> ascending, std::size_t count);

}  // namespace suanli
