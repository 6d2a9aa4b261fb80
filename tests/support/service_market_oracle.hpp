// Clearing prices by the ellipsoid method: slow, and believed at sight. In levels Ψ is convex, so its minimum lies on the
// far side of the gradient from every point, and in every ellipsoid that the cut halves are wrapped in.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/support/random_market.hpp"

namespace suanli::test {

struct OraclePrices {
  std::vector<long double> price, rent;
  long double radius;  ///< the solution is no farther away
  int cuts;
};

/// For markets whose prices are less than `high` above their floors.
inline OraclePrices oracle_prices(const ServiceMarket& m, long double high, long double radius) {
  const std::size_t links = m.links.size(),
                    n = std::max<std::size_t>(2,
                                              m.sites + links);  // two at least: the second of one is z²/2
  const auto number = static_cast<long double>(n);
  std::vector<long double> center(n, high / 2), cut(n), along(n), axes(n * n, 0);  // {center + axes·z, |z| ≤ 1}
  for (std::size_t i = 0; i < n; ++i)
    axes[i * n + i] = std::sqrt(number) * high / 2;  // a ball around the box [0, high]^n
  OraclePrices answer{std::vector<long double>(m.sites), std::vector<long double>(links), 0, 0};
  for (;; ++answer.cuts) {
    long double squares = 0;
    for (const long double axis : axes) squares += axis * axis;
    answer.radius = std::sqrt(squares);
    for (std::size_t l = 0; l < m.sites; ++l) answer.price[l] = m.floor[l] + center[l];
    for (std::size_t k = 0; k < links; ++k) answer.rent[k] = center[m.sites + k];
    if (answer.radius < radius || answer.cuts == 20000) return answer;

    std::fill(cut.begin(), cut.end(), 0);
    std::size_t below = 0;
    while (below < m.sites + links && center[below] > 0) ++below;
    if (below < m.sites + links) {
      cut[below] = -1;
    } else {
      const Purchases bought(m, answer.price, answer.rent);
      for (std::size_t l = 0; l < m.sites; ++l) cut[l] = m.capacity[l] > 0 ? m.capacity[l] - bought.shipped[l] : 1;
      for (std::size_t k = 0; k < links; ++k) cut[m.sites + k] = m.links[k].bandwidth - bought.carried[k];
      if (m.sites + links < n) cut[1] = center[1];
    }
    // The smallest ellipsoid around its half {x: cut·(x - center) ≤ 0}.
    long double length = 0;
    for (std::size_t j = 0; j < n; ++j) {
      along[j] = 0;
      for (std::size_t i = 0; i < n; ++i) along[j] += axes[i * n + j] * cut[i];
      length += along[j] * along[j];
    }
    for (std::size_t j = 0; j < n; ++j) along[j] /= std::sqrt(length);
    for (std::size_t i = 0; i < n; ++i) {
      long double depth = 0;
      for (std::size_t j = 0; j < n; ++j) depth += axes[i * n + j] * along[j];
      center[i] -= depth / (number + 1);
      for (std::size_t j = 0; j < n; ++j)
        axes[i * n + j] = number / std::sqrt(number * number - 1) *
                          (axes[i * n + j] - (1 - std::sqrt((number - 1) / (number + 1))) * depth * along[j]);
    }
  }
}

}  // namespace suanli::test
