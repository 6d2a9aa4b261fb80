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

// Locations on the balanced path, a line each, and what adds up.
std::string locations_table(const SteadyState& s, const EconomyTechnology& economy, const Parameters& p,
                            Language language) {
  constexpr std::size_t names = 26, numbers = 13;
  const std::span<const RestingLocationNumber> all = resting_location_numbers();
  std::string table = column(in(language, Words{"  locations at rest", "  稳态时各地"}), names);
  for (const RestingLocationNumber& n : all) table += flush_right(n.name, numbers);
  table += "\n";
  std::vector<double> totals(all.size());
  for (std::size_t i = 0; i < s.sites.size(); ++i) {
    const Site& site = economy.located->siting().sites[i];
    table += column("    " + p.locations[site.location].first, names);
    for (std::size_t k = 0; k < all.size(); ++k) {
      const double value = all[k].of(s, site, s.sites[i]);
      totals[k] += value;
      table += flush_right(fmt::format("{:.6g}", value), numbers);
    }
    table += "\n";
  }
  table += column(in(language, Words{"    all", "    合计"}), names);
  for (std::size_t k = 0; k < all.size(); ++k)
    table += flush_right(all[k].total ? fmt::format("{:.6g}", totals[k]) : "", numbers);
  table += "\n";
  for (const RestingLocationNumber& n : all)
    table += fmt::format("    {:<12} {}{}\n", n.name, in(language, n.meaning),
                         n.unit == "1" ? "" : fmt::format(" [{}]", n.unit));
  return table;
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
  if (economy.located) table += locations_table(s, economy, p, language);
  return table;
}

std::string locations_json(const SteadyState& s, const EconomyTechnology& economy, const Parameters& p) {
  std::string locations;
  for (std::size_t i = 0; i < s.sites.size(); ++i) {
    const Site& site = economy.located->siting().sites[i];
    std::string members;
    for (const RestingLocationNumber& n : resting_location_numbers())
      members += fmt::format("{}\"{}\": {}", members.empty() ? "" : ", ", n.name, number(n.of(s, site, s.sites[i])));
    locations +=
        fmt::format("{}\"{}\": {{{}}}", locations.empty() ? "" : ", ", p.locations[site.location].first, members);
  }
  return "{" + locations + "}";
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
  if (economy.located) members.emplace_back("locations", locations_json(s, economy, p));
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
