// F7: the East keeps the work; what steering it takes to move some west, and who pays.
#include <cmath>

#include "scenarios/experiments/watched_locations.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr double percent = 100, of_share = 5, of_latency = 0.5, of_output = 0.1, of_energy = 1, of_income = 1;
constexpr double kept_by_east = 50;  // percent of the East's tolerant work
constexpr double multipliers[] = {1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.7, 2};
constexpr double outage_at = 2030;
constexpr double grid_of_north_west =
    0.66;  // tCO2/MWh: Inner Mongolia, Gansu and Ningxia (scenarios/baseline-split-west.yaml)

std::string steered(double n) { return fmt::format("n = {}", n); }

std::vector<Arm> arms(const Parameters& p) {
  std::vector<Arm> all;
  for (const double n : multipliers)
    all.push_back({steered(n), {fmt::format("locations.west.siting_multiplier={}", n)}});
  all.push_back(
      {"outage",
       {fmt::format("events.outage={{kind: outage, location: west, start: {}, duration: 1, size: 0.5}}", outage_at)}});
  std::vector<std::string> free{"services.dispersion=1000", "service_classes.tolerant.latency_limit=none"};
  for (const auto& [location, unused] : p.locations)
    for (const auto& [region, also_unused] : p.regions)
      free.push_back("locations." + location + ".delivery." + region + "=1");
  all.push_back({"no distance", free});
  return all;
}

std::vector<double> in_percent(std::vector<double> values) {
  for (double& x : values) x *= percent;
  return values;
}

std::vector<double> moved(const Ensemble& arm) { return in_percent(arm.mean(of_work(arm, tolerant_work_moved))); }

// Percent by which one exceeds the other, replication by replication.
std::vector<double> percent_of(const std::vector<double>& one, const std::vector<double>& other) {
  std::vector<double> all;
  for (std::size_t r = 0; r < one.size(); ++r) all.push_back(percent * (one[r] / other[r] - 1));
  return all;
}

Measurement change(Text what, const std::vector<double>& of, const std::vector<double>& base, double relevant) {
  return measurement(std::move(what), "%", percent_of(of, base), relevant);
}

double mean_of(const std::vector<double>& values) { return estimate(values).mean; }

// The multiplier that moves so many percent of the East's tolerant work, from the arms on either side; the last if none does.
double multiplier_that_moves(const Arms& all, double wanted) {
  const double at_first = mean_of(moved(all[steered(1)]));
  double before = 0;
  for (std::size_t i = 1; i < std::size(multipliers); ++i) {
    const double now = mean_of(moved(all[steered(multipliers[i])])) - at_first;
    if (now >= wanted) {
      const double way = (wanted - before) / (now - before);
      return multipliers[i - 1] * std::pow(multipliers[i] / multipliers[i - 1], way);
    }
    before = now;
  }
  return multipliers[std::size(multipliers) - 1];
}

// Carbon of all locations, with the West's electricity at this factor; energy beside it.
std::vector<double> carbon_of(const Ensemble& arm, double factor_of_west) {
  std::vector<double> carbon = arm.mean(arm.observed().national_series("carbon"));
  const std::vector<double> western = arm.mean(of_west(arm, energy_of_location));
  double stated = 0;
  for (const auto& [name, location] : arm.parameters().locations)
    if (name == west) stated = location.grid_carbon;
  for (std::size_t r = 0; r < carbon.size(); ++r) carbon[r] += western[r] * (factor_of_west - stated);
  return carbon;
}

std::vector<double> national(const Ensemble& arm, std::string_view name) {
  return arm.mean(arm.observed().national_series(name));
}

// Of the year of the outage, the mean of a series.
std::vector<double> in_outage(const Ensemble& arm, const std::vector<double>& series) {
  const std::size_t first = arm.date_after(outage_at - arm.parameters().time.start), count = arm.date_after(1);
  std::vector<double> all(arm.replications());
  for (std::size_t r = 0; r < all.size(); ++r)
    for (std::size_t t = first; t < first + count; ++t)
      all[r] += series[r * arm.dates() + t] / static_cast<double>(count);
  return all;
}

void measure_outage(const Arms& all, Reading& reading) {
  const Ensemble &hit = all["outage"], &usual = all[steered(1)];
  const auto effect = [&](const Text& what, const auto& series_of, double relevant) {
    reading.measured.push_back(
        change(what, in_outage(hit, series_of(hit)), in_outage(usual, series_of(usual)), relevant));
  };
  const auto series = [](std::string_view name) {
    return [name](const Ensemble& arm) { return arm.observed().national_series(name); };
  };
  effect(text("half the West out for a year: output", "西部半数停机一年：产出"), series("output"), of_output);
  effect(text("… price of services", "……算力服务价格"), series("service_price"), of_income);
  effect(
      text("… income of western data centres", "……西部数据中心资本收入"),
      [](const Ensemble& arm) { return of_west(arm, income_of_location); }, of_income);
  effect(
      text("… income of the East's", "……东部数据中心资本收入"),
      [](const Ensemble& arm) { return of_east(arm, income_of_location); }, of_income);
  effect(text("… consumption", "……消费"), series("consumption"), of_output);
}

