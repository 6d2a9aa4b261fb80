// How far a run is: one line that renews itself on a terminal, a quiet line now and then elsewhere.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <mutex>
#include <string>

#include "engine/terminal.hpp"
#include "engine/text.hpp"

namespace suanli {

/// How many replications of how many are finished; of none where they are not counted.
struct Counted {
  std::size_t done = 0, of = 0;
};

/// How much of the work is done, in firm-steps, and how long it has taken.
struct Pace {
  double done, total, seconds;
  Counted replications = {};
};

/// "12 million firm-steps/s", in the unit that leaves one digit before the point or more.
Text rate_in_words(double firm_steps_per_second);
/// "1 h 05 min", "3 min 20 s", "45 s".
Text duration_in_words(double seconds);

/// A line without its end: share of the work, rate, time left; on a terminal also a bar and replications, and less of it
/// where that is too narrow.
std::string progress_line(const Pace& pace, const Terminal& terminal, Language language);

/// Counts firm-steps from any thread and shows rate and time left on standard error.
class Progress {
 public:
  Progress(double firm_steps, Language language, Counted replications = {});
  /// Ends the line.
  ~Progress();

  void advance(double firm_steps);
  /// So many replications have come to their end.
  void finish(std::size_t replications) { replications_.fetch_add(replications, std::memory_order_relaxed); }

 private:
  using Clock = std::chrono::steady_clock;
  void show(double done);

  const Terminal terminal_;
  const double total_;
  const std::size_t of_replications_;
  const Language language_;
  const Clock::time_point start_ = Clock::now();
  std::atomic<double> done_ = 0;
  std::atomic<std::size_t> replications_;
  std::mutex showing_;
  Clock::time_point next_;
};

}  // namespace suanli
