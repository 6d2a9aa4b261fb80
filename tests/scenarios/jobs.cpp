// Ensembles shared out among tasks: what is merged is what a single run gives, and what is not as it should be is named.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>

#include "output/digest.hpp"
#include "output/parts.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"
#include "tests/support/languages.hpp"

namespace suanli::test {
namespace {

namespace fs = std::filesystem;

/// A directory with the small scenario as a.yaml.
class Desk {
 public:
  Desk() { set_bytes(directory_ / "a.yaml", std::string(small_scenario)); }

  Outcome said(const std::string& arguments) const { return suanli_command(directory_, arguments); }
  /// What a command says that ends well.
  std::string done(const std::string& arguments) const {
    const Outcome outcome = said(arguments);
    CAPTURE(arguments);
    CAPTURE(outcome.err);
    CHECK(outcome.code == 0);
    return outcome.out;
  }
  /// What a command says that is refused and writes nothing.
  std::string refused(const std::string& arguments) const {
    const std::vector<std::string> before = tree();
    const Outcome outcome = said(arguments);
    CAPTURE(arguments);
    CHECK(outcome.code == 2);
    CHECK(outcome.out == "");
    CHECK(tree() == before);
    return outcome.err;
  }
  std::string digest(const char* name) const { return output::digest(directory_ / name); }
  fs::path operator/(const char* name) const { return directory_ / name; }
  const TemporaryDirectory& directory() const { return directory_; }

 private:
  std::vector<std::string> tree() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(directory_ / "")) all.push_back(entry.path());
    std::ranges::sort(all);
    return all;
  }
  TemporaryDirectory directory_;
};

const std::string few = " --firms 100 --replications 37";

TEST_CASE("what any number of tasks leaves is merged to the digest of a single run") {
  const std::string designed =
      " --firms 100 --set design.points=8 --set 'design.varied={sigma: {key: household.risk_aversion, low: 6, high: "
      "10}}'";
  for (const std::string& settings :
       {few + " --seed 9 --set tau=0.2", std::string(" --firms 100 --replications 38 --set ensemble.antithetic=true"),
        designed}) {
    CAPTURE(settings);
    const Desk desk;
    desk.done("run a.yaml -o single.h5" + settings);
    for (const std::string tasks : {"1", "3", "20"}) {
      CAPTURE(tasks);
      desk.done("submit a.yaml --tasks " + tasks + " -o job" + tasks + settings);
      desk.done("task job" + tasks + " 1-" + tasks + " --threads 2");
      desk.done("merge job" + tasks + " -o merged.h5");
      CHECK(desk.digest("merged.h5") == desk.digest("single.h5"));
    }
  }
}

TEST_CASE("the scenario of a job is the one that was submitted, whatever becomes of its file") {
  const Desk desk;
  desk.done("run a.yaml -o single.h5 --replications 6 --set tau=0.2");
  desk.done("submit a.yaml --tasks 2 -o job --replications 6 --set tau=0.2");
  set_bytes(desk / "a.yaml", "");
  desk.done("task job 1,2");
  desk.done("merge job -o merged.h5");
  CHECK(desk.digest("merged.h5") == desk.digest("single.h5"));
  CHECK(bytes_of(desk / "job/scenario.yaml").starts_with("# a.yaml, every value written out; with tau=0.2"));
}

TEST_CASE("a task that is done twice or was stopped finds what it had finished, and its attempts are counted") {
  const Desk desk;
  desk.done("submit a.yaml --tasks 2 -o job" + few);
  desk.done("task job 2");
  const std::string part = bytes_of(desk / "job/tasks/2.parts/000000000018.rows");
  CHECK(desk.said("task job 2").err.find("job/tasks/2: goes on: 19 of 19 replications were finished, 0 begun") !=
        std::string::npos);
  CHECK(bytes_of(desk / "job/tasks/2.parts/000000000018.rows") == part);
  desk.done("submit a.yaml --tasks 2 -o long --firms 200000 --set time.end=2900 --replications 2");
  const Outcome stopped =
      shell(desk.directory(), "'" SUANLI_BINARY
                              "' task long 1 & while kill -0 $! && ! [ -e long/tasks/1.parts/lock ]; do sleep 0.02; "
                              "done; sleep 0.3; kill -USR1 $!; wait $!; echo code $?");
  CHECK(stopped.out.find("code 85\n") != std::string::npos);
  const std::string status = desk.done("status long --json");
  CHECK(
      status.find("\"state\": \"begun\", \"first_replication\": 0, \"replications\": 1, \"finished\": 0, \"begun\": 1, "
                  "\"attempts\": 1") != std::string::npos);
}

