// One result file from what the tasks of a job have finished.
#pragma once

#include <filesystem>

#include "scenarios/cluster/job.hpp"
#include "scenarios/run.hpp"

namespace suanli {

/// A job of which something is missing, broken or of another run.
class IncompleteJob : public WrongInput {
  using WrongInput::WrongInput;
};

/// Writes the file that a single run of the ensemble would write, from the parts of all tasks, which stay. Throws
/// IncompleteJob, naming all that is not as it should be, before anything is written; SimulationError if every replication
/// failed; OutputError if a file cannot be written.
RunSummary merge(const Job& job, const std::filesystem::path& output);

}  // namespace suanli
