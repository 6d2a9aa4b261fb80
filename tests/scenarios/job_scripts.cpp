// The scripts of jobs, as a shell takes them.
#include <doctest/doctest.h>

#include "scenarios/cluster/script.hpp"
#include "scenarios/cluster/submit.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

namespace fs = std::filesystem;

const std::string hostile = "it's a \"name\"; $(touch hacked) `touch hacked`\n& more";

TEST_CASE("the templates are what submit writes") {
  const auto shipped_script = [](const std::string& name) { return bytes_of(shipped("slurm/" + name)); };
  CHECK(shipped_script("array.sh") == array_script(200, {"suanli", 4, 2048, {{"time", "12:00:00"}}}).text);
  CHECK(shipped_script("mpi.sh") == mpi_script(64, {"suanli", 1, 2048, {{"time", "12:00:00"}}}).text);
}

TEST_CASE("a directive of the user's stands in place of ours of the same name, others are added") {
  const std::string script =
      array_script(3, {"suanli", 1, 100, {{"mem", "0"}, {"partition", "long"}, {"exclusive", ""}}}).text;
  CHECK(script.find("#SBATCH --mem=0\n") != std::string::npos);
  CHECK(script.find("#SBATCH --mem=100M\n") == std::string::npos);
  CHECK(script.find("#SBATCH --partition=long\n#SBATCH --exclusive\n") != std::string::npos);
  CHECK(directive_of("signal=B:USR1@30") == std::pair<std::string, std::string>{"signal", "B:USR1@30"});
  CHECK(directive_of("exclusive") == std::pair<std::string, std::string>{"exclusive", ""});
}

TEST_CASE("the cores of a rank bring the memory that it needs, however many there are") {
  for (const std::size_t need : {1, 3, 47, 2048})
    for (const std::size_t cpus : {1, 2, 16, 64, 4096}) {
      CAPTURE(need);
      CAPTURE(cpus);
      const std::string script = mpi_script(4, {"suanli", cpus, need, {}}).text, name = "--mem-per-cpu=";
      const std::size_t begin = script.find(name) + name.size(), end = script.find("M\n", begin);
      const std::size_t each = std::stoul(script.substr(begin, end - begin));  // 0 is all that a node has
      CHECK(each >= 1);
      CHECK(each * cpus >= need);
      CHECK((each - 1) * cpus < need);
    }
}

TEST_CASE("what a job sets itself cannot be set by the first letters either") {
  for (const std::string whole : {"array", "chdir", "error", "ntasks", "output", "requeue", "no-requeue", "open-mode"})
    for (std::size_t length = 1; length <= whole.size(); ++length) {
      const std::string letters = whole.substr(0, length);
      CAPTURE(letters);
      CHECK_THROWS_WITH_AS(directive_of(letters + "=1-9"), doctest::Contains("is set by the job itself"), WrongInput);
      CHECK_THROWS_AS(directive_of(letters), WrongInput);
    }
  for (const std::string other : {"account=x", "export=ALL", "exclusive", "nodes=2", "ntasks-per-node=2", "wait"})
    CHECK_NOTHROW(directive_of(other));
}

TEST_CASE("an option of sbatch that needs a value is not taken without one") {
  for (const std::string name : {"time", "mem", "partition", "account", "signal", "tim", "test-only", "help"}) {
    CAPTURE(name);
    CHECK_THROWS_WITH_AS(directive_of(name), doctest::Contains("needs a value, as time=12:00:00"), WrongInput);
  }
  for (const std::string name : {"exclusive", "hold", "nice", "oversubscribe", "contiguous"})
    CHECK(directive_of(name).second == "");
}

/// A directory in which array.sh runs as Slurm runs it, with a program and a scontrol that are scripts.
class Node {
 public:
  explicit Node(const std::string& program) {
    fs::create_directory(directory_ / hostile.c_str());
    set_bytes(path(), "#!/bin/sh\n" + program);
    fs::permissions(path(), fs::perms::owner_all);
    set_bytes(directory_ / "scontrol", "#!/bin/sh\necho \"$*\" > requeued\n");
    set_bytes(directory_ / "squeue", "#!/bin/sh\necho ${STATE:-RUNNING}\n");
    for (const char* name : {"scontrol", "squeue"}) fs::permissions(directory_ / name, fs::perms::owner_all);
    set_bytes(directory_ / "array.sh", array_script(9, {path(), 2, 100, {}}).text);
  }
  /// How the script ends and what the program was given; `meanwhile` runs beside it, with its number in $!.
  Outcome run(const std::string& meanwhile = "", const std::string& restarts = "0") const {
    return shell(directory_,
                 "export SLURM_ARRAY_TASK_ID=3 SLURM_CPUS_PER_TASK=2 SLURM_ARRAY_JOB_ID=77 SLURM_RESTART_COUNT=" +
                     restarts + " PATH=\".:$PATH\"; rm -f requeued; bash array.sh & " + meanwhile +
                     "wait $!; code=$?; cat requeued 2>/dev/null; exit $code");
  }
  bool was_hacked() const {
    return fs::exists(directory_ / "hacked") || fs::exists(directory_ / hostile.c_str() / "hacked");
  }

