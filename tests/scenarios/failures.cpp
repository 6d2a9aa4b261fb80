// Runs that fail or are killed: what is said, and that no file appears under the final name.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/machine.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

// Wealth is infinite in 2026.85 on paper; in steps of a quarter it overflows some years later.
const std::vector<std::string> blows_up{"synergy.mode=level", "productivity.level=1", "synergy.reference=0.001",
                                        "household.consumption={saving_rate: 0.3}", "time.end=2060"};

std::string options(const std::vector<std::string>& settings) {
  std::string all;
  for (const std::string& setting : settings) all += " --set '" + setting + "'";
  return all;
}

TEST_CASE("an economy that blows up fails in every replication, each named with its year, and publishes nothing") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const Outcome said = suanli_command(directory, "run a.yaml -o b.h5 --replications 3" + options(blows_up));
  CHECK(said.code == 3);
  CHECK(said.out == "");
  CHECK(std::ranges::count(said.err, '\n') == 3);
  CHECK(said.err.starts_with("replication 0, year 2030.25: "));
  CHECK(said.err.find("\nreplication 1, year 2030.25: ") != std::string::npos);
  CHECK(said.err.find("\nreplication 2, year 2030.25: ") != std::string::npos);
  CHECK(directory.files() == std::vector<std::string>{"a.yaml"});
}

TEST_CASE("a failed run leaves the file of an earlier one as it was") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5");
  const std::string before = bytes_of(directory / "a.h5");
  CHECK_THROWS_AS(run_into(directory / "a.h5", blows_up), SimulationError);
  CHECK((bytes_of(directory / "a.h5") == before));
  CHECK(directory.files() == std::vector<std::string>{"a.h5"});
}

TEST_CASE("a run that is killed leaves nothing under the final name") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  for (const std::string signal : {"KILL", "TERM"}) {
    CAPTURE(signal);
    const Outcome said = shell(directory, "'" SUANLI_BINARY
                                          "' run a.yaml -o b.h5 --firms 200000 --set time.end=2400 &\n"
                                          "while kill -0 $! && ! ls | grep partial; do sleep 0.02; done; kill -" +
                                              signal + " $!; wait $!; echo code $?");
    CHECK(said.out.find(".partial\n") != std::string::npos);  // it was writing
    CHECK(said.out.find("code 0") == std::string::npos);
    CHECK_FALSE(std::filesystem::exists(directory / "b.h5"));
    shell(directory, "rm -f *.partial");
  }
}

TEST_CASE("a directory that vanishes during the run is a failure in one line, exit code 3") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const Outcome said =
      shell(directory, "mkdir out; '" SUANLI_BINARY
                       "' run a.yaml -o out/b.h5 --firms 100000 --set time.end=2150 &\n"
                       "while kill -0 $! && ! ls out | grep -q partial; do sleep 0.02; done; rm -r out; wait $!");
  CHECK(said.code == 3);
  CHECK(said.out == "");
  CHECK(said.err.starts_with("out/b.h5"));  // or its parts, if they could not be made any more
  CHECK(std::ranges::count(said.err, '\n') == 1);
}

TEST_CASE("a run that needs more memory than there is is refused before anything is written") {
  if (memory_left().bytes > (std::size_t{200} << 30)) return;  // 9e9 firms would fit
  const Scenario scenario = small({"firms.count=9e9"});
  CHECK_THROWS_AS(Run{scenario}, NotEnoughMemory);
}

TEST_CASE("a plan refuses an infeasible economy before anything is written") {
  const Scenario scenario = small({"household.risk_aversion=0.5"});
  CHECK_THROWS_AS(Run{scenario}, Infeasible);
}

}  // namespace
}  // namespace suanli::test
