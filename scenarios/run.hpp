// Runs a scenario: the whole ensemble, in parallel, into one published file.
#pragma once

#include <filesystem>
#include <vector>

#include "agents/series.hpp"
#include "output/result_file.hpp"
#include "scenarios/design.hpp"
#include "scenarios/progress.hpp"
#include "scenarios/read.hpp"

namespace suanli {

/// The machine cannot do what the scenario asks; found before any work.
class NotEnoughMemory : public WrongInput {
  using WrongInput::WrongInput;
};

/// What a run did.
struct RunSummary {
  std::size_t replications, firms, periods;
  double seconds, firm_steps_per_second;
};

/// A run that has been planned: everything that can be refused has been looked at, nothing has been written.
class Run {
 public:
  /// Throws Infeasible or NotEnoughMemory.
  explicit Run(const Scenario& scenario);

  /// Simulates every replication and publishes the file at `output`. Throws SimulationError (every replication that
  /// failed, one line each) or OutputError. Progress is shown in `language`.
  RunSummary execute(const std::filesystem::path& output, Language language = Language::english) const;

 private:
  /// The economy at a point of the design.
  struct Point;
  /// Simulated replications: what each recorded, and what stands beside it of the design.
  struct Round;
  Round simulate_round(std::size_t first, std::size_t count, Progress& progress) const;
  void write_round(output::ResultWriter& writer, std::size_t first, const Round& round) const;

  const Scenario* scenario_;
  Design design_;
  Model model_;  ///< at the scenario's own values
  Recorder recorder_;
  std::size_t replications_;
  std::size_t side_by_side_;  ///< replications that may hold their firms in memory at once
};

}  // namespace suanli
