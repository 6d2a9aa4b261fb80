// The exponential power distribution of Subbotin (1923), as Bottazzi and Secchi (2006) write it:
// f(x) = exp(-|x - μ|^b / (b a^b)) / (2 a b^(1/b) Γ(1 + 1/b)); shape b = 1 is Laplace, b = 2 normal with standard deviation a.
#pragma once

#include <optional>
#include <span>

#include "engine/histogram.hpp"
#include "engine/statistics.hpp"

namespace suanli {

/// A Subbotin distribution of largest likelihood.
struct SubbotinFit {
  Measured shape;  ///< b, with its standard error by the information in the values
  double scale;    ///< a = (mean |x - μ|^b)^(1/b), in the unit of the values
};

/// The fit to independent values around a centre μ: known, or their median (the law is symmetric, so that an estimated centre
/// adds nothing to the error of b to the first order). The shape is where the likelihood, a being at its best, has its maximum
/// (the one of largest b in [.1, 20]); its error is by the observed information. Nothing where there is none: for a dozen
/// values or fewer, values at two points, or as even as a uniform law's; nor for a NaN or infinite value. Values exactly at
/// the centre speak for small shapes without end: a population with many is none of this law.
std::optional<SubbotinFit> fit_subbotin(std::span<const double> values, double centre);

/// The fit to counts by the likelihood of the bins themselves, those outside of the range included, so that neither wide bins
/// nor cut tails bias it, and its error says what they cost; by the expected information. Nothing where no maximum with a
/// shape in [.1, 20] is found, as when all values lie in two bins.
std::optional<SubbotinFit> fit_subbotin(const Histogram& histogram, double centre);

}  // namespace suanli
