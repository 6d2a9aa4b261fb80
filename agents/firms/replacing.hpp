// Firms that leave and entrants that take their places (MODEL.md §7.4), between the two passes of investing.hpp. Leavers are
// given by their places in a cell, ascending; sums over them have eight partial sums, as those over all firms.
#pragma once

#include <cstdint>
#include <span>

#include "agents/firms/sweep.hpp"

namespace suanli {

/// What leavers leave behind: stocks before depreciation, and the bundles that were expected of them.
struct Leavings {
  double capital, compute, expected_bundle;
  Leavings& operator+=(const Leavings& other);
};

/// Sums over the leavers of a cell whose slots start at `state`.
Leavings leavings_of(const double* state, std::span<const std::uint32_t> leaving);

/// What every entrant of a cell starts with.
struct Entrance {
  double capital, compute;  ///< stocks before depreciation
  double log2_ratio;        ///< log2(K/H)
  double
      standard_deviation;  ///< of log productivity, which is normal; negative where draws count with their sign changed
  double expected_by_productivity;  ///< as in Opening
  BundleTechnology technology;      ///< of the open period
};

/// Puts entrants into the places of leavers, each with the draw of its place's number; where a leaver had adopted, its entrant
/// has, too. Answers the bundles that are expected of them.
double enter_firms(double* state, std::span<const std::uint32_t> leaving, const Entrance& entrance,
                   const Stream& draws);

}  // namespace suanli
