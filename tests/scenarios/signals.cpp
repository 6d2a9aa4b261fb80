// Signals that ask a run to stop.
#include "scenarios/signals.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

namespace suanli::test {
namespace {

// How a process ends that does this and then exits with 0 or 1, as told.
int status_of(const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work() ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

TEST_CASE("TERM, INT, HUP and USR1 are noted, and do nothing else") {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1})
    CHECK(status_of([&] {
            std::signal(signal, SIG_DFL);
            note_stop_signals();
            const bool before = stop_asked();
            std::raise(signal);
            return !before && stop_asked();
          }) == 0);
}

TEST_CASE("any number of TERM and USR1 after the first change nothing, a second INT ends the process at once") {
  const auto twice = [](int signal) {
    return status_of([&] {
      std::signal(signal, SIG_DFL);
      note_stop_signals();
      std::raise(signal);
      std::raise(signal);
      return true;
    });
  };
  CHECK(twice(SIGTERM) == 0);
  CHECK(twice(SIGUSR1) == 0);
  const int status = twice(SIGINT);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
}

TEST_CASE("a signal that the caller ignores stays ignored, and nobody who reads is no end") {
  CHECK(status_of([] {
          std::signal(SIGHUP, SIG_IGN);
          note_stop_signals();
          std::raise(SIGHUP);
          std::raise(SIGPIPE);
          return !stop_asked();
        }) == 0);
}

}  // namespace
}  // namespace suanli::test