TEST_CASE("of one task and one replication a job speaks in the singular") {
  const Desk desk;
  desk.done("submit a.yaml --tasks 1 -o job --replications 1");
  CHECK(desk.done("status job").starts_with("job: 0 of 1 task done, 0 of 1 replication\ntask 1: not begun (1)\n"));
  desk.done("task job 1");
  CHECK(desk.done("merge job -o merged.h5")
            .starts_with("merged.h5: 1 replication of 2400 firms over 4 periods from 1 task in "));
}

TEST_CASE("status says what is done, missing and broken, how long it took and what to submit again") {
  const Desk desk;
  desk.done("submit a.yaml --tasks 8 -o job" + few);
  CHECK(
      desk.done("status job") ==
      "job: 0 of 8 tasks done, 0 of 37 replications\ntasks 1-8: not begun (8)\nto submit again: 1-8, by --resubmit\n");
  desk.done("task job 1-3,5,7-8");
  fs::resize_file(desk / "job/tasks/2.parts/000000000004.rows", 100);
  const std::string said = desk.done("status job");
  CHECK(
      said.starts_with("job: 5 of 8 tasks done, 23 of 37 replications\ntasks 4,6: not begun (2)\n"
                       "task 2: with broken parts, to be simulated again (1)\n"
                       "job/tasks/2.parts/000000000004.rows: it was cut short or changed: the checksum does not match\n"
                       "time: "));
  CHECK(said.ends_with("to submit again: 2,4,6, by --resubmit\n"));
  const std::string json = desk.done("status job --json");
  CHECK(json.find("\"to_submit\": \"2,4,6\"") != std::string::npos);
  CHECK(json.find(
            "{\"task\": 5, \"state\": \"done\", \"first_replication\": 18, \"replications\": 5, \"finished\": 5, ") !=
        std::string::npos);
}

TEST_CASE("status counts only times that a task can have taken") {
  const Desk desk;
  desk.done("submit a.yaml --tasks 2 -o job");
  set_bytes(desk / "job/tasks/1.times",
            "1.500 s, stopped on a\nnan s, x\ninf s, x\n-inf s, x\n-3 s, x\n1e300 s, x\nx\n\n2 s, finished on a");
  const std::string json = desk.done("status job --json");
  CHECK(json.find("\"attempts\": 2, \"seconds\": 3.5,") != std::string::npos);
  CHECK(json.find("nan") == std::string::npos);
  CHECK(json.find("inf") == std::string::npos);
}

// A pipe is opened when somebody else writes to it, which nobody does.
TEST_CASE("a pipe in place of any file of a job is read by nobody") {
  const Desk desk;
  const auto soon = [&](const std::string& line) { return shell(desk.directory(), "timeout -s KILL 60 " + line); };
  const std::string suanli = "'" SUANLI_BINARY "' ";
  desk.done("submit a.yaml --tasks 2 -o job" + few);
  REQUIRE(mkfifo((desk / "job/tasks/1.times").c_str(), 0600) == 0);
  const Outcome said = soon(suanli + "task job 1");
  CHECK(said.code == 2);
  CHECK(said.err.find("job/tasks/1.times: cannot be written: it is not a regular file\n") != std::string::npos);
  CHECK_FALSE(fs::exists(desk / "job/tasks/1.parts"));
  CHECK(soon(suanli + "status job").code == 0);
  desk.done("task job 2");
  for (const char* name : {"000000000018.rows", "identity", "lock"}) {
    CAPTURE(name);
    const fs::path file = desk / "job/tasks/2.parts" / name;
    fs::remove(file);
    REQUIRE(mkfifo(file.c_str(), 0600) == 0);
    CHECK(soon(suanli + "status job --thorough").code == 0);
    CHECK(soon(suanli + "merge job -o b.h5").code == 2);
    fs::remove(file);
  }
}

