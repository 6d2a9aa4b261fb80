// Calm and turbulent times, and data centres that yield more or less: what their distributions must be, and what they leave
// alone. Bounds are four standard errors.
#include <doctest/doctest.h>

#include <cmath>

#include "agents/verbs.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::test {
namespace {

Parameters single_firms() {
  Parameters p = reference_parameters();
  p.firms.count = p.firms.minimum_per_cell = 1;
  return p;
}

std::vector<double> productivities(const Country& country) {
  std::vector<double> all;
  for (std::size_t c = 0; c < country.model->layout.cells().size(); ++c)
    for (std::size_t i = 0; i < country.model->layout.cells()[c].firms; ++i)
      all.push_back(country.firms.log_productivity(c, i));
  return all;
}

// Share of n replications, binomial.
double error_of_share(double share, double n) { return std::sqrt(share * (1 - share) / n); }

TEST_CASE("turbulent times come and go at their rates, in steps of a quarter as of a year") {
  constexpr std::uint32_t replications = 20000;
  for (const double dt : {0.25, 1.0}) {
    Parameters p = single_firms();
    p.volatility = {.factor = 2, .arrival_rate = 0.4, .duration = 1.5, .start = {}};
    p.time.step = dt, p.time.end = 2025;
    const Model model(p);
    Country country = place_stocks(model, 0, Threads::one);
    for (const double years : {1.0, 3.0}) {
      double turbulent = 0, leaving = 0, at_year_before = 0;
      for (country.replication = 0; country.replication < replications; ++country.replication) {
        bool before = false;
        for (country.period = 0; country.period <= std::lround(years / dt); ++country.period) {
          draw_shocks(country);
          if (country.period == std::lround((years - 1) / dt)) before = country.uncertainty.turbulent;
        }
        turbulent += country.uncertainty.turbulent;
        at_year_before += before, leaving += before && !country.uncertainty.turbulent;
      }
      const double rate = 0.4 + 1 / 1.5, expected = 0.4 / rate * (1 - std::exp(-rate * years));
      CHECK(std::fabs(turbulent / replications - expected) < 4 * error_of_share(expected, replications));
      if (at_year_before > 0) {
        const double left = 1 / 1.5 / rate * (1 - std::exp(-rate));
        CHECK(std::fabs(leaving / at_year_before - left) < 4 * error_of_share(left, at_year_before));
      }
    }
  }
}

TEST_CASE("turbulence widens the spread of firms as V ← φ²V + (s·vol)²(1-φ²)") {
  Parameters p = reference_parameters();
  p.firms.count = 100000;
  p.volatility = {.factor = 3, .arrival_rate = 50, .duration = 1000, .start = {}};  // from the second date on, for good
  const Model model(p);
  Country country = open_country(model, 1, Threads::all);
  const double phi2 = std::pow(0.85, 0.5);
  double variance = 0.0625;
  for (int t = 0; t < 8; ++t) {
    step(country);
    REQUIRE(country.uncertainty.turbulent);
    variance = phi2 * variance + 9 * 0.0625 * (1 - phi2);
    REQUIRE(country.uncertainty.dispersion.variance() == doctest::Approx(variance).epsilon(1e-13));
    double squares = 0;
    for (std::size_t c = 0; c < model.layout.cells().size(); ++c)
      for (std::size_t i = 0; i < model.layout.cells()[c].firms; ++i)
        squares += std::pow(country.firms.log_productivity(c, i), 2);
    const double n = static_cast<double>(model.layout.firms());
    CHECK(std::fabs(squares / n - variance) < 4 * variance * std::sqrt(2 / n));
  }
  CHECK(variance > 0.15);
}

TEST_CASE("turbulence doubles the innovation of every firm, and changes no other draw") {
  Parameters calm = reference_parameters(), p = calm;
  for (Parameters* both : {&calm, &p}) {
    both->shocks.economy.standard_deviation = both->shocks.industry.standard_deviation = 0.01;
    both->shocks.region.standard_deviation = 0.01;
  }
  p.volatility = {.factor = 2, .arrival_rate = 50, .duration = 1000, .start = {}};
  p.shocks.services.standard_deviation = 0.1;
  const Model calm_model(calm), model(p);
  Country before = open_country(calm_model, 0, Threads::one), after = open_country(model, 0, Threads::one);
  const auto first = productivities(before);
  CHECK(productivities(after) == first);
  step(before), step(after);
  REQUIRE(after.uncertainty.turbulent);
  CHECK(after.shocks.of_economy == before.shocks.of_economy);
  CHECK(after.shocks.of_industry == before.shocks.of_industry);
  CHECK(after.shocks.of_region == before.shocks.of_region);
  const auto calm_now = productivities(before), now = productivities(after);
  const double phi = model.firm.persistence;
  for (std::size_t i = 0; i < now.size(); ++i)  // a - φa cancels: 1e-12 of innovations above .001
    REQUIRE(std::fabs(now[i] - phi * first[i] - 2 * (calm_now[i] - phi * first[i])) < 1e-15);
}

TEST_CASE("a Laplace innovation has the sign and the rank of the normal one that it stands for") {
  Parameters normal = reference_parameters(), laplace = normal;
  laplace.productivity.innovations = Distribution::laplace;
  const Model normal_model(normal), laplace_model(laplace);
  Country of_normal = open_country(normal_model, 0, Threads::one),
          of_laplace = open_country(laplace_model, 0, Threads::one);
  const auto first = productivities(of_normal);
  CHECK(productivities(of_laplace) == first);  // runs begin with normal firms
  step(of_normal), step(of_laplace);
  const auto z = productivities(of_normal), l = productivities(of_laplace);
  const double phi = normal_model.firm.persistence, sigma = normal_model.firm.innovation;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double normal_draw = (z[i] - phi * first[i]) / sigma, laplace_draw = (l[i] - phi * first[i]) / sigma;
    const double tail = std::erfc(std::fabs(normal_draw) / std::sqrt(2));  // P(|Z| > z) of both
    REQUIRE(std::fabs(std::exp(-std::sqrt(2) * std::fabs(laplace_draw)) - tail) < 1e-8 * tail);
    REQUIRE(std::signbit(laplace_draw) == std::signbit(normal_draw));
  }
}

