// Ends of the range of prices, shared by the sources of Clearing.
#pragma once

#include <algorithm>
#include <limits>

#include "engine/elementary.hpp"

namespace suanli {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
/// ln of the relative price of a site without a floor whose links cannot carry its capacity: nothing, to rounding.
inline constexpr double free_of_charge = -40;
/// Where a price without a floor is stopped, and never arrives.
inline constexpr double without_floor = -600;

/// e^x of any x < 700.
inline double exp_or_zero(double x) { return x < -700 ? 0 : exp(std::min(x, 700.0)); }

}  // namespace suanli
