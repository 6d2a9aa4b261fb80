#include <cmath>
#include <limits>

#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// Returns at rest, which `level` compares with the cost of capital, and investment that keeps a cell where it started
// relative to an economy that grows at g*.
void keep_at_rest(Country& country, std::size_t e, const SteadyState& rest) {
  Economy& economy = country.economies[e];
  const EconomyTechnology& technology = country.model->economies[e];
  const Parameters& p = country.model->parameters;
  const double dt = p.time.step, kept = (1 - p.technology.depreciation * dt) / (1 + rest.g * dt);
  const double own = (economy.compute - economy.provider_compute) / technology.firms_of_compute();
  economy.rental_rate = rest.r;
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = technology.cells[c];
    Cell& cell = economy.cells[c];
    cell.compute_return = rest.omega;
    cell.capital_kept = cell.compute_kept = kept;
    cell.capital_pool = (economy.capital * t.capital_share - kept * cell.capital) / dt;
    cell.compute_pool = (own * t.compute_share - kept * cell.compute) / dt;
  }
}

}  // namespace

void burn_in(Country& country, const std::function<void()>& observe) {
  const Model& model = *country.model;
  const Parameters& p = model.parameters;
  std::vector<SteadyState> rest;
  for (const EconomyTechnology& economy : model.economies) {
    const SteadyStateAnswer answer = steady_state(economy, p);
    if (!answer.refusal.empty()) throw Infeasible(answer.refusal);
    rest.push_back(answer.path);
  }
  country.uncertainty.dispersion = dispersion_at_start(p);
  const auto periods = static_cast<std::uint32_t>(std::llround(std::ceil(p.firms.burn_in / p.time.step)));
  for (country.first_period = country.period = 0 - periods; country.period != 0; ++country.period) {
    advance_firms(country);
    for (std::size_t e = 0; e < country.economies.size(); ++e) keep_at_rest(country, e, rest[e]);
    observe();
    replace_leavers(country);
    divide_pools(country);
  }
}

std::vector<double> calibrated_demand(const Model& model) {
  constexpr std::uint32_t pilot = std::numeric_limits<std::uint32_t>::max();
  const Parameters& p = model.parameters;
  Country country = place_stocks(model, pilot, Threads::all);
  std::vector<double> demand(model.economies.size());
  double periods = 0;
  burn_in(country, [&] {  // the last third of the years
    const std::uint32_t left = 0 - country.period, all = 0 - country.first_period;
    if (left > all / 3) return;
    survey_demand(country);
    for (std::size_t e = 0; e < demand.size(); ++e)
      demand[e] += country.economies[e].compute_demand / country.economies[e].compute;
    ++periods;
  });
  std::vector<double> scales;
  for (std::size_t e = 0; e < demand.size(); ++e) {  // τ I/HT at rest, over demand/HT
    const SteadyState rest = steady_state(model.economies[e], p).path;
    scales.push_back((rest.g + p.technology.depreciation) / (demand[e] / periods));
  }
  return scales;
}

}  // namespace suanli
