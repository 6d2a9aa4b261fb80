#include "engine/design_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/alternatives.hpp"
#include "engine/copula.hpp"
#include "engine/design_rows.hpp"
#include "engine/names.hpp"

namespace suanli {

// clang-format off
SUANLI_ALTERNATIVES(DesignMethod,
                    {{DesignMethod::sobol, "sobol", {"scrambled Sobol points", "加扰 Sobol 点"}},
                     {DesignMethod::latin_hypercube, "latin_hypercube", {"a Latin hypercube", "拉丁超立方"}},
                     {DesignMethod::grid, "grid", {"every combination of stated values", "给定取值的全部组合"}},
                     {DesignMethod::saltelli, "saltelli", {"Saltelli's scheme, from which Sobol indices follow", "用于 Sobol 指数的 Saltelli 方案"}},
                     {DesignMethod::morris, "morris", {"Morris' trajectories, which screen many parameters", "用于筛选参数的 Morris 轨迹"}}})
SUANLI_ALTERNATIVES(VariedDistribution,
                    {{VariedDistribution::uniform, "uniform", {"evenly from low to high", "在 low 与 high 之间均匀"}},
                     {VariedDistribution::log_uniform, "log_uniform", {"evenly in logs from low to high", "在 low 与 high 之间对数均匀"}},
                     {VariedDistribution::normal, "normal", {"normal, cut off at low and high if these are given", "正态，若给出 low、high 则截断"}},
                     {VariedDistribution::beta, "beta", {"beta distribution from low to high", "low 与 high 之间的贝塔分布"}},
                     {VariedDistribution::discrete, "discrete", {"one of several values", "若干取值之一"}}})
// clang-format on

namespace {

constexpr std::size_t max_correlated_parameters = 64;  // eigenvalues of their matrix take a fifth of a second

std::string word_of(VariedDistribution distribution) {
  const auto all = alternatives_of(distribution);
  return std::string(std::ranges::find(all, distribution, &Alternative<VariedDistribution>::kind)->word);
}

/// What a distribution, or a grid, takes.
struct Needs {
  bool ends = false, ends_if_wished = false, moments = false, shapes = false, list = false, weights = false,
       levels = false;
};

Needs needs_of(const VariedParameters& v, DesignMethod method) {
  if (method == DesignMethod::grid) return v.levels > 0 ? Needs{.ends = true, .levels = true} : Needs{.list = true};
  switch (v.distribution) {
    case VariedDistribution::uniform:
    case VariedDistribution::log_uniform: return {.ends = true};
    case VariedDistribution::normal: return {.ends_if_wished = true, .moments = true};
    case VariedDistribution::beta: return {.ends = true, .shapes = true};
    case VariedDistribution::discrete: return {.list = true, .weights = true};
  }
  return {};
}

class VariedChecker {
 public:
  VariedChecker(const std::string& name, const VariedParameters& v, DesignMethod method, std::vector<Fault>& faults)
      : at_("design.varied." + name), v_(v), grid_(method == DesignMethod::grid), faults_(faults) {
    const Needs needs = needs_of(v, method);
    belongs("low", v.low.has_value(), needs.ends, needs.ends || needs.ends_if_wished);
    belongs("high", v.high.has_value(), needs.ends, needs.ends || needs.ends_if_wished);
    belongs("mean", v.mean.has_value(), needs.moments, needs.moments);
    belongs("standard_deviation", v.standard_deviation.has_value(), needs.moments, needs.moments);
    belongs("shapes", !v.shapes.empty(), needs.shapes, needs.shapes);
    belongs("weights", !v.weights.empty(), false, needs.weights);
    belongs("levels", v.levels > 0, needs.levels, needs.levels);
    belongs("words", !v.words.empty(), false, needs.list);
    belongs("values", !v.values.empty(), needs.list && v.words.empty(), needs.list && v.words.empty());
    if (method == DesignMethod::morris && v.distribution == VariedDistribution::normal && !(v.low && v.high))
      fault("distribution",
            text("{}.distribution = normal with design.method = morris: trajectories reach both ends; give "
                 "low and high, §6.5",
                 "{}.distribution = normal，design.method = morris：轨迹到达两端；请给出 low 与 high，§6.5", at_),
            "low");
    check_ends();
    check_lists();
    check_marginal();
  }

 private:
  // A key that must be given, or must not be.
  void belongs(const char* key, bool given, bool must, bool may) {
    const std::string path = at_ + "." + key;
    if (must && !given)
      fault("distribution", text("{} is missing: {} needs it, §6.5", "缺少 {}：{} 需要它，§6.5", path, kind()), key);
    if (given && !may)
      fault(key,
            text("{} is given with {}, which takes none, §6.5", "{} 与 {} 同时给出，后者不需要它，§6.5", path, kind()),
            "distribution");
  }

