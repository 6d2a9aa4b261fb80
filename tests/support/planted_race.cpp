// Two iterations of a loop that write one place: what the thread sanitizer must report, whatever tsan.txt suppresses.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "engine/parallel.hpp"

int main() {
  std::atomic<int> inside = 0;
  int place = 0;
  suanli::ThreadLimit(2).run([&] {
    suanli::for_each_index(2, suanli::Threads::all, [&](std::size_t i) {
      inside.fetch_add(1, std::memory_order_relaxed);  // orders nothing
      const auto late = std::chrono::steady_clock::now() + std::chrono::seconds(10);
      while (inside.load(std::memory_order_relaxed) < 2 && std::chrono::steady_clock::now() < late)
        std::this_thread::yield();  // until each of two threads has one
      place += static_cast<int>(i);
    });
  });
  std::printf("%d\n", place);
}
