// One execution of a run: its parts, and the file that is put together from them. Included by `.cpp` files of runs only.
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/alarm.hpp"
#include "engine/parallel.hpp"
#include "scenarios/assembly.hpp"
#include "scenarios/design_columns.hpp"
#include "scenarios/remark.hpp"
#include "scenarios/run.hpp"

namespace suanli {

/// What an ensemble that stops when it is precise enough has seen: of every replication in order, what its rule looks at.
class Looked {
 public:
  Looked(const StoppingRule& rule, std::size_t dates) : rule_(&rule), dates_(dates) {}

  /// What the rule looks at in the rows of a batch; nothing if there is no rule.
  std::vector<double> values_of(const output::Rows& rows) const;
  void add(std::size_t first, const std::vector<double>& values);
  void add(const output::Rows& rows) { add(rows.first, values_of(rows)); }

  /// After how many replications the ensemble stops, if that is known.
  std::optional<std::size_t> stops_after();
  std::optional<Bracketed> estimate(std::size_t replications) const;

 private:
  const StoppingRule* rule_;
  std::size_t dates_, known_ = 0;
  std::vector<double> values_;                        // of the first replications
  std::map<std::size_t, std::vector<double>> later_;  // of batches that do not follow on them yet, by first replication
};

/// The batches of some rows that are not among the finished ones, in order, each made when it is asked for.
class MissingBatches {
 public:
  /// `finished`, ascending, must outlive it.
  MissingBatches(const Batch& rows, const std::vector<Batch>& finished);

  /// Rows of all of them.
  std::size_t rows() const { return rows_; }
  /// The next so many, fewer at the end.
  std::vector<Batch> next(std::size_t count);

 private:
  Batches all_;
  const std::vector<Batch>* finished_;
  std::size_t rows_, next_ = 0;
};

/// The economy at a point of the design; or why there is none, unless the run was to stop before that was known.
struct Run::Point {
  struct Economy {
    Model model;
    Recorder recorder;
    std::vector<double> growth;

    Economy(const Parameters& p, const std::function<void()>& watch)
        : model(p, watch), recorder(model), growth(balanced_growth(model)) {}
  };
  std::size_t number;
  std::unique_ptr<const Economy> economy;
  Text refusal;
};

/// A row of the file: how its simulation ended, and what stands beside it of the design.
struct Run::Row {
  RowEnd end;
  std::vector<std::vector<double>> design;
};

class Run::Execution {
 public:
  Execution(const Run& run, const std::filesystem::path& output, const RunOptions& options);
  RunSummary finish() { return ranks_.is_alone() ? finish_alone() : finish_together(); }

 private:
  /// Hears of finished batches; whether there shall be more.
  using Hear = std::function<bool(const std::vector<output::Rows>&)>;
  /// Gives so many batches more, fewer at the end.
  using Next = std::function<std::vector<Batch>(std::size_t)>;
  struct Report;

  // Simulation, run.cpp.
  DesignPlace place_of(std::size_t row) const { return place_of_replication(run_.scenario_->parameters, row); }
  std::vector<Point> points_of(std::span<const std::size_t> rows);
  Row simulate_at(const Point& point, std::size_t row, Threads threads, const RowWatch& watch);
  std::vector<Row> simulate(std::span<const std::size_t> rows, bool keep = false);
  void simulate_batches(const Next& next, const Hear& hear);
  output::Rows part_of(const Batch& batch, std::span<Row> of_batch) const;
  void gather(const Batch& batch, std::span<Row> of_batch, std::vector<output::Rows>& finished);
  void write(const std::vector<output::Rows>& finished);

  // Alone, the file being written while the ensemble is simulated, run.cpp.
  RunSummary finish_alone();
  void open();
  void take_up_parts();
  void simulate_missing();
  void assemble();
  void finish_file();

  // With other ranks, the file being written together when the ensemble is complete, run_together.cpp.
  RunSummary finish_together();
  void work_together(const std::function<void(Report&)>& work);
  void step_together(const std::function<void()>& step);
  void take_up_parts_together();
  void simulate_together();
  void assemble_together();
  void write_rows_together(const std::filesystem::path& lent);

  // Both.
  Scenario finished_scenario() const;
  output::ResultWriter begun_file(std::span<const output::FailedRow> failures) const;
  void say_what_is_there();
  void show_progress(const MissingBatches& missing);
  bool is_to_stop() { return alarm_.heard(options_.stop()); }
  void add_failures(const output::Rows& rows) {
    failures_.insert(failures_.end(), rows.failed.begin(), rows.failed.end());
  }
  void settle_failures();
  void expect_some_finished() const;
  [[noreturn]] void stop() const;
  [[noreturn]] void give_up(const output::OutputError& error) const;
  RunSummary summary(double seconds) const;
  void say_is_simulated_again(const Text& broken) const { say(text("{}; simulated again", "{}；重新模拟", broken)); }
  void say(const Text& line) const { remark(in(options_.language, line) + "\n"); }

  const Run& run_;
  const Communicator ranks_;
  const std::filesystem::path output_;
  const RunOptions options_;
  Alarm alarm_;
  output::Parts parts_;
  std::optional<Progress> progress_;
  std::optional<Assembly> assembly_;
  std::atomic<std::size_t> finished_ = 0;  // replications among the parts
  std::size_t assembled_ = 0;              // those in the file
  std::size_t replications_;               // that the file will have, or the share
  Looked looked_;
  std::atomic<std::size_t> periods_ = 0;     // simulated, those before the first date included
  bool stopped_ = false;                     // as all ranks know
  std::vector<output::FailedRow> failures_;  // as all ranks know
};

std::size_t rows_in(std::span<const Batch> batches);
std::vector<std::size_t> rows_of_batches(std::span<const Batch> batches);

}  // namespace suanli
