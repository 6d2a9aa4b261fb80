// A job: an ensemble shared out among tasks, each a process of its own somewhere on a cluster that knows nothing of the others.
// It is a directory:
//
//   job.yaml          how many tasks there are
//   scenario.yaml     what all of them simulate, every value written out
//   array.sh          how Slurm starts them, with logs/17.log for the words of task 17
//   tasks/17.parts/   what task 17 has finished and what it is at (output/parts.hpp)
//   tasks/17.times    how long each of its attempts took
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/share.hpp"
#include "scenarios/read.hpp"

namespace suanli {

/// A directory that holds no job, or cannot take one.
class UnusableJob : public WrongInput {
  using WrongInput::WrongInput;
};

/// More than any scheduler has in one array.
inline constexpr std::size_t most_tasks = 1'000'000;

/// A job as it stands on the disk. Tasks are counted from 1, as Slurm's arrays are.
class Job {
 public:
  /// Throws UnusableJob, or InputFaults of its scenario.
  explicit Job(const std::filesystem::path& directory);

  const std::filesystem::path& directory() const { return directory_; }
  const Scenario& scenario() const { return scenario_; }
  std::size_t tasks() const { return tasks_; }
  std::size_t replications() const { return replications_; }
  /// What parts of it have in common (identity.hpp).
  const std::string& identity() const { return identity_; }

  /// Replications of a task.
  Batch share(std::size_t task) const { return share_of_task(replications_, task - 1, tasks_); }
  /// The output whose parts a task leaves: DIR/tasks/17.
  std::filesystem::path output_of(std::size_t task) const;
  std::filesystem::path times_of(std::size_t task) const;

 private:
  std::filesystem::path directory_;
  std::size_t tasks_;
  Scenario scenario_;
  std::size_t replications_;
  std::string identity_;
};

/// A script of the job, "array.sh", and what stands in it.
struct JobScript {
  std::string name, text;
};

/// Throws UnusableJob unless a job can be laid out in a directory: there is none yet, nor anything of the same
/// names, and Slurm would find its logs.
void expect_room_for_job(const std::filesystem::path& directory);

/// Lays out a job of so many tasks; without tasks (0) one whose script runs the ensemble as a whole. Throws OutputError.
void lay_out_job(const std::filesystem::path& directory, const Scenario& scenario, std::size_t tasks,
                 const JobScript& script);

/// Tasks as Slurm's arrays name them: "3,17-19". Ascending.
std::string in_array(const std::vector<std::size_t>& tasks);
/// The tasks that such a text names, ascending, each once. Throws UnusableJob if it is none, or names one beyond `most`.
std::vector<std::size_t> tasks_named(const std::string& text, std::size_t most);

}  // namespace suanli
