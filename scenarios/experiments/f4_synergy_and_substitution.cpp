// F4: synergy and substitution between compute and other capital: which sign, and how large?
#include <cmath>

#include "scenarios/experiments/experiment.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr double more_compute = 0.01, of_elasticity = 0.01, of_capital = 0.1, percent = 100;
constexpr double soon = 1, late = 40;

std::string name_of(double strength, const std::string& what) { return fmt::format("χ = {}, {}", strength, what); }

std::vector<Arm> arms(const Parameters& p) {
  const double compute = p.tau * more_compute, wealth = 1 + compute;  // added to a wealth of 1
  std::vector<Arm> all;
  for (const double strength : {1.0, 0.05, 0.0}) {
    const std::string synergy = fmt::format("synergy.strength={}", strength);
    const std::string first = fmt::format("time.end={}", p.time.start + p.time.step),
                      long_run = fmt::format("time.end={}", p.time.start + late),
                      saves = "household.consumption={saving_rate: 0.45}";
    all.push_back({name_of(strength, "as is"), {synergy, first}});
    all.push_back({name_of(strength, "more compute"),
                   {synergy, first, fmt::format("start.wealth={}", p.start.wealth * wealth),
                    fmt::format("start.kappa={}", (1 - p.tau) / wealth)}});
    all.push_back({name_of(strength, "τ as is"), {synergy, saves, long_run}});
    all.push_back(
        {name_of(strength, "larger τ"),
         {synergy, saves, long_run, fmt::format("tau={}", p.tau + 0.02), fmt::format("start.kappa={}", 1 - p.tau)}});
  }
  return all;
}

std::vector<double> logs_of(const Ensemble& arm, std::string_view series, std::size_t date) {
  std::vector<double> all = arm.at(arm.observed().national_series(series), date);
  for (double& x : all) x = std::log(x);
  return all;
}

// Elasticity of a series to compute at given other capital, of each replication.
std::vector<double> elasticity(const Arms& all, double strength, std::string_view series) {
  std::vector<double> more = logs_of(all[name_of(strength, "more compute")], series, 0);
  const std::vector<double> less = logs_of(all[name_of(strength, "as is")], series, 0);
  for (std::size_t r = 0; r < more.size(); ++r) more[r] = (more[r] - less[r]) / std::log1p(more_compute);
  return more;
}

// By how many percent a share of investment that rises by two points changes other capital after a while.
Measurement other_capital(const Arms& all, double strength, double years) {
  const Ensemble &more = all[name_of(strength, "larger τ")], &less = all[name_of(strength, "τ as is")];
  Measurement m = difference(text("other capital in year {} of a τ larger by .02, χ = {}",
                                  "τ 提高 .02 后第 {} 年的其他资本，χ = {}", years, strength),
                             "%", logs_of(more, "capital", more.date_after(years)),
                             logs_of(less, "capital", less.date_after(years)), of_capital);
  m.effect.mean *= percent, m.effect.standard_error *= percent;
  return m;
}

// What compute does to the return of other capital beyond what it does as a factor of Cobb–Douglas, 1 - ᾱ.
std::vector<double> beyond_a_factor(const Arms& all, double strength) {
  std::vector<double> more = elasticity(all, strength, "rental_rate");
  for (double& x : more) x -= 1 - all[name_of(strength, "as is")].rest().alpha_bar;
  return more;
}

std::vector<Measurement> measured(const Arms& all, double strength) {
  const Ensemble& arm = all[name_of(strength, "as is")];
  const double alpha_bar = arm.rest().alpha_bar, kappa = arm.rest().kappa, synergy = strength * alpha_bar * kappa;
  return {measurement(
              text("∂ln r/∂ln HT: other capital's return, χ = {}", "∂ln r/∂ln HT：其他资本的回报，χ = {}", strength),
              "1", elasticity(all, strength, "rental_rate"), of_elasticity, 1 - alpha_bar + synergy),
          measurement(text("of it by synergy: beyond the 1 - ᾱ of a factor", "其中源于协同：超出要素自身的 1 - ᾱ"), "1",
                      beyond_a_factor(all, strength), of_elasticity, synergy),
          measurement(text("∂ln ω/∂ln HT: its own return, χ = {}", "∂ln ω/∂ln HT：自身的回报，χ = {}", strength), "1",
                      elasticity(all, strength, "compute_rental_rate"), of_elasticity, synergy - alpha_bar),
          other_capital(all, strength, soon), other_capital(all, strength, late)};
}

// Synergy lifts other capital's return; compute first takes the place of other capital, whose growth then catches up.
Conclusion conclude(const std::vector<Measurement>& m) {
  const Effect synergy = m[1].judged(), first = m[3].judged(), last = m[4].judged();
  if (synergy == Effect::undecided || first == Effect::undecided || last == Effect::undecided)
    return Conclusion::undecided;
  const bool both = synergy == Effect::above && first == Effect::below;
  return !both ? Conclusion::fails : last == Effect::above ? Conclusion::holds : Conclusion::holds_if;
}

