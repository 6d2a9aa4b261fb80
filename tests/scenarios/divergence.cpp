// V11: the regions of regional.yaml part at the closed-form rates, every pair, at both strengths of synergy; and what is
// said about it.
#include "scenarios/divergence.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <regex>
#include <sstream>

#include "agents/series.hpp"
#include "agents/theory/divergence.hpp"
#include "agents/theory/finite_firms.hpp"
#include "agents/theory/steady_state.hpp"
#include "engine/statistics.hpp"
#include "scenarios/check.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/steady_state/theory.hpp"

namespace suanli::test {
namespace {

using Real = long double;

Parameters regional(const std::string& strength, std::vector<std::string> settings = {}) {
  settings.push_back("synergy.strength=" + strength);
  return read_scenario_text(read_text(shipped("regional.yaml")), "regional.yaml", settings).parameters;
}

/// ln Y of every region at the first and at the last date, [replication][region].
struct Ends {
  std::vector<double> first, last;
};
std::vector<Ends> simulated(const Parameters& p) {
  const Model model(p);
  const Recorder recorder(model);
  std::size_t series = 0;
  while (recorder.recorded()[series].level != Level::region || recorder.recorded()[series].series->name != "output")
    ++series;
  std::vector<Ends> all;
  for (std::int64_t r = 0; r < p.ensemble.replications; ++r) {
    const Record record = simulate(model, recorder, static_cast<std::uint32_t>(r), Threads::all, [] {});
    Ends ends;
    for (std::size_t m = 0; m < p.regions.size(); ++m) {
      const std::size_t at = recorder.offset(series) + m;
      ends.first.push_back(std::log(record.values[at]));
      ends.last.push_back(std::log(record.values[at + (recorder.dates() - 1) * p.regions.size()]));
    }
    all.push_back(ends);
  }
  return all;
}

/// By how much ln W of a region at the end may miss its limit of infinitely many firms, §6.2.
double of_finite_firms(const Parameters& p, std::size_t region) {
  const EconomyTechnology economy = economies_of(p)[region];
  const double s = p.productivity.standard_deviation, years = p.time.end - p.time.start;
  const FiniteFirms finite = finite_firms(economy, Dispersion::normal(s * s));
  return years * steady_state(economy, p).path.y *
         (std::abs(finite.bias) + finite.standard_deviation * finite.standard_deviation / 2);
}

TEST_CASE("V11: without noise the outputs of every pair of regional.yaml part at the closed form, at both strengths") {
  for (const std::string strength : {"1", "0.05"}) {
    const Parameters p = regional(strength, {"productivity.standard_deviation=0", "firms.count=1",
                                             "firms.minimum_per_cell=1", "ensemble.replications=1"});
    const std::vector<Divergence> theory = divergence(p);
    REQUIRE(theory.size() == 4);
    const Ends ends = simulated(p).front();
    const auto place = [&](const std::string& region) {
      std::size_t m = 0;
      while (p.regions[m].first != region) ++m;
      return m;
    };
    const double years = p.time.end - p.time.start, dt = p.time.step;
    for (std::size_t i = 0; i < theory.size(); ++i)
      for (std::size_t j = i + 1; j < theory.size(); ++j) {
        const std::size_t a = place(theory[i].economy), b = place(theory[j].economy);
        const double parted = (ends.last[a] - ends.first[a]) - (ends.last[b] - ends.first[b]);
        const double doublings = years / doubling_time(theory[i].growth, theory[j].growth, dt);
        CAPTURE(theory[i].economy);
        CAPTURE(theory[j].economy);
        CHECK(std::abs(parted / (doublings * std::log(2.)) - 1) < 1e-10);
      }
  }
}

TEST_CASE("V11: with firm noise every pair parts at the closed form within its Monte Carlo error, at both strengths") {
  for (const std::string strength : {"1", "0.05"}) {
    const Parameters p =
        regional(strength, {"firms.count=10000", "ensemble.replications=16", "time.end=2042", "time.step=0.5"});
    const std::vector<Ends> ends = simulated(p);
    const std::vector<Theory> paper = theories(p);
    const Real dt = static_cast<Real>(p.time.step),
               periods = static_cast<Real>((p.time.end - p.time.start) / p.time.step);
    for (std::size_t a = 0; a < paper.size(); ++a)
      for (std::size_t b = a + 1; b < paper.size(); ++b) {
        std::vector<double> parted;
        for (const Ends& e : ends) parted.push_back((e.last[a] - e.first[a]) - (e.last[b] - e.first[b]));
        const Estimate mean = estimate(parted);
        const Real theory = periods * std::log((1 + paper[a].growth() * dt) / (1 + paper[b].growth() * dt));
        CAPTURE(strength);
        CAPTURE(a);
        CAPTURE(b);
        // One false alarm in a thousand for each of six pairs; the finite number of firms shifts wealth by the bias of
        // (6.4) on output, every year.
        const double wide =
            standard_errors_off(1e-3, mean.count) * mean.standard_error + of_finite_firms(p, a) + of_finite_firms(p, b);
        CHECK(std::abs(mean.mean - static_cast<double>(theory)) < wide);
        CHECK(wide < 0.2 * 0.02 * static_cast<double>(periods * dt));  // a fifth of two points a year would be seen
      }
  }
}

TEST_CASE("the growth rates that the header of regional.yaml quotes are those of its economies") {
  std::ifstream file(shipped("regional.yaml"));
  std::string header;
  for (std::string line; std::getline(file, line) && line.starts_with("#");) header += line.substr(1);
  std::smatch quoted;
  REQUIRE(std::regex_search(
      header, quoted,
      std::regex(
          R"(from ([\d.]+) to ([\d.]+) %; +at strength \.05, which China's data support, from ([\d.]+) to ([\d.]+) %)")));
  for (const auto& [strength, first] : {std::pair{"1", 1}, {"0.05", 3}}) {
    const std::vector<Divergence> all = divergence(regional(strength));
    const auto place = static_cast<std::size_t>(first);
    CHECK(fmt::format("{:.1f}", 100 * all.back().growth) == quoted[place]);
    CHECK(fmt::format("{:.1f}", 100 * all.front().growth) == quoted[place + 1]);
  }
}

TEST_CASE("the lead of the faster economy doubles in ln 2 over the gap in continuous time, a little later in steps") {
  CHECK(doubling_time(0.05, 0.05, 0.25) == std::numeric_limits<double>::infinity());
  CHECK(std::abs(doubling_time(0.07, 0.02, 1e-9) * 0.05 / std::log(2.) - 1) < 1e-8);
  CHECK(std::abs(std::pow(1.07 / 1.02, doubling_time(0.07, 0.02, 1)) - 2) < 1e-13);
  CHECK(doubling_time(0.07, 0.02, 1) > doubling_time(0.07, 0.02, 0.25));
}

TEST_CASE("economies are sorted from the fastest to the slowest and held against the fastest") {
  const std::vector<Divergence> all = divergence(regional("1"));
  REQUIRE(all.size() == 4);
  CHECK(all[0].economy == "jing_jin_ji");
  CHECK(all[3].economy == "west");
  CHECK(all[0].behind == 0);
  for (std::size_t i = 1; i < all.size(); ++i) {
    CHECK(all[i].growth <= all[i - 1].growth);
    CHECK(all[i].behind == all[i].growth - all[0].growth);
    CHECK(all[i].doubling_time < all[i - 1].doubling_time);
  }
}

TEST_CASE("the table of divergence has a line for each economy, in both languages, and none for a single one") {
  const Parameters p = regional("1");
  const std::string english = divergence_text(p, Language::english), chinese = divergence_text(p, Language::chinese);
  CHECK(english.starts_with("Who pulls away from whom"));
  CHECK(chinese.starts_with("谁在拉开差距"));
  for (const std::string& table : {english, chinese}) {
    CHECK(table.find("  jing_jin_ji                  0.14") != std::string::npos);
    CHECK(std::ranges::count(table, '\n') == 7);
  }
  const Parameters nation = read_scenario(shipped("reference.yaml")).parameters;
  CHECK(divergence_text(nation, Language::english) == "");
  CHECK(divergence_json(nation, 2) == "");
  CHECK(divergence(regional("1", {"household.risk_aversion=0.6"})).empty());  // refused paths: nothing to compare
}

TEST_CASE("the divergence of economies as JSON holds every number at full length, and null where nothing parts") {
  const Parameters p = regional("1");
  const std::vector<Divergence> all = divergence(p);
  const std::string json = divergence_json(p, 2);
  CHECK(json.starts_with(
      fmt::format("[\n    {{\"name\": \"jing_jin_ji\", \"tau\": 0.14, \"g\": {}, \"g_less_fastest\": 0, "
                  "\"doubling_time\": null}},\n    {{",
                  all[0].growth)));
  CHECK(json.ends_with(fmt::format("\"doubling_time\": {}}}\n  ]", all[3].doubling_time)));
}

TEST_CASE("the steady state of several economies ends with their divergence, as text in either language and as JSON") {
  const TemporaryDirectory directory;
  const Parameters p = regional("1");
  const std::string command = "steady-state '" + shipped("regional.yaml") + "'";
  CHECK(suanli_command(directory, command).out.ends_with("\n\n" + divergence_text(p, Language::english)));
  CHECK(
      suanli_command(directory, command + " --lang zh").out.ends_with("\n\n" + divergence_text(p, Language::chinese)));
  const std::string json = ",\n  \"divergence\": " + divergence_json(p, 2) + "\n}\n";
  CHECK(suanli_command(directory, command + " --json").out.ends_with(json));
}

TEST_CASE("the check of a regional run has a V11 row for every pair of economies") {
  const TemporaryDirectory directory;
  const Scenario scenario =
      read_scenario(shipped("regional.yaml"), {{"firms.count=2000"}, {"ensemble.replications=16"}, {"time.end=2023"}});
  Run(scenario).execute(directory / "a.h5");
  const std::vector<VerdictTable> tables = check_file(directory / "a.h5");
  REQUIRE(tables.size() == 2);
  for (const VerdictTable& of : tables) {
    std::vector<std::string> pairs;
    for (const VerdictRow& row : of.rows)
      if (row.row == "V11") {
        pairs.push_back(row.economy);
        CHECK(row.verdict == Verdict::pass);
        CHECK(row.theory > 0);
      }
    CHECK(pairs == std::vector<std::string>{"jing_jin_ji − yangtze_delta", "jing_jin_ji − guangdong",
                                            "jing_jin_ji − west", "guangdong − yangtze_delta", "yangtze_delta − west",
                                            "guangdong − west"});
  }
}

}  // namespace
}  // namespace suanli::test
