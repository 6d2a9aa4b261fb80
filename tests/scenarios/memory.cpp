// How much memory a run needs: the estimate against what runs came to hold, and refusals.
#include "scenarios/memory.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "engine/parallel.hpp"
#include "scenarios/command_line.hpp"
#include "scenarios/comparison/paths.hpp"
#include "scenarios/target.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/scenarios/siting_sample.hpp"

namespace suanli::test {
namespace {

constexpr double mebibyte = 1024 * 1024;

/// A run of the program that has begun.
pid_t started(const std::filesystem::path& scenario, const std::vector<std::string>& settings, std::size_t threads) {
  std::vector<std::string> words{
      "suanli", "run", scenario.string(), "-o", scenario.string() + ".h5", "--threads", std::to_string(threads)};
  for (const std::string& setting : settings) words.insert(words.end(), {"--set", setting});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO), dup2(nowhere, STDERR_FILENO);
    execv(SUANLI_BINARY, arguments.data());
    _exit(1);
  }
  return child;
}

/// The most memory that it came to hold until it ended with this exit code [byte].
double peak_of(pid_t child, int code) {
  int status = 0;
  rusage usage{};
  REQUIRE(wait4(child, &status, 0, &usage) == child);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == code);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

double estimate_of(const Scenario& scenario, std::size_t threads) {
  const Model model(scenario.parameters);
  return memory_need(model, Recorder(model), threads, threads).total();
}

// Two replications last long enough that both threads hold theirs at once, whatever else the machine does.
// Of 100 MiB a fifth is 20: as much as the program by itself may differ from one machine's libraries to another's. A part
// forgotten (one of the three sets of records, a thread's firms, what is remembered of them) is a third to a half of these
// peaks, each of which another part rules.
TEST_CASE(
    "the estimate is within a fifth of the peak, whatever rules it: firms, records of panels, snapshots, locations") {
#ifndef SUANLI_SANITIZED  // these hold memory of their own
  struct Shape {
    std::string_view scenario;
    std::size_t threads;
    std::vector<std::string> settings;
  };
  const std::string all_choose = "firms.investment=option";
  const Shape shapes[] = {
      {small_scenario, 1, {"firms.count=4e6", "ensemble.replications=1", "time.end=2022.25"}},
      {small_scenario, 2, {"firms.count=2e6", "ensemble.replications=2", "time.end=2024"}},
      {small_scenario, 2, {"firms.count=8e5", "ensemble.replications=2", all_choose, "record.distributions.every=1"}},
      {small_scenario, 2, {"ensemble.replications=32", "time.end=2026", "record.panel=2000"}},
      {small_scenario, 1, {"firms.count=6e4", "ensemble.replications=16", "record.snapshots=[2022]"}},
      {siting_scenario, 2, {"firms.count=2e6", "ensemble.replications=2", "time.end=2024"}}};
  const TemporaryDirectory directory;
  for (const Shape& shape : shapes) {
    set_bytes(directory / "a.yaml", std::string(shape.scenario));
    const double peak = peak_of(started(directory / "a.yaml", shape.settings, shape.threads), 0) / mebibyte,
                 estimate = estimate_of(read_scenario_text(std::string(shape.scenario), "a.yaml",
                                                           {shape.settings.begin(), shape.settings.end()}),
                                        shape.threads) /
                            mebibyte;
    CAPTURE(shape.settings.front());
    CAPTURE(shape.settings.back());
    CHECK(peak > 90);
    CHECK(estimate > .8 * peak);
    CHECK(estimate < 1.2 * peak);
  }
#endif
}

