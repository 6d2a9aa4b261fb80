#include "scenarios/cluster/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace suanli {

namespace {

using Directive = std::pair<std::string, std::string>;

// Slurm's warning, and how long before the time limit it is sent [s]. It comes up to a minute early.
constexpr const char* warning = "B:USR1@120";
constexpr std::array<std::string_view, 9> of_the_job{"array",   "chdir",      "error", "ntasks",   "output",
                                                     "requeue", "no-requeue", "wrap",  "open-mode"};
// Options of sbatch that stand alone, or may; those after which no job is submitted (--help, --test-only) are left out.
constexpr std::array<std::string_view, 18> without_value{
    "contiguous", "exclusive",     "get-user-env", "hold",      "ignore-pbs",    "nice",
    "no-kill",    "overcommit",    "parsable",     "propagate", "quiet",         "reboot",
    "spread-job", "oversubscribe", "share",        "verbose",   "use-min-nodes", "wait"};

bool is_word(std::string_view text, std::string_view more) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

// What each core brings of the memory, at least 1: to Slurm 0 is all that a node has.
std::size_t memory_of_cpu(const ScriptOptions& options) {
  return std::max<std::size_t>(1, (options.memory_mebibytes + options.cpus - 1) / options.cpus);
}

// Ours, with the user's in place of those of the same name, and the rest of the user's below.
std::string head(std::vector<Directive> directives, const ScriptOptions& options) {
  for (const auto& [name, value] : options.directives) {
    const auto ours = std::ranges::find(directives, name, &Directive::first);
    if (ours == directives.end()) directives.emplace_back(name, value);
    else ours->second = value;
  }
  std::string all;
  for (const auto& [name, value] : directives)
    all += fmt::format("#SBATCH --{}{}{}\n", name, value.empty() ? "" : "=", value);
  return all;
}

constexpr std::string_view body = R"sh(
job={}
child=
pass_on() {{
  again=yes
  [[ -z $child ]] || kill -s "$1" "$child" 2>/dev/null
}}
trap 'pass_on USR1' USR1  # the time limit is near, or the job is preempted
trap 'pass_on TERM' TERM

{} &
child=$!
again=yes
while [[ -n $again ]]; do  # a signal ends the wait early
  again=
  wait "$child"
  code=$?
done

case $code in
  85 | 138 | 143) again=yes ;;  # stopped with all that was done kept, or before there was anything
  137) ((${{SLURM_RESTART_COUNT:-0}} >= 2)) || again=yes ;;  # killed: for want of memory perhaps, or by mishap
esac
# One that no longer counts as running was cancelled, or Slurm requeues it by itself.
if [[ -n $again && $(squeue --noheader --jobs="$job" --format=%T) == RUNNING ]]; then
  scontrol requeue "$job"
fi
exit "$code"
)sh";

}  // namespace

Directive directive_of(const std::string& assignment) {
  const std::size_t equals = std::min(assignment.find('='), assignment.size());
  Directive directive{assignment.substr(0, equals), equals == assignment.size() ? "" : assignment.substr(equals + 1)};
  const std::string& name = directive.first;
  const std::string& value = directive.second;
  if (!is_word(name, "-") || name.front() == '-' || (equals < assignment.size() && !is_word(value, "-_.,:;=@%/+*&|[]")))
    throw WrongInput(
        text("--slurm {}: must be an option of sbatch without its dashes, as partition=long, in letters, "
             "digits and -_.,:;=@%/+*&|[]",
             "--slurm {}：须为不带短横的 sbatch 选项，如 partition=long，仅含字母、数字和 -_.,:;=@%/+*&|[]",
             escaped(assignment)));
  // sbatch takes the first letters of an option for all of it.
  const auto* const reserved =
      std::ranges::find_if(of_the_job, [&](std::string_view whole) { return whole.starts_with(name); });
  if (reserved != of_the_job.end())
    throw WrongInput(text("--slurm {}: {} is set by the job itself, which would not go on or be found otherwise",
                          "--slurm {}：{} 由作业自身设定，否则作业无法继续或找不到其结果", escaped(assignment),
                          *reserved));
  if (value.empty() && std::ranges::find(without_value, name) == without_value.end())
    throw WrongInput(text("--slurm {}: needs a value, as time=12:00:00; these stand alone: {}",
                          "--slurm {}：须给出取值，如 time=12:00:00；可不带值的选项：{}", escaped(assignment),
                          fmt::join(without_value, ", ")));
  return directive;
}

JobScript array_script(std::size_t tasks, const ScriptOptions& options) {
  const std::vector<Directive> directives{{"job-name", "suanli"},
                                          {"array", fmt::format("1-{}", tasks)},
                                          {"ntasks", "1"},
                                          {"cpus-per-task", fmt::format("{}", options.cpus)},
                                          {"mem", fmt::format("{}M", options.memory_mebibytes)},
                                          {"signal", warning},
                                          {"requeue", ""},
                                          {"open-mode", "append"},
                                          {"output", "logs/%a.log"}};
  return {"array.sh",
          "#!/bin/bash\n"
          "# An ensemble of Suanli as a Slurm array. Submit it from the directory that it lies in: sbatch array.sh\n" +
              head(directives, options) +
              fmt::format(body, "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID",  // the number of one is that of the array
                          fmt::format(R"({} task . "$SLURM_ARRAY_TASK_ID" --threads "$SLURM_CPUS_PER_TASK")",
                                      shell_word(options.program)))};
}

JobScript mpi_script(std::size_t ranks, const ScriptOptions& options) {
  const std::vector<Directive> directives{{"job-name", "suanli"},
                                          {"ntasks", fmt::format("{}", ranks)},
                                          {"cpus-per-task", fmt::format("{}", options.cpus)},
                                          {"mem-per-cpu", fmt::format("{}M", memory_of_cpu(options))},
                                          {"signal", warning},
                                          {"requeue", ""},
                                          {"open-mode", "append"},
                                          {"output", "logs/mpi.log"}};
  return {"mpi.sh",
          "#!/bin/bash\n"
          "# An ensemble of Suanli over ranks of MPI. Submit it from the directory that it lies in: sbatch mpi.sh\n" +
              head(directives, options) +
              "\n# Open MPI; for MPICH --mpi=pmi2. A rank that dies before all know each other ends the others after a "
              "minute.\n"
              "launch=(srun --mpi=pmix --wait=60 --cpus-per-task=\"$SLURM_CPUS_PER_TASK\")\n" +
              fmt::format(body, "$SLURM_JOB_ID",
                          fmt::format("\"${{launch[@]}}\" {} run scenario.yaml -o result.h5 --threads "
                                      "\"$SLURM_CPUS_PER_TASK\"",
                                      shell_word(options.program)))};
}

std::string shell_word(std::string_view word) {
  std::string all = "'";
  for (const char c : word)
    if (c == '\'') all += "'\\''";
    else all += c;
  return all + "'";
}

}  // namespace suanli
