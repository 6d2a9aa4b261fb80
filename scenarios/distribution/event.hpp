// Events stated on the command line, and how often they happen: "by_location/utilisation[west] < 0.3 @ 2030".
#pragma once

#include <string>
#include <vector>

#include "engine/statistics.hpp"
#include "output/result_file.hpp"

namespace suanli {

/// How a value compares with the threshold.
enum class Comparator { less, at_most, more, at_least };

/// A recorded value beyond a threshold at a date, or at any date from one to another.
struct StatedEvent {
  std::string as_given;
  std::string variable;             ///< path in a result file, "by_location/utilisation"
  std::vector<std::string> places;  ///< one for each dimension besides replication and time
  Comparator comparator;
  double threshold;  ///< in the unit of the variable
  double from, to;   ///< [year]
};

/// group/series[place, …] comparison number @ year, or @ from..to. Throws NoSuchEvent.
StatedEvent event_of(const std::string& given);

/// An event that cannot be understood, or that no file knows.
class NoSuchEvent : public WrongInput {
  using WrongInput::WrongInput;
};

/// In how many replications it happened.
struct EventProbability {
  StatedEvent event;
  std::size_t happened, replications;  ///< of those with values at these dates
  std::size_t left_out;                ///< the others
  Interval interval;                   ///< of the probability, 95 %

  double probability() const { return static_cast<double>(happened) / static_cast<double>(replications); }
};

/// Counts the replications in which it happens at any of the file's dates within its own. Throws OutputError, and
/// NoSuchEvent also where its dates reach beyond the file's.
EventProbability probability_of(const StatedEvent& event, const output::ResultReader& file);

}  // namespace suanli
