// Markets for compute services at random, and whether prices clear them, from the conditions of clearing alone.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "agents/markets/service_market.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {

inline constexpr double out_of_reach = std::numeric_limits<double>::infinity();

// A residual of 1e-12 moves prices, shares and sums by less as long as ν is below a few hundred.
#define CHECK_SAME(left, right) CHECK(std::fabs((left) - (right)) <= 1e-12 * (1 + std::fabs(right)))

inline ServicePrices cleared(const ServiceMarket& market) {
  ServicePrices prices;
  clear(market, prices);
  return prices;
}

/// One economy, every buyer reaching every site at d = 1.
inline ServiceMarket plain_market(std::vector<double> capacity, std::vector<double> spending, double log_size = 0) {
  ServiceMarket m;
  m.sites = capacity.size();
  m.log_weight.assign(m.sites, 0);
  for (const double s : spending) m.buyers.push_back({0, s});
  m.log_delivery.assign(m.sites * spending.size(), 0);
  m.log_size = {log_size};
  m.capacity = std::move(capacity);
  m.floor.assign(m.sites, 0);
  return m;
}

struct MarketRange {
  std::size_t sites = 12, buyers = 20, economies = 4, links = 6;  ///< at most
  double dispersion = 1e4;                                        ///< at most; at least 1
};

/// Prices of different sites may end up several orders of magnitude apart, floors bind or not, and in half of the markets
/// there are links, of any width.
inline ServiceMarket random_market(Inputs& inputs, const MarketRange& range = {}) {
  ServiceMarket m;
  m.sites = inputs.whole(1, range.sites);
  m.dispersion = inputs.scale(1, range.dispersion);
  const std::size_t buyers = inputs.whole(1, range.buyers), economies = inputs.whole(1, range.economies);
  const double spread = inputs.uniform(0, 3), far = inputs.uniform(0, .3), dear = inputs.uniform(0, 1.5);
  for (std::size_t l = 0; l < m.sites; ++l) {
    m.log_weight.push_back(inputs.uniform(-3, 0));
    m.capacity.push_back(inputs.uniform(0, 1) < .1 ? 0 : std::exp(inputs.uniform(-spread, spread)));
    m.floor.push_back(inputs.uniform(0, 1) < .4 ? 0 : std::exp(inputs.uniform(-spread, spread) - 1));
  }
  for (std::size_t e = 0; e < economies; ++e) m.log_size.push_back(inputs.uniform(-1, 6));
  const double spending = inputs.uniform(.02, .4);
  for (std::size_t i = 0; i < buyers; ++i)
    m.buyers.push_back(
        {inputs.whole(0, economies - 1),
         inputs.uniform(0, 1) < .05 ? 0 : spending / static_cast<double>(buyers) * inputs.uniform(0, 2)});
  for (std::size_t i = 0; i < buyers * m.sites; ++i)
    m.log_delivery.push_back(inputs.uniform(0, 1) < far ? out_of_reach : inputs.uniform(0, dear));
  std::vector<bool> linked(buyers * m.sites, false);
  for (std::size_t k = inputs.coin() ? inputs.whole(0, range.links) : 0; k > 0; --k) {
    ServiceMarket::Link link{inputs.whole(0, m.sites - 1), {}, inputs.scale(.02, 3)};
    const double joins = inputs.uniform(0, 1);
    for (std::size_t i = 0; i < buyers; ++i)
      if (inputs.uniform(0, 1) < joins && !linked[i * m.sites + link.site])
        linked[i * m.sites + link.site] = true, link.buyers.push_back(i);
    m.links.push_back(link);
  }
  return m;
}

inline bool feasible(const ServiceMarket& m) {
  for (std::size_t i = 0; i < m.buyers.size(); ++i) {
    bool served = m.buyers[i].spending == 0;
    for (std::size_t l = 0; l < m.sites; ++l) served |= m.capacity[l] > 0 && m.log_delivery[i * m.sites + l] < 1e300;
    if (!served) return false;
  }
  return true;
}

/// What buyers do at given prices, written down in long double as in the model, §8.
struct Purchases {
  std::vector<long double> shipped, carried, output;  // by site, link, economy
  std::vector<long double> log_index;                 // by buyer
  std::vector<long double> share;                     // [buyer × site]

