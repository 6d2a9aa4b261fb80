// F6: capacity that is built ahead of demand earns much at first, then stands idle: when?
#include <cmath>

#include "scenarios/experiments/watched_locations.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr double percent = 100, of_use = 5, of_return = 1;
constexpr double surge_size = 0.5, built = 0.15;                     // of services; 1e12 yuan a year in the West
constexpr double early = 2024, end_of_building = 2027, late = 2036;  // dates that are looked at

std::vector<Arm> arms(const Parameters&) {
  const std::vector<std::string> programme = {
      "policies.programme={kind: capacity_programme, location: west, dates: [2023, 2027], values: [" +
      value_text(built) + ", 0]}"};
  const std::vector<std::string> surge = {
      "events.surge={kind: demand_surge, start: 2023, duration: 100, size: " + value_text(surge_size) + "}"};
  const std::string prices_fall = "services.price_floor=0";
  const auto together = [](std::vector<std::string> all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  return {{"nothing", {}},
          {"ahead", programme},
          {"surge", surge},
          {"with demand", together(surge, programme)},
          {"nothing, prices fall", {prices_fall}},
          {"ahead, prices fall", together({prices_fall}, programme)}};
}

std::vector<double> at_date(const Ensemble& arm, LocationNoted what, double date) {
  std::vector<double> all = arm.at(of_west(arm, what), arm.date_after(date - arm.parameters().time.start));
  for (double& x : all) x *= percent;
  return all;
}

Measurement use(const Arms& all, const std::string& of, const std::string& less, const Text& what) {
  return difference(what, "pp", at_date(all[of], use_of_location, end_of_building),
                    at_date(all[less], use_of_location, end_of_building), of_use);
}

Measurement return_to_capital(const Arms& all, const std::string& of, const std::string& less, double date,
                              const Text& what) {
  return difference(what, "pp/year", at_date(all[of], return_of_location, date),
                    at_date(all[less], return_of_location, date), of_return);
}

Reading prices_posted(const Arms& all) {
  Reading reading;
  reading.measured = {
      return_to_capital(all, "surge", "nothing", early,
                        text("return in the West a year into a surge of demand of {}, less without",
                             "需求激增 {} 一年后西部回报率与无激增之差", surge_size)),
      return_to_capital(all, "surge", "nothing", late, text("the same thirteen years into it", "十三年后的同一差值")),
      use(all, "ahead", "nothing",
          text("use of the West's capacity after four years of building ahead, less without",
               "超前建设四年后西部利用率与无建设之差")),
      return_to_capital(all, "ahead", "nothing", end_of_building,
                        text("return in the West then, less without", "届时西部回报率与无建设之差")),
      use(all, "with demand", "surge",
          text("use after the same building in a surge, less without building",
               "需求激增时同样建设后的利用率与无建设之差"))};
  const Effect first = reading.measured[0].judged(), later = reading.measured[1].judged(),
               idle = reading.measured[2].judged(), met = reading.measured[4].judged();
  const bool undecided = first == Effect::undecided || idle == Effect::undecided || met == Effect::undecided;
  reading.conclusion = undecided                                         ? Conclusion::undecided
                       : first != Effect::above || idle != Effect::below ? Conclusion::fails
                       : later == Effect::above && met == Effect::below  ? Conclusion::holds
                                                                         : Conclusion::holds_if;
  const double at_first = reading.measured[0].effect.mean, in_vain = reading.measured[2].effect.mean,
               in_surge = reading.measured[4].effect.mean;
  reading.words = {
      .holds = text(
          "capacity for {:.2f} trillion yuan a year in the West stands idle by {:.0f} points, and by {:.0f} even if "
          "demand surges by half",
          "西部每年 {:.2f} 万亿元的新增容量将使利用率低 {:.0f} 个百分点；即使需求激增一半，仍低 {:.0f} 个百分点", built,
          -in_vain, -in_surge),
      .holds_if =
          text("demand does not follow: capacity for {:.2f} trillion yuan a year in the West changes use by {:+.0f} "
               "points then, and by {:+.0f} if demand surges by half",
               "需求未跟上：西部每年 {:.2f} 万亿元的新增容量此时使利用率变动 {:+.0f} 个百分点；若需求激增一半，"
               "则变动 {:+.0f} 个百分点",
               built, in_vain, in_surge),
      .fails = text(
          "the first to build earn {:+.1f} points more in a surge, and capacity built ahead of demand changes use "
          "by {:+.0f} points",
          "激增时先建者的回报高 {:+.1f} 个百分点，超前于需求的容量使利用率变动 {:+.0f} 个百分点", at_first, in_vain)};
  return reading;
}

Reading prices_fall(const Arms& all) {
  Reading reading{
      {use(all, "ahead, prices fall", "nothing, prices fall",
           text("use of the West's capacity after building ahead, less without", "超前建设后西部利用率与无建设之差"))},
      {},
      {}};
  const Effect idle = reading.measured.front().judged();
  reading.conclusion = idle == Effect::undecided ? Conclusion::undecided
                       : idle == Effect::below   ? Conclusion::holds
                                                 : Conclusion::fails;
  reading.words = {.holds = text("capacity stands idle although prices fall", "价格下降，容量仍然闲置"),
                   .fails = text("prices fall until all capacity is used", "价格下降直至全部容量得到使用")};
  return reading;
}

}  // namespace

Experiment experiments::building_ahead() {
  return {
      .finding = "F6",
      .scenario = "siting.yaml",
      .title = {"Capacity built ahead of demand earns much at first, then stands idle", "超前建设先高回报、后闲置"},
      .claim = {"The first data centres raise output a great deal; as more are added the gain falls. Build ahead of "
                "demand, but moderately.",
                "初期的数据中心对产出拉动显著，随不断追加而递减；应适度超前布局。"},
      .restated =
          {"Return of western data centres in a surge of demand for services, soon and years later; use of "
           "western capacity after a programme of building, with demand as it was and in a surge.",
           "算力需求激增之初与多年之后西部数据中心的回报率；建设计划之后的西部利用率，分需求不变与需求激增两种情形。"},
      .relevance = {"use is reported to a few points; a return differs if it does by one point",
                    "利用率以若干百分点计；回报率以一个百分点计"},
      .mechanism = {"providers post prices that cover cost and let capacity beyond demand stand idle",
                    "服务商按覆盖成本挂牌定价，超出需求的容量闲置"},
      .switched_off = {"services.price_floor=0", "services.price_floor=0"},
      .against = {"In the report's model prices fall until all services are sold: nothing can idle. What idles in fact "
                  "does so at posted prices, and it lowers the return of what is used.",
                  "报告模型中价格会降至全部服务售出，不可能闲置。现实中的闲置发生在挂牌价之下，并拉低已用容量的回报。"},
      .arms = arms,
      .with = prices_posted,
      .without = prices_fall,
      .watch = note_locations};
}

}  // namespace suanli
