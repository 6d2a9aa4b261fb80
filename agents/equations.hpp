// The equations of a market, one pure function each, named for what it yields (MODEL.md §2–§3). Those of a single firm,
// which the sweep also evaluates for eight firms at once, are in firms/equations.hpp.
#pragma once

#include <algorithm>
#include <cmath>

#include "agents/parameters.hpp"
#include "engine/elementary.hpp"

namespace suanli {

/// Synergy of an intensity: h̄ = ((HT/W)/h̄_0)^χ, §2.3.
inline double intensity_synergy(double compute_to_wealth, double reference, double strength) {
  return pow(compute_to_wealth / reference, strength);
}

/// Synergy of a level: h̄ = (HT/N)/h̄_0, §2.3.
inline double level_synergy(double compute, double firms, double reference) { return compute / firms / reference; }

/// The synergy of stocks by themselves, in the scenario's mode, §2.3.
inline double own_synergy(const SynergyParameters& synergy, double capital, double compute, double firms) {
  return synergy.mode == SynergyMode::level
             ? level_synergy(compute, firms, synergy.reference)
             : intensity_synergy(compute / (capital + compute), synergy.reference, synergy.strength);
}

/// An economy's own synergy mixed with the nation's, §2.3.
inline double with_spillover(double own, double national, double spillover) {
  return (1 - spillover) * own + spillover * national;
}

/// Log output of a cell, Y_c = V_c^(α+β) X_c^ξ, §2.1.
inline double log_cell_output(double input_bundle, double services, double alpha_plus_beta, double xi) {
  return alpha_plus_beta * log(input_bundle) + xi * log(services);
}

/// Effective productivity of a cell in logs, Ā_c = V_c^(α+β) / ((h̄K_c)^α H_c^β), §2.5.
inline double log_effective_productivity(double input_bundle, double synergy, double capital, double compute,
                                         double alpha, double beta) {
  return (alpha + beta) * log(input_bundle) - alpha * log(synergy * capital) - beta * log(compute);
}

/// Rental rate of non-compute capital, r = ᾱY/K, §2.5.
inline double rental_rate(double alpha_bar, double output, double capital) { return alpha_bar * output / capital; }

/// Rental rate of compute capital, ω = B Y/HT, §2.5.
inline double compute_rental_rate(double compute_income, double output, double compute) {
  return compute_income * output / compute;
}

/// Price of compute services, a markup over unit cost: p = markup·ηω, §2.4.
inline double service_price(double markup, double compute_per_service, double compute_rental) {
  return markup * compute_per_service * compute_rental;
}

/// Compute capital needed per unit of services when their log productivity has moved by x, of variance s²: η e^(-x + ξ̄s²/2),
/// so that expected output at given stocks, ∝ η^(-ξ̄), is that without shocks, (6.1b).
inline double shocked_compute_per_service(double compute_per_service, double x, double variance, double xi_bar) {
  return compute_per_service * exp(xi_bar * variance / 2 - x);
}

/// Chance that a regime left at the rate `leaving` and re-entered at the rate `returning` [1/year] is not the one in force
/// after dt, (6.1a).
inline double switch_probability(double leaving, double returning, double dt) {
  return leaving / (leaving + returning) * (1 - exp(-(leaving + returning) * dt));
}

/// Growth rate that the household wants, Ċ/C = (R - δ - ρ)/σ, §3.1.
inline double desired_growth(double household_return, double depreciation, const HouseholdParameters& household) {
  return (household_return - depreciation - household.discount_rate) / household.risk_aversion;
}

/// The factor by which a return must exceed its cost before an irreversible investment pays: Ξ = ψ/(ψ-1) with
/// ψ = ½ - μ/v² + √((½ - μ/v²)² + 2ρ/v²) (Dixit and Pindyck 1994), for returns of volatility v ≥ 0 and drift μ < ρ, ρ > 0.
/// With A = v/2 - μ/v, D = v/2 + μ/v, S = √(A² + 2ρ) it is (S+A)(S+D)/(2(ρ-μ)), (7.4); where A or D is negative, its
/// bracket is rewritten so that nothing cancels.
inline double hurdle(double volatility, double drift, double discount_rate) {
  const double v = volatility, mu = drift, rho = discount_rate;
  if (v < 1e-100) return mu > 0 ? rho / (rho - mu) : 1;
  const double a = v / 2 - mu / v, d = v / 2 + mu / v, s = std::sqrt(a * a + 2 * rho);
  if (a < 0) return rho / (rho - mu) * ((s + d) / (s - a));
  if (d < 0) return (s + a) / (s - d);
  return (s + a) * (s + d) / (2 * (rho - mu));
}

/// Volatility of a firm's returns over a year as the hurdle sees it, v = s·vol·√(1-φ₁²)/(α+β), §7.1.
inline double return_volatility(const ProductivityParameters& p, double volatility, double alpha_plus_beta) {
  return p.standard_deviation * volatility * std::sqrt((1 - p.persistence) * (1 + p.persistence)) / alpha_plus_beta;
}

/// The hurdle of a cell's firms at a volatility (1 in calm times), §7.1.
inline double hurdle_of_firms(const FirmParameters& firms, const ProductivityParameters& p, double volatility,
                              double alpha_plus_beta) {
  return hurdle(return_volatility(p, volatility, alpha_plus_beta), firms.drift, firms.discount_rate);
}

/// Weight of a user of compute capital in the economy's investment: stock·return^ϑ_H, §7.3.
inline double arbitrage_weight(double stock, double relative_return, double elasticity) {
  return stock * pow(relative_return, elasticity);
}

/// What all entrants of a cell start with together: min(n·frac·total/N, freed + pool), §7.4.
inline double stocks_of_entrants(double entrants, double fraction, double total, double firms, double available) {
  return std::min(entrants * fraction * total / firms, available);
}

/// Adopted share after dt on the diffusion curve of Bass (1969), Ḋ = (p + qD)(1-D), in closed form, §7.5.
inline double adopted_share_after(double share, double innovation, double imitation, double dt) {
  if (share >= 1 || innovation + imitation == 0) return share;
  const double z = (innovation + imitation * share) / (1 - share) * exp((innovation + imitation) * dt);
  return (z - innovation) / (z + imitation);
}

/// Output that a firm gains by adoption, over its output: (α+β)(e^(G/(α+β)) - 1), §7.5.
inline double output_gain(double gain, double alpha_plus_beta) {
  return alpha_plus_beta * (exp(gain / alpha_plus_beta) - 1);
}

/// The trend that a household sees after it has learnt for dt of the shift m of the day, m̂ ← m̂ + (1-e^(-dt/T_m))(m - m̂),
/// (3.9).
inline double delayed_trend(double seen, double shift, double dt, double delay) {
  return seen + (1 - exp(-dt / delay)) * (shift - seen);
}

/// A stock after a period: x ← x + dt (inflow - δx), §5.
inline double stock_after(double stock, double inflow, double depreciation, double dt) {
  return stock + dt * (inflow - depreciation * stock);
}

}  // namespace suanli
