// The accounting identities: they hold in every period of random economies, and each stops a run when its book is wrong.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "agents/accounts.hpp"
#include "agents/verbs.hpp"
#include "tests/support/random_scenario.hpp"

namespace suanli::test {
namespace {

TEST_CASE("every identity holds to 1e-12 in every period of random economies") {
  Inputs inputs(81);
  for (int scenario = 0; scenario < 100; ++scenario) {
    CAPTURE(scenario);
    const Parameters p = random_parameters(inputs);
    REQUIRE(check(p).empty());
    const Model model(p);
    Country country = open_country(model, 0, Threads::one);
    for (;;) {
      for (std::size_t e = 0; e < country.economies.size(); ++e) {
        const auto now = residuals(country, e);
        for (std::size_t i = 0; i < identity_count; ++i) {
          CAPTURE(identities[i].name);
          REQUIRE(now[i] < 1e-12);
          REQUIRE(country.economies[e].largest_residual[i] >= now[i]);
        }
      }
      if (country.period == model.periods) break;
      step(country);
    }
    for (const Economy& economy : country.economies)
      REQUIRE(*std::max_element(economy.largest_residual.begin(), economy.largest_residual.end()) < 1e-12);
  }
}

// A site that sells all that it has may sell it to 1e-10, as clearing leaves it; where sums are of revenues they add up.
TEST_CASE(
    "V6: every identity holds in random economies of several locations, under energy, taxes, subsidies, events and "
    "policies") {
  Inputs inputs(82);
  int done = 0, refused = 0;
  std::array<double, identity_count> largest{};
  while (done < 60) {
    Parameters p = random_parameters(inputs);
    add_locations(p, inputs);
    CAPTURE(done);
    for (const Fault& fault : check(p)) FAIL(fault.message.en);
    std::optional<Model> model;
    try {
      model.emplace(p);
    } catch (const Infeasible&) {  // a ceiling too low, or a step too long for energy's part of the price
      ++refused;
      continue;
    }
    ++done;
    Country country = open_country(*model, 0, Threads::one);
    while (country.period < model->periods) step(country);
    for (const Economy& economy : country.economies)
      for (std::size_t i = 0; i < identity_count; ++i) {
        CAPTURE(identities[i].name);
        const bool of_clearing = i == market_clears || i == services_use_capacity;
        CHECK(economy.largest_residual[i] < (of_clearing ? 1e-10 : 1e-12));
        largest[i] = std::max(largest[i], economy.largest_residual[i]);
      }
  }
  CHECK(refused < done);
  CHECK(*std::max_element(largest.begin(), largest.end()) > 0);
}

// What breaks one identity and none before it in the list, by a factor.
void falsify(Economy& economy, Identity identity, double factor) {
  Cell& cell = *std::max_element(economy.cells.begin(), economy.cells.end(), [](const Cell& a, const Cell& b) {
    return a.price * a.output < b.price * b.output;  // the largest: .23 of expenditure
  });
  switch (identity) {
    case output_is_used: economy.consumption *= factor; return;
    case expenditure_is_output: cell.price *= factor; return;
    case services_sold_are_bought: cell.service_price *= factor; return;
    case services_use_capacity: cell.services *= factor, cell.service_price /= factor; return;
    case provider_accounts: economy.provider_profit *= factor; return;
    case income_is_output: economy.rental_rate *= factor; return;
    case firms_own_capital: economy.capital *= factor; return;
    case compute_is_owned: economy.compute *= factor; return;
    case market_clears: return;  // below
    case identity_count: return;
  }
}

TEST_CASE("each broken identity stops the run by its name and its formula") {
  const Model model(reference_parameters());
  for (std::size_t i = 0; i < market_clears; ++i) {
    Country country = open_country(model, 0, Threads::one);
    check_identities(country, 0);  // passes
    falsify(country.economies[0], static_cast<Identity>(i), 1 + 1e-6);
    const std::string name(identities[i].name), formula(identities[i].meaning.en);
    const std::string expected = "year 2022: economy national: identity " + name + " (" + formula + ") is off by ";
    CHECK_THROWS_WITH_AS(check_identities(country, 0), doctest::Contains(expected.c_str()), SimulationError);
  }
}

TEST_CASE(
    "with locations, too, each broken identity stops the run by its name, a market that does not clear among them") {
  Parameters p = located_parameters();
  p.firms.count = 100;
  const Model model(p);
  const auto stops = [&](Identity identity, const auto& falsify) {
    Country country = open_country(model, 0, Threads::one);
    check_identities(country, 0);
    falsify(country);
    const std::string expected = "identity " + std::string(identities[identity].name) + " (";
    CHECK_THROWS_WITH_AS(check_identities(country, 0), doctest::Contains(expected.c_str()), SimulationError);
  };
  stops(output_is_used, [](Country& c) { c.economies[0].consumption *= 1 + 1e-6; });
  stops(services_sold_are_bought, [](Country& c) { c.locations[2].revenue *= 1 + 1e-6; });
  stops(services_use_capacity, [](Country& c) { c.locations[2].capacity *= 1 + 1e-6; });
  stops(provider_accounts, [](Country& c) { c.locations[2].earned *= 1 + 1e-6; });
  stops(income_is_output, [](Country& c) { c.economies[0].rental_rate *= 1 + 1e-6; });
  stops(compute_is_owned, [](Country& c) { c.locations[2].capital *= 1 + 1e-6, c.locations[2].earned /= 1 + 1e-6; });
  stops(market_clears, [](Country& c) { c.service_prices.residual = 1e-6; });
}

TEST_CASE("residuals of 5e-10 are tolerated, of 2e-9 are not") {
  const Model model(reference_parameters());
  const auto with_capital_off_by = [&](double off) {
    Country country = open_country(model, 0, Threads::one);
    country.economies[0].capital *= 1 + off;
    check_identities(country, 0);
    return country.economies[0].largest_residual[firms_own_capital];
  };
  CHECK(with_capital_off_by(5e-10) == doctest::Approx(5e-10).epsilon(1e-4));
  CHECK_THROWS_AS(with_capital_off_by(2e-9), SimulationError);
  CHECK_THROWS_AS(with_capital_off_by(std::numeric_limits<double>::quiet_NaN()), SimulationError);
}

TEST_CASE("capital that appears between two steps stops the next step with year, economy, identity and size") {
  const Model model(regional_parameters());
  Country country = open_country(model, 0, Threads::one);
  step(country);
  country.economies[3].capital *= 1.25;  // and the firms know nothing of it
  CHECK_THROWS_WITH_AS(step(country),
                       doctest::Contains("year 2022.5: economy west: identity income_is_output (rΣK_c + Σω_cH_c + "
                                         "Σω_ℓD_ℓ + profit + E + carbon tax + link rents = Y) is off by "),
                       SimulationError);
}

TEST_CASE("a firm that doubles its capital between two steps stops the next step") {
  const Model model(reference_parameters());
  Country country = open_country(model, 0, Threads::one);
  country.firms.at(5, 3, capital_field) *= 2;
  CHECK_THROWS_WITH_AS(step(country), doctest::Contains("year 2022.25: economy national: identity "), SimulationError);
}

TEST_CASE("the message of a broken identity, to the letter") {
  const Model model(reference_parameters());
  Country country = open_country(model, 0, Threads::one);
  country.economies[0].consumption += 0.125 * country.economies[0].output;
  CHECK_THROWS_WITH_AS(
      check_identities(country, 0),
      "year 2022: economy national: identity output_is_used (Y = C + I + E + F) is off by 0.125 of its size, "
      "more than 1e-09, §5.1",
      SimulationError);
}

}  // namespace
}  // namespace suanli::test
