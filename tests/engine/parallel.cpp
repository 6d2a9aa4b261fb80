#include "engine/parallel.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/threads.hpp"

namespace suanli::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a loop runs on as many distinct threads as it is given") {
  for (const std::size_t threads : {1, 2, 4, 8}) {
    std::size_t seen = 0;
    Arena(threads).run([&] { seen = distinct_threads(threads, threads, 20s); });
    CHECK(seen == threads);
  }
}

TEST_CASE("a limit is never exceeded, and threads_in_use tells it") {
  for (const std::size_t threads : {1, 2, 4}) {
    const ThreadLimit limit(threads);
    CHECK(threads_in_use() == threads);
    CHECK(distinct_threads(8, threads + 1, 200ms) <= threads);
  }
}

TEST_CASE("the limit ends with its object") {
  const std::size_t before = threads_in_use();
  { const ThreadLimit limit(before + 3); }
  CHECK(threads_in_use() == before);
}

TEST_CASE("every index is visited exactly once") {
  for (const std::size_t n : {0, 1, 2, 1000})
    for (const Threads threads : {Threads::one, Threads::all}) {
      std::vector<std::atomic<int>> visits(n);
      Arena(4).run([&] { for_each_index(n, threads, [&](std::size_t i) { ++visits[i]; }); });
      for (const auto& count : visits) REQUIRE(count == 1);
    }
}

TEST_CASE("a loop on one thread stays on the thread that reached it, in order") {
  const std::thread::id caller = std::this_thread::get_id();
  std::vector<std::size_t> order;
  for_each_index(100, Threads::one, [&](std::size_t i) {
    REQUIRE(std::this_thread::get_id() == caller);
    order.push_back(i);
  });
  for (std::size_t i = 0; i < 100; ++i) REQUIRE(order[i] == i);
}

TEST_CASE("what a task throws reaches the caller of the loop") {
  const auto fail_at_37 = [](std::size_t i) {
    if (i == 37) throw std::runtime_error("37");
  };
  Arena arena(4);
  CHECK_THROWS_WITH_AS(arena.run([&] { for_each_index(100, Threads::all, fail_at_37); }), "37", std::runtime_error);
  CHECK_THROWS_WITH_AS(for_each_index(100, Threads::one, fail_at_37), "37", std::runtime_error);
}

TEST_CASE("what a task throws reaches the caller when no task runs any more") {
  std::vector<std::size_t> used(100);  // by one task each, and then by the caller: a race if any still ran
  std::atomic<int> running = 0;
  Arena arena(4);
  for (std::size_t thrower = 0; thrower < used.size(); thrower += 9) {
    const auto throw_in_turn = [&](std::size_t i) {
      running.fetch_add(1, std::memory_order_relaxed);
      used[i] = i;
      std::this_thread::sleep_for(100us);
      running.fetch_sub(1, std::memory_order_relaxed);
      if (i == thrower) throw std::runtime_error("in turn");
    };
    CHECK_THROWS_AS(arena.run([&] { for_each_index(used.size(), Threads::all, throw_in_turn); }), std::runtime_error);
    CHECK(running.load(std::memory_order_relaxed) == 0);
    std::ranges::fill(used, 0);
  }
}

}  // namespace
}  // namespace suanli::test
