// Runs a scenario: the whole ensemble, in parallel, into one published file. What is finished is kept in parts beside it, from
// which a run that was interrupted goes on.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "agents/series.hpp"
#include "engine/communicator.hpp"
#include "output/parts.hpp"
#include "scenarios/design.hpp"
#include "scenarios/memory.hpp"
#include "scenarios/progress.hpp"
#include "scenarios/read.hpp"
#include "scenarios/row.hpp"
#include "scenarios/stopping.hpp"

namespace suanli {

/// The run was asked to stop: what it has done is kept, and the same run goes on from there.
class Stopped : public ExplainedError {
  using ExplainedError::ExplainedError;
};

/// Throws Stopped, naming the file, if a run that has not begun its work is to stop.
void expect_to_begin(const std::filesystem::path& file, const std::function<bool()>& stop);

/// How a run goes about its work.
struct RunOptions {
  Language language = Language::english;  ///< of progress and remarks on standard error
  output::Parts::Earlier earlier = output::Parts::Earlier::resume;
  std::function<bool()> stop = [] { return false; };  ///< asked after every period; from any thread
};

/// What a run did.
struct RunSummary {
  std::size_t replications, firms, periods;
  double seconds, firm_steps_per_second;
  std::vector<output::FailedRow> failures;  ///< replications without values, which the file names
  std::optional<Bracketed> known =
      {};  ///< of an ensemble that stops when a statistic is precise enough, that statistic
};

/// Why rows failed, a line each.
Text reasons(std::span<const output::FailedRow> failures);

/// A run that has been planned: everything that can be refused has been looked at, nothing has been written.
class Run {
 public:
  /// On these ranks, each of which plans alike, and calls `watch` whenever planning has taken a moment. Throws Infeasible,
  /// NotEnoughMemory, what `watch` throws, or WrongInput if there are more ranks than replications.
  explicit Run(
      const Scenario& scenario, const Communicator& ranks = {}, const std::function<void()>& watch = [] {});
  /// By one process, of a share of its rows, which stay as parts: no file is put together. Throws Infeasible, NotEnoughMemory,
  /// or what `watch` throws.
  Run(const Scenario& scenario, const Batch& share, const std::function<void()>& watch);

  /// Simulates every replication that is not among the parts of `output`, publishes the file and removes the parts. Throws
  /// ForeignParts before any work, Stopped, SimulationError (if every replication failed, one line each; nothing is published
  /// then), or OutputError if a file cannot be written, in which case parts stay. Together with other ranks the same, shared
  /// among them, and what one throws all throw, as Ended.
  RunSummary execute(const std::filesystem::path& output, const RunOptions& options = {}) const;

 private:
  class Execution;
  struct Point;
  struct Row;

  Run(const Scenario& scenario, const Communicator& ranks, std::optional<Batch> share, const AvailableMemory& left,
      const std::function<void()>& watch);

  const Scenario* scenario_;
  Communicator ranks_;
  std::optional<Batch> share_;
  Design design_;
  Model model_;  ///< at the scenario's own values
  Recorder recorder_;
  StoppingRule rule_;
  Batch rows_;                ///< of the ensemble, at most
  std::size_t side_by_side_;  ///< replications that may hold their firms in memory at once
};

}  // namespace suanli
