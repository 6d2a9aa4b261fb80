// Statistics over replications.
#pragma once

#include <cstddef>
#include <span>

namespace suanli {

/// A mean over independent values, its standard error (0 for a single one), and how many there were.
struct Estimate {
  double mean, standard_error;
  std::size_t count;
};

/// What was estimated from data, and the standard deviation of its estimates.
struct Measured {
  double value, standard_error;
};

/// Mean and standard error of independent values, summed in their order; at least one value.
Estimate estimate(std::span<const double> values);

/// How many standard errors a mean of `count` ≥ 2 normal values is off with probability `chance`: Student's t, two-sided.
double standard_errors_off(double chance, std::size_t count);

/// Standard deviation of independent values around a known centre.
double root_mean_square(std::span<const double> values, double centre);

/// Quantile of ascending values at a probability in [0, 1]: the values lie at 0, 1/(n-1) … 1, and between them it is
/// linear (Hyndman and Fan 1996, type 7: the default of numpy, xarray and R). At least one value, none of them NaN.
double quantile(std::span<const double> ascending, double probability);

/// Quantiles of values in any order, which get sorted; NaN where there is no value or one of them is NaN.
void quantiles(std::span<double> values, std::span<const double> probabilities, std::span<double> result);

/// Least-squares slope of y on x; the same length, at least two distinct x.
double slope(std::span<const double> x, std::span<const double> y);

}  // namespace suanli
