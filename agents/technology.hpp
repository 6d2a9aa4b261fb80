// What parameters say about the cells of each economy before anything happens: elasticities, shares, levels (MODEL.md
// §1, §2.4, §2.5). Shared by the simulation and the theory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "agents/firms/dispersion.hpp"
#include "agents/markets/equal_returns.hpp"
#include "agents/parameters.hpp"

namespace suanli {

/// A cell (region, industry) of an economy.
struct CellTechnology {
  std::size_t region, industry;   ///< places in the scenario's lists
  double alpha, beta, xi;         ///< output elasticities of K, H and X [1]
  double theta;                   ///< share of the economy's expenditure [1]
  double log_productivity;        ///< ln A_c
  double markup;                  ///< price over unit cost of its compute services [1], §2.4
  double service_share;           ///< X_c/X, §2.4; with several locations the market says
  double capital_share;           ///< K_c/K = α_cθ_c/ᾱ, §2.5
  double compute_share;           ///< H_c/HT = β_cθ_c/B, §2.5
  std::size_t firms;              ///< N_c
  InvestmentBehaviour behaviour;  ///< §7.1
  double elasticity;              ///< ϑ of the behaviour
  double calm_hurdle;             ///< Ξ_0, §7.1
  double adoption_gain;           ///< G, §7.5

  double alpha_plus_beta() const { return alpha + beta; }
};

/// A set of cells with one capital market and one household.
struct EconomyTechnology {
  std::string name;
  double tau;                          ///< share of investment that goes to compute [1]
  double wealth_share;                 ///< of the scenario's wealth at the start [1]
  double alpha_bar, beta_bar, xi_bar;  ///< expenditure-weighted elasticities [1]
  double provider_share;  ///< B_X: income of providers' compute capital over output [1], at rest with locations, §2.4
  double compute_income;  ///< B = β̄ + B_X: income of all compute capital over output [1], §2.5
  std::optional<EqualReturns> located;  ///< with locations: the allocation of compute at equal returns, §8
  std::size_t firms;
  std::vector<CellTechnology> cells;

  /// H_X/HT = B_X/B, §2.5.
  double providers_of_compute() const { return provider_share / compute_income; }
  /// H/HT = β̄/B, §2.5.
  double firms_of_compute() const { return beta_bar / compute_income; }
};

/// The common level of productivity A, given or calibrated (§1). `p` has passed `check`.
double common_productivity(const Parameters& p);

/// The scenario's economies: one of all cells, or one per region. `p` has passed `check`.
std::vector<EconomyTechnology> economies_of(const Parameters& p);

/// What firms' log productivity tends to when times stay calm, §6.1.
Dispersion calm_dispersion(const Parameters& p);

/// What it is at the first date: normal, or what a stationary start has made of it, §6.1, §7.4.
Dispersion dispersion_at_start(const Parameters& p);

/// Effective productivity of a cell of infinitely many firms over A_c in calm times, in logs: what dispersion adds, or 0
/// if normalised, §6.2.
double log_gain_from_dispersion(const CellTechnology& cell, const Parameters& p);

/// ln Z of §2.5: what output is at h̄ = K = HT = 1, with effective productivities as in §6.2. Of an economy without locations.
double log_efficiency(const EconomyTechnology& economy, const Parameters& p);

/// The same of an economy with locations, but for its compute and its services: (1-ξ̄) ln Y at h̄ = K = HT/B = p = 1, (8.11).
double log_efficiency_but_services(const EconomyTechnology& economy, const Parameters& p);

}  // namespace suanli