// At given stocks and firms, Y ∝ X^ξ̄ and X ∝ 1/η.
TEST_CASE("output follows what data centres yield with the elasticity of services") {
  Parameters p = reference_parameters();
  const Model quiet(p);
  p.shocks.services = {{0.2, 0.8}};
  const Model shocked(p);
  for (const std::uint32_t replication : {0, 1, 2}) {
    const Country without = open_country(quiet, replication, Threads::one),
                  with = open_country(shocked, replication, Threads::one);
    const double moved = std::log(p.technology.compute_per_service / with.economies[0].compute_per_service);
    REQUIRE(std::fabs(moved) > 1e-3);
    CHECK(std::log(with.economies[0].output / without.economies[0].output) ==
          doctest::Approx(quiet.economies[0].xi_bar * moved).epsilon(1e-11));
    CHECK(moved == doctest::Approx(with.shocks.of_services[0] - quiet.economies[0].xi_bar * 0.02).epsilon(1e-12));
  }
}

// η^(-ξ̄) is lognormal with log variance (ξ̄s)². An economy of services (ξ̄ = .65) shows a correction that is 5 % wrong, .7 %
// of the mean, ten standard errors off.
TEST_CASE("shocks to services leave expected output alone, at every date") {
  Parameters p = single_firms();
  for (auto& [name, industry] : p.industries) industry.alpha = 0.2, industry.beta = 0.15;
  p.shocks.services = {{0.8, 0.5}};
  const Model model(p);
  const double xi = model.economies[0].xi_bar;
  Country country = place_stocks(model, 0, Threads::one);
  constexpr std::uint32_t replications = 100000;
  double sum[2] = {}, products = 0;
  for (country.replication = 0; country.replication < replications; ++country.replication) {
    double first = 0;
    for (country.period = 0; country.period < 2; ++country.period) {
      draw_shocks(country);
      sum[country.period] += std::pow(country.economies[0].compute_per_service, -xi);
      (country.period == 0 ? first : products) +=
          country.period == 0 ? country.shocks.of_services[0] : first * country.shocks.of_services[0];
    }
  }
  const double error = std::sqrt(std::expm1(xi * xi * 0.64) / replications);
  for (const double s : sum) CHECK(std::fabs(s / replications - 1) < 4 * error);
  const double rho = std::pow(0.5, 0.25);
  CHECK(std::fabs(products / replications - 0.64 * rho) < 4 * 0.64 * std::sqrt((1 + rho * rho) / replications));
}

}  // namespace
}  // namespace suanli::test