TEST_CASE("merge names missing, broken, foreign and stray parts, all at once, and writes nothing") {
  const Desk desk;
  desk.done("submit a.yaml --tasks 8 -o job" + few);
  desk.done("submit a.yaml --tasks 9 -o nine" + few);
  desk.done("submit a.yaml --tasks 8 -o seed --seed 8" + few);
  desk.done("task job 1-6"), desk.done("task nine 1-9"), desk.done("task seed 1-8");
  std::string bytes = bytes_of(desk / "job/tasks/1.parts/000000000000.rows");
  bytes[bytes.size() / 2] ^= 1;
  set_bytes(desk / "job/tasks/1.parts/000000000000.rows", bytes);                   // changed
  fs::resize_file(desk / "job/tasks/2.parts/000000000004.rows", bytes.size() - 1);  // truncated
  fs::remove_all(desk / "job/tasks/3.parts");                                       // missing
  fs::remove_all(desk / "job/tasks/4.parts");
  fs::copy(desk / "seed/tasks/4.parts", desk / "job/tasks/4.parts");  // another seed
  fs::remove(desk / "job/tasks/5.parts/000000000018.rows");           // of another number of tasks
  fs::copy(desk / "nine/tasks/5.parts/000000000016.rows", desk / "job/tasks/5.parts/000000000016.rows");
  fs::copy(desk / "nine/tasks/9.parts", desk / "job/tasks/9.parts");  // of a task that there is not
  const std::string refusal = desk.refused("merge job -o merged.h5");
  CHECK(
      refusal ==
      "job: cannot be merged:\ntasks 3,7-8: not begun (3)\ntasks 1-2,5: with broken parts, to be simulated again (3)\n"
      "task 4: of another run (1)\n"
      "job/tasks/1.parts/000000000000.rows: it was cut short or changed: the checksum does not match\n"
      "job/tasks/2.parts/000000000004.rows: it was cut short or changed: the checksum does not match\n"
      "job/tasks/5.parts/000000000016.rows: holds replications 16 to 19, which are not this task's: 18 to 22\n"
      "task 4 is another run (-) than this job (+); without its parts it can be submitted again:\n- ensemble.seed: "
      "8\n+ ensemble.seed: 7\n"
      "job/tasks/9.parts: is of no task of this job, which has 8: remove it\n"
      "`suanli status job --thorough --resubmit` starts again what has to be simulated\n");
  CHECK(desk.done("status job --json").find("\"to_submit\": \"2-3,5,7-8\"") != std::string::npos);
  CHECK(desk.refused("task job 4") ==
        "job/tasks/4.parts: holds what was simulated of another scenario, seed or version (-) than this job's (+):\n"
        "- ensemble.seed: 8\n+ ensemble.seed: 7\nremove it, or submit into another directory\n");
  fs::remove_all(desk / "job/tasks/4.parts"), fs::remove_all(desk / "job/tasks/9.parts");
  fs::remove(desk / "job/tasks/5.parts/000000000016.rows");
  desk.done("task job 1-8");
  desk.done("merge job -o merged.h5");
  desk.done("run a.yaml -o single.h5" + few);
  CHECK(desk.digest("merged.h5") == desk.digest("single.h5"));
}

TEST_CASE("replications that fail are named by their task and by merge, which keeps the others as a run does") {
  const Desk desk;
  const std::string surges =
      " --firms 100 --replications 20 --set 'events={surge: {kind: demand_surge, start: {rate: 1}, duration: 0.5, "
      "size: 1}}'";
  CHECK(desk.said("run a.yaml -o single.h5" + surges).code == 3);
  desk.done("submit a.yaml --tasks 3 -o job" + surges);
  const Outcome tasks = desk.said("task job 1-3"), merged = desk.said("merge job -o merged.h5");
  CHECK(tasks.code == 3);
  CHECK(tasks.err.find(" replications failed:\nreplication ") != std::string::npos);
  CHECK(merged.code == 3);
  CHECK(merged.err.find(" of 20 replications failed; their rows are NaN") != std::string::npos);
  CHECK(desk.digest("merged.h5") == desk.digest("single.h5"));
}

