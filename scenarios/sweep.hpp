// `suanli steady-state --sweep`: the balanced path as one key of the scenario moves over a range, as a table.
#pragma once

#include <string>
#include <vector>

#include "engine/text.hpp"
#include "scenarios/read.hpp"

namespace suanli {

/// A specification of points that cannot be read; one line with the rule and an example.
class BadSweep : public WrongInput {
  using WrongInput::WrongInput;
};

/// A key and the values that it takes.
struct Sweep {
  std::string key;
  std::vector<double> values;
};

/// `key=from:to:n`, n evenly spaced values with both ends, or `key=from:to:n:log`, evenly spaced in logs. Throws
/// BadSweep.
Sweep read_sweep(const std::string& specification);

/// A header and a line for every value and economy: key, value, economy, tau, every number of the balanced path, and in
/// `refused` why there is none, in English. Each value is set and read as `--set key=value` is, and refused as `--sweep key=value`. Throws InputFaults if
/// the reader takes no value at all, BadSweep if the scenario has a setting of the key.
std::string sweep_as_csv(const Scenario& scenario, const Sweep& sweep);

}  // namespace suanli
