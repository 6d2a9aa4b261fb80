// F1: does growth settle at one rate, and do diminishing returns lead there?
#include "scenarios/experiments/experiment.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr double percent = 100, of_growth = 0.1, of_gap = 50;
constexpr double settled_years = 2;  // at the end, over which growth is averaged
constexpr double most_compute = 0.25, least_compute = 0.04, richer = 1.5;

// A household that saves a given share, so that the level of synergy can be tried too; growth of 5 % at rest.
const char* const saves = "household.consumption={saving_rate: 0.449}";

std::vector<std::string> with(std::vector<std::string> settings, std::vector<std::string> more) {
  settings.insert(settings.end(), more.begin(), more.end());
  return settings;
}

// Long enough for e^(-(g+δ)t) to leave a thousandth of any distance; and, where growth speeds up, not too long for numbers.
const char* const long_run = "time.end=2082";
const char* const short_run = "time.end=2028";

// Synergy of a level, 1 at the start, in place of that of a share.
std::vector<std::string> by_level(const Parameters& p) {
  const double firms = static_cast<double>(p.firms.count), compute = p.tau * p.start.wealth;
  return {saves, short_run, "synergy.mode=level", fmt::format("synergy.reference={}", value_text(compute / firms)),
          "productivity.level=" + value_text(common_productivity(p))};
}

std::vector<Arm> arms(const Parameters& p) {
  const std::string rich = fmt::format("start.wealth={}", value_text(richer * p.start.wealth));
  const auto start = [](double compute) { return fmt::format("start.kappa={}", value_text(1 - compute)); };
  return {{"much compute", {saves, long_run, start(most_compute)}},
          {"little compute", {saves, long_run, start(least_compute)}},
          {"rich", {saves, long_run, rich}},
          {"poor", {saves, long_run}},
          {"level, rich", with(by_level(p), {rich})},
          {"level, poor", by_level(p)}};
}

std::vector<double> growth_at_end(const Ensemble& arm) {
  const std::vector<double> growth = arm.observed().national_series("growth");
  std::vector<double> all(arm.replications());
  const std::size_t last = arm.dates(), first = last - arm.date_after(settled_years);
  for (std::size_t r = 0; r < all.size(); ++r)
    for (std::size_t t = first; t < last; ++t)
      all[r] += percent * growth[r * last + t] / static_cast<double>(last - first);
  return all;
}

// How much of the distance between two compositions of capital is left at the end, in percent.
std::vector<double> distance_left(const Ensemble& one, const Ensemble& other) {
  const auto gap_at = [&](std::size_t date) {
    std::vector<double> gap;
    for (std::size_t r = 0; r < one.replications(); ++r) {
      const auto share = [&](const Ensemble& arm) {
        const double k = arm.observed().national_series("capital")[r * arm.dates() + date];
        return k / (k + arm.observed().national_series("compute")[r * arm.dates() + date]);
      };
      gap.push_back(share(other) - share(one));
    }
    return gap;
  };
  const std::vector<double> first = gap_at(0), last = gap_at(one.dates() - 1);
  std::vector<double> left;
  for (std::size_t r = 0; r < first.size(); ++r) left.push_back(percent * last[r] / first[r]);
  return left;
}

Measurement of_wealth(const Arms& all, const std::string& rich, const std::string& poor) {
  return difference(text("growth in the last {} years, of one that began half again as rich",
                         "末 {} 年增长率，期初富裕一半者之差", settled_years),
                    "pp/year", growth_at_end(all[rich]), growth_at_end(all[poor]), of_growth);
}

