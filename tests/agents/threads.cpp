#include <doctest/doctest.h>
#include <oneapi/tbb/task_scheduler_observer.h>

#include <bit>
#include <mutex>
#include <set>
#include <thread>

#include "agents/series.hpp"
#include "tests/support/instruction_sets.hpp"
#include "tests/support/reference_scenario.hpp"
#include "tests/support/threads.hpp"

namespace suanli::test {
namespace {

/// Counts the distinct threads that enter an arena while it lives.
class Visitors : public oneapi::tbb::task_scheduler_observer {
 public:
  explicit Visitors(oneapi::tbb::task_arena& arena) : task_scheduler_observer(arena) {
    made_.left();
    observe(true);
  }
  ~Visitors() override { observe(false); }
  void on_scheduler_entry(bool) override {
    made_.arrived();
    const std::lock_guard lock(mutex_);
    seen_.insert(std::this_thread::get_id());
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return seen_.size();
  }

 private:
  Passage made_;
  std::mutex mutex_;
  std::set<std::thread::id> seen_;
};

std::vector<std::uint64_t> bits_of(const Record& record) {
  std::vector<std::uint64_t> bits;
  for (const double value : record.values) bits.push_back(std::bit_cast<std::uint64_t>(value));
  for (const double residual : record.largest_residuals) bits.push_back(std::bit_cast<std::uint64_t>(residual));
  return bits;
}

TEST_CASE("one thread and 2, 4 and 8 give the same economy, bit for bit") {
  Parameters p = choosing_parameters();
  p.firms.count = 200000, p.firms.burn_in = 1, p.time.end = 2023;
  const Model model(p);
  REQUIRE(model.layout.tasks().size() > 50);  // or there would be nothing to share out
  const Recorder recorder(model);
  const auto alone = bits_of(simulate(model, recorder, 3, Threads::one, [] {}));
  for (const std::size_t threads : {1, 2, 4, 8}) {
    Arena arena(threads);
    Visitors visitors(arena.arena());
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    do {
      arena.run([&] { CHECK((bits_of(simulate(model, recorder, 3, Threads::all, [] {})) == alone)); });
    } while (visitors.count() < threads && std::chrono::steady_clock::now() < give_up);
    CHECK(visitors.count() == threads);
  }
}

TEST_CASE("replications side by side and one after another are the same, bit for bit") {
  const Model model(choosing_parameters());
  const Recorder recorder(model);
  std::vector<std::vector<std::uint64_t>> side_by_side(12);
  Arena arena(4);
  arena.run([&] {
    for_each_index(12, Threads::all, [&](std::size_t r) {
      side_by_side[r] = bits_of(simulate(model, recorder, static_cast<std::uint32_t>(r), Threads::one, [] {}));
    });
  });
  for (std::uint32_t r = 0; r < 12; ++r)
    CHECK((bits_of(simulate(model, recorder, r, Threads::all, [] {})) == side_by_side[r]));
  CHECK((side_by_side[0] != side_by_side[1]));
}

TEST_CASE("a whole run has the same bits on every instruction set") {
  const auto run = [] {
    const Model model(choosing_parameters());  // solves the saddle paths and calibrates demand, too
    return bits_of(simulate(model, Recorder(model), 1, Threads::one, [] {}));
  };
  const auto best = run();
  on_every_instruction_set([&] { CHECK((run() == best)); });
}

}  // namespace
}  // namespace suanli::test
