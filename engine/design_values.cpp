#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "engine/design_parameters.hpp"
#include "engine/design_rows.hpp"

namespace suanli {

namespace {

// Of words, values are their numbers.
std::vector<double> stated_values(const VariedParameters& v) {
  std::vector<double> all = v.values;
  for (std::size_t i = 0; i < v.words.size(); ++i) all.push_back(static_cast<double>(i));
  return all;
}

// The values that a grid takes of one parameter.
std::vector<double> levels_of(const VariedParameters& v) {
  if (v.levels == 0) return stated_values(v);
  std::vector<double> all;
  const double last = static_cast<double>(v.levels - 1);
  for (std::int64_t i = 0; i <= v.levels - 1; ++i) {
    const double share = static_cast<double>(i) / last;
    const bool in_logs = v.distribution == VariedDistribution::log_uniform;
    all.push_back(
        quantile(in_logs ? Marginal(LogUniform{*v.low, *v.high}) : Marginal(Uniform{*v.low, *v.high}), share));
  }
  return all;
}

std::vector<std::size_t> level_counts(const DesignParameters& design) {
  std::vector<std::size_t> all;
  for (const auto& [name, v] : design.varied)
    all.push_back(v.levels > 0 ? static_cast<std::size_t>(v.levels) : stated_values(v).size());
  return all;
}

Points grid_values(const DesignParameters& design) {
  const std::vector<std::size_t> counts = level_counts(design);
  std::vector<std::vector<double>> levels;
  for (const auto& [name, v] : design.varied) levels.push_back(levels_of(v));
  Points values(grid_size(counts), counts.size());
  for (std::size_t row = 0; row < values.size(); ++row) {
    const std::vector<std::size_t> at = grid_point(counts, row);
    for (std::size_t k = 0; k < at.size(); ++k) values[row][k] = levels[k][at[k]];
  }
  return values;
}

}  // namespace

Marginal marginal_of(const VariedParameters& v) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (v.distribution) {
    case VariedDistribution::uniform: return Uniform{*v.low, *v.high};
    case VariedDistribution::log_uniform: return LogUniform{*v.low, *v.high};
    case VariedDistribution::normal:
      if (!v.low && !v.high) return Normal{*v.mean, *v.standard_deviation};
      return TruncatedNormal{*v.mean, *v.standard_deviation, v.low.value_or(-infinity), v.high.value_or(infinity)};
    case VariedDistribution::beta: return Beta{v.shapes[0], v.shapes[1], *v.low, *v.high};
    case VariedDistribution::discrete: break;
  }
  const std::vector<double> values = stated_values(v);
  return Discrete{values, v.weights.empty() ? std::vector<double>(values.size(), 1) : v.weights};
}

Correlations correlations_of(const DesignParameters& design) {
  const auto place = [&](const std::string& name) {
    const auto found = std::ranges::find(design.varied, name, &std::pair<std::string, VariedParameters>::first);
    return static_cast<std::size_t>(found - design.varied.begin());
  };
  Correlations all(design.varied.size());
  for (const auto& [pair, c] : design.correlations) all.set(place(c.first), place(c.second), c.correlation);
  return all;
}

std::size_t rows_of(const DesignParameters& design) {
  if (design.empty()) return 1;
  const std::size_t points = static_cast<std::size_t>(design.points), dimensions = design.varied.size();
  switch (design.method) {
    case DesignMethod::sobol:
    case DesignMethod::latin_hypercube: return points;
    case DesignMethod::saltelli: return points * saltelli_block(dimensions);
    case DesignMethod::morris: return points * (dimensions + 1);
    case DesignMethod::grid: break;
  }
  std::size_t rows = 1;
  for (const std::size_t count : level_counts(design))
    if (rows *= count; rows > max_design_rows) return max_design_rows + 1;
  return rows;
}

Points unit_points_of(const DesignParameters& design, std::uint64_t seed) {
  const std::size_t count = static_cast<std::size_t>(design.points), dimensions = design.varied.size();
  switch (design.method) {
    case DesignMethod::saltelli: return saltelli(count, dimensions, seed);
    case DesignMethod::morris: return morris(count, dimensions, morris_levels, seed);
    case DesignMethod::latin_hypercube: return sample(Sampling::latin_hypercube, count, dimensions, seed);
    case DesignMethod::sobol:
    case DesignMethod::grid: break;
  }
  return sample(Sampling::sobol, count, dimensions, seed);
}

Points values_of(const DesignParameters& design, std::uint64_t seed) {
  if (design.method == DesignMethod::grid) return grid_values(design);
  Points values = unit_points_of(design, seed);
  if (!design.correlations.empty()) GaussianCopula(correlations_of(design)).correlate(values);
  for (std::size_t k = 0; k < values.dimensions(); ++k) {
    const Marginal marginal = marginal_of(design.varied[k].second);
    for (std::size_t row = 0; row < values.size(); ++row) values[row][k] = quantile(marginal, values[row][k]);
  }
  return values;
}

DesignRows::DesignRows(const DesignParameters& design, std::uint64_t seed)
    : method_(design.method), size_(rows_of(design)), dimensions_(design.varied.size()), seed_(seed) {
  if (method_ == DesignMethod::grid) {
    level_counts_ = level_counts(design);
    for (const auto& [name, v] : design.varied) levels_.push_back(levels_of(v));
    return;
  }
  if (method_ == DesignMethod::sobol) sobol_.emplace(dimensions_, seed);
  if (method_ == DesignMethod::saltelli) sobol_.emplace(2 * dimensions_, seed);
  if (method_ == DesignMethod::latin_hypercube) latin_hypercube_ = unit_points_of(design, seed);
  if (!design.correlations.empty()) copula_.emplace(correlations_of(design));
  for (const auto& [name, v] : design.varied) marginals_.push_back(marginal_of(v));
}

std::vector<double> DesignRows::operator[](std::size_t row) const {
  if (method_ == DesignMethod::grid) return on_grid(row);
  std::vector<double> values = in_unit_cube(row);
  if (copula_) copula_->correlate(std::span<double>(values));
  for (std::size_t k = 0; k < dimensions_; ++k) values[k] = quantile(marginals_[k], values[k]);
  return values;
}

std::vector<double> DesignRows::on_grid(std::size_t row) const {
  std::vector<double> values(dimensions_);
  const std::vector<std::size_t> at = grid_point(level_counts_, row);
  for (std::size_t k = 0; k < dimensions_; ++k) values[k] = levels_[k][at[k]];
  return values;
}

std::vector<double> DesignRows::in_unit_cube(std::size_t row) const {
  const auto copied = [](std::span<const double> point) { return std::vector(point.begin(), point.end()); };
  if (latin_hypercube_) return copied(std::as_const(*latin_hypercube_)[row]);
  if (method_ == DesignMethod::morris) {
    const Points rows = morris_trajectory(row / (dimensions_ + 1), dimensions_, morris_levels, seed_);
    return copied(rows[row % (dimensions_ + 1)]);
  }
  std::vector<double> point(dimensions_);
  const std::size_t block = saltelli_block(dimensions_), in_block = row % block;
  for (std::size_t d = 0; d < dimensions_; ++d) {
    const bool second = in_block == 1 || in_block == d + 2;
    point[d] =
        method_ == DesignMethod::sobol ? (*sobol_)(row, d) : (*sobol_)(row / block, second ? dimensions_ + d : d);
  }
  return point;
}

}  // namespace suanli
