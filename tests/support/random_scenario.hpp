// Random economies that pass every check: any number of regions and industries, each rule by lot.
#pragma once

#include <algorithm>
#include <string>

#include "tests/support/located_scenario.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {

/// An economy with up to 5 regions and 5 industries. `saddle_path` households need a balanced path, which random
/// numbers seldom have: all of these save a given share.
inline Parameters random_parameters(Inputs& inputs) {
  Parameters p = reference_parameters();
  const std::size_t industries = inputs.whole(1, 5), regions = inputs.whole(1, 5);
  p.time = {.start = 2022, .end = 2024, .step = inputs.coin() ? 0.25 : 1};
  p.ensemble.seed = static_cast<std::int64_t>(inputs.bits() >> 12);
  p.capital_market = inputs.coin() ? CapitalMarket::regional : CapitalMarket::national;
  p.pricing = {static_cast<PricingRule>(inputs.whole(0, 2)), inputs.uniform(1, 5)};
  p.tau = inputs.uniform(0.02, 0.5);
  p.synergy = {.mode = inputs.coin() ? SynergyMode::intensity : SynergyMode::level,
               .strength = inputs.uniform(0, 1),
               .reference = inputs.scale(0.01, 1),
               .spillover = inputs.uniform(0, 1)};
  p.household.consumption = {ConsumptionRule::saving_rate, inputs.uniform(0.1, 0.6)};
  p.technology = {.depreciation = inputs.uniform(0, 0.2), .compute_per_service = inputs.scale(0.01, 100)};
  p.productivity = {.level = {ProductivityLevel::given, inputs.scale(0.1, 3)},
                    .standard_deviation = inputs.uniform(0, 0.6),
                    .persistence = inputs.uniform(0.3, 0.99),
                    .innovations = Distribution::normal,
                    .normalise = inputs.coin()};
  p.shocks.economy.standard_deviation = inputs.uniform(0, 0.1);
  p.shocks.industry.standard_deviation = inputs.uniform(0, 0.1);
  p.shocks.region.standard_deviation = inputs.uniform(0, 0.1);
  if (inputs.coin()) p.shocks.services.standard_deviation = inputs.uniform(0, 0.3);
  if (inputs.coin()) p.volatility = {inputs.uniform(0, 3), inputs.scale(0.05, 5), inputs.scale(0.1, 10), {}};
  p.firms.count = static_cast<std::int64_t>(inputs.whole(1, 400));
  p.firms.minimum_per_cell = static_cast<std::int64_t>(inputs.whole(1, 40));
  p.start = {.wealth = inputs.scale(1, 1000),
             .kappa = {StartComposition::given, inputs.uniform(0.3, 0.98)},
             .provider_compute = {}};

  p.industries.clear();
  for (std::size_t j = 0; j < industries; ++j) {
    const double alpha = inputs.uniform(0.2, 0.9), beta = (1 - alpha) * inputs.uniform(0.1, 0.9);
    p.industries.emplace_back("industry_" + std::to_string(j), industry(alpha, beta));
    p.industries.back().second.relative_productivity = inputs.scale(0.5, 2);
  }
  p.regions.clear();
  double sum = 0;
  for (std::size_t m = 0; m < regions; ++m) {
    RegionParameters region{};
    region.relative_productivity = inputs.scale(0.5, 2);
    if (p.capital_market == CapitalMarket::regional && inputs.coin()) region.tau = inputs.uniform(0.02, 0.5);
    for (const auto& [name, industry] : p.industries) {
      region.expenditure_shares.emplace_back(name, inputs.scale(0.01, 1));
      sum += region.expenditure_shares.back().second;
    }
    p.regions.emplace_back("region_" + std::to_string(m), std::move(region));
  }
  for (auto& [name, region] : p.regions)
    for (auto& [industry, share] : region.expenditure_shares) share /= sum;
  if (inputs.coin()) p.productivity.innovations = Distribution::laplace;
  if (!check(p).empty()) p.productivity.innovations = Distribution::normal;  // where α + β is too small for it
  if (p.synergy.mode == SynergyMode::level) {  // near 1 and slow at first, or output explodes within the two years
    const double cells = static_cast<double>(industries * regions);
    const double firms =
        std::max(static_cast<double>(p.firms.count), cells * static_cast<double>(p.firms.minimum_per_cell));
    p.synergy.reference *= 10 * (1 - p.start.kappa.number) * p.start.wealth / firms;
    p.productivity.level.number *= 0.1;
  }
  return p;
}