Reading with_returns_that_diminish(const Arms& all) {
  Reading reading;
  reading.measured = {
      difference(text("growth in the last {} years, of one that began with much compute less little",
                      "末 {} 年增长率，期初算力多者与少者之差", settled_years),
                 "pp/year", growth_at_end(all["much compute"]), growth_at_end(all["little compute"]), of_growth),
      measurement(text("of the distance between their compositions that is left", "二者资本构成之差的剩余比例"), "%",
                  distance_left(all["much compute"], all["little compute"]), of_gap),
      of_wealth(all, "rich", "poor")};
  const Effect apart = reading.measured[0].judged(), left = reading.measured[1].judged(),
               wealth = reading.measured[2].judged();
  const bool settles = apart == Effect::negligible && left == Effect::negligible && wealth == Effect::negligible;
  const bool undecided = apart == Effect::undecided || left == Effect::undecided || wealth == Effect::undecided;
  reading.conclusion = settles ? Conclusion::holds : undecided ? Conclusion::undecided : Conclusion::fails;
  reading.words = {
      .holds = text("economies that begin with {:.0f} and {:.0f} % of capital in compute end at one rate",
                    "期初算力占资本 {:.0f} % 与 {:.0f} % 的经济体最终增长率相同", percent * most_compute,
                    percent * least_compute),
      .fails =
          text("economies that begin with {:.0f} and {:.0f} % of capital in compute, or rich and poor, still differ "
               "at the end",
               "期初算力占资本 {:.0f} % 与 {:.0f} % 的经济体，或富与贫的经济体，期末仍不相同", percent * most_compute,
               percent * least_compute)};
  return reading;
}

Reading with_returns_that_do_not(const Arms& all) {
  Reading reading{{of_wealth(all, "level, rich", "level, poor")}, {}, {}};
  const Effect effect = reading.measured.front().judged();
  reading.conclusion = effect == Effect::undecided    ? Conclusion::undecided
                       : effect == Effect::negligible ? Conclusion::holds
                                                      : Conclusion::fails;
  reading.words = {.holds = text("rich and poor end at one rate all the same", "富与贫的经济体最终增长率仍然相同"),
                   .fails = effect == Effect::above
                                ? text("the richer grow faster, and ever more so: there is no steady rate",
                                       "越富裕增长越快，且不断加速：不存在稳态增长率")
                                : text("the poorer grow faster, and do not settle", "越贫困增长越快，且未收敛")};
  return reading;
}

}  // namespace

Experiment experiments::steady_growth() {
  return {
      .finding = "F1",
      .scenario = "industries.yaml",
      .title = {"Growth settles at a steady rate", "增长收敛于稳态增长率"},
      .claim = {"An economy that invests in compute grows for good; each capital's marginal product is high at first "
                "and falls as it is added to, until growth is steady.",
                "投资于算力的经济会持续增长；各类资本的边际生产率起初较高，随投入增加而递减，直至增长进入稳态。"},
      .restated = {"Growth over the last two of sixty years, of economies that began with much and with little "
                   "compute, rich and poor; and how far apart their compositions of capital still are.",
                   "六十年中末两年的增长率：期初算力多与少、富与贫的经济体之比较；以及其资本构成尚存的差距。"},
      .relevance = {"growth is published to a tenth of a percentage point; half of a distance",
                    "增长率公布到 0.1 个百分点；差距的一半"},
      .mechanism = {"the marginal product of each capital falls as there is more of it, relative to the other: synergy "
                    "depends on the share of compute",
                    "各类资本相对另一类增加时其边际产出递减：协同取决于算力占比"},
      .switched_off = {"synergy.mode=level", "synergy.mode=level"},
      .against =
          {"The report lets marginal products fall to zero and growth go on all the same. Both hold only if "
           "returns to all capital together are constant, that is if synergy comes from the share of compute. "
           "From its level, as the report writes it, growth speeds up for ever (§2.3).",
           "报告既称边际生产率递减至零，又称持续增长。两者同时成立的条件是资本整体规模报酬不变，即协同来自算力占比；"
           "若如报告所写来自算力水平，增长将不断加速（§2.3）。"},
      .arms = arms,
      .with = with_returns_that_diminish,
      .without = with_returns_that_do_not};
}

}  // namespace suanli
