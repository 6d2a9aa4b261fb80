#include "scenarios/cluster/task.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

#include "output/destination.hpp"
#include "output/error.hpp"
#include "output/text_file.hpp"
#include "scenarios/cluster/status.hpp"

namespace suanli {

namespace {

std::string name_of_host() {
  char name[256] = "";
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

/// Notes how long an attempt took, and how it ended.
class Attempt {
 public:
  /// Throws UnusableJob unless the file can be written.
  explicit Attempt(std::filesystem::path file) : file_(std::move(file)) {
    try {
      output::expect_place(file_, output::any_file);
    } catch (const output::OutputError& error) {
      throw UnusableJob(error.text());
    }
  }

  void note(const char* end) const {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const std::string lines = output::text_in(file_).value_or("");
    output::write_texts({{file_, lines + fmt::format("{:.3f} s, {} on {}\n", seconds, end, name_of_host())}});
  }

 private:
  std::filesystem::path file_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void expect_own_parts(const Job& job, std::size_t task) {
  const TaskStatus status = status_of(job, task, output::Looking::at_size);
  if (!status.differences.empty())
    throw UnusableJob(
        text("{}: holds what was simulated of another scenario, seed or version (-) than this job's (+):\n"
             "{}remove it, or submit into another directory",
             "{}: 其中留有另一情景、种子或版本（-）的结果，与本作业（+）不同：\n{}请将其删除，或提交到另一目录",
             output::parts_of(job.output_of(task)).string(), status.differences));
}

}  // namespace

RunSummary carry_out(const Job& job, std::size_t task, const RunOptions& options) {
  expect_own_parts(job, task);
  const auto watch = [&] { expect_to_begin(job.output_of(task), options.stop); };
  watch();
  const Run run(job.scenario(), job.share(task), watch);
  const Attempt attempt(job.times_of(task));
  try {
    RunSummary done = run.execute(job.output_of(task), options);
    attempt.note("finished");
    return done;
  } catch (const Stopped&) {
    attempt.note("stopped");
    throw;
  }
}

}  // namespace suanli
