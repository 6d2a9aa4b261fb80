#include "scenarios/figure_7.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "output/csv.hpp"
#include "output/line_chart.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr int intervals = 200;  // of τ, from 0 to 1
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

constexpr double supported_strength = 0.05;  // of synergy, by data

using Point = SharePoint;
using Equilibrium = EquilibriumCurve;
using GivenPrices = GivenPricesLine;
using Curves = Figure7Curves;

Point at_rest(const EconomyTechnology& economy, const Parameters& p, double tau) {
  const SteadyStateAnswer answer = rest_at_compute_share(economy, p, tau);
  if (!answer.refusal.empty()) return {tau, not_a_number, {not_a_number, not_a_number}, answer.refusal};
  return {tau, answer.path.g, {answer.path.r, answer.path.omega}, {}};
}

Equilibrium equilibrium(Parameters p, double strength) {
  p.synergy.strength = strength;
  const EconomyTechnology economy = economies_of(p).front();
  Equilibrium curve{strength, {}, {}};
  for (int i = 1; i < intervals; ++i) curve.points.push_back(at_rest(economy, p, static_cast<double>(i) / intervals));
  curve.peak = at_rest(economy, p, steady_state(economy, p).path.tau_hat);
  return curve;
}

GivenPrices given_prices(const EconomyTechnology& economy, const Parameters& p, double tau) {
  GivenPrices branch{at_rest(economy, p, tau), {}};
  if (!branch.origin.refused.empty())
    throw NoFigure(
        text("no prices to hold at τ = {}: {}", "τ = {} 处没有可固定的价格：{}", tau, branch.origin.refused));
  for (int i = 0; i <= intervals; ++i) {
    const double share = static_cast<double>(i) / intervals;
    branch.points.push_back(
        {share, growth_at_given_prices(branch.origin.prices, economy, p, share), branch.origin.prices, {}});
  }
  return branch;
}

// ---- the table -----------------------------------------------------------------------------------------------------

std::string number(double x) { return std::isfinite(x) ? value_text(x) : ""; }

std::string line_of(const std::string& curve, const std::string& strength, const Point& at) {
  return output::csv_line({curve, strength, value_text(at.tau), number(at.growth), number(at.prices.r),
                           number(at.prices.omega), on_one_line(at.refused).en});
}

std::string as_csv(const Curves& curves, const Parameters& p) {
  std::string csv =
      output::csv_line({"curve", "synergy_strength", "tau", "growth", "rental_rate", "compute_rental_rate", "refused"});
  for (const auto& [branch, name] : {std::pair{&curves.rising, "compute_dear"}, {&curves.falling, "compute_cheap"}}) {
    const std::string strength = value_text(p.synergy.strength);
    csv += line_of(fmt::format("prices_at_rest_{}", name), strength, branch->origin);
    for (const Point& point : branch->points) csv += line_of(fmt::format("given_prices_{}", name), strength, point);
  }
  for (const Equilibrium& e : curves.equilibria) {
    csv += line_of("tau_hat", value_text(e.strength), e.peak);
    for (const Point& point : e.points) csv += line_of("equilibrium", value_text(e.strength), point);
  }
  return csv;
}

// ---- the chart -----------------------------------------------------------------------------------------------------

output::Line line(const Text& label, Language language, const std::vector<Point>& points, output::Colour colour,
                  output::Dash dash) {
  output::Line drawn{in(language, label), {}, colour, dash};
  for (const Point& point : points) drawn.points.emplace_back(point.tau, 100 * point.growth);
  return drawn;
}

// The part of a curve between ½ and its peak: there the slope at given prices has the wrong sign.
output::Line disagreement(const Equilibrium& e, output::Colour colour) {
  output::Line zone{"", {}, colour, output::Dash::solid, true};
  const auto [low, high] = std::minmax(share_of_equal_returns, e.peak.tau);
  for (const Point& point : e.points) {
    if (e.peak.tau > point.tau - 1. / intervals && e.peak.tau <= point.tau && low == e.peak.tau)
      zone.points.emplace_back(e.peak.tau, 100 * e.peak.growth);
    if (point.tau >= low && point.tau <= high) zone.points.emplace_back(point.tau, 100 * point.growth);
  }
  if (high == e.peak.tau) zone.points.emplace_back(e.peak.tau, 100 * e.peak.growth);
  return zone;
}

