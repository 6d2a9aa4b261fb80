#include "scenarios/signals.hpp"

#include <atomic>

namespace suanli {

namespace {

struct NamedSignal {
  int number;
  std::string_view name;
};
constexpr std::array<NamedSignal, 3> signals{{{SIGTERM, "TERM"}, {SIGINT, "INT"}, {SIGUSR1, "USR1"}}};

std::atomic<int> received = 0;  // a handler has no other way to tell
static_assert(std::atomic<int>::is_always_lock_free, "or a handler must not write it");

void note(int signal) { received.store(signal, std::memory_order_relaxed); }

}  // namespace

StopSignals::StopSignals() {
  received = 0;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    struct sigaction action {};
    action.sa_handler = note;
    action.sa_flags = SA_RESTART | (signals[i].number == SIGINT ? static_cast<int>(SA_RESETHAND) : 0);
    sigaction(signals[i].number, &action, &before_[i]);
  }
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i].number, &before_[i], nullptr);
}

bool StopSignals::asked() { return received.load(std::memory_order_relaxed) != 0; }

std::string_view StopSignals::name() {
  for (const NamedSignal& signal : signals)
    if (signal.number == received) return signal.name;
  return "";
}

}  // namespace suanli
