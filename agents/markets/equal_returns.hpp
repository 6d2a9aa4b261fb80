// Compute capital where it earns the same in every use, but for what policy adds or takes: how much of output services
// then cost, and who owns what (MODEL.md §8). Prices follow from one number, the return itself.
#pragma once

#include <cstddef>
#include <vector>

#include "agents/siting.hpp"

namespace suanli {

/// What services cost and earn at a return, shares of output unless said otherwise.
struct ServiceAccounts {
  double log_return = 0;      ///< ln ω: mean return of data centres, and that of every firm's compute [ln 1/year]
  double provider_share = 0;  ///< B_X
  double log_price = 0;       ///< Σ spending·ln p
  double energy = 0, carbon_tax = 0;  ///< E/Y, and the tax
};

/// The same at one return, and by how much it moves with the level of returns.
struct ServiceAccountsAndSlopes {
  ServiceAccounts value, slope;
};

/// One site at equal returns.
struct SiteAtEqualReturns {
  double price;           ///< q_ℓ [1e12 yuan/unit]
  double revenue;         ///< share of output
  double capital_income;  ///< ω_ℓD_ℓ over output
  double capital_return;  ///< ω_ℓ [1/year]
};

/// What services cost at given prices of sites, shares of output.
struct Revenues {
  std::vector<double> of_site;
  std::vector<double> log_price_indices;  ///< ln p, by buyer
  double log_price;                       ///< Σ spending·ln p
};

/// The allocation of an economy's compute at which all uses earn the same.
class EqualReturns {
 public:
  /// `markup` over unit cost; β̄, ξ̄ of the economy; `elasticity` ϑ_H, by which a multiplier n moves a site's return.
  EqualReturns(Siting siting, double markup, double beta_bar, double xi_bar, double elasticity);

  /// The level v of sites' returns, ω_ℓ = e^v n_ℓ^(-1/ϑ_H), at which all compute capital is in use: of an economy with
  /// (1-ξ̄) ln Y = log_other + β̄ ln(HT/B) - Σ spending·ln p, or of one whose output is known.
  double level_at_technology(double log_other, double log_compute) const;
  double level_at_output(double log_output, double log_compute) const;

  /// What services cost and earn at a level; and by how much that moves with it.
  ServiceAccounts accounts(double level) const;
  ServiceAccountsAndSlopes accounts_and_slopes(double level) const;
  std::vector<SiteAtEqualReturns> sites(double level) const;
  std::vector<double> log_price_indices(double level) const;  ///< ln p, by buyer
  /// What sites take in at these prices [1e12 yuan/unit], whatever they earn.
  Revenues revenues(const std::vector<double>& prices) const;

  /// ln Y of the economy of `level_at_technology`, whose services cost and earn this.
  double log_output(double log_other, double log_compute, const ServiceAccounts& at) const;

  const Siting& siting() const { return siting_; }
  double beta_bar() const { return beta_bar_; }
  double xi_bar() const { return xi_bar_; }

 private:
  struct Demand;
  struct Evaluated;
  Demand demand(const std::vector<double>& log_price, const std::vector<double>& slope) const;
  Evaluated evaluate(double level) const;
  template <class Excess> double solve(double first, const Excess& excess) const;

  Siting siting_;
  double markup_, beta_bar_, xi_bar_;
  std::vector<double> log_advantage_;  // -ln n_ℓ/ϑ_H: of the return that a site needs
  std::vector<double> log_reach_;      // ln b_ℓ - ν ln d [buyer × site]
};

}  // namespace suanli
