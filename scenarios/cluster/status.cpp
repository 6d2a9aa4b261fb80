#include "scenarios/cluster/status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <system_error>

#include "output/text_file.hpp"
#include "scenarios/identity.hpp"

namespace suanli {

namespace {

namespace fs = std::filesystem;

std::size_t rows_of(const std::vector<Batch>& batches) {
  std::size_t rows = 0;
  for (const Batch& batch : batches) rows += batch.count;
  return rows;
}

// A line for each attempt: its seconds, how it ended, where. Others are passed over, as are times that none can have taken.
void add_times(const fs::path& file, TaskStatus& status) {
  constexpr double most = 1e10;  // three hundred years
  std::istringstream lines(output::text_in(file).value_or(""));
  for (std::string line; std::getline(lines, line);) {
    double seconds = 0;
    if (std::from_chars(line.data(), line.data() + line.size(), seconds).ec != std::errc{}) continue;
    if (!(seconds >= 0 && seconds <= most)) continue;
    ++status.attempts;
    status.seconds += seconds;
  }
}

// Parts of the right scenario that other tasks would write: of another number of tasks, or copied.
void expect_own_batches(const Job& job, TaskStatus& status) {
  const Batches own(status.share);
  for (const Batch& batch : status.parts)
    if (!own.has(batch))
      status.broken.push_back(text(
          "{}: holds replications {} to {}, which are not this task's: {} to {}",
          "{}: 含第 {} 至 {} 次重复，不属于本任务（{} 至 {}）",
          (output::parts_of(job.output_of(status.task)) / output::name_of_part(output::PartKind::rows, batch.first))
              .string(),
          batch.first, batch.first + batch.count - 1, status.share.first, status.share.first + status.share.count - 1));
}

TaskState state_of(const TaskStatus& status, const output::PartsInView& parts) {
  if (!status.differences.empty()) return TaskState::foreign;
  if (parts.at_work()) return TaskState::at_work;
  if (!status.broken.empty()) return TaskState::broken;
  if (status.finished == status.share.count) return TaskState::done;
  return parts.run().empty() ? TaskState::missing : TaskState::begun;
}

// Directories of parts that no task of the job writes.
std::vector<Text> strangers_of(const Job& job) {
  std::vector<Text> all;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(job.output_of(1).parent_path(), ignored)) {
    const fs::path& path = entry.path();
    if (path.extension() != output::parts_of("").filename()) continue;
    const std::string name = path.stem().string();
    std::size_t task = 0;
    const bool number = std::from_chars(name.data(), name.data() + name.size(), task).ec == std::errc{};
    if (!number || task < 1 || task > job.tasks() || name != fmt::format("{}", task))
      all.push_back(text("{}: is of no task of this job, which has {}: remove it",
                         "{}: 不属于本作业的任务；本作业共 {} 个任务：请移除", path.string(), job.tasks()));
  }
  std::ranges::sort(all, {}, &Text::en);
  return all;
}

// The shape of rows takes a model to know, and counts only where every byte is looked at.
output::RunOfParts run_of_job(const Job& job, output::Looking looking) {
  if (looking == output::Looking::at_size) return {.identity = job.identity(), .widths = {}};
  const Model model(job.scenario().parameters);
  return run_of_parts(model, Recorder(model));
}

TaskStatus status_of(const Job& job, std::size_t task, const output::RunOfParts& run, output::Looking looking) {
  const fs::path output = job.output_of(task);
  const output::PartsInView parts(output, run, looking);
  TaskStatus status{.task = task, .share = job.share(task), .state = TaskState::missing};
  if (!parts.run().empty() && parts.run() != job.identity())
    status.differences = output::differing_lines(parts.run(), job.identity());
  status.parts = parts.finished();
  status.broken = parts.broken();
  expect_own_batches(job, status);
  status.finished = rows_of(status.parts);
  status.begun = static_cast<std::size_t>(std::ranges::count_if(parts.begun(), [&](std::size_t row) {
    return std::ranges::none_of(status.parts,
                                [&](const Batch& b) { return b.first <= row && row < b.first + b.count; });
  }));
  status.state = state_of(status, parts);
  add_times(job.times_of(task), status);
  return status;
}

}  // namespace

TaskStatus status_of(const Job& job, std::size_t task, output::Looking looking) {
  return status_of(job, task, run_of_job(job, looking), looking);
}

JobStatus status_of(const Job& job, output::Looking looking) {
  JobStatus status{job.directory().string(), job.replications(), {}, strangers_of(job)};
  const output::RunOfParts run = run_of_job(job, looking);
  for (std::size_t task = 1; task <= job.tasks(); ++task) status.tasks.push_back(status_of(job, task, run, looking));
  return status;
}

std::vector<std::size_t> JobStatus::tasks_that(TaskState state) const {
  std::vector<std::size_t> all;
  for (const TaskStatus& status : tasks)
    if (status.state == state) all.push_back(status.task);
  return all;
}

std::vector<std::size_t> JobStatus::to_submit() const {
  std::vector<std::size_t> all;
  for (const TaskStatus& status : tasks)
    if (status.state != TaskState::done && status.state != TaskState::at_work && status.state != TaskState::foreign)
      all.push_back(status.task);  // a foreign one would only be refused
  return all;
}

}  // namespace suanli