Text name_of(double strength) {
  return text("Equilibrium, χ = {}\n{}", "一般均衡，χ = {}\n{}", strength, strength_words(strength));
}

std::string as_svg(const Curves& curves, const Parameters& p, Language language) {
  using output::Colour, output::Dash;
  const auto say = [&](const Text& words) { return in(language, words); };
  output::LineChart chart;
  chart.language = language == Language::english ? "en" : "zh";
  chart.title = say(text("More compute, faster growth? Up to a point", "算力投资越多，增长越快吗？只在一定范围内"));
  chart.subtitle = say(
      text("The report's growth formula against the share of investment that goes to compute: at given rental rates "
           "(straight lines, the report's figure 7) and once these rates have settled in general equilibrium (curves)",
           "按报告的增长公式：增长率与算力投资比重 τ 的关系。直线：租金率固定（报告图 "
           "7）；曲线：租金率在一般均衡中调整之后"));
  chart.x_title = say(text("τ, share of investment that goes to compute", "τ，投资中用于算力的比重"));
  chart.y_title = say(text("Growth, % a year", "增长率（%／年）"));
  const auto branch = [&](const GivenPrices& b, const Text& name, Colour colour) {
    chart.lines.push_back(line(text("{}\nr = {:.2f}, ω = {:.2f} a year", "{}\nr = {:.2f}，ω = {:.2f}（年）", name,
                                    b.origin.prices.r, b.origin.prices.omega),
                               language, b.points, colour, Dash::dashed));
  };
  branch(curves.rising, text("Given rates, ω > (B/ᾱ) r", "租金率固定，ω > (B/ᾱ) r"), Colour::vermilion);
  branch(curves.falling, text("Given rates, ω < (B/ᾱ) r", "租金率固定，ω < (B/ᾱ) r"), Colour::purple);
  constexpr Colour colours[] = {Colour::orange, Colour::green, Colour::blue, Colour::black};
  constexpr Dash dashes[] = {Dash::dotted, Dash::dash_dotted, Dash::solid, Dash::solid};
  for (std::size_t i = 0; i < curves.equilibria.size(); ++i) {
    const Equilibrium& e = curves.equilibria[i];
    chart.lines.push_back(line(name_of(e.strength), language, e.points, colours[i], dashes[i]));
    if (!e.peak.refused.empty()) continue;
    chart.lines.push_back(disagreement(e, colours[i]));
    chart.marks.push_back({fmt::format("τ̂ = {:.2f}", e.peak.tau), e.peak.tau, 100 * e.peak.growth, colours[i]});
  }
  for (const auto& [b, colour] : {std::pair{&curves.rising, Colour::vermilion}, {&curves.falling, Colour::purple}})
    chart.marks.push_back({say(text("rates at rest\nat τ = {}", "τ = {} 处的\n稳态租金率", b->origin.tau)),
                           b->origin.tau, 100 * b->origin.growth, colour, false});
  chart.rules.push_back(
      {say(text("τ = ½: the slope at given\nrates changes its sign", "τ = ½：租金率固定时\n斜率变号")),
       share_of_equal_returns});
  chart.note =
      say(text("Dots: the share τ̂\u00a0=\u00a0(1-ᾱ+χᾱ)/(1+χᾱ) at which growth in equilibrium is largest. Broad "
               "strokes: between ½ and "
               "τ̂ the slope at given rates and the slope of growth have opposite signs. All curves share one level of "
               "productivity, A\u00a0=\u00a0{:.4g}. ᾱ\u00a0=\u00a0{:.3f}, σ\u00a0=\u00a0{}, δ\u00a0=\u00a0{}, "
               "ρ\u00a0=\u00a0{}. Curves end where there is no balanced path. "
               "Equations: agents/MODEL.md (4.1)–(4.4).",
               "圆点：使均衡增长率最大的比重 τ̂\u00a0=\u00a0(1-ᾱ+χᾱ)/(1+χᾱ)。宽带：在 ½ 与 τ̂ "
               "之间，租金率固定时的斜率与增长率的实际斜率符号相反。"
               "各曲线的生产率水平相同，A\u00a0=\u00a0{:.4g}；ᾱ\u00a0=\u00a0{:.3f}，σ\u00a0=\u00a0{}，δ\u00a0=\u00a0{}"
               "，ρ\u00a0=\u00a0{}。曲线止于平衡增长路径不存在之处。方程见 "
               "agents/MODEL.md (4.1)–(4.4)。",
               common_productivity(p), economies_of(p).front().alpha_bar, p.household.risk_aversion,
               p.technology.depreciation, p.household.discount_rate));
  chart.description = chart.subtitle + ". ";
  for (const Equilibrium& e : curves.equilibria)
    if (e.peak.refused.empty())
      chart.description += say(text("χ = {0}: growth is largest, {1:.1f} % a year, at τ = {2:.3f}. ",
                                    "χ = {0}：增长率在 τ = {2:.3f} 处最大，为每年 {1:.1f}%。", e.strength,
                                    100 * e.peak.growth, e.peak.tau));
  chart.description += chart.note;
  return output::to_svg(chart);
}

}  // namespace

