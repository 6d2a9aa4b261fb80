// Entrants that take the places of leavers (MODEL.md §7.4), between the two passes of investing.hpp.
#pragma once

#include <cstdint>
#include <span>

#include "agents/firms/investing.hpp"

namespace suanli {

/// What every entrant of a cell starts with.
struct Entrance {
  double capital, compute;          ///< stocks before depreciation
  double standard_deviation;        ///< of log productivity, which is normal; negative where draws change their sign
  double expected_by_productivity;  ///< as in Opening
  BundleTechnology technology;      ///< of the open period
  Perception perception;            ///< of the open period
};

/// Puts entrants into the places of leavers in a cell whose slots start at `state`, each with the draw of its place's number;
/// where a leaver had adopted, its entrant has, too. Answers the bundles that are expected of them: a sum of eight partial ones.
double enter_firms(double* state, std::span<const std::uint32_t> leaving, const Entrance& entrance,
                   const Stream& draws);

}  // namespace suanli
