// The household's consumption rule C = c(κ)W: the stable arm of the trend economy, solved once per parameter set
// (MODEL.md §3.2).
#pragma once

#include <vector>

#include "agents/theory/steady_state.hpp"
#include "engine/text.hpp"

namespace suanli {

/// No saddle path on the range where it is needed; says which number fails.
class SaddlePathRefused : public ExplainedError {
  using ExplainedError::ExplainedError;
};

/// c(κ) on a range around rest: at least [0.5, 0.985], wider if rest or the start lie outside.
class SaddlePath {
 public:
  /// Solves κ̇ = (y-e-c)(1-τ-κ), ċ/c = (R-δ-ρ)/σ - (y-e-c-δ) by collocation of ln c in logit κ. `rest` is the balanced path
  /// of `trend`; `kappa_start` is included in the range. Throws SaddlePathRefused.
  SaddlePath(const TrendEconomy& trend, const SteadyState& rest, double kappa_start);
  /// The same on the range of `nearby`, the path of an economy that differs in the level of productivity alone, from which
  /// it is found sooner.
  SaddlePath(const TrendEconomy& trend, const SteadyState& rest, const SaddlePath& nearby);

  /// Consumption over wealth [1/year]; exact at rest; within 1e-13 elsewhere in the range, or 1e-10 where
  /// the household consumes next to nothing.
  double consumption(double kappa) const;
  /// ln(c(κ)/c*) [1], 0 at rest.
  double log_ratio_to_rest(double kappa) const;

 private:
  enum class Guess { integrated, nearby };
  void find(const TrendEconomy& trend, const SteadyState& rest, Guess guess);
  double collocated(double logit_kappa) const;  // ln c before the correction

  double low_, high_;                             // range of κ
  double middle_, half_width_;                    // of logit κ
  std::vector<double> nodes_, weights_, values_;  // on [-1, 1]: collocation nodes, barycentric weights, ln c
  double log_rest_ = 0, correction_ = 0;          // ln c*; what makes c exact at rest
};

}  // namespace suanli
