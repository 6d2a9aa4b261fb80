#include "scenarios/theory.hpp"

#include <fmt/format.h>

#include <cmath>

#include "agents/economy.hpp"
#include "agents/theory/steady_state.hpp"
#include "engine/columns.hpp"
#include "scenarios/divergence.hpp"

namespace suanli {

namespace {

std::string number(std::optional<double> x) { return x && std::isfinite(*x) ? fmt::format("{}", *x) : "null"; }

std::string as_json(const std::string& name, const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text = fmt::format("    {{\"name\": \"{}\"", name);
  for (const auto& [key, value] : members) text += fmt::format(", \"{}\": {}", key, value);
  return text + "}";
}

std::string table_of(const SteadyState& s, const EconomyTechnology& economy, const Parameters& p, Language language) {
  std::string table = in(language, text("economy {} (τ = {}, A = {:.8g})\n", "经济体 {}（τ = {}，A = {:.8g}）\n",
                                        s.economy, economy.tau, common_productivity(p)));
  for (const SteadyStateNumber& n : steady_state_numbers()) {
    const Text value = n.of(s) ? text("{:.8g}", "{:.8g}", *n.of(s)) : text("none", "无");
    const std::string unit = n.unit == "1" ? "" : fmt::format(" [{}]", n.unit);
    table +=
        fmt::format("  {:<24} {}  {}{}\n", n.name, flush_right(in(language, value), 13), in(language, n.meaning), unit);
  }
  return table;
}

std::string json_of(const SteadyState& s, const EconomyTechnology& economy, const Parameters& p) {
  std::vector<std::pair<std::string, std::string>> members{{"tau", number(economy.tau)},
                                                           {"productivity_level", number(common_productivity(p))}};
  for (const SteadyStateNumber& n : steady_state_numbers()) members.emplace_back(n.name, number(n.of(s)));
  if (p.pricing.kind == PricingRule::report) {
    std::string prices;
    for (std::size_t c = 0; c < economy.cells.size(); ++c)
      if (economy.cells[c].region == economy.cells.front().region)
        prices += fmt::format("{}\"{}\": {}", prices.empty() ? "" : ", ", p.industries[economy.cells[c].industry].first,
                              number(s.service_prices[c]));
    members.emplace_back("price_by_industry", "{" + prices + "}");
  }
  return as_json(s.economy, members);
}

std::string level_table(const EconomyTechnology& economy, const Parameters& p, Language language) {
  const LevelDynamics level = level_dynamics(economy, p);
  const Text end = std::isfinite(level.blow_up_time)
                       ? text("is infinite {:.6g} years later, in {:.2f}", "{:.6g} 年后（{:.2f} 年）趋于无穷",
                              level.blow_up_time, p.time.start + level.blow_up_time)
                       : text("decays: depreciation outweighs saving", "逐渐衰减：折旧超过储蓄");
  return in(
      language,
      text("economy {} (τ = {})\n  {}\n  on the ray κ = 1 - τ wealth grows at {:.6g} a year at the start and {}\n",
           "经济体 {}（τ = {}）\n  {}\n  在射线 κ = 1 - τ 上，财富起初年增长率为 {:.6g}，{}\n", economy.name,
           economy.tau, no_balanced_path, level.growth, end));
}

std::string level_json(const EconomyTechnology& economy, const Parameters& p) {
  const LevelDynamics level = level_dynamics(economy, p);
  const bool blows_up = std::isfinite(level.blow_up_time);
  return as_json(economy.name, {{"tau", number(economy.tau)},
                                {"balanced_growth_path", "false"},
                                {"reason", fmt::format("\"{}\"", no_balanced_path.en)},
                                {"output_per_wealth_power", number(level.output_per_wealth_power)},
                                {"growth_at_start", number(level.growth)},
                                {"blow_up_time", number(level.blow_up_time)},
                                {"blow_up_date", blows_up ? number(p.time.start + level.blow_up_time) : "null"}});
}

}  // namespace

std::string steady_state_text(const Parameters& p, Format format, Language language) {
  const std::vector<EconomyTechnology> economies = economies_of(p);
  const bool json = format == Format::json;
  std::vector<Text> refusals;
  if (const Text refusal = joint_refusal(economies, p); !refusal.empty()) refusals.push_back(refusal);
  std::string all;
  for (const EconomyTechnology& economy : economies) {
    if (!all.empty()) all += json ? ",\n" : "\n";
    if (p.synergy.mode == SynergyMode::level) {
      all += json ? level_json(economy, p) : level_table(economy, p, language);
      continue;
    }
    const SteadyStateAnswer answer = steady_state(economy, p);
    if (!answer.refusal.empty()) refusals.push_back(answer.refusal);
    else all += json ? json_of(answer.path, economy, p) : table_of(answer.path, economy, p, language);
  }
  if (!refusals.empty()) throw Infeasible(in_lines(refusals));
  if (!json) return all;
  const std::string parting = divergence_json(p, 2);
  return "{\n  \"economies\": [\n" + all + "\n  ]" + (parting.empty() ? "" : ",\n  \"divergence\": " + parting) +
         "\n}\n";
}

}  // namespace suanli
