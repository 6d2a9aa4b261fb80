// A recorded variable beside the series of series.hpp: what it is, and where its values lie.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/description.hpp"

namespace suanli {

/// A recorded variable, and over which dimensions besides `replication` its values lie.
struct RecordedVariable {
  std::string group;
  Words about;  ///< the group
  Description description;
  std::vector<std::string> dimensions;
  std::optional<Words> about_quantiles = {};  ///< the group of its quantiles over replications, if there are such
};

}  // namespace suanli
