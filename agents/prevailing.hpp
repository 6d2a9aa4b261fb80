// What surges of demand and policies make of the scenario's technology (MODEL.md §9).
#pragma once

#include <string>
#include <vector>

#include "agents/conditions.hpp"
#include "agents/economy.hpp"

namespace suanli {

/// The economies under these conditions: elasticities of industries whose demand surges, every constant that follows from
/// them, and what policy changes of locations. A surge changes what an industry spends on services, not what it makes of the
/// inputs that it has at rest, (9.2).
std::vector<EconomyTechnology> prevailing_technology(const Model& model, const Conditions& conditions);

/// The size that a surge must stay below in every industry that it hits, or it would leave other capital, or work that bears
/// latency, nothing; infinity for other kinds of events.
double limit_of_surge(const Parameters& p, EventKind kind, const std::string& industry);

/// The returns that locations' posted prices cover [1/year], by location: those of the balanced path under the policies in
/// force, without events, §8.
std::vector<double> returns_to_post(const Model& model, const Conditions& conditions);

}  // namespace suanli