  Purchases(const ServiceMarket& m, const std::vector<long double>& price, const std::vector<long double>& rent)
      : shipped(m.sites, 0),
        carried(m.links.size(), 0),
        output(m.log_size.size()),
        log_index(m.buyers.size()),
        share(m.log_delivery.size(), 0) {
    std::vector<long double> paid(share.size()), log_output(output.size()), rest(output.size(), 1);
    for (std::size_t i = 0; i < paid.size(); ++i) paid[i] = price[i % m.sites];
    for (std::size_t k = 0; k < m.links.size(); ++k)
      for (const std::size_t i : m.links[k].buyers) paid[i * m.sites + m.links[k].site] += rent[k];
    for (const auto& buyer : m.buyers) rest[buyer.economy] -= buyer.spending;
    for (std::size_t e = 0; e < output.size(); ++e) log_output[e] = m.log_size[e];
    for (std::size_t i = 0; i < m.buyers.size(); ++i) {
      if (m.buyers[i].spending == 0) continue;
      long double least = out_of_reach, sum = 0;
      for (std::size_t l = 0; l < m.sites; ++l)
        if (reached(m, i, l)) least = std::min(least, delivered(m, i, l, paid));
      if (!(least < out_of_reach)) continue;
      for (std::size_t l = 0; l < m.sites; ++l)
        if (reached(m, i, l))
          sum += share[i * m.sites + l] =
              std::exp(static_cast<long double>(m.log_weight[l])) *
              std::pow(delivered(m, i, l, paid) / least, -static_cast<long double>(m.dispersion));
      for (std::size_t l = 0; l < m.sites; ++l) share[i * m.sites + l] /= sum;
      log_index[i] = std::log(least) - std::log(sum) / m.dispersion;
      log_output[m.buyers[i].economy] -= m.buyers[i].spending * log_index[i] / rest[m.buyers[i].economy];
    }
    for (std::size_t e = 0; e < output.size(); ++e) output[e] = std::exp(log_output[e]);
    for (std::size_t i = 0; i < m.buyers.size(); ++i)
      for (std::size_t l = 0; l < m.sites; ++l)
        if (share[i * m.sites + l] > 0) shipped[l] += units(m, i, l, paid);
    for (std::size_t k = 0; k < m.links.size(); ++k)
      for (const std::size_t i : m.links[k].buyers)
        if (share[i * m.sites + m.links[k].site] > 0) carried[k] += units(m, i, m.links[k].site, paid);
  }

 private:
  static bool reached(const ServiceMarket& m, std::size_t i, std::size_t l) {
    return m.capacity[l] > 0 && m.log_delivery[i * m.sites + l] < out_of_reach;
  }
  static long double delivered(const ServiceMarket& m, std::size_t i, std::size_t l,
                               const std::vector<long double>& paid) {
    return paid[i * m.sites + l] * std::exp(static_cast<long double>(m.log_delivery[i * m.sites + l]));
  }
  long double units(const ServiceMarket& m, std::size_t i, std::size_t l, const std::vector<long double>& paid) const {
    return share[i * m.sites + l] * m.buyers[i].spending * output[m.buyers[i].economy] / paid[i * m.sites + l];
  }
};

inline Purchases purchases(const ServiceMarket& m, const ServicePrices& p) {
  return {m, {p.price.begin(), p.price.end()}, {p.link_price.begin(), p.link_price.end()}};
}

/// The largest violation of the conditions of clearing, relative to capacity or bandwidth; of u, to 1.
inline double violation(const ServiceMarket& m, const ServicePrices& p) {
  const Purchases bought = purchases(m, p);
  long double worst = 0;
  for (std::size_t l = 0; l < m.sites; ++l) {
    if (m.capacity[l] == 0) continue;
    const long double used = bought.shipped[l] / m.capacity[l];
    worst = std::max(
        {worst, std::fabs(used - p.utilisation[l]), used - 1, static_cast<long double>(m.floor[l] - p.price[l])});
    if (p.price[l] > m.floor[l]) worst = std::max(worst, 1 - used);
  }
  for (std::size_t k = 0; k < m.links.size(); ++k) {
    const long double used = bought.carried[k] / m.links[k].bandwidth;
    worst = std::max(worst, p.link_price[k] > 0 ? std::fabs(used - 1) : used - 1);
  }
  return static_cast<double>(worst);
}

}  // namespace suanli::test