TEST_CASE("a job that cannot be is refused before anything is written") {
  const Desk desk;
  CHECK(desk.refused("submit a.yaml -o job") ==
        "submit: --tasks N or --ranks N must say how many processes share the ensemble\n");
  CHECK(desk.refused("submit a.yaml --tasks 5 -o job") ==
        "a.yaml: --tasks 5: must not be more than the replications, 4\n");
  CHECK(desk.refused("submit a.yaml --tasks 2 -o job --set 'ensemble.until={series: growth, half_width: 1, "
                     "max_replications: 400}' --replications 16")
            .starts_with("a.yaml: ensemble.until: tasks do not see each other"));
  CHECK(desk.refused("submit a.yaml --tasks 2 --ranks 2 -o job") == "submit: --tasks and --ranks exclude each other\n");
  CHECK(desk.refused("submit a.yaml --ranks 2 -o job") ==
        "submit: --ranks 2: this program was built without MPI: name that of the preset mpi by --program\n");
  CHECK(desk.refused("submit a.yaml --ranks 5 --program suanli -o job") ==
        "a.yaml: --ranks 5: must not be more than the replications, 4\n");
  CHECK(desk.refused("submit a.yaml --tasks 2 -o a.yaml") == "a.yaml: is not a directory\n");
  CHECK(desk.refused("submit a.yaml --tasks 2 -o 5%a").find("5%a: Slurm replaces % and \\ in the names of logs") !=
        std::string::npos);
  for (const std::string directive : {"partition long", "'partition=a b'", "'partition=$(x)'", "'=long'", "--go"})
    CHECK(desk.refused("submit a.yaml --tasks 2 -o job --slurm=" + directive) != "");
  CHECK(desk.refused("submit a.yaml --tasks 2 -o job --slurm array=1-3") ==
        "--slurm array=1-3: array is set by the job itself, which would not go on or be found otherwise\n");
  CHECK(desk.refused("submit a.yaml --tasks 2 -o job --slurm arr=1-3") ==
        "--slurm arr=1-3: array is set by the job itself, which would not go on or be found otherwise\n");
  CHECK(desk.refused("submit a.yaml --tasks 2 -o job --slurm time").starts_with("--slurm time: needs a value, as "));
  CHECK(shell(desk.directory(), "PATH=/nowhere; suanli submit a.yaml --tasks 2 -o job --go").err ==
        "sbatch is not in the PATH: this machine has no Slurm; other schedulers: scenarios/pbs-lsf.md\n");
  CHECK(desk.refused("status a.yaml").starts_with("a.yaml: holds no tasks: "));
  const Outcome elsewhere = desk.said("submit a.yaml --tasks 2 -o elsewhere --program /nonexistent/suanli");
  CHECK(elsewhere.code == 0);
  CHECK(elsewhere.err ==
        "submit: /nonexistent/suanli: cannot be started here: see that tasks find it where they run\n");
  CHECK(desk.said("submit a.yaml --tasks 2 -o job").err == "");
  CHECK(desk.refused("submit a.yaml --tasks 2 -o job") ==
        "job/job.yaml: is there already: give another directory, or remove it with all that it has finished\n");
  for (const std::string tasks : {"0", "3", "2-1", "1,", "-1", "1-", "one", "1--2", "99999999999999999999"})
    CHECK(desk.refused("task job -- " + tasks) == "'" + tasks + "': must name tasks from 1 to 2, as 3,17-19\n");
  for (const std::string line : {"tasks: 2 and more", "tasks: 0", "tasks: 1000001"}) {
    set_bytes(desk / "job/job.yaml", line + "\n");
    CHECK(desk.refused("status job") ==
          "job/job.yaml: is not what `suanli submit` writes: one line, `tasks: 200`, of at most 1000000 tasks\n");
  }
  set_bytes(desk / "job/job.yaml", "tasks: 5\n");
  CHECK(desk.refused("status job").starts_with("job: 5 tasks for 4 replications: "));
}

