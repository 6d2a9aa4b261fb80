// The scenarios that come with the program.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "scenarios/check.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {

std::vector<std::string> shipped_scenarios() {
  std::vector<std::string> names;
  for (const std::string folder : {"", "stress/"})
    for (const auto& entry : std::filesystem::directory_iterator(shipped(folder)))
      if (entry.path().extension() == ".yaml") names.push_back(folder + entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

namespace {

TEST_CASE("at least three scenarios are shipped") {
  const std::vector<std::string> names = shipped_scenarios();
  for (const std::string name : {"baseline.yaml", "reference.yaml", "regional.yaml"})
    CHECK(std::ranges::find(names, name) != names.end());
}

TEST_CASE("every shipped scenario is valid as it stands") {
  const TemporaryDirectory directory;
  for (const std::string& name : shipped_scenarios()) {
    const Outcome said = suanli_command(directory, "validate '" + shipped(name) + "'");
    CHECK(said.code == 0);
    CHECK(said.err == "");
    CHECK(said.out.starts_with(shipped(name) + ": valid (economies: "));
  }
}

/// The date at which something first happens, or the second one of the scenario.
double first_change(const Parameters& p) {
  double first = std::numeric_limits<double>::infinity();
  if (p.volatility.start.kind == TurbulenceStart::date) first = p.volatility.start.number;
  for (const auto& [name, event] : p.events)
    if (event.start.kind == EventStart::date) first = std::min(first, event.start.number);
  for (const auto& [name, policy] : p.policies) first = std::min(first, policy.dates.front());
  return std::isfinite(first) ? first : p.time.start + p.time.step;
}

TEST_CASE("every shipped scenario runs two periods, and the check of what it wrote passes") {
  const TemporaryDirectory directory;
  for (const std::string& name : shipped_scenarios()) {
    CAPTURE(name);
    const Parameters p = read_scenario(shipped(name)).parameters;
    const double step = p.time.step, start = first_change(p) - step;
    const Outcome ran = suanli_command(
        directory,
        fmt::format("run '{}' -o a.h5 --firms 2000 --replications 16 --set time.start={} --set time.end={}{}{}",
                    shipped(name), start, start + 2 * step,
                    p.firms.start == FirmStart::stationary ? " --set firms.burn_in=5" : "",
                    p.design.empty() ? "" : " --set design.points=2"));
    CAPTURE(ran.err);
    REQUIRE(ran.code == 0);
    CHECK(ran.out.starts_with(p.design.empty() ? "a.h5: 16 replications of " : "a.h5: 32 replications of "));
    const Outcome checked = suanli_command(directory, "check a.h5");
    CAPTURE(checked.out);
    CHECK(checked.code == 0);
    CHECK(checked.out.find("FAIL") == std::string::npos);
  }
}

TEST_CASE("quick.yaml is reference.yaml with fewer firms and replications") {
  Parameters quick = read_scenario(shipped("quick.yaml")).parameters;
  const Parameters reference = read_scenario(shipped("reference.yaml")).parameters;
  CHECK(quick.firms.count < reference.firms.count);
  CHECK(quick.ensemble.replications < reference.ensemble.replications);
  quick.firms.count = reference.firms.count;
  quick.ensemble.replications = reference.ensemble.replications;
  CHECK(to_yaml(quick) == to_yaml(reference));
}

TEST_CASE("regional.yaml is reference.yaml with regional capital markets, each with its own tau") {
  Parameters regional = read_scenario(shipped("regional.yaml")).parameters;
  CHECK(regional.capital_market == CapitalMarket::regional);
  regional.capital_market = CapitalMarket::national;
  for (auto& [name, region] : regional.regions) {
    CHECK(region.tau.has_value());
    region.tau.reset();
  }
  CHECK(to_yaml(regional) == to_yaml(read_scenario(shipped("reference.yaml")).parameters));
}

}  // namespace
}  // namespace suanli::test
