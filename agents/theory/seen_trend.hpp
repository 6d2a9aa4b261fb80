// What the trend that households see with delay does to the mean growth of an economy at rest (MODEL.md §10, V5).
#pragma once

#include <vector>

#include "agents/economy.hpp"

namespace suanli {

/// Variance of the shift m of an economy of infinitely many firms whose κ is at rest [1], §6.1.
double variance_of_shift(const Model& model, std::size_t economy);

/// E e^m̂ at every date of a run from rest [date], exp(-(v - Var m̂)/2), (10.1b); 1 where the trend is fixed.
std::vector<double> mean_seen_level(const Model& model, std::size_t economy);

/// Mean growth of wealth over a run from rest [1/year], (10.1a); g* where the trend is fixed.
double mean_growth(const Model& model, std::size_t economy, const SteadyState& rest);

/// How far growth of wealth moves with e^m̂, as a share of y*: 1 - R*/(σy*), (10.1).
double weight_of_trend(const Model& model, std::size_t economy, const SteadyState& rest);

}  // namespace suanli
