#include "scenarios/cluster/submit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

#include "scenarios/cluster/script.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/memory.hpp"
#include "scenarios/remark.hpp"
#include "scenarios/stopping.hpp"

namespace suanli {

namespace {

namespace fs = std::filesystem;

// Memory that is asked for over the estimate, which is right to a fifth.
constexpr double margin = 1.25;

std::size_t mebibytes(const MemoryNeed& need) {
  return static_cast<std::size_t>(std::ceil(margin * need.total() / (1024 * 1024)));
}

// The program that tasks start: this one, where nothing else is said.
std::string program_of(const Given& given) {
  if (given.has("program")) {
    const std::string& name = given["program"];
    return name.find('/') == std::string::npos ? name : fs::absolute(name).string();
  }
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  return error ? "suanli" : self.string();
}

void expect_to_be_shared(const Scenario& scenario, std::size_t tasks) {
  if (!scenario.parameters.ensemble.until.series.empty())
    throw WrongInput(
        text("{}: ensemble.until: tasks do not see each other, so an ensemble that stops when it is precise "
             "enough cannot be shared among them: give ensemble.replications alone, or --ranks",
             "{}: ensemble.until：任务之间互不可见，精度足够即停的集合无法由它们分担：请只给 "
             "ensemble.replications，或改用 --ranks",
             scenario.source));
  if (const std::size_t replications = replications_in_all(scenario.parameters); tasks > replications)
    throw WrongInput(text("{}: --tasks {}: must not be more than the replications, {}",
                          "{}: --tasks {}：不得多于重复次数 {}", scenario.source, tasks, replications));
}

void expect_to_be_shared(const Given& given, const Scenario& scenario, std::size_t ranks, std::size_t replications) {
  if (!given.has("program") && !Communicator::knows_mpi())
    throw CommandLineError(
        text("submit: --ranks {}: this program was built without MPI: name that of the preset mpi by --program",
             "submit: --ranks {}：本程序构建时未含 MPI：请用 --program 指定预设 mpi 构建的程序", ranks));
  if (ranks > replications)
    throw WrongInput(text("{}: --ranks {}: must not be more than the replications, {}",
                          "{}: --ranks {}：不得多于重复次数 {}", scenario.source, ranks, replications));
}

JobScript script_of(const Given& given, const Scenario& scenario) {
  ScriptOptions options{program_of(given), static_cast<std::size_t>(given.number("cpus").value_or(1)), 0, {}};
  for (const std::string& assignment : given.all("slurm")) options.directives.push_back(directive_of(assignment));
  const Model model(scenario.parameters);
  const Recorder recorder(model);
  if (const auto ranks = given.number("ranks")) {
    expect_to_be_shared(given, scenario, static_cast<std::size_t>(*ranks), StoppingRule(model, recorder).most());
    options.memory_mebibytes = mebibytes(memory_need(model, recorder, options.cpus, options.cpus));
    return mpi_script(static_cast<std::size_t>(*ranks), options);
  }
  const auto tasks = static_cast<std::size_t>(*given.number("tasks"));
  expect_to_be_shared(scenario, tasks);
  const Batch share = share_of_task(replications_in_all(scenario.parameters), tasks - 1, tasks);  // none is larger
  options.memory_mebibytes = mebibytes(memory_need(model, recorder, share, options.cpus, options.cpus));
  return array_script(tasks, options);
}

// Where the job goes without -o. "...yaml" without its ending would be the folder above.
fs::path usual_directory(const fs::path& scenario) {
  const fs::path stem = scenario.stem();
  return "results" / (stem == "." || stem == ".." ? scenario.filename() : stem);
}

int work(const Given& given) {
  if (!given.has("tasks") && !given.has("ranks"))
    throw CommandLineError(text("submit: --tasks N or --ranks N must say how many processes share the ensemble",
                                "submit: 须用 --tasks N 或 --ranks N 说明由多少个进程分担"));
  const Scenario scenario = read_scenario(given["SCENARIO"], given.settings());
  const fs::path directory = given.has("output") ? fs::path(given["output"]) : usual_directory(given["SCENARIO"]);
  const JobScript script = script_of(given, scenario);
  with_files_of_user([&] { output::expect_no_stream(directory); });
  expect_room_for_job(directory);
  if (given.has("go")) expect_sbatch();
  with_files_of_user(
      [&] { lay_out_job(directory, scenario, static_cast<std::size_t>(given.number("tasks").value_or(0)), script); });
  if (const std::string program = program_of(given); !can_be_started(program))
    remark(in(given.language(), text("submit: {}: cannot be started here: see that tasks find it where they run\n",
                                     "submit: {}: 在此处无法启动：请确认任务运行之处能找到它\n", escaped(program))));
  const std::vector<std::string> words = sbatch_words(script.name);
  if (given.has("go")) start_sbatch(directory, words);
  else
    answer(in(given.language(), text("{}: laid out; it starts by\n{}\n", "{}: 已建立，启动方式：\n{}\n",
                                     directory.string(), sbatch_line(directory, words))));
  return well;
}

}  // namespace

Command commands::submit() {
  return {
      .name = "submit",
      .what = {"Share an ensemble out among the tasks of a Slurm array", "将模拟集合分给 Slurm 作业数组的各任务"},
      .more =
          {"Writes a directory with the scenario, every value written out, and a script for sbatch; --go submits it. "
           "Each of the tasks simulates its share of the replications and leaves it in files of its own, which "
           "`suanli status` looks at and `suanli merge` puts together; results are the bits of a single run. A task "
           "that Slurm stops, at its time limit or for another job, puts itself into the queue again and goes on. "
           "With --ranks the script runs the whole ensemble by MPI instead.",
           "写出一个目录，内含情景（全部取值均写明）和供 sbatch 使用的脚本；--go 即提交。每个任务模拟其分得的重复，"
           "结果各自成文件，由 `suanli status` 查看、`suanli merge` 合并；结果与单次运行逐位相同。因时限或抢占被 Slurm "
           "停止的任务会自行重新排队并继续。给出 --ranks 时，脚本改为以 MPI 运行整个集合。"},
      .arguments = {scenario_argument},
      .options = {{.name = "tasks",
                   .what = {"tasks of the array, at most one a replication", "数组的任务数，至多每次重复一个"},
                   .value = "N",
                   .range = closed(1, most_tasks)},
                  {.name = "ranks",
                   .what = {"ranks of one MPI run instead", "改为一次 MPI 运行的进程数"},
                   .value = "N",
                   .range = closed(1, 1e6)},
                  {.name = "output",
                   .what = {"directory of the job; default results/<scenario>", "作业目录；缺省为 results/<情景名>"},
                   .value = "DIR",
                   .letter = 'o'},
                  {.name = "go", .what = {"submit it by sbatch", "用 sbatch 提交"}},
                  {.name = "cpus",
                   .what = {"cores of a task or rank; default 1", "每个任务或进程的核数；缺省为 1"},
                   .value = "N",
                   .range = closed(1, 4096)},
                  {.name = "slurm",
                   .what = {"an option of sbatch for the script, partition=long, time=12:00:00",
                            "写入脚本的 sbatch 选项，如 partition=long、time=12:00:00"},
                   .value = "NAME=VALUE",
                   .repeatable = true},
                  {.name = "program",
                   .what = {"program that tasks start; default this one", "任务所启动的程序；缺省为本程序"},
                   .value = "PATH"},
                  replications_option,
                  firms_option,
                  seed_option,
                  set_option},
      .exclusive = {{"tasks", "ranks"}},
      .examples = {{"suanli submit scenarios/quick.yaml --tasks 4 -o results/job",
                    {"Four tasks; the line that starts them is printed.", "四个任务；给出启动它们的命令行。"}},
                   {"suanli submit scenarios/baseline.yaml --replications 1000 --tasks 200 --slurm time=2:00:00",
                    {"Two hundred tasks of five replications each, into results/baseline.",
                     "二百个任务，各五次重复，写入 results/baseline。"}},
                   {"suanli submit scenarios/regional.yaml --ranks 64 --program build/mpi/suanli -o results/mpi",
                    {"A script that runs the MPI build over 64 ranks.", "以 64 个进程运行 MPI 版本的脚本。"}}},
      .work = work};
}

}  // namespace suanli
