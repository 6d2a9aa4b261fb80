// How the log productivity of a cell's infinitely many firms is spread, and what that does to their mean (MODEL.md §6.2).
#pragma once

#include <array>
#include <cstddef>

#include "agents/auto_regression.hpp"
#include "engine/stream.hpp"

namespace suanli {

/// The distribution of log productivity a, by the power series ln E e^(θa) = Σ_k c_k θ^(2k), (6.3b): normal numbers have
/// the first term only, Laplace numbers of variance σ² have c_k = (σ²/2)^k/k. Odd terms vanish by symmetry.
class Dispersion {
 public:
  Dispersion() = default;
  /// Normal, with this variance.
  static Dispersion normal(double variance);
  /// What a ← φa + σε tends to.
  static Dispersion stationary(const AutoRegression& process, Distribution distribution);

  /// After a ← persistence·a + innovation·ε.
  void advance(double persistence, double innovation, Distribution distribution);

  double variance() const { return 2 * coefficients_[0]; }
  /// ln E e^(power·a). With Laplace innovations the mean is infinite from power²σ²/2 = 1 on; above .75 of that the answer
  /// is infinity, below it the series is cut after 64 terms, with an error below 1e-9.
  double log_mean_power(double power) const;

 private:
  static constexpr std::size_t terms = 64;
  std::array<double, terms> coefficients_{};
};

/// What dispersion adds to the log effective productivity of infinitely many firms, (α+β) ln E e^(a/(α+β)); s²/(2(α+β))
/// for normal numbers, §6.2.
double gain_from_dispersion(double alpha_plus_beta, const Dispersion& dispersion);

}  // namespace suanli