  void check_ends() {
    if (!v_.low || !v_.high) return;
    if (!(*v_.low < *v_.high))
      fault("low",
            text("{}.low = {} with high = {}: the range is empty; low must be below high, §6.5",
                 "{}.low = {}，high = {}：区间为空；low 须小于 high，§6.5", at_, *v_.low, *v_.high),
            "high");
    if (v_.distribution == VariedDistribution::log_uniform && !(*v_.low > 0))
      fault("low",
            text("{}.low = {} with distribution = log_uniform: must be above 0, §6.5",
                 "{}.low = {}，distribution = log_uniform：须大于 0，§6.5", at_, *v_.low),
            "distribution");
  }

  void check_lists() {
    if (!v_.shapes.empty() && v_.shapes.size() != 2)
      fault("shapes", text("{}.shapes has {} numbers: a beta distribution has two, §6.5",
                           "{}.shapes 有 {} 个数：贝塔分布须有两个，§6.5", at_, v_.shapes.size()));
    const std::size_t values = std::max(v_.values.size(), v_.words.size());
    if (!v_.weights.empty() && v_.weights.size() != values)
      fault("weights",
            text("{}.weights has {} numbers for {} values: give each value one, §6.5",
                 "{}.weights 有 {} 个数，取值有 {} 个：须一一对应，§6.5", at_, v_.weights.size(), values),
            "values");
    if (v_.levels == 1)
      fault("levels", text("{}.levels = 1: from low to high takes at least two, §6.5",
                           "{}.levels = 1：low 至 high 至少需要两个，§6.5", at_));
  }

  // What is left to break: a normal distribution cut off where there is nothing of it, say.
  void check_marginal() {
    if (grid_ || !faultless_) return;
    if (const std::optional<Words> rule = broken_rule(marginal_of(v_)))
      fault("distribution", text("{}: {}, §6.5", "{}：{}，§6.5", at_, *rule));
  }

  Text kind() const { return grid_ ? text("a grid", "网格") : both(word_of(v_.distribution)); }

  void fault(const char* key, Text message, const char* other = nullptr) {
    faultless_ = false;
    faults_.push_back({at_ + "." + key, std::move(message), other != nullptr ? at_ + "." + other : std::string{}});
  }

