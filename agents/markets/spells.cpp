#include "agents/markets/spells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/elementary.hpp"

namespace suanli {

namespace {

template <class Value> double mean_of(std::span<const ClearedSpell> spells, const Value& value) {
  double sum = 0;
  for (const ClearedSpell& spell : spells) sum += spell.share * value(spell);
  return sum;
}

// What a buyer spends at a site [1e12 yuan/year].
double paid(const ClearedSpell& spell, std::size_t buyer, std::size_t site) {
  const ServiceMarket::Buyer& b = spell.market.buyers[buyer];
  return spell.prices.share[buyer * spell.market.sites + site] * b.spending * exp(spell.prices.log_output[b.economy]);
}

double sold(const ServicePrices& prices, std::size_t site) {
  return prices.revenue[site] > 0 ? prices.revenue[site] / prices.price[site] : 0;
}

// The rent at which what is paid over a link leaves the site what it receives of it in all spells together.
double mean_rent(std::span<const ClearedSpell> spells, std::size_t link, double mean_price) {
  const ServiceMarket::Link& l = spells.front().market.links[link];
  double all = 0, of_site = 0;
  for (const ClearedSpell& spell : spells)
    for (const std::size_t b : l.buyers) {
      const double spent = spell.share * paid(spell, b, l.site);
      if (!(spent > 0)) continue;
      const double price = spell.prices.price[l.site];
      all += spent, of_site += spent * price / (price + spell.prices.link_price[link]);
    }
  return of_site > 0 ? mean_price * (all - of_site) / of_site : spells.back().prices.link_price[link];
}

}  // namespace

double mean_capacity(std::span<const ClearedSpell> spells, std::size_t site) {
  return mean_of(spells, [&](const ClearedSpell& s) { return s.market.capacity[site]; });
}

void average(std::span<const ClearedSpell> spells, ServicePrices& mean) {
  const ServiceMarket& market = spells.front().market;
  const std::size_t sites = market.sites, buyers = market.buyers.size(), economies = market.log_size.size();
  mean.price.resize(sites), mean.utilisation.resize(sites), mean.revenue.resize(sites);
  mean.link_price.resize(market.links.size());
  mean.log_price_index.resize(buyers), mean.share.resize(buyers * sites), mean.log_output.resize(economies);
  for (std::size_t e = 0; e < economies; ++e)
    mean.log_output[e] = log(mean_of(spells, [&](const ClearedSpell& s) { return exp(s.prices.log_output[e]); }));
  for (std::size_t l = 0; l < sites; ++l) {
    const double services = mean_of(spells, [&](const ClearedSpell& s) { return sold(s.prices, l); });
    const double capacity = mean_capacity(spells, l);
    mean.revenue[l] = mean_of(spells, [&](const ClearedSpell& s) { return s.prices.revenue[l]; });
    mean.price[l] = services > 0 ? mean.revenue[l] / services : spells.back().prices.price[l];
    mean.utilisation[l] = capacity > 0 ? services / capacity : 0;
  }
  for (std::size_t b = 0; b < buyers; ++b) {
    const std::size_t e = market.buyers[b].economy;
    const double output = exp(mean.log_output[e]);
    const double bought =
        mean_of(spells, [&](const ClearedSpell& s) {  // over what the buyer spends of a unit of output
          const double log_index = s.prices.log_price_index[b];
          return std::isfinite(log_index) ? exp(s.prices.log_output[e] - log_index) : 0;
        });
    mean.log_price_index[b] = bought > 0 ? mean.log_output[e] - log(bought) : std::numeric_limits<double>::infinity();
    for (std::size_t l = 0; l < sites; ++l)
      mean.share[b * sites + l] = mean_of(spells, [&](const ClearedSpell& s) {
        return s.prices.share[b * sites + l] * exp(s.prices.log_output[e]) / output;
      });
  }
  for (std::size_t i = 0; i < market.links.size(); ++i)
    mean.link_price[i] = mean_rent(spells, i, mean.price[market.links[i].site]);
  mean.residual = 0, mean.iterations = 0;
  for (const ClearedSpell& spell : spells) {
    mean.residual = std::max(mean.residual, spell.prices.residual);
    mean.iterations = std::max(mean.iterations, spell.prices.iterations);
  }
}

}  // namespace suanli
