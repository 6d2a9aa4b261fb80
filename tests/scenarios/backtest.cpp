// `suanli backtest`: records made by hand whose predictions are known in closed form, every verdict, and the table.
#include "scenarios/backtest.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/results.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/scenarios/siting_sample.hpp"
#include "tests/support/languages.hpp"

namespace suanli::test {
namespace {

constexpr std::size_t replications = 21;

// A number of its own for every replication: evenly spread around 0, from -1 to 1.
double spread_of(std::size_t replication) { return (static_cast<double>(replication) - 10) / 10; }

// Quarters from 2022 to 2027 of the baseline's regions and of two locations, whose every replication grows at its own steady
// rates: compute at 5 % ± .1 point, services at those published for the region ± 1 point; of what two locations offer, 3 and
// 1 units, .7 and .35 ± .05 are sold.
ForecastRecord steady_record() {
  ForecastRecord r;
  r.replications = replications, r.locations = 2;
  r.regions = {"jing_jin_ji", "yangtze_delta", "guangdong", "west"};
  constexpr double growth[] = {.102, .052, .012, -.056};
  for (int q = 0; q <= 20; ++q) r.dates.push_back(2022 + q / 4.);
  for (std::size_t i = 0; i < replications; ++i)
    for (const double date : r.dates) {
      const double years = date - 2022;
      r.compute.push_back(100 * std::pow(1.05 + .001 * spread_of(i), years));
      for (std::size_t m = 0; m < 4; ++m)
        r.spending.push_back((1 + static_cast<double>(m)) * std::pow(1 + growth[m] + .01 * spread_of(i), years));
      r.offered.insert(r.offered.end(), {3, 1});
      r.sold.insert(r.sold.end(), {3 * (.7 + .05 * spread_of(i)), .35 + .05 * spread_of(i)});
    }
  return r;
}

const PublishedFigure& figure_named(std::string_view name) {
  return *std::ranges::find(published_figures(), name, &PublishedFigure::name);
}
HeldFigure answer_on(const ForecastRecord& record, std::string_view name) {
  const PublishedFigure& figure = figure_named(name);
  return hold_against(figure, figure.predict(figure, record));
}

TEST_CASE("a region whose spending grows as servers were bought is inside, at the middle of what is predicted") {
  const ForecastRecord r = steady_record();
  for (const char* name : {"servers_jing_jin_ji", "servers_yangtze_delta", "servers_guangdong", "servers_west"}) {
    CAPTURE(name);
    const HeldFigure held = answer_on(r, name);
    CHECK(held.verdict == FigureVerdict::inside);
    // 21 values a tenth of a point apart: 5 % of them lie below the second, in the rounding of a growth over four years.
    CHECK(held.interval.low == doctest::Approx(held.figure->value - .009).epsilon(1e-9));
    CHECK(held.interval.high == doctest::Approx(held.figure->value + .009).epsilon(1e-9));
    CHECK(std::abs(held.transform - .5) <= .51 / replications);  // the eleventh is the figure itself, but for rounding
  }
}

TEST_CASE("utilisation is that of all capacity: services sold over those offered, at the date of the figure") {
  ForecastRecord r = steady_record();
  const auto middle = [&](std::string_view name) {
    const HeldFigure held = answer_on(r, name);
    return (held.interval.low + held.interval.high) / 2;
  };
  CHECK(middle("utilisation_2022") == doctest::Approx((3 * .7 + .35) / 4));  // not (.7 + .35)/2
  CHECK(middle("utilisation_2024") == doctest::Approx((3 * .7 + .35) / 4));
  constexpr std::size_t march_2024 = 9;  // quarters after the start
  for (std::size_t i = 0; i < replications; ++i) r.sold[(i * r.dates.size() + march_2024) * 2] += .3;
  CHECK(middle("utilisation_2022") == doctest::Approx((3 * .7 + .35) / 4));
  CHECK(middle("utilisation_2024") == doctest::Approx((3 * .7 + .35 + .3) / 4));
}

// Growth g in yuan and doubling in T years give (1+g)2^(1/T) - 1, with ln T alike between ln 1.54 and ln 3.62; a hundred
// steps of it place a quantile within one of them.
TEST_CASE("growth of operations is that of compute times that of what a yuan buys, over the stated range of prices") {
  const ForecastRecord r = steady_record();
  const auto growth_at = [](double part) { return 1.05 * std::exp2(1 / (1.54 * std::pow(3.62 / 1.54, part))) - 1; };
  const HeldFigure held = answer_on(r, "compute_2027");
  CHECK(held.interval.low > growth_at(.96));
  CHECK(held.interval.low < growth_at(.94));
  CHECK(held.interval.high > growth_at(.06));
  CHECK(held.interval.high < growth_at(.04));
  const double years = 1 / std::log2(1.3147 / 1.05);  // in which prices must halve for the figure: 3.08
  CHECK(std::abs(held.transform - (1 - std::log(years / 1.54) / std::log(3.62 / 1.54))) < .01);
  CHECK(held.verdict == FigureVerdict::inside);
  CHECK(answer_on(r, "compute_2023").interval.high == doctest::Approx(held.interval.high).epsilon(.001));
}

TEST_CASE("a figure is outside below and above the interval, and inside as far as its own rounding reaches") {
  PublishedFigure figure = figure_named("utilisation_2022");
  Prediction prediction;
  for (int i = 0; i <= 100; ++i) prediction.values.push_back(100 - i);  // 5 to 95, in any order
  const auto held = [&](double value, double half_width) {
    figure.value = value, figure.half_width = half_width;
    return hold_against(figure, prediction);
  };
  CHECK(held(50, 0).verdict == FigureVerdict::inside);
  CHECK(held(50, 0).transform == doctest::Approx(.5));
  CHECK(held(5, 0).verdict == FigureVerdict::inside);
  CHECK(held(4.9, 0).verdict == FigureVerdict::outside);
  CHECK(held(4.9, .2).verdict == FigureVerdict::inside);
  CHECK(held(95.1, 0).verdict == FigureVerdict::outside);
  CHECK(held(95.1, .2).verdict == FigureVerdict::inside);
  CHECK(held(-1, 0).transform == 0);
  CHECK(held(101, 0).transform == 1);
}

TEST_CASE("what a model of one compute in yuan cannot speak about is refused, and what a run lacks") {
  ForecastRecord r = steady_record();
  for (const char* name : {"compute_2022", "general_2027", "intelligent_2023", "intelligent_2027"})
    CHECK(answer_on(r, name).verdict == FigureVerdict::refused);
  r.dates.back() = 2026.9;
  CHECK(answer_on(r, "compute_2027").refusal == Text{"the run has no date 2027", "运行中没有时点 2027"});
  r.regions.back() = "south";
  CHECK(answer_on(r, "servers_west").refusal == Text{"the scenario has no region west", "情景中没有区域 west"});
  r.offered[0] = r.offered[1] = r.sold[0] = r.sold[1] = 0;  // 0/0
  CHECK(answer_on(r, "utilisation_2022").refusal.en == "some replications have no such number");
}

TEST_CASE("the table has a line for every figure, with the numbers or the reason, and counts them, in both languages") {
  ForecastRecord r = steady_record();
  for (double& x : r.sold) x /= 2;
  const std::vector<HeldFigure> all = backtest(r);
  const std::string table = to_text(all, "a.h5", replications, Sources::left_out);
  CHECK(std::ranges::count(table, '\n') == static_cast<std::ptrdiff_t>(published_figures().size()) + 2);
  CHECK(table.find("servers bought in Guangdong             .012                              0.003 … 0.021") !=
        std::string::npos);
  CHECK(table.find(" 1.00  OUTSIDE\n") != std::string::npos);
  CHECK(table.find("the model cannot speak about this: it has one kind of compute") != std::string::npos);
  CHECK(table.find("\n6 of 12 figures inside, 2 outside, 4 that the model cannot speak about. Intervals over 21 "
                   "replications; ") != std::string::npos);
  const Terminal colourful{.columns = 80, .colours = true};
  CHECK(to_text(all, "a.h5", replications, Sources::left_out, Language::english, colourful)
            .find(" 1.00  \033[1;31mOUTSIDE\033[0m\n") != std::string::npos);
  const std::string chinese = to_text(all, "a.h5", replications, Sources::left_out, Language::chinese);
  CHECK(chinese.find("模型对此无从判断：模型只有一种算力") != std::string::npos);
  CHECK(chinese.find("共 12 项，6 项在内，2 项在外，4 项模型无从判断。区间取自 21 次重复；") != std::string::npos);
  const std::string sources = to_text(all, "a.h5", replications, Sources::shown);
  for (const PublishedFigure& figure : published_figures()) {
    CHECK(sources.find(std::string(figure.source.en)) != std::string::npos);
    CHECK(sources.find(std::string(figure.held_against.en)) != std::string::npos);
    for (const Words& words : {figure.words, figure.source, figure.held_against}) CHECK(has_chinese(words.zh));
  }
}

TEST_CASE("a file is read as its run recorded it: spending by buyer, services sold and offered by location") {
  const TemporaryDirectory directory;
  run_scenario_into(directory / "a.h5", sited());
  const ForecastRecord r = forecast_record(directory / "a.h5");
  CHECK(r.replications == 6);
  CHECK(r.regions == std::vector<std::string>{"north", "south"});
  CHECK(r.dates.size() == 17);
  CHECK(r.compute.size() == 6 * 17);
  CHECK(r.spending.size() == 6 * 17 * 2);
  CHECK(r.sold.size() == 6 * 17 * 2);
  const output::ResultReader file = open_results(directory / "a.h5");
  const std::vector<double> used = file.read("by_location/utilisation").values;
  for (std::size_t i = 0; i < used.size(); ++i)
    CHECK(r.sold[i] / r.offered[i] == doctest::Approx(used[i]).epsilon(1e-9));
  const std::vector<double> by_class = file.read("by_class/spending").values;
  for (std::size_t i = 0; i < r.spending.size(); ++i) CHECK(r.spending[i] == by_class[2 * i] + by_class[2 * i + 1]);
}

TEST_CASE("the answer is no failure, whatever it is; a file that says nothing of locations is one, in both languages") {
  const TemporaryDirectory directory;
  run_scenario_into(directory / "sited.h5", sited());
  const Outcome said = suanli_command(directory, "backtest sited.h5 --sources");
  CHECK(said.code == 0);
  CHECK(said.err == "");
  CHECK(said.out.find("the model cannot speak about this: the run has no date 2027\n") != std::string::npos);
  CHECK(said.out.find("the model cannot speak about this: the scenario has no region west\n") != std::string::npos);
  run_into(directory / "a.h5");
  const Outcome english = suanli_command(directory, "backtest a.h5"),
                chinese = suanli_command(directory, "backtest a.h5 --lang zh");
  CHECK(english.code == 2);
  CHECK(english.out == "");
  CHECK(
      english.err ==
      "a.h5: its scenario has no locations of data centres, whose use and whose buyers the figures are about: run one "
      "that has, such as scenarios/baseline.yaml\n");
  CHECK(chinese.code == 2);
  CHECK(chinese.err ==
        "a.h5：其情景没有数据中心所在地，而各项数字正是关于其利用率与买方：请运行设有地点的情景，如 "
        "scenarios/baseline.yaml\n");
  CHECK(suanli_command(directory, "backtest b.h5").code == 2);
}

}  // namespace
}  // namespace suanli::test
