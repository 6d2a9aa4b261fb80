#include <algorithm>

#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// m at the date that opens: what output says or, while events that will pass disturb it, what it last said and what firms
// have gained since.
double shift_without_events(const Country& country, Economy& economy, std::size_t e, const SaddlePaths& arms) {
  const double wealth = economy.wealth(), gain = log_gain(country, e), gained = gain - economy.log_gain;
  economy.log_gain = gain;
  const bool disturbed = country.conditions.in_event && country.period > 0;
  return disturbed ? economy.log_shift + gained : arms.shift(economy.capital / wealth, economy.output / wealth);
}

// m̂ at the date that opens. The first date knows no earlier view: there it is m itself. Turbulence of known length will
// pass, and what firms gain or lose by it, too: while it lasts, the view stands still.
double trend_seen(const Country& country, Economy& economy, std::size_t e, const SaddlePaths& arms) {
  const Parameters& p = country.model->parameters;
  if (p.household.trend.kind == TrendRule::fixed) return economy.log_trend;
  economy.log_shift = shift_without_events(country, economy, e, arms);
  if (country.uncertainty.dated || country.conditions.volatility != 1) return economy.log_trend;
  if (country.period == 0) return economy.log_shift;
  return delayed_trend(economy.log_trend, economy.log_shift, p.time.step, p.household.trend.number);
}

void check_range(const Country& country, std::size_t e, const SaddlePaths& arms) {
  const double trend = country.economies[e].log_trend;
  if (!(trend >= arms.lowest() && trend <= arms.highest()))  // not a number is outside, too
    throw SimulationError(
        text("year {}: economy {}: the household sees a trend of m̂ = {:.4g}, output that is for good {:.4g} times what "
             "the scenario's productivity yields; its saddle paths are known for m̂ in [{:.4g}, {:.4g}] only (less than "
             "[-0.75, 0.75] where an economy at that level has none): give productivity.level nearer to what firms "
             "reach, §3.2",
             "{} 年：经济体 {}：居民看到的趋势为 m̂ = {:.4g}，即产出持久地为情景生产率所对应产出的 {:.4g} "
             "倍；其鞍点路径仅在 m̂ ∈ [{:.4g}, {:.4g}] 上已知（若某水平下的经济体没有鞍点路径，则窄于 [-0.75, "
             "0.75]）：请使 productivity.level 更接近企业实际达到的水平，§3.2",
             country.date(), country.technology[e].name, trend, exp(trend), arms.lowest(), arms.highest()));
}

}  // namespace

double log_gain(const Country& country, std::size_t e) {
  const Economy& economy = country.economies[e];
  const std::size_t industries = country.model->parameters.industries.size();
  double sum = 0;
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = country.technology[e].cells[c];
    const Cell& cell = economy.cells[c];
    sum += t.theta * (log_effective_productivity(cell.input_bundle, economy.synergy, cell.capital, cell.compute,
                                                 t.alpha, t.beta) -
                      t.log_productivity - country.conditions.log_productivity[t.region * industries + t.industry]);
  }
  return sum;
}

void consume_and_invest(Country& country, std::size_t e) {
  Economy& economy = country.economies[e];
  if (const auto& arms = country.model->saddle_paths[e]) {
    economy.log_trend = trend_seen(country, economy, e, *arms);
    check_range(country, e, *arms);
    const double wealth = economy.wealth();
    const double wanted = arms->consumption(economy.capital / wealth, economy.log_trend) * wealth;
    economy.consumption = std::min(wanted, economy.disposable());
  } else {
    const double wanted =
        (1 - country.model->parameters.household.consumption.number) * (economy.output - economy.energy_cost);
    economy.consumption = std::min(wanted, economy.disposable());
  }
  economy.investment = economy.disposable() - economy.consumption;
}

}  // namespace suanli
