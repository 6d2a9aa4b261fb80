// A small scenario with two locations and two classes of work, for the tests of stresses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/comparison/compare.hpp"
#include "scenarios/read.hpp"

namespace suanli::test {

/// Two regions × two industries, one location in each region, four years in quarters, with common shocks; the outage of
/// `south` for a year may be taken out with `without_outage`.
inline constexpr std::string_view siting_scenario = R"(time: {start: 2022, end: 2026, step: 0.25}
ensemble: {replications: 6, seed: 7}
capital_market: national
pricing: {markup: 1.3}
tau: 0.10
synergy: {mode: intensity, strength: 0.05, reference: 0.10}
household: {risk_aversion: 8, discount_rate: 0.03, euler: report, consumption: saddle_path}
technology: {depreciation: 0.06}
productivity: {level: {output_to_wealth: 0.245}, standard_deviation: 0.25}
shocks:
  economy: {standard_deviation: 0.015}
  industry: {standard_deviation: 0.01}
  region: {standard_deviation: 0.01}
firms: {count: 400}
start: {wealth: 100}
services: {dispersion: 8, energy: 0.012}
service_classes:
  sensitive: {latency_limit: 20}
  tolerant: {}
industries:
  internet: {alpha: 0.55, beta: 0.20, service_shares: {sensitive: 0.55, tolerant: 0.45}}
  finance: {alpha: 0.80, beta: 0.12, service_shares: {sensitive: 0.70, tolerant: 0.30}}
locations:
  hub_north: {region: north, electricity_price: 0.65, power_usage: 1.4, grid_carbon: 0.652, latency: {north: 3, south: 15}, delivery: {north: 1, south: 1.05}}
  hub_south: {region: south, electricity_price: 0.36, power_usage: 1.25, grid_carbon: 0.397, latency: {north: 15, south: 3}, delivery: {north: 1.05, south: 1}}
regions:
  north:
    expenditure_shares: {internet: 0.2, finance: 0.3}
  south:
    expenditure_shares: {internet: 0.1, finance: 0.4}
)";

/// A setting that adds an outage of hub_south for a year.
inline std::string outage(double size) {
  return "events.outage={kind: outage, location: hub_south, start: 2023, duration: 1, size: " + std::to_string(size) +
         "}";
}

/// Settings of the small siting scenario that use every key of locations, events and policies of a national market.
inline const std::vector<std::string>& every_siting_key() {
  static const std::vector<std::string> settings{
      "household.trend={delay: 2}",
      "services.embodied_carbon=0.02",
      "service_classes.sensitive={latency_limit: 20, latency_steps: [10, 20], delivery_steps: [1, 1.1]}",
      "locations.hub_south.bandwidth={north: 50}",
      "locations.hub_south.ceiling=1e3",
      "events.drought={kind: outage, location: hub_south, start: 2023, duration: 1, size: 0.1, recovery: 1}",
      "events.cut={kind: link_failure, location: hub_south, region: north, start: {rate: 0.1}, duration: 0.1, "
      "size: 0.5, size_spread: 0.5}",
      "events.boom={kind: demand_surge, industry: internet, start: 2024, duration: 1, size: 0.1}",
      "policies.westward={kind: siting_multiplier, location: hub_south, dates: [2023], values: [1.2]}"};
  return settings;
}

inline Scenario sited(const std::vector<std::string>& settings = {}) {
  return read_scenario_text(std::string(siting_scenario), "sited.yaml", settings);
}

/// What an ensemble of the small siting scenario leaves.
inline Paths sited_paths(const std::string& name, const std::vector<std::string>& settings = {}) {
  Progress progress(1, Language::english);
  return Member(name, sited(settings).parameters).paths(progress);
}

}  // namespace suanli::test
