// Signals that ask a run to save what it has and stop: TERM (batch systems, shutdown), INT (Ctrl-C), USR1 (Slurm's warning
// before the time limit).
#pragma once

#include <array>
#include <csignal>
#include <string_view>

namespace suanli {

/// While it lives, these signals are only noted; a second INT ends the process at once, as it does by default. One at a time.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  ~StopSignals();

  /// Whether a signal has come.
  static bool asked();
  /// Its name, "TERM"; "" if none has come.
  static std::string_view name();

 private:
  std::array<struct sigaction, 3> before_;
};

}  // namespace suanli
