// Settings of the command line: key=value on top of a file.
#include <doctest/doctest.h>

#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

Parameters with(const std::vector<std::string>& settings) {
  return read_scenario_text(std::string(small_scenario), "a.yaml", settings).parameters;
}
std::string said_of(const std::string& setting) { return faults_of(std::string(small_scenario), {setting}); }

TEST_CASE("a setting replaces a value of the file, and the last of several wins") {
  CHECK(with({"household.risk_aversion=2.8"}).household.risk_aversion == 2.8);
  CHECK(with({"tau=0.2", "tau=0.3"}).tau == 0.3);
  CHECK(with({"firms.count=1e3"}).firms.count == 1000);
}

TEST_CASE("a setting changes no other value") {
  Parameters expected = with({});
  expected.household.risk_aversion = 2.8;
  CHECK(to_yaml(with({"household.risk_aversion=2.8"})) == to_yaml(expected));
}

TEST_CASE("a setting adds what the file leaves to its default") {
  CHECK(with({}).productivity.persistence == 0.85);
  CHECK(with({"productivity.persistence=0.5"}).productivity.persistence == 0.5);
  CHECK(with({"shocks.region.persistence=0.5"}).shocks.region.persistence == 0.5);
  CHECK(with({"start.kappa=0.8"}).start.kappa == Choice<StartComposition>{StartComposition::given, 0.8});
}

TEST_CASE("a setting turns a word into a word with a number and back") {
  CHECK(with({"pricing={markup: 1.3}"}).pricing == Choice<PricingRule>{PricingRule::markup, 1.3});
  CHECK(with({"pricing.markup=1.3"}).pricing == Choice<PricingRule>{PricingRule::markup, 1.3});
  CHECK(with({"pricing={markup: 1.3}", "pricing=report"}).pricing == Choice<PricingRule>{PricingRule::report, 0});
  CHECK(with({"household.consumption.saving_rate=0.3"}).household.consumption ==
        Choice<ConsumptionRule>{ConsumptionRule::saving_rate, 0.3});
  CHECK(with({"productivity.level=0.6"}).productivity.level ==
        Choice<ProductivityLevel>{ProductivityLevel::given, 0.6});
}

TEST_CASE("a setting replaces a whole map") {
  const Parameters p = with({"industries={internet: {alpha: 0.5, beta: 0.1}, finance: {alpha: 0.6, beta: 0.2}}"});
  REQUIRE(p.industries.size() == 2);
  CHECK(p.industries[1].second.alpha == 0.6);
  CHECK(with({"time={start: 2000, end: 2001}"}).time.step == 0.25);
}

TEST_CASE("settings reach entries by name, also by a name with points") {
  CHECK(with({"industries.finance.beta=0.1"}).industries[1].second.beta == 0.1);
  CHECK(with({"regions.south.relative_productivity=2"}).regions[1].second.relative_productivity == 2);
  const std::string dotted =
      replaced(replaced(small_with("  finance: {", "  fin.ance.1: {"), "finance: 0.3", "fin.ance.1: 0.3"),
               "finance: 0.4", "fin.ance.1: 0.4");
  const Scenario s = read_scenario_text(dotted, "a.yaml", {"industries.fin.ance.1.beta=0.11"});
  CHECK(s.parameters.industries.at(1).first == "fin.ance.1");
  CHECK(s.parameters.industries.at(1).second.beta == 0.11);
}

TEST_CASE("a new industry by a setting is asked for its shares where they are missing") {
  CHECK(said_of("industries.energy={alpha: 0.9, beta: 0.05}") ==
        "a.yaml:27:5: regions.north.expenditure_shares: the share of energy is missing, §1\n"
        "a.yaml:29:5: regions.south.expenditure_shares: the share of energy is missing, §1");
}

