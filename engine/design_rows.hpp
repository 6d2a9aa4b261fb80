// Single rows of a design: it may have more of them than can be held, or looked at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/copula.hpp"
#include "engine/design_parameters.hpp"

namespace suanli {

/// The d + 1 rows of one of Morris' trajectories; of `morris`, those from row trajectory × (d + 1) on.
Points morris_trajectory(std::size_t trajectory, std::size_t dimensions, std::size_t levels, std::uint64_t seed);

/// What `values_of` gives, row by row. Only a Latin hypercube is held as a whole.
class DesignRows {
 public:
  /// The design has passed `check`.
  DesignRows(const DesignParameters& design, std::uint64_t seed);

  std::size_t size() const { return size_; }
  /// Values of the varied parameters at a row, in the order of `varied`; of words their numbers from 0.
  std::vector<double> operator[](std::size_t row) const;

 private:
  std::vector<double> on_grid(std::size_t row) const;
  std::vector<double> in_unit_cube(std::size_t row) const;

  DesignMethod method_;
  std::size_t size_, dimensions_;
  std::uint64_t seed_;
  std::vector<std::size_t> level_counts_;
  std::vector<std::vector<double>> levels_;
  std::optional<ScrambledSobol> sobol_;
  std::optional<Points> latin_hypercube_;
  std::optional<GaussianCopula> copula_;
  std::vector<Marginal> marginals_;
};

/// Most values (rows × varied parameters) of a Latin hypercube, which no row of can be had without the others.
inline constexpr std::size_t max_latin_hypercube_values = 1 << 20;
/// Most parameters that may vary.
inline constexpr std::size_t max_varied_parameters = 500;

}  // namespace suanli
