// A word that any rank may give and all hear soon, in the midst of work that each does by itself: to stop.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>

#include "engine/communicator.hpp"

namespace suanli {

/// Who raises it tells the first rank, which tells all others. While ranks are at work, nobody but this uses the communicator.
class Alarm {
 public:
  explicit Alarm(Communicator ranks) : ranks_(std::move(ranks)) {}

  /// Raises it if so wished; whether it was raised, here or, within moments, on any rank. From any thread.
  bool heard(bool raise = false);

  /// Together: waits, ready to raise and to hear, until all ranks are here. Whether any has raised it; then it is quiet again.
  bool settle(const std::function<bool()>& raise);

 private:
  using Clock = std::chrono::steady_clock;
  void look(bool raise);

  Communicator ranks_;
  std::mutex looking_;
  std::atomic<bool> heard_ = false;
  std::atomic<Clock::time_point> next_look_ = Clock::time_point{};
  bool raised_ = false;    // the first rank was told from here
  std::size_t taken_ = 0;  // words taken
};

}  // namespace suanli
