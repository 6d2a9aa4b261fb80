// The state of one replication: economies with their cells, the firms, the common shocks; and what is constant while
// it runs. Notation and units are MODEL.md's.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agents/conditions.hpp"
#include "agents/firms/dispersion.hpp"
#include "agents/firms/firms.hpp"
#include "agents/markets/service_market.hpp"
#include "agents/parameters.hpp"
#include "agents/technology.hpp"
#include "agents/theory/saddle_paths.hpp"
#include "agents/theory/steady_state.hpp"
#include "engine/text.hpp"

namespace suanli {

/// What draws are for: part of every random number's address (§6.3). Numbers are never used twice or changed.
enum class Purpose : std::uint32_t {
  firm_productivity = 1,
  economy_shock = 2,
  industry_shock = 3,
  region_shock = 4,
  service_shock = 5,
  volatility_regime = 6,
  firm_lot = 7,  ///< of exit and adoption
  entrant_productivity = 9,
  adopted_at_start = 10,
  event = 11
};

/// The scenario cannot be run: an infeasible balanced path or saddle path; one line each.
class Infeasible : public WrongInput {
  using WrongInput::WrongInput;
};

/// A firm in a period of a replication.
struct FirmPlace {
  std::uint32_t period;
  std::size_t cell, firm;

  friend bool operator==(const FirmPlace&, const FirmPlace&) = default;
};

/// A computation went wrong: says in which period and where, and at which firm if it was one.
class SimulationError : public ExplainedError {
 public:
  explicit SimulationError(Text text, std::optional<FirmPlace> firm = {})
      : ExplainedError(std::move(text)), firm_(firm) {}
  const std::optional<FirmPlace>& firm() const { return firm_; }

 private:
  std::optional<FirmPlace> firm_;
};

/// Everything about a scenario that no replication changes.
struct Model {
  Parameters parameters;
  double common_productivity;  ///< A
  std::vector<EconomyTechnology> economies;
  std::vector<std::optional<SaddlePaths>> saddle_paths;  ///< by economy; none with a given saving rate
  std::vector<double> kappa_start;                       ///< κ_0 by economy
  std::vector<double> half_variance;                     ///< ½Var(Σθ_c z_c) by economy, §6.1
  AutoRegression firm, economy_shock, industry_shock, region_shock, service_shock;
  FirmLayout layout;
  std::size_t periods;
  std::vector<Site> sites;                          ///< by location
  std::vector<Buyer> buyers;                        ///< region after region, class after class
  std::vector<std::vector<double>> location_start;  ///< D_ℓ at the start [1e12 yuan], by economy and site, §8.5
  ServiceMarket service_market;                     ///< what of it no period changes, with locations
  std::vector<double> demand_to_investment;         ///< χ_τ of (7.5) by economy [1/year]; empty with exogenous τ
  std::size_t periods_before = 0;                   ///< that firms live through before the first date, §7.4
  std::vector<double> growth_before;                ///< g* by economy [1/year], at which they do; empty without

  /// Calibrates demand if τ follows it, and calls `watch` before every period of that pilot. Throws Infeasible,
  /// SimulationError, or what `watch` throws. `p` has passed `check`.
  explicit Model(
      const Parameters& p, const std::function<void()>& watch = [] {});
  /// With this χ_τ by economy. Throws Infeasible.
  Model(const Parameters& p, std::vector<double> demand_to_investment);
};

/// A cell of the market: sums over its firms, then prices and quantities of the period.
struct Cell {
  double input_bundle = 0, capital = 0, compute = 0;  ///< V_c, K_c, H_c: sums over firms
  double log_output = 0, output = 0;                  ///< ln Y_c, Y_c
  double price = 0;                                   ///< P_c
  double services = 0, service_price = 0;             ///< X_c, p_c
  double compute_return = 0;                          ///< β_cP_cY_c/H_c [1/year], §7.3
  double expected_bundle = 0;                         ///< Σ E[v_i a year ahead], but for a constant of the cell, §7
  double capital_pool = 0, compute_pool = 0;          ///< investment in K and H [1e12 yuan/year], §7
  double capital_kept = 1, compute_kept = 1;  ///< what a period leaves of a stock; frictionless moves too, §7.3
  Division division;                          ///< how the firms' stocks close the period, §7
  Perception perception;                      ///< how they see their returns in the open period, §7
  double hurdle = 1;                          ///< Ξ, §7.1
  std::size_t adopted = 0, leaving = 0;       ///< firms

  double investment() const { return capital_pool + compute_pool; }
};

/// A location of data centres in the open period, §8.
struct Location {
  double capital = 0;                      ///< D_ℓ at the start of the period [1e12 yuan]
  double energy_cost = 0, carbon_tax = 0;  ///< e_ℓ, and the part of it that is a tax [1e12 yuan/unit]
  double capacity = 0;                     ///< S_ℓ [unit/year]
  double price = 0, utilisation = 0;       ///< q_ℓ [1e12 yuan/unit], u_ℓ
  double revenue = 0;                      ///< q_ℓu_ℓS_ℓ [1e12 yuan/year]
  double earned = 0, valued = 0;  ///< ω_ℓ [1/year], and what it would be without outages and link failures, §7.3
  double investment = 0;          ///< in units of capital [1e12 yuan/year]
  double kept = 1;                ///< what a period leaves of D_ℓ

