// F8: do leaders pull ahead within industries, while industries close up?
#include "scenarios/experiments/watched_firms.hpp"

namespace suanli {

namespace {

constexpr double of_spread = 0.02, of_share = 5, percent = 100, early = 10, late = 30, mean_gain = 0.05,
                 large_gain = 0.15, low_cost = 0.005;

// What adoption adds to log productivity in each industry: in proportion to the elasticity of output to compute and its
// services, .05 on average.
std::vector<std::string> gains_by_industry(const Parameters& p) {
  double mean = 0;
  for (const auto& [region, of_region] : p.regions)
    for (const auto& [name, share] : of_region.expenditure_shares)
      for (const auto& [industry, of_industry] : p.industries)
        if (industry == name) mean += share * (1 - of_industry.alpha);
  std::vector<std::string> settings;
  for (const auto& [industry, of_industry] : p.industries)
    settings.push_back(
        fmt::format("industries.{}.adoption_gain={:.3f}", industry, mean_gain * (1 - of_industry.alpha) / mean));
  return settings;
}

std::vector<Arm> arms(const Parameters& p) {
  const std::vector<std::string> gains = gains_by_industry(p);
  const auto with = [&](std::vector<std::string> all) {
    all.insert(all.begin(), gains.begin(), gains.end());
    return all;
  };
  return {{"digital", with({})},
          {"cheap", with({fmt::format("adoption.cost={}", low_cost)})},
          {"large gain", {fmt::format("adoption.gain={}", large_gain)}},
          {"none", {"adoption.rule=none"}},
          {"digital, proportional", with({"firms.investment=proportional"})},
          {"none, proportional", {"adoption.rule=none", "firms.investment=proportional"}}};
}

Measurement pulling_ahead(const Arms& all, const std::string& arm, const std::string& none, Text what) {
  return difference(std::move(what), "1", of_all_industries(all[arm], spread_of_output, late),
                    of_all_industries(all[none], spread_of_output, late), of_spread);
}

Measurement in_points(Measurement m) {
  m.effect.mean *= percent, m.effect.standard_error *= percent;
  return m;
}

// Standard deviation of the adopted share between the industries of the first region at a date, of each replication.
std::vector<double> between_industries(const Ensemble& arm, double years) {
  const std::vector<double> adopted = arm.observed().cell_series("adopted_share");
  const std::size_t industries = arm.parameters().industries.size(),
                    cells = industries * arm.parameters().regions.size();
  std::vector<double> all;
  for (std::size_t r = 0; r < arm.replications(); ++r) {
    const std::span<const double> shares(adopted.data() + (r * arm.dates() + arm.date_after(years)) * cells,
                                         industries);
    all.push_back(root_mean_square(shares, estimate(shares).mean));
  }
  return all;
}

// Adopted shares between industries, late less early: negative where industries close up.
Measurement closing_up(const Arms& all, const std::string& arm, Text what) {
  return in_points(difference(std::move(what), "pp", between_industries(all[arm], late),
                              between_industries(all[arm], early), of_share));
}

Reading returns_attract(const Arms& all) {
  const Ensemble &digital = all["digital"], &none = all["none"];
  Reading reading;
  reading.measured = {
      pulling_ahead(all, "digital", "none",
                    text("spread of ln output within industries, by adoption", "行业内产出对数的离散度，源于采用")),
      pulling_ahead(all, "large gain", "none",
                    text("the same with a gain of {} everywhere", "同上，各行业增益均为 {}", large_gain)),
      in_points(difference(text("output of the largest tenth, by adoption", "最大一成企业的产出份额，源于采用"), "pp",
                           of_all_industries(digital, share_of_leaders, late),
                           of_all_industries(none, share_of_leaders, late), 1)),
      closing_up(all, "digital",
                 text("gap between industries, {} to {} years after", "行业间差距，{} 至 {} 年后的变化", early, late)),
      closing_up(all, "cheap", text("the same where adoption costs {}", "同上，采用成本为 {}", low_cost))};
  const Effect within = reading.measured[0].judged(), at_large_gain = reading.measured[1].judged(),
               between = reading.measured[3].judged(), at_cheap = reading.measured[4].judged();
  const bool undecided = within == Effect::undecided || at_large_gain == Effect::undecided ||
                         between == Effect::undecided || at_cheap == Effect::undecided;
  reading.conclusion = undecided                                                     ? Conclusion::undecided
                       : at_large_gain != Effect::above || at_cheap != Effect::below ? Conclusion::fails
                       : within == Effect::above && between == Effect::below         ? Conclusion::holds
                                                                                     : Conclusion::holds_if;
  const double ahead = reading.measured[0].effect.mean, far_ahead = reading.measured[1].effect.mean,
               apart = reading.measured[3].effect.mean, apart_if_cheap = reading.measured[4].effect.mean;
  reading.words = {
      .holds = text("leaders pull ahead by {:+.3f}, and the gap between industries changes by {:+.0f} points",
                    "领先企业拉开差距 {:+.3f}，行业间差距变动 {:+.0f} 个百分点", ahead, apart),
      .holds_if = text(
          "adoption yields much and costs little. Leaders pull ahead by {:+.3f} where it yields {}, and by {:+.3f} "
          "where it yields {}; the gap between industries changes by {:+.0f} points where it costs {}, and by "
          "{:+.0f} at the usual cost",
          "采用的收益大、成本小。增益为 {1} 时领先企业拉开差距 {0:+.3f}，为 {3} 时为 {2:+.3f}；成本为 {5} "
          "时行业间差距变动 {4:+.0f} 个百分点，按通常成本则为 {6:+.0f}",
          far_ahead, large_gain, ahead, mean_gain, apart_if_cheap, low_cost, apart),
      .fails =
          at_large_gain != Effect::above
              ? text("leaders do not pull ahead: adoption adds {:+.3f} to the spread within industries, and {:+.3f} "
                     "where it yields {}",
                     "领先企业并未拉开差距：采用使行业内离散度增加 {0:+.3f}，增益为 {2} 时增加 {1:+.3f}", ahead,
                     far_ahead, large_gain)
              : text("leaders pull ahead where adoption yields much, but even where it is cheap the gap between "
                     "industries changes by {:+.0f} points",
                     "采用收益大时领先企业拉开差距，但即使采用成本低，行业间差距仍变动 {:+.0f} 个百分点",
                     apart_if_cheap)};
  return reading;
}

Reading returns_ignored(const Arms& all) {
  Reading reading{
      {pulling_ahead(all, "digital, proportional", "none, proportional",
                     text("spread of ln output within industries, by adoption", "行业内产出对数的离散度，源于采用")),
       closing_up(
           all, "digital, proportional",
           text("gap between industries, {} to {} years after", "行业间差距，{} 至 {} 年后的变化", early, late))},
      {},
      {}};
  const Effect within = reading.measured.front().judged();
  reading.conclusion = within == Effect::undecided ? Conclusion::undecided
                       : within == Effect::above   ? Conclusion::holds
                                                   : Conclusion::fails;
  reading.words = {.holds = text("leaders pull ahead although investment does not follow returns",
                                 "投资并不追随回报，领先企业仍拉开差距"),
                   .fails = text("firms that adopt first become more productive, but no larger: nobody pulls ahead",
                                 "先采用的企业生产率提高，但规模不随之扩大，无人拉开差距")};
  return reading;
}

}  // namespace

Experiment experiments::leaders_and_industries() {
  return {
      .finding = "F8",
      .scenario = "firms.yaml",
      .title = {"Leaders pull ahead within industries while industries close up",
                "行业内领先者拉开差距，行业间差距缩小"},
      .claim =
          {"In every industry the firms that lead the digital transformation turn it into an advantage and pull away; "
           "between industries the differences in digital maturity shrink, since late ones can buy what is mature.",
           "各行业中数字化转型领先的企业凭借转型优势拉开差距；行业间数字化水平的差距则在缩小，因为后发行业可直接购买成"
           "熟技术。"},
      .restated =
          {"Standard deviation of firms' ln output within industries thirty years after adoption has begun, paired "
           "with "
           "the same economy without adoption. Standard deviation of the adopted share between industries, thirty "
           "years after less ten years after; gains in proportion to β + ξ, .05 on average.",
           "采用开始三十年后，行业内企业产出对数的标准差，与没有采用的同一经济逐一配对；采用份额在行业间的标准差，"
           "三十年后减去十年后。增益与 β + ξ 成比例，平均 .05。"},
      .relevance =
          {".02: a firm one standard deviation above the median then makes 2 % more beside it; shares of five and of "
           "one percentage point",
           ".02：高于中位一个标准差的企业产出相对再高 2 %；份额以五个或一个百分点计"},
      .mechanism = {"investment goes to firms with higher returns, which adopters have",
                    "投资流向回报更高的企业，而采用者回报更高"},
      .switched_off = {"firms.investment=proportional", "firms.investment=proportional"},
      .against =
          {"The report asserts both from cases, its model has one firm. Here adoption starts everywhere at once, so "
           "that the gap between industries first opens; whether it closes depends on the cost of adoption, not on "
           "time. "
           "An industry's buyers, not its firms, keep most of the gain (F10).",
           "报告由案例断言两者，其模型只有一家企业。这里各行业同时起步，行业间差距先扩大；能否缩小取决于采用成本而非时"
           "间。"
           "收益大部分归该行业的买方而非其企业（F10）。"},
      .arms = arms,
      .with = returns_attract,
      .without = returns_ignored,
      .watch = note_firms};
}

}  // namespace suanli
