#include "engine/copula.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "engine/statistics.hpp"

namespace suanli::test {
namespace {

Correlations three(double first_second, double first_third, double second_third) {
  Correlations all(3);
  all.set(0, 1, first_second);
  all.set(0, 2, first_third);
  all.set(1, 2, second_third);
  return all;
}

/// Ranks by sorting; without ties.
std::vector<double> ranks(const std::vector<double>& x) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return x[i]; });
  std::vector<double> rank(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) rank[order[i]] = static_cast<double>(i);
  return rank;
}

TEST_CASE("the smallest eigenvalue of equal correlations ρ is 1 - ρ, or 1 + (n - 1)ρ where ρ < 0") {
  CHECK(smallest_eigenvalue(three(.4, .4, .4)) == doctest::Approx(.6).epsilon(1e-14));
  CHECK(smallest_eigenvalue(three(-.3, -.3, -.3)) == doctest::Approx(.4).epsilon(1e-14));
  CHECK(smallest_eigenvalue(Correlations(5)) == 1);
  // 1 - λ² of ρ_12 = .9, ρ_23 = .9: eigenvalues 1, 1 ± .9√2
  CHECK(smallest_eigenvalue(three(.9, 0, .9)) == doctest::Approx(1 - .9 * std::sqrt(2)).epsilon(1e-14));
  Correlations many(60);  // ρ^|i - j|, whose smallest eigenvalue lies above (1 - ρ)/(1 + ρ), and near
  for (std::size_t i = 0; i < 60; ++i)
    for (std::size_t j = 0; j < i; ++j) many.set(i, j, std::pow(.5, static_cast<double>(i - j)));
  CHECK(smallest_eigenvalue(many) > 1.0 / 3);
  CHECK(smallest_eigenvalue(many) < 1.0 / 3 + .01);
}

TEST_CASE("correlations that contradict each other, or leave nothing of a coordinate, are refused") {
  CHECK_THROWS_AS(GaussianCopula(three(.9, 0, .9)), std::invalid_argument);
  CHECK_THROWS_AS(GaussianCopula(three(1, 0, 0)), std::invalid_argument);
  CHECK_THROWS_AS(GaussianCopula(three(-.5, -.5, -.5)), std::invalid_argument);
  CHECK_NOTHROW(GaussianCopula(three(-.499, -.499, -.499)));
}

// Evenly spread points estimate a rank correlation far better than 1/√n = .016, the error of independent ones, which is
// used here; ρ itself differs from (6/π) asin(ρ/2) by .018 at most, and so more points are taken to tell them apart.
TEST_CASE("rank correlations of a Gaussian copula are (6/π) asin(ρ/2), for Sobol points and Latin hypercubes") {
  const double rho[3] = {.6, -.3, .25};
  const GaussianCopula copula(three(rho[0], rho[1], rho[2]));
  CHECK(rank_correlation_of_scores(1) == doctest::Approx(1).epsilon(1e-15));
  for (const Sampling method : {Sampling::sobol, Sampling::latin_hypercube}) {
    const std::size_t n = 1 << 15;
    Points points = sample(method, n, 3, 11);
    copula.correlate(points);
    const std::size_t pairs[3][2] = {{0, 1}, {0, 2}, {1, 2}};
    for (std::size_t k = 0; k < 3; ++k) {
      const double found = slope(ranks(points.column(pairs[k][0])), ranks(points.column(pairs[k][1])));
      CHECK(std::fabs(found - rank_correlation_of_scores(rho[k])) < 2 / std::sqrt(static_cast<double>(n)));
    }
  }
}

// Uniform: the k-th of n ordered values is at k/n to within the Kolmogorov bound 1.95/√n (one in 1000).
TEST_CASE(
    "every coordinate of a copula's points remains uniform within (0, 1), and independent ones remain the same bits") {
  const GaussianCopula copula(three(.9, 0, 0));
  const std::size_t n = 4096;
  const Points plain = sample(Sampling::sobol, n, 3, 2);
  Points points = plain;
  copula.correlate(points);
  CHECK(points.column(0) == plain.column(0));
  CHECK(points.column(2) == plain.column(2));
  CHECK(points.column(1) != plain.column(1));
  std::vector<double> x = points.column(1);
  std::ranges::sort(x);
  CHECK(x.front() > 0);
  CHECK(x.back() < 1);
  for (std::size_t k = 0; k < n; ++k)
    CHECK(std::fabs(x[k] - (static_cast<double>(k) + .5) / static_cast<double>(n)) <
          1.95 / std::sqrt(static_cast<double>(n)));
}

}  // namespace
}  // namespace suanli::test
