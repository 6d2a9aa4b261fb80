// `suanli calibrate`: values at which targets are met, and why there are none.
#include "scenarios/calibrate.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "agents/technology.hpp"
#include "agents/theory/steady_state.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

using Names = std::vector<std::string>;

Calibration calibrated(const Scenario& scenario, const Names& targets, const Names& varied) {
  return calibrate(scenario, targets, varied);
}

/// What is said instead of a calibration of the small scenario.
std::string complaint(const Names& targets, const Names& varied, const Names& settings = {}) {
  try {
    calibrate(small(settings), targets, varied);
  } catch (const CalibrationError& error) {
    CHECK(error.text().zh != error.text().en);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.what();
  } catch (const InputFaults& faults) {
    return std::string("reader: ") + faults.what();
  }
  return "";
}

SteadyState rest_of(const Parameters& p, std::size_t economy = 0) {
  return steady_state(economies_of(p)[economy], p).path;
}

// ---- what is met ---------------------------------------------------------------------------------------------------

TEST_CASE("calibrated risk aversion is that of the closed form, σ = (2y* - δ - ρ)/g") {
  const Calibration done = calibrated(small(), {"g=0.04"}, {"household.risk_aversion"});
  REQUIRE(done.values.size() == 1);
  CHECK(done.values[0].first == "household.risk_aversion");
  CHECK(std::abs(done.values[0].second / ((2 * 0.245 - 0.09) / 0.04) - 1) < 1e-14);
  CHECK(std::abs(rest_of(done.parameters).g / 0.04 - 1) <= theory_tolerance);
  CHECK(done.reached[0].standard_error == 0);
}

TEST_CASE("the level of productivity that meets y* is the one that {output_to_wealth: y} finds by itself") {
  const Scenario scenario = small();
  const Calibration done = calibrated(scenario, {"y=0.245"}, {"productivity.level"});
  CHECK(done.parameters.productivity.level.kind == ProductivityLevel::given);
  CHECK(std::abs(done.values[0].second / common_productivity(scenario.parameters) - 1) < 1e-12);
  const Calibration other = calibrated(scenario, {"y=0.3"}, {"productivity.level.output_to_wealth"});
  CHECK(std::abs(other.values[0].second / 0.3 - 1) < 1e-12);
}

TEST_CASE("of two shares of compute that give the same growth the one near the scenario's is found") {
  const auto tau_for = [](const std::string& start) {
    return calibrated(small({"tau=" + start}), {"g_report=0.12"}, {"tau"}).values[0].second;
  };
  const double below = tau_for("0.2"), above = tau_for("0.85"), peak = rest_of(small().parameters).tau_hat;
  CHECK(below < peak);
  CHECK(above > peak);
  for (const double tau : {below, above}) {
    Parameters p = small().parameters;
    p.tau = tau;
    CHECK(std::abs(rest_of(p).g_report / 0.12 - 1) <= theory_tolerance);
  }
}

TEST_CASE("one economy of several is meant by its name") {
  const Scenario scenario = read_scenario(shipped("regional.yaml"));
  const Calibration done = calibrated(scenario, {"west:g=0.05"}, {"regions.west.tau"});
  CHECK(std::abs(rest_of(done.parameters, 3).g / 0.05 - 1) <= theory_tolerance);
  CHECK(rest_of(done.parameters, 0).g == rest_of(scenario.parameters, 0).g);
}

TEST_CASE("several targets are met at once by as many keys, each within its range") {
  const Scenario scenario = read_scenario(shipped("regional.yaml"));
  const Calibration two =
      calibrated(small(), {"y=0.3", "g=0.03"}, {"household.risk_aversion", "productivity.level.output_to_wealth"});
  CHECK(std::abs(two.values[0].second / ((2 * 0.3 - 0.09) / 0.03) - 1) < 1e-10);
  CHECK(std::abs(two.values[1].second / 0.3 - 1) < 1e-10);
  const Calibration three = calibrated(scenario, {"west:g=0.05", "guangdong:g=0.045", "jing_jin_ji:y=0.31"},
                                       {"regions.west.tau", "household.risk_aversion", "productivity.level"});
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(std::abs(three.reached[i].value / three.targets[i].value - 1) <= theory_tolerance);
}

TEST_CASE("a strength of synergy at the closed end of its range is found, from outside of feasible values too") {
  const Scenario scenario = small({"tau=0.3"});
  const std::string target = fmt::format("y={}", rest_of(scenario.parameters).y);
  CHECK(calibrated(small({"tau=0.3", "synergy.strength=0.2"}), {target}, {"synergy.strength"}).values[0].second ==
        doctest::Approx(1).epsilon(1e-12));
  // at σ = .5 there is no balanced path to begin with
  CHECK(calibrated(small({"household.risk_aversion=0.5"}), {"g=0.05"}, {"household.risk_aversion"}).values[0].second ==
        doctest::Approx(8).epsilon(1e-13));
}

