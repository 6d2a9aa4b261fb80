#include "engine/copula.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "engine/contracts.hpp"
#include "engine/marginal.hpp"

namespace suanli {

namespace {
using Matrix = std::vector<double>;  // [row × column]

/// Turns rows and columns p and q so that the element between them vanishes (Jacobi 1846).
void rotate(Matrix& m, std::size_t n, std::size_t p, std::size_t q) {
  if (m[p * n + q] == 0) return;
  const double theta = (m[q * n + q] - m[p * n + p]) / (2 * m[p * n + q]);
  const double tangent = std::copysign(1 / (std::fabs(theta) + std::hypot(theta, 1.0)), theta);
  const double cosine = 1 / std::hypot(tangent, 1.0), sine = tangent * cosine;
  const auto turn = [&](double& a, double& b) {
    const double old = a;
    a = cosine * old - sine * b;
    b = sine * old + cosine * b;
  };
  for (std::size_t k = 0; k < n; ++k) turn(m[k * n + p], m[k * n + q]);
  for (std::size_t k = 0; k < n; ++k) turn(m[p * n + k], m[q * n + k]);
}

double off_diagonal(const Matrix& m, std::size_t n) {
  double squares = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) squares += m[i * n + j] * m[i * n + j];
  return squares;
}
}  // namespace

Correlations::Correlations(std::size_t dimensions) : dimensions_(dimensions), matrix_(dimensions * dimensions) {
  for (std::size_t i = 0; i < dimensions; ++i) matrix_[i * dimensions + i] = 1;
}

void Correlations::set(std::size_t i, std::size_t j, double correlation) {
  EXPECTS(i != j && i < dimensions_ && j < dimensions_ && std::fabs(correlation) <= 1);
  matrix_[i * dimensions_ + j] = matrix_[j * dimensions_ + i] = correlation;
}

double smallest_eigenvalue(const Correlations& correlations) {
  const std::size_t n = correlations.dimensions();
  EXPECTS(n > 0);
  Matrix m(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) m[i * n + j] = correlations(i, j);
  constexpr int most_sweeps = 50;  // each squares what is left; ten do for hundreds of dimensions
  for (int sweep = 0; sweep < most_sweeps && off_diagonal(m, n) > 1e-32; ++sweep)
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t q = p + 1; q < n; ++q) rotate(m, n, p, q);
  double smallest = m[0];
  for (std::size_t i = 0; i < n; ++i) smallest = std::min(smallest, m[i * n + i]);
  return smallest;
}

// Cholesky's decomposition, row by row: each pivot is the variance of a score given those before it, and at least the
// smallest eigenvalue.
GaussianCopula::GaussianCopula(const Correlations& correlations)
    : dimensions_(correlations.dimensions()), factor_(dimensions_ * dimensions_) {
  if (!(smallest_eigenvalue(correlations) > least_eigenvalue))
    throw std::invalid_argument("the correlation matrix is not positive definite");
  const auto at = [&](std::size_t i, std::size_t j) -> double& { return factor_[i * dimensions_ + j]; };
  for (std::size_t i = 0; i < dimensions_; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = correlations(i, j);
      for (std::size_t k = 0; k < j; ++k) rest -= at(i, k) * at(j, k);
      at(i, j) = i == j ? std::sqrt(rest) : rest / at(j, j);
    }
}

void GaussianCopula::correlate(std::span<double> point) const {
  EXPECTS(point.size() == dimensions_);
  std::vector<double> scores(dimensions_);
  std::ranges::transform(point, scores.begin(), [](double u) { return quantile(Normal{0, 1}, u); });
  for (std::size_t i = 0; i < dimensions_; ++i) {
    const auto row = std::span(factor_).subspan(i * dimensions_, i + 1);
    if (std::ranges::all_of(row.first(i), [](double l) { return l == 0; })) continue;
    point[i] = standard_normal_probability(std::inner_product(row.begin(), row.end(), scores.begin(), 0.0));
  }
}

void GaussianCopula::correlate(Points& points) const {
  for (std::size_t k = 0; k < points.size(); ++k) correlate(points[k]);
}

double rank_correlation_of_scores(double correlation) { return 6 / std::numbers::pi * std::asin(correlation / 2); }

}  // namespace suanli
