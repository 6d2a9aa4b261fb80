// `suanli calibrate`: values of a scenario's keys at which targets are met.
#pragma once

#include <string>
#include <vector>

#include "scenarios/read.hpp"
#include "scenarios/target.hpp"

namespace suanli {

/// The calibrated scenario, and how near it comes.
struct Calibration {
  std::vector<std::pair<std::string, double>> values;  ///< by key, as varied
  std::vector<Target> targets;
  std::vector<Reached> reached;  ///< by target
  Parameters parameters;
};

/// Largest residual, relative to the target (absolute where it is 0): of closed forms, and of pilots, which meet the same
/// random numbers in every trial.
inline constexpr double theory_tolerance = 1e-12, pilot_tolerance = 1e-9;

/// Finds values of the varied keys, each within its declared range, that meet as many targets. Throws CalibrationError,
/// or InputFaults for a key that no scenario has.
Calibration calibrate(const Scenario& scenario, const std::vector<std::string>& targets,
                      const std::vector<std::string>& varied);

/// Targets, what is reached and the residuals as comments, then the calibrated values: lines of YAML.
std::string calibration_text(const Calibration& calibration, Language language);

/// Throws CannotRewrite unless the varied keys, and the scenario's settings, can be replaced where they are written; or what
/// calibrate() throws for a key that is none.
void expect_rewritable(const Scenario& scenario, const std::vector<std::string>& varied);

/// The scenario's own text with `command` as a comment on top, in place of that of an earlier calibration, and the calibrated values, and its settings, in place of the
/// old ones; reads back to exactly the calibrated parameters. Throws CannotRewrite.
std::string calibrated_scenario(const Scenario& scenario, const Calibration& calibration, const std::string& command);

}  // namespace suanli
