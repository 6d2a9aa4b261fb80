#include "agents/theory/finite_firms.hpp"

#include <cmath>

namespace suanli {

FiniteFirms finite_firms(const CellTechnology& cell, const Dispersion& dispersion) {
  const double power = cell.alpha_plus_beta();
  const double variance = std::expm1(dispersion.log_mean_power(2 / power) - 2 * dispersion.log_mean_power(1 / power));
  const double firms = static_cast<double>(cell.firms);
  return {-power * variance / (2 * firms), power * std::sqrt(variance / firms)};
}

FiniteFirms finite_firms(const EconomyTechnology& economy, const Dispersion& dispersion) {
  double bias = 0, variance = 0;
  for (const CellTechnology& cell : economy.cells) {
    const FiniteFirms of_cell = finite_firms(cell, dispersion);
    bias += cell.theta * of_cell.bias;
    variance += cell.theta * cell.theta * of_cell.standard_deviation * of_cell.standard_deviation;
  }
  return {bias, std::sqrt(variance)};
}

}  // namespace suanli
