// The saddle path once more, by another method than agents/theory: from the rest point backwards in time, where the arm
// attracts, as a trajectory in (κ, c, ln W) (MODEL.md §3.2). A time before rest is a time after the start, counted back.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "tests/steady_state/theory.hpp"

namespace suanli::test {

struct ArmPoint {
  double kappa, consumption, log_wealth;
};

/// What moves an economy along its arm, as functions of κ.
struct ArmMotion {
  std::function<double(double)> net;             ///< y - e
  std::function<double(double)> desired_growth;  ///< (R - δ - ρ)/σ
  double kappa_rest, c_rest, slope, delta;
};

class SaddleArm {
 public:
  explicit SaddleArm(ArmMotion motion);
  explicit SaddleArm(const Theory& theory);

  double output(double kappa) const { return motion_.net(kappa); }  ///< y(κ) - e(κ)
  double slope_at_rest() const { return motion_.slope; }            ///< c'(κ*), from a Jacobian by differences

  /// The arm from next to rest out to kappa_end, a point every twentieth of a year; cut short where κ stands still.
  std::vector<ArmPoint> out_to(double kappa_end) const;

  /// The continuous path from kappa_start with ln W = 0, at 0, 1, … `years` years.
  std::vector<ArmPoint> path(double kappa_start, int years) const;

 private:
  using State = std::array<double, 3>;  // κ - κ*, c, ln W
  ArmPoint point(const State& s) const { return {motion_.kappa_rest + s[0], s[1], s[2]}; }
  State rates(const State& s) const;  // per year, forwards in time
  void go_back(State& s, double years) const;
  State next_to_rest(double kappa_end) const;
  bool arrive(State& s, double kappa_end, double& years) const;

  ArmMotion motion_;
};

}  // namespace suanli::test
