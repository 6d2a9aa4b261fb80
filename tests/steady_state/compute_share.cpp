// V7: growth against the share of investment that goes to compute (the report's figure 7), its peak, and the condition at
// given prices with both of its signs (§4.1, §4.3).
#include <doctest/doctest.h>

#include <boost/math/tools/roots.hpp>
#include <cmath>

#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/theory.hpp"

namespace suanli::test {

namespace {

SteadyStateAnswer answer_at(Parameters p, double tau) {
  p.tau = tau;
  return steady_state(economies_of(p).front(), p);
}

Theory theory_at(Parameters p, Real tau) {
  Theory t = theory_of_nation(p);
  t.tau = tau;
  return t;
}

/// The τ at which growth on paper stops rising: the root of a difference of step 1e-6, off by about its square.
double tau_of_fastest_growth(const Parameters& p) {
  const auto rises = [&](Real tau) {
    const Real h = 1e-6L;
    return theory_at(p, tau + h).growth() - theory_at(p, tau - h).growth();
  };
  const auto close = [](Real a, Real b) { return std::abs(a - b) < 1e-13L; };
  std::uintmax_t iterations = 100;
  const auto [low, high] = boost::math::tools::toms748_solve(rises, 0.01L, 0.99L, close, iterations);
  return static_cast<double>((low + high) / 2);
}

/// The headline formula (4.1) for an investor to whom r and ω are given.
double growth_at_given_prices(const Theory& t, Real tau, Real r, Real omega) {
  return static_cast<double>(((1 - tau) * r / t.alpha_bar + tau * omega / t.compute_income - t.delta - t.rho) /
                             t.sigma);
}

}  // namespace

TEST_CASE("V7: the growth-maximising share of compute is where growth on paper stops rising") {
  for (const double strength : {0.0, 0.05, 1.0})
    for (const auto& pricing : all_pricing_rules())
      for (const EulerReturn reading : all_readings()) {
        Parameters p = uneven_parameters(strength);
        p.pricing = pricing, p.household.euler = reading;
        CAPTURE(strength);
        CHECK(std::abs(answer_at(p, 0.1).path.tau_hat - tau_of_fastest_growth(p)) < 1e-10);
      }
}

TEST_CASE("V7: the growth-maximising share is .15 without synergy, .19 at strength .05 and .54 at full strength") {
  Parameters p = reference_parameters();
  for (const auto& [strength, expected] : {std::pair{0.0, 0.15}, {0.05, 0.19}, {1.0, 0.54}}) {
    p.synergy.strength = strength;
    CHECK(std::abs(answer_at(p, 0.1).path.tau_hat - expected) < 0.005);
  }
}

TEST_CASE(
    "V7: simulated growth rises with the share of compute up to the peak and falls beyond it, as the closed form") {
  for (const double strength : {0.05, 1.0})
    for (const EulerReturn reading : all_readings()) {
      Parameters p = lasting(uneven_parameters(strength), 1, 0.25);
      p.household.euler = reading;
      const double peak = tau_of_fastest_growth(p);
      double before = 0, tau_before = 0;
      int rising = 0, falling = 0;
      for (double tau = 0.02; tau < 0.97; tau += 0.05) {
        p.tau = tau;
        if (!answer_at(p, tau).refusal.empty()) continue;  // too poor to invest, or too impatient to eat
        const std::vector<Aggregates> path = aggregates(Model(p));
        const double g = (path[1].wealth() / path[0].wealth() - 1) / p.time.step;
        CHECK(std::abs(g / static_cast<double>(theory_of_nation(p).growth()) - 1) < growth_tolerance(g, p.time.step));
        if (tau_before > 0 && tau < peak) {
          CHECK(g > before);
          ++rising;
        }
        if (tau_before > peak) {
          CHECK(g < before);
          ++falling;
        }
        before = g, tau_before = tau;
      }
      CHECK(rising > 0);
      CHECK(falling > 0);
    }
}

TEST_CASE("V7: the slope of growth at given prices is that of the headline formula, positive if and only if τ < 1/2") {
  for (const double strength : {0.0, 0.05, 1.0})
    for (const auto& pricing : all_pricing_rules())
      for (double tau = 0.05; tau < 1; tau += 0.05) {
        Parameters p = uneven_parameters(strength);
        p.pricing = pricing, p.tau = tau;
        CAPTURE(tau);
        const Theory theory = theory_of_nation(p);
        const Real r = theory.rental_rate(), omega = theory.compute_rental_rate();
        const double quotient = (growth_at_given_prices(theory, tau + 0.01, r, omega) -
                                 growth_at_given_prices(theory, tau - 0.01, r, omega)) /
                                0.02;  // exact: linear in τ
        const double slope = answer_at(p, tau).path.dg_dtau_fixed_prices;
        // At τ = 1/2 two equal terms cancel: the tolerance is ten roundings of one of them, y*/(τσ).
        const double size =
            static_cast<double>(theory.y_at_rest()) / (std::min(tau, 1 - tau) * p.household.risk_aversion);
        CHECK(std::abs(slope - quotient) < 1e-13 * size);
        if (std::abs(tau - 0.5) < 0.01) continue;
        CHECK((slope > 0) == (tau < 0.5));
        CHECK((slope > 0) == (omega > theory.compute_income / theory.alpha_bar * r));
      }
}

TEST_CASE("V7: between 1/2 and the growth-maximising share the condition at given prices gives the opposite advice") {
  const auto rises = [](const Parameters& p, double tau) {
    return theory_at(p, tau + 1e-4L).growth() > theory_at(p, tau - 1e-4L).growth();
  };
  for (const double strength : {0.05, 1.0}) {
    Parameters p = uneven_parameters(strength);
    const double peak = answer_at(p, 0.1).path.tau_hat;
    REQUIRE((peak > 0.5) == (strength == 1.0));
    int disagree = 0;
    for (double tau = 0.0125; tau < 1; tau += 0.025) {
      const bool advised = answer_at(p, tau).path.dg_dtau_fixed_prices > 0, between = (tau - 0.5) * (tau - peak) < 0;
      CAPTURE(tau);
      CHECK((advised != rises(p, tau)) == between);
      disagree += between;
    }
    CHECK(disagree > 0);
  }
}

}  // namespace suanli::test
