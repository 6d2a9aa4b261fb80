#include "agents/technology.hpp"

#include <algorithm>
#include <cmath>

#include "agents/equations.hpp"
#include "agents/theory/steady_state.hpp"
#include "engine/elementary.hpp"

namespace suanli {

namespace {

double markup_over_cost(const Choice<PricingRule>& pricing, double xi, double xi_bar) {
  switch (pricing.kind) {
    case PricingRule::report: return 1 / xi;
    case PricingRule::integrated: return 1 / xi_bar;
    case PricingRule::markup: return pricing.number;
  }
  return 0;
}

CellTechnology cell_of(const Parameters& p, std::size_t m, std::size_t j, double national_share) {
  const IndustryParameters& industry = p.industries[j].second;
  const RegionParameters& region = p.regions[m].second;
  CellTechnology cell{};
  cell.region = m, cell.industry = j;
  cell.alpha = industry.alpha, cell.beta = industry.beta, cell.xi = 1 - industry.alpha - industry.beta;
  cell.theta = national_share;
  cell.log_productivity = log(industry.relative_productivity * region.relative_productivity);
  const std::int64_t firms = std::llround(static_cast<double>(p.firms.count) * national_share);
  cell.firms = static_cast<std::size_t>(std::max(p.firms.minimum_per_cell, firms));
  cell.behaviour = behaviour_of(p.firms, industry.investment);
  cell.elasticity = elasticity_of(p.firms, cell.behaviour);
  cell.calm_hurdle = hurdle_of_firms(p.firms, p.productivity, 1, cell.alpha_plus_beta());
  cell.adoption_gain = gain_of(p.adoption, industry.adoption_gain);
  return cell;
}

// Weighs elasticities with expenditure, and from these the shares of every cell, once the cells are known.
void settle(EconomyTechnology& economy, const Choice<PricingRule>& pricing) {
  double expenditure = 0;
  for (const CellTechnology& cell : economy.cells) expenditure += cell.theta;
  economy.wealth_share = expenditure;
  economy.alpha_bar = economy.beta_bar = economy.xi_bar = economy.provider_share = 0;
  for (CellTechnology& cell : economy.cells) {
    cell.theta /= expenditure;
    economy.alpha_bar += cell.theta * cell.alpha;
    economy.beta_bar += cell.theta * cell.beta;
    economy.xi_bar += cell.theta * cell.xi;
    economy.firms += cell.firms;
  }
  for (CellTechnology& cell : economy.cells) {
    cell.markup = markup_over_cost(pricing, cell.xi, economy.xi_bar);
    economy.provider_share += cell.theta * cell.xi / cell.markup;  // providers' cost: revenue over markup
  }
  economy.compute_income = economy.beta_bar + economy.provider_share;
  for (CellTechnology& cell : economy.cells) {
    cell.service_share = cell.theta * cell.xi / cell.markup / economy.provider_share;
    cell.capital_share = cell.alpha * cell.theta / economy.alpha_bar;
    cell.compute_share = cell.beta * cell.theta / economy.compute_income;
  }
}

double sum_of_given_shares(const Parameters& p) {
  double sum = 0;
  for (const auto& [region_name, region] : p.regions)
    for (const auto& [industry_name, share] : region.expenditure_shares) sum += share;
  return sum;
}

double share_of(const RegionParameters& region, const std::string& industry) {
  return std::ranges::find(region.expenditure_shares, industry, [](const auto& given) { return given.first; })->second;
}

std::vector<EconomyTechnology> economies(const Parameters& p, CapitalMarket market) {
  std::vector<EconomyTechnology> all;
  const double sum = sum_of_given_shares(p);
  for (std::size_t m = 0; m < p.regions.size(); ++m) {
    const auto& [name, region] = p.regions[m];
    if (market == CapitalMarket::regional || all.empty()) {
      const bool regional = market == CapitalMarket::regional;
      EconomyTechnology economy{};
      economy.name = regional ? name : "national";
      economy.tau = regional ? region.tau.value_or(p.tau) : p.tau;
      all.push_back(std::move(economy));
    }
    for (std::size_t j = 0; j < p.industries.size(); ++j)
      all.back().cells.push_back(cell_of(p, m, j, share_of(region, p.industries[j].first) / sum));
  }
  for (EconomyTechnology& economy : all) settle(economy, p.pricing);
  return all;
}

// The common level ln A: given, or what gives one national economy whose compute intensity is h̄_0 the stated
// output-wealth ratio at rest (§4.2). Synergy is 1 there, so that neither its strength nor τ moves the level.
double common_log_level(const Parameters& p) {
  if (p.productivity.level.kind == ProductivityLevel::given) return log(p.productivity.level.number);
  EconomyTechnology nation = economies(p, CapitalMarket::national).front();
  nation.tau = p.synergy.reference;
  const TrendEconomy trend = trend_economy(nation, p);
  return log(p.productivity.level.number / trend.output(trend.kappa_at_rest()));
}

}  // namespace

double common_productivity(const Parameters& p) { return exp(common_log_level(p)); }

std::vector<EconomyTechnology> economies_of(const Parameters& p) {
  const double level = common_log_level(p);  // before any relative level
  std::vector<EconomyTechnology> all = economies(p, p.capital_market);
  for (EconomyTechnology& economy : all)
    for (CellTechnology& cell : economy.cells) cell.log_productivity += level;
  return all;
}

Dispersion calm_dispersion(const Parameters& p) {
  const ProductivityParameters& productivity = p.productivity;
  return Dispersion::stationary(auto_regression(productivity.standard_deviation, productivity.persistence, p.time.step),
                                productivity.innovations);
}

Dispersion dispersion_at_start(const Parameters& p) {
  const double sd = p.productivity.standard_deviation;
  return p.firms.start == FirmStart::stationary ? calm_dispersion(p) : Dispersion::normal(sd * sd);
}

double log_gain_from_dispersion(const CellTechnology& cell, const Parameters& p) {
  return p.productivity.normalise ? 0.0 : gain_from_dispersion(cell.alpha_plus_beta(), calm_dispersion(p));
}

double log_efficiency(const EconomyTechnology& economy, const Parameters& p) {
  double sum = 0;
  for (const CellTechnology& c : economy.cells) {
    const double log_productivity = c.log_productivity + log_gain_from_dispersion(c, p);
    const double services = c.service_share * economy.providers_of_compute() / p.technology.compute_per_service;
    sum += c.theta * (log_productivity - log(c.theta) + c.alpha * log(c.capital_share) + c.beta * log(c.compute_share) +
                      c.xi * log(services));
  }
  return sum;
}

}  // namespace suanli
