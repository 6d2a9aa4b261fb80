// Figure 7: growth against the share of compute, as the report draws it and in equilibrium, with a slider for the share.
#include "scenarios/figure_7.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/report/shapes.hpp"

namespace suanli::report {

namespace {

using page::Colour;

constexpr std::size_t drawn_points = 101;
constexpr int slider_steps = 20;  // of τ, from 0 to 1

const page::Axis share_axis{
    text("τ, share of investment that goes to compute", "τ，投资中用于算力的份额"), {}, page::Form::percent};
const page::Axis growth_axis{text("growth", "增长率"), text("a year", "每年"), page::Form::percent};

page::Curve curve_of(Text name, const std::vector<SharePoint>& points, page::Mark mark, Colour colour) {
  page::Curve curve{std::move(name), mark, colour};
  for (const std::size_t i : spread(points.size(), drawn_points))
    curve.x.push_back(points[i].tau), curve.y.push_back(points[i].growth);
  return curve;
}

using Curves = std::vector<EquilibriumCurve>;

std::vector<page::Curve> equilibria_of(const Curves& curves) {
  std::vector<page::Curve> all;
  constexpr Colour colours[] = {Colour::orange, Colour::green, Colour::blue, Colour::ink};
  page::Curve peaks{text("largest growth, τ̂", "增长最大处 τ̂"), page::Mark::points, Colour::ink};
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const EquilibriumCurve& e = curves[i];
    all.push_back(
        curve_of(text("equilibrium, χ = {} ({})", "一般均衡，χ = {}（{}）", e.strength, strength_words(e.strength)),
                 e.points, page::Mark::line, colours[i]));
    if (e.peak.refused.empty()) peaks.x.push_back(e.peak.tau), peaks.y.push_back(e.peak.growth);
  }
  if (!peaks.x.empty()) all.push_back(std::move(peaks));
  return all;
}

page::Plot plot_of(std::vector<page::Curve> curves) {
  page::Plot plot{share_axis, growth_axis, std::move(curves)};
  plot.rules.push_back({text("τ = ½", "τ = ½"), share_of_equal_returns});
  return plot;
}

page::Curve branch(const GivenPricesLine& line, const Text& name, Colour colour) {
  return curve_of(text("{}: r = {:.2f}, ω = {:.2f}", "{}：r = {:.2f}，ω = {:.2f}", name, line.origin.prices.r,
                       line.origin.prices.omega),
                  line.points, page::Mark::dashed, colour);
}

// Both lines at given prices, as far as there are prices at rest at τ and at its mirror image.
std::vector<page::Curve> branches_of(const Parameters& p) {
  std::vector<page::Curve> lines;
  const auto add = [&](double tau, const Words& name, Colour colour) {
    try {
      lines.push_back(branch(line_at_given_prices(p, tau), both(name), colour));
    } catch (const NoFigure&) {  // no balanced path there
    }
  };
  if (p.tau == share_of_equal_returns) return lines;
  add(std::min(p.tau, 1 - p.tau), {"given rates, compute dear", "租金率固定，算力昂贵"}, Colour::vermilion);
  add(std::max(p.tau, 1 - p.tau), {"given rates, compute cheap", "租金率固定，算力便宜"}, Colour::purple);
  return lines;
}

page::Chart figure(const Curves& curves, const Parameters& p, const std::string& id, const Text& source) {
  page::Chart chart{
      {id + "-figure", text("More compute, faster growth? Up to a point", "算力投资越多，增长越快吗？只在一定范围内"),
       text("Dashed: growth at given rental rates, the report's figure 7, which rises where compute is dear and "
            "falls where it is cheap. Solid: growth once rental rates have moved, in general equilibrium.",
            "虚线：租金率固定时的增长率（报告图 "
            "7），算力昂贵时上升、便宜时下降。实线：租金率调整之后的一般均衡增长率。"),
       text("(4.1) to (4.4)", "(4.1) 至 (4.4)"), source}};
  chart.wide = true;
  std::vector<page::Curve> all = branches_of(p);
  for (page::Curve& curve : equilibria_of(curves)) all.push_back(std::move(curve));
  chart.frames.emplace_back(plot_of(std::move(all)));
  return chart;
}

page::Chart slider(const Curves& curves, const Parameters& p, const std::string& id, const Text& source) {
  page::Chart chart{
      {id + "-slider", text("What an investor reckons at each τ", "各 τ 处投资者的推算"),
       text("Let the economy rest at a share τ. The dashed line is what an investor reckons who takes the rental "
            "rates there as given; the curve through the same point is what the economy does.",
            "设经济体在份额 τ 处达到稳态。虚线为投资者按当地租金率所作的推算，过同一点的曲线为经济体的实际结果。"),
       text("(4.1), (4.3)", "(4.1)、(4.3)"), source},
      {{text("τ", "τ"), {}, true, 0}}};
  page::Curve equilibrium;
  for (const EquilibriumCurve& e : curves)
    if (e.strength == p.synergy.strength)
      equilibrium = curve_of(text("equilibrium, χ = {}", "一般均衡，χ = {}", e.strength), e.points, page::Mark::line,
                             Colour::blue);
  for (int i = 1; i < slider_steps; ++i) {
    const double tau = static_cast<double>(i) / slider_steps;
    try {
      const GivenPricesLine line = line_at_given_prices(p, tau);
      const page::Curve here{text("where rates are at rest", "租金率的稳态处"),
                             page::Mark::points,
                             Colour::ink,
                             {tau},
                             {line.origin.growth}};
      if (std::abs(tau - p.tau) < .5 / slider_steps) chart.controls.front().start = chart.frames.size();
      chart.controls.front().choices.push_back(text("{:.2f}", "{:.2f}", tau));
      chart.frames.emplace_back(
          plot_of({equilibrium, branch(line, text("given rates", "租金率固定"), Colour::vermilion), here}));
    } catch (const NoFigure&) {  // no balanced path at this share
    }
  }
  return chart;
}

page::Chart best_shares(const Curves& curves, const Parameters& p, const std::string& id, const Text& source) {
  page::Plot plot{{text("χ, strength of synergy", "χ，协同强度"), {}}, {text("τ̂", "τ̂"), {}, page::Form::percent}};
  page::Curve curve{text("growth-maximising share", "使增长最大的份额"), page::Mark::line, Colour::blue};
  for (const auto& [strength, share] : growth_maximising_shares(p))
    curve.x.push_back(strength), curve.y.push_back(share);
  page::Curve here{text("this scenario, χ = {}", "本情景，χ = {}", p.synergy.strength), page::Mark::points,
                   Colour::ink};
  for (const EquilibriumCurve& e : curves)
    if (e.strength == p.synergy.strength) here.x = {e.strength}, here.y = {e.peak.tau};
  plot.curves = {std::move(curve), std::move(here)};
  plot.rules.push_back({text("the price condition's ½", "价格条件所指的 ½"), share_of_equal_returns, false});
  page::Chart chart{
      {id + "-best", text("The share at which growth is largest", "使增长最大的份额"),
       text("It depends on how strongly compute lifts other capital; the price condition asks for more compute up "
            "to one half, whatever that strength.",
            "它取决于算力对其他资本的提升强度；而价格条件无论强度如何，都要求增加算力直至二分之一。"),
       text("τ̂ = (1-ᾱ+χᾱ)/(1+χᾱ), §4.3", "τ̂ = (1-ᾱ+χᾱ)/(1+χᾱ)，§4.3"), source}};
  chart.frames.emplace_back(std::move(plot));
  return chart;
}

void add(const std::string& name, const Parameters& p, std::size_t number, const Sections& to) {
  if (!p.design.empty()) return;  // a figure of one economy
  try {
    const Curves curves = equilibrium_curves(p);
    const std::string id = numbered("figure-7", number);
    const Text source = text("theory, at the parameters of {}", "理论，取 {} 的参数", name);
    page::Section section{
        id,
        titled(text("Figure 7", "图 7"), name, to.files.runs.size() + to.files.scenarios.size()),
        text("Growth against the share of investment that goes to compute: what follows at given prices, and "
             "what follows once prices have moved (§4.3).",
             "增长率与投资中算力份额的关系：价格固定时如何，价格调整之后又如何（§4.3）。"),
        {}};
    section.items.emplace_back(figure(curves, p, id, source));
    section.items.emplace_back(slider(curves, p, id, source));
    section.items.emplace_back(best_shares(curves, p, id, source));
    to.page.sections.push_back(std::move(section));
  } catch (const NoFigure&) {  // regional economies, or no balanced path
  }
}

}  // namespace

void add_figure_7(const Sections& to) {
  std::size_t number = 0;
  for (const RunFile& run : to.files.runs) add(run.name, run.parameters, number++, to);
  for (const ScenarioFile& scenario : to.files.scenarios) add(scenario.name, scenario.parameters, number++, to);
}

}  // namespace suanli::report