TEST_CASE("a pilot run meets its target on the same random numbers, with the Monte Carlo error beside it") {
  const Scenario scenario = small({"shocks.economy.standard_deviation=0.02", "firms.count=600"});
  for (const std::string target : {"mean:growth=0.04", "last:growth=0.04"}) {
    const Calibration done = calibrated(scenario, {target}, {"household.risk_aversion"});
    CHECK(std::abs(done.reached[0].value / 0.04 - 1) <= pilot_tolerance);
    CHECK(done.reached[0].standard_error > 1e-4);
    CHECK(done.values[0].second > 8);
  }
  const Calibration level =
      calibrated(scenario, {"first:output=30", "g=0.04"}, {"start.wealth", "household.risk_aversion"});
  CHECK(std::abs(level.reached[0].value / 30 - 1) <= pilot_tolerance);
  CHECK(std::abs(level.reached[1].value / 0.04 - 1) <= theory_tolerance);
}

TEST_CASE("without noise a pilot's growth on the balanced path calibrates as the closed form does") {
  const Scenario scenario = small({"productivity.standard_deviation=0", "ensemble.replications=1", "firms.count=1"});
  const double pilot = calibrated(scenario, {"mean:growth=0.04"}, {"household.risk_aversion"}).values[0].second,
               paper = calibrated(scenario, {"g=0.04"}, {"household.risk_aversion"}).values[0].second;
  CHECK(std::abs(pilot / paper - 1) < 1e-8);
}

TEST_CASE("synergy of levels has no balanced path to calibrate, but a pilot") {
  const Names level{"synergy.mode=level", "productivity.level=1", "household.consumption={saving_rate: 0.3}",
                    "productivity.standard_deviation=0", "firms.count=4"};
  CHECK(complaint({"g=0.05"}, {"productivity.level"}, level).find("no balanced growth path") != std::string::npos);
  const Calibration done = calibrated(small(level), {"mean:growth=0.05"}, {"productivity.level"});
  CHECK(std::abs(done.reached[0].value / 0.05 - 1) <= pilot_tolerance);
}

// ---- what is not ---------------------------------------------------------------------------------------------------

TEST_CASE("a target out of reach is refused with the range that can be reached") {
  const std::string said = complaint({"g_report=0.5"}, {"tau"});
  CHECK(said.starts_with("no value of tau meets g_report = 0.5: it goes from "));
  const SteadyState peak = rest_of(small({fmt::format("tau={}", rest_of(small().parameters).tau_hat)}).parameters);
  CHECK(said.find(fmt::format(" to {:.6g} (at 0.5797", peak.g_report)) != std::string::npos);
}

TEST_CASE("a key that does not move its target is told") {
  CHECK(complaint({"g=0.04"}, {"start.wealth"}) == "start.wealth does not move g");
  CHECK(complaint({"g=0.04", "y=0.3"}, {"start.wealth", "productivity.level"}) ==
        "start.wealth moves none of the targets");
  CHECK(complaint({"g=0.04", "B=0.3"}, {"household.risk_aversion", "productivity.level"}) ==
        "none of the varied keys moves B");
  CHECK(complaint({"g=0.04", "g_report=0.05"}, {"household.risk_aversion", "productivity.level"}) ==
        "the varied keys move the targets in proportion: they cannot be met one by one");
}

TEST_CASE("as many keys as targets, none of them twice") {
  const std::string rule = "as many keys must be varied as there are targets, at least one: ";
  CHECK(complaint({"g=0.04"}, {"tau", "start.wealth"}) == rule + "--target 1 times, --vary 2 times");
  CHECK(complaint({"g=0.04"}, {}) == rule + "--target 1 times, --vary 0 times");
  CHECK(complaint({}, {}) == rule + "--target 0 times, --vary 0 times");
  CHECK(complaint({"g=0.04", "y=0.3"}, {"tau", "tau"}) == "--vary tau: is given twice");
}

TEST_CASE("a target that names nothing is refused with what was meant") {
  CHECK(complaint({"g_reprot=0.04"}, {"tau"}) ==
        "--target g_reprot=0.04: g_reprot is not a number of the balanced path; did you mean g_report?");
  CHECK(complaint({"mean:grwoth=0.04"}, {"tau"}) ==
        "--target mean:grwoth=0.04: grwoth is not a recorded series; did you mean growth?");
  CHECK(complaint({"nation:g=0.04"}, {"tau"}) ==
        "--target nation:g=0.04: nation is not an economy of the scenario; did you mean national?");
  CHECK(complaint({"zzz=0.04"}, {"tau"})
            .starts_with("--target zzz=0.04: zzz is not a number of the balanced path; there are g, g_report"));
  const std::string form = ": must have the form name=number, for example y=0.245, west:g=0.05 or mean:growth=0.05";
  for (const std::string bad : {"g", "g=", "=", "g=inf", "g=5%", "g=0.04 ", "g==", ""})
    CHECK(complaint({bad}, {"tau"}) == "--target " + bad + form);
  CHECK(complaint({"g=0.04"}, {"tau"}, {"capital_market=regional"}) ==
        "--target g=0.04: which economy? north:g, for example; there are north, south");
  CHECK(
      complaint({"arm_slope=0.1"}, {"household.consumption.saving_rate"}, {"household.consumption={saving_rate: 0.3}"})
          .find("this household has no such number") != std::string::npos);
}

