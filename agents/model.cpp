#include <algorithm>
#include <cmath>
#include <utility>

#include "agents/economy.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

AutoRegression process_of(const ShockParameters& shock, double dt) {
  return auto_regression(shock.standard_deviation, shock.persistence, dt);
}

// ½Var(Σθ_c z_c): the economy's own shock has weight 1, an industry's or region's what its cells add up to.
double half_variance_of(const EconomyTechnology& economy, const Parameters& p) {
  std::vector<double> industries(p.industries.size()), regions(p.regions.size());
  for (const CellTechnology& cell : economy.cells) {
    industries[cell.industry] += cell.theta;
    regions[cell.region] += cell.theta;
  }
  const auto variance = [](const ShockParameters& s) { return s.standard_deviation * s.standard_deviation; };
  double sum = variance(p.shocks.economy);
  for (const double weight : industries) sum += weight * weight * variance(p.shocks.industry);
  for (const double weight : regions) sum += weight * weight * variance(p.shocks.region);
  return sum / 2;
}

std::optional<SaddlePaths> saddle_paths_of(const EconomyTechnology& economy, const Parameters& p, double kappa_start) {
  if (p.household.consumption.kind == ConsumptionRule::saving_rate) return std::nullopt;
  const SteadyStateAnswer rest = steady_state(economy, p);
  if (!rest.refusal.empty()) throw Infeasible(rest.refusal);
  return SaddlePaths(economy, rest.path, p, kappa_start);
}

// Sites and the work that they may do, of all economies together; economies keep to their own weights.
void lay_out_market(Model& model) {
  const Parameters& p = model.parameters;
  if (p.locations.empty()) return;
  ServiceMarket& market = model.service_market;
  model.sites.resize(p.locations.size());
  for (const EconomyTechnology& economy : model.economies) {
    for (const Site& site : economy.located->siting().sites) model.sites[site.location] = site;
    for (const Buyer& buyer : economy.located->siting().buyers) {
      model.buyers.push_back(buyer);
      market.buyers.push_back({buyer.economy, buyer.spending});
      const std::string& region = p.regions[buyer.region].first;
      for (const auto& [name, location] : p.locations)
        market.log_delivery.push_back(log_delivery(p.service_classes[buyer.of_class].second, location, region));
    }
  }
  market.sites = model.sites.size(), market.dispersion = p.services.dispersion;
  for (const Site& site : model.sites) market.log_weight.push_back(site.log_weight);
  market.log_size.resize(model.economies.size());
  market.capacity.resize(market.sites), market.floor.resize(market.sites);
  for (std::size_t l = 0; l < market.sites; ++l)
    for (const auto& [region, bandwidth] : p.locations[l].second.bandwidth) {
      ServiceMarket::Link link{l, {}, bandwidth};
      for (std::size_t b = 0; b < model.buyers.size(); ++b)
        if (p.regions[model.buyers[b].region].first == region) link.buyers.push_back(b);
      market.links.push_back(std::move(link));
    }
}

// By how much more than its stock a location's return falls: energy has to be paid out of a price that falls, §7.3.
double amplified_by_energy(const EconomyTechnology& economy, const SteadyState& rest) {
  double least = 1;
  for (const SiteAtEqualReturns& site : rest.sites)
    if (site.revenue > 0) least = std::min(least, site.capital_income * economy.cells.front().markup / site.revenue);
  return 1 / least;
}

// An explicit step that moves a share by `overshoot` times its distance from rest explodes past 2.
constexpr double stable = 2;

// f'/(ϑf̄) of a firm that invests as its cell does, at least: 1, and (f̄-m+1)/f̄ of `option`, of whose f̄ no more is known
// beforehand than that it lies between the floor m and m + f_max, §7.1.
double least_slope(const FirmParameters& firms, InvestmentBehaviour behaviour) {
  if (behaviour != InvestmentBehaviour::option) return 1;
  return firms.floor > 1 ? 1 / firms.floor : (1 + firms.ceiling) / (firms.floor + firms.ceiling);
}

// The growth at which stocks turn over: at rest, or where there is none, at the start; with locations only the market knows.
std::optional<double> growth_of_stocks(const EconomyTechnology& economy, const Parameters& p,
                                       const SteadyStateAnswer& rest) {
  if (rest.refusal.empty()) return rest.path.g;
  if (p.synergy.mode == SynergyMode::level && !economy.located) return level_dynamics(economy, p).growth;
  return std::nullopt;
}

