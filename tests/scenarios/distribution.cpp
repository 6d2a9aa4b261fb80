// Distributions of growth: growth rates and states of made ensembles, events, files and messages of the command.
#include "scenarios/distribution/distribution.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/parallel.hpp"
#include "scenarios/result_rows.hpp"
#include "scenarios/results.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/scenarios/siting_sample.hpp"

namespace suanli::test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// An ensemble of one place with a date a year, from levels and states [replication][date].
EnsembleSeries made(const std::vector<std::vector<double>>& levels, const std::vector<std::vector<double>>& states) {
  EnsembleSeries e;
  e.name = "made.h5", e.places = {""}, e.replications = levels.size(), e.seed = 7;
  e.series.name = "output";
  for (std::size_t t = 0; t < levels.front().size(); ++t) e.dates.push_back(2022 + static_cast<double>(t));
  for (std::size_t r = 0; r < levels.size(); ++r) {
    e.finished.push_back(r);
    e.levels.insert(e.levels.end(), levels[r].begin(), levels[r].end());
    e.state.insert(e.state.end(), states[r].begin(), states[r].end());
  }
  return e;
}

double normal(std::uint32_t seed, std::uint32_t purpose, std::size_t entity) {
  return standard_normal(stream(seed, 0, 0, purpose), static_cast<std::uint32_t>(entity));
}

TEST_CASE(
    "growth over two years is the rate that compounds to the ratio of levels, and over one year that ratio less one") {
  const EnsembleSeries e = made({{100, 110, 121}, {100, 90, 144}}, {{1, 1, 1}, {1, 1, 1}});
  const std::vector<double> two = growth_of_finished(e, {2022, 2}, 0);
  CHECK(two[0] == doctest::Approx(.1).epsilon(1e-14));
  CHECK(two[1] == doctest::Approx(.2).epsilon(1e-14));
  CHECK(growth_of_finished(e, {2023, 1}, 0)[1] == 144.0 / 90 - 1);
  CHECK(horizons_of(e, {}) == std::vector<Stretch>{{2022, 1}, {2022, 2}});
  CHECK(years_of(e, {}) == std::vector<Stretch>{{2022, 1}, {2023, 1}});
  CHECK(years_of(e, {2023}) == std::vector<Stretch>{{2023, 1}});
  CHECK(starts_of(e, 2) == std::vector<Stretch>{{2022, 2}});
}

// A share of investment that stands at .1, as it comes out of sums: growth is 0, or the last bit of a ratio.
TEST_CASE("growth that differs by rounding only has no skewness and no kurtosis, and growth that differs by more has") {
  const auto of = [](double step) {
    std::vector<double> growth;
    for (int r = 0; r < 20; ++r) growth.push_back(r % 5 == 0 ? step : r % 3 == 0 ? -step : 0);
    return distribution_of(growth, {2022, 1}).moments;
  };
  const Moments rounded = of(std::numeric_limits<double>::epsilon()), moves = of(1e-12);
  CHECK(rounded.standard_deviation.value > 0);
  for (const Measured& shape : {rounded.skewness, rounded.excess_kurtosis}) {
    CHECK(std::isnan(shape.value));
    CHECK(std::isnan(shape.standard_error));
  }
  CHECK(std::isfinite(moves.skewness.value));
  CHECK(std::isfinite(moves.excess_kurtosis.standard_error));
}

