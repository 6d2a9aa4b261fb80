#include "agents/accounts.hpp"

#include <algorithm>
#include <cmath>

#include "agents/verbs.hpp"

namespace suanli {

std::array<double, identity_count> residuals(const Economy& economy, const Model& model, std::size_t e) {
  const EconomyTechnology& technology = model.economies[e];
  double expenditure = 0, revenue = 0, spending = 0, services = 0, capital = 0, compute = 0, factor_income = 0;
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = technology.cells[c];
    const Cell& cell = economy.cells[c];
    expenditure += cell.price * cell.output;
    revenue += cell.service_price * cell.services;
    spending += t.xi * t.theta * economy.output;
    services += cell.services;
    capital += cell.capital;
    compute += cell.compute;
    factor_income += economy.rental_rate * cell.capital + cell.compute_return * cell.compute;
  }
  const double provider_cost = economy.provider_return * economy.provider_compute;
  const double income = factor_income + provider_cost + economy.provider_profit;
  const double capacity = economy.provider_compute / economy.compute_per_service;
  const auto off = [](double left, double right) { return std::abs(left - right) / std::abs(right); };
  std::array<double, identity_count> all{};
  all[output_is_used] = off(economy.consumption + economy.investment + economy.adoption_cost, economy.output);
  all[expenditure_is_output] = off(expenditure, economy.output);
  all[services_sold_are_bought] = off(revenue, spending);
  all[services_use_capacity] = off(services, capacity);
  all[provider_accounts] = off(provider_cost + economy.provider_profit, revenue);
  all[income_is_output] = off(income, economy.output);
  all[firms_own_capital] = off(capital, economy.capital);
  all[compute_is_owned] = off(compute + economy.provider_compute, economy.compute);
  return all;
}

void check_identities(Country& country, std::size_t e) {
  Economy& economy = country.economies[e];
  const auto now = residuals(economy, *country.model, e);
  for (std::size_t i = 0; i < identity_count; ++i) {
    if (!(now[i] <= largest_tolerated_residual))  // not a number fails too
      throw SimulationError(
          text("year {}: economy {}: identity {} ({}) is off by {:.3g} of its size, more than {:g}, §5.1",
               "{} 年：经济体 {}：恒等式 {}（{}）的相对误差为 {:.3g}，超过 {:g}，§5.1", country.date(),
               country.model->economies[e].name, identities[i].name, identities[i].meaning, now[i],
               largest_tolerated_residual));
    economy.largest_residual[i] = std::max(economy.largest_residual[i], now[i]);
  }
}

}  // namespace suanli
