#include "scenarios/cluster/merge.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "scenarios/assembly.hpp"
#include "scenarios/cluster/status.hpp"
#include "scenarios/identity.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

// The rows of all tasks as one sequence, given in batches of the file, which are not those of the tasks.
class RowsOfTasks {
 public:
  RowsOfTasks(const Job& job, const JobStatus& status, output::RunOfParts run) : job_(&job), run_(std::move(run)) {
    for (const TaskStatus& task : status.tasks)
      for (const Batch& batch : task.parts) parts_.push_back({batch, task.task});
  }

  output::Rows read(const Batch& wanted) {
    output::Rows all{.first = wanted.first, .count = wanted.count, .columns = {}, .failed = {}};
    const std::size_t end = wanted.first + wanted.count;
    for (auto part = std::ranges::upper_bound(parts_, wanted.first, {}, last_row); part != parts_.end(); ++part) {
      if (part->batch.first >= end) break;
      append(rows_of(*part), std::max(wanted.first, part->batch.first), std::min(end, last_row(*part)), all);
    }
    return all;
  }

 private:
  struct Part {
    Batch batch;
    std::size_t task;
  };
  static std::size_t last_row(const Part& part) { return part.batch.first + part.batch.count; }

  // A part may reach into several batches, which are asked for in their order.
  const output::Rows& rows_of(const Part& part) {
    if (!held_ || held_->first != part.batch.first)
      held_ = output::read_rows(job_->output_of(part.task), run_, part.batch);
    return *held_;
  }

  static void append(const output::Rows& part, std::size_t first, std::size_t end, output::Rows& all) {
    all.columns.resize(part.columns.size());
    for (std::size_t c = 0; c < part.columns.size(); ++c) {
      const std::size_t width = part.columns[c].size() / part.count;
      const auto row = [&](std::size_t r) {
        return part.columns[c].begin() + static_cast<std::ptrdiff_t>((r - part.first) * width);
      };
      all.columns[c].insert(all.columns[c].end(), row(first), row(end));
    }
    for (const output::FailedRow& failed : part.failed)
      if (failed.row >= first && failed.row < end) all.failed.push_back(failed);
  }

  const Job* job_;
  output::RunOfParts run_;
  std::vector<Part> parts_;
  std::optional<output::Rows> held_;
};

void expect_complete(const JobStatus& status) {
  if (status.is_complete()) return;
  std::vector<Text> lines{text("{}: cannot be merged:", "{}: 无法合并：", status.directory)};
  for (const Text& line : unfinished(status)) lines.push_back(line);
  if (!status.to_submit().empty())
    lines.push_back(text("`suanli status {} --thorough --resubmit` starts again what has to be simulated",
                         "`suanli status {} --thorough --resubmit` 可重新启动须再模拟的任务", status.directory));
  throw IncompleteJob(in_lines(lines));
}

}  // namespace

RunSummary merge(const Job& job, const std::filesystem::path& output) {
  const auto start = std::chrono::steady_clock::now();
  const JobStatus status = status_of(job, output::Looking::at_every_byte);
  expect_complete(status);
  const Model model(job.scenario().parameters);
  RowsOfTasks rows(job, status, run_of_parts(model, Recorder(model)));
  Assembly assembly(
      [&](std::span<const output::FailedRow> failures) {
        return begin_result(output, job.scenario(), model, failures);
      },
      [&](const Batch& batch) { return rows.read(batch); });
  for (const Batch batch : batches(job.replications())) assembly.add(rows.read(batch));
  if (assembly.failures().size() == job.replications()) throw SimulationError(reasons(assembly.failures()));
  assembly.publish();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {job.replications(), model.layout.firms(), model.periods, seconds, 0, assembly.failures()};
}

}  // namespace suanli
