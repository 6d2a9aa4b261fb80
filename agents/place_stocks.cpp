#include <algorithm>
#include <span>

#include "agents/prevailing.hpp"
#include "agents/verbs.hpp"
#include "engine/parallel.hpp"

namespace suanli {

namespace {

double provider_share(const EconomyTechnology& technology, const Choice<StartProviders>& start) {
  return start.kind == StartProviders::given ? start.number : technology.providers_of_compute();
}

// Capital of an economy's locations as at equal returns, by place in its siting.
std::vector<double> capital_at_equal_returns(const EconomyTechnology& technology, double kappa, double wealth,
                                             const Parameters& p) {
  const TrendEconomy trend = trend_economy(technology, p);
  const double level = trend.level_of_returns(kappa), output = trend.output(kappa) * wealth;
  std::vector<double> capital;
  for (const SiteAtEqualReturns& site : technology.located->sites(level))
    capital.push_back(site.capital_income * output / site.capital_return);
  return capital;
}

// Capital at which locations that post `floors` sell the stated share of their capacity, (8.14), where productivity is above
// the scenario's by `gain`.
std::vector<double> capital_at_utilisation(const EconomyTechnology& technology, double kappa, double wealth,
                                           const Parameters& p, const std::vector<double>& floors, double gain) {
  const EqualReturns& market = *technology.located;
  const Siting& siting = market.siting();
  const Revenues at_floor = market.revenues(floors);
  double capital_per_output = 0;
  std::vector<double> capital;
  for (std::size_t i = 0; i < siting.sites.size(); ++i) {
    const Site& site = siting.sites[i];
    const double used = p.locations[site.location].second.start_utilisation.number;
    capital.push_back(site.compute_per_service * at_floor.of_site[i] / (site.availability * floors[i] * used));
    capital_per_output += capital.back();
  }
  // What firms keep, H, makes the output that the rest, HT - H, then serves.
  const double compute = 1 - kappa;
  const TrendEconomy trend = trend_economy(technology, p);
  const double beta = technology.beta_bar, xi = technology.xi_bar;
  const auto output_of = [&](double own) {
    return exp((trend.log_other(kappa, gain) + beta * log(own / beta) - at_floor.log_price) / (1 - xi));
  };
  double low = 0, high = compute;
  for (int i = 0; i < 200; ++i) {
    const double own = (low + high) / 2;
    (own + capital_per_output * output_of(own) < compute ? low : high) = own;
  }
  for (double& d : capital) d *= output_of(high) * wealth;
  return capital;
}

// Least capital of a location: one that has none cannot grow.
constexpr double seed_of_location = 1e-6;  // of HT

}  // namespace

std::vector<double> location_capital(const Model& model, std::size_t e, double gain) {
  const Parameters& p = model.parameters;
  const EconomyTechnology& technology = model.economies[e];
  const Siting& siting = technology.located->siting();
  const double kappa = model.kappa_start[e], wealth = p.start.wealth * technology.wealth_share;
  std::vector<double> capital;
  if (p.locations.front().second.start_utilisation.kind == StartCapacity::given) {
    const std::vector<double> posted_return = returns_to_post(model, usual_conditions(p));
    std::vector<double> floors;
    for (const Site& site : siting.sites)
      floors.push_back(posted_price(site, p.services.price_floor, technology.cells.front().markup,
                                    posted_return[site.location], site.energy_cost(siting.carbon_price)));
    capital = capital_at_utilisation(technology, kappa, wealth, p, floors, gain);
  } else {
    capital = capital_at_equal_returns(technology, kappa, wealth, p);
  }
  for (double& d : capital) d = std::max(d, seed_of_location * (1 - kappa) * wealth);
  return capital;
}

void place_locations(Country& country, std::size_t e, const std::vector<double>& capital) {
  Economy& economy = country.economies[e];
  const std::vector<Site>& sites = country.model->economies[e].located->siting().sites;
  economy.provider_compute = 0;
  for (std::size_t i = 0; i < sites.size(); ++i)
    economy.provider_compute += country.locations[sites[i].location].capital = capital[i];
}

Country place_stocks(const Model& model, std::uint32_t replication, Threads threads) {
  const Parameters& p = model.parameters;
  Country country{.model = &model,
                  .replication = replication,
                  .threads = threads,
                  .shocks = {},
                  .uncertainty = {},
                  .occurrences = std::vector<std::vector<Occurrence>>(p.events.size()),
                  .conditions = usual_conditions(p),
                  .technology = model.economies,
                  .posted_return = {},
                  .economies = {},
                  .locations = std::vector<Location>(model.sites.size()),
                  .service_market = model.service_market,
                  .service_prices = {},
                  .undisturbed_prices = {},
                  .firms = Firms(model.layout),
                  .bundles = {},
                  .adopting = std::vector<std::vector<std::uint32_t>>(model.layout.cells().size()),
                  .adopted_share = std::vector<double>(p.industries.size()),
                  .followed = {}};
  country.shocks.of_economy.resize(model.economies.size());
  country.shocks.of_services.resize(model.sites.empty() ? model.economies.size() : model.sites.size());
  country.posted_return = returns_to_post(model, country.conditions);
  country.shocks.of_industry.resize(p.industries.size());
  country.shocks.of_region.resize(p.regions.size());
  std::vector<Firms::OfFirm> of_firms;
  for (std::size_t e = 0; e < model.economies.size(); ++e) {
    const EconomyTechnology& technology = model.economies[e];
    Economy economy;
    economy.tau = technology.tau, economy.compute_per_service = p.technology.compute_per_service;
    const double wealth = p.start.wealth * technology.wealth_share;
    economy.capital = model.kappa_start[e] * wealth;
    economy.compute = (1 - model.kappa_start[e]) * wealth;
    economy.provider_compute = economy.compute * provider_share(technology, p.start.provider_compute);
    economy.cells.resize(technology.cells.size());
    country.economies.push_back(std::move(economy));
    if (technology.located) place_locations(country, e, model.location_start[e]);
    Economy& placed = country.economies.back();
    const double own = placed.compute - placed.provider_compute;
    for (std::size_t c = 0; c < placed.cells.size(); ++c) {
      const CellTechnology& t = technology.cells[c];
      Cell& cell = placed.cells[c];
      cell.capital = placed.capital * t.capital_share;
      cell.compute = own * t.compute_share / technology.firms_of_compute();
      of_firms.push_back({cell.capital / static_cast<double>(t.firms), cell.compute / static_cast<double>(t.firms)});
    }
  }
  country.firms.start(of_firms, threads);
  return country;
}

}  // namespace suanli
