// Everything that is wrong with a file is said at once, in the order of the file, and nothing that follows from it.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/scenarios/sample.hpp"

namespace suanli::test {
namespace {

TEST_CASE("twenty-two faults of one file are reported in one pass, in its order") {
  const std::string text = R"(time: {start: 2022, end: 2022, step: 0.25}
ensemble: {replications: 4.5, seed: -1}
capital_market: natoinal
pricing: {markup: 0.9}
tau: high
synergy: {mode: intensity, strength: 2, reference: 0.10, spilover: 0}
household:
  risk_aversion: 08
  euler: privat
  consumption: saddle_path
technology: 0.06
productivity:
  level: {output_to_wealth: 0.245}
  normalise: maybe
  persistance: 0.85
shocks:
  economy: {standard_deviation: '0'}
firms: {count: }
start: {wealth: 1e999}
industries:
  internet: {alpha: 0.85, beta: 0.20}
  finance: {alpha: 0.80, beta: 0.12, gamma: 1}
regions:
  north:
    tau: 0.2
    expenditure_shares: {internet: 0.2, finances: 0.3}
  south:
    relative_productivity: 0
    expenditure_shares: {internet: 0.1, finance: 0.4}
)";
  CHECK(faults_of(text) ==
        R"(a.yaml: household.discount_rate is missing: utility discount rate, ρ [1/year], §3
a.yaml:1:26: time.end = 2022 with start = 2022: the last date must come after the first, §5
a.yaml:2:26: ensemble.replications = 4.5: must be a whole number; number of replications, R [1], §6.3
a.yaml:2:37: ensemble.seed = -1: must be in [0, 9007199254740991]; seed of every random number of the ensemble [1], §6.3
a.yaml:3:17: capital_market = 'natoinal': must be national or regional (did you mean national?); extent of a capital market, §1
a.yaml:4:19: pricing.markup = 0.9: must be in [1, 1000000]; how providers price compute services, μ, §2.4
a.yaml:5:6: tau = 'high' is not a number; share of investment that goes to compute, τ [1], §2
a.yaml:6:38: synergy.strength = 2: must be in [0, 1]; exponent of compute intensity; 1 is the report's, 0 no synergy, χ [1], §2.3
a.yaml:6:58: synergy.spilover is not a key; did you mean synergy.spillover?
a.yaml:8:18: household.risk_aversion = '08' is not a number (no leading zeros); relative risk aversion, σ [1], §3
a.yaml:9:10: household.euler = 'privat': must be report, private or planner (did you mean private?); return that the household sees when it decides to save, R, §3.1
a.yaml:11:13: technology must be a map of keys to values (what all firms share)
a.yaml:14:14: productivity.normalise = 'maybe': must be true or false; keep mean effective productivity free of dispersion, §6.2
a.yaml:15:3: productivity.persistance is not a key; did you mean productivity.persistence?
a.yaml:17:33: shocks.economy.standard_deviation = '0' is not a number (numbers are written without quotes); stationary standard deviation of the common shock, s_E [1], §6.1
a.yaml:18:9: firms.count = nothing is not a number; firms of the whole scenario, spread over cells by expenditure share, N [1], §1
a.yaml:19:17: start.wealth = '1e999' is not a number that a double can hold; capital of all kinds at the start; regional economies share it by expenditure, W_0 [1e12 yuan], §4.2
a.yaml:21:21: industries.internet.alpha = 0.85 with beta = 0.2: α + β must be below 1 (services keep ξ = 1 - α - β > 0), §1
a.yaml:22:38: industries.finance.gamma is not a key; its section has alpha, beta, relative_productivity, investment, adoption_gain, service_shares
a.yaml:26:5: regions.north.expenditure_shares: the share of finance is missing, §1
a.yaml:26:51: regions.north.expenditure_shares.finances = 0.3: there is no industry of this name under industries, §1
a.yaml:28:28: regions.south.relative_productivity = 0: must be in [1e-06, 1000000]; productivity level relative to other regions, A_m [1], §1)");
}

TEST_CASE("each rule across fields is said at the key that breaks it") {
  CHECK(faults_of(small_with("end: 2023", "end: 2021")) ==
        "a.yaml:1:26: time.end = 2021 with start = 2022: the last date must come after the first, §5");
  CHECK(faults_of(small_with("step: 0.25", "step: 0.3")) ==
        "a.yaml:1:38: time.step = 0.3 with start = 2022, end = 2023: must divide the time between them into whole "
        "periods (it "
        "makes 3.3333333333333335), §5");
  CHECK(faults_of(small_with("internet: 0.1", "internet: 0.2")) ==
        "a.yaml:25:1: regions: expenditure shares of all regions and industries sum to 1.1: they must sum to 1 within "
        "0.0001 "
        "(what rounding leaves is rescaled), §1");
  CHECK(faults_of(small_with("{internet: 0.1, finance: 0.4}", "{internet: 0.5}")) ==
        "a.yaml:29:5: regions.south.expenditure_shares: the share of finance is missing, §1");
  CHECK(faults_of(small_with("  north:\n", "  north:\n    tau: 0.2\n")) ==
        "a.yaml:27:10: regions.north.tau = 0.2 with capital_market = national: one national economy has one τ, the key "
        "tau, "
        "§1");
  CHECK(faults_of(small_with("mode: intensity", "mode: level")) ==
        "a.yaml:11:16: household.consumption = saddle_path with synergy.mode = level: no balanced path exists, so the "
        "saddle "
        "path does not either; use {saving_rate: s}, §2.3\n"
        "a.yaml:14:3: productivity.level = {output_to_wealth: 0.245} with synergy.mode = level: there is no balanced "
        "path to "
        "calibrate on; give the level A itself, a number, §2.3");
}

TEST_CASE(
    "firms that leave at a negative rate, and entrants above the mean, are refused with the rule and its meaning") {
  CHECK(
      faults_of(small_with("firms: {count: 2400}", "firms: {count: 2400, exit_rate: -0.01, entrant_fraction: 1.01}")) ==
      "a.yaml:20:33: firms.exit_rate = -0.01: must be in [0, 100]; rate at which firms leave and are replaced, λ "
      "[1/year], §7.4\n"
      "a.yaml:20:58: firms.entrant_fraction = 1.01: must be in [1e-06, 1]; where firms leave: an entrant's stocks over "
      "the mean of its cell, frac [1], §7.4");
  CHECK(faults_of(small_with("firms: {count: 2400}",
                             "firms: {count: 2400}\nadoption: {rule: bass, innovation: -0.01, imitation: -0.3}")) ==
        "a.yaml:21:36: adoption.innovation = -0.01: must be in [0, 10]; adoption by innovation, p [1/year], §7.5\n"
        "a.yaml:21:54: adoption.imitation = -0.3: must be in [0, 10]; adoption by imitation, q [1/year], §7.5");
}

TEST_CASE("a key that could not be read breaks no rule across fields") {
  const auto lines = [](const std::string& text) {
    const std::string all = faults_of(text);
    return all.empty() ? 0 : 1 + std::ranges::count(all, '\n');
  };
  // Read as its first word, national, it would exclude the regions' own tau.
  const std::string regional = replaced(small_with("  north:\n", "  north:\n    tau: 0.2\n"), "national", "regoinal");
  CHECK(lines(regional) == 1);
  CHECK(lines(small_with("end: 2023", "end: never")) == 1);
  CHECK(lines(small_with("alpha: 0.80, beta: 0.12", "alpha: 0.80, beta: 1.2")) == 1);
  CHECK(lines(small_with("internet: 0.1", "internet: x")) == 1);
  CHECK(lines(small_with("time: {start: 2022, end: 2023, step: 0.25}", "time: 2022")) == 1);
  CHECK(lines(small_with("internet: {alpha: 0.55, beta: 0.20}", "internet: 3")) == 1);
  CHECK(lines(small_with("  south:\n    expenditure_shares: {internet: 0.1, finance: 0.4}", "  south: 0.5")) == 1);
  CHECK(lines(small_with("    expenditure_shares: {internet: 0.1, finance: 0.4}", "    expenditure_shares: 0.5")) == 1);
  CHECK(lines(small_with("{mode: intensity, strength: 1, reference: 0.10}", "{mode: levl}")) == 1);
  CHECK(lines(replaced(small_with("mode: intensity", "mode: level"), "{output_to_wealth: 0.245}\n", "1\n")) == 1);
  const std::string level =
      replaced(small_with("mode: intensity", "mode: level"), "{output_to_wealth: 0.245}\n", "1\n");
  CHECK(lines(replaced(level, "consumption: saddle_path", "consumption: saddle")) == 1);
}

TEST_CASE("a key of another section is recognised") {
  CHECK(faults_of(small_with("tau: 0.10", "tau: 0.10\nrisk_aversion: 8")) ==
        "a.yaml:6:1: risk_aversion is not a key; did you mean household.risk_aversion?");
}

TEST_CASE("a required key, or a section with such, that is misspelt is one fault, in its place") {
  CHECK(faults_of(small_with("tau: 0.10", "tua: 0.10")) == "a.yaml:5:1: tua is not a key; did you mean tau?");
  CHECK(faults_of(small_with("start: {", "strat: {")) == "a.yaml:21:1: strat is not a key; did you mean start?");
  CHECK(faults_of(small_with("regions:", "region:")) == "a.yaml:25:1: region is not a key; did you mean regions?");
}

TEST_CASE("an empty scenario names every key that must be given, and only these") {
  CHECK(faults_of("{}\n") ==
        R"(a.yaml: time.start is missing: date of the first period, t_0 [year], §5
a.yaml: time.end is missing: date of the last observation, t_T [year], §5
a.yaml: tau is missing: share of investment that goes to compute, τ [1], §2
a.yaml: household.risk_aversion is missing: relative risk aversion, σ [1], §3
a.yaml: household.discount_rate is missing: utility discount rate, ρ [1/year], §3
a.yaml: technology.depreciation is missing: depreciation of both capitals, δ [1/year], §3
a.yaml: start.wealth is missing: capital of all kinds at the start; regional economies share it by expenditure, W_0 [1e12 yuan], §4.2
a.yaml: industries must be a map from <industry> to values: industries, in the order of the file
a.yaml: regions must be a map from <region> to values: regions, in the order of the file)");
}

}  // namespace
}  // namespace suanli::test
