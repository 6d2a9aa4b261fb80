// The small siting scenario with a design.
#pragma once

#include <string>
#include <vector>

#include "tests/scenarios/siting_sample.hpp"

namespace suanli::test {

/// Settings that use every key of siting, and of a design with distributions and a correlation.
inline std::vector<std::string> every_siting_and_design_key() {
  std::vector<std::string> settings = every_siting_key();
  for (const char* varied :
       {"design.points=2", "design.varied.patience={key: household.discount_rate, low: 0.02, high: 0.04}",
        "design.varied.caution={key: household.risk_aversion, low: 6, high: 10}",
        "design.correlations.pair={first: patience, second: caution, correlation: 0.5}"})
    settings.emplace_back(varied);
  return settings;
}

}  // namespace suanli::test