TEST_CASE("an ensemble of 10⁹ replications holds no more than was announced, and ends when it is asked to") {
#ifndef SUANLI_SANITIZED
  const std::vector<std::vector<std::string>> shapes{
      {"ensemble.replications=1e9", "firms.count=100"},
      {"ensemble.replications=1", "firms.count=100", "design.points=1000000000",
       "design.varied.sigma={key: household.risk_aversion, low: 6, high: 10}"}};
  for (const std::vector<std::string>& settings : shapes) {
    CAPTURE(settings.back());
    const TemporaryDirectory directory;
    set_bytes(directory / "a.yaml", std::string(small_scenario));
    const pid_t run = started(directory / "a.yaml", settings, 2);
    const auto has_begun = [&] {
      std::error_code error;
      std::filesystem::directory_iterator parts(directory / "a.yaml.h5.parts", error), end;
      return !error && std::any_of(parts, end, [](const auto& part) { return part.path().extension() == ".rows"; });
    };
    for (int i = 0; i < 6000 && !has_begun(); ++i) usleep(10'000);
    CHECK(has_begun());
    kill(run, SIGUSR1);
    CHECK(peak_of(run, stopped) < 1.2 * estimate_of(small(settings), 2));
  }
#endif
}

TEST_CASE("what is in memory beside the firms stops growing with the number of replications") {
  const auto beside_firms = [](const char* replications) {
    const Model model(small({replications}).parameters);
    const MemoryNeed need = memory_need(model, Recorder(model), 2, 2);
    return (need.total() - need.firms) / mebibyte;
  };
  const double most = beside_firms("ensemble.replications=1e9");
  CHECK(beside_firms("ensemble.replications=1e7") == doctest::Approx(most).epsilon(.001));
  CHECK(most < 256);
}

TEST_CASE(
    "where all threads' firms do not fit, one replication at a time takes all threads; where one does not, none") {
  const Scenario scenario = small({"firms.count=4e7", "ensemble.replications=64"});
  const Model model(scenario.parameters);
  const Recorder recorder(model);
  const std::size_t threads = threads_in_use();
  const auto left = [&](std::size_t side_by_side, double more) {
    return AvailableMemory{
        static_cast<std::size_t>(memory_need(model, recorder, threads, side_by_side).total() + more * mebibyte),
        MemoryLimit::machine};
  };
  CHECK(fit_into_memory(model, recorder, left(threads, 1)) == threads);
  if (threads > 1) CHECK(fit_into_memory(model, recorder, left(threads, -1)) == 1);
  CHECK(fit_into_memory(model, recorder, left(1, 1)) == (threads > 1 ? 1 : threads));
  CHECK_THROWS_AS(fit_into_memory(model, recorder, left(1, -1)), NotEnoughMemory);
}

// 4e7 firms of three numbers take .894 GiB, the program .025.
TEST_CASE("a refusal says what is needed, what for, what there is and who sets the limit, in both languages") {
  const ThreadLimit one(1);
  const Model model(small({"firms.count=4e7"}).parameters);
  const Recorder recorder(model);
  const auto refusal = [&](MemoryLimit limit) {
    try {
      fit_into_memory(model, recorder, {std::size_t{512} << 20, limit});
    } catch (const NotEnoughMemory& error) {
      return error.text();
    }
    return Text{};
  };
  const std::string en = "not enough memory: the run needs about 0.92 GiB, with 0.89 GiB for the 40000000 firms of one "
                         "replication (firms.count, firms.minimum_per_cell) and 2.3e-05 GiB for recorded series, but ",
                    zh = "内存不足：运行约需 0.92 GiB，其中一次重复的 40000000 家企业"
                         "（firms.count、firms.minimum_per_cell）0.89 GiB，记录序列 2.3e-05 GiB；";
  CHECK(refusal(MemoryLimit::machine) == Text{en + "0.5 GiB are available", zh + "可用 0.5 GiB"});
  CHECK(refusal(MemoryLimit::control_group) ==
        Text{en + "within its control group 0.5 GiB are available", zh + "所在控制组（cgroup）内可用 0.5 GiB"});
  CHECK(refusal(MemoryLimit::slurm) ==
        Text{en + "within what Slurm granted 0.5 GiB are available", zh + "Slurm 分配的内存中可用 0.5 GiB"});
}

TEST_CASE("a run beyond what Slurm granted is refused before any work, and validate shows need and grant") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const std::string granted = "export SLURM_MEM_PER_CPU=5 SLURM_CPUS_ON_NODE=4; unset SLURM_MEM_PER_NODE; suanli ";
  const Outcome refused = shell(directory, granted + "run a.yaml -o b.h5");
  CHECK(refused.code == 2);
  CHECK(refused.err.starts_with("a.yaml: not enough memory: the run needs about 0.02"));
  CHECK(refused.err.ends_with(", but within what Slurm granted 0.02 GiB are available\n"));
  CHECK_FALSE(std::filesystem::exists(directory / "b.h5"));
  const Outcome said = shell(directory, granted + "validate a.yaml");
  CHECK(said.code == 0);
  CHECK(said.out.find("; needs about 0.02") != std::string::npos);
  CHECK(said.out.ends_with(" GiB; within what Slurm granted 0.02 GiB are available\n"));
}

