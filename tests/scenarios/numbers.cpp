// How numbers, words and truth values are written, and what is said of anything else.
#include <doctest/doctest.h>

#include <algorithm>
#include <clocale>
#include <locale>

#include "tests/scenarios/sample.hpp"

namespace suanli::test {
namespace {

constexpr const char* about_tau = "; share of investment that goes to compute, τ [1], §2";

std::string tau_as(const std::string& value) { return faults_of(small_with("tau: 0.10", "tau: " + value)); }
double tau_of(const std::string& value) {
  return read_scenario_text(small_with("tau: 0.10", "tau: " + value), "a.yaml").parameters.tau;
}

TEST_CASE("decimal numbers are read to the nearest double") {
  CHECK(tau_of("0.1") == 0.1);
  CHECK(tau_of(".1") == 0.1);
  CHECK(tau_of("1e-1") == 0.1);
  CHECK(tau_of("100E-3") == 0.1);
  CHECK(tau_of("0.1 # a comment") == 0.1);
  CHECK(tau_of("0.1000000000000000055511151231257827") == 0.1);
  CHECK(tau_of("0.30000000000000004") == 0.1 + 0.2);
  CHECK(tau_of("5e-324") == 5e-324);
}

TEST_CASE("anything that is not a decimal number is refused as it was written") {
  for (const std::string text :
       {".nan",  ".inf",  "-.inf", "nan",   "inf", "1O0", "0.1O", "0x1p-3", "0x10", "0o17", "0b1",  "+0.1",
        "1_000", "1,000", "0,1",   "0.1 %", "1e",  "1e-", "e1",   "--1",    "０.1", "true", "0.1f", "1 2"}) {
    CAPTURE(text);
    CHECK(tau_as(text) == "a.yaml:5:6: tau = '" + text + "' is not a number" + about_tau);
  }
  for (const std::string text : {"0100", "00.1", "-0100", "01"})
    CHECK(tau_as(text) == "a.yaml:5:6: tau = '" + text + "' is not a number (no leading zeros)" + about_tau);
  for (const std::string text : {"1e-400", "1e400", "-1e400"})
    CHECK(tau_as(text) == "a.yaml:5:6: tau = '" + text + "' is not a number that a double can hold" + about_tau);
  for (const std::string text : {"'0.1'", "\"0.1\"", "! 0.1"})
    CHECK(tau_as(text) ==
          std::string("a.yaml:5:6: tau = '0.1' is not a number (numbers are written without quotes)") + about_tau);
}

TEST_CASE("a list, a map or nothing is not a number, and nothing stands where its key does") {
  CHECK(tau_as("[0.1]") == std::string("a.yaml:5:6: tau = a list is not a number") + about_tau);
  CHECK(tau_as("{a: 1}") == std::string("a.yaml:5:6: tau = {a: …} is not a number") + about_tau);
  CHECK(tau_as("{a: 1, b: 2}") == std::string("a.yaml:5:6: tau = a map is not a number") + about_tau);
  for (const std::string text : {"", "~", "null"})
    CHECK(tau_as(text) == std::string("a.yaml:5:1: tau = nothing is not a number") + about_tau);
}

TEST_CASE("of a list, what is not a number is refused in its place, and a number is not a list") {
  const auto snapshots_as = [](const std::string& value) {
    return faults_of(std::string(small_scenario) + "record: {snapshots: " + value + "}\n");
  };
  const std::string about = "; dates at which every firm is recorded, [2030, 2052] [year], §7.6";
  const std::string line = fmt::format("a.yaml:{}:", std::ranges::count(std::string(small_scenario), '\n') + 1);
  CHECK(snapshots_as("[2022, 2022.5]") == "");
  CHECK(snapshots_as("2022") == line + "21: record.snapshots = '2022': must be a list of numbers in brackets" + about);
  CHECK(snapshots_as("[2022, never]") == line + "28: record.snapshots = 'never' is not a number" + about);
  CHECK(snapshots_as("[2022, 2e6]") == line + "28: record.snapshots = 2e6: must be in [-1000000, 1000000]" + about);
  CHECK(snapshots_as("[2022, [2023]]") == line + "28: record.snapshots = a list is not a number" + about);
}

TEST_CASE("a number outside its range is refused with the range and the meaning") {
  for (const std::string text : {"0", "1", "1.", "-0.0", "-0.1", "1e300"})
    CHECK(tau_as(text) == "a.yaml:5:6: tau = " + text + ": must be in (0, 1)" + about_tau);
  CHECK(faults_of(small_with("start: {wealth: 100}", "start: {wealth: 0}")) ==
        "a.yaml:21:17: start.wealth = 0: must be in [1e-09, 1000000000]; capital of all kinds at the start; regional "
        "economies share "
        "it by "
        "expenditure, W_0 [1e12 yuan], §4.2");
  CHECK(faults_of(small_with("risk_aversion: 8", "risk_aversion: 0.01")) == "");
  CHECK(faults_of(small_with("risk_aversion: 8", "risk_aversion: 0.0099")) ==
        "a.yaml:8:18: household.risk_aversion = 0.0099: must be in [0.01, 1000]; relative risk aversion, σ [1], §3");
}

TEST_CASE("a count is a whole number, however it is written") {
  const auto replications = [](const std::string& value) {
    return small_with("replications: 4", "replications: " + value);
  };
  for (const std::string text : {"4", "4.0", "4e0", "0.4e1"})
    CHECK(read_scenario_text(replications(text), "a.yaml").parameters.ensemble.replications == 4);
  CHECK(faults_of(replications("4.5")) ==
        "a.yaml:2:26: ensemble.replications = 4.5: must be a whole number; number of replications, R [1], §6.3");
  for (const std::string text : {"0", "-1", "1e10", "99999999999999999999"})
    CHECK(faults_of(replications(text)) == "a.yaml:2:26: ensemble.replications = " + text +
                                               ": must be in [1, 1000000000]; number of replications, R [1], §6.3");
  CHECK(read_scenario_text(small_with("seed: 7", "seed: 9007199254740991"), "a.yaml").parameters.ensemble.seed ==
        9007199254740991);
  CHECK(faults_of(small_with("seed: 7", "seed: 9007199254740992")) ==
        "a.yaml:2:35: ensemble.seed = 9007199254740992: must be in [0, 9007199254740991]; seed of every random number "
        "of the "
        "ensemble [1], §6.3");
}

TEST_CASE("a truth value is true or false and nothing else") {
  const auto normalise = [](const std::string& value) {
    return faults_of(small_with("  standard_deviation: 0.25", "  normalise: " + value));
  };
  CHECK(normalise("false") == "");
  for (const std::string text : {"yes", "True", "1", "on"})
    CHECK(normalise(text) == "a.yaml:15:14: productivity.normalise = '" + text +
                                 "': must be true or false; keep mean effective productivity free of dispersion, §6.2");
  CHECK(normalise("'true'") != "");
}

TEST_CASE("a word that is not one of the choices is refused with all of them, and the nearest") {
  const auto pricing = [](const std::string& value) {
    return faults_of(small_with("pricing: integrated", "pricing: " + value));
  };
  const std::string choices = ": must be report, integrated or {markup: number}",
                    about = "; how providers price compute services, μ, §2.4";
  CHECK(pricing("reprot") == "a.yaml:4:10: pricing = 'reprot'" + choices + " (did you mean report?)" + about);
  CHECK(pricing("markup") == "a.yaml:4:10: pricing = 'markup'" + choices + about);
  CHECK(pricing("1.3") == "a.yaml:4:10: pricing = '1.3'" + choices + about);
  CHECK(pricing("[report]") == "a.yaml:4:10: pricing = a list" + choices + about);
  CHECK(pricing("{markup: 1.3, report: 1}") == "a.yaml:4:10: pricing = a map" + choices + about);
  CHECK(pricing("{margin: 1.3}") == "a.yaml:4:11: pricing = {margin: …}" + choices + about);
  CHECK(pricing("") == "a.yaml:4:1: pricing = nothing" + choices + about);
  CHECK(pricing("{markup: high}") == "a.yaml:4:19: pricing.markup = 'high' is not a number" + about);
  CHECK(pricing("{markup: 0.5}") == "a.yaml:4:19: pricing.markup = 0.5: must be in [1, 1000000]" + about);
  CHECK(pricing("{markup: 1.3}") == "");
  CHECK(faults_of(small_with("mode: intensity", "mode: intensty")) ==
        "a.yaml:6:17: synergy.mode = 'intensty': must be intensity or level (did you mean intensity?); what lifts the "
        "productivity of other capital: the intensity of compute, or its level, §2.3");
  CHECK(faults_of(small_with("capital_market: national", "capital_market: \"n\\x1b[2J\"")) ==
        "a.yaml:3:17: capital_market = 'n\\x1b[2J': must be national or regional; extent of a capital market, §1");
}

TEST_CASE("a choice whose number stands alone takes it, and says so") {
  const auto level = [](const std::string& value) { return faults_of(small_with("{output_to_wealth: 0.245}", value)); };
  const std::string about =
      "; common level of productivity, or the output-wealth ratio y* that one national economy of compute "
      "intensity h̄_0 would have at rest with it, A [1], §1";
  CHECK(level("0.65") == "");
  CHECK(level("1e-200") == "a.yaml:14:10: productivity.level = 1e-200: must be in [1e-100, 1e+100]" + about);
  CHECK(level("1.5x") == "a.yaml:14:10: productivity.level = '1.5x' is not a number" + about);
  CHECK(level("high") ==
        "a.yaml:14:10: productivity.level = 'high': must be a number or {output_to_wealth: number}" + about);
  CHECK(level("{output_to_wealth: 0}") ==
        "a.yaml:14:29: productivity.level.output_to_wealth = 0: must be in [1e-06, 1000000]" + about);
}

TEST_CASE("columns count characters where other letters stand before a value") {
  CHECK(faults_of(small_with("mode: intensity, strength: 1,", "mode: 密度密度, strength: x,")) ==
        "a.yaml:6:17: synergy.mode = '密度密度': must be intensity or level; what lifts the productivity of other "
        "capital: the "
        "intensity of compute, or its level, §2.3\n"
        "a.yaml:6:33: synergy.strength = 'x' is not a number; exponent of compute intensity; 1 is the report's, 0 no "
        "synergy, "
        "χ [1], §2.3");
}

TEST_CASE("a map that should be a value, and a value that should be a map, are refused by name") {
  CHECK(faults_of(small_with("time: {start: 2022, end: 2023, step: 0.25}", "time: [2022, 2023]")) ==
        "a.yaml:1:7: time must be a map of keys to values (dates)");
  CHECK(faults_of(small_with("technology: {depreciation: 0.06}", "technology:")) ==
        "a.yaml:12:1: technology must be a map of keys to values (what all firms share)");
  CHECK(faults_of(small_with("{internet: 0.2, finance: 0.3}", "[0.2, 0.3]")) ==
        "a.yaml:27:25: regions.north.expenditure_shares must be a map from <industry> to values: share of national "
        "expenditure on the output of this region and industry");
  CHECK(faults_of(small_with("{alpha: 0.55, beta: 0.20}", "0.55")) ==
        "a.yaml:23:13: industries.internet must be a map of keys to values");
}

TEST_CASE("decimal commas and grouped thousands of the locale change nothing") {
  struct German : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const Parameters before = read_scenario_text(std::string(small_scenario), "a.yaml").parameters;
  const std::locale old = std::locale::global(std::locale(std::locale(), new German));
  const std::string old_c = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "de_DE"})
    if (std::setlocale(LC_ALL, name) != nullptr) break;  // where it is installed
  const Parameters after = read_scenario_text(std::string(small_scenario), "a.yaml").parameters;
  const std::string text = to_yaml(before), refused = tau_as("0,1"), outside = tau_as("1e300");
  std::setlocale(LC_ALL, old_c.c_str());
  std::locale::global(old);
  CHECK(after.tau == 0.1);
  CHECK(after.time.start == 2022);
  CHECK(to_yaml(after) == to_yaml(before));
  CHECK(text == to_yaml(before));
  CHECK(refused == std::string("a.yaml:5:6: tau = '0,1' is not a number") + about_tau);
  CHECK(outside == std::string("a.yaml:5:6: tau = 1e300: must be in (0, 1)") + about_tau);
}

}  // namespace
}  // namespace suanli::test
