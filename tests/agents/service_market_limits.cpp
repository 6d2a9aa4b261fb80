// The market for compute services where its answer is known: closed forms, limits, symmetries, conventions.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "tests/support/random_market.hpp"

namespace suanli::test {
namespace {

TEST_CASE(
    "one site without a floor is in full use at the price of the closed form, one with a high floor stands partly "
    "idle") {
  // Y = M q^(-ξ̄/(1-ξ̄)) and qS = ξ̄Y: q = (ξ̄M/S)^(1-ξ̄), Y = M (ξ̄M/S)^-ξ̄.
  const double xi = .3, size = std::exp(2.0), capacity = .7;
  ServiceMarket m = plain_market({capacity}, {.1, .2}, 2);
  ServicePrices p = cleared(m);
  const double price = std::pow(xi * size / capacity, 1 - xi);
  CHECK_SAME(p.price[0], price);
  CHECK_SAME(p.log_output[0], 2 - xi * std::log(xi * size / capacity));
  CHECK_SAME(p.revenue[0], price * capacity);
  CHECK(p.utilisation[0] == 1);
  CHECK(p.share == std::vector<double>{1, 1});

  const double floor = m.floor[0] = 1.5 * price;
  p = cleared(m);
  const double output = size * std::pow(floor, -xi / (1 - xi));
  CHECK(p.price[0] == floor);
  CHECK_SAME(p.utilisation[0], xi * output / (floor * capacity));
  CHECK_SAME(p.revenue[0], xi * output);
}

TEST_CASE("a site without capacity has no price and no buyers, one that nobody reaches its floor and no use") {
  ServiceMarket m = plain_market({1, 0, 2, 3}, {.1, .2}, 1);
  m.floor = {.1, .1, .1, 0};
  for (const std::size_t i : {0, 1})
    for (const std::size_t l : {2, 3}) m.log_delivery[i * 4 + l] = out_of_reach;
  const ServicePrices p = cleared(m), alone = cleared(plain_market({1}, {.1, .2}, 1));
  CHECK(p.price[1] == out_of_reach);
  CHECK(p.price[2] == .1);
  CHECK(p.price[3] == 0);
  CHECK_SAME(p.price[0], alone.price[0]);
  CHECK(p.utilisation == std::vector<double>{1, 0, 0, 0});
  CHECK(p.share == std::vector<double>{1, 0, 0, 0, 1, 0, 0, 0});
  CHECK(p.revenue[1] + p.revenue[2] + p.revenue[3] == 0);
}

TEST_CASE("a site that comes back from nothing is priced as if it had never been away") {
  ServiceMarket m = plain_market({1, 2, .5}, {.1, .2}, 1);
  m.floor = {.1, .1, 0};
  const ServicePrices before = cleared(m);
  ServicePrices p = before;
  for (const std::size_t l : {1, 2}) {
    const double capacity = m.capacity[l];
    m.capacity[l] = 0;
    clear(m, p);
    CHECK(p.price[l] == out_of_reach);
    m.capacity[l] = capacity;
    clear(m, p);
    for (std::size_t k = 0; k < 3; ++k) CHECK_SAME(p.price[k], before.price[k]);
  }
}

TEST_CASE("regions that cannot deliver to each other are the closed markets of each alone") {
  Inputs inputs(503);
  for (int instance = 0; instance < 100; ++instance) {
    ServiceMarket both, one[2];
    for (ServiceMarket& m : one) do
        m = random_market(inputs, {4, 5, 3, 0, 100});
      while (!feasible(m));
    const std::size_t sites = one[0].sites + one[1].sites, buyers = one[0].buyers.size() + one[1].buyers.size();
    both.sites = sites, both.dispersion = one[1].dispersion = one[0].dispersion;
    both.log_delivery.assign(sites * buyers, out_of_reach);
    for (std::size_t k = 0, site = 0; k < 2; site += one[k].sites, ++k) {
      for (std::size_t i = 0; i < one[k].buyers.size(); ++i) {
        for (std::size_t l = 0; l < one[k].sites; ++l)
          both.log_delivery[both.buyers.size() * sites + site + l] = one[k].log_delivery[i * one[k].sites + l];
        both.buyers.push_back(
            {one[k].buyers[i].economy + (k == 0 ? 0 : one[0].log_size.size()), one[k].buyers[i].spending});
      }
      for (auto member : {&ServiceMarket::log_weight, &ServiceMarket::capacity, &ServiceMarket::floor})
        (both.*member).insert((both.*member).end(), (one[k].*member).begin(), (one[k].*member).end());
    }
    for (const ServiceMarket& m : one) both.log_size.insert(both.log_size.end(), m.log_size.begin(), m.log_size.end());
    const ServicePrices p = cleared(both), alone[2] = {cleared(one[0]), cleared(one[1])};
    for (std::size_t k = 0, site = 0, economy = 0; k < 2;
         site += one[k].sites, economy += one[k].log_size.size(), ++k) {
      for (std::size_t l = 0; l < one[k].sites; ++l)
        if (one[k].capacity[l] > 0) CHECK_SAME(p.price[site + l], alone[k].price[l]);
      for (std::size_t e = 0; e < one[k].log_size.size(); ++e)
        CHECK_SAME(p.log_output[economy + e], alone[k].log_output[e]);
    }
  }
}

TEST_CASE("a site split in two with its weight and capacity changes no price, no flow and no output") {
  Inputs inputs(504);
  for (int instance = 0; instance < 200; ++instance) {
    ServiceMarket m = random_market(inputs, {5, 6, 3, 0, 100});
    if (!feasible(m)) continue;
    const double part = inputs.uniform(.1, .9);
    ServiceMarket split = m;
    const std::size_t last = m.sites - 1, wide = m.sites + 1;
    split.sites = wide;
    split.log_weight[last] += std::log(part), split.log_weight.push_back(m.log_weight[last] + std::log1p(-part));
    split.capacity[last] *= part, split.capacity.push_back(m.capacity[last] * (1 - part));
    split.floor.push_back(m.floor[last]);
    split.log_delivery.clear();
    for (std::size_t i = 0; i < m.buyers.size(); ++i)
      for (std::size_t l = 0; l < wide; ++l)
        split.log_delivery.push_back(m.log_delivery[i * m.sites + std::min(l, last)]);
    const ServicePrices p = cleared(m), q = cleared(split);
    for (std::size_t l = 0; l < wide; ++l)
      if (split.capacity[l] > 0) CHECK_SAME(q.price[l], p.price[std::min(l, last)]);
    for (std::size_t i = 0; i < m.buyers.size(); ++i) {
      CHECK_SAME(q.share[i * wide + last] + q.share[i * wide + last + 1], p.share[i * m.sites + last]);
      for (std::size_t l = 0; l < last; ++l) CHECK_SAME(q.share[i * wide + l], p.share[i * m.sites + l]);
    }
    CHECK_SAME(q.revenue[last] + q.revenue[wide - 1], p.revenue[last]);
    for (std::size_t e = 0; e < m.log_size.size(); ++e) CHECK_SAME(q.log_output[e], p.log_output[e]);
  }
}

TEST_CASE("V9: at ν = 10⁴ buyers go where work costs least, wherever the next best costs 1.4e-3 more") {
  Inputs inputs(505);
  int decided = 0, indifferent = 0;
  for (int instance = 0; instance < 300; ++instance) {
    ServiceMarket m = random_market(inputs, {8, 10, 3, 0, 1e4});
    if (!feasible(m)) continue;
    m.dispersion = 1e4;
    std::ranges::fill(m.log_weight, 0);
    const ServicePrices p = cleared(m);
    for (std::size_t i = 0; i < m.buyers.size(); ++i) {
      if (m.buyers[i].spending == 0) continue;
      std::size_t best = m.sites;
      const auto log_cost = [&](std::size_t l) {
        const double delivery = m.log_delivery[i * m.sites + l];
        return delivery < out_of_reach ? std::log(p.price[l]) + delivery : out_of_reach;
      };
      for (std::size_t l = 0; l < m.sites; ++l)
        if (best == m.sites || log_cost(l) < log_cost(best)) best = l;
      double next = out_of_reach;
      for (std::size_t l = 0; l < m.sites; ++l)
        if (l != best) next = std::min(next, log_cost(l));
      if (next - log_cost(best) < 1.4e-3) {
        ++indifferent;
        continue;
      }
      ++decided;
      for (std::size_t l = 0; l < m.sites; ++l)  // e^(-1e4 · 1.4e-3) = 8.3e-7 for each of the others
        CHECK(std::fabs(p.share[i * m.sites + l] - (l == best)) <
              1e-6 * (l == best ? static_cast<double>(m.sites) : 1));
    }
  }
  CHECK(decided > 300);
  CHECK(indifferent > 100);  // who fills up the last site in use
}

TEST_CASE("a narrow link carries its bandwidth at a rent, a wide one all that is wanted at none") {
  // Two buyers of like work, the first behind a link to the only site: bandwidth B, or as much as it would have bought.
  ServiceMarket m = plain_market({1}, {.1, .1}, 1);
  const ServicePrices open = cleared(m);
  m.links.push_back({0, {0}, .2});
  const ServicePrices narrow = cleared(m);
  const Purchases bought = purchases(m, narrow);
  CHECK(narrow.link_price[0] > 0);
  CHECK_SAME(static_cast<double>(bought.carried[0]), .2);
  CHECK_SAME(static_cast<double>(bought.shipped[0]), 1.0);
  CHECK_SAME(static_cast<double>(bought.carried[0]) * (narrow.price[0] + narrow.link_price[0]),
             .1 * std::exp(narrow.log_output[0]));
  CHECK(narrow.price[0] < open.price[0]);
  m.links[0].bandwidth = .51;
  const ServicePrices wide = cleared(m);
  CHECK(wide.link_price[0] == 0);
  CHECK(wide.price == open.price);
  CHECK(wide.log_output == open.log_output);
}

TEST_CASE("a site whose links cannot carry its capacity falls to its floor, and is free without one") {
  ServiceMarket m = plain_market({1}, {.1, .1}, 1);
  m.links = {{0, {0}, .2}, {0, {1}, .3}};
  for (const double floor : {.0, .05}) {
    m.floor = {floor};
    const ServicePrices p = cleared(m);
    CHECK(p.price[0] == floor);
    CHECK_SAME(p.utilisation[0], .5);
    CHECK_SAME(p.revenue[0], floor * .5);
    for (const std::size_t k : {0, 1})  // half of the spending is for each
      CHECK_SAME((p.price[0] + p.link_price[k]) * m.links[k].bandwidth, .1 * std::exp(p.log_output[0]));
  }
}

TEST_CASE("a closed link leaves its buyers to the other sites, and closing the last way is refused") {
  ServiceMarket m = plain_market({1, 1}, {.1, .2}, 1);
  m.links = {{0, {0, 1}, 0}};
  const ServicePrices p = cleared(m), alone = cleared(plain_market({1}, {.1, .2}, 1));
  CHECK_SAME(p.price[1], alone.price[0]);
  CHECK(p.price[0] == 0);
  CHECK(p.link_price[0] == out_of_reach);
  m.links.push_back({1, {1}, 0});
  std::optional<std::size_t> stranded;
  try {
    cleared(m);
  } catch (const NothingInReach& error) {
    stranded = error.buyer();
    CHECK(error.text().en == "buyer 1 of compute services has no site with capacity in reach, §8");
  }
  CHECK(stranded == 1);
}

TEST_CASE("each economy has its own output, and like economies can be merged into one") {
  Inputs inputs(506);
  for (int instance = 0; instance < 100; ++instance) {
    ServiceMarket one = random_market(inputs, {5, 6, 1, 0, 100});
    if (!feasible(one)) continue;
    const double part = inputs.uniform(.1, .9);
    ServiceMarket two = one;
    for (const auto& buyer : one.buyers) two.buyers.push_back({1, buyer.spending});
    two.log_delivery.insert(two.log_delivery.end(), one.log_delivery.begin(), one.log_delivery.end());
    two.log_size = {one.log_size[0] + std::log(part), one.log_size[0] + std::log1p(-part)};
    const ServicePrices p = cleared(one), q = cleared(two);
    for (std::size_t l = 0; l < one.sites; ++l)
      if (one.capacity[l] > 0) CHECK_SAME(q.price[l], p.price[l]);
    CHECK_SAME(q.log_output[0], p.log_output[0] + std::log(part));
    CHECK_SAME(q.log_output[1], p.log_output[0] + std::log1p(-part));
  }
}

}  // namespace
}  // namespace suanli::test
