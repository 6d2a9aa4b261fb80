#include "agents/prevailing.hpp"

#include <algorithm>
#include <cmath>

#include "agents/equations.hpp"

namespace suanli {

namespace {

// The class of work that bears least latency.
std::size_t most_sensitive_class(const Parameters& p) {
  const auto limit = [](const auto& entry) {
    const Choice<LatencyLimit>& l = entry.second.latency_limit;
    return l.kind == LatencyLimit::given ? l.number : INFINITY;
  };
  return static_cast<std::size_t>(std::ranges::min_element(p.service_classes, {}, limit) - p.service_classes.begin());
}

// The class takes `factor` times its share, all of it at most; others keep their proportions.
void shift_class(Named<double>& shares, const std::string& of_class, double factor) {
  double sum = 0, share = 0;
  for (const auto& [name, value] : shares) sum += value, share += name == of_class ? value : 0;
  const double after = std::min(1.0, share / sum * factor), others = sum - share;
  for (auto& [name, value] : shares) value = name == of_class ? after : others > 0 ? value * (1 - after) / others : 0;
}

// The scenario as policies have made it: levels and weights stay as they were.
Parameters under_policies(const Model& model, const Conditions& conditions) {
  Parameters p = model.parameters;
  p.productivity.level = {ProductivityLevel::given, model.common_productivity};
  p.services.carbon_price = conditions.carbon_price;
  if (p.capital_market == CapitalMarket::national) p.tau = conditions.tau.front();
  else
    for (std::size_t m = 0; m < p.regions.size(); ++m) p.regions[m].second.tau = conditions.tau[m];
  for (std::size_t l = 0; l < p.locations.size(); ++l) {
    LocationParameters& location = p.locations[l].second;
    location.weight = {ScaleWeight::given, exp(model.sites[l].log_weight)};
    location.siting_multiplier = conditions.multiplier[l], location.investment_subsidy = conditions.subsidy[l];
  }
  return p;
}

// ln of h̄K over X of a cell at rest, per unit of which a surge trades one for the other.
double log_inputs_at_rest(const EconomyTechnology& economy, const Parameters& p, const CellTechnology& cell) {
  const TrendEconomy trend = trend_economy(economy, p);
  const double kappa = trend.kappa_at_rest(), output = trend.output(kappa);
  double log_services = 0;
  if (economy.located) {
    const std::vector<double> indices = economy.located->log_price_indices(trend.level_of_returns(kappa));
    log_services = log(cell.xi * cell.theta * output) -
                   economy.located->siting().log_service_price(indices, cell.region, cell.industry);
  } else {
    log_services =
        log(cell.service_share * economy.providers_of_compute() * economy.tau / p.technology.compute_per_service);
  }
  const double synergy = own_synergy(p.synergy, kappa, 1 - kappa, static_cast<double>(economy.firms));
  return log(synergy * cell.capital_share * kappa) - log_services;
}

}  // namespace

double limit_of_surge(const Parameters& p, EventKind kind, const std::string& industry) {
  double limit = INFINITY;
  for (const auto& [name, of_industry] : p.industries) {
    if (!industry.empty() && industry != name) continue;
    if (kind == EventKind::demand_surge)
      limit = std::min(limit, of_industry.alpha / (1 - of_industry.alpha - of_industry.beta));
    if (kind != EventKind::latency_surge || p.service_classes.empty()) continue;
    for (const auto& [of_class, share] : of_industry.service_shares)
      if (of_class == p.service_classes[most_sensitive_class(p)].first) limit = std::min(limit, 1 / share - 1);
  }
  return limit;
}

std::vector<EconomyTechnology> prevailing_technology(const Model& model, const Conditions& conditions) {
  const Parameters usual = under_policies(model, conditions);
  Parameters p = usual;
  for (std::size_t j = 0; j < p.industries.size(); ++j) {
    IndustryParameters& industry = p.industries[j].second;
    const double xi = 1 - industry.alpha - industry.beta;
    industry.alpha -= xi * (conditions.demand[j] - 1);
    if (conditions.latency[j] != 1)
      shift_class(industry.service_shares, p.service_classes[most_sensitive_class(p)].first, conditions.latency[j]);
  }
  std::vector<EconomyTechnology> all = economies_of(p);
  const std::vector<EconomyTechnology> before = economies_of(usual);
  for (std::size_t e = 0; e < all.size(); ++e)
    for (std::size_t c = 0; c < all[e].cells.size(); ++c) {
      const CellTechnology& was = before[e].cells[c];
      CellTechnology& cell = all[e].cells[c];
      if (cell.xi != was.xi) cell.log_productivity += (cell.xi - was.xi) * log_inputs_at_rest(before[e], usual, was);
    }
  return all;
}

std::vector<double> returns_to_post(const Model& model, const Conditions& conditions) {
  std::vector<double> returns(model.sites.size());
  if (returns.empty()) return returns;
  const Parameters p = under_policies(model, conditions);
  for (const EconomyTechnology& economy : economies_of(p)) {
    const std::vector<SiteAtEqualReturns> sites =
        economy.located->sites(trend_economy(economy, p).level_of_returns(1 - economy.tau));
    for (std::size_t l = 0; l < sites.size(); ++l)
      returns[economy.located->siting().sites[l].location] = sites[l].capital_return;
  }
  return returns;
}

}  // namespace suanli
