// Statistics of values: of one number over replications, or of many entities at one time.
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

/// Mean and standard error of independent values, summed in their order; at least one value. Of equal values exactly that
/// value, with error 0, although the mean of ten times .1 is rounded.
Estimate estimate(std::span<const double> values);

/// How many standard errors a mean of `count` ≥ 2 normal values is off with probability `chance`: Student's t, two-sided.
double standard_errors_off(double chance, std::size_t count);

/// Numbers between two ends.
struct Interval {
  double low, high;
};

/// What was estimated, and where the truth lies at some level of confidence.
struct Bracketed {
  double value;
  Interval interval;
};

/// Where a mean lies at a confidence `level` in (0, 1): mean ± t·standard error, Student's t. The whole line for fewer than
/// two values, which say nothing about chance; NaN where one of them is.
Interval confidence_interval(const Estimate& mean, double level);

/// Where what was measured lies at a confidence `level` in (0, 1), its error being normal: of many values.
Interval confidence_interval(const Measured& measured, double level);

/// Standard deviation of independent values around a known centre.
double root_mean_square(std::span<const double> values, double centre);

/// Quantile of ascending values at a probability in [0, 1]: the values lie at 0, 1/(n-1) … 1, and between them it is
/// linear (Hyndman and Fan 1996, type 7: the default of numpy, xarray and R). At least one value, none of them NaN.
double quantile(std::span<const double> ascending, double probability);

/// Quantiles of values in any order, which get sorted; NaN where there is no value or one of them is NaN.
void quantiles(std::span<double> values, std::span<const double> probabilities, std::span<double> result);

/// Least-squares slope of y on x; the same length, at least two distinct x.
double slope(std::span<const double> x, std::span<const double> y);

/// Least-squares slope of y on x with weights, which are inverse variances up to a common factor; the residuals tell the
/// factor, so that (slope - truth)/standard error is Student's t with n - 2 degrees of freedom for normal errors. The same
/// length, at least two distinct x of positive weight; the error is NaN for fewer than three values.
Measured weighted_slope(std::span<const double> x, std::span<const double> y, std::span<const double> weights);

/// Skewness and excess kurtosis, G1 and G2 of Joanes and Gill (1998): 0 on average for normal values, whose standard errors
/// they carry, as a test of normality. NaN for fewer than three and four values, and where all are equal.
Measured skewness(std::span<const double> values);
Measured excess_kurtosis(std::span<const double> values);

/// Herfindahl index of sizes ≥ 0: the sum of their squared shares, from 1/n where all are equal to 1 where one has all.
/// NaN where there is no size or their sum is 0.
double herfindahl_index(std::span<const double> sizes);

}  // namespace suanli
