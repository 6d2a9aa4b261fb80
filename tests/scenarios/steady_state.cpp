// `suanli steady-state`: the answer as JSON that other programs read, and as a table.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "agents/theory/steady_state.hpp"
#include "scenarios/theory.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

bool has_python() { return std::system("command -v python3 > /dev/null 2>&1") == 0; }

/// What Python's JSON reader makes of an answer: for each economy its members, "name=value" with floats at full length.
std::string as_python_reads(const std::string& json) {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.json", json);
  set_bytes(directory / "a.py",
            "import json\n"
            "for e in json.load(open('a.json'), parse_constant=lambda x: 1/0)['economies']:\n"
            "  print(' '.join(f'{k}={v!r}' for k, v in e.items()))\n");
  return shell(directory, "python3 a.py 2>&1").out;
}

Parameters small_parameters(const std::vector<std::string>& settings = {}) {
  return read_scenario_text(std::string(small_scenario), "a.yaml", settings).parameters;
}

TEST_CASE("each economy has exactly the promised keys, and the numbers are theory's, bit for bit") {
  if (!has_python()) return;
  const Parameters p = small_parameters({"capital_market=regional", "regions.north.tau=0.2"});
  std::string expected;
  for (const EconomyTechnology& economy : economies_of(p)) {
    const SteadyState s = steady_state(economy, p).path;
    const std::pair<const char*, double> members[] = {{"g", s.g},
                                                      {"g_report", s.g_report},
                                                      {"g_private", s.g_private},
                                                      {"g_planner", s.g_planner},
                                                      {"r", s.r},
                                                      {"omega", s.omega},
                                                      {"kappa", s.kappa},
                                                      {"y", s.y},
                                                      {"c", s.c},
                                                      {"e", s.e},
                                                      {"i", s.i},
                                                      {"price", s.price},
                                                      {"B", s.compute_income},
                                                      {"alpha_bar", s.alpha_bar},
                                                      {"services_to_own_compute", s.services_to_own_compute},
                                                      {"arm_slope", s.arm_slope.value()},
                                                      {"decay_rate", s.decay_rate},
                                                      {"dg_dtau_fixed_prices", s.dg_dtau_fixed_prices},
                                                      {"tau_hat", s.tau_hat}};
    expected +=
        fmt::format("name='{}' tau={} productivity_level={}", economy.name, economy.tau, common_productivity(p));
    for (const auto& [name, value] : members) expected += fmt::format(" {}={}", name, value);
    expected += "\n";
  }
  CHECK(as_python_reads(steady_state_text(p, Format::json)) == expected);
}

TEST_CASE("the program prints the same JSON") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const Outcome said = suanli_command(directory, "steady-state a.yaml --json");
  CHECK(said.code == 0);
  CHECK(said.err == "");
  CHECK(said.out == steady_state_text(small_parameters(), Format::json));
}

TEST_CASE("with the report's pricing each industry has its own price") {
  if (!has_python()) return;
  const Parameters p = small_parameters({"pricing=report"});
  const EconomyTechnology economy = economies_of(p).at(0);
  const std::vector<double> prices = steady_state(economy, p).path.service_prices;
  REQUIRE(prices.size() == 4);  // two regions, the same prices in each
  CHECK(prices[0] == prices[2]);
  CHECK(as_python_reads(steady_state_text(p, Format::json))
            .ends_with(fmt::format(" price_by_industry={{'internet': {}, 'finance': {}}}\n", prices[0], prices[1])));
}

TEST_CASE("what does not exist is null: the slope of a saddle path that a given saving rate has not") {
  if (!has_python()) return;
  const std::string read =
      as_python_reads(steady_state_text(small_parameters({"household.consumption={saving_rate: 0.3}"}), Format::json));
  CHECK(read.find(" arm_slope=None decay_rate=") != std::string::npos);
}

TEST_CASE("the synergy of levels says in JSON that there is no path, why, and when wealth is infinite") {
  if (!has_python()) return;
  const auto read = [](const std::string& reference) {
    return as_python_reads(steady_state_text(
        small_parameters({"synergy.mode=level", "productivity.level=1", "synergy.reference=" + reference,
                          "household.consumption={saving_rate: 0.3}"}),
        Format::json));
  };
  CHECK(read("0.001").starts_with(
      "name='national' tau=0.1 balanced_growth_path=False reason='no balanced growth path: output is "
      "homogeneous of degree 1+ᾱ in capital, Y/W grows as W^ᾱ' output_per_wealth_power="));
  CHECK(read("0.001").find(" blow_up_time=4.8498") != std::string::npos);
  CHECK(read("0.001").find(" blow_up_date=2026.8498") != std::string::npos);
  CHECK(read("0.1").ends_with(" blow_up_time=None blow_up_date=None\n"));
}

TEST_CASE("the table has a line for every number, to eight digits, with its unit") {
  const std::string text = steady_state_text(small_parameters(), Format::table);
  CHECK(
      text.starts_with("economy national (τ = 0.1, A = 0.65568835)\n"
                       "  g                                 0.05  growth rate, this scenario's household [1/year]\n"
                       "  g_report                          0.05  growth rate under the report's formula (average "
                       "products) [1/year]\n"));
  CHECK(text.ends_with(
      "  tau_hat                     0.57971014  growth-maximising share of investment that goes to compute\n"));
  CHECK(std::ranges::count(text, '\n') == 20);
}

}  // namespace
}  // namespace suanli::test
