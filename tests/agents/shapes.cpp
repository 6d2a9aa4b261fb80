// Regions, industries and locations are lists: any number of each runs.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "agents/accounts.hpp"
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

/// A location in each region: work goes where it is near enough, or stays at home where capital does.
Parameters with_locations(Parameters p) {
  const bool national = p.capital_market == CapitalMarket::national;
  p.pricing = {PricingRule::markup, 1.3}, p.synergy.strength = 0.05, p.services.energy = 0.012;
  ServiceClassParameters sensitive{}, tolerant{};
  set_defaults(sensitive), set_defaults(tolerant);
  sensitive.latency_limit = {LatencyLimit::given, 20};
  p.service_classes = {{"sensitive", sensitive}};
  if (national) {
    p.service_classes.emplace_back("tolerant", tolerant);
    for (auto& [name, industry] : p.industries) industry.service_shares = {{"sensitive", .5}, {"tolerant", .5}};
  }
  for (std::size_t l = 0; l < p.regions.size(); ++l) {
    LocationParameters location{};
    set_defaults(location);
    location.region = p.regions[l].first;
    location.electricity_price = 0.3 + 0.01 * static_cast<double>(l);
    for (std::size_t m = 0; m < p.regions.size(); ++m) {
      const double apart = std::abs(static_cast<double>(m) - static_cast<double>(l));
      location.latency.emplace_back(p.regions[m].first, m == l ? 3 : national ? 10 * apart : 100);
      location.delivery.emplace_back(p.regions[m].first, 1 + 0.01 * apart);
    }
    p.locations.emplace_back("location_" + std::to_string(l), location);
  }
  return p;
}

TEST_CASE("economies of 1, 4 and 31 locations run two periods, with an outage in the second") {
  for (const CapitalMarket market : {CapitalMarket::national, CapitalMarket::regional})
    for (const std::size_t number : {1, 4, 31}) {
      CAPTURE(number);
      Parameters p = with_locations(of_shape(number, 2, market));
      EventParameters outage{};
      set_defaults(outage);
      outage.kind = EventKind::outage, outage.start = {EventStart::date, 2022.25}, outage.duration = 0.1;
      outage.size = 0.5, outage.location = "location_0";
      p.events = {{"outage", outage}};
      for (const Fault& fault : check(p)) FAIL(fault.message.en);
      const Model model(p);
      CHECK(model.sites.size() == number);
      const Recorder recorder(model);
      const Record record = simulate(model, recorder, 0, Threads::one, [] {});
      for (std::size_t i = 0; i < recorder.siting_offset(0); ++i) REQUIRE(std::isfinite(record.values[i]));
      for (std::size_t i = 0; i < identity_count; ++i) {
        CAPTURE(identities[i].name);
        CHECK(record.largest_residuals[i] < (i == market_clears || i == services_use_capacity ? 1e-10 : 1e-12));
      }
    }
}

}  // namespace
}  // namespace suanli::test
