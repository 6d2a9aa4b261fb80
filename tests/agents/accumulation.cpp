// Where investment goes, over many periods.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "agents/economy.hpp"
#include "tests/support/random_scenario.hpp"

namespace suanli::test {
namespace {

// Rounding of K, HT and W once a period, and the law multiplies what was there before: T·4·2^-53 of wealth.
TEST_CASE("capital beyond its share of wealth shrinks by 1 - δdt a period, whatever the household and the shocks do") {
  for (Parameters p : {reference_parameters(), regional_parameters()}) {
    p.time.end = 2042;
    p.start.kappa = {StartComposition::given, 0.75};
    p.shocks.economy.standard_deviation = 0.1;
    const Model model(p);
    Country country = open_country(model, 0, Threads::one);
    const auto beyond = [&](std::size_t e) {
      const Economy& economy = country.economies[e];
      return economy.capital - (1 - model.economies[e].tau) * economy.wealth();
    };
    std::vector<double> start;
    for (std::size_t e = 0; e < country.economies.size(); ++e) start.push_back(beyond(e));
    while (country.period < model.periods) {
      step(country);
      for (std::size_t e = 0; e < country.economies.size(); ++e) {
        const double expected = start[e] * std::pow(1 - 0.06 * 0.25, country.period);
        REQUIRE(std::fabs(beyond(e) - expected) < 80 * 4 * 0x1p-53 * country.economies[e].wealth());
      }
    }
  }
}

TEST_CASE("wealth changes by investment less depreciation, and firms' and providers' stocks with it") {
  Inputs inputs(91);
  for (int scenario = 0; scenario < 30; ++scenario) {
    const Parameters p = random_parameters(inputs);
    const Model model(p);
    Country country = open_country(model, 0, Threads::one);
    for (int period = 0; period < 2; ++period) {
      const auto before = country.economies;
      step(country);
      for (std::size_t e = 0; e < before.size(); ++e) {
        const double dt = p.time.step, delta = p.technology.depreciation, tau = model.economies[e].tau;
        const double invested = before[e].investment, b = model.economies[e].compute_income;
        const double capital = before[e].capital + dt * ((1 - tau) * invested - delta * before[e].capital);
        const double compute = before[e].compute + dt * (tau * invested - delta * before[e].compute);
        REQUIRE(country.economies[e].capital == doctest::Approx(capital).epsilon(1e-14));
        REQUIRE(country.economies[e].compute == doctest::Approx(compute).epsilon(1e-14));
        REQUIRE(country.economies[e].provider_compute ==
                doctest::Approx(compute * model.economies[e].provider_share / b).epsilon(1e-13));
        for (std::size_t c = 0; c < before[e].cells.size(); ++c) {  // rest shares, in K and H
          const CellTechnology& t = model.economies[e].cells[c];
          REQUIRE(country.economies[e].cells[c].capital == doctest::Approx(capital * t.capital_share).epsilon(1e-12));
          REQUIRE(country.economies[e].cells[c].compute == doctest::Approx(compute * t.compute_share).epsilon(1e-12));
        }
      }
    }
  }
}

TEST_CASE("investment is never negative: in a deep slump all output is consumed, and no more") {
  Parameters p = reference_parameters();
  p.time.end = 2032;
  p.shocks.economy = {{.standard_deviation = 1, .persistence = 0.5}};
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  int all_consumed = 0;
  while (country.period < model.periods) {
    step(country);
    const Economy& economy = country.economies[0];
    REQUIRE(economy.investment >= 0);
    REQUIRE(economy.consumption >= 0);
    REQUIRE(economy.consumption + economy.investment == doctest::Approx(economy.output).epsilon(1e-15));
    all_consumed += economy.investment == 0;
  }
  CHECK(all_consumed > 0);
  CHECK(all_consumed < 40);
}

TEST_CASE("with a saving rate the household invests this share of output") {
  Parameters p = regional_parameters();
  p.household.consumption = {ConsumptionRule::saving_rate, 0.375};
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  step(country);
  for (const Economy& economy : country.economies)
    CHECK(economy.investment == doctest::Approx(0.375 * economy.output).epsilon(1e-14));
}

TEST_CASE("on the saddle path consumption is c(kappa) of wealth") {
  const Model model(regional_parameters());
  Country country = open_country(model, 0, Threads::one);
  step(country);
  for (std::size_t e = 0; e < 4; ++e) {
    const Economy& economy = country.economies[e];
    const double kappa = economy.capital / (economy.capital + economy.compute);
    CHECK(economy.consumption == model.saddle_paths[e]->consumption(kappa, 0) * economy.wealth());
  }
}

TEST_CASE("the first date has the stated wealth, shared among regions by expenditure") {
  Parameters p = regional_parameters();
  p.start.kappa = {StartComposition::given, 0.8};
  const Model model(p);
  const Country country = open_country(model, 0, Threads::one);
  const double west = (.00945 + .03401 + .11082 + .01172 + .00620 + .03741 + .02497) / .99999;
  CHECK(country.economies[3].wealth() == doctest::Approx(121.8 * west).epsilon(1e-13));
  CHECK(country.economies[3].capital == doctest::Approx(0.8 * 121.8 * west).epsilon(1e-13));
  CHECK(country.date() == 2022);
}

}  // namespace
}  // namespace suanli::test
