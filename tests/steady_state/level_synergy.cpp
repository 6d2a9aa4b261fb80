// Synergy by level (§2.3) has no balanced path: a date instead, and a simulation that follows its differential equation.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/numeric/odeint.hpp>
#include <cmath>

#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/theory.hpp"

namespace suanli::test {

namespace {

Parameters level_parameters(double saving_rate, double productivity) {
  Parameters p = uneven_parameters(1);
  p.synergy.mode = SynergyMode::level;
  p.productivity.level = {ProductivityLevel::given, productivity};
  p.household.consumption = {ConsumptionRule::saving_rate, saving_rate};
  return p;
}

/// dW/dt on the ray κ = 1-τ.
double change_of_wealth(const Theory& theory, double wealth) {
  const Real output = theory.output((1 - theory.tau) * wealth, theory.tau * wealth);
  return static_cast<double>(*theory.saving_rate * output - theory.delta * wealth);
}

/// Years until wealth is infinite: dt/d ln W integrated until wealth has grown by e^80, when e^(-67) of them are left.
double years_to_infinity(const Theory& theory) {
  namespace odeint = boost::numeric::odeint;
  double years = 0;
  const auto motion = [&](const double&, double& change, double log_wealth) {
    const double wealth = std::exp(log_wealth);
    change = wealth / change_of_wealth(theory, wealth);
  };
  const double start = std::log(static_cast<double>(theory.wealth));
  odeint::integrate_adaptive(odeint::make_controlled<odeint::runge_kutta_dopri5<double>>(1e-13, 1e-13), motion, years,
                             start, start + 80, 0.01);
  return years;
}

}  // namespace

TEST_CASE("level synergy: the date of infinite wealth is the one that integrating wealth's own equation gives") {
  for (const double saving : {0.3, 0.45})
    for (const double depreciation : {0.0, 0.06}) {
      Parameters p = level_parameters(saving, 3);
      p.technology.depreciation = depreciation;
      const Theory theory = theory_of_nation(p);
      REQUIRE(change_of_wealth(theory, p.start.wealth) > 0);
      const LevelDynamics level = level_dynamics(economies_of(p).front(), p);
      CHECK(level.blow_up_time == doctest::Approx(years_to_infinity(theory)).epsilon(1e-10));
      CHECK(level.growth == doctest::Approx(change_of_wealth(theory, p.start.wealth) / p.start.wealth).epsilon(1e-12));
    }
}

TEST_CASE("level synergy: where depreciation outweighs saving wealth decays and no date is given") {
  Parameters p = lasting(level_parameters(0.3, 0.1), 10, 0.25);
  REQUIRE(change_of_wealth(theory_of_nation(p), p.start.wealth) < 0);
  const LevelDynamics level = level_dynamics(economies_of(p).front(), p);
  CHECK(level.growth < 0);
  CHECK(std::isinf(level.blow_up_time));
  const std::vector<Aggregates> path = aggregates(Model(p));
  for (std::size_t t = 1; t < path.size(); ++t) CHECK(path[t].wealth() < path[t - 1].wealth());
}

TEST_CASE("level synergy: the simulated economy takes the explicit steps of wealth's own equation") {
  Parameters p = lasting(level_parameters(0.3, 3), 1, 0.0625);
  const Theory theory = theory_of_nation(p);
  const LevelDynamics level = level_dynamics(economies_of(p).front(), p);
  REQUIRE(level.blow_up_time > 1);
  double wealth = p.start.wealth;
  for (const Aggregates& now : aggregates(Model(p))) {
    CHECK(now.wealth() == doctest::Approx(wealth).epsilon(1e-12));  // sixteen steps, each of a few roundings
    CHECK(now.kappa() == doctest::Approx(1 - p.tau).epsilon(1e-13));
    wealth += p.time.step * change_of_wealth(theory, wealth);
  }
}

TEST_CASE("level synergy: growth accelerates as wealth to the power of the elasticity of capital") {
  const Parameters p = lasting(level_parameters(0.3, 3), 1, 0.0625);
  const double alpha = static_cast<double>(theory_of_nation(p).alpha_bar);
  const std::vector<Aggregates> path = aggregates(Model(p));
  const double measured = std::log(path.back().output / path.back().wealth() / (path[0].output / path[0].wealth())) /
                          std::log(path.back().wealth() / path[0].wealth());
  CHECK(measured == doctest::Approx(alpha).epsilon(1e-12));
}

TEST_CASE("level synergy: a saddle path and a calibrated level are refused, because there is no balanced path") {
  Parameters p = level_parameters(0.3, 3);
  CHECK(check(p).empty());
  p.household.consumption = {ConsumptionRule::saddle_path, 0};
  p.productivity.level = {ProductivityLevel::output_to_wealth, 0.245};
  const std::vector<Fault> faults = check(p);
  REQUIRE(faults.size() == 2);
  CHECK(faults[0].message.en.find("no balanced path exists") != std::string::npos);
  CHECK(faults[1].message.en.find("no balanced path to calibrate on") != std::string::npos);
}

}  // namespace suanli::test