TEST_CASE("a fault of a setting is said at the setting, whole and in one line") {
  CHECK(said_of("household.risk_aversoin=1") ==
        "--set household.risk_aversoin=1: household.risk_aversoin is not a key; did "
        "you mean household.risk_aversion?");
  CHECK(said_of("household.risk_aversion=high") ==
        "--set household.risk_aversion=high: household.risk_aversion = 'high' is "
        "not a number; relative risk aversion, σ [1], §3");
  CHECK(said_of("time.end=2020") ==
        "--set time.end=2020: time.end = 2020 with start = 2022: the last date must come after the first, §5");
  CHECK(said_of("synergy=intensity") ==
        "--set synergy=intensity: synergy must be a map of keys to values (how compute lifts "
        "the productivity of other capital)");
  CHECK(said_of("household={risk_aversion: x}") ==
        "--set household={risk_aversion: x}: household.risk_aversion = 'x' is not a number; relative risk aversion, σ "
        "[1], "
        "§3\n--set household={risk_aversion: x}: household.discount_rate is missing: utility discount rate, ρ "
        "[1/year], §3");
  CHECK(said_of("tau.x=1") ==
        "--set tau.x=1: tau = {x: …} is not a number; share of investment that goes to compute, τ [1], §2");
}

TEST_CASE("what is no setting is refused, and echoed without control characters") {
  for (const std::string text : {"tau", "=3"})
    CHECK(said_of(text) == "--set " + text + ": must have the form key=value");
  CHECK(said_of("tau=") == "--set tau=: is empty");
  for (const std::string text : {"household..x=1", ".tau=1", "household.=1", ".=1"})
    CHECK(said_of(text) == "--set " + text + ": '' is not a name");
  CHECK(said_of("a b=1") == "--set a b=1: 'a b' is not a name");
  CHECK(said_of("tau={a: ]") == "--set tau={a: ]: is not YAML: illegal flow end");
  CHECK(said_of("tau=*x") == "--set tau=*x: is not YAML: the referenced anchor is not defined");
  CHECK(said_of("tau=0.1\n---\n2") == "--set tau=0.1\\n---\\n2: has more than one document (---)");
  CHECK(said_of("tau=a\x1b[31m") == "--set tau=a\\x1b[31m: control character 0x1b is not allowed");
  CHECK(said_of("tau=\xff") == "--set tau=\\xff: byte 0xff is not valid UTF-8; save the file as UTF-8");
}

TEST_CASE("faults of the file and of settings are reported together") {
  CHECK(faults_of(small_with("depreciation: 0.06", "depreciation: x"), {"tau=2"}) ==
        "--set tau=2: tau = 2: must be in (0, 1); share of investment that goes to compute, τ [1], §2\n"
        "a.yaml:12:28: technology.depreciation = 'x' is not a number; depreciation of both capitals, δ [1/year], §3");
}

TEST_CASE("--firms, --replications and --seed equal their settings") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const Outcome ran =
      shell(directory,
            "suanli run a.yaml -o set.h5 --set firms.count=600 --set ensemble.replications=3 --set "
            "ensemble.seed=11 && suanli run a.yaml -o option.h5 --seed 11 --firms 600 --replications 3 && suanli "
            "digest set.h5 && suanli digest option.h5");
  REQUIRE(ran.code == 0);
  CHECK(ran.err == "");
  CHECK(ran.out.starts_with("set.h5: 3 replications of 600 firms over 4 periods in "));
  CHECK(ran.out.find("\noption.h5: 3 replications of 600 firms over 4 periods in ") != std::string::npos);
  const std::string digests = ran.out.substr(ran.out.size() - 66);
  CHECK(digests.substr(0, 33) == digests.substr(33));
}

TEST_CASE("a fault of an option that is short for a key is said at the option") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const Outcome said = suanli_command(directory, "run a.yaml --firms many --seed 0.5");
  CHECK(said.code == 2);
  CHECK(said.err ==
        "--seed 0.5: ensemble.seed = 0.5: must be a whole number; seed of every random number of the "
        "ensemble [1], "
        "§6.3\n--firms many: firms.count = 'many' is not a number; firms of the whole scenario, spread over "
        "cells by "
        "expenditure share, N [1], §1\n");
}

}  // namespace
}  // namespace suanli::test
