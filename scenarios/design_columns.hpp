// What stands beside every replication of a design in a file: where it was simulated, and how the economy would grow there.
#pragma once

#include <span>
#include <vector>

#include "agents/economy.hpp"
#include "output/schema.hpp"
#include "scenarios/design.hpp"

namespace suanli {

inline constexpr const char *design_group = "design", *design_rest_group = "design_steady_state";

/// The variables of these groups [replication]: point, draw, growth on the balanced path [replication × region where each is
/// an economy], then the varied parameters under their names, described as their keys are. `design` must outlive them.
std::vector<output::Variable> design_variables(CapitalMarket market, const DesignParameters& design);

/// A replication of the ensemble: with which random numbers the economy at which point is simulated.
struct DesignPlace {
  std::size_t point, draw;
};
DesignPlace place_of_replication(const Parameters& p, std::size_t replication);

/// g* of each economy of a model [1/year]; NaN where it has no balanced path.
std::vector<double> balanced_growth(const Model& model);

/// The values of the variables for one replication, in their order.
std::vector<std::vector<double>> design_values(const Design& design, DesignPlace place, std::span<const double> growth);

}  // namespace suanli
