// Ensembles that processes started by mpirun share. The program under test is the one with MPI; what it writes is held against
// what the one without writes by itself.
#include <doctest/doctest.h>

#include <algorithm>

#include "output/digest.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

namespace fs = std::filesystem;

// More processes than processors, and root, are no matter here; nor is a network, nor what Open MPI never gives back.
constexpr const char* by_mpirun =
    "export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 "
    "OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_btl=self,vader OMPI_MCA_btl_vader_single_copy_mechanism=none "
    "LSAN_OPTIONS=detect_leaks=0\n"
    "program='" SUANLI_MPI_BINARY
    "'\n"
    "mpi() { ranks=$1; shift; mpirun -n \"$ranks\" \"$program\" \"$@\"; }\n";

/// A directory with the small scenario, in which lines of the shell run; `mpi R …` is the program on R ranks.
class Desk {
 public:
  Desk() { set_bytes(directory_ / "a.yaml", std::string(small_scenario)); }

  Outcome run(const std::string& lines) const { return shell(directory_, by_mpirun + lines); }
  std::string digest(const char* file) const { return output::digest(directory_ / file); }
  fs::path operator/(const char* name) const { return directory_ / name; }
  std::vector<std::string> files() const {
    std::vector<std::string> names = directory_.files();
    std::ranges::sort(names);
    return names;
  }

 private:
  TemporaryDirectory directory_;
};

/// Standard error without what mpirun adds when a process ends with another code than 0, between lines of dashes.
std::string without_mpirun(const std::string& words) {
  std::string kept;
  bool inside = false;
  for (std::size_t begin = 0, end; begin < words.size(); begin = end + 1) {
    end = std::min(words.find('\n', begin), words.size());
    const std::string line = words.substr(begin, end - begin);
    const bool dashes = line.size() > 20 && line.find_first_not_of('-') == std::string::npos;
    if (dashes) inside = !inside;
    else if (!inside && !line.empty()) kept += line + "\n";
  }
  return kept;
}

// Two batches, the second not whole: one rank has less than a batch, three and four share the rows of both.
TEST_CASE("one to four processes of one and two threads write what one writes without MPI [mpi]") {
  const Desk desk;
  const std::string run = " a.yaml --replications 21 --set record.panel=3 -o ";
  REQUIRE(desk.run("suanli run" + run + "plain.h5").code == 0);
  for (const int ranks : {1, 2, 3, 4})
    for (const int threads : {1, 2}) {
      CAPTURE(ranks);
      CAPTURE(threads);
      const Outcome said = desk.run(fmt::format("mpi {} run{}b.h5 --threads {}", ranks, run, threads));
      CHECK(said.code == 0);
      CHECK(said.err == "");
      CHECK(said.out.starts_with("b.h5: 21 replications of 2400 firms"));
      CHECK(std::ranges::count(said.out, '\n') == 1);
      CHECK(desk.digest("b.h5") == desk.digest("plain.h5"));
      CHECK(desk.files() == std::vector<std::string>{"a.yaml", "b.h5", "plain.h5"});
      fs::remove(desk / "b.h5");
    }
}

TEST_CASE("processes together stop an ensemble where one does, name the same failures, and know designs [mpi]") {
  const std::pair<const char*, int> kinds[] = {
      {"--set 'ensemble.until={series: growth, half_width: 0.0008, max_replications: 4000}' --set firms.count=64 "
       "--set firms.minimum_per_cell=1",
       0},
      {"--replications 20 --firms 100 --set 'events={surge: {kind: demand_surge, start: {rate: 1}, duration: 0.5, "
       "size: 1}}'",
       3},
      {"--replications 2 --set design.points=12 --set 'design.varied.tau={key: tau, low: 0.05, high: 0.15}'", 0}};
  for (const auto& [kind, code] : kinds) {
    CAPTURE(kind);
    const Desk desk;
    const Outcome alone = desk.run(fmt::format("suanli run a.yaml -o plain.h5 {}", kind)),
                  together = desk.run(fmt::format("mpi 3 run a.yaml -o b.h5 {}", kind));
    CAPTURE(together.err);
    REQUIRE(alone.code == code);
    CHECK(together.code == code);
    CHECK(desk.digest("b.h5") == desk.digest("plain.h5"));
    const auto after_name = [](const std::string& words) { return words.substr(words.find(": ") + 1); };
    CHECK(after_name(without_mpirun(together.err)) == after_name(alone.err));
    CHECK(output::ResultReader(desk / "b.h5").text_attribute("provenance", "failures") ==
          output::ResultReader(desk / "plain.h5").text_attribute("provenance", "failures"));
  }
}

