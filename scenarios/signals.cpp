#include "scenarios/signals.hpp"

#include <atomic>
#include <csignal>

namespace suanli {

namespace {

std::atomic<bool> received = false;  // a handler has no other way to tell
static_assert(std::atomic<bool>::is_always_lock_free, "or a handler must not write it");

void note(int) { received.store(true, std::memory_order_relaxed); }

}  // namespace

void note_stop_signals() {
  received = false;
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;
    action.sa_handler = note;
    action.sa_flags = SA_RESTART | (signal == SIGINT ? static_cast<int>(SA_RESETHAND) : 0);
    sigaction(signal, &action, nullptr);
  }
  std::signal(SIGPIPE, SIG_IGN);
}

bool stop_asked() { return received.load(std::memory_order_relaxed); }

}  // namespace suanli
