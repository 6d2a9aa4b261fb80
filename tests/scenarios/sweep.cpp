// `suanli steady-state --sweep`: a table of balanced paths.
#include "scenarios/sweep.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>

#include "agents/theory/steady_state.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

using Line = std::map<std::string, std::string>;

/// The fields of a line; quoted ones without their quotes.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields{""};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    else if (c == ',' && !quoted) fields.emplace_back();
    else fields.back() += c;
  }
  return fields;
}

/// The lines of a table by column.
std::vector<Line> lines_of(const std::string& csv) {
  std::istringstream in(csv);
  std::string text;
  std::getline(in, text);
  const std::vector<std::string> columns = fields_of(text);
  std::vector<Line> lines;
  while (std::getline(in, text)) {
    const std::vector<std::string> fields = fields_of(text);
    REQUIRE(fields.size() == columns.size());
    Line& line = lines.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) line[columns[i]] = fields[i];
  }
  return lines;
}

std::vector<Line> sweep(const std::string& specification, const std::vector<std::string>& settings = {}) {
  return lines_of(sweep_as_csv(small(settings), read_sweep(specification)));
}

std::string complaint(const std::string& specification) {
  try {
    read_sweep(specification);
  } catch (const BadSweep& bad) {
    CHECK(bad.text().zh.find("例如 --sweep tau=0.05:0.6:12") != std::string::npos);
    return bad.what();
  }
  return "";
}

TEST_CASE("a sweep is evenly spaced, in logs if asked, with exact ends and no digits of rounding between") {
  CHECK(read_sweep("tau=0.05:0.6:12").values ==
        std::vector{0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6});
  CHECK(read_sweep("start.wealth=1:1000:4:log").values == std::vector<double>{1, 10, 100, 1000});
  CHECK(read_sweep("x.y=0.3:0.1:2").values == std::vector{0.3, 0.1});
  CHECK(read_sweep("x.y=0.3:0.1:2").key == "x.y");
  CHECK(read_sweep("x=-1e308:1.7976931348623157e308:3").values.back() == 1.7976931348623157e308);
}

TEST_CASE("a specification that is no sweep is refused with the rule and an example") {
  const std::string example = "; for example --sweep tau=0.05:0.6:12, or --sweep start.wealth=1:1000:4:log";
  CHECK(complaint("tau") == "--sweep tau: must have the form key=from:to:n" + example);
  CHECK(complaint("=1:2:3") == "--sweep =1:2:3: must have the form key=from:to:n" + example);
  for (const std::string bad : {"tau=1:2", "tau=1:2:3:4", "tau=1:2:3:log:log", "tau="})
    CHECK(complaint(bad) == "--sweep " + bad + ": must have the form key=from:to:n or key=from:to:n:log" + example);
  for (const std::string bad : {"tau=a:2:3", "tau=1:inf:3", "tau=nan:2:3", "tau=1:1:3", "tau=1 :2:3", "tau=1e999:2:3"})
    CHECK(complaint(bad) == "--sweep " + bad + ": from and to must be two different finite numbers" + example);
  for (const std::string bad : {"tau=.1:.2:1", "tau=.1:.2:0", "tau=.1:.2:-3", "tau=.1:.2:2.5", "tau=.1:.2:10001"})
    CHECK(complaint(bad) == "--sweep " + bad + ": n must be a whole number from 2 to 10000" + example);
  CHECK(complaint("tau=0:2:3:log") == "--sweep tau=0:2:3:log: with log, from and to must be above 0" + example);
}

