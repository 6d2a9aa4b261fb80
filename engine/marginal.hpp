// Marginal distributions of uncertain parameters, by their quantile functions.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "engine/description.hpp"

namespace suanli {

struct Uniform {
  double low, high;
};
struct LogUniform {  ///< its logarithm is uniform
  double low, high;
};
struct Normal {
  double mean, standard_deviation;
};
struct TruncatedNormal {  ///< a normal given that it lies in [low, high], either of which may be infinite
  double mean, standard_deviation, low, high;
};
struct Beta {  ///< density ∝ (x - low)^(alpha - 1) (high - x)^(beta - 1)
  double alpha, beta, low, high;
};
struct Discrete {  ///< values with probabilities in proportion to their weights
  std::vector<double> values, weights;
};

using Marginal = std::variant<Uniform, LogUniform, Normal, TruncatedNormal, Beta, Discrete>;

/// The rule that a marginal's numbers break; nothing if it is a distribution.
std::optional<Words> broken_rule(const Marginal& marginal);

/// Whether a marginal has finite ends, which `quantile` gives at 0 and 1.
bool is_bounded(const Marginal& marginal);

/// Quantile at a probability in [0, 1] of a marginal that breaks no rule: never outside of its support, and with the digits of
/// the nearer tail. What needs Boost.Math is computed in long double and rounded to 40 binary digits, and so does not depend
/// on the last place of a machine's mathematical library.
double quantile(const Marginal& marginal, double probability);

/// Φ(z), the inverse of the standard normal's quantile, kept within the open interval (0, 1); with the digits of the nearer
/// tail, rounded alike.
double standard_normal_probability(double z);

}  // namespace suanli
