// The rules across fields, each with its message to the letter, and the places at which it is reported.
#include "agents/parameters.hpp"

#include <doctest/doctest.h>

#include "tests/support/reference_scenario.hpp"

namespace suanli::test {
namespace {

using P = Parameters;

/// The only fault of the reference economy after a change.
template <class Change> Fault only_fault(const Change& change, P p = reference_parameters()) {
  change(p);
  const std::vector<Fault> faults = check(p);
  REQUIRE(faults.size() == 1);
  return faults.front();
}

TEST_CASE("the reference economy and its regions break no rule") {
  CHECK(check(reference_parameters()).empty());
  CHECK(check(regional_parameters()).empty());
}

TEST_CASE("the last date must come after the first") {
  const Fault fault = only_fault([](P& p) { p.time.end = 2022; });
  CHECK(fault.key == "time.end");
  CHECK(fault.message.en == "time.end = 2022 with start = 2022: the last date must come after the first, §5");
  CHECK(only_fault([](P& p) { p.time.end = 2021.5; }).message.en ==
        "time.end = 2021.5 with start = 2022: the last date must come after the first, §5");
}

TEST_CASE("a step must divide the time into whole periods") {
  const Fault fault = only_fault([](P& p) { p.time.step = 0.3; });
  CHECK(fault.key == "time.step");
  CHECK(fault.message.en ==
        "time.step = 0.3 with start = 2022, end = 2024: must divide the time between them into whole periods (it makes "
        "6.666666666666667), §5");
}

TEST_CASE("a million periods can be run, one more cannot") {
  CHECK(check([] {
          P p = reference_parameters();
          p.time = {.start = 2000, .end = 12000, .step = 0.01};
          return p;
        }())
            .empty());
  const Fault fault = only_fault([](P& p) { p.time = {.start = 2000, .end = 12000.01, .step = 0.01}; });
  CHECK(fault.key == "time.step");
  CHECK(fault.message.en ==
        "time.step = 0.01 with start = 2000, end = 12000.01: 1000001 periods, at most 1000000 can be run, §5");
}

TEST_CASE("every date of a whole number of periods is counted, also where the step is no binary fraction") {
  CHECK(periods({.start = 2022, .end = 2052, .step = 0.25}) == 120);
  CHECK(periods({.start = 2022, .end = 2023, .step = 0.1}) == 10);
  CHECK(periods({.start = 2022, .end = 2052, .step = 1.0 / 12}) == 360);
  CHECK(periods({.start = 2022, .end = 2023, .step = 1}) == 1);
  for (int n = 1; n <= 400; ++n) {
    P p = reference_parameters();
    p.time = {.start = 2022, .end = 2027, .step = 5.0 / n};
    if (p.time.step > 1) continue;
    REQUIRE(check(p).empty());
    REQUIRE(periods(p.time) == static_cast<std::size_t>(n));
  }
}

TEST_CASE("services must keep a share of output") {
  const Fault fault = only_fault([](P& p) { p.industries[1].second.alpha = 0.88; });
  CHECK(fault.key == "industries.finance.alpha");
  CHECK(
      fault.message.en ==
      "industries.finance.alpha = 0.88 with beta = 0.12: α + β must be below 1 (services keep ξ = 1 - α - β > 0), §1");
}

TEST_CASE("at least one industry and one region are needed") {
  P p = reference_parameters();
  p.industries.clear(), p.regions.clear();
  const auto faults = check(p);
  REQUIRE(faults.size() == 2);
  CHECK(faults[0].key == "industries");
  CHECK(faults[0].message.en == "industries: at least one is needed, §1");
  CHECK(faults[1].key == "regions");
  CHECK(faults[1].message.en == "regions: at least one is needed, §1");
}

TEST_CASE("a share of an unknown industry is refused at its own key") {
  const Fault fault = only_fault([](P& p) { p.regions[3].second.expenditure_shares.emplace_back("mining", 0.01); });
  CHECK(fault.key == "regions.west.expenditure_shares.mining");
  CHECK(fault.message.en ==
        "regions.west.expenditure_shares.mining = 0.01: there is no industry of this name under industries, §1");
}

TEST_CASE("a share that is missing is named, and the sum is not held against it too") {
  const Fault fault = only_fault(
      [](P& p) { p.regions[2].second.expenditure_shares.erase(p.regions[2].second.expenditure_shares.begin() + 2); });
  CHECK(fault.key == "regions.guangdong.expenditure_shares");
  CHECK(fault.message.en == "regions.guangdong.expenditure_shares: the share of manufacturing is missing, §1");
}

TEST_CASE("shares must sum to 1 within what rounding leaves") {
  const auto off_by = [](double excess) {
    return [excess](P& p) { p.regions[0].second.expenditure_shares[0].second += excess; };  // they sum to .99999
  };
  P within = reference_parameters();
  off_by(0.0001)(within);
  CHECK(check(within).empty());
  const Fault fault = only_fault(off_by(0.01));
  CHECK(fault.key == "regions");
  CHECK(fault.message.en ==
        "regions: expenditure shares of all regions and industries sum to 1.00999: they must sum to 1 within 0.0001 "
        "(what rounding leaves is rescaled), §1");
}

TEST_CASE("a national economy has one tau") {
  const Fault fault = only_fault([](P& p) { p.regions[3].second.tau = 0.07; });
  CHECK(fault.key == "regions.west.tau");
  CHECK(fault.other == "capital_market");
  CHECK(fault.message.en ==
        "regions.west.tau = 0.07 with capital_market = national: one national economy has one τ, the key tau, §1");
}

TEST_CASE("spillover between regions of different tau has no saddle path") {
  const Fault fault = only_fault([](P& p) { p.synergy.spillover = 0.25; }, regional_parameters());
  CHECK(fault.key == "synergy.spillover");
  CHECK(fault.other == "household.consumption");
  CHECK(fault.message.en ==
        "synergy.spillover = 0.25 with regions of different tau: no balanced path exists, so the saddle path does not "
        "either; use household.consumption = {saving_rate: s}, §2.3");
  P alike = regional_parameters();
  alike.synergy.spillover = 0.25;
  for (auto& [name, region] : alike.regions) region.tau = alike.tau;
  CHECK(check(alike).empty());
  P saving = regional_parameters();
  saving.synergy.spillover = 0.25, saving.household.consumption = {ConsumptionRule::saving_rate, 0.4};
  CHECK(check(saving).empty());
}

TEST_CASE("synergy of a level has neither a saddle path nor a balanced path to calibrate on") {
  P p = reference_parameters();
  p.synergy.mode = SynergyMode::level;
  const auto faults = check(p);
  REQUIRE(faults.size() == 2);
  CHECK(faults[0].key == "household.consumption");
  CHECK(faults[0].other == "synergy.mode");
  CHECK(
      faults[0].message.en ==
      "household.consumption = saddle_path with synergy.mode = level: no balanced path exists, so the saddle path does "
      "not either; use {saving_rate: s}, §2.3");
  CHECK(faults[1].key == "productivity.level");
  CHECK(faults[1].other == "synergy.mode");
  CHECK(faults[1].message.en ==
        "productivity.level = {output_to_wealth: 0.245} with synergy.mode = level: there is no balanced path to "
        "calibrate "
        "on; give the level A itself, a number, §2.3");
}

TEST_CASE("a household that saves a given share sees no trend") {
  const Fault fault = only_fault([](P& p) {
    p.household.consumption = {ConsumptionRule::saving_rate, 0.3};
    p.household.trend = {TrendRule::delay, 2};
  });
  CHECK(fault.key == "household.trend");
  CHECK(fault.other == "household.consumption");
  CHECK(fault.message.en ==
        "household.trend = {delay: 2} with consumption = {saving_rate: 0.3}: a household that saves a given share of "
        "output does not ask for the trend; use saddle_path, or drop household.trend, §3.2");
  P p = reference_parameters();
  p.household.trend = {TrendRule::delay, 2};
  CHECK(check(p).empty());
}

TEST_CASE("the level is calibrated on an economy whose compute intensity is below one") {
  const Fault fault = only_fault([](P& p) { p.synergy.reference = 1; });
  CHECK(fault.key == "synergy.reference");
  CHECK(fault.other == "productivity.level");
  CHECK(fault.message.en ==
        "synergy.reference = 1 with productivity.level = {output_to_wealth: 0.245}: must be below 1, the compute "
        "intensity "
        "HT/W of the economy that fixes the level, §2.3");
  P given = reference_parameters();
  given.synergy.reference = 1, given.productivity.level = {ProductivityLevel::given, 1};
  CHECK(check(given).empty());
}

TEST_CASE("all faults of a set are reported at once") {
  P p = reference_parameters();
  p.time.end = 2000;
  p.industries[0].second.alpha = p.industries[4].second.alpha = 0.9;
  p.regions[0].second.tau = p.regions[1].second.tau = 0.2;
  p.regions[1].second.expenditure_shares[0].second = 0.9;
  CHECK(check(p).size() == 6);
}

}  // namespace
}  // namespace suanli::test