TEST_CASE("each line of a sweep is the balanced path of the scenario with that setting, bit for bit") {
  const std::vector<std::string> settings{"capital_market=regional", "regions.north.tau=0.2"};
  const std::vector<Line> lines = sweep("household.risk_aversion=4:8:3", settings);
  REQUIRE(lines.size() == 6);
  std::size_t i = 0;
  for (const std::string value : {"4", "6", "8"}) {
    std::vector<std::string> with = settings;
    with.push_back("household.risk_aversion=" + value);
    const Parameters p = small(with).parameters;
    for (const EconomyTechnology& economy : economies_of(p)) {
      const Line& line = lines[i++];
      CHECK(line.at("key") == "household.risk_aversion");
      CHECK(line.at("value") == value);
      CHECK(line.at("economy") == economy.name);
      CHECK(line.at("tau") == fmt::format("{}", economy.tau));
      CHECK(line.at("refused") == "");
      for (const SteadyStateNumber& n : steady_state_numbers())
        CHECK(line.at(std::string(n.name)) == fmt::format("{}", *n.of(steady_state(economy, p).path)));
    }
  }
}

TEST_CASE("along a sweep of τ growth peaks at the point of the grid that is nearest to τ̂") {
  for (const std::string strength : {"0", "0.05", "1"}) {
    const std::vector<Line> lines = sweep("tau=0.05:0.7:66", {"synergy.strength=" + strength});
    const auto growth = [](const Line& line) { return std::stod(line.at("g_report")); };
    const Line& peak = *std::ranges::max_element(lines, {}, growth);
    CHECK(std::abs(std::stod(peak.at("tau")) - std::stod(peak.at("tau_hat"))) <= 0.01);
  }
}

TEST_CASE("a value outside of its range, or without a balanced path, has a line that says why, and no numbers") {
  const std::vector<Line> lines = sweep("tau=0:0.5:3");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].at("refused").starts_with("--sweep tau=0: tau = 0: must be in (0"));
  CHECK(lines[0].at("economy") == "");
  CHECK(lines[1].at("refused") == "");

  const std::vector<Line> poor = sweep("household.risk_aversion=0.5:8:2");
  CHECK(poor[0].at("refused").starts_with("economy national: balanced growth path refused: c* = y* - e* - δ - g* = "));
  CHECK(poor[0].at("economy") == "national");
  CHECK(poor[0].at("g") == "");
  CHECK(poor[1].at("g") != "");
}

TEST_CASE("every point of the synergy of levels is explained") {
  const std::vector<Line> lines = sweep(
      "tau=0.1:0.5:5", {"synergy.mode=level", "productivity.level=1", "household.consumption={saving_rate: 0.3}"});
  REQUIRE(lines.size() == 5);
  for (const Line& line : lines)
    CHECK(line.at("refused").find("no balanced growth path: output is homogeneous") != std::string::npos);
}

TEST_CASE("spillover between different τ is the reason at every point but the one where they are equal") {
  const std::vector<Line> lines =
      sweep("regions.south.tau=0.1:0.3:3", {"capital_market=regional", "regions.north.tau=0.2", "synergy.spillover=0.5",
                                            "household.consumption={saving_rate: 0.3}"});
  std::size_t refused = 0;
  for (const Line& line : lines) {
    CHECK((line.at("value") == "0.2") == line.at("refused").empty());
    refused += !line.at("refused").empty();
  }
  CHECK(refused >= 2);
}

TEST_CASE("a key that no scenario has is refused once, in the words of the reader") {
  std::string said;
  try {
    sweep("household.risk_aversoin=1:2:50");
  } catch (const InputFaults& faults) {
    said = faults.what();
  }
  CHECK(said ==
        "--sweep household.risk_aversoin=1: household.risk_aversoin is not a key; did you mean "
        "household.risk_aversion?");
}

TEST_CASE("the program ends with exit code 2 at a sweep or a figure that cannot be, and says why in its language") {
  const TemporaryDirectory directory;
  const Outcome sweep = suanli_command(directory, "steady-state '" + shipped("quick.yaml") + "' --sweep tau=1");
  CHECK(sweep.code == 2);
  CHECK(sweep.err.starts_with("--sweep tau=1: must have the form key=from:to:n"));
  const Outcome figure = suanli_command(directory, "figure-7 --lang zh '" + shipped("regional.yaml") + "'");
  CHECK(figure.code == 2);
  CHECK(figure.err.starts_with("capital_market = regional 有 4 个经济体"));
  CHECK(directory.files().empty());
}

}  // namespace
}  // namespace suanli::test
