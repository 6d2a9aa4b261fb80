// Polynomials through values at Chebyshev points, in barycentric form (Berrut and Trefethen 2004).
#pragma once

#include <cstddef>
#include <vector>

namespace suanli {

/// `count` Chebyshev points of the second kind on [-1, 1], ascending; an odd count has 0 among them. Rounded to 2^-40: any
/// nodes near these serve, and so they are the same on every machine, whatever its cosine's last place.
std::vector<double> chebyshev_nodes(std::size_t count);

/// Weights of barycentric interpolation between nodes, scaled by 2^(n-1).
std::vector<double> barycentric_weights(const std::vector<double>& nodes);

/// The polynomial that is value(j) at nodes[j], at x.
template <class Value>
double interpolate(const std::vector<double>& nodes, const std::vector<double>& weights, double x, const Value& value) {
  double above = 0, below = 0;
  for (std::size_t j = 0; j < nodes.size(); ++j) {
    if (x == nodes[j]) return value(j);
    const double w = weights[j] / (x - nodes[j]);
    above += w * value(j);
    below += w;
  }
  return above / below;
}

}  // namespace suanli
