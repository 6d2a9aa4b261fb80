// Ensembles that stop when a statistic is precise enough: batches come in the order of their replications, and after each
// the values so far, and nothing else, say whether to go on.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "engine/ensemble.hpp"
#include "engine/statistics.hpp"

namespace suanli {

struct Mean {};
struct Quantile {
  double probability;  ///< in (0, 1)
};
/// What is to be known of the values of an ensemble.
using Statistic = std::variant<Mean, Quantile>;

/// How precisely: an interval of at most ± half_width at a confidence in (0, 1), with as many replications at most.
struct Precision {
  Statistic statistic;
  double half_width, confidence;
  std::size_t max_replications;
};

/// Fewest values that may stop an ensemble: below, skewness and kurtosis say too little.
inline constexpr std::size_t least_replications = 64;

/// A statistic of independent values, whose number they may have decided themselves, and where it lies. An end is infinite
/// where the values are too few to tell, both are NaN where a value is.
///
/// Who stops as soon as an interval is narrow stops when it is too narrow by chance, and covers too seldom (Chow and Robbins
/// 1965 show that this fades as the half-width goes to 0; Woodroofe 1982, that it does as 1/n). Hence
/// - for the mean: mean + g·s(2z² + 1)/(6n) ± t·(s/√n)(1 + 2/n). The 2/n makes up for looking; the shift, g the skewness, for the
///   skewness of Student's t (Johnson 1978, Hall 1983), as the mean is low when the variance is low; and t has
///   (n - 1)/(1 + k/2) degrees of freedom, k the excess kurtosis where above 0, as s² is as uncertain as theirs.
/// - for a quantile q: between the order statistics of ranks nq + 1/2 + (1 - 2q)(z² - 1)/6 ± z√(nq(1 - q)), between values
///   linear: binomial, whatever the distribution (Cornish and Fisher 1938; Hettmansperger and Sheather 1986), z multiplied by
///   1 + .1/√m where m values lie between them, for looking.
/// At 95 % the intervals of ensembles that stop themselves hold the truth in 94.0 to 96.5 of 100 cases for means (normal,
/// uniform, Laplace, exponential, lognormal of σ = .5) and in 94.2 to 96.7 for quantiles (5 and 50 % of normal and Laplace, 5
/// and 95 % of exponential): 4000 and 2000 ensembles for each of eight half-widths that take 64 to 1800 replications, the
/// higher shares where the least number is more than enough. The naive rule for means, from 32 on, has 91.4.
Bracketed estimate(const Statistic& statistic, double confidence, std::span<const double> values);

/// Half of an interval's length.
inline double half_width(const Interval& interval) { return (interval.high - interval.low) / 2; }

/// Whether all these values, at least `least_replications`, are enough. For a mean: the interval is narrow enough. For a
/// quantile also one of twice as many standard errors, halved: the few values within an interval in a tail are near each
/// other by chance too often.
bool is_precise_enough(const Precision& precision, std::span<const double> values);

/// After how many values, in the order of replications, the ensemble stops: the first whole batches that are precise enough,
/// or max_replications; nothing if the values do not decide it yet. Whoever has asked `is_precise_enough` after each
/// batch gets the same. Pair means of an antithetic ensemble come half as many per batch.
std::optional<std::size_t> stop_after(const Precision& precision, std::span<const double> values,
                                      std::size_t per_batch = replications_per_batch);

/// Means of the values 2k and 2k + 1: those of antithetic pairs are independent where the values are not, and so have the
/// standard error of the ensemble's mean. An even number of values.
std::vector<double> pair_means(std::span<const double> values);

}  // namespace suanli
