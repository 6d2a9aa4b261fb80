#include "scenarios/cluster/job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>

#include "output/error.hpp"
#include "output/text_file.hpp"
#include "scenarios/identity.hpp"

namespace suanli {

namespace {

namespace fs = std::filesystem;

constexpr const char* job_name = "job.yaml";
constexpr const char* scenario_name = "scenario.yaml";
constexpr const char* tasks_name = "tasks";
constexpr const char* logs_name = "logs";

std::optional<std::size_t> whole_number(std::string_view text) {
  std::size_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && stop == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::size_t read_tasks(const fs::path& directory) {
  const fs::path file = directory / job_name;
  std::error_code ignored;
  if (fs::is_regular_file(directory / "mpi.sh", ignored))
    throw UnusableJob(text("{}: is a job of ranks, which share one file, {}, and not of tasks",
                           "{}: 是多进程（MPI）作业，各进程共写一个文件 {}，没有任务", directory.string(),
                           (directory / "result.h5").string()));
  if (!fs::is_regular_file(file, ignored))
    throw UnusableJob(text("{}: holds no tasks: `suanli submit SCENARIO --tasks N -o DIR` lays them out",
                           "{}: 其中没有任务：用 `suanli submit SCENARIO --tasks N -o DIR` 建立", directory.string()));
  constexpr std::string_view begin = "tasks: ";
  const std::string words = read_text(file);
  const std::optional<std::size_t> tasks =
      words.starts_with(begin) && words.ends_with('\n')
          ? whole_number(std::string_view(words).substr(begin.size(), words.size() - begin.size() - 1))
          : std::nullopt;
  if (!tasks || *tasks == 0 || *tasks > most_tasks)
    throw UnusableJob(text("{}: is not what `suanli submit` writes: one line, `tasks: 200`, of at most {} tasks",
                           "{}: 不是 `suanli submit` 所写的内容：仅一行 `tasks: 200`，任务至多 {} 个", file.string(),
                           most_tasks));
  return *tasks;
}

// Where the scenario is from, as a comment.
std::string header(const Scenario& scenario) {
  std::string all = fmt::format("# {}, every value written out", escaped(scenario.source));
  for (std::size_t i = 0; i < scenario.settings.size(); ++i)
    all += fmt::format("{} {}", i == 0 ? "; with" : ",", escaped(scenario.settings[i]));
  return all + "\n";
}

void make_directory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error)
    throw output::OutputError(
        text("{}: cannot be made: {}", "{}: 无法创建：{}", directory.string(), output::reason(error.value())));
}

[[noreturn]] void refuse_tasks(const std::string& words, std::size_t most) {
  throw UnusableJob(text("'{}': must name tasks from 1 to {}, as 3,17-19",
                         "“{}”：须指明 1 至 {} 之间的任务，如 3,17-19", escaped(words), most));
}

}  // namespace

Job::Job(const fs::path& directory)
    : directory_(directory),
      tasks_(read_tasks(directory)),
      scenario_(read_scenario(directory / scenario_name)),
      replications_(replications_in_all(scenario_.parameters)),
      identity_(identity_of(scenario_.parameters)) {
  if (tasks_ > replications_)
    throw UnusableJob(text("{}: {} tasks for {} replications: the scenario is another one than was submitted",
                           "{}: {} 个任务，{} 次重复：情景已不是提交时的情景", directory.string(), tasks_,
                           replications_));
}

fs::path Job::output_of(std::size_t task) const { return directory_ / tasks_name / fmt::format("{}", task); }
fs::path Job::times_of(std::size_t task) const { return directory_ / tasks_name / fmt::format("{}.times", task); }

void expect_room_for_job(const fs::path& directory) {
  std::error_code ignored;
  if (fs::absolute(directory).string().find_first_of("%\\") != std::string::npos)
    throw UnusableJob(
        text("{}: Slurm replaces % and \\ in the names of logs, which would be lost: give another directory",
             "{}: Slurm 会替换日志文件名中的 % 和 \\，日志将丢失：请换一个目录", fs::absolute(directory).string()));
  if (fs::exists(directory, ignored) && !fs::is_directory(directory, ignored))
    throw UnusableJob(text("{}: is not a directory", "{}: 不是目录", directory.string()));
  for (const char* name : {job_name, scenario_name, tasks_name, logs_name, "array.sh", "mpi.sh"})
    if (fs::exists(directory / name, ignored))
      throw UnusableJob(text("{}: is there already: give another directory, or remove it with all that it has finished",
                             "{}: 已存在：请换一个目录，或将其连同已完成的部分一并删除", (directory / name).string()));
}

void lay_out_job(const fs::path& directory, const Scenario& scenario, std::size_t tasks, const JobScript& script) {
  make_directory(directory / logs_name);
  const std::string yaml = header(scenario) + to_yaml(scenario.parameters), job = fmt::format("tasks: {}\n", tasks);
  std::vector<std::pair<fs::path, std::string_view>> files{{directory / scenario_name, yaml},
                                                           {directory / script.name, script.text}};
  if (tasks > 0) {
    make_directory(directory / tasks_name);
    files.emplace_back(directory / job_name, job);
  }
  output::write_texts(files);
}

std::string in_array(const std::vector<std::size_t>& tasks) {
  std::string all;
  for (std::size_t i = 0, end; i < tasks.size(); i = end) {
    for (end = i + 1; end < tasks.size() && tasks[end] == tasks[end - 1] + 1;) ++end;
    all += fmt::format("{}{}", i == 0 ? "" : ",", tasks[i]);
    if (end - i > 1) all += fmt::format("-{}", tasks[end - 1]);
  }
  return all;
}

std::vector<std::size_t> tasks_named(const std::string& words, std::size_t most) {
  std::set<std::size_t> all;
  for (std::size_t begin = 0, end; begin <= words.size(); begin = end + 1) {
    end = std::min(words.find(',', begin), words.size());
    const std::string_view range = std::string_view(words).substr(begin, end - begin);
    const std::size_t dash = std::min(range.find('-'), range.size());
    const std::optional<std::size_t> first = whole_number(range.substr(0, dash)),
                                     last = dash == range.size() ? first : whole_number(range.substr(dash + 1));
    if (!first || !last || *first < 1 || *first > *last || *last > most) refuse_tasks(words, most);
    for (std::size_t task = *first; task <= *last; ++task) all.insert(task);
  }
  return {all.begin(), all.end()};
}

}  // namespace suanli
