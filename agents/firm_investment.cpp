#include <cmath>
#include <numbers>

#include "agents/equations.hpp"
#include "agents/firms/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

namespace one = HWY_NAMESPACE;  // the equations of one firm

constexpr double to_log2 = std::numbers::log2e;

// What a firm's x owes to its cell, (7.2), (7.3), to base 2: the mean return and the hurdle lower it, and by drag the mean size
// raises it.
double owed_to_cell(const Cell& cell, const CellTechnology& t, double total) {
  const double mean_return = log(cell.expected_bundle / total);
  const double mean_size = log(total / static_cast<double>(t.firms));
  const double waiting = t.behaviour == InvestmentBehaviour::option ? log(cell.hurdle / t.calm_hurdle) : 0;
  return to_log2 * (cell.perception.drag * mean_size - mean_return - waiting);
}

// With `level`, returns count in units of the cost of capital, §7.2.
double level(double earned, const Parameters& p) {
  return p.firms.returns == ReturnMeasure::relative
             ? 0
             : to_log2 * log(earned / (p.firms.discount_rate + p.technology.depreciation));
}

// f of §7.1, to be taken of attractions. Those of firms that do not respond are 1.
Weighing weighing(const Economy& economy, const Cell& cell, const CellTechnology& t, const Parameters& p) {
  if (t.behaviour == InvestmentBehaviour::proportional) return {1, 1, 0, 0, INFINITY};
  const Perception& seen = cell.perception;
  const double capital = owed_to_cell(cell, t, cell.capital) + level(economy.rental_rate, p);
  const double compute = owed_to_cell(cell, t, cell.compute) + level(cell.compute_return, p);
  const double capital_scale = one::exp2(seen.elasticity * capital - seen.capital_offset);
  const double compute_scale = one::exp2(seen.elasticity * compute - seen.compute_offset);
  if (t.behaviour == InvestmentBehaviour::elastic) return {capital_scale, compute_scale, 0, 0, INFINITY};
  const double floor = p.firms.floor;
  return {capital_scale, compute_scale, floor - 1, floor, floor + p.firms.ceiling};
}

std::vector<Weighing> weighings(const Country& country) {
  std::vector<Weighing> all;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c)
      all.push_back(weighing(country.economies[e], country.economies[e].cells[c], country.technology[e].cells[c],
                             country.model->parameters));
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
  const double ratio = one::log2_ratio(cell.capital, cell.compute);
  const double size = one::log2(cell.compute / static_cast<double>(t.firms));
  const double expected = one::log2_expected_per_compute(0.0, 0.0, ratio, 0, bundle);
  const double return_to_compute = one::perceived_return_to_compute(expected, size, drag);
  const double return_to_capital = one::perceived_return_to_capital(return_to_compute, ratio, drag);
  return {t.elasticity, drag, -t.elasticity * return_to_capital, -t.elasticity * return_to_compute};
}

void divide_pools(Country& country) {
  const double dt = country.model->parameters.time.step;
  const std::vector<Weighing> all = weighings(country);
  std::vector<Demand> demand(all.size());
  if (country.firms.are_investing()) demand = country.firms.demand(all, country.threads);
  expect_finite(country, demand);
  std::size_t number = 0;
  for (Economy& economy : country.economies)
    for (Cell& cell : economy.cells) {
      const Demand& wanted = demand[number];
      cell.division = {all[number++], accrual(cell.capital_kept, cell.capital_pool, wanted.capital, cell.capital, dt),
                       accrual(cell.compute_kept, cell.compute_pool, wanted.compute, cell.compute, dt)};
    }
}

void survey_demand(Country& country) {
  if (country.model->parameters.tau_mode.kind == TauMode::exogenous) return;
  const std::vector<Demand> demand = country.firms.demand(weighings(country), country.threads);
  expect_finite(country, demand);
  std::size_t number = 0;
  for (Economy& economy : country.economies) {
    economy.compute_demand = 0;
    for (std::size_t c = 0; c < economy.cells.size(); ++c) economy.compute_demand += demand[number++].compute;
  }
}

}  // namespace suanli
