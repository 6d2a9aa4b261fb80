#include <algorithm>
#include <cmath>

#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// τ_t: as stated, or what firms' demand makes of it, (7.5).
double compute_share_of_investment(const Country& country, std::size_t e) {
  const Model& model = *country.model;
  const Economy& economy = country.economies[e];
  if (model.demand_to_investment.empty()) return country.conditions.tau[e];
  if (economy.investment <= 0) return economy.tau;
  return std::min(model.parameters.tau_mode.number,
                  model.demand_to_investment[e] * economy.compute_demand / economy.investment);
}

// Locations of one economy.
template <class Act> void for_each_location(Country& country, std::size_t e, const Act& act) {
  for (std::size_t l = 0; l < country.locations.size(); ++l)
    if (country.model->sites[l].economy == e) act(country.locations[l], l);
}

// The most that a location's capital may grow to by the end of the period.
double ceiling(const Country& country, std::size_t l) {
  const LocationParameters& p = country.model->parameters.locations[l].second;
  if (p.ceiling.kind == CapacityCeiling::none) return INFINITY;
  return p.ceiling.number * pow(1 + p.limits_growth * country.model->parameters.time.step, country.period + 1.0);
}

// What a location can still take of a pool in the period.
double room(const Country& country, std::size_t l) {
  const Location& location = country.locations[l];
  const double most = (ceiling(country, l) - location.kept * location.capital) / country.model->parameters.time.step;
  return std::max(0.0, most - location.investment);
}

// A pool among an economy's locations by weights, none beyond its ceiling; what finds no place is left over.
double fill_locations(Country& country, std::size_t e, double pool, std::vector<double> weights) {
  for (;;) {
    double sum = 0;
    for_each_location(country, e, [&](Location&, std::size_t l) { sum += weights[l]; });
    if (!(pool > 0) || !(sum > 0)) return pool;
    const double each = pool / sum;
    bool full = false;
    for_each_location(country, e, [&](Location& location, std::size_t l) {
      const double most = room(country, l);
      if (weights[l] == 0 || each * weights[l] < most) return;
      location.investment += most, pool -= most;
      weights[l] = 0, full = true;
    });
    if (full) continue;
    for_each_location(country, e, [&](Location& location, std::size_t l) { location.investment += each * weights[l]; });
    return 0;
  }
}

// Programmes come before all else, each as far as the pool and its location's ceiling go; what they leave.
double take_programmes(Country& country, std::size_t e, double pool) {
  const Conditions& now = country.conditions;
  double wanted = 0, left = pool;
  for_each_location(country, e, [&](Location&, std::size_t l) { wanted += now.programme[l] / now.chip_price; });
  if (!(wanted > 0)) return pool;
  const double share = std::min(1.0, pool / wanted);
  for_each_location(country, e, [&](Location& location, std::size_t l) {
    const double taken = std::min(share * now.programme[l] / now.chip_price, room(country, l));
    location.investment += taken, left -= taken;
  });
  return std::max(0.0, left);
}

// The locations' part of a pool: first between firms and data centres at n = 1, then among locations with n_ℓ, §7.3.
void invest_in_locations(Country& country, std::size_t e, double pool) {
  Economy& economy = country.economies[e];
  const double elasticity = country.model->parameters.allocation.elasticity;
  std::vector<double> weights(country.locations.size());
  double capital = 0, income = 0;
  for_each_location(country, e, [&](Location& location, std::size_t) {
    capital += location.capital, income += location.valued * location.capital;
  });
  for_each_location(country, e, [&](Location& location, std::size_t l) {
    if (location.valued > 0)
      weights[l] = country.conditions.multiplier[l] * pow(1 - country.conditions.subsidy[l], -elasticity) *
                   arbitrage_weight(location.capital, location.valued * capital / income, elasticity);
  });
  const double left = fill_locations(country, e, pool, std::move(weights));
  if (!(left > 0)) return;
  double cells = 0;
  for (const Cell& cell : economy.cells) cells += cell.compute_pool;
  for (Cell& cell : economy.cells) cell.compute_pool *= (cells + left) / cells;
}

