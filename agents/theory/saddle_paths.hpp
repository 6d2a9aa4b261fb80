// What a household consumes whose view of productivity may shift: C = c(κ, m̂)W, the stable arms of the trend economy at
// every common shift of ln A (MODEL.md §3.2).
#pragma once

#include <vector>

#include "agents/theory/saddle_path.hpp"

namespace suanli {

/// The stable arms of one economy over κ and the shift m of ln A.
class SaddlePaths {
 public:
  /// Solves the arm at the scenario's own level and, if `p.household.trend` is delayed, those on a range of shifts, at
  /// most [-0.75, 0.75] and less where shifted economies have no balanced path or no arm. `rest` is the balanced path of
  /// `economy`; `kappa_start` is included in the range of κ. Throws SaddlePathRefused.
  SaddlePaths(const EconomyTechnology& economy, const SteadyState& rest, const Parameters& p, double kappa_start);

  /// Consumption over wealth [1/year] at a shift within the range; c*(m) of (3.8) where κ is at rest, elsewhere within
  /// 1e-12 of the arm, or 1e-10 where the range ends before ±0.75.
  double consumption(double kappa, double shift) const;

  /// The shift m of ln A at which the trend economy would have this output over wealth [1], (3.7).
  double shift(double kappa, double output_to_wealth) const;

  /// The shifts for which there is an arm, 0 among them.
  double lowest() const { return low_; }
  double highest() const { return high_; }

 private:
  double consumption_at_rest(double shift) const;

  TrendEconomy trend_;
  TrendEconomy::Point rest_;  // at m = 0
  double low_ = 0, high_ = 0;
  double stretch_ = 1, bend_ = 0;              // m = stretch·x/(1 + bend·x) for x in [-1, 1]: 0 is at 0
  std::vector<double> nodes_{0}, weights_{1};  // on [-1, 1]
  std::vector<SaddlePath> arms_;               // at the nodes; the middle one is that of m = 0
};

}  // namespace suanli
