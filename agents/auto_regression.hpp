// The Ornstein–Uhlenbeck process in exact steps: what all shocks follow (MODEL.md §6.1).
#pragma once

#include <cmath>

#include "engine/elementary.hpp"

namespace suanli {

/// A step of length dt, x ← persistence·x + innovation·ε, and the standard deviation that x tends to, (6.1).
struct AutoRegression {
  double persistence, innovation, stationary;
};

/// The step of a process with this stationary standard deviation and this autocorrelation over a year.
inline AutoRegression auto_regression(double standard_deviation, double persistence_per_year, double dt) {
  const double persistence = pow(persistence_per_year, dt);
  return {persistence, standard_deviation * std::sqrt((1 - persistence) * (1 + persistence)), standard_deviation};
}

}  // namespace suanli