TEST_CASE("whatever simulates is refused before any work where memory is too little, and says what it is for") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  set_bytes(directory / "b.yaml", std::string(small_scenario));
  set_bytes(directory / "s.yaml", std::string(siting_scenario));
  const std::string granted = "export SLURM_MEM_PER_NODE=2048; unset SLURM_MEM_PER_CPU; suanli ";
  const auto refused = [&](const std::string& arguments, const std::string& who) {
    const Outcome said = shell(directory, granted + arguments);
    CAPTURE(arguments);
    CHECK(said.code == 2);
    CHECK(said.out == "");
    CHECK(said.err.starts_with(who + ": not enough memory: the run needs about "));
    CHECK(said.err.ends_with(" GiB are available\n"));
  };
  refused("compare a.yaml a.yaml --firms 9e9", "a.yaml");
  refused("compare a.yaml a.yaml --replications 1e6 --set time.end=2522 -o b.h5 --csv t", "a.yaml");
  refused("compare a.yaml b.yaml --firms 9e9", "a.yaml");
  refused("stress s.yaml --each location --firms 9e9", "s.yaml");
  refused("stress s.yaml --until loss=1% --event productivity --firms 9e9", "s.yaml");
  refused("stress s.yaml --impulse productivity --firms 9e9 --chart c.svg", "s.yaml, without");
  refused("stress s.yaml --frontier --location hub_south --firms 9e9", "s.yaml, n=1");
  refused("calibrate a.yaml --target mean:growth=0.04 --vary tau --set firms.count=9e9", "a.yaml");
  refused("calibrate a.yaml --target mean:growth=0.04 --vary tau --set ensemble.replications=1e9", "a.yaml");
  const std::string findings = shipped("findings") + "/firms.yaml, F9, arm ";
  CHECK(shell(directory, granted + "findings F9 --scenarios '" + shipped("findings") + "' --firms 9e9")
            .err.starts_with(findings));
  refused("run a.yaml --firms 9e9 -o b.h5", "a.yaml");
  std::vector<std::string> left = directory.files();
  std::ranges::sort(left);
  CHECK(left == std::vector<std::string>{"a.yaml", "b.yaml", "s.yaml"});
}

TEST_CASE("memory that others take once a comparison or a search has begun does not end it") {
  const Parameters p = small().parameters;
  Member member("a", p);
  member.prepare();
  const std::vector<Target> targets{read_target("mean:growth=0.04", p)};
  const std::vector<Reached> before = reach(p, targets, TooLittleMemory::refuse);
  setenv("SLURM_MEM_PER_NODE", "1", 1);
  CHECK_THROWS_AS(member.expect_memory({0}), CannotCompare);
  Progress progress(1, Language::english);
  CHECK(member.paths(progress).has("national/output"));
  CHECK_THROWS_AS(reach(p, targets, TooLittleMemory::refuse), NotEnoughMemory);
  CHECK(reach(p, targets, TooLittleMemory::one_at_a_time).front().value == before.front().value);
  unsetenv("SLURM_MEM_PER_NODE");
}

}  // namespace
}  // namespace suanli::test
