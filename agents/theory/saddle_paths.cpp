#include "agents/theory/saddle_paths.hpp"

#include "agents/equations.hpp"
#include "agents/theory/interpolation.hpp"

namespace suanli {

namespace {

constexpr std::size_t arm_count = 17;  // odd, so that m = 0 is a node
constexpr double widest_shift = 0.75;
constexpr int halvings = 8;            // of the widest shift, where arms end before it
constexpr double away_from_end = 0.9;  // there the range ends, as c or I vanish next to the last arm
constexpr double least_shift = 0.01;

EconomyTechnology shifted(EconomyTechnology economy, double shift) {
  for (CellTechnology& cell : economy.cells) cell.log_productivity += shift;
  return economy;
}

// The arm at a shift, from that of the scenario's own level.
SaddlePath arm_at(const EconomyTechnology& economy, const Parameters& p, const SaddlePath& own, double shift) {
  const EconomyTechnology at = shifted(economy, shift);
  const SteadyStateAnswer rest = steady_state(at, p);
  if (!rest.refusal.empty()) throw SaddlePathRefused(rest.refusal);
  return SaddlePath(trend_economy(at, p), rest.path, own);
}

// A shift towards `widest`, or that itself, up to which there are arms.
double farthest_shift(const EconomyTechnology& economy, const Parameters& p, const SaddlePath& own, double widest) {
  const auto has_arm = [&](double shift) {
    try {
      arm_at(economy, p, own, shift);
      return true;
    } catch (const SaddlePathRefused&) {
      return false;
    }
  };
  if (has_arm(widest)) return widest;
  double near = 0, far = widest;
  for (int i = 0; i < halvings; ++i) (has_arm((near + far) / 2) ? near : far) = (near + far) / 2;
  return away_from_end * near;
}

}  // namespace

SaddlePaths::SaddlePaths(const EconomyTechnology& economy, const SteadyState& rest, const Parameters& p,
                         double kappa_start)
    : trend_(trend_economy(economy, p)), rest_(trend_.at(rest.kappa)) {
  const SaddlePath own(trend_, rest, kappa_start);
  const bool delayed = p.household.trend.kind == TrendRule::delay;
  if (delayed) {
    low_ = farthest_shift(economy, p, own, -widest_shift);
    high_ = farthest_shift(economy, p, own, widest_shift);
    if (!(low_ <= -least_shift && high_ >= least_shift))
      throw SaddlePathRefused(text(
          "economy {}: household.trend = {{delay: {}}} needs saddle paths for shifts of ln A on both sides of 0, and "
          "there are some from {:.2g} to {:.2g} only, §3.2",
          "经济体 {}：household.trend = {{delay: {}}} 要求在 ln A 的移动为 0 的两侧都有鞍点路径，而只在 {:.2g} 至 "
          "{:.2g} 之间存在，§3.2",
          economy.name, p.household.trend.number, low_, high_));
    bend_ = -(high_ + low_) / (high_ - low_);
    stretch_ = high_ * (1 + bend_);
    nodes_ = chebyshev_nodes(arm_count);
    weights_ = barycentric_weights(nodes_);
  }
  for (const double x : nodes_) arms_.push_back(x == 0 ? own : arm_at(economy, p, own, stretch_ * x / (1 + bend_ * x)));
}

// c*(m) = y* - e* - δ - (R* - δ - ρ)/σ at the shift, (3.8). Without locations R is proportional to y.
double SaddlePaths::consumption_at_rest(double shift) const {
  TrendEconomy::Point at = rest_;
  if (trend_.located) at = trend_.at(rest_.kappa, shift);
  else at.output *= exp(shift), at.output_slope *= exp(shift);
  const double delta = trend_.depreciation;
  return at.net() - delta - desired_growth(trend_.household_return(at), delta, trend_.household);
}

double SaddlePaths::consumption(double kappa, double shift) const {
  const SaddlePath& own = arms_[arms_.size() / 2];
  if (shift == 0 || arms_.size() == 1) return own.consumption(kappa);
  // What is interpolated vanishes at rest and, to first order, around it, where c'/c is the same on every arm.
  const double own_ratio = own.log_ratio_to_rest(kappa);
  const double log_bend = interpolate(nodes_, weights_, shift / (stretch_ - bend_ * shift),
                                      [&](std::size_t j) { return arms_[j].log_ratio_to_rest(kappa) - own_ratio; });
  return own.consumption(kappa) * (consumption_at_rest(shift) / consumption_at_rest(0)) * exp(log_bend);
}

double SaddlePaths::shift(double kappa, double output_to_wealth) const { return trend_.shift(kappa, output_to_wealth); }

}  // namespace suanli
