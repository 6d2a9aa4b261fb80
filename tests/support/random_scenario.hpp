// Random economies that pass every check: any number of regions and industries, each rule by lot.
#pragma once

#include <algorithm>
#include <string>

#include "tests/support/random_numbers.hpp"
#include "tests/support/reference_scenario.hpp"

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

}  // namespace suanli::test