TEST_CASE("what is wrong with a scenario is said once, as by one process, and nothing is written [mpi]") {
  const Desk desk;
  set_bytes(desk / "wrong.yaml", small_with("count: 2400", "count: many") + "unheard_of: 1\n");
  const Outcome alone = desk.run("suanli run wrong.yaml -o b.h5"), together = desk.run("mpi 3 run wrong.yaml -o b.h5");
  CHECK(std::ranges::count(alone.err, '\n') == 2);
  CHECK(together.code == 2);
  CHECK(without_mpirun(together.err) == alone.err);
  CHECK(desk.files() == std::vector<std::string>{"a.yaml", "wrong.yaml"});
}

TEST_CASE("more processes than replications are refused [mpi]") {
  const Desk desk;
  const Outcome said = desk.run("mpi 4 run a.yaml -o b.h5 --replications 3");
  CHECK(said.code == 2);
  CHECK(without_mpirun(said.err) ==
        "4 processes for 3 replications: each process simulates at least one; start fewer\n");
  CHECK(desk.files() == std::vector<std::string>{"a.yaml"});
}

TEST_CASE("processes that do not know of each other are refused, in one line, before any of them writes [mpi]") {
  const Desk desk;
  const Outcome plain = desk.run("program='" SUANLI_BINARY "'; mpi 3 run a.yaml -o b.h5"),
                other = desk.run("PMI_SIZE=4 PMI_RANK=0 \"$program\" run a.yaml -o b.h5");
  for (const Outcome& said : {plain, other}) {
    CAPTURE(said.err);
    CHECK(said.code == 2);
    CHECK(without_mpirun(said.err).starts_with("started as "));
    CHECK(std::ranges::count(without_mpirun(said.err), '\n') == 1);
  }
  CHECK(plain.err.find("(OMPI_COMM_WORLD_SIZE=3) that do not know of each other") != std::string::npos);
  CHECK(plain.err.find("this program was built without MPI") != std::string::npos);
  CHECK(desk.files() == std::vector<std::string>{"a.yaml"});
}

TEST_CASE("commands other than run are one process in the build with MPI, too [mpi]") {
  const Desk desk;
  const Outcome said = desk.run(
      "\"$program\" run a.yaml -o b.h5 > said && \"$program\" summary b.h5 > with && suanli summary b.h5 "
      "> without && cmp with without && OMPI_COMM_WORLD_SIZE=4 \"$program\" validate a.yaml");
  CHECK(said.code == 0);
  CHECK(said.err == "");
}

const std::string long_run = "run a.yaml -o b.h5 --replications 40 --firms 4000 --set time.end=2400 --threads 1";

// In the background, from the beginning, by the words of $before if there are any. The first part shows that all are at work:
// a signal that comes earlier than they are is lost.
const std::string started =
    "rm -rf b.h5.parts; mpirun -n 3 $before \"$program\" " + long_run +
    " & launcher=$!; while kill -0 $launcher && ! ls b.h5.parts 2>/dev/null | grep -q 'rows$'; do sleep 0.02; done\n"
    "one=$(for p in $(pgrep -P $launcher); do "
    "grep -qzx OMPI_COMM_WORLD_RANK=1 /proc/$p/environ && echo $p; done)\n";

