// The same scenario and seed give the same file, byte for byte; anything else gives another.
#include <doctest/doctest.h>

#include <set>

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
