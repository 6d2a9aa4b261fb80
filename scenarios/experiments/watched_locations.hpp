// What experiments note of locations at every date, and of the work that regions elsewhere have done in the West.
#pragma once

#include <string>
#include <vector>

#include "scenarios/experiments/experiment.hpp"

namespace suanli {

/// What is noted of a location.
enum LocationNoted : std::size_t {
  capital_of_location,
  use_of_location,
  return_of_location,
  income_of_location,  ///< of its capital
  energy_of_location,
  investment_of_location,  ///< in its data centres [1e12 yuan/year]
  location_noted           ///< how many numbers these are
};

/// What is noted of all work.
enum WorkNoted : std::size_t {
  tolerant_work_moved,  ///< share of what other regions spend on work without a latency limit that the West receives
  mean_latency,
  work_noted
};

/// These numbers of every location, one location after another, then those of work.
std::vector<double> note_locations(const Country& country);

/// The location or region that experiments steer work to.
inline constexpr const char* west = "west";

/// One of them, [replication × date]: of the West, or summed over all other locations.
std::vector<double> of_west(const Ensemble& arm, LocationNoted what);
std::vector<double> of_east(const Ensemble& arm, LocationNoted what);
std::vector<double> of_work(const Ensemble& arm, WorkNoted what);

}  // namespace suanli
