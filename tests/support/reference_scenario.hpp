// The economies that tests start from, small enough to run in a moment: values as in scenarios/reference.yaml, without
// a reader.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>

#include "agents/parameters.hpp"

namespace suanli::test {

/// Gives every parameter that declares a default this default.
template <class P> void set_defaults(P& p) {
  for_each_field<P>([&]<class Declaration>(const Declaration& declaration) {
    if constexpr (is_field<Declaration>) {
      if (declaration.fallback) p.*Declaration::member = *declaration.fallback;
    } else if constexpr (is_section<Declaration>) {
      set_defaults(p.*Declaration::member);
    }
  });
}

/// An industry of these elasticities that differs from others in nothing else.
inline IndustryParameters industry(double alpha, double beta) {
  IndustryParameters all{};
  set_defaults(all);
  all.alpha = alpha, all.beta = beta;
  return all;
}

/// One national market of 7 industries × 4 regions with noise of firms only, two years in quarters, two replications.
inline Parameters reference_parameters() {
  Parameters p{};
  set_defaults(p);
  p.time = {.start = 2022, .end = 2024, .step = 0.25};
  p.ensemble.replications = 2, p.ensemble.seed = 20221231;
  p.capital_market = CapitalMarket::national;
  p.pricing = {PricingRule::integrated, 0};
  p.tau = 0.10;
  p.synergy = {.mode = SynergyMode::intensity, .strength = 1, .reference = 0.10, .spillover = 0};
  p.household = {.risk_aversion = 8,
                 .discount_rate = 0.03,
                 .euler = EulerReturn::report,
                 .consumption = {ConsumptionRule::saddle_path, 0},
                 .trend = {TrendRule::fixed, 0}};
  p.technology = {.depreciation = 0.06, .compute_per_service = 1};
  p.productivity = {.level = {ProductivityLevel::output_to_wealth, 0.245},
                    .standard_deviation = 0.25,
                    .persistence = 0.85,
                    .innovations = Distribution::normal,
                    .normalise = true};
  p.shocks.economy.standard_deviation = p.shocks.industry.standard_deviation = p.shocks.region.standard_deviation = 0;
  p.firms.count = 2000, p.firms.minimum_per_cell = 16;
  p.start.wealth = 121.8;
  p.industries = {};
  for (const auto& [name, alpha, beta] : {std::tuple{"internet", 0.55, 0.20},
                                          {"finance", 0.80, 0.12},
                                          {"manufacturing", 0.89, 0.07},
                                          {"healthcare", 0.88, 0.07},
                                          {"telecom", 0.65, 0.20},
                                          {"energy", 0.92, 0.05},
                                          {"transport", 0.87, 0.07}})
    p.industries.emplace_back(name, industry(alpha, beta));
  constexpr std::array<const char*, 4> regions{"jing_jin_ji", "yangtze_delta", "guangdong", "west"};
  constexpr double shares[4][7] = {{.01980, .04031, .05746, .00679, .00433, .01559, .01744},
                                   {.02414, .06474, .22927, .01442, .00836, .02090, .03365},
                                   {.01416, .03201, .11918, .00740, .00500, .01320, .01726},
                                   {.00945, .03401, .11082, .01172, .00620, .03741, .02497}};
  for (std::size_t m = 0; m < regions.size(); ++m) {
    RegionParameters region{};
    set_defaults(region);
    for (std::size_t j = 0; j < p.industries.size(); ++j)
      region.expenditure_shares.emplace_back(p.industries[j].first, shares[m][j]);
    p.regions.emplace_back(regions[m], std::move(region));
  }
  return p;
}

/// The same with one closed economy per region, each with its own share of compute, and common shocks.
inline Parameters regional_parameters() {
  Parameters p = reference_parameters();
  p.capital_market = CapitalMarket::regional;
  constexpr double tau[4] = {.12, .10, .11, .07};
  for (std::size_t m = 0; m < p.regions.size(); ++m) p.regions[m].second.tau = tau[m];
  p.shocks.economy.standard_deviation = 0.015;
  p.shocks.industry.standard_deviation = p.shocks.region.standard_deviation = 0.01;
  return p;
}

/// The regional economies with everything of §7 switched on: firms that choose in three ways, leave, enter and adopt,
/// demand that moves τ, firms that differ at the start, turbulent times, a trend seen with delay.
inline Parameters choosing_parameters() {
  Parameters p = regional_parameters();
  p.firms.investment = InvestmentBehaviour::option;
  p.industries[1].second.investment.kind = IndustryInvestment::elastic;
  p.industries[3].second.investment.kind = IndustryInvestment::proportional;
  p.firms.exit_rate = 0.05, p.firms.exit_floor = {ExitFloor::given, -0.8};
  p.firms.start = FirmStart::stationary, p.firms.burn_in = 4;
  p.adoption.rule = AdoptionRule::bass, p.adoption.innovation = 0.1, p.adoption.start = 0.2;
  p.industries[2].second.adoption_gain = {IndustryGain::given, 0.1};
  p.tau_mode = {TauMode::endogenous, 0.5};
  p.volatility.factor = 2, p.volatility.arrival_rate = 1;
  p.shocks.services.standard_deviation = 0.1;
  p.start.provider_compute = {StartProviders::given, 0.1};
  p.household.trend = {TrendRule::delay, 2};
  return p;
}

}  // namespace suanli::test
