// Where regions and locations lie on a schematic map.
#pragma once

#include <string>
#include <vector>

namespace suanli::report {

/// Degrees east and north.
struct Position {
  double longitude, latitude;
};

/// Of each of these names: of those that shipped scenarios have, the middle of the region, or the cluster of a hub; of
/// others a place on a circle around them, in their order.
std::vector<Position> positions_of(const std::vector<std::string>& names);

}  // namespace suanli::report
