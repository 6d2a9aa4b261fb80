// Which parameters matter, of a run with a design: indices or correlations as bars, the split of variance.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "scenarios/keys.hpp"
#include "scenarios/report/distribution.hpp"
#include "scenarios/report/shapes.hpp"
#include "scenarios/sensitivity/sensitivity.hpp"

namespace suanli::report {

namespace {

using Find = std::function<std::optional<Bracketed>(const ParameterEffect&)>;

void add_curve(page::Plot& plot, const std::vector<ParameterEffect>& effects, Text name, page::Colour colour,
               const Find& find) {
  page::Curve curve{std::move(name), page::Mark::bars, colour};
  for (const ParameterEffect& effect : effects) {
    const std::optional<Bracketed> found = find(effect);
    if (!found) return;
    curve.y.push_back(found->value), curve.low.push_back(found->interval.low),
        curve.high.push_back(found->interval.high);
  }
  plot.curves.push_back(std::move(curve));
}

// The meaning of what a design varies; of what has none, its name in the design.
Text parameter_name(const ParameterEffect& effect) {
  const Key* const key = key_of(effect.key);
  return key != nullptr ? capitalised(both(key->meaning)) : place_name(effect.name);
}

// -1 where there is none, as of a parameter that is the same at every point: behind all others.
double strength(const ParameterEffect& e) {
  const double found = e.total              ? e.total->value
                       : e.effect           ? e.effect->mean_absolute.value
                       : e.rank_correlation ? std::abs(e.rank_correlation->value)
                                            : 0;
  return std::isnan(found) ? -1 : found;
}

page::Chart effects_of(const OutcomeSensitivity& outcome, const std::string& id, const Text& source) {
  std::vector<ParameterEffect> effects = outcome.parameters;
  std::ranges::stable_sort(effects, std::greater{}, strength);
  std::vector<Text> names;
  for (const ParameterEffect& effect : effects) names.push_back(parameter_name(effect));
  page::Plot plot{named_axis(names), {text("index", "指数"), {}}, {}, {}, false, true};
  using enum page::Colour;
  add_curve(plot, effects, text("Sobol index, first order", "一阶 Sobol 指数"), blue,
            [](const ParameterEffect& e) { return e.first_order; });
  add_curve(plot, effects, text("Sobol index, total", "总 Sobol 指数"), orange,
            [](const ParameterEffect& e) { return e.total; });
  add_curve(plot, effects, text("rank correlation", "秩相关"), blue,
            [](const ParameterEffect& e) { return e.rank_correlation; });
  add_curve(plot, effects, text("mean size of effects (Morris)", "效应的平均大小（Morris）"), blue,
            [](const ParameterEffect& e) -> std::optional<Bracketed> {
              if (!e.effect) return {};
              const Measured& m = e.effect->mean_absolute;
              return Bracketed{m.value, confidence_interval(m, sensitivity_level)};
            });
  if (plot.curves.size() == 1) plot.y.title = plot.curves.front().name;
  return {{fmt::format("{}-effects", id), text("What moves it: {}", "影响因素：{}", outcome.outcome.name),
           text("How strongly each uncertain parameter bears on the outcome, the strongest first, with 95 % intervals.",
                "各不确定参数对结果的影响程度，由强到弱，附 95 % 区间。"),
           both("§6.5"), source},
          {},
          {plot}};
}

page::Chart split_of(const OutcomeSensitivity& outcome, const std::string& id, const Text& source) {
  page::Plot plot{named_axis({text("parameters", "参数"), text("shocks", "冲击"), text("both together", "二者交互")}),
                  {text("share of variance", "方差份额"), {}, page::Form::percent},
                  {},
                  {},
                  false,
                  true};
  page::Curve curve{text("share", "份额"), page::Mark::bars, page::Colour::blue};
  for (const VarianceComponent* const part :
       {&outcome.split->parameters, &outcome.split->shocks, &outcome.split->interaction})
    curve.y.push_back(part->share.value), curve.low.push_back(part->share.interval.low),
        curve.high.push_back(part->share.interval.high);
  plot.curves.push_back(std::move(curve));
  return {{fmt::format("{}-split", id), text("Where the variance comes from: {}", "方差来源：{}", outcome.outcome.name),
           text("How much of the spread is due to parameters that nobody knows exactly, and how much to chance.",
                "离散程度中有多少来自无人确知的参数，多少来自随机性。"),
           both("§6.5"), source},
          {},
          {plot}};
}

}  // namespace

void add_sensitivity(const RunFile& run, page::Section& section) {
  if (run.parameters.design.empty()) return;
  try {
    for (const OutcomeSensitivity& outcome : sensitivity_of(run.file, {}).outcomes) {
      section.items.push_back(effects_of(outcome, section.id, source_of(run)));
      if (outcome.split) section.items.push_back(split_of(outcome, section.id, source_of(run)));
    }
  } catch (const WrongInput&) {  // too few points
  }
}

}  // namespace suanli::report
