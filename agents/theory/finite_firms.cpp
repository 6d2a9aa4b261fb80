#include "agents/theory/finite_firms.hpp"

#include <cmath>

namespace suanli {

FiniteFirms finite_firms(const CellTechnology& cell, const Dispersion& dispersion) {
  const double power = cell.alpha_plus_beta();
  const double variance = std::expm1(dispersion.log_mean_power(2 / power) - 2 * dispersion.log_mean_power(1 / power));
  const double firms = static_cast<double>(cell.firms);
  return {-power * variance / (2 * firms), power * std::sqrt(variance / firms)};
}

// With m_k the k-th moment of e^(a/(α+β)) over the k-th power of its mean, and central moments μ_k of these:
// Var ln M = μ_2/N (1 + (5/2 μ_2 - μ_3/μ_2)/N + …).
LeadingOrder leading_order(const CellTechnology& cell, const Dispersion& dispersion) {
  const double power = cell.alpha_plus_beta(), firms = static_cast<double>(cell.firms);
  const auto moment = [&](int k) {
    return std::exp(dispersion.log_mean_power(k / power) - k * dispersion.log_mean_power(1 / power));
  };
  const double m2 = moment(2), m3 = moment(3), m4 = moment(4);
  if (!std::isfinite(m4)) return {m4, m4};
  if (m2 - 1 < 1e-6) return {(m2 - 1) / firms, 3 / firms};  // firms nearly alike: as a itself, at most Laplace
  const double central2 = m2 - 1, central3 = m3 - 3 * m2 + 2, central4 = m4 - 4 * m3 + 6 * m2 - 3;
  return {std::abs(2.5 * central2 - central3 / central2) / firms, (central4 / (central2 * central2) - 3) / firms};
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
