// Statistics over replications.
#pragma once

#include <span>

namespace suanli {

/// A mean over independent replications and its standard error (zero for a single one).
struct Estimate {
  double mean, standard_error;
};

/// Mean and standard error of independent values, summed in their order; at least one value.
Estimate estimate(std::span<const double> values);

/// Standard deviation of independent values around a known centre.
double root_mean_square(std::span<const double> values, double centre);

/// Least-squares slope of y on x; the same length, at least two distinct x.
double slope(std::span<const double> x, std::span<const double> y);

}  // namespace suanli