Reading work_with_distance(const Arms& all) {
  const Ensemble &usual = all[steered(1)], &most = all[steered(1.5)];
  Reading reading;
  reading.measured.push_back(measurement(
      text("share of the East's tolerant work that the East keeps, less {:.0f}",
           "东部时延不敏感业务留在东部的份额减 {:.0f}", kept_by_east),
      "pp",
      [&] {
        std::vector<double> kept = moved(usual);
        for (double& x : kept) x = percent - x - kept_by_east;
        return kept;
      }(),
      of_share));
  reading.measured.push_back(
      difference(text("work moved west by n = 1.5, of the East's tolerant work", "n = 1.5 西移的东部时延不敏感业务"),
                 "pp", moved(most), moved(usual), of_share));
  reading.measured.push_back(difference(text("… mean latency of all work", "……全部业务的平均时延"), "ms",
                                        most.mean(of_work(most, mean_latency)),
                                        usual.mean(of_work(usual, mean_latency)), of_latency));
  reading.measured.push_back(
      change(text("… output", "……产出"), national(most, "output"), national(usual, "output"), of_output));
  reading.measured.push_back(change(text("… cost of electricity", "……电费"), national(most, "energy_cost"),
                                    national(usual, "energy_cost"), of_energy));
  reading.measured.push_back(change(text("… carbon, the West as one region", "……碳排放，西部作为整体"),
                                    national(most, "carbon"), national(usual, "carbon"), of_energy));
  reading.measured.push_back(change(text("… carbon, at the grid of the North-West", "……碳排放，按西北电网"),
                                    carbon_of(most, grid_of_north_west), carbon_of(usual, grid_of_north_west),
                                    of_energy));
  measure_outage(all, reading);
  const double a = multiplier_that_moves(all, 10), b = multiplier_that_moves(all, 20),
               c = multiplier_that_moves(all, 30);
  const Effect kept = reading.measured[0].judged(), shifted = reading.measured[1].judged();
  reading.conclusion = kept == Effect::undecided || shifted == Effect::undecided ? Conclusion::undecided
                       : kept != Effect::above                                   ? Conclusion::fails
                       : shifted == Effect::above                                ? Conclusion::holds_if
                                                                                 : Conclusion::holds;
  reading.words = text(
      "nobody steers: multipliers of {:.2f}, {:.2f} and {:.2f} on western investment move 10, 20 and 30 % of the "
      "East's tolerant work. What it does to carbon depends on treating the West as one region",
      "无人引导：对西部投资施加 {:.2f}、{:.2f}、{:.2f} 的倍数可分别西移东部时延不敏感业务的 10、20、30 %。"
      "碳排放的结论取决于是否把西部视为一个整体",
      a, b, c);
  return reading;
}

Reading work_without_distance(const Arms& all) {
  Reading reading;
  std::vector<double> kept = moved(all["no distance"]);
  for (double& x : kept) x = percent - x - kept_by_east;
  reading.measured.push_back(measurement(text("share of the East's tolerant work that the East keeps, less {:.0f}",
                                              "东部时延不敏感业务留在东部的份额减 {:.0f}", kept_by_east),
                                         "pp", kept, of_share));
  const Effect judged = reading.measured.front().judged();
  reading.conclusion = judged == Effect::undecided ? Conclusion::undecided
                       : judged == Effect::above   ? Conclusion::holds
                                                   : Conclusion::fails;
  reading.words = text("work goes where electricity is cheap", "业务流向电价低处");
  return reading;
}

}  // namespace

Experiment experiments::moving_work_west() {
  return {
      .finding = "F7",
      .scenario = "siting.yaml",
      .title = {"The East keeps the work", "业务仍集中于东部"},
      .claim =
          {"Demand for servers stays in the East; the West takes work that asks little of the network, and by plan "
           "more of it.",
           "服务器需求仍集中于东部；西部按规划承接对网络要求不高的业务。"},
      .restated =
          {"Share of the East's tolerant work done in the East; the siting multiplier that moves 10, 20 and 30 % "
           "of it west, and what that does to latency, output, electricity and carbon; who loses when half the "
           "West is out for a year.",
           "东部时延不敏感业务留在东部的份额；西移其 10、20、30 % 所需的投资倍数及其对时延、产出、电费与碳排放的影响；"
           "西部半数停机一年时由谁承担损失。"},
      .relevance =
          {"five points of work; half a millisecond; a tenth of a percent of output; one percent of costs and incomes",
           "业务五个百分点；半毫秒；产出的千分之一；成本与收入的百分之一"},
      .mechanism = {"distance, and work of many kinds: not every job goes where the price is lowest",
                    "距离与业务的多样性：并非每项业务都流向最低价格处"},
      .switched_off = {"services.dispersion=1000, delivery factors 1", "services.dispersion=1000，交付系数均为 1"},
      .against =
          {"Servers sold say where buyers are, not where machines stand. And at a gross return on capital near a "
           "third, electricity is a sixtieth of what a service costs: the West's cheap power is worth less than a "
           "percentage point of use.",
           "服务器出货量反映买方所在地而非设备所在地。资本毛回报率近三分之一时，电费仅占服务成本的六十分之一左右："
           "西部低电价的价值不及一个百分点的利用率。"},
      .arms = arms,
      .with = work_with_distance,
      .without = work_without_distance,
      .watch = note_locations};
}

}  // namespace suanli
