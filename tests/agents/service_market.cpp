// The market for compute services: the conditions of clearing on random markets, and a slow oracle.
#include "agents/markets/service_market.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "tests/support/random_market.hpp"
#include "tests/support/service_market_oracle.hpp"

namespace suanli::test {
namespace {

struct Steps {
  std::vector<int> of;

  int quantile(double level) {
    std::ranges::sort(of);
    return of[static_cast<std::size_t>(level * static_cast<double>(of.size() - 1))];
  }
};

TEST_CASE("V9: prices clear ten thousand random markets to 1e-10, and refuse only those where a buyer has no site") {
  Inputs inputs(501);
  Steps steps;
  int refused = 0, wrongly = 0, uncleared = 0, violated = 0, at_floor = 0, above = 0, with_rent = 0, without = 0;
  double worst = 0;
  for (int instance = 0; instance < 10000; ++instance) {
    const ServiceMarket m = random_market(inputs);
    ServicePrices p;
    try {
      clear(m, p);
    } catch (const NothingInReach&) {
      ++refused, wrongly += feasible(m);
      continue;
    }
    steps.of.push_back(p.iterations);
    uncleared += !(p.residual <= 1e-10);
    if (instance % 10 == 0) {  // once more by the conditions themselves, which takes long double twenty times as long
      const double violation = test::violation(m, p);
      violated += !(violation <= 1e-10), worst = std::max(worst, violation);
    }
    for (std::size_t l = 0; l < m.sites; ++l) (p.price[l] > m.floor[l] ? above : at_floor) += m.capacity[l] > 0;
    for (const double rent : p.link_price) (rent > 0 ? with_rent : without) += 1;
  }
  CHECK(wrongly == 0);
  CHECK(uncleared == 0);
  CHECK(violated == 0);
  for (const int count : {refused, at_floor, above, with_rent, without}) CHECK(count > 100);
  CHECK(steps.quantile(.99) <= 48);
  MESSAGE("Newton steps: median ", steps.quantile(.5), ", 99 % ", steps.quantile(.99), ", most ", steps.quantile(1),
          "; largest violation ", worst, " in every tenth; ", refused, " refused");
}

TEST_CASE("the prices of two hundred random markets are those of the ellipsoid method") {
  Inputs inputs(502);
  const long double high = 3000, radius = 1e-10L;
  int compared = 0, linked = 0, stiff = 0;
  while (compared < 200) {
    const ServiceMarket m = random_market(inputs, {3, 4, 2, 2, 1e4});
    if (!feasible(m)) continue;
    const ServicePrices p = cleared(m);
    const OraclePrices oracle = oracle_prices(m, high, radius);
    CAPTURE(compared);
    CAPTURE(m.dispersion);
    REQUIRE(oracle.radius <= radius);
    // Ψ is as curved along ln q as demand is worth, so a residual of 1e-10 is a price at most a few 1e-10 off.
    for (std::size_t l = 0; l < m.sites; ++l)
      if (m.capacity[l] > 0)
        CHECK(std::fabs(p.price[l] - static_cast<double>(oracle.price[l])) < 1e-9 * (1 + p.price[l]));
    for (std::size_t k = 0; k < m.links.size(); ++k)
      CHECK(std::fabs(p.link_price[k] - static_cast<double>(oracle.rent[k])) < 1e-9 * (1 + p.link_price[k]));
    ++compared, linked += !m.links.empty(), stiff += m.dispersion > 1000;
  }
  CHECK(linked > 30);
  CHECK(stiff > 30);
}

TEST_CASE("markets clear in which links carry just what each site has, to the last digit") {
  // Then a price can move against its links' rents and nothing else changes: Ψ is flat there.
  Inputs inputs(511);
  int cleared_markets = 0;
  for (int instance = 0; instance < 2000; ++instance) {
    ServiceMarket m = random_market(inputs, {4, 8, 3, 0, 1e4});
    if (!feasible(m)) continue;
    for (std::size_t l = 0; l < m.sites; ++l) {
      ServiceMarket::Link links[2] = {{l, {}, m.capacity[l] / 2}, {l, {}, m.capacity[l] / 2}};
      for (std::size_t i = 0; i < m.buyers.size(); ++i) links[inputs.whole(0, 1)].buyers.push_back(i);
      m.links.insert(m.links.end(), links, links + 2);
    }
    const ServicePrices p = cleared(m);
    cleared_markets += p.residual <= 1e-10;
    for (std::size_t l = 0; l < m.sites; ++l) CHECK((m.floor[l] > 0 || p.price[l] == 0 || m.capacity[l] == 0));
  }
  CHECK(cleared_markets > 1500);
}

TEST_CASE("shares, price indices, output and revenue are those of the model at the prices") {
  Inputs inputs(510);
  for (int instance = 0; instance < 500; ++instance) {
    const ServiceMarket m = random_market(inputs, {12, 20, 4, 6, 100});
    if (!feasible(m)) continue;
    const ServicePrices p = cleared(m);
    const Purchases bought = purchases(m, p);
    for (std::size_t i = 0; i < m.buyers.size(); ++i) {
      if (m.buyers[i].spending == 0) continue;  // may reach a site that has no price
      CHECK_SAME(p.log_price_index[i], static_cast<double>(bought.log_index[i]));
      for (std::size_t l = 0, at = i * m.sites; l < m.sites; ++l, ++at)
        CHECK_SAME(p.share[at], static_cast<double>(bought.share[at]));
    }
    for (std::size_t e = 0; e < m.log_size.size(); ++e)
      CHECK_SAME(p.log_output[e], static_cast<double>(std::log(bought.output[e])));
    for (std::size_t l = 0; l < m.sites; ++l)
      if (bought.shipped[l] > 0) CHECK_SAME(p.revenue[l], p.price[l] * static_cast<double>(bought.shipped[l]));
  }
}

TEST_CASE("what buyers spend is what sites and links receive") {
  Inputs inputs(507);
  for (int instance = 0; instance < 500; ++instance) {
    const ServiceMarket m = random_market(inputs);
    if (!feasible(m)) continue;
    const ServicePrices p = cleared(m);
    double spent = 0, received = 0;
    for (const auto& buyer : m.buyers) spent += buyer.spending * std::exp(p.log_output[buyer.economy]);
    for (const double revenue : p.revenue) received += revenue;
    for (std::size_t k = 0; k < m.links.size(); ++k)
      if (p.link_price[k] > 0) received += p.link_price[k] * m.links[k].bandwidth;
    CHECK(std::fabs(received / spent - 1) < 1e-10);
  }
}

TEST_CASE("after a change of all sizes by a percent prices are found in four steps") {
  Inputs inputs(508);
  Steps steps;
  while (steps.of.size() < 200) {
    ServiceMarket m = random_market(inputs);
    if (!feasible(m)) continue;
    m.dispersion = 8;
    ServicePrices p = cleared(m);
    for (double& size : m.log_size) size += inputs.uniform(-.01, .01);
    for (double& capacity : m.capacity) capacity *= 1 + inputs.uniform(-.01, .01);
    clear(m, p);
    steps.of.push_back(p.iterations);
    CHECK(violation(m, p) <= 1e-10);
  }
  CHECK(steps.quantile(.5) <= 4);
  MESSAGE("Newton steps: median ", steps.quantile(.5), ", 99 % ", steps.quantile(.99), ", most ", steps.quantile(1));
}

TEST_CASE("prices do not depend on where the search for them starts") {
  Inputs inputs(509);
  for (int instance = 0; instance < 200; ++instance) {
    const ServiceMarket m = random_market(inputs, {6, 8, 3, 0, 100});
    if (!feasible(m)) continue;
    const ServicePrices p = cleared(m);
    ServicePrices q;
    for (const double price : p.price) q.price.push_back(price * inputs.scale(.01, 100));
    clear(m, q);
    for (std::size_t l = 0; l < m.sites; ++l)
      if (m.capacity[l] > 0) CHECK_SAME(q.price[l], p.price[l]);
  }
}

TEST_CASE("prices are a function of the market and of the last prices, bit for bit, whatever the solver did before") {
  Inputs inputs(512);
  ServicePrices used;
  for (int instance = 0; instance < 500; ++instance) {
    ServiceMarket m = random_market(inputs);
    if (!feasible(m)) continue;
    ServicePrices fresh;
    used.price.clear();
    for (const double growth : {0., .01}) {
      for (double& size : m.log_size) size += growth;
      clear(m, used);
      ServicePrices next;
      next.price = fresh.price, next.link_price = fresh.link_price;
      clear(m, next);
      fresh = next;
      for (const auto member : {&ServicePrices::price, &ServicePrices::utilisation, &ServicePrices::link_price,
                                &ServicePrices::log_price_index, &ServicePrices::share, &ServicePrices::log_output,
                                &ServicePrices::revenue})
        CHECK(used.*member == fresh.*member);
    }
  }
}

TEST_CASE("what is no market is refused") {
  const ServiceMarket good = plain_market({1, 2}, {.1, .2});
  const auto refused = [&](auto spoil) {
    ServiceMarket m = good;
    spoil(m);
    ServicePrices p;
    CHECK_THROWS_AS(clear(m, p), std::invalid_argument);
  };
  refused([](ServiceMarket& m) { m.dispersion = 0; });
  refused([](ServiceMarket& m) { m.log_weight.pop_back(); });
  refused([](ServiceMarket& m) { m.capacity[1] = -1; });
  refused([](ServiceMarket& m) { m.floor[0] = std::nan(""); });
  refused([](ServiceMarket& m) { m.log_delivery.push_back(0); });
  refused([](ServiceMarket& m) { m.log_size[0] = out_of_reach; });
  refused([](ServiceMarket& m) { m.buyers[0].economy = 1; });
  refused([](ServiceMarket& m) { m.buyers[0].spending = .8; });
  refused([](ServiceMarket& m) { m.links = {{2, {0}, 1}}; });
  refused([](ServiceMarket& m) { m.links = {{0, {0}, -1}}; });
  refused([](ServiceMarket& m) { m.links = {{0, {2}, 1}}; });
  refused([](ServiceMarket& m) { m.links = {{0, {0}, 1}, {0, {0}, 1}}; });
}

}  // namespace
}  // namespace suanli::test