// Investment follows returns: pools of compute by weights stock·return^ϑ_H, §7.3.
void split_gradually(Country& country, std::size_t e, double pool) {
  Economy& economy = country.economies[e];
  const double elasticity = country.model->parameters.allocation.elasticity;
  const double valued = economy.valued_output / economy.output;  // of firms, whose returns move with output
  double of_locations = economy.provider_return * economy.provider_compute;
  if (country.has_locations()) {
    of_locations = 0;
    for_each_location(country, e, [&](Location& l, std::size_t) { of_locations += l.valued * l.capital; });
    pool = take_programmes(country, e, pool);
  }
  const auto weight = [&](double stock, double earned) {
    return arbitrage_weight(stock, earned / economy.compute_rental_rate, elasticity);
  };
  const double of_providers =
      economy.provider_compute > 0 ? weight(economy.provider_compute, of_locations / economy.provider_compute) : 0;
  double sum = of_providers;
  for (Cell& cell : economy.cells) sum += cell.compute_pool = weight(cell.compute, valued * cell.compute_return);
  for (Cell& cell : economy.cells) cell.compute_pool *= pool / sum;
  if (country.has_locations()) invest_in_locations(country, e, of_providers * pool / sum);
  else economy.provider_investment = of_providers * pool / sum;
}

// Moves a stock to where it belongs, and gives it its part of the pool to stay there. What nobody needs any more is gone
// after one period, and there is no share left to take it by.
void place(double share, const Economy& economy, double pool, double stock, double& investment, double& kept) {
  investment = pool * share;
  kept *= stock > 0 ? share * economy.compute / stock : 0;
}

// Stocks of compute move to where they earn the same, and investment keeps them there, §7.3.
void split_without_friction(Country& country, std::size_t e, double pool) {
  Economy& economy = country.economies[e];
  const EconomyTechnology& technology = country.technology[e];
  double income = technology.compute_income;  // B
  if (country.has_locations()) {
    const EqualReturns& market = *technology.located;
    const double level = market.level_at_output(log(economy.valued_output), log(economy.compute));
    const ServiceAccounts at = market.accounts(level);
    income = technology.beta_bar + at.provider_share;
    const std::vector<SiteAtEqualReturns> sites = market.sites(level);
    for (std::size_t i = 0; i < sites.size(); ++i) {
      Location& location = country.locations[market.siting().sites[i].location];
      const double share = sites[i].capital_income * exp(at.log_return) / sites[i].capital_return / income;
      place(share, economy, pool, location.capital, location.investment, location.kept);
    }
  } else {
    place(technology.providers_of_compute(), economy, pool, economy.provider_compute, economy.provider_investment,
          economy.provider_kept);
  }
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = technology.cells[c];
    Cell& cell = economy.cells[c];
    place(t.beta * t.theta / income, economy, pool, cell.compute, cell.compute_pool, cell.compute_kept);
  }
}

}  // namespace

void split_pools(Country& country, std::size_t e) {
  Economy& economy = country.economies[e];
  const Parameters& p = country.model->parameters;
  const double kept = 1 - p.technology.depreciation * p.time.step;
  economy.tau = compute_share_of_investment(country, e);
  economy.provider_kept = kept;
  for_each_location(country, e,
                    [&](Location& location, std::size_t) { location.kept = kept, location.investment = 0; });
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    Cell& cell = economy.cells[c];
    cell.capital_kept = cell.compute_kept = kept;
    cell.capital_pool = (1 - economy.tau) * economy.investment * country.technology[e].cells[c].capital_share;
  }
  const double pool = economy.tau * economy.investment / country.conditions.chip_price;
  if (p.allocation.rule == AllocationRule::gradual) split_gradually(country, e, pool);
  else split_without_friction(country, e, pool);
  if (!country.has_locations()) return;
  economy.provider_investment = 0;
  for_each_location(country, e, [&](Location& l, std::size_t) { economy.provider_investment += l.investment; });
}

void close_stocks(Country& country) {
  const double delta = country.model->parameters.technology.depreciation, dt = country.model->parameters.time.step;
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    Economy& economy = country.economies[e];
    const double compute_investment = economy.tau * economy.investment / country.conditions.chip_price;
    economy.capital = stock_after(economy.capital, (1 - economy.tau) * economy.investment, delta, dt);
    economy.compute = stock_after(economy.compute, compute_investment, delta, dt);
    if (!country.has_locations()) {
      economy.provider_compute = economy.provider_kept * economy.provider_compute + dt * economy.provider_investment;
      continue;
    }
    economy.provider_compute = 0;
    for_each_location(country, e, [&](Location& location, std::size_t) {
      location.capital = location.kept * location.capital + dt * location.investment;
      economy.provider_compute += location.capital;
    });
  }
}

}  // namespace suanli