/// Work of up to three classes, done at up to three locations in every region, with everything that can limit, tax, steer
/// and disturb them. Economies that are closed keep their work at home.
inline void add_locations(Parameters& p, Inputs& inputs) {
  const bool regional = p.capital_market == CapitalMarket::regional, level = p.synergy.mode == SynergyMode::level;
  if (p.pricing.kind == PricingRule::report) p.pricing = {PricingRule::markup, inputs.uniform(1, 5)};
  const std::size_t classes = inputs.whole(1, 3);
  for (std::size_t k = 0; k < classes; ++k) {
    ServiceClassParameters c{};
    set_defaults(c);
    if (regional || k == 0) c.latency_limit = {LatencyLimit::given, regional ? 5 : inputs.uniform(5, 30)};
    if (inputs.coin()) c.latency_steps = {3, 10, 20}, c.delivery_steps = {1, inputs.uniform(1, 1.2), 1.3};
    p.service_classes.emplace_back("class_" + std::to_string(k), c);
  }
  for (auto& [name, industry] : p.industries) {
    double sum = 0;
    for (const auto& [of_class, unused] : p.service_classes)
      sum += industry.service_shares.emplace_back(of_class, inputs.scale(0.1, 1)).second;
    for (auto& [of_class, share] : industry.service_shares) share /= sum;
  }
  const double eta = p.technology.compute_per_service;
  p.services.dispersion = inputs.scale(0.5, 100);
  p.services.price_floor = level ? 0 : inputs.coin() ? 1 : inputs.uniform(0, 1);
  p.services.energy = inputs.whole(0, 3) == 0 ? 0 : eta * inputs.scale(0.001, 0.3);
  if (p.services.energy > 0 && inputs.coin()) p.services.carbon_price = inputs.uniform(1, 1000);
  p.services.embodied_carbon = inputs.uniform(0, 1);
  p.allocation.elasticity = inputs.uniform(0.2, 3);
  if (inputs.whole(0, 3) == 0) p.allocation.rule = AllocationRule::frictionless;
  const bool pays_by_pair =
      std::ranges::any_of(p.service_classes, [](const auto& c) { return c.second.latency_steps.empty(); });
  for (std::size_t m = 0; m < p.regions.size(); ++m)
    for (std::size_t n = inputs.whole(1, 3); n > 0; --n) {
      LocationParameters l{};
      set_defaults(l);
      l.region = p.regions[m].first;
      l.electricity_price = inputs.uniform(0, 1), l.power_usage = inputs.uniform(1, 2);
      l.grid_carbon = inputs.uniform(0, 1), l.availability = inputs.uniform(0.5, 1);
      if (inputs.coin()) l.compute_per_service = {ComputeNeed::given, eta * inputs.scale(0.3, 3)};
      if (inputs.coin()) l.weight = {ScaleWeight::given, inputs.scale(0.01, 1)};
      if (inputs.coin()) l.siting_multiplier = inputs.scale(0.5, 2);
      if (inputs.coin()) l.investment_subsidy = inputs.uniform(0, 0.3);
      const bool ceiling = p.allocation.rule == AllocationRule::gradual && inputs.whole(0, 3) == 0;
      if (ceiling) l.ceiling = {CapacityCeiling::given, p.start.wealth * inputs.uniform(0.05, 0.5)};
      const bool narrow = !regional && inputs.whole(0, 3) == 0;
      for (std::size_t to = 0; to < p.regions.size(); ++to) {
        const std::string& name = p.regions[to].first;
        l.latency.emplace_back(name, to == m ? inputs.uniform(1, 4) : inputs.uniform(6, 40));
        if (pays_by_pair) l.delivery.emplace_back(name, to == m ? 1 : inputs.uniform(1, 1.2));
        if (narrow && inputs.coin()) l.bandwidth.emplace_back(name, p.start.wealth / eta * inputs.scale(1e-4, 1e-2));
      }
      if (ceiling || !l.bandwidth.empty()) l.limits_growth = inputs.uniform(0, 0.1);
      p.locations.emplace_back("place_" + std::to_string(m) + std::to_string(n), std::move(l));
    }
  const auto somewhere = [&] {
    return inputs.coin() ? std::string{} : p.locations[inputs.whole(0, p.locations.size() - 1)].first;
  };
  const auto date = [&] { return p.time.start + inputs.uniform(0, 0.99) * (p.time.end - p.time.start); };
  const std::size_t events = inputs.whole(0, 5), policies = inputs.whole(0, 4);
  for (std::size_t i = 0; i < events; ++i) {
    const auto kind = static_cast<EventKind>(inputs.whole(0, 8));
    EventParameters e = event(kind, date(), inputs.scale(0.02, 2), inputs.uniform(0.01, 0.3), inputs.uniform(0, 1));
    if (kind == EventKind::outage) e.size = inputs.uniform(0.1, 1);
    if (kind == EventKind::carbon_price) e.size = inputs.uniform(1, 300);
    if (kind == EventKind::demand_surge || kind == EventKind::latency_surge) e.size *= 0.1;
    if (kind == EventKind::outage || kind == EventKind::link_failure || kind == EventKind::electricity_price)
      e.location = somewhere();
    if (inputs.coin()) e.start = {EventStart::rate, inputs.scale(0.1, 3)};
    p.events.emplace_back("event_" + std::to_string(i), std::move(e));
    if (!check(p).empty()) p.events.pop_back();  // a surge of more than all, energy that nobody uses, …
  }
  for (std::size_t i = 0; i < policies; ++i) {
    const auto kind = static_cast<PolicyKind>(inputs.whole(0, 5));
    PolicyParameters q = policy(kind, date(), inputs.uniform(0.05, 0.3));
    if (kind == PolicyKind::siting_multiplier) q.values = {inputs.scale(0.5, 2)};
    if (kind == PolicyKind::capacity_programme) q.values = {p.start.wealth * inputs.scale(1e-4, 1e-2)};
    if (kind == PolicyKind::carbon_price) q.values = {inputs.uniform(0, 500)};
    if (kind == PolicyKind::siting_multiplier || kind == PolicyKind::investment_subsidy ||
        kind == PolicyKind::capacity_programme)
      q.location = somewhere();
    p.policies.emplace_back("policy_" + std::to_string(i), std::move(q));
    if (!check(p).empty()) p.policies.pop_back();
  }
}

}  // namespace suanli::test
