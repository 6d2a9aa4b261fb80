// F7: the East keeps the work; what steering it takes to move some west, and who pays.
#include <cmath>
#include <optional>

#include "scenarios/experiments/watched_locations.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr double percent = 100, of_share = 5, of_latency = 0.5, of_output = 0.1, of_energy = 1, of_income = 1;
constexpr double of_subsidy = 0.01;         // percent of output
constexpr double of_use = 1;                // percentage points of use
constexpr double goals[] = {10, 20, 30};    // percent of the East's tolerant work
constexpr double use_of_east[] = {1, .70};  // in full, and at the start of scenarios/baseline.yaml
constexpr double kept_by_east = 50;         // percent of the East's tolerant work
constexpr double steered_by = 1.5;          // what effects are told of
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

/// A multiplier between those of two arms.
struct Steering {
  double multiplier;
  std::string below, above;
  double way;  ///< from below to above
};

// The multiplier that moves so many percent of the East's tolerant work, from the arms on either side; none if no arm does.
std::optional<Steering> steering_that_moves(const Arms& all, double wanted) {
  const double at_first = mean_of(moved(all[steered(1)]));
  double before = 0;
  for (std::size_t i = 1; i < std::size(multipliers); ++i) {
    const double now = mean_of(moved(all[steered(multipliers[i])])) - at_first;
    if (now >= wanted) {
      const double way = (wanted - before) / (now - before);
      return Steering{multipliers[i - 1] * std::pow(multipliers[i] / multipliers[i - 1], way),
                      steered(multipliers[i - 1]), steered(multipliers[i]), way};
    }
    before = now;
  }
  return std::nullopt;
}

