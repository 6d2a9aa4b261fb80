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

/// Mean and standard error of independent values, summed in their order; at least one value.
Estimate estimate(std::span<const double> values);

/// How many standard errors a mean of `count` ≥ 2 normal values is off with probability `chance`: Student's t, two-sided.
double standard_errors_off(double chance, std::size_t count);

/// Standard deviation of independent values around a known centre.
double root_mean_square(std::span<const double> values, double centre);

/// Least-squares slope of y on x; the same length, at least two distinct x.
double slope(std::span<const double> x, std::span<const double> y);

}  // namespace suanli
