// F3: do regions that invest more in compute pull away from the others?
#include <cmath>

#include "agents/theory/divergence.hpp"
#include "scenarios/experiments/experiment.hpp"

namespace suanli {

namespace {

constexpr double percent = 100, of_growth = 0.5;
constexpr std::size_t leader = 0, laggard = 3;  // Jing-Jin-Ji and the West, in the order of the scenario

// Shares of investment in compute, by region in the order of the scenario: servers bought per yuan of GDP.
constexpr double own_shares[] = {0.14, 0.09, 0.10, 0.035};

std::vector<std::string> each_its_own(const Parameters& p) {
  std::vector<std::string> settings;
  for (std::size_t m = 0; m < p.regions.size() && m < std::size(own_shares); ++m)
    settings.push_back(fmt::format("regions.{}.tau={}", p.regions[m].first, own_shares[m]));
  return settings;
}

std::vector<Arm> arms(const Parameters& p) {
  const auto with = [&](std::vector<std::string> all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const std::vector<std::string> apart = each_its_own(p), saves{"household.consumption={saving_rate: 0.45}"},
                                 full{"synergy.strength=1"}, weak{"synergy.strength=0.05"};
  return {{"full", with(full, apart)},
          {"full, alike", full},
          {"weak", with(weak, apart)},
          {"weak, alike", weak},
          {"unshared", with(with(full, apart), saves)},
          {"shared", with(with(with(full, apart), saves), {"synergy.spillover=1"})},
          {"shared, alike", with(with(full, saves), {"synergy.spillover=1"})}};
}

// Growth of the leader's stocks less that of the laggard's, mean over the run [pp/year].
std::vector<double> lead_of(const Ensemble& arm) {
  std::vector<double> lead = arm.mean(arm.observed().series("growth", leader));
  const std::vector<double> behind = arm.mean(arm.observed().series("growth", laggard));
  for (std::size_t r = 0; r < lead.size(); ++r) lead[r] = percent * (lead[r] - behind[r]);
  return lead;
}

double lead_in_theory(const Ensemble& arm) { return percent * (arm.rest(leader).g - arm.rest(laggard).g); }

double years_to_double(const Measurement& lead) { return percent * std::log(2.0) / lead.effect.mean; }

Measurement lead(const Arms& all, const std::string& arm, Text what) {
  return measurement(std::move(what), "pp/year", lead_of(all[arm]), of_growth, lead_in_theory(all[arm]));
}

// What of the lead goes away when all regions invest the same share in compute.
Measurement lead_by_compute(const Arms& all, const std::string& arm, Text what) {
  const std::string alike = arm + ", alike";
  return difference(std::move(what), "pp/year", lead_of(all[arm]), lead_of(all[alike]), of_growth,
                    lead_in_theory(all[arm]) - lead_in_theory(all[alike]));
}

Text what_more_compute_does(const Measurement& at_weak) {
  if (at_weak.judged() != Effect::above)
    return text("at strength .05 more compute is worth less than half a point a year",
                "强度 .05 时，算力投资更多的作用不足每年半个百分点");
  return text("at strength .05 more compute would do so in {:.0f} years, but the mix of industries works against it",
              "强度 .05 时，仅就算力而言需 {:.0f} 年，而行业结构又将其抵消", years_to_double(at_weak));
}

Verdicts verdicts(const Measurement& at_full, const Measurement& at_weak, const Measurement& by_compute_at_weak) {
  Verdicts all;
  if (at_full.judged() == Effect::above)
    all.holds_if = text(
        "synergy is strong and stays in the region: outputs then part by a factor of two in {:.0f} "
        "years; {}",
        "协同强且留在本区域：此时产出之比 {:.0f} 年翻倍；{}", years_to_double(at_full),
        what_more_compute_does(by_compute_at_weak));
  if (at_full.judged() == Effect::above && at_weak.judged() == Effect::above)
    all.holds = text("outputs part by a factor of two in {:.0f} years at full synergy and in {:.0f} at strength .05",
                     "产出之比在完全协同时 {:.0f} 年翻倍，强度 .05 时 {:.0f} 年翻倍", years_to_double(at_full),
                     years_to_double(at_weak));
  all.fails = text(
      "at full synergy the region that invests more in compute leads by {:+.1f} points a year, which is "
      "less than matters",
      "完全协同时，算力投资较多的区域每年领先 {:+.1f} 个百分点，不足以为意", at_full.effect.mean);
  return all;
}

Reading each_region_its_share(const Arms& all) {
  const auto& regions = all["full"].parameters().regions;
  Reading reading;
  reading.measured = {
      lead(all, "full",
           text("growth of {} less that of {}, χ = 1", "{} 与 {} 的增长率之差，χ = 1", regions[leader].first,
                regions[laggard].first)),
      lead_by_compute(all, "full", text("of it by more compute", "其中源于算力投资更多")),
      lead(all, "weak", text("the same lead, χ = 0.05", "同一差距，χ = 0.05")),
      lead_by_compute(all, "weak", text("of it by more compute", "其中源于算力投资更多")),
      difference(text("by more compute, synergy shared (ζ = 1), χ = 1", "源于算力投资更多，协同共享（ζ = 1），χ = 1"),
                 "pp/year", lead_of(all["shared"]), lead_of(all["shared, alike"]), of_growth),
      difference(text("what sharing takes from the lead, χ = 1", "共享使差距减少，χ = 1"), "pp/year",
                 lead_of(all["shared"]), lead_of(all["unshared"]), of_growth)};
  const Effect at_full = reading.measured[0].judged(), at_weak = reading.measured[2].judged();
  reading.conclusion = at_full == Effect::undecided || at_weak == Effect::undecided ? Conclusion::undecided
                       : at_full != Effect::above                                   ? Conclusion::fails
                       : at_weak == Effect::above                                   ? Conclusion::holds
                                                                                    : Conclusion::holds_if;
  reading.words = verdicts(reading.measured[0], reading.measured[2], reading.measured[3]);
  return reading;
}

Reading all_regions_alike(const Arms& all) {
  Reading reading;
  reading.measured = {
      lead(all, "full, alike",
           text("growth of the leader less that of the laggard, χ = 1", "领先者与落后者的增长率之差，χ = 1")),
      lead(all, "weak, alike", text("the same, χ = 0.05", "同上，χ = 0.05"))};
  const Effect lead = reading.measured[0].judged();
  reading.conclusion = lead == Effect::undecided ? Conclusion::undecided
                       : lead == Effect::above   ? Conclusion::holds
                                                 : Conclusion::fails;
  reading.words = {
      .holds = text("who invests the same share in compute leads all the same, by its mix of industries",
                    "算力投资比重相同时仍然领先，源于行业结构"),
      .fails = text(
          "who invests the same share in compute does not lead: the mix of industries adds {:+.1f} points a year",
          "算力投资比重相同时便无领先可言：行业结构的作用为每年 {:+.1f} 个百分点", reading.measured[0].effect.mean)};
  return reading;
}

}  // namespace

Experiment experiments::early_movers() {
  return {
      .finding = "F3",
      .scenario = "regions.yaml",
      .title = {"Early movers pull ahead", "算力先发地区拉开差距"},
      .claim =
          {"Regions that raise the compute share of their investment get a higher rate of steady growth; their lead "
           "over those that come late widens.",
           "提高算力投资比重的地区获得更高的稳态增长率，与后发地区的差距不断扩大。"},
      .restated =
          {"Growth of capital of both kinds, which is that of output on a balanced path, in Jing-Jin-Ji less that in "
           "the West over twenty years, four closed economies with τ = .14, .09, .10, .035 (servers bought per yuan of "
           "GDP), paired with the same economies at τ = .10.",
           "四个封闭经济体，τ = .14、.09、.10、.035（按单位 GDP 采购服务器），京津冀与西部二十年两类资本存量增长率"
           "（平衡路径上即产出增长率）之差，并与各地 τ = .10 的同一经济逐一配对。"},
      .relevance = {"half a point a year: a lead of a third after sixty years",
                    "每年 0.5 个百分点：六十年后领先三分之一"},
      .mechanism = {"regions invest different shares in compute, whose synergy does not leave them",
                    "各区域算力投资比重不同，且协同不外溢"},
      .switched_off = {"regions.<region>.tau=0.10", "regions.<region>.tau=0.10"},
      .against =
          {"The report derives steady growth for one closed economy and speaks of regions: nothing in its model "
           "lets capital, goods or ideas cross a border. In one national capital market all regions grow at one "
           "rate, and where regions share their synergy most of the lead is gone. A leader that goes beyond the "
           "share of largest growth (F2) falls back.",
           "报告推导的是单一封闭经济体的稳态增长，却用来谈论地区：其模型中资本、商品与知识均不跨越边界。在全国统一"
           "资本市场中各区域增长率相同；协同共享时，差距大部分消失。领先者若超过使增长最大的份额（F2），反会落后。"},
      .arms = arms,
      .with = each_region_its_share,
      .without = all_regions_alike};
}

}  // namespace suanli
