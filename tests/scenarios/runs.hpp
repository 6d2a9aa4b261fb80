// Runs of the small scenario into files, for the tests of runs and of their check.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/run.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {

inline Scenario small(const std::vector<std::string>& settings = {}) {
  return read_scenario_text(std::string(small_scenario), "a.yaml", settings);
}

/// Runs a scenario into a file.
inline void run_scenario_into(const std::filesystem::path& file, const Scenario& scenario) { Run(scenario).execute(file); }

/// Runs the small scenario with settings into a file.
inline void run_into(const std::filesystem::path& file, const std::vector<std::string>& settings = {}) {
  run_scenario_into(file, small(settings));
}

}  // namespace suanli::test