TEST_CASE("a job without a name of its own goes below results, whatever its scenario is called") {
  const Desk desk;
  for (const std::string name : {"..yaml", "...yaml"}) {
    fs::copy(desk / "a.yaml", desk / name.c_str());
    desk.done("submit " + name + " --tasks 2");
    CHECK(fs::exists(desk / "results" / name / "job.yaml"));
  }
  CHECK_FALSE(fs::exists(desk / "job.yaml"));
  CHECK_FALSE(fs::exists(desk / "results/job.yaml"));
}

/// The memory that the script of a job asks for [MiB].
double memory_of(const Desk& desk, const std::string& arguments) {
  fs::remove_all(desk / "job");
  desk.done("submit a.yaml -o job " + arguments);
  const std::string script = bytes_of(desk / (fs::exists(desk / "job/mpi.sh") ? "job/mpi.sh" : "job/array.sh"));
  const std::size_t begin = script.find('=', script.find("--mem")) + 1, end = script.find('\n', begin) - 1;
  REQUIRE(script.substr(end, 1) == "M");
  return std::stod(script.substr(begin, end - begin));
}

TEST_CASE("a task asks for the memory of its share: of its cores' firms and of its replications' records") {
  const Desk desk;
  const std::string large = "--firms 2000000 --replications 64 ";
  const double one = memory_of(desk, large + "--tasks 4"), four = memory_of(desk, large + "--tasks 4 --cpus 4");
  const double alone = memory_of(desk, large + "--tasks 64 --cpus 4");
  const double firms = 1.25 * 24 * 2e6 / (1 << 20);  // 24 bytes a firm; a quarter more is asked for
  CHECK(one > firms);
  CHECK(four - one > 3 * firms - 1);  // whole mebibytes
  CHECK(alone <= one);                // one replication, whatever the cores
  CHECK(memory_of(desk, large + "--ranks 4 --cpus 4 --program suanli") < four);
}

TEST_CASE("what jobs say they say in Chinese as well") {
  const Desk desk;
  for (const std::string line : {"submit a.yaml -o job", "submit a.yaml --tasks 5 -o job",
                                 "submit a.yaml --tasks 2 -o a.yaml", "submit a.yaml --tasks 2 -o job --slurm array=1",
                                 "submit a.yaml --tasks 2 -o job --slurm =", "status a.yaml", "merge a.yaml -o b.h5"}) {
    CAPTURE(line);
    const std::string words = desk.refused(line + " --lang zh");
    CHECK(has_chinese(words));
    CHECK_FALSE(has_english_words(words));
  }
  CHECK(has_chinese(desk.done("submit a.yaml --tasks 2 -o job --lang zh")));
  CHECK(has_chinese(desk.done("task job 1 --lang zh")));
  for (const std::string& words : {desk.done("status job --lang zh"), desk.refused("merge job -o b.h5 --lang zh")}) {
    CHECK(has_chinese(words));
    CHECK_FALSE(has_english_words(words));
  }
}

TEST_CASE("a process that is at work on a task keeps another one out, and status sees it") {
  const Desk desk;
  desk.done("submit a.yaml --tasks 2 -o job");
  const std::string identity = [&] {
    desk.done("task job 1");
    return bytes_of(desk / "job/tasks/1.parts/identity");
  }();
  const output::Parts held(desk / "job/tasks/2", {identity, {}});
  CHECK(desk.refused("task job 2").starts_with("job/tasks/2.parts: another process is at work on this output"));
  CHECK(desk.done("status job").find("task 2: at work (1)\n") != std::string::npos);
  CHECK(desk.done("status job").find("to submit again") == std::string::npos);
}

}  // namespace
}  // namespace suanli::test
