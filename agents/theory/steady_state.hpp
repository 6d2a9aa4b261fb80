// The analytical side: the trend economy (no noise, infinitely many firms), its balanced growth path, and what happens
// where none exists (MODEL.md §3, §4). Nothing here looks at a simulation.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agents/parameters.hpp"
#include "agents/technology.hpp"
#include "engine/text.hpp"

namespace suanli {

/// One economy per unit of wealth as a function of κ, the non-compute share of wealth, with synergy by intensity and, with
/// locations, compute that earns the same in every use (§8). Ratios are to wealth [1/year]; `shift` is one of ln A.
struct TrendEconomy {
  double log_scale;              ///< ln(Z h̄_0^(-χᾱ)), §2.5; with locations but for compute and services, (8.11)
  double alpha_bar;              ///< elasticity of output to K at given synergy
  double synergy_power;          ///< χᾱ, elasticity of output to synergy
  double compute_income_closed;  ///< B without locations
  double tau, depreciation;
  HouseholdParameters household;
  std::optional<EqualReturns> located;

  double kappa_at_rest() const { return 1 - tau; }
  /// Elasticity of y to 1 - κ without locations.
  double compute_power() const { return 1 - alpha_bar + synergy_power; }

  /// What the economy is at κ.
  struct Point {
    double kappa, output, energy;  ///< y, e
    double output_slope, energy_slope;
    double compute_income, compute_income_slope;  ///< B
    double net() const { return output - energy; }
    double net_slope() const { return output_slope - energy_slope; }
  };
  Point at(double kappa, double shift = 0) const;
  double output(double kappa, double shift = 0) const { return at(kappa, shift).output; }

  /// R at a point, the return that the household sees, and dR/dκ where κ is at rest, §3.1.
  double household_return(EulerReturn euler, const Point& at) const;
  double household_return(const Point& at) const { return household_return(household.euler, at); }
  double household_return_slope_at_rest() const;

  /// The shift of ln A at which output over wealth is this, (3.7).
  double shift(double kappa, double output_to_wealth) const;
  /// With locations: the level of EqualReturns at κ.
  double level_of_returns(double kappa, double shift = 0) const;
  /// What output owes to productivity, other capital and synergy, in logs: the first argument of EqualReturns.
  double log_other(double kappa, double shift) const;
};

TrendEconomy trend_economy(const EconomyTechnology& economy, const Parameters& p);

/// The balanced growth path of one economy, §4. Rates per year, ratios to wealth W.
struct SteadyState {
  std::string economy;
  double g;                               ///< growth under the scenario's household, simple annualised
  double g_report, g_private, g_planner;  ///< under each reading of the household's return, §3.1
  double r, omega;                        ///< rental rates of K and of compute capital
  double kappa, y, c, e, i;               ///< K/W, Y/W, C/W, energy over W, I/W
  double price;                           ///< average price of compute services, spending over quantity
  double compute_income, alpha_bar;       ///< B, ᾱ
  double services_to_own_compute;         ///< H_X/H
  std::optional<double> arm_slope;        ///< c'(κ*) of the saddle path; none with a given saving rate
  double decay_rate;                      ///< at which κ - κ* shrinks, simple rate at the scenario's dt, §4.3
  double dg_dtau_fixed_prices;            ///< (ω/B - r/ᾱ)/σ, §4.1
  double tau_hat;                         ///< growth-maximising τ, §4.3
  std::vector<double> service_prices;     ///< p_c by cell; none with locations
  std::vector<SiteAtEqualReturns> sites;  ///< with locations, in the order of the economy's siting
};

/// A number of the balanced path with the words that describe it; some paths lack some numbers.
struct SteadyStateNumber {
  std::string_view name, symbol, unit, source;
  Words meaning;
  std::optional<double> (*of)(const SteadyState&);
};
/// Every number of a balanced path, in the order in which it is shown.
std::span<const SteadyStateNumber> steady_state_numbers();

/// The balanced path, or why there is none: "balanced growth path refused: c* = -0.0123 must be above 0 …".
struct SteadyStateAnswer {
  SteadyState path;
  Text refusal;  ///< empty if the path exists
};
SteadyStateAnswer steady_state(const EconomyTechnology& economy, const Parameters& p);

/// A number of a location on the balanced path with the words that describe it; `total`: over locations it adds up.
struct RestingLocationNumber {
  std::string_view name, symbol, unit, source;
  Words meaning;
  bool total;
  double (*of)(const SteadyState&, const Site&, const SiteAtEqualReturns&);
};
/// Every number of a location at rest, in the order in which it is shown.
std::span<const RestingLocationNumber> resting_location_numbers();

/// What `synergy.mode: level` has instead of a balanced path, for a saving rate, on the ray κ = 1 - τ (§2.3).
struct LevelDynamics {
  double output_per_wealth_power;  ///< b = y/W^ᾱ
  double growth;                   ///< of wealth at the start, s_v b W_0^ᾱ - δ
  double blow_up_time;             ///< years after the start until wealth is infinite; infinity if it decays
};
LevelDynamics level_dynamics(const EconomyTechnology& economy, const Parameters& p);

/// Why `level` has no balanced path, in the words of §2.3.
inline constexpr Words no_balanced_path{
    "no balanced growth path: output is homogeneous of degree 1+ᾱ in capital, Y/W grows as W^ᾱ",
    "没有平衡增长路径：产出对资本是 1+ᾱ 次齐次的，Y/W 按 W^ᾱ 增长"};

/// If the economies of the scenario exclude one another's balanced paths (spillover between different τ, §2.3), why.
Text joint_refusal(const std::vector<EconomyTechnology>& economies, const Parameters& p);

}  // namespace suanli
