// The economies that these tests simulate.
#pragma once

#include <string>
#include <vector>

#include "agents/economy.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::test {

/// A single firm per cell and no shocks.
inline Parameters without_noise(Parameters p) {
  p.productivity.standard_deviation = 0;
  p.shocks.economy.standard_deviation = p.shocks.industry.standard_deviation = p.shocks.region.standard_deviation =
      p.shocks.services.standard_deviation = 0;
  p.firms.count = p.firms.minimum_per_cell = 1;
  return p;
}

/// `years` in periods of dt.
inline Parameters lasting(Parameters p, double years, double dt) {
  p.time = {.start = 2000, .end = 2000 + years, .step = dt};
  return p;
}

/// The reference economy with nothing left at a value that hides an error: levels differ between industries and
/// regions, η and h̄_0/τ are not 1. Under every
/// pricing rule and reading of the return it grows by 1 to 15 % a year.
inline Parameters uneven_parameters(double strength) {
  Parameters p = without_noise(reference_parameters());
  p.synergy.strength = strength;
  p.synergy.reference = 0.17;
  p.productivity.level.number = 0.3;
  p.technology.compute_per_service = 0.6;
  for (std::size_t j = 0; j < p.industries.size(); ++j)
    p.industries[j].second.relative_productivity = 0.8 + 0.1 * static_cast<double>(j);
  for (std::size_t m = 0; m < p.regions.size(); ++m)
    p.regions[m].second.relative_productivity = 1.3 - 0.2 * static_cast<double>(m);
  return p;
}

inline const std::vector<Choice<PricingRule>>& all_pricing_rules() {
  static const std::vector<Choice<PricingRule>> all{
      {PricingRule::report, 0}, {PricingRule::integrated, 0}, {PricingRule::markup, 1.3}};
  return all;
}

inline const std::vector<EulerReturn>& all_readings() {
  static const std::vector<EulerReturn> all{EulerReturn::report, EulerReturn::private_, EulerReturn::planner};
  return all;
}

/// Runs a replication and shows every date to `visit(const Country&)`.
template <class Visit> void simulate_dates(const Model& model, std::uint32_t replication, Visit&& visit) {
  Country country = open_country(model, replication, Threads::one);
  visit(country);
  while (country.period < model.periods) {
    step(country);
    visit(country);
  }
}

/// An economy's aggregates at one date.
struct Aggregates {
  double output, consumption, capital, compute;
  double wealth() const { return capital + compute; }
  double kappa() const { return capital / wealth(); }
};

/// Aggregates of one economy by date [date].
inline std::vector<Aggregates> aggregates(const Model& model, std::size_t economy = 0, std::uint32_t replication = 0) {
  std::vector<Aggregates> path;
  simulate_dates(model, replication, [&](const Country& country) {
    const Economy& e = country.economies[economy];
    path.push_back({e.output, e.consumption, e.capital, e.compute});
  });
  return path;
}

}  // namespace suanli::test
