// How far the tasks of a job are, seen from their parts alone: no scheduler is asked, nothing is changed.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "output/parts.hpp"
#include "scenarios/cluster/job.hpp"

namespace suanli {

enum class TaskState {
  done,
  at_work,  ///< a process holds its parts, on this machine or on a file system whose locks reach further
  begun,    ///< stopped or killed; goes on from there
  missing,  ///< waits, or never began
  broken,   ///< a part was cut short or changed, or is another task's
  foreign   ///< its parts are of another scenario, seed or version
};

/// What a task has left.
struct TaskStatus {
  std::size_t task;
  Batch share;
  TaskState state;
  std::size_t finished = 0, begun = 0;  ///< replications
  std::size_t attempts = 0;             ///< that came to their end, or were stopped in time
  double seconds = 0;                   ///< that these took
  std::vector<Batch> parts = {};        ///< finished batches, ascending
  std::vector<Text> broken = {};        ///< a line each
  std::string differences = {};         ///< of a foreign one, from what it should be: lines of two identities
};

/// A job as it stands.
struct JobStatus {
  std::string directory;
  std::size_t replications;
  std::vector<TaskStatus> tasks;
  std::vector<Text> strangers;  ///< directories of parts that are no task's, a line each

  std::vector<std::size_t> tasks_that(TaskState state) const;
  /// Tasks that are neither done nor at work.
  std::vector<std::size_t> to_submit() const;
  bool is_complete() const { return tasks_that(TaskState::done).size() == tasks.size() && strangers.empty(); }
};

/// Throws OutputError if a directory cannot be read.
JobStatus status_of(const Job& job, output::Looking looking);

/// One task of it.
TaskStatus status_of(const Job& job, std::size_t task, output::Looking looking);

/// What is not done, and why: a line for each state that a task is in, and for each fault.
std::vector<Text> unfinished(const JobStatus& status);

std::string to_text(const JobStatus& status, Language language);
std::string to_json(const JobStatus& status);

}  // namespace suanli
