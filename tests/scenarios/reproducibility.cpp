// The same scenario and seed give the same file, byte for byte; anything else gives another.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "engine/instruction_set.hpp"
#include "output/digest.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/support/threads.hpp"

namespace suanli::test {
namespace {

TEST_CASE("one, two, four and eight threads write the same bytes, and so does a second run") {
  const TemporaryDirectory directory;
  const std::vector<std::string> settings{"ensemble.replications=21"};  // neither whole batches nor whole rounds
  run_into(directory / "a.h5", settings);
  const std::string bytes = bytes_of(directory / "a.h5");
  const std::string digest = output::digest(directory / "a.h5");
  CHECK(bytes.size() > 10000);
  for (const std::size_t threads : {1, 1, 2, 4, 8}) {
    CAPTURE(threads);
    Arena arena(threads);  // also where the machine has fewer processors
    arena.run([&] { run_into(directory / "b.h5", settings); });
    CHECK(output::digest(directory / "b.h5") == digest);
    CHECK((bytes_of(directory / "b.h5") == bytes));
  }
}

TEST_CASE("the program writes the same bytes and digests with any --threads") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const Outcome said =
      shell(directory,
            "for n in 1 2 4 8; do suanli run a.yaml -o $n.h5 --replications 7 --threads $n > said || exit 1\n"
            "suanli digest $n.h5; cmp 1.h5 $n.h5 || exit 1; done\n"
            "suanli run a.yaml -o 8.h5 --replications 7 > said; cmp 1.h5 8.h5");
  CHECK(said.code == 0);
  CHECK(said.err == "");
  REQUIRE(said.out.size() == 4 * 33);
  for (int i = 1; i < 4; ++i) CHECK(said.out.substr(33 * static_cast<std::size_t>(i), 33) == said.out.substr(0, 33));
}

/// Answers whether to stop, asked after every period of every replication: yes from the `limit`-th time on. Before that it
/// lets the thread that asks pause, sometimes, so that it is never the same ones that do the same work.
class UnevenPauses {
 public:
  explicit UnevenPauses(std::size_t limit) : limit_(limit) {}

  bool operator()() {
    thread_local std::minstd_rand lots(++seeds_);
    {
      const std::lock_guard lock(mutex_);
      threads_.insert(std::this_thread::get_id());
    }
    if (lots() % 3 == 0) std::this_thread::sleep_for(std::chrono::microseconds(lots() % 200));
    return asked_++ >= limit_;
  }
  std::size_t asked() const { return asked_; }
  std::size_t threads() const { return threads_.size(); }

