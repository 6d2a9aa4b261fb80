#include "agents/technology.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "agents/economy.hpp"
#include "agents/theory/steady_state.hpp"
#include "tests/support/random_scenario.hpp"

namespace suanli::test {
namespace {

constexpr double rounding = 1e-14;  // of sums of some dozens of numbers below one, 2^-53 each

TEST_CASE("expenditure, capital, compute and services of every economy are shared out completely") {
  Inputs inputs(71);
  for (int scenario = 0; scenario < 200; ++scenario) {
    double wealth = 0;
    for (const EconomyTechnology& economy : economies_of(random_parameters(inputs))) {
      double theta = 0, capital = 0, compute = economy.provider_share / economy.compute_income, services = 0, firms = 0;
      for (const CellTechnology& cell : economy.cells) {
        theta += cell.theta, capital += cell.capital_share, compute += cell.compute_share,
            services += cell.service_share;
        firms += static_cast<double>(cell.firms);
        REQUIRE(std::fabs(cell.alpha + cell.beta + cell.xi - 1) < rounding);
      }
      for (const double sum :
           {theta, capital, compute, services, economy.alpha_bar + economy.beta_bar + economy.xi_bar})
        REQUIRE(std::fabs(sum - 1) < rounding);
      REQUIRE(firms == static_cast<double>(economy.firms));
      wealth += economy.wealth_share;
    }
    REQUIRE(std::fabs(wealth - 1) < rounding);
  }
}

TEST_CASE("shares that miss 1 by rounding are rescaled to 1") {
  const auto economies = economies_of(reference_parameters());  // given: .99999
  double sum = 0;
  for (const CellTechnology& cell : economies.at(0).cells) sum += cell.theta;
  CHECK(std::fabs(sum - 1) < rounding);
  CHECK(economies[0].cells[9].theta == doctest::Approx(.22927 / .99999).epsilon(1e-14));
}

// α .5, β .3, ξ .2 with θ .25 and α .8, β .1, ξ .1 with θ .75.
Parameters two_cells(Choice<PricingRule> pricing) {
  Parameters p = reference_parameters();
  p.pricing = pricing;
  p.industries = {{"one", industry(0.5, 0.3)}, {"two", industry(0.8, 0.1)}};
  p.regions.resize(1);
  p.regions[0].second.expenditure_shares = {{"one", 0.25}, {"two", 0.75}};
  return p;
}

TEST_CASE("two cells have the provider incomes and service shares of the table of pricing rules") {
  struct Row {
    Choice<PricingRule> rule;
    double provider_share, service_share_of_first;
  };
  const double xi_bar = 0.25 * 0.2 + 0.75 * 0.1, squares = 0.25 * 0.04 + 0.75 * 0.01;
  for (const Row& row : {Row{{PricingRule::report, 0}, squares, 0.25 * 0.04 / squares},
                         Row{{PricingRule::integrated, 0}, xi_bar * xi_bar, 0.25 * 0.2 / xi_bar},
                         Row{{PricingRule::markup, 1.3}, xi_bar / 1.3, 0.25 * 0.2 / xi_bar}}) {
    const EconomyTechnology economy = economies_of(two_cells(row.rule)).at(0);
    CHECK(economy.alpha_bar == doctest::Approx(0.725).epsilon(rounding));
    CHECK(economy.beta_bar == doctest::Approx(0.15).epsilon(rounding));
    CHECK(economy.provider_share == doctest::Approx(row.provider_share).epsilon(rounding));
    CHECK(economy.compute_income == doctest::Approx(0.15 + row.provider_share).epsilon(rounding));
    CHECK(economy.cells[0].service_share == doctest::Approx(row.service_share_of_first).epsilon(rounding));
    CHECK(economy.cells[0].capital_share == doctest::Approx(0.125 / 0.725).epsilon(rounding));
    CHECK(economy.cells[0].compute_share == doctest::Approx(0.075 / (0.15 + row.provider_share)).epsilon(rounding));
  }
}

TEST_CASE("a cell has as many firms as its share says, and never fewer than the least") {
  Parameters p = two_cells({PricingRule::integrated, 0});
  const auto firms = [&](std::int64_t count, std::int64_t least) {
    p.firms.count = count, p.firms.minimum_per_cell = least;
    const auto cells = economies_of(p).at(0).cells;
    return std::pair{cells[0].firms, cells[1].firms};
  };
  CHECK(firms(1000, 16) == std::pair<std::size_t, std::size_t>{250, 750});
  CHECK(firms(1002, 16) == std::pair<std::size_t, std::size_t>{251, 752});  // 250.5 and 751.5 are rounded up
  CHECK(firms(1001, 1) == std::pair<std::size_t, std::size_t>{250, 751});
  CHECK(firms(40, 16) == std::pair<std::size_t, std::size_t>{16, 30});
  CHECK(firms(1, 16) == std::pair<std::size_t, std::size_t>{16, 16});
}

TEST_CASE("regional economies have the firms of the national one, cell by cell") {
  Parameters p = reference_parameters();
  p.firms.count = 12345;
  const auto national = economies_of(p);
  p.capital_market = CapitalMarket::regional;
  const auto regional = economies_of(p);
  REQUIRE(regional.size() == 4);
  for (std::size_t c = 0; c < 28; ++c) CHECK(regional[c / 7].cells[c % 7].firms == national[0].cells[c].firms);
}

TEST_CASE("a region without a tau of its own takes the scenario's, and economies bear their names") {
  Parameters p = regional_parameters();
  p.regions[2].second.tau.reset();
  const auto economies = economies_of(p);
  CHECK(economies[0].tau == 0.12);
  CHECK(economies[2].tau == 0.10);
  CHECK(economies[2].name == "guangdong");
  CHECK(economies_of(reference_parameters()).at(0).name == "national");
}

TEST_CASE("productivity of industry and region multiply") {
  Parameters p = reference_parameters();
  p.productivity.level = {ProductivityLevel::given, 0.5};
  p.industries[2].second.relative_productivity = 3, p.regions[1].second.relative_productivity = 0.7;
  CHECK(economies_of(p)[0].cells[9].log_productivity == doctest::Approx(std::log(0.5 * 3 * 0.7)).epsilon(1e-14));
  CHECK(economies_of(p)[0].cells[8].log_productivity == doctest::Approx(std::log(0.5 * 0.7)).epsilon(1e-14));
}

// ln Y is a sum over 28 cells of some ten rounded terms below 10: 28·10·10·2^-53 θ-weighted, below 1e-13.
TEST_CASE("calibrated on y* = .245, an economy at its reference intensity has output of .245 of its wealth") {
  for (const PricingRule rule : {PricingRule::report, PricingRule::integrated, PricingRule::markup})
    for (const double strength : {0.0, 0.3, 1.0}) {
      Parameters p = reference_parameters();
      p.pricing = {rule, 2.5}, p.synergy.strength = strength;
      p.synergy.reference = p.tau = 0.03;
      p.technology.compute_per_service = 7;
      p.productivity.standard_deviation = 0;
      p.industries[1].second.relative_productivity = 1.7;
      p.household.consumption = {ConsumptionRule::saving_rate, 0.4};
      const Model model(p);
      const Country country = open_country(model, 0, Threads::one);
      CHECK(std::fabs(country.economies[0].output / (0.245 * 121.8) - 1) < 1e-13);
    }
}

TEST_CASE("neither tau nor the strength of synergy nor the extent of markets moves the calibrated level") {
  Parameters p = reference_parameters();
  const double level = common_productivity(p);
  p.tau = 0.3, p.synergy.strength = 0.05;
  CHECK(common_productivity(p) == doctest::Approx(level).epsilon(1e-13));
  CHECK(common_productivity(regional_parameters()) == doctest::Approx(level).epsilon(1e-13));
  p.productivity.level.number *= 2;
  CHECK(common_productivity(p) == doctest::Approx(2 * level).epsilon(1e-13));
  p.productivity.level = {ProductivityLevel::given, 0.7};
  CHECK(common_productivity(p) == doctest::Approx(0.7).epsilon(1e-15));
}

TEST_CASE("calibrated on y* without normalisation, the balanced path has this y* at any dispersion") {
  for (const double spread : {0.0, 0.25, 0.6}) {
    Parameters p = reference_parameters();  // τ is the reference intensity
    p.productivity.standard_deviation = spread, p.productivity.normalise = false;
    CHECK(std::fabs(steady_state(economies_of(p).at(0), p).path.y / 0.245 - 1) < 1e-13);
  }
}

TEST_CASE("dispersion lifts effective productivity by s²/(2(alpha + beta)) unless that is normalised away") {
  Parameters p = reference_parameters();
  const CellTechnology cell = economies_of(p).at(0).cells.at(0);  // α + β = .75
  CHECK(log_gain_from_dispersion(cell, p) == 0);
  p.productivity.normalise = false;
  CHECK(log_gain_from_dispersion(cell, p) == doctest::Approx(0.0625 / 1.5).epsilon(1e-14));
}

}  // namespace
}  // namespace suanli::test