TEST_CASE(
    "a process that is killed takes the others along, nothing that was finished is lost, and others go on [mpi]") {
  const Desk desk;
  REQUIRE(desk.run("suanli " + long_run).code == 0);
  const std::string digest = desk.digest("b.h5");
  fs::remove(desk / "b.h5");
  const Outcome killed =
      desk.run(started + "kill -KILL $one; wait $launcher; echo code $?; ls b.h5.parts | grep -c 'rows$'");
  CAPTURE(killed.err);
  CHECK(killed.out.starts_with("code 137\n"));
  CHECK_FALSE(fs::exists(desk / "b.h5"));
  const Outcome again = desk.run("mpi 2 " + long_run);
  CHECK(again.code == 0);
  CHECK(again.err.starts_with("b.h5: goes on: "));
  CHECK(again.err.find(" 0 of 40 ") == std::string::npos);
  CHECK(desk.digest("b.h5") == digest);
}

// To TERM mpirun answers with 1 whatever its processes do, and may not wait for what they say.
TEST_CASE("a signal to one process or to mpirun stops all of them at a safe point, and any number goes on [mpi]") {
  const Desk desk;
  REQUIRE(desk.run("suanli " + long_run).code == 0);
  const std::string digest = desk.digest("b.h5");
  fs::remove(desk / "b.h5");
  for (const std::string signal : {"USR1 $one", "USR1 $launcher", "TERM $launcher"}) {
    CAPTURE(signal);
    const Outcome said = desk.run(started + "kill -" + signal + "; wait $launcher; echo code $?");
    CAPTURE(said.err);
    CHECK_FALSE(fs::exists(desk / "b.h5"));
    CHECK(fs::exists(desk / "b.h5.parts"));
    if (signal == "TERM $launcher") {
      CHECK(said.out == "code 1\n");
    } else {
      CHECK(said.out == "code 85\n");
      CHECK(said.err.find("are finished, and kept with those under way in b.h5.parts: the same command goes on") !=
            std::string::npos);
    }
  }
  const Outcome again = desk.run("suanli " + long_run);
  CHECK(again.code == 0);
  CHECK(desk.digest("b.h5") == digest);
}

TEST_CASE("a process that cannot write ends all of them, says so once, and keeps what is finished [mpi]") {
  const Desk desk;
  const Outcome said = desk.run("before='env --ignore-signal=XFSZ'\n" + started +
                                "prlimit --pid $one --fsize=1000; wait $launcher; echo code $?");
  CAPTURE(said.err);
  CHECK(said.out == "code 3\n");
  CHECK(without_mpirun(said.err).starts_with("process 1: b.h5: cannot be finished: "));
  CHECK(std::ranges::count(without_mpirun(said.err), '\n') == 1);
  CHECK(desk.files() == std::vector<std::string>{"a.yaml", "b.h5.parts"});
}

TEST_CASE("processes that do not see the same directory, or not the same scenario, are refused [mpi]") {
  const Desk desk;
  const Outcome apart = desk.run(
      "mkdir other; mpirun -n 1 \"$program\" run a.yaml -o b.h5 : -n 1 -wdir $PWD/other \"$program\" "
      "run ../a.yaml -o b.h5");
  CHECK(apart.code == 2);
  CHECK(without_mpirun(apart.err) ==
        "process 1: b.h5.parts: cannot be seen from here: every process of a run must see the same directory\n");
  const Outcome another = desk.run(
      "rm -r b.h5.parts; mpirun -n 1 \"$program\" run a.yaml -o b.h5 : -n 1 \"$program\" "
      "run a.yaml -o b.h5 --seed 8");
  CHECK(another.code == 2);
  CHECK(without_mpirun(another.err) ==
        "process 1: reads another scenario than process 0:\n- ensemble.seed: 7\n+ ensemble.seed: 8\n");
}

}  // namespace
}  // namespace suanli::test
