// How far a run is: one line that renews itself on a terminal, a quiet line now and then elsewhere.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <mutex>

#include "engine/text.hpp"

namespace suanli {

/// Counts firm-steps from any thread and shows rate and time left on standard error.
class Progress {
 public:
  Progress(double firm_steps, Language language);
  /// Ends the line.
  ~Progress();

  void advance(double firm_steps);

 private:
  using Clock = std::chrono::steady_clock;
  void show(double done);

  const bool terminal_;
  const double total_;
  const Language language_;
  const Clock::time_point start_ = Clock::now();
  std::atomic<double> done_ = 0;
  std::mutex showing_;
  Clock::time_point next_;
};

}  // namespace suanli
