#include <cmath>
#include <numbers>

#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// What a firm's x owes to its cell, (7.2), (7.3): the mean return and the hurdle lower it, and by drag the mean size raises it.
double owed_to_cell(const Cell& cell, const CellTechnology& t, double total) {
  const double mean_return = log(cell.expected_bundle / total);
  const double mean_size = log(total / static_cast<double>(t.firms));
  const double waiting = t.behaviour == InvestmentBehaviour::option ? log(cell.hurdle / t.calm_hurdle) : 0;
  return cell.perception.drag * mean_size - mean_return - waiting;
}

// With `level`, returns count in units of the cost of capital, §7.2.
double level(double earned, const Parameters& p) {
  return p.firms.returns == ReturnMeasure::relative ? 0
                                                    : log(earned / (p.firms.discount_rate + p.technology.depreciation));
}

// f of §7.1, to be taken of attractions. Who does not respond has the attraction 1, and invests in proportion to stocks.
Weighing weighing_of(const Cell& cell, const CellTechnology& t, const FirmParameters& p, double of_capital,
                     double of_compute) {
  const Perception& seen = cell.perception;
  const double capital_scale = exp(seen.elasticity * of_capital - std::numbers::ln2 * seen.capital_offset);
  const double compute_scale = exp(seen.elasticity * of_compute - std::numbers::ln2 * seen.compute_offset);
  if (t.behaviour != InvestmentBehaviour::option) return {capital_scale, compute_scale, 0, 0, INFINITY};
  return {capital_scale, compute_scale, p.floor - 1, p.floor, p.floor + p.ceiling};
}

// Of every cell, for the open period.
std::vector<Weighing> weigh(Country& country) {
  const Parameters& p = country.model->parameters;
  std::vector<Weighing> all;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c) {
      Economy& economy = country.economies[e];
      Cell& cell = economy.cells[c];
      const CellTechnology& t = country.technology[e].cells[c];
      cell.weighing = weighing_of(cell, t, p.firms, owed_to_cell(cell, t, cell.capital) + level(economy.rental_rate, p),
                                  owed_to_cell(cell, t, cell.compute) + level(cell.compute_return, p));
      all.push_back(cell.weighing);
    }
  return all;
}

// How a pool reaches the firms: as they want it, or in proportion to stocks where nobody wants any.
Accrual accrual(double kept, double pool, double demand, double stocks, double dt) {
  if (demand > 0) return {kept, pool * dt / demand};
  return {kept + pool * dt / stocks, 0};
}

void expect_finite(const Country& country, const std::vector<Demand>& demand) {
  for (std::size_t number = 0; number < demand.size(); ++number)
    if (!std::isfinite(demand[number].capital + demand[number].compute))
      report_unsound_cell(country, number, {"what firms want to invest", "企业投资意愿"});
}

}  // namespace

Perception perception_of(const Cell& cell, const CellTechnology& t, const BundleTechnology& bundle, double drag) {
  if (t.behaviour == InvestmentBehaviour::proportional) return {};
  // (7.2) for stocks of the cell's mean and log productivity 0, as in firms/equations.hpp.
  const double log_ratio = log(cell.capital / cell.compute);
  const double of_compute = bundle.by_ratio * log_ratio - drag * log(cell.compute / static_cast<double>(t.firms));
  const double of_capital = of_compute - (1 + drag) * log_ratio;
  const double scale = -t.elasticity * std::numbers::log2e;
  return {t.elasticity, drag, scale * of_capital, scale * of_compute};
}

void divide_pools(Country& country) {
  const double dt = country.model->parameters.time.step;
  std::vector<Demand> demand(country.model->layout.cells().size());
  if (country.firms.are_investing()) demand = country.firms.demand(weigh(country), country.threads);
  expect_finite(country, demand);
  std::size_t number = 0;
  for (Economy& economy : country.economies)
    for (Cell& cell : economy.cells) {
      const Demand& wanted = demand[number++];
      cell.capital_accrual = accrual(cell.capital_kept, cell.capital_pool, wanted.capital, cell.capital, dt);
      cell.compute_accrual = accrual(cell.compute_kept, cell.compute_pool, wanted.compute, cell.compute, dt);
    }
}

void survey_demand(Country& country) {
  if (country.model->parameters.tau_mode.kind == TauMode::exogenous) return;
  const std::vector<Demand> demand = country.firms.demand(weigh(country), country.threads);
  expect_finite(country, demand);
  std::size_t number = 0;
  for (Economy& economy : country.economies) {
    economy.compute_demand = 0;
    for (std::size_t c = 0; c < economy.cells.size(); ++c) economy.compute_demand += demand[number++].compute;
  }
}

}  // namespace suanli
