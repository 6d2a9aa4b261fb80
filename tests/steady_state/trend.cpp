// The arms of every trend (§3.2): what a household consumes that sees output shifted for good, and what becomes of an
// economy whose productivity does shift.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "agents/theory/quiet_path.hpp"
#include "agents/theory/seen_trend.hpp"
#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/saddle_arm.hpp"

namespace suanli::test {

namespace {

double number(Real x) { return static_cast<double>(x); }

Parameters seeing(Parameters p, double delay) {
  p.household.trend = {TrendRule::delay, delay};
  return p;
}

/// The economy with every firm e^shift times as productive; levels here are given by y*, which is proportional to A.
Parameters shifted(Parameters p, double shift) {
  p.productivity.level.number *= std::exp(shift);
  return p;
}

const SaddlePaths& arms_of(const Model& model) { return *model.saddle_paths.front(); }

/// c*(m) from the theory of the shifted economy.
double consumption_at_rest(const Parameters& p, double shift) {
  return number(theory_of_nation(shifted(p, shift)).consumption());
}

/// Largest relative distance of c(κ, m) from the arm of the shifted economy, integrated backwards from rest.
double worst_distance(const Parameters& p, double shift) {
  const Model model(p);
  const SaddleArm arm(theory_of_nation(shifted(p, shift)));
  double worst = 0;
  for (const double end : {0.5, 0.985}) {
    const std::vector<ArmPoint> points = arm.out_to(end);
    REQUIRE(points.back().kappa == doctest::Approx(end).epsilon(1e-12));
    for (std::size_t i = 0; i < points.size(); i += 7)
      worst = std::max(worst, std::abs(arms_of(model).consumption(points[i].kappa, shift) / points[i].consumption - 1));
  }
  return worst;
}

}  // namespace

// Each solved arm is off by up to 2e-13 (V2). A polynomial through seventeen Chebyshev points multiplies errors at most by
// (2/π) ln 17 + 1 = 2.8, and two arms make a value. Interpolation itself leaves e²/s of what half as many points leave: these
// leave e = 7e-8 of a size s = .08, so that it leaves 6e-14. Together less than 2e-12; thirteen points leave 1e-10.
TEST_CASE("c(κ, m) is the arm of the economy e^m times as productive, which integrating backwards from rest finds") {
  for (const double strength : {0.05, 1.0})
    for (const EulerReturn reading : all_readings())
      for (const double shift : {-0.71, -0.2, 0.03, 0.45, 0.74}) {
        Parameters p = seeing(uneven_parameters(strength), 2);
        p.household.euler = reading;
        CAPTURE(strength);
        CAPTURE(static_cast<int>(reading));
        CAPTURE(shift);
        CHECK(worst_distance(p, shift) < 2e-12);
      }
}

TEST_CASE("at rest consumption is c*(m) for every trend, to the last places") {
  for (const double strength : {0.0, 1.0})
    for (const EulerReturn reading : all_readings()) {
      Parameters p = seeing(uneven_parameters(strength), 2);
      p.household.euler = reading;
      const Model model(p);
      for (double shift = -0.75; shift <= 0.75; shift += 0.0375) {
        // c* is a difference of terms no larger than 2 y*e^m; half a dozen operations round them.
        const double terms = 2 * number(theory_of_nation(shifted(p, shift)).y_at_rest());
        CHECK(std::abs(arms_of(model).consumption(1 - p.tau, shift) - consumption_at_rest(p, shift)) < 2e-15 * terms);
      }
    }
}

TEST_CASE("the range of trends is [-.75, .75], and ends sooner where the shifted economy has no balanced path") {
  const Model wide(seeing(reference_parameters(), 2));
  CHECK(arms_of(wide).lowest() == -0.75);
  CHECK(arms_of(wide).highest() == 0.75);
  Parameters poor = seeing(shifted(reference_parameters(), -1), 2);
  const Model narrow(poor);
  // c*(m) = .75 y*e^m - .04875 with y* = .0901 ends at m = ln(.04875/.0676) = -.327.
  const double end = std::log((0.06 - 0.09 / 8) / (0.75 * 0.245 * std::exp(-1)));
  REQUIRE(consumption_at_rest(poor, end + 0.001) > 0);
  REQUIRE(consumption_at_rest(poor, end - 0.001) < 0);
  CHECK(arms_of(narrow).lowest() > end);
  CHECK(arms_of(narrow).lowest() < 0.85 * end);
  CHECK(arms_of(narrow).highest() == 0.75);
  for (const double shift : {0.999 * arms_of(narrow).lowest(), -0.1, 0.2, 0.74})  // less smooth there: 5e-11 was seen
    CHECK(worst_distance(poor, shift) < 1e-9);
}

// Two centuries of an economy in which every firm becomes 20 % more productive for good after the first year.
TEST_CASE("of a lasting gain a household that learns of it keeps saving its share; with a fixed view it saves it all") {
  constexpr double gain = 0.2, delay = 2;
  for (const EulerReturn reading : all_readings()) {
    Parameters p = lasting(without_noise(reference_parameters()), 201, 0.25);
    p.household.euler = reading;
    const double before = consumption_at_rest(p, 0), after = consumption_at_rest(p, gain);
    const double y = 0.245, y_after = y * std::exp(gain);
    for (const bool learns : {false, true}) {
      const Model model(learns ? seeing(p, delay) : p);
      Country country = open_country(model, 0, Threads::one);
      const Economy& e = country.economies.front();
      while (country.period < 4) step(country);
      for (EconomyTechnology& economy : country.technology)
        for (CellTechnology& cell : economy.cells) cell.log_productivity += gain;
      for (int period = 1; country.period < model.periods; ++period) {
        step(country);
        REQUIRE(e.output / e.wealth() == doctest::Approx(y_after).epsilon(1e-11));
        const double seen = gain * (1 - std::exp(-period * 0.25 / delay));
        const double expected = learns ? consumption_at_rest(p, seen) : before;
        if (period < 20 || period % 100 == 0)
          REQUIRE(e.consumption / e.wealth() == doctest::Approx(expected).epsilon(1e-11));
      }
      // In the end: C/W of the new balanced path against that of the old one; growth exceeds the old by the share of the
      // gain that is saved, all of it or R*/(σy*).
      CHECK(e.consumption / e.wealth() == doctest::Approx(learns ? after : before).epsilon(1e-11));
      const double share_saved = (e.investment / e.wealth() - (y - before)) / (y_after - y);
      const Theory t = theory_of_nation(p);
      const double rest_share =
          number(t.household_return(reading, t.kappa_at_rest())) / (p.household.risk_aversion * y);
      CHECK(share_saved == doctest::Approx(learns ? rest_share : 1).epsilon(1e-9));
    }
  }
}

// E m̂ = E m = -v/2 is taken off, so that chance is left with m̂²/2 only: of .002 on average, to a few in a hundred.
TEST_CASE("the mean of e^m̂ under common noise is what theory says: the household sees late what does not last") {
  Parameters p = lasting(seeing(without_noise(reference_parameters()), 2), 20, 0.25);
  p.shocks.economy = {{0.09, 0.3}}, p.shocks.industry = {{0.05, 0.6}}, p.shocks.region = {{0.05, 0.6}};
  p.shocks.services = {{0.5, 0.5}};
  const Model model(p);
  const SteadyState rest = steady_state(model.economies.front(), p).path;
  const std::vector<double> by_date = mean_seen_level(model, 0);
  constexpr std::uint32_t replications = 500;
  const double dates = static_cast<double>(by_date.size()), v = variance_of_shift(model, 0);
  double expected = v / 2, mean = 0, squares = 0;
  for (const double level : by_date) expected += (level - 1) / dates;
  for (std::uint32_t r = 0; r < replications; ++r) {
    double sum = 0;
    simulate_dates(model, r, [&](const Country& country) {
      const double seen = country.economies.front().log_trend;
      sum += (std::expm1(seen) - seen) / dates;
    });
    mean += sum / replications, squares += sum * sum / replications;
  }
  const double quantile = boost::math::quantile(boost::math::students_t(replications - 1), 0.995);
  const double half_width = quantile * std::sqrt((squares - mean * mean) / replications);
  CHECK(by_date.front() == 1);
  CHECK(expected < 0.6 * v / 2);  // much of the noise is not seen
  CHECK(half_width < 0.15 * expected);
  CHECK(std::abs(mean - expected) < half_width);
  double unseen = 0;
  for (std::size_t t = 0; t < model.periods; ++t) unseen += (1 - by_date[t]) / static_cast<double>(model.periods);
  CHECK(mean_growth(model, 0, rest) == doctest::Approx(rest.g + 0.75 * 0.245 * unseen).epsilon(1e-12));
}

TEST_CASE(
    "the quiet path of theory is the simulation without noise when regions feel one another and the trend is seen") {
  Parameters p = seeing(uneven_parameters(1), 3);
  p.capital_market = CapitalMarket::regional;
  p.synergy.spillover = 0.4;
  p.start.kappa = {StartComposition::given, 0.8};
  const Model model(lasting(p, 30, 0.25));
  const std::vector<QuietPath> quiet = quiet_paths(model);
  for (std::size_t e = 0; e < model.economies.size(); ++e) {
    const std::vector<Aggregates> path = aggregates(model, e);
    for (std::size_t t = 0; t < path.size(); ++t) {
      CHECK(path[t].consumption == doctest::Approx(quiet[e].consumption[t]).epsilon(1e-12));
      CHECK(path[t].capital == doctest::Approx(quiet[e].capital[t]).epsilon(1e-12));
    }
  }
}

}  // namespace suanli::test
