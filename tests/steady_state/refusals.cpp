// Where there is no balanced path or no saddle path, the answer says which number fails (§3.2, §4.2).
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <string>

#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/saddle_arm.hpp"

namespace suanli::test {

namespace {

std::string refusal_of(const Parameters& p) { return steady_state(economies_of(p).front(), p).refusal.en; }

bool says(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

double number(Real x) { return static_cast<double>(x); }

std::string refusal_of_saddle_path(const Parameters& p) {
  const EconomyTechnology economy = economies_of(p).front();
  try {
    SaddlePath(trend_economy(economy, p), steady_state(economy, p).path, 1 - p.tau);
  } catch (const SaddlePathRefused& refused) {
    return refused.what();
  }
  return "";
}

/// The discount rate at which the household of p wants growth g.
double discount_rate_for(const Parameters& p, double g) {
  const Theory t = theory_of_nation(p);
  return number(t.household_return(p.household.euler, t.kappa_at_rest())) - p.technology.depreciation -
         p.household.risk_aversion * g;
}

}  // namespace

TEST_CASE("a household that would save more than all output is refused, and c* is the number named") {
  Parameters p = reference_parameters();
  p.household.risk_aversion = 1;  // wants 40 % a year
  const double c = number(theory_of_nation(p).consumption());
  REQUIRE(c < 0);
  CHECK(says(refusal_of(p), fmt::format("c* = y* - e* - δ - g* = 0.245 - 0 - 0.06 - 0.4 = {:.6g} must be above 0", c)));
  CHECK_THROWS_AS(Model{p}, Infeasible);
}

TEST_CASE("a household too impatient to invest is refused, and g* + δ is the number named") {
  Parameters p = reference_parameters();
  p.household.discount_rate = 0.95;
  const double i = number(theory_of_nation(p).growth()) + p.technology.depreciation;
  REQUIRE(i < 0);
  CHECK(says(refusal_of(p), fmt::format("= {:.6g} must be above 0 (investment on the path)", i)));
  CHECK(says(refusal_of(p), "g* + δ"));
  CHECK_THROWS_AS(Model{p}, Infeasible);
}

TEST_CASE("a household whose utility is infinite is refused, and ρ and (1 - σ)g* are the numbers named") {
  Parameters p = reference_parameters();
  p.household.euler = EulerReturn::private_, p.household.risk_aversion = 0.5;
  // Finite utility needs g* < R* - δ, positive consumption g* < y* - δ: between the two, only utility fails.
  const Theory t = theory_of_nation(p);
  const Real between = (t.household_return(EulerReturn::private_, t.kappa_at_rest()) + t.y_at_rest()) / 2 - t.delta;
  p.household.discount_rate = discount_rate_for(p, number(between));
  REQUIRE(number(theory_of_nation(p).consumption()) > 0);
  CHECK(says(refusal_of(p), fmt::format("ρ = {:.6g} must be above (1 - σ)g* = (1 - 0.5)·{:.6g} = {:.6g}",
                                        p.household.discount_rate, number(between), number(between) / 2)));
  CHECK_THROWS_AS(Model{p}, Infeasible);
}

TEST_CASE("a hair inside each of the three bounds there is a balanced path, a hair outside there is none") {
  for (const double hair : {-1e-6, 1e-6}) {
    Parameters p = reference_parameters();
    p.household.discount_rate = discount_rate_for(p, -p.technology.depreciation + hair);  // g* + δ = hair
    CHECK(refusal_of(p).empty() == (hair > 0));

    p = reference_parameters();
    p.household.risk_aversion = 2;  // (1 - σ)g* < 0: only c* can fail
    p.household.discount_rate = discount_rate_for(p, 0.245 - p.technology.depreciation - hair);  // c* = hair
    CHECK(refusal_of(p).empty() == (hair > 0));

    p = reference_parameters();
    p.household.euler = EulerReturn::private_, p.household.risk_aversion = 0.5;
    const Theory t = theory_of_nation(p);
    const double bound = number(t.household_return(EulerReturn::private_, t.kappa_at_rest()) - t.delta);
    p.household.discount_rate = discount_rate_for(p, bound - hair);  // ρ - (1-σ)g* = R - δ - g* = hair
    CHECK(refusal_of(p).empty() == (hair > 0));
  }
}

TEST_CASE(
    "a saddle path on which investment ends is refused, at the κ where the path integrated backwards stands still") {
  Parameters p = reference_parameters();
  p.household.risk_aversion = 1.5;  // consumption hardly falls where output does
  p.household.discount_rate = discount_rate_for(p, 0.1 - p.technology.depreciation);
  REQUIRE(refusal_of(p).empty());
  const double stands_still = SaddleArm(theory_of_nation(p)).out_to(0.985).back().kappa;
  REQUIRE(stands_still < 0.98);
  const std::string what = refusal_of_saddle_path(p), at = "it is not at κ = ";
  CHECK(says(what, "I/W = y - e - c must be above 0 on the saddle path from rest to κ = 0.985"));
  REQUIRE(says(what, at));
  CHECK(std::abs(std::stod(what.substr(what.find(at) + at.size())) - stands_still) < 0.001);
  CHECK_THROWS_AS(Model{p}, Infeasible);
}

TEST_CASE("a household that hardly invests has a saddle path all the same, as long as it invests on all of it") {
  for (const double investment : {0.05, 0.02, 0.01, 0.005}) {  // i* = g* + δ a year
    Parameters p = reference_parameters();
    p.household.euler = EulerReturn::planner;
    p.household.discount_rate = discount_rate_for(p, investment - p.technology.depreciation);
    CAPTURE(investment);
    const SaddleArm arm(theory_of_nation(p));
    for (const double end : {0.5, 0.985}) {  // the path integrated backwards gets to both ends: investment never ends
      const ArmPoint last = arm.out_to(end).back();
      REQUIRE(last.kappa == doctest::Approx(end).epsilon(1e-12));
      REQUIRE(arm.output(end) - last.consumption > 0.001);
    }
    CHECK(refusal_of_saddle_path(p) == "");
  }
}

TEST_CASE("every economy's refusal is reported at once") {
  Parameters p = regional_parameters();
  p.household.risk_aversion = 1;
  std::string what;
  try {
    const Model model(p);
  } catch (const Infeasible& infeasible) {
    what = infeasible.what();
  }
  for (const auto& [name, region] : p.regions)
    CHECK(says(what, "economy " + name + ": balanced growth path refused: c*"));
}

}  // namespace suanli::test
