// Scenarios: a YAML file and settings of the command line become Parameters, or every fault is reported at once.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agents/parameters.hpp"
#include "scenarios/base.hpp"
#include "scenarios/document.hpp"

namespace suanli {

/// A scenario as read: the parameters, and the texts they came from.
struct Scenario {
  std::string source, text;
  std::vector<SourceText> bases;      ///< files that it is based on, nearest first
  std::vector<std::string> settings;  ///< "key=value"
  Parameters parameters;
};

/// The files that a scenario was read from, its own first.
std::vector<std::filesystem::path> files_of(const Scenario& scenario);

/// Reads a scenario file; `settings` replace or add values. Throws InputFaults with every fault.
Scenario read_scenario(const std::filesystem::path& path, const std::vector<Setting>& settings = {});

/// The same from a text, with settings as --set gives them, "key=value"; `source` names the text in messages.
Scenario read_scenario_text(const std::string& text, const std::string& source,
                            const std::vector<std::string>& settings = {});

/// The scenario read again with one more setting. Throws InputFaults.
Scenario with_setting(const Scenario& scenario, const Setting& setting);

/// Every parameter with its value, as a scenario that reads back to the same bits.
std::string to_yaml(const Parameters& p);

}  // namespace suanli
