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

// The shares of compute that its users earn, and so own at rest.
void share_out_compute(EconomyTechnology& economy) {
  economy.compute_income = economy.beta_bar + economy.provider_share;
  for (CellTechnology& cell : economy.cells) cell.compute_share = cell.beta * cell.theta / economy.compute_income;
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
  for (CellTechnology& cell : economy.cells) {
    cell.service_share = cell.theta * cell.xi / cell.markup / economy.provider_share;
    cell.capital_share = cell.alpha * cell.theta / economy.alpha_bar;
  }
  share_out_compute(economy);
}

// Gives an economy its locations, with these scale weights in logs (by location of the scenario) where they are fitted.
void locate(EconomyTechnology& economy, const Parameters& p, std::size_t e, const std::vector<double>& fitted) {
  if (p.locations.empty()) return;
  std::vector<std::size_t> regions;
  for (const CellTechnology& cell : economy.cells)
    if (std::ranges::find(regions, cell.region) == regions.end()) regions.push_back(cell.region);
  Siting siting = siting_of(p, regions, e, [&](std::size_t m, std::size_t j) {
    for (const CellTechnology& cell : economy.cells)
      if (cell.region == m && cell.industry == j) return cell.theta;
    return 0.0;
  });
  for (Site& site : siting.sites)
    if (p.locations[site.location].second.weight.kind == ScaleWeight::revenue) site.log_weight = fitted[site.location];
  economy.located.emplace(std::move(siting), markup_over_cost(p.pricing, economy.xi_bar, economy.xi_bar),
                          economy.beta_bar, economy.xi_bar, p.allocation.elasticity);
}

// The level of returns at rest, where energy has a price that is not proportional to output.
double level_at_rest(const EconomyTechnology& economy, const Parameters& p) {
  return trend_economy(economy, p).level_of_returns(1 - economy.tau);
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

std::vector<EconomyTechnology> economies(const Parameters& p, CapitalMarket market, const std::vector<double>& fitted) {
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
  for (std::size_t e = 0; e < all.size(); ++e) settle(all[e], p.pricing), locate(all[e], p, e, fitted);
  return all;
}

// The common level ln A: given, or what gives one national economy whose compute intensity is h̄_0 the stated
// output-wealth ratio at rest (§4.2). Synergy is 1 there, so that neither its strength nor τ moves the level.
double common_log_level(const Parameters& p, const std::vector<double>& fitted) {
  if (p.productivity.level.kind == ProductivityLevel::given) return log(p.productivity.level.number);
  EconomyTechnology nation = economies(p, CapitalMarket::national, fitted).front();
  nation.tau = p.synergy.reference;
  const TrendEconomy trend = trend_economy(nation, p);
  return trend.shift(trend.kappa_at_rest(), p.productivity.level.number);
}

std::vector<EconomyTechnology> economies_at_level(const Parameters& p, const std::vector<double>& fitted) {
  const double level = common_log_level(p, fitted);  // before any relative level
  std::vector<EconomyTechnology> all = economies(p, p.capital_market, fitted);
  for (EconomyTechnology& economy : all) {
    for (CellTechnology& cell : economy.cells) cell.log_productivity += level;
    if (!economy.located || p.synergy.mode == SynergyMode::level) continue;
    economy.provider_share = economy.located->accounts(level_at_rest(economy, p)).provider_share;
    share_out_compute(economy);
  }
  return all;
}

// Scale weights at which every location has the stated share of its economy's revenue at rest, in logs. Throws WrongInput.
std::vector<double> fitted_weights(const Parameters& p) {
  std::vector<double> fitted(p.locations.size(), 0.0);
  if (p.locations.empty() || p.locations.front().second.weight.kind != ScaleWeight::revenue) return fitted;
  constexpr int most_rounds = 2000;
  constexpr double close = 1e-13, close_enough = 1e-9;
  std::size_t worst = 0;
  double largest = 0, reached = 0, wanted = 0;
  for (int round = 0; round < most_rounds; ++round) {
    largest = 0;
    for (const EconomyTechnology& economy : economies_at_level(p, fitted)) {
      const std::vector<SiteAtEqualReturns> sites = economy.located->sites(level_at_rest(economy, p));
      const std::vector<Site>& places = economy.located->siting().sites;
      double stated = 0, revenue = 0, weight = 0;
      for (std::size_t l = 0; l < sites.size(); ++l)
        stated += p.locations[places[l].location].second.weight.number, revenue += sites[l].revenue;
      for (std::size_t l = 0; l < sites.size(); ++l) {
        const double share = sites[l].revenue / revenue;
        const double goal = p.locations[places[l].location].second.weight.number / stated, step = log(goal / share);
        fitted[places[l].location] += step;
        if (std::abs(step) >= largest)
          largest = std::abs(step), worst = places[l].location, reached = share, wanted = goal;
        weight += exp(fitted[places[l].location]);
      }
      for (const Site& place : places) fitted[place.location] -= log(weight);
    }
    if (largest < close) break;
  }
  if (largest < close_enough) return fitted;
  throw WrongInput(text(
      "locations.{0}.weight = {{revenue: {1}}}: no weights give the locations these shares of revenue: it has "
      "{2:.4g} where {3:.4g} is asked, as work that only it can do, or cannot do, is no less, or no more, than that, "
      "§8.2",
      "locations.{0}.weight = {{revenue: {1}}}：没有权重能使各地达到这些收入份额：该地为 {2:.4g}，而要求 {3:.4g}，"
      "因为只有它能承担（或它不能承担）的业务不少于（或不多于）此数，§8.2",
      p.locations[worst].first, p.locations[worst].second.weight.number, reached, wanted));
}

}  // namespace

double common_productivity(const Parameters& p) { return exp(common_log_level(p, fitted_weights(p))); }

std::vector<EconomyTechnology> economies_of(const Parameters& p) { return economies_at_level(p, fitted_weights(p)); }

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

double log_efficiency_but_services(const EconomyTechnology& economy, const Parameters& p) {
  double sum = 0;
  for (const CellTechnology& c : economy.cells) {
    const double log_productivity = c.log_productivity + log_gain_from_dispersion(c, p);
    sum += c.theta * (log_productivity - log(c.theta) + c.alpha * log(c.capital_share) +
                      c.beta * log(c.beta * c.theta) + c.xi * log(c.xi * c.theta));
  }
  return sum;
}

}  // namespace suanli
