// Signals that ask a run to stop.
#include "scenarios/signals.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

namespace suanli::test {
namespace {

TEST_CASE("TERM, INT and USR1 are noted by name, and do nothing else") {
  for (const auto& [signal, name] : {std::pair{SIGTERM, "TERM"}, {SIGINT, "INT"}, {SIGUSR1, "USR1"}}) {
    const StopSignals signals;
    CHECK_FALSE(StopSignals::asked());
    CHECK(StopSignals::name() == "");
    std::raise(signal);
    CHECK(StopSignals::asked());
    CHECK(StopSignals::name() == name);
  }
}

TEST_CASE("a second INT ends the process, and so does a first one when nobody listens any more") {
  for (const bool listening : {true, false}) {
    const pid_t child = fork();
    if (child == 0) {
      std::signal(SIGINT, SIG_DFL);
      if (listening) {
        const StopSignals signals;
        std::raise(SIGINT), std::raise(SIGINT);
      } else {
        { const StopSignals signals; }
        std::raise(SIGINT);
      }
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGINT);
  }
}

}  // namespace
}  // namespace suanli::test
