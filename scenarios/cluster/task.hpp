// One task of a job, carried out by this process.
#pragma once

#include "scenarios/cluster/job.hpp"
#include "scenarios/run.hpp"

namespace suanli {

/// Simulates what the task has not finished, into its parts, and notes how long that took. Throws UnusableJob if its parts
/// are of another run, and what Run does.
RunSummary carry_out(const Job& job, std::size_t task, const RunOptions& options);

}  // namespace suanli
