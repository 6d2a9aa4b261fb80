// Figures that MODEL.md and scenarios quote for the reference economy: to the digits printed there.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/theory.hpp"

namespace suanli::test {

namespace {
SteadyState rest_of(const Parameters& p) { return steady_state(economies_of(p).front(), p).path; }
}  // namespace

TEST_CASE("the reference economy grows by 5.0 % under the report's return, 1.75 % privately, 1.94 % for the planner") {
  const SteadyState s = rest_of(reference_parameters());
  CHECK(std::abs(s.y - 0.245) < 1e-14);
  CHECK(std::abs(s.g - 0.050) < 0.0005);
  CHECK(std::abs(s.g_report - 0.050) < 0.0005);
  CHECK(std::abs(s.g_private - 0.0175) < 0.00005);
  CHECK(std::abs(s.g_planner - 0.0194) < 0.00005);
}

TEST_CASE("the reference economy at rest has r .230, ω .228, C/Y .55, I/Y .45 and K/Y 3.67") {
  const SteadyState s = rest_of(reference_parameters());
  CHECK(std::abs(s.r - 0.230) < 0.0005);
  CHECK(std::abs(s.omega - 0.228) < 0.0005);
  CHECK(std::abs(s.c / s.y - 0.55) < 0.005);
  CHECK(std::abs(s.i / s.y - 0.45) < 0.005);
  CHECK(std::abs(s.kappa / s.y - 3.67) < 0.005);
  const Parameters p = lasting(without_noise(reference_parameters()), 1, 0.25);
  const Aggregates simulated = aggregates(Model(p)).back();
  CHECK(std::abs(simulated.consumption / simulated.output - 0.55) < 0.005);
  CHECK(std::abs(simulated.capital / simulated.output - 3.67) < 0.005);
}

TEST_CASE("5 % growth takes a risk aversion of 8.0 under the report's return, 2.80 privately, 3.10 for the planner") {
  Parameters p = reference_parameters();
  for (const auto& [reading, sigma, digit] : {std::tuple{EulerReturn::report, 8.0, 0.05},
                                              {EulerReturn::private_, 2.80, 0.005},
                                              {EulerReturn::planner, 3.10, 0.005}}) {
    p.household.euler = reading;
    const Theory t = theory_of_nation(p);
    const Real needed = (t.household_return(reading, t.kappa_at_rest()) - t.delta - t.rho) / 0.05L;
    CHECK(std::abs(static_cast<double>(needed) - sigma) < digit);
    p.household.risk_aversion = static_cast<double>(needed);
    CHECK(rest_of(p).g == doctest::Approx(0.05).epsilon(1e-13));
  }
}

TEST_CASE("more compute alone raises the reference economy's output by an elasticity of .92 at χ = 1, .19 at χ = .05") {
  for (const auto& [strength, expected] : {std::pair{1.0, 0.92}, {0.05, 0.19}}) {
    Parameters p = reference_parameters();
    p.synergy.strength = strength;
    const Theory t = theory_of_nation(p);
    const Real h = 1e-5L;
    const Real elasticity = std::log(t.output(0.9L, 0.1L * (1 + h)) / t.output(0.9L, 0.1L * (1 - h))) / (2 * h);
    CHECK(std::abs(static_cast<double>(elasticity) - expected) < 0.005);
    // the trend economy's: W y(κ) with one more unit of HT
    const TrendEconomy trend = trend_economy(economies_of(p).front(), p);
    const double of_trend = 0.1 * (1 - 0.9 * trend.at(0.9).output_slope / trend.output(0.9));
    CHECK(of_trend == doctest::Approx(static_cast<double>(elasticity)).epsilon(1e-9));
  }
}

TEST_CASE("under the report's price the markup is 15.4 and providers hold 5 % of compute, 36 % at a markup of 1.3") {
  Parameters p = reference_parameters();
  const EconomyTechnology dear = economies_of(p).front();
  CHECK(std::abs(dear.cells[0].markup - 15.4) < 0.05);
  CHECK(std::abs(dear.provider_share / dear.compute_income - 0.05) < 0.005);
  const double output = rest_of(p).y;
  p.productivity.level = {ProductivityLevel::given, common_productivity(p)};  // the same economy, other prices
  p.pricing = {PricingRule::markup, 1.3};
  const EconomyTechnology cheap = economies_of(p).front();
  CHECK(std::abs(cheap.provider_share / cheap.compute_income - 0.36) < 0.005);
  CHECK(std::abs(rest_of(p).y / output - 1.10) < 0.05);  // "by a tenth"
}

}  // namespace suanli::test
