// What a design is, as a scenario states it: which parameters vary, how, and how they go together (MODEL.md §6.5).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/copula.hpp"
#include "engine/design.hpp"
#include "engine/field.hpp"
#include "engine/marginal.hpp"

namespace suanli {

enum class DesignMethod { sobol, latin_hypercube, grid, saltelli, morris };
enum class VariedDistribution { uniform, log_uniform, normal, beta, discrete };

std::span<const Alternative<DesignMethod>> alternatives_of(DesignMethod);
std::span<const Alternative<VariedDistribution>> alternatives_of(VariedDistribution);

// clang-format off
/// A parameter that the points of a design differ in.
struct VariedParameters {
  std::string key;
  VariedDistribution distribution;
  std::optional<double> low, high, mean, standard_deviation;
  std::vector<double> shapes;
  std::vector<double> values, weights;
  std::vector<std::string> words;
  std::int64_t levels;

  static auto fields() {
    using P = VariedParameters;
    return Fields{
        Field<&P::key>{"", "", {}, "§6.5", {"key of the scenario that varies, household.risk_aversion", "变动的情景键，如 household.risk_aversion"}},
        Field<&P::distribution>{"F", "", {}, "§6.5", {"distribution of its values over the design", "其取值在设计中的分布"}, VariedDistribution::uniform},
        Field<&P::low>{"", "of the key", {}, "§6.5", {"least value; below it a normal distribution is cut off", "最小值；正态分布在其下截断"}, std::optional<double>{}},
        Field<&P::high>{"", "of the key", {}, "§6.5", {"largest value; above it a normal distribution is cut off", "最大值；正态分布在其上截断"}, std::optional<double>{}},
        Field<&P::mean>{"", "of the key", {}, "§6.5", {"mean of a normal distribution, before it is cut off", "正态分布的均值（截断前）"}, std::optional<double>{}},
        Field<&P::standard_deviation>{"", "of the key", above(0), "§6.5", {"standard deviation of a normal distribution, before it is cut off", "正态分布的标准差（截断前）"}, std::optional<double>{}},
        Field<&P::shapes>{"a, b", "1", open_below(0, 1e6), "§6.5", {"the two shapes of a beta distribution between low and high", "low 与 high 之间贝塔分布的两个形状参数"}, std::vector<double>{}},
        Field<&P::values>{"", "of the key", {}, "§6.5", {"values of a discrete distribution or of a grid", "离散分布或网格的取值"}, std::vector<double>{}},
        Field<&P::weights>{"", "1", above(0), "§6.5", {"how often each value comes, relative to the others; equally often without them", "各取值的相对频率；缺省为等频"}, std::vector<double>{}},
        Field<&P::words>{"", "", {}, "§6.5", {"values of a key that takes words, instead of values", "键取词时的取值，代替 values"}, std::vector<std::string>{}},
        Field<&P::levels>{"", "1", closed(0, 1000), "§6.5", {"number of values of a grid that are evenly spread from low to high, evenly in logs if log_uniform", "网格在 low 与 high 间均匀取值的个数（log_uniform 为对数均匀）"}, 0}};
  }
};

/// Two varied parameters that go together.
struct CorrelationParameters {
  std::string first, second;
  double correlation;

  static constexpr auto fields() {
    using P = CorrelationParameters;
    return Fields{
        Field<&P::first>{"", "", {}, "§6.5", {"one of design.varied", "design.varied 之一"}},
        Field<&P::second>{"", "", {}, "§6.5", {"another of design.varied", "design.varied 中的另一个"}},
        Field<&P::correlation>{"ρ", "1", open(-1, 1), "§6.5", {"correlation of their normal scores", "二者正态得分的相关系数"}}};
  }
};

/// At which values of its parameters a scenario is simulated: at its own, or at the points of a design.
struct DesignParameters {
  DesignMethod method;
  std::int64_t points;
  Named<VariedParameters> varied;
  Named<CorrelationParameters> correlations;

  static constexpr auto fields() {
    using P = DesignParameters;
    return Fields{
        Field<&P::method>{"", "", {}, "§6.5", {"how points are chosen", "设计点的选取方法"}, DesignMethod::sobol},
        Field<&P::points>{"P", "1", closed(0, 1e9), "§6.5", {"number of points, each simulated ensemble.replications times; base points of saltelli, trajectories of morris; a grid has as many as its values give", "点数，每点模拟 ensemble.replications 次；saltelli 为基准点数，morris 为轨迹数；网格的点数由其取值决定"}, 0},
        List<&P::varied>{"<varied>", {"what varies, each under a name of its own", "变动的参数，各有其名"}, "", "", {}, "§6.5", true},
        List<&P::correlations>{"<pair>", {"which go together; all others are independent", "彼此相关者；其余相互独立"}, "", "", {}, "§6.5", true}};
  }
  bool empty() const { return varied.empty(); }
};
// clang-format on

/// Most rows that a design may have, and levels between which Morris' trajectories move.
inline constexpr std::size_t max_design_rows = 1'000'000'000, morris_levels = 4;

/// Every rule that the design breaks, but for those about the scenario's keys.
void check(const DesignParameters& design, std::vector<Fault>& faults);

/// Rows of the design: of a grid as many as values give, of Saltelli's and Morris' schemes what they take a base point or a
/// trajectory; 1 where nothing varies; at most max_design_rows + 1.
std::size_t rows_of(const DesignParameters& design);

/// The distribution of a parameter that varies at random, and which of them go together. The design has passed `check`.
Marginal marginal_of(const VariedParameters& varied);
Correlations correlations_of(const DesignParameters& design);

/// Points of the unit cube that the design has before values are given them, as it does not for a grid [row × parameter].
Points unit_points_of(const DesignParameters& design, std::uint64_t seed);

/// Values at every row [row × varied parameter], in the order of `varied`; of words their numbers from 0. The design has
/// passed `check`.
Points values_of(const DesignParameters& design, std::uint64_t seed);

}  // namespace suanli
