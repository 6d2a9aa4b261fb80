// A computation that goes wrong says where.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <limits>
#include <string>
#include <utility>

#include "agents/series.hpp"
#include "tests/support/random_scenario.hpp"

namespace suanli::test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

/// The message of the step after a firm of the cell finance/yangtze_delta (129 firms) was damaged.
template <class Damage> std::string message_after(const Damage& damage, const Parameters& p = reference_parameters()) {
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  step(country);
  damage(country.firms);
  try {
    step(country);
  } catch (const SimulationError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a firm with a number that is none or infinite stops the step with year, number of firms, firm and cell") {
  constexpr std::size_t finance_in_the_delta = 8;
  for (const auto& [field, name] : {std::pair{log_productivity_field, "log productivity"},
                                    {capital_field, "capital"},
                                    {compute_field, "compute capital"}})
    for (const double damage : {nan, infinity}) {
      const std::string message =
          message_after([&](Firms& firms) { firms.at(finance_in_the_delta, 77, field) = damage; });
      CHECK(message.starts_with(std::string("year 2022.5: ") + name +
                                " is not finite for 1 of 129 firms; first: firm 77 of finance/yangtze_delta ("));
      CHECK(message.find(fmt::format("{} {}", name, damage), message.find('(')) != std::string::npos);
    }
}

TEST_CASE("the values of the firm that stops a step are those it had") {
  const auto damage = [](Firms& firms) {
    firms.at(8, 77, capital_field) = 12.5;
    firms.at(8, 77, compute_field) = 0.03125;
    firms.at(8, 77, compute_attraction_field) = nan;
  };
  CHECK(message_after(damage, choosing_parameters()).find("capital 12.5, compute capital 0.03125, ") !=
        std::string::npos);
}

TEST_CASE("a firm that does not know what to invest stops the step before anybody invests") {
  CHECK(
      message_after([&](Firms& firms) { firms.at(8, 77, compute_attraction_field) = nan; }, choosing_parameters())
          .starts_with("year 2022.25: the attraction of investing in compute is not finite for 1 of 129 firms; first: "
                       "firm 77 of finance/yangtze_delta ("));
}

TEST_CASE("a level of productivity beyond what the sweep's exponential holds stops the run") {
  Parameters p = reference_parameters();
  p.household.consumption = {ConsumptionRule::saving_rate, 0.3};
  p.allocation.rule = AllocationRule::frictionless;  // no elasticity is stable at such growth
  for (auto& [name, industry] : p.industries) industry.alpha = 0.15, industry.beta = 0.1;
  for (const double level : {1e-80, 1e80}) {
    p.productivity.level = {ProductivityLevel::given, level};
    const Model model(p);
    std::string message;
    try {
      open_country(model, 0, Threads::one);
    } catch (const SimulationError& error) {
      message = error.what();
    }
    CHECK(message == "year 2022: the input bundle of internet/jing_jin_ji leaves the range of numbers");
  }
}

TEST_CASE("of several damaged firms the first is named and all are counted") {
  CHECK(message_after([](Firms& firms) {
          for (const std::size_t i : {128, 5, 40}) firms.at(8, i, log_productivity_field) = nan;
        })
            .starts_with("year 2022.5: log productivity is not finite for 3 of 129 firms; first: firm 5 of "
                         "finance/yangtze_delta ("));
}

TEST_CASE("a run that fails names its replication and the year") {
  Parameters p = reference_parameters();  // output is homogeneous of a degree above one: it explodes
  p.synergy.mode = SynergyMode::level;
  p.productivity.level = {ProductivityLevel::given, 1};
  p.household.consumption = {ConsumptionRule::saving_rate, 0.9};
  p.synergy.reference = 1e-6;
  p.time.end = 2072;
  const Model model(p);
  const Recorder recorder(model);
  std::string message;
  try {
    simulate(model, recorder, 17, Threads::one, [] {});
  } catch (const SimulationError& error) {
    message = error.what();
  }
  CHECK(message.starts_with("replication 17, year 20"));
  CHECK(message.ends_with(": the input bundle of internet/jing_jin_ji leaves the range of numbers"));
}

TEST_CASE("a scenario without a balanced path is refused before any period, with every economy's reason") {
  Parameters p = regional_parameters();
  p.household.risk_aversion = 1;
  try {
    const Model model(p);
    FAIL("accepted");
  } catch (const Infeasible& refused) {
    const std::string message = refused.what();
    for (const auto& [name, region] : p.regions)
      CHECK(message.find("economy " + name + ": balanced growth path refused: c* = y* - e* - δ - g* = ") !=
            std::string::npos);
  }
}

}  // namespace
}  // namespace suanli::test
