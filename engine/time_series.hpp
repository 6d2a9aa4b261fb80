// What one long series says about its memory and its drift.
#pragma once

#include <span>

#include "engine/statistics.hpp"

namespace suanli {

/// Autocorrelation at lag 1, around the series' mean, with standard error √((1 - r²)/n) (Bartlett 1946, for memory that fades
/// geometrically). Below the truth ρ by (1 + 3ρ)/n on average (Kendall 1954). NaN for fewer than three values, for a constant
/// and where a value is NaN.
Measured autocorrelation(std::span<const double> series);

/// Mean of a stationary series, with a standard error that allows for memory that fades geometrically: sd·√((1+ρ)/((1-ρ)n)),
/// ρ = r + (1 + 3r)/n the autocorrelation less its bias (Kendall 1954), within ±.97, and the variance sd² from the squares
/// around the mean, which memory makes too small by (1+ρ)/((1-ρ)n). NaN for no value and for a NaN, the error also for fewer than four values.
Measured mean_over_time(std::span<const double> series);

/// Least-squares slope of a series on time, per period, with a standard error that allows for memory: that of Newey and West
/// (1987) with ⌊4(n/100)^(2/9)⌋ lags on residuals from which their autocorrelation is first taken out (prewhitened: Andrews
/// and Monahan 1992), by ρ = r + (2 + 4r)/n, which makes up for its bias around a fitted line (Kendall 1954), within ±.97.
/// Without that, 95 % intervals of 100 years of persistence .85 would hold the truth 65 times in 100; with it, 91 times (93
/// at persistence .5, 94 for 400 years of .85). Memory as long as the series cannot be told from a trend. NaN for a NaN, the
/// error also for fewer than four values.
Measured trend(std::span<const double> series);

}  // namespace suanli
