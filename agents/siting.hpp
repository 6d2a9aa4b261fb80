// Where compute services come from: the locations of an economy, and the work that may be done there (MODEL.md §8).
// Shared by the simulation and the theory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "agents/parameters.hpp"

namespace suanli {

/// Latency from a location to users in a region [ms]; infinity if the scenario does not say.
double latency_to(const LocationParameters& location, const std::string& region);

/// ln d [1]: services of a class shipped from a location per service delivered in a region; infinity beyond the latency
/// limit.
double log_delivery(const ServiceClassParameters& of_class, const LocationParameters& location,
                    const std::string& region);

/// Unit energy of a location's services with cooling [1e12 kWh/unit].
inline double energy_per_service(const ServicesParameters& services, const LocationParameters& location) {
  return services.energy * location.power_usage;
}

/// A place of data centres.
struct Site {
  std::size_t location;  ///< place in the scenario's list
  std::size_t region, economy;
  double compute_per_service;  ///< η_ℓ [1e12 yuan·year/unit]
  double availability;         ///< a_ℓ without events
  double energy;               ///< [1e12 kWh/unit], with cooling
  double electricity_price;    ///< [yuan/kWh]
  double grid_carbon;          ///< [GtCO2/1e12 kWh]
  double log_weight;           ///< ln b_ℓ
  double multiplier;           ///< n_ℓ, with that of the investment subsidy, §7.3

  /// e_ℓ [1e12 yuan/unit] at a carbon price [yuan/tCO2], §8, and the part of it that is a tax.
  double energy_cost(double carbon_price) const { return energy * electricity_price + carbon_tax(carbon_price); }
  double carbon_tax(double carbon_price) const { return energy * grid_carbon * carbon_price / kwh_per_mwh; }

 private:
  static constexpr double kwh_per_mwh = 1000;
};

/// The least price that a site takes, q̲_ℓ = max(markup·e_ℓ, φ_p·markup(η_ℓω*/a_ℓ + e_ℓ)) [1e12 yuan/unit], at a return to
/// post ω* [1/year] and an energy cost e_ℓ [1e12 yuan/unit], §8.
inline double posted_price(const Site& site, double price_floor, double markup, double return_to_post,
                           double energy_cost) {
  const double capital_cost = site.compute_per_service * return_to_post / site.availability;
  return markup * std::max(energy_cost, price_floor * (capital_cost + energy_cost));
}

/// Work of one class in one region.
struct Buyer {
  std::size_t region, of_class, economy;
  double spending;  ///< Σθ_cξ_cλ of its cells, share of the economy's output
};

/// Everything about siting that a scenario fixes; empty without locations.
struct Siting {
  std::vector<Site> sites;
  std::vector<Buyer> buyers;         ///< region after region, class after class
  std::vector<double> log_delivery;  ///< ln d [buyer × site]
  std::vector<double> class_shares;  ///< λ [industry × class]
  double dispersion = 0, price_floor = 0, carbon_price = 0;

  std::size_t classes() const { return buyers.size() / regions; }
  std::size_t regions = 0;
  /// ln p_c = Σλ ln p [1] of an industry's work in a region of the economy, from ln p by buyer.
  double log_service_price(std::span<const double> log_price_indices, std::size_t region, std::size_t industry) const;
};

/// The siting of an economy: its regions' work and the locations in its regions, or of all regions. Weights that are fitted
/// to revenue are 1. `share(m, j)`: expenditure on industry j of region m, share of the economy's.
Siting siting_of(const Parameters& p, std::span<const std::size_t> regions, std::size_t economy,
                 const std::function<double(std::size_t m, std::size_t j)>& share);

}  // namespace suanli