Reading with_synergy(const Arms& all) {
  const std::vector<Measurement> full = measured(all, 1), weak = measured(all, 0.05);
  Reading reading{full, conclude(full), {}};
  const bool strong = reading.conclusion != Conclusion::fails;
  reading.measured.insert(reading.measured.end(), weak.begin(), weak.end());
  if (const Conclusion at_weak = conclude(weak); at_weak != reading.conclusion)
    reading.conclusion = at_weak == Conclusion::undecided ? at_weak : Conclusion::holds_if;
  const auto say = [&](fmt::format_string<double, double> en, fmt::format_string<double, double> zh) {
    return text(en, zh, full[1].effect.mean, weak[1].effect.mean);
  };
  reading.words = {
      .holds =
          say("synergy adds {:.2f} to the elasticity at full strength and {:.3f} at .05; substitution is crowding out: "
              "other capital is first lower, later higher",
              "协同使弹性增加 {:.2f}（完全协同）或 {:.3f}（强度 .05）；替代即挤出：其他资本先减后增"),
      .holds_if =
          strong ? say("synergy is strong: it adds {:.2f} to the elasticity at full strength and {:.3f} at .05, where "
                       "other capital is not both lower at first and higher later",
                       "协同较强：协同使弹性增加 {:.2f}（完全协同）或 {:.3f}（强度 .05）；弱协同时其他资本并非先减后增")
                 : say("synergy is weak: it adds {:.2f} to the elasticity at full strength and {:.3f} at .05, and "
                       "only then is other capital lower at first",
                       "协同较弱：协同使弹性增加 {:.2f}（完全协同）或 {:.3f}（强度 .05）；仅弱协同时其他资本先减"),
      .fails = say("synergy adds {:.2f} to the elasticity at full strength and {:.3f} at .05, or other capital is not "
                   "lower at first",
                   "协同使弹性增加 {:.2f}（完全协同）或 {:.3f}（强度 .05），或其他资本并未先减")};
  return reading;
}

Reading without_synergy(const Arms& all) {
  Reading reading{measured(all, 0), {}, {}};
  reading.conclusion = conclude(reading.measured);
  const double elasticity = reading.measured[0].effect.mean;
  reading.words = {
      .holds = text("all the same the elasticity of {:.2f} exceeds that of Cobb–Douglas, and other capital ends higher",
                    "弹性 {:.2f} 仍超过柯布—道格拉斯函数所致，且其他资本最终更多", elasticity),
      .holds_if =
          text("other capital need not end higher: the elasticity of {:.2f} exceeds that of Cobb–Douglas all the same",
               "不要求其他资本最终更多：弹性 {:.2f} 仍超过柯布—道格拉斯函数所致", elasticity),
      .fails =
          text("no synergy is left; compute still raises the return of other capital, by its elasticity {:.2f}, as any "
               "factor does in Cobb–Douglas",
               "不再有协同；但如柯布—道格拉斯函数中的任何要素，算力仍按其弹性 {:.2f} 提高其他资本的回报", elasticity)};
  return reading;
}

}  // namespace

Experiment experiments::synergy_and_substitution() {
  return {
      .finding = "F4",
      .scenario = "industries.yaml",
      .title = {"Compute works together with other capital, and takes its place", "算力与其他资本既协同，又相互挤占"},
      .claim =
          {"Compute raises the marginal product of other capital (synergy), and investment in compute crowds out part "
           "of the investment in other capital (complement and substitute).",
           "算力提升其他资本的边际生产率（协同），算力投资又挤出部分其他资本投资（互补替代）。"},
      .restated =
          {"Elasticities of the two rental rates to one percent more compute beside the same other capital; and "
           "other capital one and forty years after τ has risen from .10 to .12, at a given saving rate, each paired.",
           "其他资本不变、算力增加百分之一时两种租金率的弹性；储蓄率给定，τ 由 .10 升至 .12 "
           "之后一年与四十年的其他资本；"
           "均逐一配对。"},
      .relevance = {"elasticities of output to compute are published to .01; .1 % of other capital is 110 billion yuan",
                    "产出对算力的弹性公布到 .01；其他资本的 .1 % 约合 1100 亿元"},
      .mechanism = {"synergy: h̄ multiplies other capital and rises with the share of compute in wealth",
                    "协同：h̄ 乘以其他资本，并随算力占财富之比上升"},
      .switched_off = {"synergy.strength=0", "synergy.strength=0"},
      .against =
          {"The report derives no substitution: in its Cobb–Douglas function every factor raises the return of every "
           "other. What takes the place of other capital is the budget, since τ of investment is not available for "
           "it. And where the report lets the marginal product of compute fall with compute, at full synergy it "
           "hardly does: the elasticity is -.085 instead of -.85.",
           "报告并未推导出替代：在其柯布—道格拉斯函数中，每种要素都提高其他要素的回报。挤占其他资本的是预算，因为投资"
           "中的 τ 不能再用于它。报告认为算力的边际生产率随算力递减，但在完全协同时几乎不减：弹性为 -.085 而非 -.85。"},
      .arms = arms,
      .with = with_synergy,
      .without = without_synergy};
}

}  // namespace suanli
