#include <algorithm>
#include <cmath>
#include <limits>

#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// Investment that keeps every cell where it started, relative to an economy that grows at g*; firms' compute is to be
// `rescaled`.
void keep_in_place(Economy& economy, const EconomyTechnology& technology, double growth, const Parameters& p,
                   double rescaled) {
  const double dt = p.time.step, kept = (1 - p.technology.depreciation * dt) / (1 + growth * dt);
  const double own = (economy.compute - economy.provider_compute) / technology.firms_of_compute();
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = technology.cells[c];
    Cell& cell = economy.cells[c];
    cell.capital_kept = kept, cell.compute_kept = kept * rescaled;
    cell.capital_pool = (economy.capital * t.capital_share - cell.capital_kept * cell.capital) / dt;
    cell.compute_pool = (own * t.compute_share - cell.compute_kept * cell.compute) / dt;
  }
}

// Growth at rest where output over wealth is y instead of y*, because firms' choices add to productivity: a household
// that sees the trend consumes along its arm, one that does not consumes c* as before.
double growth_at(double y, const EconomyTechnology& economy, const Parameters& p) {
  const double delta = p.technology.depreciation;
  if (p.household.consumption.kind == ConsumptionRule::saddle_path && p.household.trend.kind == TrendRule::fixed)
    return y - steady_state(economy, p).path.c - delta;
  if (p.household.consumption.kind == ConsumptionRule::saving_rate) return p.household.consumption.number * y - delta;
  const TrendEconomy trend = trend_economy(economy, p);
  const TrendEconomy::Point rest = trend.at(trend.kappa_at_rest());
  return desired_growth(trend.household_return(rest) / rest.output * y, delta, p.household);
}

// Locations once firms have differed: they start with what the economy that this leaves asks of them.
void place_after(Country& country, std::size_t e) {
  const Model& model = *country.model;
  const std::vector<double> capital = location_capital(model, e, log_gain(country, e));
  if (const std::vector<Text> refused = too_much_for_ceilings(model, e, capital); !refused.empty())
    throw SimulationError(text("after firms.burn_in = {} years of firms.start = stationary: {}",
                               "firms.start = stationary 的 firms.burn_in = {} 年之后：{}",
                               model.parameters.firms.burn_in, in_lines(refused)));
  place_locations(country, e, capital);
}

}  // namespace

void begin_burn_in(Country& country) {
  const Model& model = *country.model;
  country.uncertainty.dispersion = dispersion_at_start(model.parameters);
  country.first_period = country.period = 0 - static_cast<std::uint32_t>(model.periods_before);
}

void burn_in(Country& country, const std::function<void()>& observe) {
  const Model& model = *country.model;
  advance_firms(country);
  clear_compute_market(country);
  const bool last = country.period + 1 == 0;
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    Economy& economy = country.economies[e];
    const double own = economy.compute - economy.provider_compute;
    if (last && model.economies[e].located) place_after(country, e);
    keep_in_place(economy, model.economies[e], model.growth_before[e], model.parameters,
                  (economy.compute - economy.provider_compute) / own);
  }
  observe();
  replace_leavers(country);
  divide_pools(country);
  ++country.period;
}

std::vector<double> calibrated_demand(Parameters p, const std::function<void()>& watch) {
  constexpr std::uint32_t replication_of_pilot = std::numeric_limits<std::uint32_t>::max();
  constexpr std::int64_t firms_of_pilot = 100000;
  p.start.kappa.kind = StartComposition::rest, p.start.provider_compute.kind = StartProviders::rest;
  p.firms.count = std::min(p.firms.count, firms_of_pilot), p.adoption.rule = AdoptionRule::none;
  const Model model(p, std::vector<double>(p.regions.size()));
  Country country = place_stocks(model, replication_of_pilot, Threads::all);
  std::vector<double> demand(model.economies.size()), output(demand.size());
  double periods = 0;
  const auto look = [&] {  // in the last third of the years
    const std::uint32_t left = 0 - country.period, all = 0 - country.first_period;
    if (left > std::max<std::uint32_t>(1, all / 3)) return;
    survey_demand(country);
    for (std::size_t e = 0; e < demand.size(); ++e) {
      demand[e] += country.economies[e].compute_demand / country.economies[e].compute;
      output[e] += country.economies[e].output / country.economies[e].wealth();
    }
    ++periods;
  };
  begin_burn_in(country);
  try {
    while (country.before_start()) watch(), burn_in(country, look);
  } catch (const SimulationError& error) {
    throw SimulationError(text("pilot run that calibrates tau_mode: {}", "校准 tau_mode 的先导模拟：{}", error.text()));
  }
  std::vector<double> scales;
  for (std::size_t e = 0; e < demand.size(); ++e) {  // τI/HT where HT keeps pace with growth, over demand/HT
    if (!(demand[e] > 0))
      throw Infeasible(
          text("tau_mode = {{endogenous: {}}}: in calm times no firm of economy {} wants compute, so that "
               "demand cannot be calibrated to tau: raise firms.floor (now {}) or firms.elasticity, or "
               "lower firms.discount_rate (now {}), §7.2",
               "tau_mode = {{endogenous: {}}}：平稳期经济体 {} 中没有企业需要算力，无法按 tau 校准需求："
               "请提高 firms.floor（现为 {}）或 firms.elasticity，或降低 firms.discount_rate（现为 {}），§7.2",
               p.tau_mode.number, model.economies[e].name, p.firms.floor, p.firms.discount_rate));
    const double growth = growth_at(output[e] / periods, model.economies[e], p);
    scales.push_back((growth + p.technology.depreciation) / (demand[e] / periods));
  }
  return scales;
}

}  // namespace suanli