// Against sorting at sight. The drift of the state, which all replications share, moves nobody from third to third.
TEST_CASE("growth at risk by state is the quantile over the replications in each third of the states at the start") {
  constexpr std::size_t count = 90, starts = 3;
  std::vector<std::vector<double>> levels, states;
  std::array<std::vector<double>, 4> pooled;
  for (std::size_t r = 0; r < count; ++r) {
    levels.push_back({100}), states.push_back({});
    for (std::size_t t = 0; t < starts; ++t) {
      const std::size_t rank = (r * 7 + t * 31) % count;  // 7 and 90 have no common factor: each rank once
      const double state = static_cast<double>(rank) / count;
      levels.back().push_back(levels.back().back() * (1 + .1 * state + .01 * normal(1, 207, starts * r + t)));
      states.back().push_back(static_cast<double>(t) + state);
      const double growth = levels.back()[t + 1] / levels.back()[t] - 1;
      pooled[0].push_back(growth), pooled[1 + 3 * rank / count].push_back(growth);
    }
    states.back().push_back(0);
  }
  const RiskByState risk = risk_by_state(made(levels, states), 1, 0);
  CHECK(risk.starts == starts);
  for (std::size_t k = 0; k < 4; ++k) {
    std::ranges::sort(pooled[k]);
    CHECK(risk.at_risk[k].value == quantile(pooled[k], .05));
    CHECK(risk.at_risk[k].interval.low < risk.at_risk[k].value);
    CHECK(risk.at_risk[k].interval.high > risk.at_risk[k].value);
  }
  CHECK(risk.difference.value == risk.at_risk[3].value - risk.at_risk[1].value);
  CHECK(risk.difference.interval.low > .04);  // the thirds' means are .067 apart
}

// Growth of all three starts of a replication is one and the same: taken for 180 independent values, intervals of the 5 %
// quantile would be √3 too short and hold the truth 75 times in 100.
TEST_CASE("intervals of growth at risk allow for starts of one replication that are alike") {
  int held = 0;
  const int trials = 60;
  for (std::uint32_t trial = 0; trial < trials; ++trial) {
    std::vector<std::vector<double>> levels, states;
    for (std::size_t r = 0; r < 100; ++r) {
      const double factor = 1 + .01 * normal(trial, 208, r);
      levels.push_back({1, factor, factor * factor, factor * factor * factor});
      states.push_back({1, 1, 1, 1});
    }
    const Bootstrapped all = risk_by_state(made(levels, states), 1, 0).at_risk[0];
    held += all.interval.low < -.016449 && -.016449 < all.interval.high;
  }
  // 88 % of 300 other trials (MODEL.md §6.4); of 60, 2.5 standard errors are 10 %.
  CHECK(held >= 47);
}

TEST_CASE("an event is a recorded value beyond a number at a date or at any date between two") {
  const StatedEvent at = event_of(" by_location/utilisation[ west ]<= -3e-1 @ 2030 ");
  CHECK(at.variable == "by_location/utilisation");
  CHECK(at.places == std::vector<std::string>{"west"});
  CHECK(at.comparator == Comparator::at_most);
  CHECK(at.threshold == -.3);
  CHECK(at.from == 2030);
  CHECK(at.to == 2030);
  const StatedEvent within = event_of("by_cell/output[west, finance] > 5 @ 2030.25..2035");
  CHECK(within.places == std::vector<std::string>{"west", "finance"});
  CHECK(within.comparator == Comparator::more);
  CHECK(within.from == 2030.25);
  CHECK(within.to == 2035);
}

TEST_CASE("an event that cannot be understood is refused with what is wrong and what is allowed") {
  const auto refused = [](const std::string& event, const std::string& fault, bool with_form = true) {
    CAPTURE(event);
    const std::string form =
        "; it must be group/series[place] < number @ year, or @ from..to, as 'by_location/utilisation[west] < 0.3 @ "
        "2030' "
        "(also <=, >, >=)";
    CHECK_THROWS_WITH_AS(event_of(event), ("--event '" + event + "': " + fault + (with_form ? form : "")).c_str(),
                         NoSuchEvent);
  };
  refused("national/output", "there is no comparison in it");
  refused("national/output = 3 @ 2030", "there is no comparison in it");
  refused("national/output < 3", "there is no @ with a year after the number");
  refused("output < 3 @ 2030", "'output' is not a group and a series");
  refused("national/output < three @ 2030", "the threshold 'three' is not a number");
  refused("national/output << 3 @ 2030", "the threshold '< 3' is not a number");
  refused("national/output < 3 @ soon", "the year 'soon' is not a number");
  refused("national/output < 3 @ 2030..", "the last year '' is not a number");
  refused("by_region/output[west < 3 @ 2030", "there is no ] after [");
  refused("by_region/output[] < 3 @ 2030", "a place between [ ] is missing");
  refused("national/output < 3 @ 2035..2030", "2035..2030 ends before it begins", false);
}