Text multiplier_text(const std::optional<Steering>& steering) {
  if (steering) return both(fmt::format("{:.2f}", steering->multiplier));
  const double most = multipliers[std::size(multipliers) - 1];
  return text("more than {:g}", "超过 {:g}", most);
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

// Percent of output that would have to be paid for investment in the West to steer as much as a multiplier does, (8.9).
std::vector<double> subsidy_of(const Ensemble& arm) {
  double n = 1;
  for (const auto& [name, location] : arm.parameters().locations)
    if (name == west) n = location.siting_multiplier;
  const double share = 1 - std::pow(n, -1 / arm.parameters().allocation.elasticity);
  std::vector<double> all = arm.mean(of_west(arm, investment_of_location));
  const std::vector<double> output = national(arm, "output");
  for (std::size_t r = 0; r < all.size(); ++r) all[r] *= percent * share / output[r];
  return all;
}

// What it takes to move so much of the work: numbers of each replication between those of the arms on either side.
void measure_goal(const Arms& all, double goal, Reading& reading) {
  const std::optional<Steering> steering = steering_that_moves(all, goal);
  if (!steering) return;
  const auto between = [&](const auto& number) {
    std::vector<double> values = number(all[steering->below]);
    const std::vector<double> above = number(all[steering->above]);
    for (std::size_t r = 0; r < values.size(); ++r) values[r] += steering->way * (above[r] - values[r]);
    return values;
  };
  const Ensemble& usual = all[steered(1)];
  const auto named = [&](const Text& what) { return text("{:g} % moved: {}", "西移 {:g} %：{}", goal, what); };
  const auto percents = [&](const Text& what, const auto& number, double relevant) {
    reading.measured.push_back(change(named(what), between(number), number(usual), relevant));
  };
  const auto of_nation = [](std::string_view name) {
    return [name](const Ensemble& arm) { return national(arm, name); };
  };
  const auto latency = [](const Ensemble& arm) { return arm.mean(of_work(arm, mean_latency)); };
  reading.measured.push_back(
      difference(named(text("mean latency", "平均时延")), "ms", between(latency), latency(usual), of_latency));
  percents(text("output", "产出"), of_nation("output"), of_output);
  percents(text("cost of electricity", "电费"), of_nation("energy_cost"), of_energy);
  reading.measured.push_back(
      measurement(named(text("subsidy that would steer as much, of output", "同等引导所需补贴占产出")), "%",
                  between(subsidy_of), of_subsidy));
  percents(text("carbon, the West as one region", "碳排放，西部作为整体"), of_nation("carbon"), of_energy);
  percents(
      text("carbon, at the grid of the North-West", "碳排放，按西北电网"),
      [](const Ensemble& arm) { return carbon_of(arm, grid_of_north_west); }, of_energy);
}

// Cost of electricity of a service [1e12 yuan/unit]: the West's, and the mean of the others by capital.
struct PowerCost {
  double west, east;
};
PowerCost power_cost(const Ensemble& arm, const std::vector<double>& capital) {
  PowerCost cost{0, 0};
  double weight = 0;
  for (std::size_t l = 0; l < capital.size(); ++l) {
    const Site& site = arm.model().sites[l];
    const double of_service = site.energy * site.electricity_price;
    if (arm.parameters().locations[l].first == west) cost.west = of_service;
    else cost.east += capital[l] * of_service, weight += capital[l];
  }
  cost.east /= weight;
  return cost;
}

// Western use at which ω/u_W + e_W = ω/u_E + e_E: what a service costs is the same.
double use_at_break_even(double omega, const PowerCost& cost, double east) {
  return omega / (omega / east + cost.east - cost.west);
}

// How far western use may lie below the East's until nothing is left of the advantage of cheap power.
void measure_break_even(const Arms& all, Reading& reading) {
  const Ensemble& usual = all[steered(1)];
  const std::size_t locations = usual.parameters().locations.size();
  std::vector<double> omegas, shares;
  std::vector<PowerCost> costs;
  for (std::size_t r = 0; r < usual.replications(); ++r) {
    std::vector<double> capital(locations);
    double income = 0, stock = 0;
    for (std::size_t l = 0; l < locations; ++l)
      for (std::size_t t = 0; t < usual.dates(); ++t) {
        const double now = usual.watched(r, t, l * location_noted + capital_of_location);
        capital[l] += now, stock += now;
        income += usual.watched(r, t, l * location_noted + income_of_location);
      }
    omegas.push_back(income / stock), costs.push_back(power_cost(usual, capital));
    shares.push_back(percent * costs.back().east / (omegas.back() + costs.back().east));
  }
  reading.measured.push_back(
      measurement(text("electricity in what a service costs in the East, in full use", "东部满负荷时电费占服务成本"),
                  "%", shares, of_energy));
  for (const double east : use_of_east) {
    const double rest = usual.rest().omega;
    std::vector<double> lower;
    for (std::size_t r = 0; r < omegas.size(); ++r)
      lower.push_back(percent * (east - use_at_break_even(omegas[r], costs[r], east)));
    reading.measured.push_back(measurement(text("use that cheap western power is worth, the East at {:.0f} %",
                                                "东部利用率 {:.0f} % 时，抵消西部电价优势的利用率差距", percent * east),
                                           "pp", lower, of_use,
                                           percent * (east - use_at_break_even(rest, costs.front(), east))));
  }
}

// What the two measurements of carbon say together.
Text carbon_words(Effect whole, Effect north_west) {
  if (whole == north_west && whole == Effect::below)
    return text("It saves carbon, whether the West is one region or the North-West",
                "无论视西部为整体或按西北电网，碳排放均下降");
  if (whole == north_west && whole == Effect::above)
    return text("It adds carbon, whether the West is one region or the North-West",
                "无论视西部为整体或按西北电网，碳排放均上升");
  const auto decided = [](Effect e) { return e == Effect::below || e == Effect::above; };
  if (decided(whole) && decided(north_west))
    return text("What it does to carbon depends on treating the West as one region",
                "碳排放的结论取决于是否把西部视为一个整体");
  return text("What it does to carbon is not settled for both views of the West",
              "两种西部口径下的碳排放结论未能都确定");
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
  const Ensemble &usual = all[steered(1)], &most = all[steered(steered_by)];
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
  reading.measured.push_back(difference(
      text("work moved west by n = {}, of the East's tolerant work", "n = {} 西移的东部时延不敏感业务", steered_by),
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
  const Effect carbon = reading.measured[5].judged(), carbon_of_north_west = reading.measured[6].judged();
  for (const double goal : goals) measure_goal(all, goal, reading);
  measure_break_even(all, reading);
  measure_outage(all, reading);
  const auto needed = [&](std::size_t i) { return multiplier_text(steering_that_moves(all, goals[i])); };
  const Effect kept = reading.measured[0].judged(), shifted = reading.measured[1].judged();
  reading.conclusion = kept == Effect::undecided || shifted == Effect::undecided ? Conclusion::undecided
                       : kept != Effect::above                                   ? Conclusion::fails
                       : shifted == Effect::above                                ? Conclusion::holds_if
                                                                                 : Conclusion::holds;
  reading.words = {
      .holds =
          text("whoever steers: even a multiplier of {} on western investment moves little of the East's tolerant work",
               "即使加以引导：对西部投资施加 {} 的倍数也仅西移东部少量时延不敏感业务", steered_by),
      .holds_if = text(
          "nobody steers: to move {:g}, {:g} and {:g} % of the East's tolerant work takes multipliers on "
          "western investment of {}, {} and {}. {}",
          "无人引导：西移东部时延不敏感业务的 {:g}、{:g}、{:g} %，对西部投资所需的倍数分别为 {}、{}、{}。{}", goals[0],
          goals[1], goals[2], needed(0), needed(1), needed(2), carbon_words(carbon, carbon_of_north_west)),
      .fails = text("the East does not keep the most of its tolerant work even where nobody steers",
                    "即使无人引导，东部也未保有其大部分时延不敏感业务")};
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
  reading.words = {.holds = text("the East keeps its work all the same", "业务仍留在东部"),
                   .fails = text("work goes where electricity is cheap", "业务流向电价低处")};
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
           "of it west, and what that does to latency, output, electricity, subsidies and carbon; how much lower use "
           "may be in the West "
           "before its cheap power is worth nothing; who loses when half the West is out for a year.",
           "东部时延不敏感业务留在东部的份额；西移其 10、20、30 % "
           "所需的投资倍数及其对时延、产出、电费、补贴与碳排放的影响；抵消西部电价优势的利用率差距；"
           "西部半数停机一年时由谁承担损失。"},
      .relevance = {"five points of work; half a millisecond; a tenth of a percent of output, a hundredth as subsidy; "
                    "one percent of "
                    "costs and incomes; one point of use",
                    "业务五个百分点；半毫秒；产出的千分之一，补贴为万分之一；成本与收入的百分之一；利用率一个百分点"},
      .mechanism = {"distance, and work of many kinds: not every job goes where the price is lowest",
                    "距离与业务的多样性：并非每项业务都流向最低价格处"},
      .switched_off = {"services.dispersion=1000, delivery factors 1", "services.dispersion=1000，交付系数均为 1"},
      .against =
          {"Servers sold say where buyers are, not where machines stand. And at a gross return on capital near a "
           "third, electricity is a thirtieth of what a service costs in the East: the West's cheap power makes up for "
           "a use of capacity that is lower by less than two points, and where the East itself idles less.",
           "服务器出货量反映买方所在地而非设备所在地。资本毛回报率近三分之一时，电费仅占东部服务成本的三十分之一左右："
           "西部低电价所能抵消的利用率差距不足两个百分点，东部自身有闲置时更少。"},
      .arms = arms,
      .with = work_with_distance,
      .without = work_without_distance,
      .watch = note_locations};
}

}  // namespace suanli
