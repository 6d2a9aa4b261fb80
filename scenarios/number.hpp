// Every real number of a scenario under its key, to be read and changed without a text in between.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agents/parameters.hpp"

namespace suanli {

/// A real-valued key: `household.risk_aversion`, `regions.west.tau`, `productivity.level.output_to_wealth`.
struct Number {
  std::string key;
  Range range;
  std::optional<double> value;  ///< none where the scenario has chosen another alternative
  std::function<void(Parameters&, double)> set;
};

/// All of them, in the order of the declarations and of the scenario's lists.
std::vector<Number> numbers_of(const Parameters& p);

}  // namespace suanli
