#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "agents/equations.hpp"
#include "agents/markets/spells.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// ln M of an economy: what its output would be if services cost 1, §8.
double log_size(const Economy& economy, const EconomyTechnology& technology) {
  double sum = 0;
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = technology.cells[c];
    sum += t.theta *
           (t.alpha_plus_beta() * log(economy.cells[c].input_bundle) - log(t.theta) + t.xi * log(t.xi * t.theta));
  }
  return sum / (1 - technology.xi_bar);
}

double compute_per_service(const Country& country, std::size_t l) {
  const double sd = country.model->service_shock.stationary;
  const double xi_bar = country.technology[country.model->sites[l].economy].xi_bar;
  return shocked_compute_per_service(country.model->sites[l].compute_per_service, country.shocks.of_services[l],
                                     sd * sd, xi_bar);
}

double markup_at(const Country& country, std::size_t l) {
  return country.technology[country.model->sites[l].economy].cells.front().markup;
}

// Capacities and posted prices of the period, in one of its spells; in none: without outages and link failures.
void furnish(Country& country, const Spell* spell) {
  const Model& model = *country.model;
  const Conditions& now = country.conditions;
  ServiceMarket& market = country.service_market;
  for (std::size_t l = 0; l < model.sites.size(); ++l) {
    const Site& site = model.sites[l];
    Location& location = country.locations[l];
    location.carbon_tax = site.carbon_tax(now.carbon_price + now.carbon_surcharge);
    location.energy_cost = site.energy * site.electricity_price * now.electricity[l] + location.carbon_tax;
    const double available = site.availability * (spell ? spell->availability[l] : 1);
    market.capacity[l] = available * location.capital / compute_per_service(country, l);
    market.floor[l] = posted_price(site, country.model->parameters.services.price_floor, markup_at(country, l),
                                   country.posted_return[l], location.energy_cost);
  }
  for (std::size_t b = 0; b < market.buyers.size(); ++b)
    for (std::size_t l = 0; l < model.sites.size(); ++l) {
      const std::size_t i = b * model.sites.size() + l, region = model.buyers[b].region;
      const double detour = spell ? spell->log_detour[region * model.sites.size() + l] : 0;
      market.log_delivery[i] = model.service_market.log_delivery[i] + detour;
    }
  for (std::size_t i = 0; i < market.links.size(); ++i) {
    const auto& limits = model.parameters.locations[market.links[i].site].second;
    market.links[i].bandwidth = model.service_market.links[i].bandwidth *
                                pow(1 + limits.limits_growth * model.parameters.time.step, country.period);
  }
}

[[noreturn]] void stop(const Country& country, const Text& why) {
  throw SimulationError(
      text("year {}: market for compute services: {}, §8", "{} 年：算力服务市场：{}，§8", country.date(), why));
}

void solve(const Country& country, const ServiceMarket& market, ServicePrices& prices) {
  try {
    clear(market, prices);
  } catch (const ExplainedError& error) {
    stop(country, error.text());
  } catch (const std::invalid_argument& broken) {  // a number that is none has come as far as this
    stop(country, both(std::string(broken.what())));
  }
}

// What a site's capital earns at the market's prices: ω_ℓ = u_ℓa_ℓ(q_ℓ/markup - e_ℓ)/η_ℓ.
double earned(const Country& country, std::size_t l, const ServicePrices& prices) {
  const Location& location = country.locations[l];
  if (!(prices.revenue[l] > 0)) return 0;
  const double services = prices.revenue[l] / prices.price[l];
  return (prices.revenue[l] / markup_at(country, l) - services * location.energy_cost) / location.capital;
}

std::size_t first_buyer(const Country& country, std::size_t e) {
  return country.technology[e].located->siting().buyers.front().region *
         country.model->parameters.service_classes.size();
}

// What the market means for an economy: prices and quantities of its cells.
void settle_cells(Country& country, std::size_t e, const ServicePrices& prices) {
  Economy& economy = country.economies[e];
  const EconomyTechnology& technology = country.technology[e];
  const Siting& siting = technology.located->siting();
  const auto indices = std::span(prices.log_price_index).subspan(first_buyer(country, e));
  economy.output = exp(prices.log_output[e]);
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = technology.cells[c];
    Cell& cell = economy.cells[c];
    cell.service_price = exp(siting.log_service_price(indices, t.region, t.industry));
    cell.services = t.xi * t.theta * economy.output / cell.service_price;
    cell.log_output = log_cell_output(cell.input_bundle, cell.services, t.alpha_plus_beta(), t.xi);
  }
}

