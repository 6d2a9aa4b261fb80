// Stresses held against a base: closed forms of welfare and recovery, common random numbers, messages.
#include "scenarios/comparison/compare.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/parallel.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/scenarios/siting_sample.hpp"

namespace suanli::test {
namespace {

const CompareOptions usual{.recovered = 0.1, .series = {"output", "tau"}};

HouseholdParameters household(double risk_aversion, double discount_rate = 0.03) {
  HouseholdParameters h{};
  h.risk_aversion = risk_aversion, h.discount_rate = discount_rate;
  return h;
}

/// A path that grows and swings.
std::vector<double> consumption() {
  std::vector<double> path;
  for (int t = 0; t <= 120; ++t) path.push_back(20 * std::exp(0.012 * t + 0.05 * std::sin(t)));
  return path;
}

TEST_CASE("a scenario against itself differs by exactly zero") {
  const Paths base = sited_paths("base", {outage(0.5)}), again = sited_paths("again", {outage(0.5)});
  const Comparison c = compare(base, again, usual);
  for (const Difference& d : c.national) {
    CHECK(d.mean.mean == 0);
    CHECK(d.mean.standard_error == 0);
    CHECK(d.quantiles.front() == 0);
  }
  CHECK(c.expected_welfare.mean == 0);
  CHECK(c.recovery.fell == 0);
  CHECK_FALSE(c.worst);
  for (const LocationDifferences& location : c.by_location)
    for (const Difference& d : location.measures) CHECK(d.mean.mean == 0);
  for (const Difference& d : c.incomes) CHECK(d.mean.mean == 0);
  for (const Response& response : c.responses) CHECK(std::ranges::count(response.by_replication, 0.0) == 6 * 17);
}

TEST_CASE("a household that loses a hundredth of consumption at all dates loses a hundredth of welfare") {
  const std::vector<double> base = consumption();
  std::vector<double> stress = base;
  for (double& c : stress) c *= 0.99;
  for (const double sigma : {0.5, 1.0, 2.0, 8.0, 100.0, 1000.0}) {
    CAPTURE(sigma);
    const double lost =
        log_lasting_consumption(base, 0.25, household(sigma)) - log_lasting_consumption(stress, 0.25, household(sigma));
    CHECK(std::exp(-lost) == doctest::Approx(0.99).epsilon(1e-12));
  }
}

TEST_CASE("welfare of two periods is the weighted mean of utilities, and is continuous at logarithmic utility") {
  const std::vector<double> path{2, 5, 1e9};  // the last date opens a period beyond the horizon
  const double weight = std::exp(-0.5 * 0.03);
  CHECK(log_lasting_consumption(path, 0.5, household(2)) ==
        doctest::Approx(std::log((1 + weight) / (1 / 2.0 + weight / 5))).epsilon(1e-14));
  const double at_one = (std::log(2.0) + weight * std::log(5.0)) / (1 + weight);
  CHECK(log_lasting_consumption(path, 0.5, household(1)) == doctest::Approx(at_one).epsilon(1e-14));
  for (const double sigma : {1 - 1e-6, 1 + 1e-6})  // off by (σ - 1)/2 times the variance of ln c, .21
    CHECK(std::abs(log_lasting_consumption(path, 0.5, household(sigma)) - at_one) < 2e-7);
  CHECK(std::isnan(log_lasting_consumption(std::vector{1.0, 0.0, 1.0}, 0.5, household(8))));
}

TEST_CASE("welfare before draws are known weighs poor replications more, by (E U_stress/E U_base)^(1/(1-σ))") {
  const std::vector<double> base{std::log(1.0), std::log(2.0)}, stress{std::log(0.9), std::log(2.0)};
  const Estimate welfare = expected_welfare(base, stress, 2);
  CHECK(welfare.mean == doctest::Approx(100 * (1.5 / (1 / 0.9 + 0.5) - 1)).epsilon(1e-13));
  CHECK(welfare.standard_error == doctest::Approx(5).epsilon(1e-12));  // jackknife: one without the other loses 0 or 10
  CHECK(expected_welfare(base, stress, 1).mean == doctest::Approx(100 * (std::sqrt(0.9) - 1)).epsilon(1e-13));
}

TEST_CASE("time to recover runs from the largest shortfall until a tenth of it is left") {
  const std::vector<double> base(8, 100.0), stress{100, 95, 90, 94, 98, 99.1, 99.5, 100};
  CHECK(years_to_recover(base, stress, 0.5, 0.1) == 1.5);  // 99.1, three dates after 90
  CHECK(years_to_recover(base, stress, 0.5, 0.5) == 1);    // 98
  CHECK(years_to_recover(base, stress, 0.5, 0) == 2.5);
  CHECK(std::isinf(years_to_recover(base, std::vector<double>{100, 99, 98, 97, 96, 95, 94, 93}, 0.5, 0.1)));
  CHECK(std::isnan(years_to_recover(base, base, 0.5, 0.1)));
  CHECK(std::isnan(years_to_recover(base, std::vector<double>(8, 101.0), 0.5, 0.1)));
}

TEST_CASE("common random numbers make one pair worth many independent runs of a small outage") {
  const std::vector<std::string> many{"ensemble.replications=24"};
  const std::vector<std::string> stressed{"ensemble.replications=24", outage(0.3)};
  const Paths base = sited_paths("base", many), stress = sited_paths("stress", stressed);
  const Paths elsewhere = sited_paths("stress", {"ensemble.replications=24", "ensemble.seed=8", outage(0.3)});
  const Difference paired = compare(base, stress, usual).of("output_mean");
  const Difference independent = compare(base, elsewhere, usual).of("output_mean");
  CHECK(paired.variance_ratio > 100);
  CHECK(paired.mean.mean < -5 * paired.mean.standard_error);
  CHECK(std::abs(independent.mean.mean) < 5 * independent.mean.standard_error);  // without pairing nothing is seen
  // Independent runs have a ratio of 1; of 24 pairs the sample's correlation stays below .6 with probability .998.
  CHECK(independent.variance_ratio > 1 / 1.6);
  CHECK(independent.variance_ratio < 1 / 0.4);
}

TEST_CASE("an outage moves revenue to the other location and what is lost is what the parties lose together") {
  const Paths base = sited_paths("base"), stress = sited_paths("stress", {outage(0.8)});
  const Comparison c = compare(base, stress, usual);
  REQUIRE(c.by_location.size() == 2);
  const auto revenue = [&](std::size_t l) { return c.by_location[l].measures[2]; };
  CHECK(c.by_location[1].location == "hub_south");
  CHECK(revenue(0).interval.low > 0);
  CHECK(revenue(1).interval.high < 0);
  CHECK(c.of("output_worst").interval.high < 0);
  CHECK(c.of("welfare").interval.high < 0);
  CHECK(c.recovery.fell == 6);
  REQUIRE(c.worst);
  CHECK(c.worst->welfare == std::ranges::min(c.of("welfare").by_replication));

  double together = 0, largest = 0;  // the incomes of §5.1, before adoption_cost
  for (std::size_t i = 0; i < 7; ++i)
    together += c.incomes[i].mean.mean, largest = std::max(largest, c.incomes[i].base);
  const auto mean_output = [](const Paths& paths) {
    return estimate(means_over_periods(paths, paths.national("output"))).mean;
  };
  CHECK(std::abs(together - (mean_output(stress) - mean_output(base))) < 1e-12 * largest);

  // Before the outage nothing differs; output responds from its first date on.
  CHECK(c.responses[0].by_date[3].mean.mean == 0);
  CHECK(c.responses[0].by_date[4].mean.mean < 0);
  CHECK(c.dates[4] == 2023);
}

TEST_CASE("result files and scenarios give the same answer") {
  const TemporaryDirectory directory;
  const Scenario base = sited(), stress = sited({outage(0.5)});
  Run(base).execute(directory / "base.h5");
  Run(stress).execute(directory / "stress.h5");
  Progress progress(1, Language::english);
  const Comparison read =
      compare(Member((directory / "base.h5").string(), std::vector<Setting>{}).paths(progress),
              Member((directory / "stress.h5").string(), std::vector<Setting>{}).paths(progress), usual);
  const Comparison simulated = compare(sited_paths("base"), sited_paths("stress", {outage(0.5)}), usual);
  for (std::size_t i = 0; i < read.national.size(); ++i)
    CHECK(read.national[i].by_replication == simulated.national[i].by_replication);
  CHECK(read.expected_welfare.mean == simulated.expected_welfare.mean);
  for (std::size_t l = 0; l < 2; ++l)
    for (std::size_t i = 0; i < location_measures().size(); ++i)
      CHECK(read.by_location[l].measures[i].mean.mean == simulated.by_location[l].measures[i].mean.mean);
}

TEST_CASE("welfare of closed regions is their own, and one thread and two give the same bits") {
  const std::vector<std::string> closed{"capital_market=regional", "regions.south.tau=0.12"};
  std::vector<std::string> hit = closed;
  hit.push_back("events.drop={kind: productivity, region: south, start: 2022.25, duration: 0.5, size: -0.1}");
  const auto held = [&] {
    Progress progress(1, Language::english);
    const Paths base = Member("base", small(closed).parameters).paths(progress);
    return compare(base, Member("hit", small(hit).parameters).paths(progress), usual);
  };
  const Comparison c = held(), by_one = ThreadLimit(1).run(held);
  REQUIRE(c.by_economy.size() == 2);
  CHECK(c.by_economy[0].first == "north");
  CHECK(c.by_economy[0].second.mean.mean == 0);
  CHECK(c.by_economy[1].second.interval.high < 0);
  CHECK(c.by_economy[1].second.by_replication == by_one.by_economy[1].second.by_replication);
  CHECK(c.expected_welfare.mean == by_one.expected_welfare.mean);
}

TEST_CASE("a level of productivity that the stress fits for itself is pointed out") {
  const Paths base = sited_paths("base");
  const std::string multiplier = "locations.hub_south.siting_multiplier=1.5";
  const Comparison fitted = compare(base, sited_paths("stress", {multiplier}), usual);
  REQUIRE(fitted.notes.size() == 1);
  CHECK(fitted.notes[0].en.starts_with("the level of productivity A is "));
  CHECK(compare(base, sited_paths("stress", {outage(0.5)}), usual).notes.empty());
}

TEST_CASE("locations that are in one scenario only leave no table of locations, and it is said why") {
  const Paths base = sited_paths("base");
  const std::string third =
      "locations.hub_third={region: north, electricity_price: 0.5, latency: {north: 3, south: 15}, "
      "delivery: {north: 1, south: 1.05}}";
  const Comparison c = compare(base, sited_paths("stress", {third, "productivity.level=0.3"}), usual);
  CHECK(c.by_location.empty());
  REQUIRE(c.notes.size() == 1);
  CHECK(c.notes[0].en ==
        "locations are not compared one by one: they are hub_north, hub_south, hub_third, and in the "
        "base hub_north, hub_south");
  CHECK(to_text({c}, usual, Language::english).find("Note: locations are not compared") != std::string::npos);
}

/// A directory with the small scenario as a.yaml and the siting scenario as b.yaml.
struct Desk {
  TemporaryDirectory directory;
  Desk() {
    set_bytes(directory / "a.yaml", std::string(small_scenario));
    set_bytes(directory / "b.yaml", std::string(siting_scenario));
  }
  Outcome operator()(const std::string& arguments) const { return suanli_command(directory, arguments); }
};

TEST_CASE("compare writes a file of differences by stress, replication and time, and tables of the same") {
  const Desk desk;
  set_bytes(desk.directory / "c.yaml",
            std::string(siting_scenario) +
                "events:\n  outage: {kind: outage, location: hub_south, start: 2023, duration: 1, size: 0.5}\n");
  const Outcome said = desk("compare b.yaml c.yaml b.yaml -o d.h5 --csv tables --replications 3 --series output");
  CHECK(said.err == "");
  CHECK(said.code == 0);
  CHECK(said.out.starts_with("c less b"));
  const output::ResultReader file(desk.directory / "d.h5");
  CHECK(file.shape_of("differences/output") == std::vector<std::size_t>{2, 3, 17});
  CHECK(file.dimensions_of("by_location/revenue") == std::vector<std::string>{"stress", "location", "statistic"});
  const std::vector<double> welfare = file.read("by_replication/welfare").values;
  CHECK(welfare[0] < 0);
  CHECK(welfare[3] == 0);  // of b.yaml against itself
  CHECK(std::filesystem::exists(desk.directory / "tables/summary.csv"));
  CHECK(std::filesystem::exists(desk.directory / "tables/columns.csv"));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(desk.directory / "tables"))
    files += entry.path().extension() != ".csv";
  CHECK(files == 0);
  std::vector<std::string> tables = contents_of_comparisons().groups;
  tables.emplace_back("columns");
  for (const auto& entry : std::filesystem::directory_iterator(desk.directory / "tables"))
    CHECK(std::ranges::count(tables, entry.path().stem().string()) == 1);
}

TEST_CASE("what cannot be compared is refused with the rule, and nothing is written") {
  const Desk desk;
  const auto refused = [&](const std::string& arguments, const std::string& message) {
    const Outcome said = desk("compare " + arguments);
    CAPTURE(arguments);
    CHECK(said.code == 2);
    CHECK(said.out == "");
    CHECK(said.err == message + "\n");
  };
  const std::string rule =
      ": ensembles are compared replication by replication, which takes the same seed, replications and dates";
  refused("a.yaml b.yaml", "b.yaml: ensemble.replications = 6, and a.yaml has 4" + rule +
                               "\nb.yaml: time.end = 2026, and a.yaml has 2023" + rule);
  refused("a.yaml a.txt", "a.txt: must be a scenario (.yaml) or a result file of `suanli run` (.h5)");
  refused("a.yaml none.yaml", "none.yaml: there is no such file");
  refused("a.yaml", "compare: STRESS is missing: the same of what is held against it");
  refused("a.yaml a.yaml --series outptu",
          "--series outptu: there is no such series of the nation; did you mean output?");
  refused("a.yaml a.yaml --recovered 1", "compare: --recovered 1: must be a share in [0, 1)");
  refused("a.yaml a.yaml -o none/b.h5", "none/b.h5: cannot be written: directory 'none' does not exist");
  refused("a.yaml a.yaml -o a.yaml",
          "a.yaml: cannot be written: a file of another kind is there; only result files are replaced");
  refused("a.yaml a.yaml --csv a.yaml", "a.yaml: cannot be written: it is not a directory");
  std::filesystem::create_directory(desk.directory / "t");
  for (const std::string table : {"columns", "summary", "responses"}) {
    set_bytes(desk.directory / ("t/" + table + ".csv").c_str(), std::string("PK\0\0", 4));
    refused("a.yaml a.yaml -o c.h5 --csv t",
            "t/" + table + ".csv: cannot be written: a file of another kind is there; only tables are replaced");
    std::filesystem::remove(desk.directory / ("t/" + table + ".csv").c_str());
  }
  std::filesystem::remove(desk.directory / "t");
  refused("a.yaml a.yaml --set tau=2 --csv t",
          "--set tau=2: tau = 2: must be in (0, 1); share of investment that goes to compute, τ [1], §2");
  refused("a.yaml a.yaml --set household.risk_aversion=0.5 --csv t",
          "a.yaml: economy national: balanced growth path refused: c* = y* - e* - δ - g* = 0.245 - 0 - 0.06 - "
          "0.8 = -0.615 must be above 0 (consumption on the path), §4.2");
  CHECK(desk("run a.yaml -o a.h5").code == 0);
  refused("a.h5 a.yaml --seed 3",
          "a.h5: is a result file, whose run is over: --seed 3 can only be given where all are "
          "scenarios");
  const std::string before = bytes_of(desk.directory / "a.h5");
  refused("a.yaml a.h5 -o ./a.h5", "./a.h5: cannot be written: it is 'a.h5', which is read: give another name");
  const Outcome same = desk("distribution a.h5 -o a.h5");
  CHECK(same.code == 2);
  CHECK(same.err == "a.h5: cannot be written: it is 'a.h5', which is read: give another name\n");
  CHECK(bytes_of(desk.directory / "a.h5") == before);
  std::vector<std::string> left = desk.directory.files();
  std::ranges::sort(left);
  CHECK(left == std::vector<std::string>{"a.h5", "a.yaml", "b.yaml"});
}

TEST_CASE("what is compared may have any name: it is written so that it can be read") {
  const Desk desk;
  std::filesystem::copy(desk.directory / "a.yaml", desk.directory / "tab\tline\nescape\033.yaml");
  REQUIRE(desk("compare a.yaml 'tab\tline\nescape\033.yaml' -o c.h5 --csv t").code == 0);
  const output::ResultReader file(desk.directory / "c.h5");
  CHECK(std::get<std::vector<std::string>>(file.coordinates("stress")) ==
        std::vector<std::string>{"tab\\x09line\\x0aescape\\x1b"});
  CHECK(desk("export c.h5 --csv u").code == 0);
  CHECK(bytes_of(desk.directory / "t/summary.csv") == bytes_of(desk.directory / "u/summary.csv"));
  REQUIRE(desk("run a.yaml -o 'of\ta.h5'").code == 0);
  CHECK(desk("distribution 'of\ta.h5' --event 'national/growth <\t1 @ 2023' -o d.h5 --csv v").code == 0);
  CHECK(desk("export d.h5 --csv v").code == 0);
}

}  // namespace
}  // namespace suanli::test
