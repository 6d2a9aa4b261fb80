// Runs work on a stated number of threads, also beyond the processors of the machine: a plain loop of oneTBB never has
// more threads than processors, whatever the limit.
#pragma once

#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <set>
#include <thread>

#include "engine/parallel.hpp"

namespace suanli::test {

/// An arena of exactly `threads` threads, this one included, and room for them in the process.
class Arena {
 public:
  explicit Arena(std::size_t threads) : limit_(threads), arena_(static_cast<int>(threads)) { arena_.initialize(); }

  template <class Work> void run(const Work& work) { arena_.execute(work); }
  oneapi::tbb::task_arena& arena() { return arena_; }

 private:
  ThreadLimit limit_;
  oneapi::tbb::task_arena arena_;
};

/// Distinct threads that a loop of `tasks` tasks runs on if every task waits until `hoped_for` threads have come, or until
/// patience ends.
inline std::size_t distinct_threads(std::size_t tasks, std::size_t hoped_for, std::chrono::milliseconds patience) {
  std::mutex mutex;
  std::set<std::thread::id> seen;
  std::atomic<std::size_t> arrived = 0;
  const auto give_up = std::chrono::steady_clock::now() + patience;
  for_each_index(tasks, Threads::all, [&](std::size_t) {
    {
      const std::lock_guard lock(mutex);
      seen.insert(std::this_thread::get_id());
      arrived = seen.size();
    }
    while (arrived < hoped_for && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  });
  return seen.size();
}

}  // namespace suanli::test
