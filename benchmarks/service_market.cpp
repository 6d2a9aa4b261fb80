// What does it cost to clear the market for compute services? From nothing, and from the prices of the period before, for
// one, four and thirty-one regions, each a site and two classes of work.
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "agents/markets/service_market.hpp"
#include "benchmarks/medians.hpp"

namespace suanli::benchmarks {
namespace {

/// Regions on a circle: tolerant work goes everywhere at a cost that rises with distance, sensitive work to neighbours.
/// Every other region is cheap, and posts a price at which it is not always in full use.
ServiceMarket circle(std::size_t regions) {
  ServiceMarket m;
  m.sites = regions;
  const auto number = static_cast<double>(regions);
  for (std::size_t l = 0; l < regions; ++l) {
    m.log_weight.push_back(-std::log(number));
    m.capacity.push_back((l % 2 == 0 ? 1 : 1.5) / number);
    m.floor.push_back(l % 2 == 0 ? .1 : .08);
  }
  for (const bool sensitive : {true, false})
    for (std::size_t r = 0; r < regions; ++r) {
      m.buyers.push_back({0, .06 / number});
      for (std::size_t l = 0; l < regions; ++l) {
        const std::size_t apart = std::min((l + regions - r) % regions, (r + regions - l) % regions);
        const bool reached = !sensitive || apart <= 1;
        m.log_delivery.push_back(reached ? .03 * static_cast<double>(apart) : std::numeric_limits<double>::infinity());
      }
    }
  m.log_size = {0};
  return m;
}

/// Quarters of an economy whose output moves by one percent and whose capacity in each region by half of that, at random.
std::vector<ServiceMarket> quarters(std::size_t regions) {
  std::mt19937_64 engine(1);
  std::normal_distribution<double> normal;
  const ServiceMarket rest = circle(regions);
  std::vector<ServiceMarket> all(256, rest);
  for (ServiceMarket& m : all) {
    const ServiceMarket& before = &m == all.data() ? rest : *(&m - 1);
    m.log_size[0] = .9 * before.log_size[0] + .01 * normal(engine);
    for (std::size_t l = 0; l < regions; ++l)
      m.capacity[l] =
          rest.capacity[l] * std::pow(before.capacity[l] / rest.capacity[l], .9) * std::exp(.005 * normal(engine));
  }
  return all;
}

void clearing(benchmark::State& state, std::size_t regions, bool warm) {
  const std::vector<ServiceMarket> markets = quarters(regions);
  ServicePrices prices;
  std::size_t t = 0;
  double steps = 0, cleared = 0;
  for (auto unused : state) {
    (void)unused;
    if (!warm) prices.price.clear();
    clear(markets[t++ % markets.size()], prices);
    steps += prices.iterations, ++cleared;
    benchmark::DoNotOptimize(prices.price.data());
  }
  state.counters["steps"] = steps / cleared;
  count_each(state, 1);
}

}  // namespace
}  // namespace suanli::benchmarks

int main(int count, char** words) {
  using namespace suanli::benchmarks;
  for (const std::size_t regions : {1, 4, 31})
    for (const bool warm : {false, true})
      repeat(benchmark::RegisterBenchmark(fmt::format("{} regions, {}", regions, warm ? "warm" : "cold").c_str(),
                                          clearing, regions, warm));
  return run(count, words, "market", "4 regions, warm");
}
