// What events and policies make of the world in a period (MODEL.md §9). Several at once compose: factors multiply, sums add.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "agents/parameters.hpp"

namespace suanli {

/// An event that has begun: its dates [year], and its size.
struct Occurrence {
  double start, duration, size;
};

/// A part of a period over which outages and failures of links are what they are.
struct Spell {
  double share;                      ///< of the period
  bool disrupted;                    ///< whether there is an outage or a failure
  std::vector<double> availability;  ///< factor of a_ℓ
  std::vector<double> log_detour;    ///< added to ln d [region × location]
};

/// The world in a period. Policies that the scenario does not have leave what its parameters say.
struct Conditions {
  // By location.
  std::vector<double> electricity;  ///< factor of the price
  std::vector<double> multiplier;   ///< n_ℓ, as policy has it
  std::vector<double> subsidy;      ///< z_ℓ
  std::vector<double> programme;    ///< [1e12 yuan/year]
  // By industry.
  std::vector<double> demand, latency;   ///< factors of ξ, and of λ of the class that bears least latency
  std::vector<double> log_productivity;  ///< added to a firm's [region × industry]
  // Of the nation.
  double carbon_price = 0, carbon_surcharge = 0;  ///< [yuan/tCO2]: by policy, and what events add
  double chip_price = 1, volatility = 1, adoption_subsidy = 0;
  std::vector<double> tau;  ///< by economy

  bool in_event = false;      ///< whether any event is under way or fading
  std::vector<Spell> spells;  ///< of the period, in order; none without outages and failures of links

  bool disrupted() const { return !spells.empty(); }

  bool same_technology(const Conditions& other) const {
    return demand == other.demand && latency == other.latency && multiplier == other.multiplier &&
           subsidy == other.subsidy && carbon_price == other.carbon_price && tau == other.tau;
  }
};

/// How strongly an occurrence is felt in [date, date + dt), on average: 1 in full, falling to 0 over its recovery.
double strength(const Occurrence& event, double recovery, double date, double dt);

/// A policy's value at a date; nothing before its first.
std::optional<double> value_at(const PolicyParameters& policy, double date);

/// The conditions of [date, date + dt), with what has begun of each event of the scenario, at dates or at random.
Conditions conditions_at(const Parameters& p, double date, const std::vector<std::vector<Occurrence>>& begun);

/// Those without events and without policies.
Conditions usual_conditions(const Parameters& p);

/// Least availability that an outage leaves, over the usual one.
inline constexpr double least_availability = 1e-3;

}  // namespace suanli
