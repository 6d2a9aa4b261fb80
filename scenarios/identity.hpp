// What two runs must have in common so that one can go on with what the other has finished.
#pragma once

#include <string>

#include "agents/parameters.hpp"
#include "agents/series.hpp"
#include "output/parts.hpp"

namespace suanli {

/// Version, schema and every parameter, one fact a line, `household.risk_aversion: 2.8`. The commit is none of it.
std::string identity_of(const Parameters& p);

/// What the parts of a run of this model have in common.
output::RunOfParts run_of_parts(const Model& model, const Recorder& recorder);

}  // namespace suanli
