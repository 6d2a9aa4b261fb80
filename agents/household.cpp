#include <algorithm>

#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// m̂ at the date that opens. The first date knows no earlier view: there it is m itself. A dated event will pass: while
// one is active, the view stands still.
double trend_seen(const Country& country, const Economy& economy, const SaddlePaths& arms) {
  const Parameters& p = country.model->parameters;
  if (p.household.trend.kind == TrendRule::fixed || country.uncertainty.dated || country.conditions.in_event)
    return economy.log_trend;
  const double wealth = economy.wealth(), shift = arms.shift(economy.capital / wealth, economy.output / wealth);
  if (country.period == 0) return shift;
  return delayed_trend(economy.log_trend, shift, p.time.step, p.household.trend.number);
}

void check_range(const Country& country, std::size_t e, const SaddlePaths& arms) {
  const double trend = country.economies[e].log_trend;
  if (trend < arms.lowest() || trend > arms.highest())
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

void consume_and_invest(Country& country, std::size_t e) {
  Economy& economy = country.economies[e];
  if (const auto& arms = country.model->saddle_paths[e]) {
    economy.log_trend = trend_seen(country, economy, *arms);
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
