#include "engine/sensitivity.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/contracts.hpp"
#include "engine/parallel.hpp"

namespace suanli {

namespace {
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Estimates the product of two conditional means from replications of both: over pairs of different ones.
template <class First, class Second> double product(std::size_t replications, const First& a, const Second& b) {
  if (replications == 1) return a(0) * b(0);
  double sum_a = 0, sum_b = 0, same = 0;
  for (std::size_t r = 0; r < replications; ++r) sum_a += a(r), sum_b += b(r), same += a(r) * b(r);
  const double n = static_cast<double>(replications);
  return (sum_a * sum_b - same) / (n * (n - 1));
}

/// What base points contribute to the indices [base point × term].
class Contributions {
 public:
  Contributions(const Responses& responses, std::size_t dimensions)
      : responses_(responses), dimensions_(dimensions), points_(responses.rows() / saltelli_block(dimensions)) {
    EXPECTS(points_ > 0 && points_ * saltelli_block(dimensions) * responses.replications == responses.values.size());
    const std::vector<double> means = means_by_replication();
    centre_ = estimate(means).mean;
    common_noise_ = responses.replications == 1 ? 0 : std::pow(estimate(means).standard_error, 2);
    for (std::size_t k = 0; k < points_; ++k) add(k);
  }

  std::size_t points() const { return points_; }

  /// V, then S_1 … S_d, then T_1 … T_d, of base points at these places.
  std::vector<double> indices(std::span<const std::uint32_t> places) const {
    std::vector<double> mean(terms());
    for (const std::uint32_t k : places)
      for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += all_[k * terms() + i];
    for (double& m : mean) m /= static_cast<double>(places.size());
    const double variance = mean[1] - mean[0] * mean[0] + common_noise_;
    std::vector<double> result{variance};
    const auto share = [&](double part) { return variance > 0 ? part / variance : nan; };
    for (std::size_t i = 0; i < dimensions_; ++i) result.push_back(share(mean[2 + 3 * i] - mean[0] * mean[3 + 3 * i]));
    for (std::size_t i = 0; i < dimensions_; ++i) result.push_back(share(mean[4 + 3 * i]));
    return result;
  }

 private:
  std::size_t terms() const { return 2 + 3 * dimensions_; }

  /// Row `which` of a base point: 0 is A, 1 is B, 2 + i is A_B^(i).
  std::span<const double> row(std::size_t point, std::size_t which) const {
    return responses_[point * saltelli_block(dimensions_) + which];
  }

  // Over all A and B. What rows share of a replication's noise shows in their spread.
  std::vector<double> means_by_replication() const {
    std::vector<double> means(responses_.replications);
    for (std::size_t k = 0; k < points_; ++k)
      for (std::size_t r = 0; r < means.size(); ++r) means[r] += row(k, 0)[r] + row(k, 1)[r];
    for (double& m : means) m /= static_cast<double>(2 * points_);
    return means;
  }

  void add(std::size_t point) {
    const std::size_t n = responses_.replications;
    const auto value = [&](std::size_t which) {
      return [this, values = row(point, which)](std::size_t r) { return values[r] - centre_; };
    };
    const auto a = value(0), b = value(1);
    all_.push_back((estimate(row(point, 0)).mean + estimate(row(point, 1)).mean) / 2 - centre_);
    all_.push_back((product(n, a, a) + product(n, b, b)) / 2);
    for (std::size_t i = 0; i < dimensions_; ++i) {
      const auto step = [&, other = value(2 + i)](std::size_t r) { return other(r) - a(r); };
      all_.push_back(product(n, b, step));
      all_.push_back(estimate(row(point, 2 + i)).mean - estimate(row(point, 0)).mean);
      all_.push_back(product(n, step, step) / 2);
    }
  }

  Responses responses_;
  std::size_t dimensions_, points_;
  double centre_ = 0, common_noise_ = 0;
  std::vector<double> all_;
};

/// Variance of replications around the means of the rows A and B.
double noise(const Responses& responses, std::size_t dimensions) {
  if (responses.replications == 1) return nan;
  double variances = 0, rows = 0;
  for (std::size_t k = 0; k < responses.rows(); ++k) {
    if (k % saltelli_block(dimensions) > 1) continue;
    const Estimate row = estimate(responses[k]);
    variances += row.standard_error * row.standard_error * static_cast<double>(row.count);
    ++rows;
  }
  return variances / rows;
}

/// Ranks from 1, ties at their mean.
std::vector<double> ranks(std::span<const double> x) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return x[i]; });
  std::vector<double> all(x.size());
  for (std::size_t first = 0, end = 0; first < x.size(); first = end) {
    while (end < x.size() && x[order[end]] == x[order[first]]) ++end;
    for (std::size_t i = first; i < end; ++i) all[order[i]] = static_cast<double>(first + 1 + end) / 2;
  }
  return all;
}