 private:
  std::string path() const { return (directory_ / hostile.c_str() / "a \\ program").string(); }
  TemporaryDirectory directory_;
};

TEST_CASE("a program with any name is started with its task, and its exit code is the script's") {
  const Node node("echo \"$@\"; exit 3\n");
  const Outcome said = node.run();
  CHECK(said.out == "task . 3 --threads 2\n");
  CHECK(said.err == "");
  CHECK(said.code == 3);
  CHECK_FALSE(node.was_hacked());
}

TEST_CASE("a task that was stopped is requeued, one that was killed twice at most, one that failed not at all") {
  const std::string requeued = "requeue 77_3\n";
  CHECK(Node("exit 85\n").run().out == requeued);
  CHECK(Node("exit 85\n").run("", "1000").out == requeued);
  CHECK(Node("kill -9 $$\n").run().out == requeued);
  CHECK(Node("kill -9 $$\n").run("", "2").out == "");
  CHECK(Node("exit 85\n").run("", "0 STATE=COMPLETING").out == "");  // cancelled
  for (const std::string code : {"0", "1", "2", "3"}) CHECK(Node("exit " + code + "\n").run().out == "");
}

TEST_CASE("USR1 and TERM to the script reach the program, whose end is waited for") {
  for (const std::string signal : {"USR1", "TERM"}) {
    CAPTURE(signal);
    const Node node("trap 'echo told; sleep 0.3; echo saved; exit 85' " + signal +
                    "; touch listens; while :; do sleep 0.05; done\n");
    const Outcome said =
        node.run("while kill -0 $! && ! [ -e listens ]; do sleep 0.02; done; kill -" + signal + " $!; ");
    CHECK(said.out == "told\nsaved\nrequeue 77_3\n");
    CHECK(said.code == 85);
  }
}

TEST_CASE("the line that starts a job works in a shell, whatever the name of its directory") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  set_bytes(directory / "sbatch", "#!/bin/sh\necho \"$@\"\n");
  fs::permissions(directory / "sbatch", fs::perms::owner_all);
  set_bytes(directory / "name", hostile);
  const std::string here = "PATH=\"$PWD:$PATH\"; name=$(cat name); ";
  const Outcome said = shell(directory, here + "suanli submit a.yaml --tasks 2 -o \"$name\"");
  REQUIRE(said.code == 0);
  const std::string line = said.out.substr(said.out.find("by\n") + 3);
  set_bytes(directory / "line", line);
  CHECK(shell(directory, here + ". ./line && pwd && cat job.yaml").out ==
        "array.sh\n" + fs::canonical(directory / hostile.c_str()).string() + "\ntasks: 2\n");
  CHECK(shell(directory, here + "suanli submit a.yaml --tasks 2 --go -o \"$name/2\"").out == "array.sh\n");
  const Outcome again = shell(directory, here + "suanli task \"$name\" 2; suanli status \"$name\" --resubmit");
  CHECK(again.out.ends_with("--array=1 array.sh\n"));
  CHECK_FALSE(fs::exists(directory / "hacked"));
  CHECK_FALSE(fs::exists(directory / hostile.c_str() / "hacked"));
}

TEST_CASE("where Slurm refuses a job, its exit code is said and how to submit it later") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  set_bytes(directory / "sbatch", "#!/bin/sh\necho 'sbatch: error: no such partition' >&2; exit 1\n");
  fs::permissions(directory / "sbatch", fs::perms::owner_all);
  const Outcome said = shell(directory, "PATH=\"$PWD:$PATH\"; suanli submit a.yaml --tasks 2 -o job --go");
  CHECK(said.code == 3);
  CHECK(said.err ==
        "sbatch: error: no such partition\nsbatch ended with exit code 1: nothing was submitted; the job stays, to be "
        "submitted by cd 'job' && sbatch array.sh\n");
}

}  // namespace
}  // namespace suanli::test
