#include "agents/accounts.hpp"

#include <algorithm>
#include <cmath>

#include "agents/verbs.hpp"

namespace suanli {

namespace {

// Sums over what sells services to an economy: data centres of its locations, or its providers.
struct Services {
  double revenue = 0, sold = 0, capacity = 0, capital = 0, capital_income = 0;
};

// Capacity, where a site sells less than it could, is what it sells at the price that it posts.
Services services_of(const Country& country, std::size_t e) {
  const Economy& economy = country.economies[e];
  Services all;
  if (!country.has_locations()) {
    for (const Cell& cell : economy.cells) all.revenue += cell.service_price * cell.services, all.sold += cell.services;
    all.capacity = economy.provider_compute / economy.compute_per_service;
    all.capital = economy.provider_compute, all.capital_income = economy.provider_return * economy.provider_compute;
    return all;
  }
  for (std::size_t l = 0; l < country.locations.size(); ++l) {
    if (country.model->sites[l].economy != e) continue;
    const Location& location = country.locations[l];
    all.revenue += location.revenue, all.capital += location.capital;
    all.capital_income += location.earned * location.capital;
    if (!(location.capacity > 0)) continue;
    all.sold += location.price * location.services();
    all.capacity += location.price * location.utilisation * location.capacity;
  }
  return all;
}

}  // namespace

std::array<double, identity_count> residuals(const Country& country, std::size_t e) {
  const EconomyTechnology& technology = country.technology[e];
  const Economy& economy = country.economies[e];
  double expenditure = 0, spending = 0, capital = 0, compute = 0, factor_income = 0;
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = technology.cells[c];
    const Cell& cell = economy.cells[c];
    expenditure += cell.price * cell.output;
    spending += t.xi * t.theta * economy.output;
    capital += cell.capital;
    compute += cell.compute;
    factor_income += economy.rental_rate * cell.capital + cell.compute_return * cell.compute;
  }
  const Services services = services_of(country, e);
  const double given_up = economy.energy_cost + economy.carbon_tax;  // by providers, beside what capital earns
  const double income =
      factor_income + services.capital_income + economy.provider_profit + given_up + economy.link_rents;
  const auto off = [](double left, double right) { return std::abs(left - right) / std::abs(right); };
  std::array<double, identity_count> all{};
  all[output_is_used] =
      off(economy.consumption + economy.investment + economy.energy_cost + economy.adoption_cost, economy.output);
  all[expenditure_is_output] = off(expenditure, economy.output);
  all[services_sold_are_bought] = off(services.revenue + economy.link_rents, spending);
  all[services_use_capacity] = off(services.sold, services.capacity);
  all[provider_accounts] = off(services.capital_income + given_up + economy.provider_profit, services.revenue);
  all[income_is_output] = off(income, economy.output);
  all[firms_own_capital] = off(capital, economy.capital);
  all[compute_is_owned] = off(compute + services.capital, economy.compute);
  all[market_clears] = country.has_locations() ? country.service_prices.residual : 0;
  return all;
}

void check_identities(Country& country, std::size_t e) {
  Economy& economy = country.economies[e];
  const auto now = residuals(country, e);
  for (std::size_t i = 0; i < identity_count; ++i) {
    if (!(now[i] <= largest_tolerated_residual))  // not a number fails too
      throw SimulationError(text(
          "year {}: economy {}: identity {} ({}) is off by {:.3g} of its size, more than {:g}, §5.1",
          "{} 年：经济体 {}：恒等式 {}（{}）的相对误差为 {:.3g}，超过 {:g}，§5.1", country.date(),
          country.technology[e].name, identities[i].name, identities[i].meaning, now[i], largest_tolerated_residual));
    economy.largest_residual[i] = std::max(economy.largest_residual[i], now[i]);
  }
}

}  // namespace suanli
