#include <algorithm>

#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// τ_t: as stated, or what firms' demand makes of it, (7.5).
double compute_share_of_investment(const Economy& economy, const Model& model, std::size_t e) {
  if (model.demand_to_investment.empty()) return model.economies[e].tau;
  if (economy.investment <= 0) return economy.tau;
  return std::min(model.parameters.tau_mode.number,
                  model.demand_to_investment[e] * economy.compute_demand / economy.investment);
}

// Investment follows returns: pools of compute by weights stock·return^ϑ_H, §7.3.
void split_gradually(Economy& economy, double pool, double elasticity) {
  const auto weight = [&](double stock, double earned) {
    return arbitrage_weight(stock, earned / economy.compute_rental_rate, elasticity);
  };
  const double of_providers = weight(economy.provider_compute, economy.provider_return);
  double sum = of_providers;
  for (Cell& cell : economy.cells) sum += cell.compute_pool = weight(cell.compute, cell.compute_return);
  for (Cell& cell : economy.cells) cell.compute_pool *= pool / sum;
  economy.provider_investment = of_providers * pool / sum;
}

// Stocks of compute move to where they earn the same, and investment keeps them there, §7.3.
void split_without_friction(Economy& economy, double pool, const EconomyTechnology& technology) {
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    Cell& cell = economy.cells[c];
    const double share = technology.cells[c].compute_share;
    cell.compute_pool = pool * share;
    cell.compute_kept *= share * economy.compute / cell.compute;
  }
  economy.provider_investment = pool * technology.providers_of_compute();
  economy.provider_kept *= technology.providers_of_compute() * economy.compute / economy.provider_compute;
}

}  // namespace

void split_pools(Economy& economy, const Model& model, std::size_t e) {
  const EconomyTechnology& technology = model.economies[e];
  const AllocationParameters& allocation = model.parameters.allocation;
  const double kept = 1 - model.parameters.technology.depreciation * model.parameters.time.step;
  economy.tau = compute_share_of_investment(economy, model, e);
  economy.provider_kept = kept;
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    Cell& cell = economy.cells[c];
    cell.capital_kept = cell.compute_kept = kept;
    cell.capital_pool = (1 - economy.tau) * economy.investment * technology.cells[c].capital_share;
  }
  const double pool = economy.tau * economy.investment;
  if (allocation.rule == AllocationRule::gradual) split_gradually(economy, pool, allocation.elasticity);
  else split_without_friction(economy, pool, technology);
}

void close_stocks(Country& country) {
  const double delta = country.model->parameters.technology.depreciation, dt = country.model->parameters.time.step;
  for (Economy& economy : country.economies) {
    economy.capital = stock_after(economy.capital, (1 - economy.tau) * economy.investment, delta, dt);
    economy.compute = stock_after(economy.compute, economy.tau * economy.investment, delta, dt);
    economy.provider_compute = economy.provider_kept * economy.provider_compute + dt * economy.provider_investment;
  }
}

}  // namespace suanli
