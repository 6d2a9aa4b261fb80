// F2: does a larger compute share lift growth where the price condition holds, and up to which share?
#include <algorithm>
#include <cmath>

#include "agents/theory/compute_share.hpp"
#include "scenarios/experiments/experiment.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr double percent = 100, of_growth = 0.1, of_share = 0.05, of_price = 0.01;

// The shares of investment that are tried, in hundredths.
constexpr int first_share = 5, last_share = 65, step_of_share = 5;

std::string name_of(double strength, int share) { return fmt::format("χ = {}, τ = {}", strength, share / 100.); }

std::vector<Arm> arms(const Parameters&) {
  std::vector<Arm> all;
  for (const double strength : {1.0, 0.05, 0.0})
    for (int share = first_share; share <= last_share; share += step_of_share)
      all.push_back({name_of(strength, share),
                     {fmt::format("synergy.strength={}", strength), fmt::format("tau={}", share / 100.)}});
  return all;
}

std::vector<double> growth_of(const Ensemble& arm) { return arm.mean(arm.observed().national_series("growth")); }

// Where the parabola through three points has its top.
double top_of_parabola(const double (&x)[3], const double (&y)[3]) {
  const double left = (y[1] - y[0]) / (x[1] - x[0]), right = (y[2] - y[1]) / (x[2] - x[1]);
  const double curvature = (right - left) / (x[2] - x[0]);
  return (x[0] + x[1]) / 2 - left / (2 * curvature);
}

// The share at which growth is largest, of each replication: over ln(τ/(1-τ)), in which growth is nearly a parabola.
std::vector<double> best_share(const Arms& arms, double strength) {
  std::vector<std::vector<double>> growth;
  for (int share = first_share; share <= last_share; share += step_of_share)
    growth.push_back(growth_of(arms[name_of(strength, share)]));
  std::vector<double> best;
  for (std::size_t r = 0; r < growth.front().size(); ++r) {
    std::size_t at = 1;
    for (std::size_t i = 1; i + 1 < growth.size(); ++i)
      if (growth[i][r] > growth[at][r]) at = i;
    double x[3], y[3];
    for (std::size_t k = 0; k < 3; ++k) {
      const double share = (first_share + static_cast<double>(at + k - 1) * step_of_share) / 100;
      x[k] = std::log(share / (1 - share)), y[k] = growth[at + k - 1][r];
    }
    best.push_back(1 / (1 + std::exp(-top_of_parabola(x, y))));
  }
  return best;
}

Measurement growth_gained(const Arms& all, double strength, int from, int to) {
  const Ensemble &less = all[name_of(strength, from)], &more = all[name_of(strength, to)];
  Measurement m =
      difference(text("growth at τ = {} less growth at τ = {}, χ = {}", "τ = {} 与 τ = {} 的增长率之差，χ = {}",
                      to / 100., from / 100., strength),
                 "pp/year", growth_of(more), growth_of(less), of_growth, percent * (more.rest().g - less.rest().g));
  m.effect.mean *= percent, m.effect.standard_error *= percent;
  return m;
}

// ω - (B/ᾱ) r, whose sign is the condition (4.2).
Measurement condition(const Arms& all, double strength, int share) {
  const Ensemble& arm = all[name_of(strength, share)];
  const SteadyState rest = arm.rest();
  const double weight = rest.compute_income / rest.alpha_bar;
  std::vector<double> r = arm.mean(arm.observed().national_series("rental_rate"));
  for (double& rate : r) rate *= weight;
  return difference(text("ω - (B/ᾱ) r at τ = {}, χ = {}", "τ = {} 处的 ω - (B/ᾱ) r，χ = {}", share / 100., strength),
                    "1/year", arm.mean(arm.observed().national_series("compute_rental_rate")), r, of_price,
                    rest.omega - weight * rest.r);
}

// By how much the condition overshoots: it asks for more compute up to τ = ½.
Measurement overshoot(const Arms& all, double strength) {
  const std::vector<double> best = best_share(all, strength);
  return difference(text("½ less the share of largest growth, χ = {}", "½ 与使增长最大的份额之差，χ = {}", strength),
                    "1", std::vector<double>(best.size(), share_of_equal_returns), best, of_share,
                    share_of_equal_returns - all[name_of(strength, 10)].rest().tau_hat);
}

double best_of(const Measurement& overshoot) { return share_of_equal_returns - overshoot.effect.mean; }

// Whether the condition is right at a strength: it holds at τ = .30, and growth rises from .20 to there; past its peak growth
// falls although the condition holds.
enum class Advice { right, wrong, unclear };
Advice judge_condition(const Measurement& growth, const Measurement& condition) {
  if (condition.judged() != Effect::above || growth.judged() == Effect::undecided) return Advice::unclear;
  return growth.judged() == Effect::above ? Advice::right : Advice::wrong;
}

