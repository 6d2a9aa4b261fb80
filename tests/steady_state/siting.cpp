// V1, V2 and V3 with several locations: at rest, and on the way there, the simulated economy is the theory of §8.5.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "agents/theory/quiet_path.hpp"
#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/located_theory.hpp"
#include "tests/support/located_scenario.hpp"

namespace suanli::test {

namespace {

double number(Real x) { return static_cast<double>(x); }
double relative(double measured, Real expected) { return number(std::abs((measured - expected) / expected)); }

/// Four locations plain and steered, under every way to consume and both pricing rules that several locations allow.
std::vector<Parameters> located_economies() {
  std::vector<Parameters> all;
  for (const Parameters& from : {located_parameters(), steered_parameters()})
    for (const Choice<PricingRule>& pricing : {Choice<PricingRule>{PricingRule::integrated, 0}, from.pricing}) {
      Parameters p = without_noise(from);
      p.pricing = pricing;
      for (const EulerReturn reading : all_readings()) {
        p.household.euler = reading;
        p.household.consumption = {ConsumptionRule::saddle_path, 0};
        all.push_back(p);
      }
      p.household.consumption = {ConsumptionRule::saving_rate, 0.42};
      all.push_back(p);
    }
  all.push_back(without_noise(steered_parameters()));
  all.back().allocation.rule = AllocationRule::frictionless;
  return all;
}

std::string words(const Parameters& p) {
  return fmt::format("carbon price {}, pricing {}, euler {}, consumption {}, dt = {}", p.services.carbon_price,
                     static_cast<int>(p.pricing.kind), static_cast<int>(p.household.euler),
                     static_cast<int>(p.household.consumption.kind), p.time.step);
}

/// Everything that V1 names, at one date.
std::vector<double> stocks_and_flows(const Country& country) {
  const Economy& e = country.economies.front();
  std::vector<double> all{e.output, e.consumption, e.capital, e.compute, e.energy_cost};
  for (const Location& l : country.locations) all.push_back(l.capital);
  return all;
}

TrendEconomy trend_of(const Parameters& p) { return trend_economy(economies_of(p).front(), p); }
SteadyState rest_of(const Parameters& p) { return steady_state(economies_of(p).front(), p).path; }

}  // namespace

TEST_CASE("V1: several locations: output, stocks, consumption, energy and every location grow at g* for every step") {
  for (const double dt : {1.0, 1.0 / 4, 1.0 / 12, 1.0 / 52})
    for (Parameters p : located_economies()) {
      p = lasting(p, 24 * dt, dt);
      CAPTURE(words(p));
      const double g = number(LocatedTheory(p).growth());
      REQUIRE(g > 0.005);
      double worst = 0;
      std::vector<double> before;
      simulate_dates(Model(p), 0, [&](const Country& country) {
        const std::vector<double> now = stocks_and_flows(country);
        for (std::size_t i = 0; i < before.size(); ++i)
          worst = std::max(worst, relative((now[i] / before[i] - 1) / dt, g));
        before = now;
      });
      CHECK(worst <= growth_tolerance(g, dt));
    }
}

// The theory on paper is solved to 2^-80 and its planner's return by differences of error h⁴ = 1e-12 of a term that is
// a tenth of the sum; the program's root is known to the rounding of some dozens of terms.
TEST_CASE("V1: several locations: the answer of `steady_state` is the definition, cell by cell and site by site") {
  for (const Parameters& p : located_economies()) {
    CAPTURE(words(p));
    const LocatedTheory theory(p);
    const Theory& nation = theory.nation();
    const SteadyState s = rest_of(p);
    const Real kappa = theory.kappa_at_rest(), tau = nation.tau;
    const LocatedTheory::At at = theory.at(kappa);
    CHECK(relative(s.y, at.output) < 1e-12);
    CHECK(relative(s.e, at.energy) < 1e-12);
    CHECK(relative(s.g_report, theory.growth(EulerReturn::report)) < 1e-12);
    CHECK(relative(s.g_private, theory.growth(EulerReturn::private_)) < 1e-12);
    CHECK(relative(s.g_planner, theory.growth(EulerReturn::planner)) < 1e-11);
    const double of_reading = p.household.euler == EulerReturn::planner ? 1e-11 : 1e-12;
    CHECK(relative(s.g, theory.growth()) < of_reading);
    CHECK(relative(s.c, theory.consumption()) < of_reading);
    CHECK(relative(s.r, nation.alpha_bar * at.output / kappa) < 1e-12);
    CHECK(relative(s.omega, at.compute_return) < 1e-12);
    CHECK(relative(s.compute_income, at.compute_income(tau)) < 1e-12);
    CHECK(relative(s.services_to_own_compute, at.providers() / at.own_compute) < 1e-12);
    const Real markup = p.pricing.kind == PricingRule::integrated ? 1 / nation.xi_bar : static_cast<Real>(1.3);
    Real of_capital = 0;  // (1/markup)Σ s R/Y
    for (std::size_t l = 0; l < at.price.size(); ++l) {
      const Real s_l = at.capital_return[l] * at.capital[l] * markup / at.revenue[l];
      of_capital += s_l * at.revenue[l] / at.output / markup;
      CHECK(relative(s.sites[l].price, at.price[l]) < 1e-12);
      CHECK(relative(s.sites[l].revenue, at.revenue[l] / at.output) < 1e-12);
      CHECK(relative(s.sites[l].capital_return, at.capital_return[l]) < 1e-12);
      CHECK(relative(s.sites[l].capital_income, at.capital_return[l] * at.capital[l] / at.output) < 1e-12);
    }
    CHECK(relative(s.compute_income, nation.beta_bar + of_capital) < 1e-12);
    CHECK(relative(s.e / s.y + number(at.carbon_tax / at.output), nation.xi_bar / markup - of_capital) < 1e-12);
  }
}

TEST_CASE("V3: several locations: started at rest, H_X/H, K/HT, prices, use and returns stay those of the theory") {
  for (const Parameters& given : located_economies()) {
    const Parameters p = lasting(given, 20, 0.25);
    CAPTURE(words(p));
    const LocatedTheory theory(p);
    const LocatedTheory::At at = theory.at(theory.kappa_at_rest());
    double worst = 0;
    const auto compare = [&](double measured, Real expected) { worst = std::max(worst, relative(measured, expected)); };
    simulate_dates(Model(p), 0, [&](const Country& country) {
      const Economy& e = country.economies.front();
      double own = 0;
      for (std::size_t c = 0; c < e.cells.size(); ++c) {
        const TheoryCell& on_paper = theory.nation().cells[c];
        own += e.cells[c].compute;
        compare(number(on_paper.beta) * e.cells[c].price * e.cells[c].output / e.cells[c].compute, at.compute_return);
        compare(number(on_paper.xi) * e.cells[c].price * e.cells[c].output / e.cells[c].services,
                e.cells[c].service_price);
      }
      compare(e.provider_compute / own, at.providers() / at.own_compute);
      compare(e.capital / e.compute, theory.kappa_at_rest() / theory.nation().tau);
      compare(e.rental_rate, theory.nation().alpha_bar * at.output / theory.kappa_at_rest());
      compare(e.compute_rental_rate, at.compute_return);
      for (std::size_t l = 0; l < country.locations.size(); ++l) {
        compare(country.locations[l].price, at.price[l]);
        compare(country.locations[l].utilisation, 1);
        compare(country.locations[l].earned, at.capital_return[l]);
        compare(country.locations[l].capital / e.provider_compute, at.capital[l] / at.providers());
      }
    });
    CHECK(worst < 1e-10);
  }
}

// Quotients err by the fourth power of the step, 1e-12 of the fifth derivative; so near the end of κ it is large.
TEST_CASE("§8.5: slopes of output, energy and the income of compute in κ are those of differences, on and off rest") {
  for (const Parameters& from : {located_parameters(), steered_parameters()})
    for (const double kappa : {0.6, 0.83, 1 - from.tau, 0.95}) {
      const TrendEconomy trend = trend_of(from);
      const LocatedTheory theory(from);
      const TrendEconomy::Point at = trend.at(kappa);
      const Real h = 0.01L * (1 - kappa);
      CHECK(relative(at.output, theory.at(kappa).output) < 1e-12);
      CHECK(relative(at.energy, theory.at(kappa).energy) < 1e-12);
      CHECK(relative(at.output_slope, derivative([&](Real x) { return theory.at(x).output; }, kappa, h)) < 1e-7);
      CHECK(relative(at.energy_slope, derivative([&](Real x) { return theory.at(x).energy; }, kappa, h)) < 1e-7);
      CHECK(relative(at.compute_income_slope,
                     derivative([&](Real x) { return theory.at(x).compute_income(1 - x); }, kappa, h)) < 1e-7);
    }
}

TEST_CASE("§8.5: the household's return has the slope of differences at rest, under every reading") {
  for (const Parameters& from : {located_parameters(), steered_parameters()})
    for (const EulerReturn reading : all_readings()) {
      Parameters p = from;
      p.household.euler = reading;
      const LocatedTheory theory(p);
      const Real rest = theory.kappa_at_rest();
      const Real slope = derivative([&](Real kappa) { return theory.household_return(reading, kappa); }, rest, 1e-3L);
      CHECK(std::abs(trend_of(p).household_return_slope_at_rest() - number(slope)) <
            1e-7 * rest_of(p).y / number(theory.nation().tau));
    }
}

TEST_CASE("§8.5: the shift of ln A that explains an output is the one at which it is produced; and c*(m) is its rest") {
  for (const bool steered : {false, true}) {
    Parameters p = steered ? steered_parameters() : located_parameters();
    p.household.euler = steered ? EulerReturn::private_ : EulerReturn::planner;
    const TrendEconomy trend = trend_of(p);
    const LocatedTheory theory(p);
    for (const double shift : {-0.4, 0.0, 0.3})
      for (const double kappa : {0.7, 0.9, 0.97}) {
        CHECK(std::abs(trend.shift(kappa, trend.output(kappa, shift)) - shift) < 1e-13);
        CHECK(relative(trend.output(kappa, shift), theory.at(kappa, 1 - kappa, shift).output) < 1e-12);
      }
    p.household.trend = {TrendRule::delay, 2};
    const Model model(p);
    for (const double shift : {-0.2, 0.15}) {  // every cell e^m times as productive
      Parameters shifted = p;
      shifted.productivity.level = {ProductivityLevel::given, model.common_productivity * std::exp(shift)};
      CHECK(relative(model.saddle_paths.front()->consumption(1 - p.tau, shift), LocatedTheory(shifted).consumption()) <
            1e-11);
    }
  }
}

TEST_CASE("§4.3: with locations τ̂ is the share of compute at which growth peaks, searched for by its slope") {
  for (Parameters p : {located_parameters(), steered_parameters()}) {
    for (const EulerReturn reading : all_readings()) {
      p.household.euler = reading;
      const double found = rest_of(p).tau_hat;
      p.productivity.level = {ProductivityLevel::given, common_productivity(p)};  // as it was, whatever τ
      const auto growth = [&](Real tau) {
        Parameters at = p;
        at.tau = number(tau);
        return LocatedTheory(at).growth();
      };
      // τ reaches the theory as a double, 1e-16 off; the slope is known to 1e-16/h or h² times the third derivative.
      const auto slope = [&](double tau) { return (growth(tau + 1e-4L) - growth(tau - 1e-4L)) / 2e-4L; };
      CAPTURE(found);
      REQUIRE(found > 0.05);
      CHECK(slope(found * 0.999) > 0);
      CHECK(slope(found * 1.001) < 0);
    }
    p.household.euler = EulerReturn::report;
    p.household.consumption = {ConsumptionRule::saving_rate, 0.3};
    const double found = rest_of(p).tau_hat;
    p.productivity.level = {ProductivityLevel::given, common_productivity(p)};
    const auto net = [&](double tau) { return LocatedTheory(p).at(1 - static_cast<Real>(tau)).net(); };
    CHECK(net(found) > net(found * 1.01));
    CHECK(net(found) > net(found * 0.99));
    p.household.consumption = {ConsumptionRule::saddle_path, 0};
  }
}

TEST_CASE("V2: several locations: the consumption rule is the arm that integrating backwards from rest finds") {
  for (const Parameters& from : {located_parameters(), steered_parameters()})
    for (const EulerReturn reading : all_readings()) {
      Parameters p = from;
      p.household.euler = reading;
      CAPTURE(words(p));
      const SaddleArm arm = LocatedTheory(p).arm();
      const SteadyState rest = rest_of(p);
      const SaddlePath rule(trend_of(p), rest, 1 - p.tau);
      CHECK(*rest.arm_slope == doctest::Approx(arm.slope_at_rest()).epsilon(1e-8));
      double worst = 0;
      for (const double end : {0.5, 0.985}) {
        const std::vector<ArmPoint> points = arm.out_to(end);
        REQUIRE(points.back().kappa == doctest::Approx(end).epsilon(1e-12));
        for (const ArmPoint& at : points)
          worst = std::max(worst, std::abs(rule.consumption(at.kappa) / at.consumption - 1));
      }
      // As without locations, 2e-13, and the planner's return by differences of h⁴.
      CHECK(worst < (reading == EulerReturn::planner ? 1e-10 : 1e-12));
    }
}

// Frictionless compute is where it earns the same a period later; prices may move freely, or posted ones would leave
// compute idle on the way.
TEST_CASE(
    "V2: several locations: the path of frictionless compute nears the continuous one as fast as the step shrinks") {
  constexpr int horizon = 16;
  for (const Parameters& from : {located_parameters(), steered_parameters()})
    for (const double kappa_start : {0.8, 0.94}) {
      Parameters p = without_noise(from);
      p.allocation.rule = AllocationRule::frictionless;
      p.services.price_floor = 0;
      p.start.kappa = {StartComposition::given, kappa_start};
      CAPTURE(words(p));
      CAPTURE(kappa_start);
      const std::vector<ArmPoint> continuous = LocatedTheory(p).arm().path(kappa_start, horizon);
      std::vector<double> log_distance;
      for (int halvings = 2; halvings <= 6; ++halvings) {
        const double dt = std::ldexp(1, -halvings);
        const std::vector<Aggregates> path = aggregates(Model(lasting(p, horizon, dt)));
        double off = 0;
        for (std::size_t year = 0; year < continuous.size(); ++year) {
          const Aggregates& at = path[year * static_cast<std::size_t>(std::lround(1 / dt))];
          const double in_wealth = std::log(at.wealth() / path[0].wealth()) - continuous[year].log_wealth;
          off = std::max(off, std::hypot(at.kappa() - continuous[year].kappa, in_wealth));
        }
        log_distance.push_back(-std::log2(off));
      }
      for (std::size_t i = 1; i < log_distance.size(); ++i) CAPTURE(log_distance[i]);
      double slope = 0;
      for (std::size_t i = 0; i < log_distance.size(); ++i)
        slope += (static_cast<double>(i) - 2) * log_distance[i] / 10;
      CHECK(std::abs(slope - 1) < 0.05);
    }
}

TEST_CASE("the quiet path of theory is the simulation without noise where locations stay at rest") {
  Parameters p = lasting(without_noise(steered_parameters()), 10, 0.25);
  const Model model(p);
  const QuietPath quiet = quiet_paths(model).front();
  const std::vector<Aggregates> path = aggregates(model);
  for (std::size_t t = 0; t < path.size(); ++t) {
    CHECK(path[t].output == doctest::Approx(quiet.output[t]).epsilon(1e-11));
    CHECK(path[t].capital == doctest::Approx(quiet.capital[t]).epsilon(1e-11));
  }
}

}  // namespace suanli::test
