// F9: do small firms need lower costs to adopt digital technology?
#include <cmath>

#include "scenarios/experiments/watched_firms.hpp"

namespace suanli {

namespace {

constexpr double of_share = 5, of_output = 0.1, percent = 100, half_way = 15;

std::vector<Arm> arms(const Parameters&) {
  return {{"cost", {}},
          {"subsidy", {"adoption.subsidy=0.5"}},
          {"free", {"adoption.cost=0"}},
          {"free, subsidy", {"adoption.cost=0", "adoption.subsidy=0.5"}}};
}

std::vector<double> in_points(std::vector<double> shares) {
  for (double& share : shares) share *= percent;
  return shares;
}
std::vector<double> small(const Ensemble& arm) { return in_points(of_all_industries(arm, adopted_by_small, half_way)); }
std::vector<double> large(const Ensemble& arm) { return in_points(of_all_industries(arm, adopted_by_large, half_way)); }
std::vector<double> lead_of_large(const Ensemble& arm) {
  std::vector<double> lead = large(arm);
  const std::vector<double> behind = small(arm);
  for (std::size_t r = 0; r < lead.size(); ++r) lead[r] -= behind[r];
  return lead;
}

// ln of what is left of output when adoption is paid, mean over the run, in percent.
std::vector<double> net_output(const Ensemble& arm) {
  std::vector<double> left = arm.observed().national_series("consumption");
  const std::vector<double> invested = arm.observed().national_series("investment");
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = percent * std::log(left[i] + invested[i]);
  return arm.mean(left);
}

Measurement by_subsidy(const Arms& all, const std::string& arm, std::vector<double> (*of)(const Ensemble&), Text what) {
  return difference(std::move(what), "pp", of(all[arm + (arm == "free" ? ", subsidy" : "")]),
                    of(all[arm == "free" ? arm : "cost"]), of_share);
}

Reading at_a_cost(const Arms& all) {
  Reading reading;
  reading.measured = {
      measurement(text("adoption by the larger half less by the smaller", "较大一半与较小一半企业的采用份额之差"), "pp",
                  lead_of_large(all["cost"]), of_share),
      difference(text("of it by cost", "其中源于成本"), "pp", lead_of_large(all["cost"]), lead_of_large(all["free"]),
                 of_share),
      by_subsidy(all, "subsidy", small,
                 text("what a subsidy of half the cost adds, smaller half", "补贴一半成本的作用，较小一半")),
      by_subsidy(all, "subsidy", large, text("larger half", "较大一半")),
      difference(text("output net of adoption, by the subsidy", "扣除采用成本的产出，源于补贴"), "%",
                 net_output(all["subsidy"]), net_output(all["cost"]), of_output)};
  const Effect by_cost = reading.measured[1].judged(), helps = reading.measured[2].judged();
  reading.conclusion = by_cost == Effect::undecided || helps == Effect::undecided ? Conclusion::undecided
                       : by_cost == Effect::above && helps == Effect::above       ? Conclusion::holds
                                                                                  : Conclusion::fails;
  const double behind = reading.measured[1].effect.mean, helped = reading.measured[2].effect.mean;
  reading.words = {
      .holds =
          text("cost keeps the smaller half {:.0f} points further behind, and a subsidy of half of it brings {:.0f} "
               "percent of them to adopt who would not have by then",
               "成本使较小一半企业多落后 {:.0f} 个百分点；补贴一半成本可使其中 {:.0f} % 届时提前采用", behind, helped),
      .fails =
          by_cost != Effect::above
              ? text("cost keeps the smaller half only {:+.1f} points further behind",
                     "成本仅使较小一半企业多落后 "
                     "{:+.1f} 个百分点",
                     behind)
              : text("cost keeps the smaller half {:.0f} points further behind, but a subsidy of half of it changes "
                     "their adoption by only {:+.1f} points",
                     "成本使较小一半企业多落后 {:.0f} 个百分点，但补贴一半成本仅使其采用份额变动 {:+.1f} 个百分点",
                     behind, helped)};
  return reading;
}

Reading without_cost(const Arms& all) {
  Reading reading{
      {measurement(text("adoption by the larger half less by the smaller", "较大一半与较小一半企业的采用份额之差"),
                   "pp", lead_of_large(all["free"]), of_share),
       by_subsidy(all, "free", small,
                  text("what a subsidy of half the cost adds, smaller half", "补贴一半成本的作用，较小一半"))},
      {},
      {}};
  const Effect helps = reading.measured[1].judged();
  reading.conclusion = helps == Effect::undecided ? Conclusion::undecided
                       : helps == Effect::above   ? Conclusion::holds
                                                  : Conclusion::fails;
  reading.words = {
      .holds = text("help changes what small firms do although adoption costs nothing", "采用没有成本，帮助仍有作用"),
      .fails = text("where adoption costs nothing, small firms need no help", "采用没有成本时，小企业无需帮助")};
  return reading;
}

}  // namespace

Experiment experiments::small_firms() {
  return {
      .finding = "F9",
      .scenario = "firms.yaml",
      .title = {"Small firms need lower costs of adoption", "中小企业需要更低的采用成本"},
      .claim = {"Small firms face higher costs and risks of digital transformation than they can bear; lowering cost "
                "and threshold "
                "of using compute comes first if they are to take part.",
                "中小企业难以承受数字化转型的成本与风险；要让它们参与，首先须降低算力的使用成本与门槛。"},
      .restated =
          {"Share of firms that have adopted fifteen years after adoption has begun, in the half of an industry's "
           "firms that "
           "make more than its median and in the half that make less; paired with adoption at no cost, and with a "
           "subsidy of half the cost.",
           "采用开始十五年后，各行业产出高于与低于中位数的两半企业中已采用的份额；与无成本的采用、与补贴一半成本的情形"
           "逐一配对。"},
      .relevance = {"five percentage points of firms; a tenth of a percent of output",
                    "企业的五个百分点；产出的 0.1 %"},
      .mechanism = {"adoption costs a small firm as much as a large one, and yields in proportion to output",
                    "采用成本与企业大小无关，收益则与产出成比例"},
      .switched_off = {"adoption.cost=0", "adoption.cost=0"},
      .against =
          {"Whether it pays is another question, which the report does not ask. Here half the cost does not: it brings "
           "firms to adopt that gain less than adoption costs, and output net of the whole cost falls. The model has "
           "neither credit limits nor a lack of skills, which would speak for help.",
           "是否值得则是另一个问题，报告未曾提出。这里补贴一半成本并不值得：它使收益小于成本的企业也去采用，扣除全"
           "部成本后的产出下降。模型中没有融资约束，也没有人才不足，而这些才是扶持的理由。"},
      .arms = arms,
      .with = at_a_cost,
      .without = without_cost,
      .watch = note_firms};
}

}  // namespace suanli