// The same over several spells: means over time of what is made, bought and paid. Relative prices of goods are
// geometric means, so that goods add up to output as they do in each spell.
void settle_cells(Country& country, std::size_t e, std::span<const ClearedSpell> spells) {
  if (spells.size() == 1) return settle_cells(country, e, spells.front().prices);
  Economy& economy = country.economies[e];
  std::vector<double> services(economy.cells.size()), log_relative(economy.cells.size());
  for (const ClearedSpell& spell : spells) {
    settle_cells(country, e, spell.prices);
    for (std::size_t c = 0; c < economy.cells.size(); ++c) {
      services[c] += spell.share * economy.cells[c].services;
      log_relative[c] += spell.share * (economy.cells[c].log_output - spell.prices.log_output[e]);
    }
  }
  economy.output = exp(country.service_prices.log_output[e]);
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = country.technology[e].cells[c];
    Cell& cell = economy.cells[c];
    cell.services = services[c];
    cell.service_price = t.xi * t.theta * economy.output / cell.services;
    cell.log_output = country.service_prices.log_output[e] + log_relative[c];
  }
}

void open_accounts(Economy& economy) {
  economy.energy_cost = economy.carbon_tax = economy.provider_profit = economy.link_rents = 0;
  economy.provider_return = 0;
}

// Clears the market in every spell of the period by itself, and once as if nothing had happened.
void clear_by_spells(Country& country) {
  ServiceMarket& market = country.service_market;
  furnish(country, nullptr);
  if (country.undisturbed_prices.price.empty()) country.undisturbed_prices = country.service_prices;
  solve(country, market, country.undisturbed_prices);
  std::vector<ClearedSpell> cleared;
  for (const Spell& spell : country.conditions.spells) {
    furnish(country, &spell);
    cleared.push_back({spell.share, market, country.undisturbed_prices});
    if (spell.disrupted) solve(country, market, cleared.back().prices);
  }
  average(cleared, country.service_prices);
  for (std::size_t e = 0; e < country.economies.size(); ++e) settle_cells(country, e, cleared);
  for (std::size_t l = 0; l < country.locations.size(); ++l) country.locations[l].capacity = mean_capacity(cleared, l);
}

}  // namespace

double rent_at(const ServiceMarket& market, const ServicePrices& prices, std::size_t buyer, std::size_t site) {
  for (std::size_t i = 0; i < market.links.size(); ++i)
    if (market.links[i].site == site &&
        std::ranges::find(market.links[i].buyers, buyer) != market.links[i].buyers.end())
      return std::isfinite(prices.link_price[i]) ? prices.link_price[i] : 0;
  return 0;
}

void clear_location_market(Country& country) {
  ServiceMarket& market = country.service_market;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    market.log_size[e] = log_size(country.economies[e], country.technology[e]);
  if (country.conditions.disrupted()) {
    clear_by_spells(country);
  } else {
    furnish(country, nullptr);
    solve(country, market, country.service_prices);
    for (std::size_t e = 0; e < country.economies.size(); ++e) settle_cells(country, e, country.service_prices);
    for (std::size_t l = 0; l < country.locations.size(); ++l) country.locations[l].capacity = market.capacity[l];
  }
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    country.economies[e].valued_output = exp(country.valued_prices().log_output[e]);
    open_accounts(country.economies[e]);
  }
  const ServicePrices& prices = country.service_prices;
  for (std::size_t l = 0; l < country.locations.size(); ++l) {
    Location& location = country.locations[l];
    location.price = prices.price[l], location.utilisation = prices.utilisation[l];
    location.revenue = prices.revenue[l];
    location.earned = earned(country, l, prices);
    location.valued = country.conditions.disrupted() ? earned(country, l, country.undisturbed_prices) : location.earned;
    Economy& economy = country.economies[country.model->sites[l].economy];
    economy.carbon_tax += location.services() * location.carbon_tax;
    economy.energy_cost += location.services() * (location.energy_cost - location.carbon_tax);
    economy.provider_profit += location.revenue * (1 - 1 / markup_at(country, l));
    economy.provider_return += location.earned * location.capital;
  }
  for (std::size_t i = 0; i < market.links.size(); ++i)
    for (const std::size_t b : market.links[i].buyers) {
      Economy& economy = country.economies[market.buyers[b].economy];
      const double rent = rent_at(market, prices, b, market.links[i].site);
      if (!(rent > 0)) continue;
      const double paid =
          prices.share[b * market.sites + market.links[i].site] * market.buyers[b].spending * economy.output;
      economy.link_rents += paid * rent / (prices.price[market.links[i].site] + rent);
    }
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    Economy& economy = country.economies[e];
    const double of_providers = economy.provider_return;
    economy.compute_rental_rate = (country.technology[e].beta_bar * economy.output + of_providers) / economy.compute;
    economy.provider_return = of_providers / economy.provider_compute;
  }
}

}  // namespace suanli
