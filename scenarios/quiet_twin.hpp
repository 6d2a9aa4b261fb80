// The quiet twin of a scenario, which `suanli check` holds against theory where the scenario itself has no closed form.
#pragma once

#include "agents/parameters.hpp"

namespace suanli {

/// The same parameters without noise, exit, adoption, a τ that follows demand, events, policies or limits of locations, and
/// with compute where it rests. All firms of a cell are then alike, so that few are enough; only a synergy of the level of
/// compute per firm needs their number.
Parameters quiet_twin(Parameters p);

}  // namespace suanli
