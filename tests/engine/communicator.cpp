// What launchers say, and what a process by itself makes of functions that ranks call together. Several ranks are tested with
// the program, tests/scenarios/mpi.cpp.
#include "engine/communicator.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "engine/alarm.hpp"
#include "engine/text.hpp"

namespace suanli::test {
namespace {

using Variables = std::map<std::string, std::string>;

Surroundings with(const Variables& variables) {
  return {.variable = [&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  }};
}

std::string launch(const Variables& variables) {
  const Launch said = launch_of(with(variables));
  return fmt::format("{} of {} {}{}", said.number, said.processes, said.variable, said.speaks_mpi ? " MPI" : "");
}

TEST_CASE("the launcher nearest to the process says how many it started, and which this one is") {
  CHECK(launch({}) == "0 of 1 ");
  CHECK(launch({{"OMPI_COMM_WORLD_SIZE", "4"}, {"OMPI_COMM_WORLD_RANK", "3"}}) == "3 of 4 OMPI_COMM_WORLD_SIZE=4 MPI");
  CHECK(launch({{"PMI_SIZE", "2"}, {"PMI_RANK", "1"}}) == "1 of 2 PMI_SIZE=2 MPI");
  const Variables step{{"SLURM_JOB_ID", "7"}, {"SLURM_STEP_ID", "0"}, {"SLURM_NTASKS", "4"}, {"SLURM_PROCID", "2"}};
  CHECK(launch(step) == "2 of 4 SLURM_NTASKS=4");
  Variables by_pmix = step, by_mpirun = step;
  by_pmix["PMIX_RANK"] = "2";
  CHECK(launch(by_pmix) == "2 of 4 SLURM_NTASKS=4 MPI");
  by_mpirun["OMPI_COMM_WORLD_SIZE"] = "1";
  CHECK(launch(by_mpirun) == "0 of 1 OMPI_COMM_WORLD_SIZE=1 MPI");
}

TEST_CASE("a command of a batch script is one process, however many tasks its job may start") {
  CHECK(launch({{"SLURM_JOB_ID", "7"}, {"SLURM_NTASKS", "4"}, {"SLURM_PROCID", "0"}}) == "0 of 1 ");
}

TEST_CASE("several processes that cannot be joined are refused, in the words of the first and silently by the others") {
  for (const std::string number : {"0", "1"}) {
    const Variables variables{{"SLURM_NTASKS", "4"}, {"SLURM_PROCID", number}};
    std::string words = "none";
    try {
      Communicator::of_launcher(with(variables));
    } catch (const WrongInput& refused) {
      words = refused.what();
    }
    if (number == "0")
      CHECK(words.starts_with("started as 4 processes (SLURM_NTASKS=4) that do not know of each other"));
    else CHECK(words == "");
  }
}

TEST_CASE("a process by itself is the first and only rank, and hears its own alarm until it settles") {
  const Communicator alone;
  CHECK(alone.is_first());
  CHECK(alone.is_alone());
  CHECK(alone.gather("a") == std::vector<std::string>{"a"});
  CHECK(alone.from_first("b") == "b");
  Alarm alarm(alone);
  CHECK_FALSE(alarm.heard());
  CHECK(alarm.heard(true));
  CHECK(alarm.heard());
  CHECK(alarm.settle([] { return false; }));
  CHECK_FALSE(alarm.heard());
  CHECK_FALSE(alarm.settle([] { return false; }));
}

}  // namespace
}  // namespace suanli::test
