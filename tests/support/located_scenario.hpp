// The economy of four locations that tests start from, small enough to run in a moment, without noise.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/reference_scenario.hpp"

namespace suanli::test {

inline constexpr std::array<const char*, 4> four_regions{"jing_jin_ji", "yangtze_delta", "guangdong", "west"};

/// A location that differs from others in nothing but its region, 3 ms from everywhere.
inline LocationParameters location_in(const std::string& region, const Parameters& p) {
  LocationParameters l{};
  set_defaults(l);
  l.region = region;
  for (const auto& [name, unused] : p.regions) l.latency.emplace_back(name, 3);
  return l;
}

/// Four regions with a location each, two classes of work, and energy that has a price.
inline Parameters located_parameters() {
  Parameters p = reference_parameters();
  p.pricing = {PricingRule::markup, 1.3};
  p.synergy.strength = 0.05;
  p.productivity.standard_deviation = 0;
  p.services.energy = 0.012;
  ServiceClassParameters sensitive{}, tolerant{};
  set_defaults(sensitive), set_defaults(tolerant);
  sensitive.latency_limit = {LatencyLimit::given, 20};
  sensitive.latency_steps = {5, 15, 20}, sensitive.delivery_steps = {1, 1.10, 1.12};
  p.service_classes = {{"sensitive", sensitive}, {"tolerant", tolerant}};
  constexpr double of_sensitive[7] = {.55, .70, .50, .40, .45, .35, .60};
  for (std::size_t j = 0; j < p.industries.size(); ++j)
    p.industries[j].second.service_shares = {{"sensitive", of_sensitive[j]}, {"tolerant", 1 - of_sensitive[j]}};
  constexpr double electricity[4] = {.65, .68, .66, .36}, power[4] = {1.40, 1.42, 1.45, 1.25},
                   carbon[4] = {.652, .569, .440, .397};
  constexpr double latency[4][4] = {{3, 15, 22, 12}, {15, 3, 15, 18}, {22, 15, 3, 18}, {12, 18, 18, 3}};
  constexpr double delivery[4][4] = {
      {1, 1.04, 1.06, 1.05}, {1.04, 1, 1.04, 1.06}, {1.06, 1.04, 1, 1.06}, {1.05, 1.06, 1.06, 1}};
  for (std::size_t l = 0; l < 4; ++l) {
    LocationParameters location = location_in(four_regions[l], p);
    location.electricity_price = electricity[l], location.power_usage = power[l], location.grid_carbon = carbon[l];
    location.latency.clear();
    for (std::size_t m = 0; m < 4; ++m) {
      location.latency.emplace_back(four_regions[m], latency[l][m]);
      location.delivery.emplace_back(four_regions[m], delivery[l][m]);
    }
    p.locations.emplace_back(four_regions[l], std::move(location));
  }
  return p;
}

/// The same with nothing left at a value that hides an error: levels, needs of compute and availabilities differ, carbon is
/// taxed, policy steers and subsidises.
inline Parameters steered_parameters() {
  Parameters p = located_parameters();
  p.synergy.reference = 0.17;
  p.productivity.level.number = 0.3;
  p.technology.compute_per_service = 0.6;
  p.services.carbon_price = 200;
  for (std::size_t j = 0; j < p.industries.size(); ++j)
    p.industries[j].second.relative_productivity = 0.8 + 0.1 * static_cast<double>(j);
  for (std::size_t m = 0; m < 4; ++m) p.regions[m].second.relative_productivity = 1.3 - 0.2 * static_cast<double>(m);
  constexpr double availability[4] = {.95, .9, 1, .97};
  for (std::size_t l = 0; l < 4; ++l) p.locations[l].second.availability = availability[l];
  p.locations[0].second.compute_per_service = {ComputeNeed::given, 0.8};
  p.locations[2].second.compute_per_service = {ComputeNeed::given, 0.5};
  p.locations[3].second.siting_multiplier = 1.3;
  p.locations[1].second.investment_subsidy = 0.08;
  p.locations[2].second.siting_multiplier = 0.9, p.locations[2].second.investment_subsidy = 0.05;
  return p;
}

/// An event at a date.
inline EventParameters event(EventKind kind, double start, double duration, double size, double recovery = 0) {
  EventParameters e{};
  set_defaults(e);
  e.kind = kind, e.start = {EventStart::date, start}, e.duration = duration, e.size = size, e.recovery = recovery;
  return e;
}

/// A policy that holds one value from a date on.
inline PolicyParameters policy(PolicyKind kind, double start, double value) {
  PolicyParameters q{};
  set_defaults(q);
  q.kind = kind, q.dates = {start}, q.values = {value};
  return q;
}

}  // namespace suanli::test
