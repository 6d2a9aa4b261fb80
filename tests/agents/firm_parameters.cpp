// The rules across the parameters of firms that invest, leave and adopt: each message to the letter, in its place.
#include "agents/firm_parameters.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "agents/economy.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::test {
namespace {

using P = Parameters;

struct Broken {
  void (*change)(P&);
  const char *key, *message;
};

const Broken rules[] = {
    {[](P& p) { p.firms.drift = 0.04, p.volatility.factor = 2, p.volatility.arrival_rate = 1; }, "firms.discount_rate",
     "firms.discount_rate = 0.04 with drift = 0.04: must be above the drift, or waiting costs nothing and firms never "
     "invest, §7.1"},
    {[](P& p) { p.adoption.rule = AdoptionRule::bass, p.adoption.gain = 0; }, "adoption.gain",
     "adoption.gain = 0 with adoption.cost = 0.03: adoption that adds nothing is worth no cost; give a gain, or "
     "adoption.rule = none, §7.5"},
    {[](P& p) {
       p.adoption.rule = AdoptionRule::bass, p.industries[1].second.adoption_gain = {IndustryGain::given, 0};
     },
     "industries.finance.adoption_gain",
     "industries.finance.adoption_gain = 0 with adoption.cost = 0.03: adoption that adds nothing is worth no cost; "
     "give a "
     "gain, or adoption.rule = none, §7.5"},
    {[](P& p) { p.adoption.rule = AdoptionRule::bass, p.adoption.gain = p.adoption.cost = 0; }, "adoption.gain",
     "adoption.gain = 0 with adoption.cost = 0: adoption neither adds nor costs anything; give a gain, or "
     "adoption.rule = none, §7.5"},
    {[](P& p) { p.adoption.rule = AdoptionRule::bass, p.adoption.innovation = 0; }, "adoption.innovation",
     "adoption.innovation = 0 with start = 0: nobody begins, and so nobody imitates; raise one of them, §7.5"},
    {[](P& p) { p.firms.exit_rate = 0.1, p.technology.depreciation = 1, p.time.step = 1; }, "technology.depreciation",
     "technology.depreciation = 1 with time.step = 1 and firms that leave: nothing of a stock outlasts a period, so "
     "that "
     "leavers free nothing; lower one of them, §7.4"},
    {[](P& p) { p.firms.returns = ReturnMeasure::level; }, "firms.returns",
     "firms.returns = level without firms that wait (option) or a tau_mode that follows demand: all firms of a cell "
     "compare "
     "with the same number, and nothing changes; use relative, §7.2"},
    {[](P& p) { p.firms.drift = 0.01; }, "firms.drift",
     "firms.drift = 0.01 with volatility.factor = 1 and no event of kind volatility: only the hurdle of turbulent "
     "times "
     "over that of calm ones counts, and there are no turbulent times; use 0, §7.1"},
    {[](P& p) { p.firms.start = FirmStart::stationary, p.adoption.rule = AdoptionRule::bass; }, "firms.start",
     "firms.start = stationary, but no firm leaves, and none that differs from others chooses: the firms of a cell "
     "stay "
     "alike for ever; use equal, §7.4"},
    {[](P& p) {
       p.tau_mode = {TauMode::endogenous, 0.5};
     },
     "tau_mode",
     "tau_mode = {endogenous: 0.5} with firms.investment = proportional: such firms demand no more and no less at any "
     "return; use elastic or option, with an elasticity above 0, §7.2"},
    {[](P& p) {
       p.tau_mode = {TauMode::endogenous, 0.5}, p.firms.investment = InvestmentBehaviour::option;
       p.firms.elasticity = {Responsiveness::given, 0};
     },
     "tau_mode",
     "tau_mode = {endogenous: 0.5} with firms.elasticity = 0: such firms demand no more and no less at any return; use "
     "elastic or option, with an elasticity above 0, §7.2"},
    {[](P& p) {
       p.tau_mode = {TauMode::endogenous, 0.05}, p.firms.investment = InvestmentBehaviour::option;
     },
     "tau_mode",
     "tau_mode = {endogenous: 0.05} with a tau of 0.1: the largest share must be at least that of calm times, §7.2"},
    {[](P& p) { p.volatility.factor = 2; }, "volatility.factor",
     "volatility.factor = 2 with arrival_rate = 0 and start = never: turbulent times never begin; give one of them, "
     "§6.1"},
    {[](P& p) {
       p.volatility.start = {TurbulenceStart::date, 2023};
     },
     "volatility.start",
     "volatility.start = 2023 with factor = 1: turbulent times are like calm ones; give factor, §6.1"},
    {[](P& p) {
       p.volatility.factor = 2, p.volatility.start = {TurbulenceStart::date, 2030};
     },
     "volatility.start",
     "volatility.start = 2030: must lie after time.start = 2022 and not after time.end = 2024, §6.1"},
    {[](P& p) {
       p.volatility.factor = 2, p.volatility.start = {TurbulenceStart::date, 2023}, p.volatility.arrival_rate = 1;
     },
     "volatility.start",
     "volatility.start = 2023 with arrival_rate = 1: turbulent times come at a date or at random, not both, §6.1"}};

TEST_CASE("every rule of firms that choose is said once, at the key that breaks it") {
  for (const Broken& rule : rules) {
    P p = reference_parameters();
    rule.change(p);
    const std::vector<Fault> faults = check(p);
    CAPTURE(rule.message);
    REQUIRE(faults.size() == 1);
    CHECK(faults.front().key == rule.key);
    CHECK(faults.front().message.en == rule.message);
  }
}

TEST_CASE("a synergy that has no balanced path allows neither a stationary start nor demand to be calibrated") {
  P p = reference_parameters();
  p.synergy.mode = SynergyMode::level, p.productivity.level = {ProductivityLevel::given, 1};
  p.household.consumption = {ConsumptionRule::saving_rate, 0.3};
  p.firms.investment = InvestmentBehaviour::option, p.firms.start = FirmStart::stationary;
  p.tau_mode = {TauMode::endogenous, 0.5};
  const std::vector<Fault> faults = check(p);
  REQUIRE(faults.size() == 2);
  CHECK(
      faults[0].message.en ==
      "firms.start = stationary with synergy.mode = level: there is no balanced path to live through before the start; "
      "use equal, §7.4");
  CHECK(
      faults[1].message.en ==
      "tau_mode = endogenous with synergy.mode = level: there is no balanced path on which demand can be calibrated to "
      "tau; use exogenous, §7.2");
}

TEST_CASE("turbulent times that an event brings let the drift of returns matter") {
  P p = reference_parameters();
  p.firms.investment = InvestmentBehaviour::option, p.firms.drift = 0.01;
  EventParameters event{};
  set_defaults(event);
  event.kind = EventKind::volatility, event.start = {EventStart::date, 2023}, event.duration = event.size = 1;
  p.events.emplace_back("uncertainty", event);
  CHECK(check(p).empty());
  const auto hurdle_then = [&] {
    const Model model(p);
    Country country = open_country(model, 0, Threads::one);
    while (country.date() < 2023.25) step(country);
    return std::pair{country.economies[0].cells[0].hurdle, model.economies[0].cells[0].calm_hurdle};
  };
  const auto [turbulent, calm] = hurdle_then();
  p.firms.drift = 0;
  const auto [without, calm_without] = hurdle_then();
  CHECK(turbulent > calm);
  CHECK(std::log(turbulent / calm) != doctest::Approx(std::log(without / calm_without)).epsilon(0.01));
}

TEST_CASE("a response to returns at which firms overshoot without end is refused") {
  P p = reference_parameters();
  p.firms.investment = InvestmentBehaviour::elastic, p.firms.elasticity = {Responsiveness::given, 100};
  CHECK_THROWS_WITH_AS(
      Model{p},
      doctest::Contains("firms.elasticity = 100 with drag = 0.1 and time.step = 0.25: firms overshoot the "
                        "size that their returns call for ever more widely"),
      Infeasible);
}

// A firm that invests f̄ as its cell does responds by ϑ(f̄-m+1)/f̄ of what the cell invests, and f̄ ≤ m + f_max: with the
// usual values 3/2.3 = 1.304 times as strongly as an elastic one.
TEST_CASE("firms that wait are refused where even a cell that invests the most overshoots without end") {
  P p = reference_parameters();
  p.firms.investment = InvestmentBehaviour::option;
  const double g = steady_state(economies_of(p)[0], p).path.g;
  const double edge = 2 * (1 + g * 0.25) / ((g + 0.06) * 0.25) / 1.1 / (3 / 2.3);
  p.firms.elasticity = {Responsiveness::given, edge * 0.999};
  CHECK_NOTHROW(Model{p});
  p.firms.elasticity.number = edge * 1.001;
  CHECK_THROWS_WITH_AS(
      Model{p}, doctest::Contains("(g + δ) dt/(1 + g dt) times 1.304 of floor 0.3 and ceiling 2 = 2.002 in economy"),
      Infeasible);
}

TEST_CASE("demand that nobody has in calm times cannot be calibrated, and the message says what to raise") {
  P p = reference_parameters();
  p.firms.investment = InvestmentBehaviour::option, p.firms.returns = ReturnMeasure::level, p.firms.floor = 0;
  p.firms.discount_rate = 0.9, p.firms.burn_in = 1, p.tau_mode = {TauMode::endogenous, 0.5};
  CHECK_THROWS_WITH_AS(
      Model{p},
      "tau_mode = {endogenous: 0.5}: in calm times no firm of economy national wants compute, so that demand cannot be "
      "calibrated to tau: raise firms.floor (now 0) or firms.elasticity, or lower firms.discount_rate (now 0.9), §7.2",
      Infeasible);
}

}  // namespace
}  // namespace suanli::test
