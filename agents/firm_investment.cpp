#include <cmath>
#include <numbers>

#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

constexpr double to_log2 = std::numbers::log2e;

// The offset of a firm's perceived return to one of its stocks, §7: what the cell's mean return, the drag's mean size
// and the hurdle take away.
double offset(const Cell& cell, const CellTechnology& t, const FirmParameters& p, double total) {
  const double mean_return = log(cell.expected_bundle / total);
  const double mean_size = log(total / static_cast<double>(t.firms));
  const double waiting = t.behaviour == InvestmentBehaviour::option ? log(cell.hurdle / t.calm_hurdle) : 0;
  return to_log2 * (p.drag * mean_size - mean_return - waiting);
}

// With `level`, returns count in units of the cost of capital, §7.2.
double level(double earned, const Parameters& p) {
  return p.firms.returns == ReturnMeasure::relative
             ? 0
             : to_log2 * log(earned / (p.firms.discount_rate + p.technology.depreciation));
}

std::vector<Weighing> weighings(const Country& country) {
  const Model& model = *country.model;
  const Parameters& p = model.parameters;
  std::vector<Weighing> all;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c) {
      const Economy& economy = country.economies[e];
      const Cell& cell = economy.cells[c];
      const CellTechnology& t = country.technology[e].cells[c];
      all.push_back({.behaviour = t.behaviour,
                     .capital_offset = offset(cell, t, p.firms, cell.capital) + level(economy.rental_rate, p),
                     .compute_offset = offset(cell, t, p.firms, cell.compute) + level(cell.compute_return, p),
                     .drag = p.firms.drag,
                     .elasticity = t.elasticity,
                     .floor = p.firms.floor,
                     .ceiling = p.firms.ceiling});
    }
  return all;
}

// How a pool reaches the firms: by weight, or in proportion to stocks where nobody wants any.
Accrual accrual(double kept, double pool, double weights, double stocks, double dt) {
  if (weights > 0) return {kept, pool * dt / weights};
  return {kept + pool * dt / stocks, 0};
}

void expect_finite(const Country& country, const std::vector<WeighingSums>& weights) {
  for (std::size_t number = 0; number < weights.size(); ++number)
    if (!std::isfinite(weights[number].capital + weights[number].compute))
      report_unsound_cell(country, number, {"what firms want to invest", "企业投资意愿"});
}

}  // namespace

void divide_pools(Country& country) {
  const double dt = country.model->parameters.time.step;
  std::vector<WeighingSums> weights(country.model->layout.cells().size());
  if (country.firms.are_investing()) weights = country.firms.weigh(weighings(country), country.threads);
  expect_finite(country, weights);
  std::size_t number = 0;
  for (Economy& economy : country.economies)
    for (Cell& cell : economy.cells) {
      const WeighingSums& w = weights[number++];
      cell.capital_accrual = accrual(cell.capital_kept, cell.capital_pool, w.capital, cell.capital, dt);
      cell.compute_accrual = accrual(cell.compute_kept, cell.compute_pool, w.compute, cell.compute, dt);
    }
}

void survey_demand(Country& country) {
  if (country.model->parameters.tau_mode.kind == TauMode::exogenous) return;
  const std::vector<WeighingSums> demand = country.firms.demand(weighings(country), country.threads);
  expect_finite(country, demand);
  std::size_t number = 0;
  for (Economy& economy : country.economies) {
    economy.compute_demand = 0;
    for (std::size_t c = 0; c < economy.cells.size(); ++c) economy.compute_demand += demand[number++].compute;
  }
}

}  // namespace suanli
