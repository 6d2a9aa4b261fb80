// Calibrated values in a scenario's own text: nothing else moves.
#include "scenarios/rewrite.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "scenarios/calibrate.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/number.hpp"
#include "tests/scenarios/design_sample.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

constexpr const char* sample =
    "# 中文 and a comment\n"
    "tau: 0.10   # the share\n"
    "household: {risk_aversion: 8, euler: 'report'}  # 8: {not this}\n"
    "productivity:\n"
    "  level: {output_to_wealth: 0.245}  # braces\n"
    "  note:\n"
    "start:\n"
    "  wealth: 1e2\n";

std::string complaint(const std::string& key) {
  try {
    with_value(sample, "a.yaml", key, "1");
  } catch (const CannotRewrite& error) {
    CHECK(error.text().zh != error.text().en);
    return error.what();
  }
  return "";
}

TEST_CASE("one value is replaced where it stands, whether a number, a quoted word or a map in braces") {
  const auto expect = [](const char* key, const char* value, const char* from, const char* to) {
    CHECK(with_value(sample, "a.yaml", key, value) == replaced(sample, from, to));
  };
  expect("tau", "0.25", "0.10", "0.25");
  expect("household.risk_aversion", "2.75", "aversion: 8,", "aversion: 2.75,");
  expect("household.euler", "planner", "'report'", "planner");
  expect("household.euler.share", "0.1", "'report'", "{share: 0.1}");
  expect("productivity.level.output_to_wealth", "0.3", "0.245", "0.3");
  expect("productivity.level", "0.7", "{output_to_wealth: 0.245}", "0.7");
  expect("household", "{}", "{risk_aversion: 8, euler: 'report'}", "{}");
  expect("start.wealth", "121.8", "1e2", "121.8");
}

TEST_CASE("a key that is not written, or not in one piece, cannot be replaced") {
  CHECK(complaint("household.discount_rate") ==
        "a.yaml: household.discount_rate is not written there: write it into the file first, with any value");
  CHECK(complaint("productivity.note").find("is not written there") != std::string::npos);
  CHECK(
      complaint("start") ==
      "a.yaml:8:3: start is not written as one word, one number or one map in braces, and cannot be replaced in place");
}

TEST_CASE("every real number of a scenario is known by the key that sets it") {
  const Parameters p = small({"capital_market=regional", "regions.north.tau=0.2"}).parameters;
  for (const Number& number : numbers_of(p)) {
    if (!number.value) continue;
    CAPTURE(number.key);
    CHECK(number.range.contains(*number.value));
    Parameters changed = p;
    number.set(changed, 0.625);
    CHECK(to_yaml(changed) != to_yaml(p));
    number.set(changed, *number.value);
    CHECK(to_yaml(changed) == to_yaml(p));
  }
}

TEST_CASE("no key that takes a real number is missing, whichever alternative the scenario has chosen") {
  std::vector<std::string> keys;
  for (const Number& number : numbers_of(sited(every_siting_and_design_key()).parameters)) {
    std::string key = number.key;
    for (const auto& [name, entry] : {std::pair{".north", ".<region>"},
                                      {".internet", ".<industry>"},
                                      {".sensitive", ".<class>"},
                                      {".hub_south", ".<location>"},
                                      {".drought", ".<event>"},
                                      {".patience", ".<varied>"},
                                      {".pair", ".<pair>"}})
      if (const std::size_t at = key.find(name); at != std::string::npos)
        key.replace(at, std::string(name).size(), entry);
    keys.push_back(key);
  }
  for (const Key& key : all_keys())
    if (key.range.en.starts_with("in [") || key.range.en.starts_with("in (")) {
      CAPTURE(key.path);
      CHECK(std::ranges::find(keys, key.path) != keys.end());
    }
  for (const std::string chosen : {"pricing.markup", "household.consumption.saving_rate", "productivity.level",
                                   "productivity.level.output_to_wealth", "start.kappa"})
    CHECK(std::ranges::find(keys, chosen) != keys.end());
}

// ---- calibrated scenarios ------------------------------------------------------------------------------------------

void expect_same_text_but_values(const std::string& before, const std::string& after, std::size_t lines_changed) {
  std::istringstream old_lines(before), new_lines(after);
  std::string a, b;
  std::getline(new_lines, b);
  CHECK(b.starts_with("# suanli calibrate"));
  std::size_t changed = 0;
  while (std::getline(old_lines, a) && std::getline(new_lines, b)) changed += a != b;
  CHECK(changed == lines_changed);
  CHECK(std::ranges::count(after, '\n') == std::ranges::count(before, '\n') + 1);
}

TEST_CASE("the calibrated scenario reads back to exactly the calibrated parameters, and only its values have changed") {
  for (const std::string& name : shipped_scenarios()) {
    CAPTURE(name);
    const Scenario scenario = read_scenario(shipped(name));
    if (!scenario.bases.empty()) continue;  // says only what it changes
    const bool regional = scenario.parameters.capital_market == CapitalMarket::regional;
    const Calibration done =
        calibrate(scenario, {regional ? "west:g=0.03" : "g=0.03", regional ? "west:y=0.3" : "y=0.3"},
                  {"household.risk_aversion", "productivity.level"});
    const std::string text = calibrated_scenario(scenario, done, "suanli calibrate " + name);
    CHECK(to_yaml(read_scenario_text(text, "b.yaml").parameters) == to_yaml(done.parameters));
    expect_same_text_but_values(scenario.text, text, 2);
  }
}

TEST_CASE("settings of the command line are written into the calibrated scenario too") {
  const Scenario scenario =
      small({"tau=0.2", "household.consumption={saving_rate: 0.4}", "tau=0.3", "pricing.markup=1.3"});
  const Calibration done = calibrate(scenario, {"g=0.03"}, {"productivity.level.output_to_wealth"});
  const std::string text = calibrated_scenario(scenario, done, "suanli calibrate a.yaml");
  const Parameters p = read_scenario_text(text, "b.yaml").parameters;
  CHECK(p.tau == 0.3);
  CHECK(p.pricing == Choice<PricingRule>{PricingRule::markup, 1.3});
  CHECK(to_yaml(p) == to_yaml(done.parameters));
  expect_same_text_but_values(scenario.text, text, 4);
}

TEST_CASE("a calibrated key or a setting that the file does not have refuses to be written, and says so") {
  const auto refused = [](const Scenario& scenario, const std::string& key) {
    const Calibration done = calibrate(scenario, {"g=0.03"}, {key});
    try {
      calibrated_scenario(scenario, done, "suanli calibrate a.yaml");
    } catch (const CannotRewrite& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const std::string rule = " is not written there: write it into the file first, with any value";
  CHECK(refused(small({"start.kappa=0.8"}), "household.risk_aversion") == "a.yaml: start.kappa" + rule);
  CHECK(refused(small({"productivity.level=0.6"}), "industries.internet.relative_productivity") ==
        "a.yaml: industries.internet.relative_productivity" + rule);
}

TEST_CASE("a command of several lines cannot break the scenario that it is written into") {
  const Scenario scenario = small();
  const Calibration done = calibrate(scenario, {"g=0.03"}, {"household.risk_aversion"});
  const std::string text = calibrated_scenario(scenario, done, "suanli calibrate\ntau: 0.5");
  CHECK(text.starts_with("# suanli calibrate tau: 0.5\n"));
  const std::string all_of_it(500, 'x');
  CHECK(calibrated_scenario(scenario, done, all_of_it).starts_with("# " + all_of_it + "\n"));
}

}  // namespace
}  // namespace suanli::test