  double services() const { return revenue > 0 ? revenue / price : 0; }  ///< sold [unit/year]
};

/// The identities of §5.1.
enum Identity : std::size_t {
  output_is_used,
  expenditure_is_output,
  services_sold_are_bought,
  services_use_capacity,
  provider_accounts,
  income_is_output,
  firms_own_capital,
  compute_is_owned,
  market_clears,
  identity_count
};

/// One capital market and one household.
struct Economy {
  double capital = 0, compute = 0, provider_compute = 0;   ///< K, HT, H_X at the start of the period
  double synergy = 1;                                      ///< h̄
  double compute_per_service = 0;                          ///< η of the period
  double output = 0, consumption = 0, investment = 0;      ///< Y, C, I
  double adoption_cost = 0, adoption_subsidy = 0;          ///< F, and what of it households at large pay, §7.5
  double energy_cost = 0, carbon_tax = 0, link_rents = 0;  ///< E, and what is paid beside it and given back, §8
  double tau = 0;                                          ///< τ_t, §7.2
  double compute_demand = 0;                               ///< Σ_i H_i f(x_i) [1e12 yuan], §7.2
  double rental_rate = 0, compute_rental_rate = 0;         ///< r, ω
  double provider_return = 0;                              ///< ω of data centres, mean over locations, §7.3
  double valued_output =
      0;  ///< Y that uses of compute are valued at: as if there were no outage and no link failure, §7.3
  double provider_profit = 0;
  double log_trend = 0;            ///< m̂: ln of the productivity that the household takes for trend over A [1], §3.2
  double log_shift = 0;            ///< m, as it is without the events under way [1], §3.2
  double log_gain = 0;             ///< Σθ ln(Ā/A), without what events do to productivity [1], §3.2
  double provider_investment = 0;  ///< the providers' pool
  double provider_kept = 1;        ///< what a period leaves of H_X
  std::vector<Cell> cells;
  std::array<double, identity_count> largest_residual{};  ///< relative, over the run so far

  double wealth() const { return capital + compute; }
  /// What is left of output to consume and invest, Y - E - F.
  double disposable() const { return output - energy_cost - adoption_cost; }
};

/// Common shocks z (§6.1), each at its own entity; `of_services` to ln(1/η) of every location, or economy without locations.
struct CommonShocks {
  std::vector<double> of_economy, of_industry, of_region, of_services;
};

/// Calm or turbulent times (§6.1), and what they have made of the firms.
struct Uncertainty {
  bool turbulent = false;
  bool dated = false;     ///< the turbulence is a dated event
  double volatility = 1;  ///< vol: factor of firms' innovations
  Dispersion dispersion;  ///< of infinitely many firms' log productivity
};

/// A firm and the sweep that opens a period: before it, after it among all others, and after it by itself, which should be
/// the same bits.
struct FollowedFirm {
  FirmPlace place;
  FirmValues before{}, among_others{}, alone{};
};

/// One replication.
struct Country {
  const Model* model;
  std::uint32_t replication;
  std::uint32_t period = 0;        ///< t_0 + period·dt is the date that is open
  std::uint32_t first_period = 0;  ///< in which firms are drawn: 0, or -burn_in/dt modulo 2^32
  Threads threads;
  CommonShocks shocks;
  Uncertainty uncertainty;
  std::vector<std::vector<Occurrence>> occurrences;  ///< what has begun of each event, §9
  Conditions conditions;                             ///< of the open period
  std::vector<EconomyTechnology> technology;         ///< of the open period: the model's, but for surges and policies
  bool technology_moved = false;                     ///< whether these have ever replaced the model's
  std::vector<double> posted_return;                 ///< ω* that locations' posted prices cover [1/year], §8
  std::vector<Economy> economies;
  std::vector<Location> locations;
  ServiceMarket service_market;
  ServicePrices service_prices,
      undisturbed_prices;  ///< of the period, a mean over its spells; without outages and link failures
  Firms firms;
  std::vector<BundleTechnology> bundles;             ///< of the open period, by cell
  std::vector<std::vector<std::uint32_t>> adopting;  ///< firms that adopt in the open period, by cell
  std::vector<double> adopted_share;                 ///< D_j by industry, §7.5
  std::optional<FollowedFirm> followed;              ///< to see why it stops a replication (replay.hpp)

  double date() const;
  /// The number of this replication's draws, and the sign of its innovations: both halves of an antithetic pair share the
  /// first, §6.5.
  std::uint32_t draw() const { return is_antithetic() ? replication / 2 : replication; }
  double sign() const { return is_antithetic() && replication % 2 == 1 ? -1 : 1; }
  bool is_antithetic() const { return model->parameters.ensemble.antithetic; }
  bool has_locations() const { return !locations.empty(); }
  /// The prices at which uses of compute are valued, §7.3.
  const ServicePrices& valued_prices() const { return conditions.disrupted() ? undisturbed_prices : service_prices; }
  /// Whether firms still live through the years before the first date, §7.4.
  bool before_start() const { return period >= first_period && first_period != 0; }
};

/// The country before its first date: stocks placed, and firms' years before the start ahead of it, if they live any.
Country place_country(const Model& model, std::uint32_t replication, Threads threads);
/// Its first date, once these years are over: first shocks drawn, markets cleared.
void open_first_date(Country& country);
/// The country at its first date.
Country open_country(const Model& model, std::uint32_t replication, Threads threads);

/// One period, t → t + dt, in the order of MODEL.md §5. Throws SimulationError.
void step(Country& country);

}  // namespace suanli