TEST_CASE("a key that is none is refused in the words of the reader; one that is no number, in its own") {
  CHECK(complaint({"g=0.04"}, {"household.risk_aversoin"}) ==
        "reader: --vary household.risk_aversoin: household.risk_aversoin is not a key; did you mean "
        "household.risk_aversion?");
  CHECK(complaint({"g=0.04"}, {"firms.count"}) == "--vary firms.count: is not a real number of this scenario");
  CHECK(complaint({"g=0.04"}, {"household.euler"}) == "--vary household.euler: is not a real number of this scenario");
}

TEST_CASE("a scenario without a balanced path anywhere in the range is told why") {
  CHECK(complaint({"g=0.04"}, {"household.discount_rate"}, {"technology.depreciation=1"})
            .starts_with(
                "household.discount_rate: no value in (0, 1) is accepted: economy national: balanced growth path "
                "refused: "));
}

// ---- how it is said ------------------------------------------------------------------------------------------------

TEST_CASE("the answer is YAML: what was reached as comments, and the values under their sections") {
  const Calibration done = calibrated(small({"shocks.economy.standard_deviation=0.02"}), {"y=0.3", "first:output=30"},
                                      {"productivity.level.output_to_wealth", "start.wealth"});
  for (const Language language : {Language::english, Language::chinese}) {
    const std::string said = calibration_text(done, language);
    std::istringstream lines(said);
    std::string values;
    for (std::string line; std::getline(lines, line);)
      if (!line.starts_with("#")) values += line + "\n";
    CHECK(values == fmt::format("productivity:\n  level:\n    output_to_wealth: {}\nstart:\n  wealth: {}\n",
                                done.values[0].second, done.values[1].second));
    CHECK(std::ranges::count(said, '\n') == 9);
  }
  CHECK(calibration_text(done, Language::english).find("# first:output ") != std::string::npos);
}

// ---- the shipped values --------------------------------------------------------------------------------------------

/// A value of a shipped file that its comment says how to find: "# suanli calibrate FILE --target … --vary …".
struct Quoted {
  std::string file;
  Names targets, varied, settings;
};
std::vector<Quoted> quoted_commands() {
  std::vector<Quoted> all;
  for (const std::string& name : shipped_scenarios()) {
    std::ifstream file(shipped(name));
    for (std::string line; std::getline(file, line);) {
      const std::size_t at = line.find("# suanli calibrate ");
      if (at == std::string::npos) continue;
      std::istringstream words(line.substr(at + 2));
      Quoted quoted;
      std::string word;
      words >> word >> word >> quoted.file;
      CHECK(quoted.file == "scenarios/" + name);
      for (std::string option; words >> option >> word;)
        (option == "--target" ? quoted.targets : option == "--vary" ? quoted.varied : quoted.settings).push_back(word);
      all.push_back(quoted);
    }
  }
  return all;
}

TEST_CASE("each shipped value that names its calibration is what the command gives, to the digits printed") {
  const std::vector<Quoted> commands = quoted_commands();
  Names keys;
  for (const Quoted& quoted : commands) {
    const std::string path = SUANLI_SOURCE_DIR "/" + quoted.file;
    const Calibration done =
        calibrated(read_scenario_text(read_text(path), path, quoted.settings), quoted.targets, quoted.varied);
    const Parameters shipped_as = read_scenario(path).parameters;
    for (const auto& [key, value] : done.values) {
      CAPTURE(key);
      keys.push_back(key);
      if (key == "household.risk_aversion")
        CHECK(fmt::format("{:.0f}", value) == fmt::format("{}", shipped_as.household.risk_aversion));
      else if (key == "start.wealth") CHECK(fmt::format("{:.1f}", value) == fmt::format("{}", shipped_as.start.wealth));
      else if (key == "productivity.level") CHECK(std::abs(value / common_productivity(shipped_as) - 1) < 1e-12);
      else FAIL("a calibrated key that this test does not know");
    }
  }
  CHECK(keys == Names{"household.risk_aversion", "productivity.level", "start.wealth"});
}

}  // namespace
}  // namespace suanli::test
