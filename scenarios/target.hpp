// What a calibration is to meet: a number of the balanced path, or what a pilot run of the scenario yields.
#pragma once

#include <string>
#include <vector>

#include "agents/parameters.hpp"
#include "engine/text.hpp"

namespace suanli {

/// A calibration that cannot be carried out; one line.
class CalibrationError : public WrongInput {
  using WrongInput::WrongInput;
};

/// `y=0.245` or `west:g=0.05`: a number of an economy's balanced path. `first:output=29.84`, `mean:growth=0.05`,
/// `last:output=129`, `2062..2082:rental_rate=0.23`: a national series, averaged over replications, at the first date, over
/// all dates, at the last, over the dates between two (both counted).
struct Target {
  enum class Of { balanced_path, first_date, all_dates, last_date, some_dates };

  std::string text;  ///< as given, without the value
  Of of;
  std::size_t economy;  ///< of a balanced path
  std::size_t number;   ///< which of steady_state_numbers(), or of all_series()
  double value;
  double from = 0, to = 0;  ///< of some_dates [year]

  bool needs_pilot() const { return of != Of::balanced_path; }
};

/// Reads `text` against the names of the scenario. Throws CalibrationError.
Target read_target(const std::string& text, const Parameters& p);

/// What a target is in a scenario. The standard error is that of the pilot's replications, and 0 without a pilot.
struct Reached {
  double value, standard_error;
};

/// What a pilot does where there is too little memory, which others may have taken since a first pilot fitted.
enum class TooLittleMemory { refuse, one_at_a_time };

/// The targets in a scenario: its balanced paths are solved, and if need be all of its replications simulated, without a
/// file. Throws CalibrationError if there is no balanced path, or what Model and simulate throw.
std::vector<Reached> reach(const Parameters& p, const std::vector<Target>& targets, TooLittleMemory then);

}  // namespace suanli
