// How a number is distributed over replications: moments, quantiles, its lower tail, its density, how often something
// happens. Values are independent draws; errors and intervals assume no shape.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "engine/statistics.hpp"

namespace suanli {

/// Mean, standard deviation, and the skewness and excess kurtosis of statistics.hpp, with jackknife standard errors,
/// which hold whatever the distribution (those of statistics.hpp hold for normal values). NaN for fewer than 1, 2, 3
/// and 4 values, errors for one more; skewness and kurtosis also where all values are equal, but for a standard
/// deviation of `rounding`.
struct Moments {
  Measured mean, standard_deviation, skewness, excess_kurtosis;
};
Moments moments(std::span<const double> values, double rounding = 0);

/// A quantile (that of statistics.hpp) of values in any order, which get moved: picked, not sorted. NaN where there is none.
double picked_quantile(std::span<double> values, double probability);

/// A quantile (that of statistics.hpp), and the two values between which it lies at a confidence level.
struct QuantileEstimate {
  double value;
  std::optional<Interval> interval;  ///< none of too few values
};

/// The quantile of ascending values, and the narrowest pair of them with binomial probability at most (1 - level)/2 that the
/// truth lies below the lower, and above the upper (David and Nagaraja 2003, §7.1): covers it at least at `level`.
QuantileEstimate quantile_estimate(std::span<const double> ascending, double probability, double level);

/// The fewest values between two of which a quantile at a probability in (0, 1) lies at a confidence level.
std::size_t values_for_interval(double probability, double level);

/// Mean of the lowest share `probability` of ascending values, the value at its end counted in part; its standard error
/// from the variance of shortfalls below the quantile, sd((q - x)⁺)/(p√n) (Chen 2008). NaN for fewer than 1/probability.
Measured expected_shortfall(std::span<const double> ascending, double probability);

/// Where a probability lies at a confidence level of which `count` of `trials` ≥ 1 give an estimate (Wilson 1927).
Interval wilson_interval(std::size_t count, std::size_t trials, double level);

/// Bandwidth of a normal kernel for ascending values, .9 min(sd, (q₇₅ - q₂₅)/1.34) n^(-1/5) (Silverman 1986, 3.31): right
/// within a tenth for distributions of one peak, too wide for several. NaN for fewer than two values, and where all are equal.
double silverman_bandwidth(std::span<const double> ascending);

/// Density at a point by a normal kernel, and the standard error of what it averages. It estimates the density smoothed by
/// the kernel, which exceeds the density itself by about h²/2 times its curvature.
Measured kernel_density(std::span<const double> values, double bandwidth, double at);

}  // namespace suanli