  std::string at_;
  const VariedParameters& v_;
  bool grid_, faultless_ = true;
  std::vector<Fault>& faults_;
};

void check_points(const DesignParameters& d, std::vector<Fault>& faults) {
  const auto fault = [&](Text message) { faults.push_back({"design.points", std::move(message), "design.method"}); };
  switch (d.method) {
    case DesignMethod::grid:
      if (d.points > 0)
        fault(text("design.points = {} with method = grid: its values tell how many there are; leave it out, §6.5",
                   "design.points = {}，method = grid：点数由取值决定；请略去，§6.5", d.points));
      if (rows_of(d) > max_design_rows)
        faults.push_back({"design.varied", text("design.varied: the grid has more than {} points, §6.5",
                                                "design.varied：网格点数超过 {}，§6.5", max_design_rows)});
      return;
    case DesignMethod::morris:
    case DesignMethod::saltelli:
      if (d.points < 2)
        fault(text("design.points = {}: must be at least 2 for their spread to be seen, §6.5",
                   "design.points = {}：须至少为 2 才能看出离散程度，§6.5", d.points));
      break;
    case DesignMethod::latin_hypercube:
    case DesignMethod::sobol:
      if (d.points < 1)
        fault(text("design.points is missing: say how many points there are, §6.5",
                   "缺少 design.points：请给出点数，§6.5"));
  }
  if (rows_of(d) > max_design_rows)
    fault(text("design.points = {}: gives more than {} rows, §6.5", "design.points = {}：行数超过 {}，§6.5", d.points,
               max_design_rows));
  if (d.method == DesignMethod::latin_hypercube && rows_of(d) * d.varied.size() > max_latin_hypercube_values)
    fault(
        text("design.points = {} with {} parameters that vary: a Latin hypercube has at most {} values in all, as it "
             "is made as a whole; method = sobol has no such limit, §6.5",
             "design.points = {}，变动参数 {} 个：拉丁超立方须整体生成，取值总数至多 {}；method = sobol 无此限制，§6.5",
             d.points, d.varied.size(), max_latin_hypercube_values));
}

void check_keys(const DesignParameters& d, std::vector<Fault>& faults) {
  std::map<std::string, std::string> first;
  for (const auto& [name, v] : d.varied)
    if (const auto [known, is_new] = first.emplace(v.key, name); !is_new)
      faults.push_back({"design.varied." + name + ".key",
                        text("design.varied.{}.key = {}: varies already as {}, §6.5",
                             "design.varied.{}.key = {}：已作为 {} 变动，§6.5", name, v.key, known->second)});
}

void check_correlations(const DesignParameters& d, std::vector<Fault>& faults) {
  if (d.correlations.empty()) return;
  if (d.method != DesignMethod::sobol && d.method != DesignMethod::latin_hypercube) {
    faults.push_back({"design.correlations",
                      text("design.correlations: of method sobol and latin_hypercube only; the others take parameters "
                           "one by one, §6.5",
                           "design.correlations：仅用于 sobol 与 latin_hypercube；其他方法逐个变动参数，§6.5"),
                      "design.method"});
    return;
  }
  if (d.varied.size() > max_correlated_parameters) {
    faults.push_back({"design.correlations",
                      text("design.correlations with {} parameters that vary: at most {} may go "
                           "together, §6.5",
                           "design.correlations，变动参数 {} 个：至多 {} 个可以彼此相关，§6.5", d.varied.size(),
                           max_correlated_parameters),
                      "design.varied"});
    return;
  }
  std::vector<std::string> names;
  for (const auto& [name, v] : d.varied) names.push_back(name);
  const std::size_t before = faults.size();
  std::map<std::pair<std::string, std::string>, std::string> pairs;
  for (const auto& [pair, c] : d.correlations) {
    const std::string at = "design.correlations." + pair;
    for (const auto& [key, name] : {std::pair("first", c.first), std::pair("second", c.second)})
      if (std::ranges::find(names, name) == names.end())
        faults.push_back({at + "." + key,
                          text("{}.{} = {}: is not under design.varied{}, §6.5",
                               "{}.{} = {}：不在 design.varied 之下{}，§6.5", at, key, name, instead_of(name, names)),
                          "design.varied"});
    if (c.first == c.second)
      faults.push_back({at + ".second", text("{}.second = {}: is the first as well, §6.5",
                                             "{}.second = {}：与 first 相同，§6.5", at, c.second)});
    if (const auto [known, is_new] = pairs.emplace(std::minmax(c.first, c.second), pair); !is_new)
      faults.push_back({at, text("{}: {} and {} are a pair already, {}, §6.5", "{}：{} 与 {} 已成对，即 {}，§6.5", at,
                                 c.first, c.second, known->second)});
  }
  const bool are_correlations =
      std::ranges::all_of(d.correlations, [](const auto& pair) { return std::fabs(pair.second.correlation) <= 1; });
  if (faults.size() > before || !are_correlations) return;  // one that is missing or beyond 1 is said where it is read
  if (const double least = smallest_eigenvalue(correlations_of(d)); !(least > least_eigenvalue))
    faults.push_back(
        {"design.correlations",
         text("design.correlations: their matrix must be positive definite, and its smallest eigenvalue is "
              "{:.4g}: no parameters go together like this; bring some of them nearer to 0, §6.5",
              "design.correlations：相关矩阵须正定，而其最小特征值为 {:.4g}："
              "不存在如此相关的参数；请减小其中一些的绝对值，§6.5",
              least)});
}

}  // namespace

void check(const DesignParameters& d, std::vector<Fault>& faults) {
  if (d.empty()) {
    if (d.points > 0)
      faults.push_back(
          {"design.points", text("design.points = {}: nothing varies; list what does under design.varied, §6.5",
                                 "design.points = {}：没有变动的参数；请在 design.varied 下列出，§6.5", d.points)});
    if (!d.correlations.empty())
      faults.push_back(
          {"design.correlations", text("design.correlations: nothing varies; list what does under "
                                       "design.varied, §6.5",
                                       "design.correlations：没有变动的参数；请在 design.varied 下列出，§6.5")});
    return;
  }
  if (d.varied.size() > max_varied_parameters) {
    faults.push_back({"design.varied", text("design.varied has {} parameters: at most {} may vary, §6.5",
                                            "design.varied 有 {} 个参数：至多 {} 个可以变动，§6.5", d.varied.size(),
                                            max_varied_parameters)});
    return;
  }
  for (const auto& [name, v] : d.varied) VariedChecker(name, v, d.method, faults);
  check_points(d, faults);
  check_keys(d, faults);
  check_correlations(d, faults);
}

}  // namespace suanli