/// Writes the file of a run whose records were changed.
template <class Change> void write_changed(const std::filesystem::path& path, const Scenario& s, const Change& change) {
  const Model model(s.parameters);
  const Recorder recorder(model);
  std::vector<Record> records;
  for (std::uint32_t r = 0; r < static_cast<std::uint32_t>(s.parameters.ensemble.replications); ++r)
    records.push_back(simulate(model, recorder, r, Threads::one, [] {}));
  change(records);
  output::ResultWriter writer(path, result_schema(s, model));
  write_theory(writer, model);
  const std::vector<std::vector<double>> rows = rows_of(records, recorder, {});
  writer.write_replications(0, records.size(), std::vector<std::span<const double>>(rows.begin(), rows.end()));
  writer.publish();
}

/// A directory with runs of the siting scenario: six replications in a.h5, 24 with an outage in out.h5, 24 in b.h5 and,
/// of another seed, c.h5; and one replication of the small scenario in one.h5.
struct Desk {
  TemporaryDirectory directory;
  Desk() {
    run_scenario_into(directory / "a.h5", sited());
    run_scenario_into(directory / "b.h5", sited({"ensemble.replications=24"}));
    run_scenario_into(directory / "out.h5", sited({"ensemble.replications=24", outage(0.5)}));
    run_scenario_into(directory / "c.h5", sited({"ensemble.replications=24", "ensemble.seed=8"}));
    run_into(directory / "one.h5", {"ensemble.replications=1"});
  }
  Outcome operator()(const std::string& arguments) const {
    return suanli_command(directory, "distribution " + arguments);
  }
  /// The message with which the command refuses.
  void refuses(const std::string& arguments, const std::string& message) const {
    const Outcome said = (*this)(arguments);
    CAPTURE(arguments);
    CHECK(said.code == 2);
    CHECK(said.out == "");
    CHECK(said.err == message + "\n");
  }
};
const Desk& desk() {
  static const Desk one;
  return one;
}

TEST_CASE("the distribution of a file is that of the growth of its series, at each place") {
  const output::ResultReader file = open_results(desk().directory / "b.h5");
  const std::vector<double> output = file.read("by_region/output").values;  // [24 × 17 × 2]
  DistributionOptions options;
  options.level = Level::region;
  const EnsembleDistribution d = distribution_of((desk().directory / "b.h5").string(), options);
  REQUIRE(d.places.size() == 2);
  CHECK(d.places[1].place == "south");
  CHECK(d.places[1].years.size() == 4);
  CHECK(d.places[1].horizons.back().stretch == Stretch{2022, 4});
  const auto level = [&](std::size_t r, std::size_t t) { return output[(r * 17 + t) * 2 + 1]; };
  for (std::size_t r = 0; r < 24; ++r) {
    CHECK(d.places[1].years[2].by_replication[r] == level(r, 12) / level(r, 8) - 1);
    CHECK(d.places[1].horizons.back().by_replication[r] ==
          doctest::Approx(std::pow(level(r, 16) / level(r, 0), .25) - 1).epsilon(1e-12));
  }
}

TEST_CASE("an event is counted in the replications in which it happens, and those without numbers are left out") {
  const auto file = desk().directory / "failed.h5";
  write_changed(file, sited({"ensemble.replications=24"}),
                [](std::vector<Record>& records) { std::ranges::fill(records[3].values, nan); });
  const output::ResultReader reader = open_results(file);
  const std::vector<double> used = reader.read("by_location/utilisation").values;  // [24 × 17 × 2]
  std::size_t at = 0, within = 0;
  const double threshold = used[4 * 2 + 1];
  for (std::size_t r = 0; r < 24; ++r) {
    const auto below = [&](std::size_t t) { return used[(r * 17 + t) * 2 + 1] < threshold; };
    at += below(8), within += below(8) || below(9) || below(10) || below(11) || below(12);
  }
  const std::string event = fmt::format("by_location/utilisation[hub_south] < {} @ 2024", threshold);
  const EventProbability found = probability_of(event_of(event), reader);
  CHECK(found.happened == at);
  CHECK(found.replications == 23);
  CHECK(found.left_out == 1);
  CHECK(probability_of(event_of(event + "..2025"), reader).happened == within);
  const EnsembleDistribution d = distribution_of(file.string(), {});
  CHECK(d.ensemble.finished.size() == 23);
  CHECK(d.places.front().horizons.front().by_replication.size() == 23);
  const Outcome said = desk()("failed.h5");
  CHECK(said.out.find("23 replications, 2022 to 2026") != std::string::npos);
  CHECK(said.out.find("1 left out") != std::string::npos);
}

