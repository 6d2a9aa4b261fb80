// Correlated parameters: a Gaussian copula on the points of a design.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/design.hpp"

namespace suanli {

/// Correlations ρ [dimension × dimension] of normal scores; 1 on the diagonal.
class Correlations {
 public:
  /// No correlation.
  explicit Correlations(std::size_t dimensions);

  std::size_t dimensions() const { return dimensions_; }
  double operator()(std::size_t i, std::size_t j) const { return matrix_[i * dimensions_ + j]; }
  /// Sets ρ_ij = ρ_ji in [-1, 1]; i ≠ j.
  void set(std::size_t i, std::size_t j, double correlation);

 private:
  std::size_t dimensions_;
  std::vector<double> matrix_;
};

/// The smallest eigenvalue, by Jacobi's rotations: to some 1e-15 times the dimensions.
double smallest_eigenvalue(const Correlations& correlations);

/// Correlations are positive definite if their smallest eigenvalue is above this: below, rounding would make up the digits
/// of the variance that remains of one coordinate given the others.
inline constexpr double least_eigenvalue = 1e-10;

/// Turns independent points into points of a Gaussian copula: normal scores z = Φ⁻¹(u), z' = Lz with LL' = ρ, u' = Φ(z').
/// ρ is the correlation of the normal scores; the rank correlation (Spearman) that follows is (6/π) asin(ρ/2), between
/// -.0182 and .0182 nearer to 0, whatever the marginals. Coordinates that correlate with none before them stay bit for
/// bit; others lose the exact strata of a Latin hypercube and the net of Sobol points, but remain uniform, and means over
/// them remain means over evenly spread points.
class GaussianCopula {
 public:
  /// Throws std::invalid_argument unless the smallest eigenvalue is above `least_eigenvalue`.
  explicit GaussianCopula(const Correlations& correlations);

  std::size_t dimensions() const { return dimensions_; }
  /// Correlates a point of the open unit cube; it stays there.
  void correlate(std::span<double> point) const;
  void correlate(Points& points) const;

 private:
  std::size_t dimensions_;
  std::vector<double> factor_;  // L, lower triangle
};

/// The rank correlation of two coordinates whose normal scores have correlation ρ.
double rank_correlation_of_scores(double correlation);

}  // namespace suanli
