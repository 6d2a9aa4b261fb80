// V9 and §8: what several locations become where theory knows the answer: one place, halves of a place, closed regions, no
// policy, stated shares.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/steady_state/economies.hpp"
#include "tests/support/located_scenario.hpp"

namespace suanli::test {

namespace {

/// The same economy whose services, of one class, come from one location that pays for no energy.
Parameters at_one_location(Parameters p, double price_floor) {
  ServiceClassParameters any{};
  set_defaults(any);
  p.service_classes = {{"any", any}};
  p.locations = {{"place", location_in(p.regions[1].first, p)}};
  p.services.price_floor = price_floor;
  REQUIRE(check(p).empty());
  return p;
}

/// Everything moves: firms, and all common shocks.
Parameters noisy(Parameters p) {
  p.productivity.standard_deviation = 0.25;
  p.shocks.economy.standard_deviation = 0.03;
  p.shocks.industry.standard_deviation = p.shocks.region.standard_deviation = 0.02;
  p.shocks.services.standard_deviation = 0.1;
  p.household.trend = {TrendRule::delay, 2};
  return p;
}

/// Largest relative distance between two paths of aggregates.
double distance(const std::vector<Aggregates>& left, const std::vector<Aggregates>& right) {
  REQUIRE(left.size() == right.size());
  double worst = 0;
  for (std::size_t t = 0; t < left.size(); ++t)
    for (double Aggregates::*of :
         {&Aggregates::output, &Aggregates::capital, &Aggregates::compute, &Aggregates::consumption})
      worst = std::max(worst, std::abs(left[t].*of / (right[t].*of) - 1));
  return worst;
}
double distance(const Parameters& left, const Parameters& right, std::size_t e = 0) {
  return distance(aggregates(Model(left), e), aggregates(Model(right), e));
}

/// Latency limits that only a region's own location meets.
Parameters closed(Parameters p) {
  for (auto& [name, c] : p.service_classes)
    c.latency_limit = {LatencyLimit::given, 5}, c.latency_steps.clear(), c.delivery_steps.clear();
  return p;
}

}  // namespace

// Forty periods amplify the rounding of prices, 1e-12 each, hardly at all.
TEST_CASE("V9: one location without energy is the economy without locations, at rest and under every shock") {
  for (const Choice<PricingRule>& pricing :
       {Choice<PricingRule>{PricingRule::integrated, 0}, Choice<PricingRule>{PricingRule::markup, 1.3}})
    for (const EulerReturn reading : all_readings()) {
      Parameters p = lasting(reference_parameters(), 10, 0.25);
      p.pricing = pricing, p.household.euler = reading, p.synergy.strength = 0.3;
      p.technology.compute_per_service = 0.6;
      const SteadyState plain = steady_state(economies_of(p).front(), p).path;
      const Parameters located = at_one_location(p, 0);
      const SteadyState s = steady_state(economies_of(located).front(), located).path;
      for (const SteadyStateNumber& number : steady_state_numbers()) {
        CAPTURE(std::string(number.name));
        CHECK(number.of(s).value() == doctest::Approx(number.of(plain).value()).epsilon(1e-11));
      }
      p.productivity.level = {ProductivityLevel::given, 0.8};
      CHECK(distance(noisy(p), at_one_location(noisy(p), 0)) < 1e-9);
      Parameters quiet = without_noise(p);
      CHECK(distance(quiet, at_one_location(quiet, 1)) < 1e-9);
    }
}

TEST_CASE("V9: two parts of a location with their parts of its weight and capital are that location") {
  for (const double price_floor : {0.0, 1.0})
    for (const bool evenly : {true, false}) {
      Parameters whole = lasting(steered_parameters(), 10, 0.25);
      whole.shocks.economy.standard_deviation = 0.05, whole.shocks.region.standard_deviation = 0.05;
      whole.services.price_floor = price_floor;
      whole.firms.count = 100, whole.firms.minimum_per_cell = 1;
      constexpr double weights[4] = {.2, .35, .15, .3};
      if (!evenly)
        for (std::size_t l = 0; l < 4; ++l) whole.locations[l].second.weight = {ScaleWeight::given, weights[l]};
      Parameters split = whole;
      split.locations.push_back(split.locations[3]);
      split.locations[4].first = "far_west";
      if (!evenly)
        split.locations[3].second.weight.number = 0.1, split.locations[4].second.weight.number = weights[3] - 0.1;
      CHECK(distance(whole, split) < 1e-11);
    }
}

TEST_CASE("§8: where work cannot leave its region, each region's data centres earn what that region spends") {
  Parameters p = lasting(closed(steered_parameters()), 5, 0.25);
  p.firms.count = 100, p.firms.minimum_per_cell = 1;
  p.shocks.region.standard_deviation = 0.05;
  const Model model(p);
  simulate_dates(model, 0, [&](const Country& country) {
    const Economy& e = country.economies.front();
    for (std::size_t l = 0; l < 4; ++l) {
      double spent = 0;
      for (std::size_t c = 0; c < e.cells.size(); ++c)
        if (const CellTechnology& t = model.economies[0].cells[c]; t.region == l) spent += t.xi * t.theta * e.output;
      CHECK(country.locations[l].revenue == doctest::Approx(spent).epsilon(1e-10));
    }
  });
}

TEST_CASE("§8.7: four closed economies with a location each are four economies by themselves") {
  Parameters p = lasting(without_noise(closed(located_parameters())), 20, 0.25);
  p.capital_market = CapitalMarket::regional;
  p.productivity.level = {ProductivityLevel::given, common_productivity(p)};
  p.start.kappa = {StartComposition::given, 0.86};
  for (std::size_t m = 0; m < 4; ++m) p.regions[m].second.tau = 0.08 + 0.015 * static_cast<double>(m);
  REQUIRE(check(p).empty());
  const Model together(p);
  for (std::size_t m = 0; m < 4; ++m) {
    Parameters alone = p;
    alone.regions = {p.regions[m]}, alone.locations = {p.locations[m]};
    auto& [name, location] = alone.locations[0];
    std::erase_if(location.latency, [&](const auto& to) { return to.first != name; });
    std::erase_if(location.delivery, [&](const auto& to) { return to.first != name; });
    double share = 0;
    for (auto& [industry, of_all] : alone.regions[0].second.expenditure_shares) share += of_all;
    for (auto& [industry, of_all] : alone.regions[0].second.expenditure_shares) of_all /= share;
    alone.start.wealth *= together.economies[m].wealth_share;
    REQUIRE(check(alone).empty());
    CHECK(distance(aggregates(together, m), aggregates(Model(alone))) < 1e-11);
  }
}

TEST_CASE(
    "§8.4: a multiplier of one and a subsidy of nothing do nothing, and a subsidy z is the multiplier (1-z)^-ϑ_H") {
  Parameters p = lasting(without_noise(located_parameters()), 10, 0.25);
  Parameters by_policy = p;
  by_policy.policies = {{"steer", policy(PolicyKind::siting_multiplier, 2000, 1)},
                        {"pay", policy(PolicyKind::investment_subsidy, 2000, 0)}};
  CHECK(aggregates(Model(p)).back().output == aggregates(Model(by_policy)).back().output);
  for (const double elasticity : {1.0, 2.0}) {
    p.allocation.elasticity = elasticity;
    Parameters paid = p, steered = p;
    paid.locations[3].second.investment_subsidy = 0.2;
    steered.locations[3].second.siting_multiplier = std::pow(0.8, -elasticity);
    CHECK(distance(paid, steered) < 1e-12);
    CHECK(distance(p, steered) > 1e-6);
    const auto return_at = [](const Parameters& of, std::size_t l) {
      return steady_state(economies_of(of).front(), of).path.sites[l].capital_return;
    };
    CHECK(return_at(paid, 3) / return_at(paid, 0) == doctest::Approx(0.8).epsilon(1e-12));
    CHECK(return_at(steered, 3) / return_at(steered, 0) == doctest::Approx(0.8).epsilon(1e-12));
  }
}

TEST_CASE("§8.2: weights fitted to revenue give locations these shares of revenue at rest") {
  constexpr double shares[4] = {.25, .30, .20, .25};
  for (const Parameters& from : {located_parameters(), steered_parameters()}) {
    Parameters p = lasting(without_noise(from), 1, 0.25);
    for (std::size_t l = 0; l < 4; ++l) p.locations[l].second.weight = {ScaleWeight::revenue, shares[l]};
    REQUIRE(check(p).empty());
    const Model model(p);
    const Country country = open_country(model, 0, Threads::one);
    double sum = 0;
    for (const Location& l : country.locations) sum += l.revenue;
    for (std::size_t l = 0; l < 4; ++l)
      CHECK(country.locations[l].revenue / sum == doctest::Approx(shares[l]).epsilon(1e-9));
    CHECK(steady_state(model.economies.front(), p).path.y ==
          doctest::Approx(country.economies[0].output / country.economies[0].wealth()).epsilon(1e-12));
  }
}

TEST_CASE("§8.2: shares of revenue that no weights can give are refused, as work stays where it must") {
  Parameters p = closed(located_parameters());
  for (std::size_t l = 0; l < 4; ++l) p.locations[l].second.weight = {ScaleWeight::revenue, 0.25};
  REQUIRE(check(p).empty());
  CHECK_THROWS_WITH_AS(Model{p}, doctest::Contains(": no weights give the locations these shares of revenue: it has "),
                       WrongInput);
}

TEST_CASE("V9: at ν = 10⁴ every piece of work is done behind the cheapest door, found by enumeration") {
  Parameters p = lasting(without_noise(located_parameters()), 1, 0.25);
  p.services.dispersion = 1e4;
  for (auto& [name, l] : p.locations) l.weight = {ScaleWeight::given, 1};
  const Model model(p);
  const SteadyState s = steady_state(model.economies.front(), p).path;
  const Siting& siting = model.economies.front().located->siting();
  std::vector<double> expected(4);
  for (std::size_t b = 0; b < siting.buyers.size(); ++b) {
    std::vector<std::pair<double, std::size_t>> doors;
    for (std::size_t l = 0; l < 4; ++l)
      doors.emplace_back(std::log(s.sites[l].price) + siting.log_delivery[b * 4 + l], l);
    std::ranges::sort(doors);
    REQUIRE(doors[1].first - doors[0].first > 1.4e-3);
    expected[doors[0].second] += siting.buyers[b].spending;
  }
  for (std::size_t l = 0; l < 4; ++l) CHECK(std::abs(s.sites[l].revenue - expected[l]) < 1e-6);
}

}  // namespace suanli::test
