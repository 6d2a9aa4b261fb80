// Regions and industries are lists: any number of either runs.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "agents/series.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::test {
namespace {

Parameters of_shape(std::size_t regions, std::size_t industries, CapitalMarket market) {
  Parameters p = reference_parameters();
  p.time.end = 2022.5;
  p.capital_market = market;
  p.firms.count = 20000;
  const auto given = p.industries;
  RegionParameters region{};
  set_defaults(region);
  p.industries.clear(), p.regions.clear();
  for (std::size_t j = 0; j < industries; ++j)
    p.industries.emplace_back("industry_" + std::to_string(j), given[(j + 1) % given.size()].second);
  for (std::size_t m = 0; m < regions; ++m) {
    region.expenditure_shares.clear();
    for (std::size_t j = 0; j < industries; ++j)
      region.expenditure_shares.emplace_back(p.industries[j].first, 1.0 / static_cast<double>(regions * industries));
    p.regions.emplace_back("region_" + std::to_string(m), region);
  }
  return p;
}

TEST_CASE("economies of 1 x 1, 3 x 2 and 31 x 40 regions and industries run two periods") {
  for (const CapitalMarket market : {CapitalMarket::national, CapitalMarket::regional})
    for (const auto& [regions, industries] : {std::pair{1, 1}, {3, 2}, {31, 40}}) {
      const Parameters p = of_shape(static_cast<std::size_t>(regions), static_cast<std::size_t>(industries), market);
      REQUIRE(check(p).empty());
      const Model model(p);
      CHECK(model.economies.size() == static_cast<std::size_t>(market == CapitalMarket::national ? 1 : regions));
      CHECK(model.layout.cells().size() == static_cast<std::size_t>(regions * industries));
      const Recorder recorder(model);
      const Record record = simulate(model, recorder, 0, Threads::one, [] {});
      for (const double value : record.values) REQUIRE(std::isfinite(value));
      for (const double residual : record.largest_residuals) CHECK(residual < 1e-12);
    }
}

}  // namespace
}  // namespace suanli::test