bool has_nan(std::span<const double> values) {
  return std::ranges::any_of(values, [](double x) { return std::isnan(x); });
}

/// Standard deviation of independent values, its error by their fourth moment.
Measured deviation(std::span<const double> values) {
  const double n = static_cast<double>(values.size()), mean = estimate(values).mean;
  const double below_n = root_mean_square(values, mean), variance = below_n * below_n * n / (n - 1);
  double fourth = 0;
  for (const double x : values) fourth += std::pow(x - mean, 4) / n;
  const double error =
      std::sqrt(std::max(fourth - variance * variance * (n - 3) / (n - 1), 0.0) / n);  // of the variance
  return {std::sqrt(variance), variance == 0 ? 0 : error / (2 * std::sqrt(variance))};
}

Measured measured(const Estimate& mean) { return {mean.mean, mean.standard_error}; }
}  // namespace

SobolIndices sobol_indices(const Responses& responses, std::size_t dimensions, const Resampling& resampling) {
  const Contributions contributions(responses, dimensions);
  std::vector<std::uint32_t> places(contributions.points());
  std::iota(places.begin(), places.end(), 0u);
  const std::vector<double> all = contributions.indices(places);
  std::vector<std::vector<double>> resampled(resampling.resamples);
  for_each_index(resampling.resamples, Threads::all, [&](std::size_t b) {
    const auto which = static_cast<std::uint32_t>(b);
    resampled[b] = contributions.indices(resampled_places(resampling.seed, Resampled::first, which, places.size()));
  });
  const auto bracketed = [&](std::size_t index) {
    std::vector<double> values;
    for (const std::vector<double>& one : resampled) values.push_back(one[index]);
    return Bracketed{all[index], percentile_interval(std::move(values), resampling.confidence)};
  };
  SobolIndices result{{}, {}, all[0], noise(responses, dimensions)};
  for (std::size_t i = 0; i < dimensions; ++i) result.first_order.push_back(bracketed(1 + i));
  for (std::size_t i = 0; i < dimensions; ++i) result.total.push_back(bracketed(1 + dimensions + i));
  return result;
}

Bracketed rank_correlation(std::span<const double> x, std::span<const double> y, double confidence) {
  EXPECTS(x.size() == y.size() && confidence > 0 && confidence < 1);
  if (x.empty() || has_nan(x) || has_nan(y)) return {nan, {nan, nan}};
  const std::vector<double> rank_x = ranks(x), rank_y = ranks(y);
  const double n = static_cast<double>(x.size()), middle = (n + 1) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = rank_x[i] - middle, dy = rank_y[i] - middle;
    xy += dx * dy, xx += dx * dx, yy += dy * dy;
  }
  if (xx == 0 || yy == 0) return {nan, {nan, nan}};
  const double r = std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);  // ±1 without rounding where ranks are alike
  if (x.size() < 4 || std::fabs(r) == 1) return {r, {nan, nan}};
  const double off = boost::math::quantile(boost::math::normal(), (1 + confidence) / 2);
  const double half = off * std::sqrt((1 + r * r / 2) / (n - 3));
  return {r, {std::tanh(std::atanh(r) - half), std::tanh(std::atanh(r) + half)}};
}

std::vector<MorrisEffect> morris_effects(const Points& rows, std::span<const double> values) {
  const std::size_t dimensions = rows.dimensions(), trajectories = rows.size() / (dimensions + 1);
  EXPECTS(rows.size() == values.size() && trajectories * (dimensions + 1) == rows.size() && trajectories >= 2);
  std::vector<std::vector<double>> effects(dimensions);
  for (std::vector<double>& effect : effects) effect.reserve(trajectories);
  for (std::size_t k = 0; k + 1 < rows.size(); ++k) {
    if ((k + 1) % (dimensions + 1) == 0) continue;  // the next row begins a trajectory
    for (std::size_t d = 0; d < dimensions; ++d)
      if (const double step = rows[k + 1][d] - rows[k][d]; step != 0)
        effects[d].push_back((values[k + 1] - values[k]) / step);
  }
  std::vector<MorrisEffect> result;
  for (const std::vector<double>& effect : effects) {
    std::vector<double> absolute = effect;
    for (double& x : absolute) x = std::fabs(x);
    result.push_back({measured(estimate(effect)), measured(estimate(absolute)), deviation(effect)});
  }
  return result;
}

}  // namespace suanli