// Near rest compute approaches equal returns at the rate ϑ_H(g+δ), as the log return of every user falls by as much as its
// log stock rises (§7.3); a firm approaches the size of its productivity at up to ϑ(1+ς)(g+δ) (§7.1).
std::vector<Text> unstable_responses(const EconomyTechnology& economy, const Parameters& p) {
  const SteadyStateAnswer rest = steady_state(economy, p);
  const std::optional<double> growth = growth_of_stocks(economy, p, rest);
  if (!growth) return {};
  const double dt = p.time.step, turnover = (*growth + p.technology.depreciation) * dt / (1 + *growth * dt);
  std::vector<Text> all;
  if (const double overshoot = p.allocation.elasticity * turnover * amplified_by_energy(economy, rest.path);
      p.allocation.rule == AllocationRule::gradual && overshoot >= stable)
    all.push_back(text(
        "allocation.elasticity = {} with time.step = {}: compute capital overshoots equal returns ever more widely: "
        "ϑ_H (g + δ) dt/(1 + g dt), over capital's share of what a location charges, = {:.4g} in economy {} must be "
        "below 2 (below 1 to settle without swinging): lower "
        "the elasticity, or the step, §7.3",
        "allocation.elasticity = {0}，而 time.step = {1}：算力资本围绕等回报点的振荡不断扩大：经济体 {3} 的 "
        "ϑ_H (g + δ) dt/(1 + g dt) 除以资本在地点收费中的份额 = {2:.4g}，须小于 2（小于 1 "
        "则不振荡）：请降低弹性或步长，§7.3",
        p.allocation.elasticity, dt, overshoot, economy.name));
  double elasticity = 0, slope = 1;
  for (const CellTechnology& cell : economy.cells) {
    const double own = least_slope(p.firms, cell.behaviour);
    if (cell.behaviour != InvestmentBehaviour::proportional && cell.elasticity * own > elasticity * slope)
      elasticity = cell.elasticity, slope = own;
  }
  if (const double overshoot = elasticity * slope * (1 + p.firms.drag) * turnover; overshoot >= stable)
    all.push_back(
        text("firms.elasticity = {} with drag = {} and time.step = {}: firms overshoot the size that their "
             "returns call for ever more widely: ϑ (1 + ς) (g + δ) dt/(1 + g dt){} = {:.4g} in economy {} must be "
             "below 2: lower the elasticity, the drag or the step, §7.1",
             "firms.elasticity = {0}，drag = {1}，time.step = {2}：企业规模围绕其回报所对应水平的振荡不断扩大："
             "经济体 {5} 的 ϑ (1 + ς) (g + δ) dt/(1 + g dt){3} = {4:.4g} 须小于 2：请降低弹性、drag 或步长，§7.1",
             elasticity, p.firms.drag, dt,
             slope == 1 ? Text{}
                        : text(" times {:.4g} of floor {} and ceiling {}", " 乘以 {:.4g}（floor {}，ceiling {}）",
                               slope, p.firms.floor, p.firms.ceiling),
             overshoot, economy.name));
  return all;
}

}  // namespace

std::vector<Text> too_much_for_ceilings(const Model& model, std::size_t e, const std::vector<double>& capital) {
  std::vector<Text> all;
  const std::vector<Site>& sites = model.economies[e].located->siting().sites;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const auto& [name, location] = model.parameters.locations[sites[i].location];
    const double start = capital[i];
    if (location.ceiling.kind == CapacityCeiling::given && start > location.ceiling.number * (1 + 1e-12))
      all.push_back(
          text("locations.{}.ceiling = {}: the location starts with {:.6g} (1e12 yuan), which must not be "
               "more: raise the ceiling, or state a start_utilisation that asks for less, §8.4",
               "locations.{}.ceiling = {}：该地期初资本为 {:.6g}（万亿元），不得超过上限："
               "请提高上限，或给出所需资本较少的 start_utilisation，§8.4",
               name, location.ceiling.number, start));
  }
  return all;
}

Model::Model(const Parameters& p, const std::function<void()>& watch)
    : Model(p, p.tau_mode.kind == TauMode::endogenous ? calibrated_demand(p, watch) : std::vector<double>{}) {}

Model::Model(const Parameters& p, std::vector<double> demand)
    : parameters(p),
      common_productivity(suanli::common_productivity(p)),
      economies(economies_of(p)),
      firm(auto_regression(p.productivity.standard_deviation, p.productivity.persistence, p.time.step)),
      economy_shock(process_of(p.shocks.economy, p.time.step)),
      industry_shock(process_of(p.shocks.industry, p.time.step)),
      region_shock(process_of(p.shocks.region, p.time.step)),
      service_shock(process_of(p.shocks.services, p.time.step)),
      layout(economies, firms_invest(p) ? investing_firm_fields : firm_fields),
      periods(suanli::periods(p.time)),
      demand_to_investment(std::move(demand)) {
  lay_out_market(*this);
  std::vector<Text> refusals;
  for (const EconomyTechnology& economy : economies) {
    for (Text& unstable : unstable_responses(economy, p)) refusals.push_back(std::move(unstable));
    const bool at_rest = p.start.kappa.kind == StartComposition::rest;
    kappa_start.push_back(at_rest ? 1 - economy.tau : p.start.kappa.number);
    half_variance.push_back(half_variance_of(economy, p));
    try {
      saddle_paths.push_back(saddle_paths_of(economy, p, kappa_start.back()));
    } catch (const ExplainedError& refused) {  // every economy's refusal is reported
      refusals.push_back(refused.text());
    }
  }
  if (refusals.empty() && !p.locations.empty())
    for (std::size_t e = 0; e < economies.size(); ++e) {
      location_start.push_back(location_capital(*this, e, 0));
      for (Text& refused : too_much_for_ceilings(*this, e, location_start.back()))
        refusals.push_back(std::move(refused));
    }
  if (p.firms.start == FirmStart::stationary || p.tau_mode.kind == TauMode::endogenous) {
    periods_before = static_cast<std::size_t>(std::ceil(p.firms.burn_in / p.time.step));
    for (const EconomyTechnology& economy : economies) {
      SteadyStateAnswer answer = steady_state(economy, p);
      growth_before.push_back(answer.path.g);
      if (!answer.refusal.empty()) refusals.push_back(std::move(answer.refusal));
    }
  }
  if (!refusals.empty()) throw Infeasible(in_lines(refusals));
}

double Country::date() const {  // negative periods are those before the start
  return model->parameters.time.start + static_cast<std::int32_t>(period) * model->parameters.time.step;
}

}  // namespace suanli