 private:
  std::size_t limit_;
  std::atomic<std::size_t> asked_ = 0;
  std::mutex mutex_;
  std::set<std::thread::id> threads_;
  static inline std::atomic<std::uint_fast32_t> seeds_ = 0;
};

TEST_CASE("threads, instruction sets and five places to stop at, all crossed, give one digest") {
  const TemporaryDirectory directory;
  const Scenario scenario =
      small({"ensemble.replications=20", "firms={count: 100, investment: option, exit_rate: 1}",
             "adoption={rule: bass, innovation: 1}", "volatility={factor: 2, arrival_rate: 2}", "record.panel=5"});
  const Run run(scenario);
  constexpr std::size_t never = 1 << 20;
  std::size_t distinct = 0;  // threads of the last run
  const auto questions_of_run = [&](std::size_t limit, std::size_t threads, const std::string& set) {
    UnevenPauses pauses(limit);
    RunOptions options;
    options.stop = std::ref(pauses);
    use_instruction_set(set);
    Arena(threads).run([&] { run.execute(directory / "b.h5", options); });
    distinct = pauses.threads();
    return pauses.asked();
  };
  const std::size_t of_all = questions_of_run(never, 1, "");
  const std::string digest = output::digest(directory / "b.h5");
  std::size_t of_the_rest = 0, runs = 0;
  for (const std::size_t threads : {1, 2, 4, 8})
    for (const std::string& set : instruction_sets())
      for (const std::size_t tenths : {1, 3, 5, 7, 9}) {
        CAPTURE(threads);
        CAPTURE(set);
        CAPTURE(tenths);
        std::filesystem::remove(directory / "b.h5");
        CHECK_THROWS_AS(questions_of_run(of_all * tenths / 10, threads, set), Stopped);
        of_the_rest += questions_of_run(never, 8 / threads, "");
        CHECK(output::digest(directory / "b.h5") == digest);
        ++runs;
      }
  // They went on from where they were stopped. Half of the questions at least are asked while simulating, and of these none that
  // came before the stop comes again: .1, .3 and three times .5 of all, .38 on average. That leaves .62, and room for batches
  // that were stopped inside a period.
  CHECK(of_the_rest < .75 * static_cast<double>(runs * of_all));
  for (const std::size_t threads : {2, 4, 8}) {  // some run is by all of them, if not each
    distinct = 0;
    for (std::size_t tries = 0; tries < 100 && distinct < threads; ++tries) {
      std::filesystem::remove(directory / "b.h5");
      questions_of_run(never, threads, "");
      CHECK(output::digest(directory / "b.h5") == digest);
    }
    CHECK(distinct >= threads);
  }
}

TEST_CASE("another seed, or one changed parameter, gives another digest") {
  const TemporaryDirectory directory;
  std::set<std::string> digests;
  const std::vector<std::string> changes{"ensemble.seed=7",
                                         "ensemble.seed=8",
                                         "ensemble.seed=4294967303",
                                         "ensemble.replications=5",
                                         "tau=0.10000000000000001e0",
                                         "tau=0.1000000000000001",
                                         "firms.count=2500",
                                         "household.discount_rate=0.0301",
                                         "pricing=report",
                                         "start.wealth=100.1",
                                         "time.end=2023.25",
                                         "productivity.persistence=0.86",
                                         "technology.compute_per_service=1.01"};
  for (const std::string& change : changes) {
    run_into(directory / "a.h5", {change});
    digests.insert(output::digest(directory / "a.h5"));
  }
  CHECK(digests.size() == changes.size() - 1);  // the seed of the file, and τ spelled otherwise, change nothing
}

TEST_CASE("a longer ensemble contains the replications of a shorter one, bit for bit") {
  const TemporaryDirectory directory;
  const std::string turbulent = "volatility={factor: 2, arrival_rate: 2}",
                    services = "shocks.services.standard_deviation=.1", trend = "household.trend={delay: 2}",
                    choice = "firms={count: 200, investment: option, exit_rate: 1}",
                    adoption = "adoption={rule: bass, innovation: 1}", tau = "tau_mode={endogenous: 0.5}";
  run_into(directory / "short.h5", {"ensemble.replications=5", turbulent, services, trend, choice, adoption, tau});
  run_into(directory / "long.h5", {"ensemble.replications=19", turbulent, services, trend, choice, adoption, tau});
  const output::ResultReader brief(directory / "short.h5"), full(directory / "long.h5");
  CHECK(brief.variables() == full.variables());
  std::size_t compared = 0;
  for (const std::string& variable : brief.variables()) {
    const std::vector<std::string> dimensions = brief.dimensions_of(variable);
    if (dimensions.empty() || dimensions[0] != "replication") continue;
    CAPTURE(variable);
    const output::Table rows = full.read_rows(variable, 0, 5);
    CHECK(rows.values == brief.read(variable).values);
    compared += rows.values.size();
    const bool nothing = std::ranges::all_of(rows.values, [](double value) { return value == 0; });  // of locations
    if (dimensions.size() < 2 || nothing) continue;
    const std::size_t row = rows.values.size() / 5;  // and no two replications are alike
    CHECK(!std::equal(rows.values.begin(), rows.values.begin() + static_cast<std::ptrdiff_t>(row),
                      rows.values.begin() + static_cast<std::ptrdiff_t>(row)));
  }
  CHECK(compared > 2000);
}

TEST_CASE("a longer run contains the dates of a shorter one, bit for bit") {
  const TemporaryDirectory directory;
  run_into(directory / "short.h5");
  run_into(directory / "long.h5", {"time.end=2024"});
  const output::Table brief = output::ResultReader(directory / "short.h5").read("national/output"),
                      full = output::ResultReader(directory / "long.h5").read("national/output");
  for (std::size_t r = 0; r < 4; ++r)
    for (std::size_t t = 0; t < 5; ++t) CHECK(brief.values[5 * r + t] == full.values[9 * r + t]);
}

}  // namespace
}  // namespace suanli::test
