#include "agents/theory/finite_firms.hpp"

#include <cmath>

namespace suanli {

FiniteFirms finite_firms(const CellTechnology& cell, const ProductivityParameters& productivity) {
  const double power = cell.alpha_plus_beta(), spread = productivity.standard_deviation / power;
  const double variance = std::expm1(spread * spread), firms = static_cast<double>(cell.firms);
  return {-power * variance / (2 * firms), power * std::sqrt(variance / firms)};
}

FiniteFirms finite_firms(const EconomyTechnology& economy, const ProductivityParameters& productivity) {
  double bias = 0, variance = 0;
  for (const CellTechnology& cell : economy.cells) {
    const FiniteFirms of_cell = finite_firms(cell, productivity);
    bias += cell.theta * of_cell.bias;
    variance += cell.theta * cell.theta * of_cell.standard_deviation * of_cell.standard_deviation;
  }
  return {bias, std::sqrt(variance)};
}

}  // namespace suanli
