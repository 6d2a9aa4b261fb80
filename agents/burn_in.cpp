#include <cmath>
#include <limits>

#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// Investment that keeps every cell where it started, relative to an economy that grows at g*.
void keep_in_place(Economy& economy, const EconomyTechnology& technology, double growth, const Parameters& p) {
  const double dt = p.time.step, kept = (1 - p.technology.depreciation * dt) / (1 + growth * dt);
  const double own = (economy.compute - economy.provider_compute) / technology.firms_of_compute();
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = technology.cells[c];
    Cell& cell = economy.cells[c];
    cell.capital_kept = cell.compute_kept = kept;
    cell.capital_pool = (economy.capital * t.capital_share - kept * cell.capital) / dt;
    cell.compute_pool = (own * t.compute_share - kept * cell.compute) / dt;
  }
}

// Growth of a balanced path whose output over wealth is y instead of y*: productivity that firms' choices add counts.
double growth_at(double y, const EconomyTechnology& economy, const Parameters& p) {
  const double delta = p.technology.depreciation;
  if (p.household.consumption.kind == ConsumptionRule::saving_rate) return p.household.consumption.number * y - delta;
  const TrendEconomy trend = trend_economy(economy, p);
  const double kappa = trend.kappa_at_rest();
  return desired_growth(trend.household_return(kappa) / trend.output(kappa) * y, delta, p.household);
}

}  // namespace

void burn_in(Country& country, const std::function<void()>& observe) {
  const Model& model = *country.model;
  const Parameters& p = model.parameters;
  std::vector<double> growth;
  for (const EconomyTechnology& economy : model.economies) {
    const SteadyStateAnswer answer = steady_state(economy, p);
    if (!answer.refusal.empty()) throw Infeasible(answer.refusal);
    growth.push_back(answer.path.g);
  }
  country.uncertainty.dispersion = dispersion_at_start(p);
  const auto periods = static_cast<std::uint32_t>(std::llround(std::ceil(p.firms.burn_in / p.time.step)));
  for (country.first_period = country.period = 0 - periods; country.period != 0; ++country.period) {
    advance_firms(country);
    for (std::size_t e = 0; e < country.economies.size(); ++e) {
      clear_compute_market(country.economies[e], model, e);
      keep_in_place(country.economies[e], model.economies[e], growth[e], p);
    }
    observe();
    replace_leavers(country);
    divide_pools(country);
  }
}

std::vector<double> calibrated_demand(const Model& model) {
  constexpr std::uint32_t pilot = std::numeric_limits<std::uint32_t>::max();
  const Parameters& p = model.parameters;
  Country country = place_stocks(model, pilot, Threads::all);
  std::vector<double> demand(model.economies.size()), output(demand.size());
  double periods = 0;
  burn_in(country, [&] {  // the last third of the years
    const std::uint32_t left = 0 - country.period, all = 0 - country.first_period;
    if (left > all / 3) return;
    survey_demand(country);
    for (std::size_t e = 0; e < demand.size(); ++e) {
      demand[e] += country.economies[e].compute_demand / country.economies[e].compute;
      output[e] += country.economies[e].output / country.economies[e].wealth();
    }
    ++periods;
  });
  std::vector<double> scales;
  for (std::size_t e = 0; e < demand.size(); ++e) {  // τI/HT where HT keeps pace with growth, over demand/HT
    const double growth = growth_at(output[e] / periods, model.economies[e], p);
    scales.push_back((growth + p.technology.depreciation) / (demand[e] / periods));
  }
  return scales;
}

}  // namespace suanli
