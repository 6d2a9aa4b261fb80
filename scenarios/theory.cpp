#include "scenarios/theory.hpp"

#include <fmt/format.h>

#include <cmath>

#include "agents/economy.hpp"
#include "agents/theory/steady_state.hpp"
#include "scenarios/divergence.hpp"

namespace suanli {

namespace {

std::string number(std::optional<double> x) { return x && std::isfinite(*x) ? fmt::format("{}", *x) : "null"; }

std::string as_json(const std::string& name, const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text = fmt::format("    {{\"name\": \"{}\"", name);
  for (const auto& [key, value] : members) text += fmt::format(", \"{}\": {}", key, value);
  return text + "}";
}

std::string steady_state_of(const SteadyState& s, const EconomyTechnology& economy, const Parameters& p,
                            Format format) {
  if (format == Format::table) {
    std::string text = fmt::format("economy {} (τ = {}, A = {:.8g})\n", s.economy, economy.tau, common_productivity(p));
    for (const SteadyStateNumber& n : steady_state_numbers()) {
      const std::string value = n.of(s) ? fmt::format("{:.8g}", *n.of(s)) : "none";
      const std::string unit = n.unit == "1" ? "" : fmt::format(" [{}]", n.unit);
      text += fmt::format("  {:<24} {:>13}  {}{}\n", n.name, value, n.meaning.en, unit);
    }
    return text;
  }
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

std::string level_of(const EconomyTechnology& economy, const Parameters& p, Format format) {
  const LevelDynamics level = level_dynamics(economy, p);
  const bool blows_up = std::isfinite(level.blow_up_time);
  const double date = p.time.start + level.blow_up_time;
  if (format == Format::table)
    return fmt::format(
        "economy {} (τ = {})\n  {}\n  on the ray κ = 1 - τ wealth grows at {:.6g} a year at the start and {}\n",
        economy.name, economy.tau, no_balanced_path, level.growth,
        blows_up ? fmt::format("is infinite {:.6g} years later, in {:.2f}", level.blow_up_time, date)
                 : "decays: depreciation outweighs saving");
  return as_json(economy.name, {{"tau", number(economy.tau)},
                                {"balanced_growth_path", "false"},
                                {"reason", fmt::format("\"{}\"", no_balanced_path)},
                                {"output_per_wealth_power", number(level.output_per_wealth_power)},
                                {"growth_at_start", number(level.growth)},
                                {"blow_up_time", number(level.blow_up_time)},
                                {"blow_up_date", blows_up ? number(date) : "null"}});
}

}  // namespace

std::string steady_state_text(const Parameters& p, Format format) {
  const std::vector<EconomyTechnology> economies = economies_of(p);
  std::string refusals = joint_refusal(economies, p), text;
  for (const EconomyTechnology& economy : economies) {
    if (!text.empty()) text += format == Format::json ? ",\n" : "\n";
    if (p.synergy.mode == SynergyMode::level) {
      text += level_of(economy, p, format);
      continue;
    }
    const SteadyStateAnswer answer = steady_state(economy, p);
    if (!answer.refusal.empty()) refusals += (refusals.empty() ? "" : "\n") + answer.refusal;
    else text += steady_state_of(answer.path, economy, p, format);
  }
  if (!refusals.empty()) throw Infeasible(refusals);
  if (format == Format::table) return text;
  const std::string parting = divergence_json(p, 2);
  return "{\n  \"economies\": [\n" + text + "\n  ]" + (parting.empty() ? "" : ",\n  \"divergence\": " + parting) +
         "\n}\n";
}

}  // namespace suanli
