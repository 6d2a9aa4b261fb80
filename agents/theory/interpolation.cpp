#include "agents/theory/interpolation.hpp"

#include <cmath>
#include <numbers>

namespace suanli {

std::vector<double> chebyshev_nodes(std::size_t count) {
  std::vector<double> nodes(count);
  const double last = static_cast<double>(count - 1);
  for (std::size_t j = 0; j < count; ++j)
    nodes[j] = -std::round(std::cos(std::numbers::pi * static_cast<double>(j) / last) * 0x1p40) * 0x1p-40;
  return nodes;
}

std::vector<double> barycentric_weights(const std::vector<double>& nodes) {
  std::vector<double> weights(nodes.size(), 1.0);
  for (std::size_t j = 0; j < nodes.size(); ++j)
    for (std::size_t k = 0; k < nodes.size(); ++k)
      if (k != j) weights[j] /= 2 * (nodes[j] - nodes[k]);
  return weights;
}

}  // namespace suanli