Verdicts verdicts_at_two(Advice at_full, double best_at_full, double best_at_weak) {
  return {
      .holds =
          text("growth rises from τ = .20 to .30, as the condition says, at full synergy, where it is largest at a "
               "share of {:.2f}, and at strength .05, where that is {:.2f}",
               "τ 从 .20 升至 .30 时增长率如条件所言上升：完全协同时在份额 {:.2f} 处最大，强度为 .05 时在 {:.2f} "
               "处最大",
               best_at_full, best_at_weak),
      .holds_if =
          at_full == Advice::right
              ? text("synergy is as strong as the report's: growth is largest at a share of {:.2f} then, but of {:.2f} "
                     "at strength .05, beyond which it falls whatever the prices say",
                     "协同如报告所设之强：此时增长率在份额 {:.2f} 处最大；强度为 .05 时则在 {:.2f} "
                     "处最大，超过之后，无论价格如何，增长率都下降",
                     best_at_full, best_at_weak)
              : text("synergy is weak: growth is largest at a share of {:.2f} at full synergy, beyond which it falls "
                     "whatever the prices say, and of {:.2f} at strength .05",
                     "协同较弱：完全协同时增长率在份额 {:.2f} 处最大，超过之后，无论价格如何，增长率都下降；强度为 .05 "
                     "时在 {:.2f} 处最大",
                     best_at_full, best_at_weak),
      .fails = text("from τ = .20 to .30 growth does not rise although the condition holds; it is largest at {:.2f} at "
                    "full synergy and at {:.2f} at strength .05",
                    "τ 从 .20 升至 .30 时条件成立，增长率却未上升；完全协同时在 {:.2f} 处最大，强度为 .05 时在 {:.2f} "
                    "处最大",
                    best_at_full, best_at_weak)};
}
Verdicts verdicts_at_one(double best) {
  return {
      .holds = text("growth rises from τ = .20 to .30, as the condition says, and is largest at {:.2f}",
                    "τ 从 .20 升至 .30 时增长率如条件所言上升，在 {:.2f} 处最大", best),
      .fails = text("from τ = .20 to .30 growth does not rise although the condition holds; it is largest at {:.2f}",
                    "τ 从 .20 升至 .30 时条件成立，增长率却未上升；增长率在 {:.2f} 处最大", best)};
}

Reading at_strengths(const Arms& all, const std::vector<double>& strengths) {
  Reading reading;
  std::vector<Advice> advice;
  std::vector<double> best;
  for (const double strength : strengths) {
    const Measurement later = growth_gained(all, strength, 20, 30), asks = condition(all, strength, 30),
                      beyond = overshoot(all, strength);
    for (const Measurement& measured : {growth_gained(all, strength, 10, 15), later, asks, beyond})
      reading.measured.push_back(measured);
    advice.push_back(judge_condition(later, asks));
    best.push_back(best_of(beyond));
  }
  const auto right = std::ranges::count(advice, Advice::right), unclear = std::ranges::count(advice, Advice::unclear);
  reading.conclusion = unclear > 0                   ? Conclusion::undecided
                       : right == std::ssize(advice) ? Conclusion::holds
                       : right > 0                   ? Conclusion::holds_if
                                                     : Conclusion::fails;
  reading.words =
      strengths.size() > 1 ? verdicts_at_two(advice.front(), best.front(), best.back()) : verdicts_at_one(best.front());
  return reading;
}

Reading with_synergy(const Arms& all) { return at_strengths(all, {1.0, 0.05}); }
Reading without_synergy(const Arms& all) { return at_strengths(all, {0.0}); }

}  // namespace

Experiment experiments::compute_share() {
  return {
      .finding = "F2",
      .scenario = "industries.yaml",
      .title = {"A larger compute share lifts growth", "提高算力投资比重可加快增长"},
      .claim =
          {"Where compute capital earns enough relative to other capital, ω > (B/ᾱ) r, a larger share of investment "
           "in compute raises the rate of steady growth.",
           "当算力资本租金率相对利率足够高，即 ω > (B/ᾱ) r 时，提高投资中算力的比重会提升稳态增长率。"},
      .restated = {"Mean growth over twenty years in economies alike but for τ, from .05 to .65, at one level of "
                   "productivity; the sign of ω - (B/ᾱ) r at the prices that come about; the τ of largest growth.",
                   "仅 τ 不同（.05 至 .65）、生产率水平相同的经济体二十年平均增长率；按实现价格计算的 ω - (B/ᾱ) r "
                   "的符号；以及使增长率最大的 τ。"},
      .relevance = {"growth is published to a tenth of a percentage point; shares are planned in steps of five "
                    "points; a return differs if it does by one point",
                    "增长率公布到 0.1 个百分点；比重按五个百分点规划；回报率以一个百分点计"},
      .mechanism = {"synergy: compute makes other capital more productive", "协同效应：算力提升其他资本的生产率"},
      .switched_off = {"synergy.strength=0", "synergy.strength=0"},
      .against =
          {"On a balanced path ω/B = y/τ and r/ᾱ = y/(1-τ): the price condition says τ < ½, whatever the "
           "technology (§4.3). Growth peaks at τ̂ = (1-ᾱ+χᾱ)/(1+χᾱ) instead. Only at full synergy are the "
           "two near each other; with the synergy that data support the condition goes on asking for compute "
           "long after it has begun to cost growth.",
           "在平衡增长路径上 ω/B = y/τ、r/ᾱ = y/(1-τ)：价格条件等同于 τ < ½，与技术无关（§4.3）。增长率的峰值却在 "
           "τ̂ = (1-ᾱ+χᾱ)/(1+χᾱ)。只有完全协同时两者才接近；按数据支持的协同强度，在增加算力已拖累增长之后，该条件"
           "仍要求增加算力。"},
      .arms = arms,
      .with = with_synergy,
      .without = without_synergy};
}

}  // namespace suanli
