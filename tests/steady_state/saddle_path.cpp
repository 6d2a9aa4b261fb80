// V2: from any start the simulated economy follows the continuous saddle path, to first order in the step.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "agents/theory/quiet_path.hpp"
#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/saddle_arm.hpp"

namespace suanli::test {

namespace {

constexpr int horizon = 16;  // years

std::string words(const Parameters& p) {
  return fmt::format("χ = {}, euler {}, κ_0 = {}", p.synergy.strength, static_cast<int>(p.household.euler),
                     p.start.kappa.number);
}

/// Three readings of the return under none, little and full synergy.
std::vector<Parameters> households() {
  std::vector<Parameters> all;
  for (const double strength : {0.0, 0.05, 1.0})
    for (const EulerReturn reading : all_readings()) {
      Parameters p = uneven_parameters(strength);
      p.household.euler = reading;
      all.push_back(p);
    }
  return all;
}

/// The largest distance, over whole years, of a simulation in steps of dt from the continuous path.
struct Distance {
  double in_both = 0;   ///< in the plane of κ and ln W
  double in_kappa = 0;  ///< in κ alone
};
Distance distance(const Parameters& p, const std::vector<ArmPoint>& continuous, double dt) {
  const std::vector<Aggregates> path = aggregates(Model(lasting(p, horizon, dt)));
  const auto per_year = static_cast<std::size_t>(std::lround(1 / dt));
  Distance largest;
  for (std::size_t year = 0; year < continuous.size(); ++year) {
    const Aggregates& at = path[year * per_year];
    const double in_kappa = std::abs(at.kappa() - continuous[year].kappa);
    const double in_wealth = std::log(at.wealth() / path[0].wealth()) - continuous[year].log_wealth;
    largest.in_kappa = std::max(largest.in_kappa, in_kappa);
    largest.in_both = std::max(largest.in_both, std::hypot(in_kappa, in_wealth));
  }
  return largest;
}

/// Least-squares slope of y over 0, 1, 2 …
double slope(const std::vector<double>& y) {
  double xy = 0, xx = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double x = static_cast<double>(i) - (static_cast<double>(y.size()) - 1) / 2;
    xy += x * y[i], xx += x * x;
  }
  return xy / xx;
}

SaddlePath saddle_path(const Parameters& p) {
  const EconomyTechnology economy = economies_of(p).front();
  return SaddlePath(trend_economy(economy, p), steady_state(economy, p).path, 1 - p.tau);
}

}  // namespace

TEST_CASE("V2: below and above rest, the simulated path nears the continuous saddle path as fast as the step shrinks") {
  for (Parameters p : households())
    for (const double kappa_start : {0.7, 0.96}) {
      p.start.kappa = {StartComposition::given, kappa_start};
      CAPTURE(words(p));
      const std::vector<ArmPoint> continuous = SaddleArm(theory_of_nation(p)).path(kappa_start, horizon);
      REQUIRE(continuous.front().kappa == doctest::Approx(kappa_start).epsilon(1e-12));
      // Halvings of dt from 1/4 to 1/64. In κ alone first-order errors nearly cancel for some households, so that the
      // second order still shows at 1/4 (.6 dt of the first): there from 1/16 on, to 1/256.
      std::vector<double> both, kappa;
      for (int halvings = 2; halvings <= 8; ++halvings) {
        const Distance off = distance(p, continuous, std::ldexp(1, -halvings));
        if (halvings <= 6) both.push_back(-std::log2(off.in_both));
        if (halvings >= 4) kappa.push_back(-std::log2(off.in_kappa));
      }
      CHECK(std::abs(slope(both) - 1) < 0.05);
      CHECK(std::abs(slope(kappa) - 1) < 0.05);
    }
}

TEST_CASE("V2: the consumption rule is the arm that integrating backwards from rest finds, from κ = .5 to .985") {
  for (const Parameters& p : households()) {
    CAPTURE(words(p));
    const SaddlePath rule = saddle_path(p);
    const SaddleArm arm(theory_of_nation(p));
    double worst = 0;
    for (const double end : {0.5, 0.985}) {
      const std::vector<ArmPoint> points = arm.out_to(end);
      REQUIRE(points.back().kappa == doctest::Approx(end).epsilon(1e-12));
      for (const ArmPoint& at : points)
        worst = std::max(worst, std::abs(rule.consumption(at.kappa) / at.consumption - 1));
    }
    CHECK(worst < 2e-13);  // sixty-four nodes leave 1e-13, the arm's start 1e-14
  }
}

TEST_CASE("V2: at rest the household consumes c*, to the last places") {
  for (const Parameters& p : households()) {
    CAPTURE(words(p));
    const SteadyState rest = steady_state(economies_of(p).front(), p).path;
    CHECK(std::abs(saddle_path(p).consumption(1 - p.tau) / rest.c - 1) < 1e-15);
  }
}

TEST_CASE(
    "V2: the slope of the consumption rule at rest is the closed form, the eigenvector and a difference quotient") {
  for (const Parameters& p : households()) {
    CAPTURE(words(p));
    const Theory theory = theory_of_nation(p);
    const double closed_form = static_cast<double>(theory.arm_slope());
    const SaddlePath rule = saddle_path(p);
    const auto quotient = [&](double h) {
      return (rule.consumption(1 - p.tau + h) - rule.consumption(1 - p.tau - h)) / (2 * h);
    };
    // Terms of (3.4) are at most ten times its sum; a Richardson quotient of step h errs by h⁴c⁽⁵⁾ + 1e-15/h.
    CHECK(*steady_state(economies_of(p).front(), p).path.arm_slope == doctest::Approx(closed_form).epsilon(1e-13));
    CHECK(SaddleArm(theory).slope_at_rest() == doctest::Approx(closed_form).epsilon(1e-9));
    CHECK((4 * quotient(5e-4) - quotient(1e-3)) / 3 == doctest::Approx(closed_form).epsilon(1e-8));
  }
}

TEST_CASE("the quiet path of theory is the simulation without noise, in regional markets too") {
  for (const double spillover : {0.0, 0.4}) {
    Parameters p = uneven_parameters(1);
    p.capital_market = CapitalMarket::regional;
    p.synergy.spillover = spillover;
    p.start.kappa = {StartComposition::given, 0.8};
    const Model model(lasting(p, 30, 0.25));
    const std::vector<QuietPath> quiet = quiet_paths(model);
    for (std::size_t e = 0; e < model.economies.size(); ++e) {
      const std::vector<Aggregates> path = aggregates(model, e);
      for (std::size_t t = 0; t < path.size(); ++t) {
        CHECK(path[t].output == doctest::Approx(quiet[e].output[t]).epsilon(1e-12));
        CHECK(path[t].consumption == doctest::Approx(quiet[e].consumption[t]).epsilon(1e-12));
        CHECK(path[t].capital == doctest::Approx(quiet[e].capital[t]).epsilon(1e-12));
        CHECK(path[t].compute == doctest::Approx(quiet[e].compute[t]).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("theory's κ after some years on the saddle path is that of the path integrated backwards from rest") {
  for (Parameters p : households()) {
    p.start.kappa = {StartComposition::given, 0.75};
    CAPTURE(words(p));
    const std::vector<ArmPoint> continuous = SaddleArm(theory_of_nation(p)).path(0.75, horizon);
    const Model model(lasting(p, horizon, 0.25));
    for (const int year : {1, 5, horizon})
      CHECK(std::abs(kappa_on_saddle_path(model, 0, year) - continuous[static_cast<std::size_t>(year)].kappa) < 1e-11);
  }
}

}  // namespace suanli::test
