#include "engine/variance_split.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/contracts.hpp"
#include "engine/parallel.hpp"

namespace suanli {

namespace {
using Places = std::vector<std::uint32_t>;

/// Of rows, columns and the rest.
using MeanSquares = std::array<double, 3>;

MeanSquares mean_squares(const Responses& table, const Places& rows, const Places& columns) {
  const double m = static_cast<double>(rows.size()), n = static_cast<double>(columns.size());
  std::vector<double> row_means(rows.size()), column_means(columns.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const double value = table[rows[i]][columns[j]];
      row_means[i] += value / n;
      column_means[j] += value / m;
    }
  const double mean = estimate(row_means).mean;
  double rest = 0;
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const double residual = table[rows[i]][columns[j]] - row_means[i] - (column_means[j] - mean);
      rest += residual * residual;
    }
  const auto squares = [&](const std::vector<double>& means) {
    const double spread = root_mean_square(means, mean);
    return spread * spread * static_cast<double>(means.size());
  };
  return {n * squares(row_means) / (m - 1), m * squares(column_means) / (n - 1), rest / ((m - 1) * (n - 1))};
}

/// Components of variance and their shares: parameters, shocks, interaction.
struct Parts {
  std::array<double, 3> variance, share;

  Parts(const MeanSquares& squares, std::size_t rows, std::size_t columns)
      : variance{std::max((squares[0] - squares[2]) / static_cast<double>(columns), 0.0),
                 std::max((squares[1] - squares[2]) / static_cast<double>(rows), 0.0), squares[2]} {
    const double all = variance[0] + variance[1] + variance[2];
    std::ranges::transform(variance, share.begin(), [&](double part) { return part / all; });
  }
};

// Of two rows or columns, every resample that has both is the sample itself: nothing is known of its error.
constexpr std::size_t fewest = 3;

/// Scales resampled mean squares to the sample's, and reflects them there on a log scale.
void reflect(std::vector<MeanSquares>& resampled, const MeanSquares& sample) {
  for (std::size_t k = 0; k < sample.size(); ++k) {
    double mean = 0;
    for (const MeanSquares& one : resampled) mean += one[k] / static_cast<double>(resampled.size());
    for (MeanSquares& one : resampled) one[k] = sample[k] == 0 ? 0 : sample[k] * (mean / one[k]);
  }
}

Interval interval_of(std::vector<double> values, double confidence) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return values.empty() ? Interval{nan, nan} : percentile_interval(std::move(values), confidence);
}
}  // namespace

VarianceSplit split_variance(const Responses& responses, const Resampling& resampling) {
  const std::size_t rows = responses.rows(), columns = responses.replications;
  EXPECTS(rows >= 2 && columns >= 2 && rows * columns == responses.values.size());
  Places all_rows(rows), all_columns(columns);
  std::iota(all_rows.begin(), all_rows.end(), 0u);
  std::iota(all_columns.begin(), all_columns.end(), 0u);
  const MeanSquares sample = mean_squares(responses, all_rows, all_columns);
  std::vector<MeanSquares> resampled(resampling.resamples);
  for_each_index(resampling.resamples, Threads::all, [&](std::size_t b) {
    const auto which = static_cast<std::uint32_t>(b);
    resampled[b] = mean_squares(responses, resampled_places(resampling.seed, Resampled::first, which, rows),
                                resampled_places(resampling.seed, Resampled::second, which, columns));
  });
  std::erase_if(resampled, [&](const MeanSquares& squares) {  // of one row or column alone: without spread
    for (std::size_t k = 0; k < sample.size(); ++k)
      if (sample[k] != 0 && squares[k] == 0) return true;
    return false;
  });
  if (rows < fewest || columns < fewest) resampled.clear();
  reflect(resampled, sample);

  const Parts parts(sample, rows, columns);
  const auto component = [&](std::size_t k) {
    std::vector<double> variances, shares;
    for (const MeanSquares& squares : resampled) {
      const Parts one(squares, rows, columns);
      variances.push_back(one.variance[k]);
      shares.push_back(one.share[k]);
    }
    return VarianceComponent{{parts.variance[k], interval_of(std::move(variances), resampling.confidence)},
                             {parts.share[k], interval_of(std::move(shares), resampling.confidence)}};
  };
  return {component(0), component(1), component(2)};
}

}  // namespace suanli
