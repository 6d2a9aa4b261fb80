#include "agents/firms/dispersion.hpp"

#include <cmath>
#include <limits>

namespace suanli {

Dispersion Dispersion::normal(double variance) {
  Dispersion d;
  d.coefficients_[0] = variance / 2;
  return d;
}

Dispersion Dispersion::stationary(const AutoRegression& process, Distribution distribution) {
  Dispersion d = normal(process.stationary * process.stationary);
  if (distribution == Distribution::normal) return d;
  const double square = process.persistence * process.persistence, half = process.innovation * process.innovation / 2;
  double power = half, left = square;  // (σ²/2)^k, φ^(2k)
  for (std::size_t k = 2; k <= terms; ++k) {
    power *= half, left *= square;
    d.coefficients_[k - 1] = power / (static_cast<double>(k) * (1 - left));
  }
  return d;
}

void Dispersion::advance(double persistence, double innovation, Distribution distribution) {
  const double square = persistence * persistence, half = innovation * innovation / 2;
  double power = half, left = square;
  for (std::size_t k = 1; k <= terms; ++k, power *= half, left *= square) {
    const bool contributes = k == 1 || distribution == Distribution::laplace;
    coefficients_[k - 1] = left * coefficients_[k - 1] + (contributes ? power / static_cast<double>(k) : 0);
  }
}

double Dispersion::log_mean_power(double power) const {
  const double square = power * power, last = coefficients_[terms - 1], before = coefficients_[terms - 2];
  if (before > 0 && square * last / before > 0.75) return std::numeric_limits<double>::infinity();
  double sum = 0;
  for (std::size_t k = terms; k-- > 0;) sum = sum * square + coefficients_[k];
  return sum * square;
}

double gain_from_dispersion(double alpha_plus_beta, const Dispersion& dispersion) {
  return alpha_plus_beta * dispersion.log_mean_power(1 / alpha_plus_beta);
}

}  // namespace suanli