TEST_CASE(
    "an outage lowers growth by what pairs say, a file differs from itself by nothing, another seed is independent") {
  const auto held = [](const char* first, const char* second) {
    const auto read = [](const char* name) { return distribution_of((desk().directory / name).string(), {}); };
    return difference_of(read(first), read(second));
  };
  const DistributionDifference outage = held("b.h5", "out.h5"), same = held("b.h5", "b.h5"),
                               other = held("b.h5", "c.h5");
  CHECK(outage.samples == Samples::paired);
  CHECK(other.samples == Samples::independent);
  const auto mean = [](const DistributionDifference& d) { return d.places.front().years[1].numbers.front(); };  // 2023
  CHECK(mean(same).value == 0);
  CHECK(mean(same).standard_error == 0);
  CHECK(same.places.front().years[1].chance == 1);
  CHECK(mean(outage).standard_error < .2 * mean(other).standard_error);
  CHECK(mean(other).interval.low < 0);
  CHECK(mean(other).interval.high > 0);
  const DistributionDifference by_one = ThreadLimit(1).run([&] { return held("b.h5", "out.h5"); });
  CHECK(mean(by_one).interval.low == mean(outage).interval.low);
}

TEST_CASE(
    "distribution prints growth by horizon and year, at risk by state, and says what more replications would give") {
  const Outcome said = desk()("b.h5 --horizons 1,4 --year 2023 --event 'national/output > 1 @ 2022..2026'");
  CHECK(said.err == "");
  CHECK(said.code == 0);
  for (const char* const words :
       {"b.h5: growth of output, 24 replications, 2022 to 2026; below each line 95 % intervals\n", "  over 1 year",
        "  over 4 years", "  in 2023", "y in lowest third", "  national/output > 1 @ 2022..2026", "24 of 24",
        "none: a 95 % interval of a quantile takes 368 replications at 1 % and 99 %, 72 at 5 % and 95 %; growth "
        "at risk by"})
    CHECK(said.out.find(words) != std::string::npos);
  const Outcome few = desk()("a.h5 --lang zh --by industry");
  CHECK(few.err == "");
  CHECK(few.out.starts_with("a.h5：output 的增长，6 次重复，2022 至 2026；各行之下为 95 % 区间\n"));
  for (const char* const words : {"\ninternet\n", "\nfinance\n", "年增长率", "y 最低三分之一", "25 % 与 75 % 需 13 次"})
    CHECK(few.out.find(words) != std::string::npos);
  const Outcome two = desk()("b.h5 out.h5");
  CHECK(two.out.find("out.h5 less b.h5: 24 pairs share their random numbers") != std::string::npos);
  CHECK(desk()("b.h5 c.h5").out.find("c.h5 less b.h5: their random numbers are independent") != std::string::npos);
}

