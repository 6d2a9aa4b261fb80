#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/columns.hpp"
#include "scenarios/sensitivity/sensitivity.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr std::size_t name_columns = 18, key_columns = 40;

// Nothing where too few rows or draws give no interval.
std::string between(const Interval& interval) {
  if (!std::isfinite(interval.low) || !std::isfinite(interval.high)) return "";
  return fmt::format("[{:6.3f}, {:6.3f}]", interval.low, interval.high);
}

// What there is no number of, as the correlation with a parameter that is the same at every point: a dash.
std::string number(double x) { return flush_right(std::isfinite(x) ? fmt::format("{:.3f}", x) : "–", 7); }

std::string bracketed(const Bracketed& b) { return fmt::format("{}  {:<16}", number(b.value), between(b.interval)); }

std::string measured(const Measured& m) { return fmt::format("{:10.4g} ± {:<8.2g}", m.value, m.standard_error); }

std::string heading_of(const ParameterEffect& effect, Language language) {
  const auto title = [&](Words words, std::size_t columns) { return column(in(language, words), columns); };
  std::string head = title({"parameter", "参数"}, name_columns) + title({"key", "键"}, key_columns);
  if (effect.rank_correlation) head += title({"rank correlation, 95 %", "秩相关，95 %"}, 1);
  if (effect.first_order)
    head += title({"alone (first order), 95 %", "单独（一阶），95 %"}, 29) +
            title({"with others (total), 95 %", "含交互（总），95 %"}, 1);
  if (effect.effect)
    head += title({"   μ*, size", "   μ*，大小"}, 22) + title({"   μ, direction", "   μ，方向"}, 22) +
            title({"   σ, nonlinear", "   σ，非线性"}, 1);
  return head + "\n";
}

std::string line_of(const ParameterEffect& effect) {
  std::string line = column(effect.name, name_columns) + column(effect.key, key_columns);
  if (effect.rank_correlation) line += bracketed(*effect.rank_correlation);
  if (effect.first_order) line += bracketed(*effect.first_order) + "    " + bracketed(*effect.total);
  if (effect.effect)
    line += measured(effect.effect->mean_absolute) + " " + measured(effect.effect->mean) + " " +
            measured(effect.effect->deviation);
  while (line.ends_with(' ')) line.pop_back();
  return line + "\n";
}

std::string split_text(const VarianceSplit& split, Language language) {
  const auto part = [&](Words name, const VarianceComponent& c) {
    return fmt::format("  {}{}  {}", column(in(language, name), name_columns + key_columns - 2), number(c.share.value),
                       between(c.share.interval)) +
           "\n";
  };
  return in(language, text("share of variance, 95 %\n", "方差份额，95 %\n")) +
         part({"parameters", "参数"}, split.parameters) + part({"shocks", "冲击"}, split.shocks) +
         part({"both together (interaction)", "二者交互"}, split.interaction) +
         (std::isnan(split.parameters.share.interval.low)
              ? in(language, text("intervals take three points and three replications of each\n",
                                  "区间至少需要三个点、每点三次重复\n"))
              : "");
}

std::string json_number(double x) { return std::isfinite(x) ? value_text(x) : "null"; }
std::string json_of(const Bracketed& b) {
  return fmt::format(R"({{"value": {}, "low": {}, "high": {}}})", json_number(b.value), json_number(b.interval.low),
                     json_number(b.interval.high));
}
std::string json_of(const Measured& m) {
  return fmt::format(R"({{"value": {}, "standard_error": {}}})", json_number(m.value), json_number(m.standard_error));
}

std::string json_of(const ParameterEffect& effect) {
  std::string all = fmt::format(R"({{"name": "{}", "key": "{}")", effect.name, effect.key);
  const auto add = [&](const char* name, const auto& value) {
    if (value) all += fmt::format(", \"{}\": {}", name, json_of(*value));
  };
  add("rank_correlation", effect.rank_correlation);
  add("first_order", effect.first_order);
  add("total", effect.total);
  if (effect.effect)
    all += fmt::format(R"(, "mean_absolute_effect": {}, "mean_effect": {}, "deviation": {})",
                       json_of(effect.effect->mean_absolute), json_of(effect.effect->mean),
                       json_of(effect.effect->deviation));
  return all + "}";
}

}  // namespace

std::string to_text(const Sensitivity& s, const std::string& file, Language language) {
  const auto method = alternatives_of(s.method);
  const auto found = std::ranges::find(method, s.method, &Alternative<DesignMethod>::kind);
  std::string all = in(language, text("{}: {}, {} × {}", "{}: {}，{} × {}", file, found->meaning,
                                      counted(s.rows, row_words), counted(s.draws, {"draw", "次抽取"})));
  if (s.left_out > 0)
    all += in(language, text("; left out without a result: {}", "；略去无结果的 {}", counted(s.left_out, row_words)));
  all += "\n";
  for (const OutcomeSensitivity& o : s.outcomes) {
    all +=
        fmt::format("\n{}{}\n", in(language, o.outcome.name), o.outcome.unit == "1" ? "" : " [" + o.outcome.unit + "]");
    all += heading_of(o.parameters.front(), language);
    for (const ParameterEffect& effect : o.parameters) all += line_of(effect);
    if (o.split) all += split_text(*o.split, language);
  }
  return all;
}

std::string to_json(const Sensitivity& s) {
  std::string outcomes;
  for (const OutcomeSensitivity& o : s.outcomes) {
    std::string parameters;
    for (const ParameterEffect& effect : o.parameters) parameters += (parameters.empty() ? "" : ", ") + json_of(effect);
    outcomes += fmt::format(R"({}{{"outcome": "{}", "unit": "{}", "parameters": [{}])", outcomes.empty() ? "" : ", ",
                            o.outcome.key, o.outcome.unit, parameters);
    if (o.split)
      outcomes += fmt::format(R"(, "variance_shares": {{"parameters": {}, "shocks": {}, "interaction": {}}})",
                              json_of(o.split->parameters.share), json_of(o.split->shocks.share),
                              json_of(o.split->interaction.share));
    outcomes += "}";
  }
  return fmt::format("{{\"method\": \"{}\", \"rows\": {}, \"draws\": {}, \"left_out\": {}, \"outcomes\": [{}]}}\n",
                     value_text(s.method), s.rows, s.draws, s.left_out, outcomes);
}

}  // namespace suanli
