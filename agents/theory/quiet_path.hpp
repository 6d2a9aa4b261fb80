// What theory says that a scenario's aggregates do without noise, date by date: closed forms of §2.5 in place of cells
// and firms. Beside every simulation; and its continuous limit.
#pragma once

#include <vector>

#include "agents/economy.hpp"

namespace suanli {

/// One economy's aggregates by date [date]; units of §0.
struct QuietPath {
  std::vector<double> output, consumption, investment, capital, compute;
};

/// The path of every economy with infinitely many firms and no common shocks, in steps of dt as simulated.
std::vector<QuietPath> quiet_paths(const Model& model);

/// κ after `years` of the continuous saddle path from the model's start, by an adaptive integrator, §3.2.
double kappa_on_saddle_path(const Model& model, std::size_t economy, double years);

}  // namespace suanli