TEST_CASE("distribution writes all numbers to a file, by place, horizon and year, and tables of the same") {
  const Outcome said = desk()("b.h5 out.h5 --by region --event 'national/output > 1 @ 2025' -o d.h5 --csv tables");
  CHECK(said.err == "");
  CHECK(said.code == 0);
  const output::ResultReader file(desk().directory / "d.h5");
  CHECK(file.shape_of("by_horizon/mean") == std::vector<std::size_t>{2, 2, 3});  // files, regions; 1, 2 and 4 years
  CHECK(file.dimensions_of("quantiles_by_year/quantile") ==
        std::vector<std::string>{"ensemble", "region", "year", "probability"});
  CHECK(file.dimensions_of("difference_by_year/value") == std::vector<std::string>{"region", "year", "number"});
  CHECK(file.shape_of("risk_by_state/at_risk") == std::vector<std::size_t>{2, 2, 3, 5});
  CHECK(file.read("events/probability").values == std::vector{1.0, 1.0});
  CHECK(file.read("ensembles/finished").values == std::vector{24.0, 24.0});
  // A density adds up to one over its points, but for 3e-5 at either end and the step's square.
  const std::vector<double> growth = file.read("densities_by_horizon/growth").values,
                            density = file.read("densities_by_horizon/density").values;
  double integral = 0;
  for (std::size_t i = 0; i + 1 < 101; ++i) integral += (growth[i + 1] - growth[i]) * (density[i] + density[i + 1]) / 2;
  CHECK(integral == doctest::Approx(1).epsilon(1e-3));
  for (const char* name : {"by_horizon", "densities_by_year", "risk_by_state", "events", "difference_by_horizon",
                           "distance_by_year", "columns"})
    CHECK(std::filesystem::exists(desk().directory / "tables" / (std::string(name) + ".csv")));
}

TEST_CASE("what has no distribution is refused with the rule, and nothing is written") {
  desk().refuses("one.h5",
                 "one.h5: has 1 of 1 replications with numbers at all dates: a distribution takes at least two");
  desk().refuses("a.h5 --series outptu", "a.h5: --series outptu: national has no such series; did you mean output?");
  desk().refuses("a.h5 --series carbon_tax --csv t",
                 "a.h5: carbon_tax is 0 at 2022 in replication 0: growth is that of a series above 0");
  desk().refuses("a.h5 --by region --series outputs",
                 "a.h5: --series outputs: by_region has no such series; did you mean output?");
  desk().refuses("a.h5 --by regions", "distribution: --by regions: must be one of region|industry");
  desk().refuses("a.h5 --horizons 5 -o x.h5",
                 "--horizons 5: 2027 is not a date of a.h5, which has 2022 to 2026 every 0.25 year");
  desk().refuses("a.h5 --year 2026", "--year 2026: 2027 is not a date of a.h5, which has 2022 to 2026 every 0.25 year");
  desk().refuses("a.h5 --year next", "distribution: --year next: must be a number");
  desk().refuses("a.h5 one.h5",
                 "one.h5: has 1 of 1 replications with numbers at all dates: a distribution takes at least two");
  desk().refuses("none.h5", "none.h5: there is no such file");
  run_into(desk().directory / "short.h5");
  desk().refuses("a.h5 short.h5",
                 "short.h5: has dates 2022 to 2023 every 0.25 year, and a.h5 has 2022 to 2026 every 0.25 "
                 "year: growth is compared over the same years");
  const auto event = [](const std::string& given, const std::string& message) {
    desk().refuses("a.h5 --event '" + given + "'", "--event '" + given + "': " + message);
  };
  event("by_location/utilization[hub_south] < 1 @ 2023",
        "a.h5 has no by_location/utilization by date; did you mean by_location/utilisation?");
  event("by_place/output[north] < 1 @ 2023",
        "a.h5 has no by_place/output by date; there are by_cell, by_class, by_industry, by_location, by_region, flows, "
        "national");
  event("by_location/utilisation[hub_suth] < 1 @ 2023", "there is no location hub_suth; did you mean hub_south?");
  event("by_location/utilisation < 1 @ 2023", "by_location/utilisation takes [location]");
  event("by_cell/output[north] < 1 @ 2023", "by_cell/output takes [region, industry]");
  event("national/output[north] < 1 @ 2023", "national/output has no places: leave out [ ]");
  event("national/output < 1 @ 2030", "a.h5 has no date there: 2022 to 2026 every 0.25 year");
  event("national/output < 1 @ 2025..2099", "a.h5 ends before the last year: 2022 to 2026 every 0.25 year");
  event("national/output < 1 @ 2000..2025", "a.h5 begins after the first year: 2022 to 2026 every 0.25 year");
  CHECK_FALSE(std::filesystem::exists(desk().directory / "x.h5"));
  CHECK_FALSE(std::filesystem::exists(desk().directory / "t"));
}

}  // namespace
}  // namespace suanli::test