std::vector<EquilibriumCurve> equilibrium_curves(const Parameters& p) {
  if (p.synergy.mode == SynergyMode::level)
    throw NoFigure(text("synergy.mode = level: there is no balanced path to draw, §2.3; use intensity",
                        "synergy.mode = level：不存在可绘制的平衡增长路径，§2.3；请用 intensity"));
  if (const std::size_t economies = economies_of(p).size(); economies > 1)
    throw NoFigure(text("capital_market = regional has {} economies, the figure shows one: give a national scenario",
                        "capital_market = regional 有 {} 个经济体，本图只画一个：请给出全国统一市场的情景", economies));
  std::vector<EquilibriumCurve> curves;
  for (const double strength : std::set{0.0, supported_strength, 1.0, p.synergy.strength})
    curves.push_back(equilibrium(p, strength));
  return curves;
}

Figure7Curves figure_7_curves(const Parameters& p) {
  std::vector<EquilibriumCurve> equilibria = equilibrium_curves(p);
  if (p.tau == 0.5)
    throw NoFigure(
        text("tau = 0.5: prices at rest there lie on neither side of ω = (B/ᾱ) r, §4.3; take another τ, "
             "whose mirror image 1 - τ then gives the other branch",
             "tau = 0.5：该处的稳态价格不在 ω = (B/ᾱ) r 的任何一侧，§4.3；请取别的 τ，另一支由 1 - τ 给出"));
  return {line_at_given_prices(p, std::min(p.tau, 1 - p.tau)), line_at_given_prices(p, std::max(p.tau, 1 - p.tau)),
          std::move(equilibria)};
}

GivenPricesLine line_at_given_prices(const Parameters& p, double tau) {
  return given_prices(economies_of(p).front(), p, tau);
}

std::vector<std::pair<double, double>> growth_maximising_shares(const Parameters& p) {
  constexpr int steps = 50;  // of χ, from 0 to 1
  std::vector<std::pair<double, double>> shares;
  Parameters at = p;
  for (int i = 0; i <= steps; ++i) {
    at.synergy.strength = static_cast<double>(i) / steps;
    shares.emplace_back(at.synergy.strength, steady_state(economies_of(at).front(), at).path.tau_hat);
  }
  return shares;
}

Text strength_words(double strength) {
  return strength == 0                    ? text("no synergy", "无协同")
         : strength == 1                  ? text("the report's exponent", "报告的指数")
         : strength == supported_strength ? text("what data support", "数据支持的取值")
                                          : text("the scenario's", "本情景取值");
}

Figure7 figure_7(const Parameters& p, Language language) {
  const Curves curves = figure_7_curves(p);
  return {as_csv(curves, p), as_svg(curves, p, language)};
}

}  // namespace suanli
