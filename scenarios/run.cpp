#include "scenarios/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <future>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "engine/ensemble.hpp"
#include "engine/parallel.hpp"
#include "engine/share.hpp"
#include "scenarios/assembly.hpp"
#include "scenarios/design_columns.hpp"
#include "scenarios/identity.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

// What an ensemble that stops when it is precise enough has seen: of every replication in order, what its rule looks at.
class Looked {
 public:
  Looked(const StoppingRule& rule, std::size_t dates) : rule_(&rule), dates_(dates) {}

  void add(const output::Rows& rows) {
    if (!rule_->looks()) return;
    std::vector<double>& values = later_[rows.first];
    for (std::size_t i = 0; i < rows.count; ++i)
      values.push_back(rule_->value_of(std::span(rows.columns[rule_->series()]).subspan(i * dates_, dates_)));
    for (auto next = later_.find(values_.size()); next != later_.end(); next = later_.find(values_.size())) {
      values_.insert(values_.end(), next->second.begin(), next->second.end());
      later_.erase(next);
    }
  }

  /// After how many replications the ensemble stops, if that is known.
  std::optional<std::size_t> stops_after() {
    const std::size_t known = std::exchange(known_, values_.size());
    return rule_->looks() ? rule_->stops_after(values_, known) : std::nullopt;
  }
  std::optional<Bracketed> estimate(std::size_t replications) const {
    return rule_->looks() ? std::optional(rule_->estimate(std::span(values_).first(replications))) : std::nullopt;
  }

 private:
  const StoppingRule* rule_;
  std::size_t dates_, known_ = 0;
  std::vector<double> values_;                        // of the first replications
  std::map<std::size_t, std::vector<double>> later_;  // of batches that do not follow on them yet, by first replication
};

// The batches of these rows that are not among the parts.
std::vector<Batch> missing_batches(const Batch& rows, const std::vector<Batch>& finished) {
  std::vector<Batch> all = batches(rows);
  std::erase_if(all, [&](const Batch& batch) {
    return std::ranges::find(finished, batch.first, &Batch::first) != finished.end();
  });
  return all;
}

std::vector<std::size_t> rows_of_batches(std::span<const Batch> batches) {
  std::vector<std::size_t> rows;
  for (const Batch& batch : batches)
    for (std::size_t i = 0; i < batch.count; ++i) rows.push_back(batch.first + i);
  return rows;
}

}  // namespace

/// The economy at a point of the design; or why there is none.
struct Run::Point {
  struct Economy {
    Model model;
    Recorder recorder;
    std::vector<double> growth;

    explicit Economy(const Parameters& p) : model(p), recorder(model), growth(balanced_growth(model)) {}
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

Run::Run(const Scenario& scenario, std::optional<Batch> share)
    : scenario_(&scenario),
      share_(share),
      design_(scenario.parameters),
      model_(scenario.parameters),
      recorder_(model_),
      rule_(model_, recorder_),
      rows_(share.value_or(Batch{0, rule_.most()})),
      side_by_side_(share ? fit_into_memory(model_, recorder_, *share) : fit_into_memory(model_, recorder_)) {}

// One execution of a run: its parts, and the file that is put together from them.
class Run::Execution {
 public:
  Execution(const Run& run, const std::filesystem::path& output, const RunOptions& options)
      : run_(run),
        output_(output),
        options_(options),
        parts_(output, identity_of(run.scenario_->parameters), options.earlier),
        replications_(run.rows_.count),
        looked_(run.rule_, run.recorder_.dates()) {
    if (run.share_) parts_.keep_only(batches(*run.share_));
    else output::remove_leftovers(output);
  }
  RunSummary finish();

 private:
  void open();
  void take_up_parts();
  void simulate_missing();
  void assemble();
  DesignPlace place_of(std::size_t row) const { return place_of_replication(run_.scenario_->parameters, row); }
  std::vector<Point> points_of(std::span<const std::size_t> rows) const;
  Row simulate_at(const Point& point, std::size_t row, Threads threads, const RowWatch& watch);
  std::vector<Row> simulate(std::span<const std::size_t> rows, Progress& progress);
  output::Rows part_of(const Batch& batch, std::span<Row> of_batch) const;
  void gather(const Batch& batch, std::span<Row> of_batch, std::vector<output::Rows>& finished);
  void write(const std::vector<output::Rows>& finished);
  void add_failures(const output::Rows& rows) {
    failures_.insert(failures_.end(), rows.failed.begin(), rows.failed.end());
  }
  void finish_file();
  void expect_some_finished() const;
  [[noreturn]] void stop() const;
  [[noreturn]] void give_up(const output::OutputError& error) const;
  void say(const Text& line) const { fmt::print(stderr, "{}\n", in(options_.language, line)); }

  const Run& run_;
  const std::filesystem::path output_;
  const RunOptions options_;
  output::Parts parts_;
  std::optional<Assembly> assembly_;
  std::atomic<std::size_t> finished_ = 0;    // replications among the parts
  std::size_t assembled_ = 0;                // those in the file
  std::vector<output::FailedRow> failures_;  // among the parts
  std::size_t replications_;                 // that the file will have, or the share
  Looked looked_;
  std::atomic<std::size_t> dates_ = 0;  // simulated
};

void Run::Execution::open() {
  Scenario finished = *run_.scenario_;  // as one that says how many there were
  if (run_.rule_.looks()) finished.parameters.ensemble.replications = static_cast<std::int64_t>(replications_);
  assembly_.emplace(
      [this, finished](std::span<const output::FailedRow> failures) {
        return begin_result(output_, finished, run_.model_, failures);
      },
      [this](const Batch& batch) { return parts_.read(batch); });
}

// What an interrupted run has left.
void Run::Execution::take_up_parts() {
  for (const Text& broken : parts_.broken()) say(text("{}; simulated again", "{}；重新模拟", broken));
  for (const Batch& batch : parts_.finished()) {
    const output::Rows rows = parts_.read(batch);
    looked_.add(rows);
    add_failures(rows);
    if (assembly_) assembly_->add(rows), assembled_ += rows.count;
  }
  finished_ = rows_of_batches(parts_.finished()).size();
  if (finished_ + parts_.begun().size() > 0)
    say(text("{}: goes on: {} of {} replications were finished, {} begun",
             "{0}：继续：共 {2} 次重复，已完成 {1} 次，已开始 {3} 次", output_.string(), finished_.load(),
             run_.rows_.count, parts_.begun().size()));
}

// The economies at the points of a design at which rows are simulated.
std::vector<Run::Point> Run::Execution::points_of(std::span<const std::size_t> rows) const {
  std::vector<Point> points;
  if (run_.design_.is_empty()) return points;
  for (const std::size_t row : rows)
    if (const std::size_t point = place_of(row).point; points.empty() || points.back().number != point)
      points.push_back({point, nullptr, {}});
  for_each_index(points.size(), Threads::all, [&](std::size_t k) {
    try {
      points[k].economy = std::make_unique<const Point::Economy>(run_.design_.at(points[k].number));
    } catch (const ExplainedError& refused) {
      points[k].refusal = on_one_line(refused.text());
    }
  });
  return points;
}

Run::Row Run::Execution::simulate_at(const Point& point, std::size_t row, Threads threads, const RowWatch& watch) {
  const DesignPlace at = place_of(row);
  const Text name = run_.design_.in_words(at.point);
  if (!point.economy) {
    const std::vector<double> unknown(run_.model_.economies.size(), std::numeric_limits<double>::quiet_NaN());
    return {text("replication {}, {}: {}", "第 {} 次重复，{}：{}", row, name, point.refusal),
            design_values(run_.design_, at, unknown)};
  }
  RowEnd end = simulate_row({row, &point.economy->model, &point.economy->recorder, static_cast<std::uint32_t>(at.draw)},
                            threads, parts_, watch);
  if (Text* const why = std::get_if<Text>(&end)) *why = text("{}, {}", "{}，{}", name, *why);
  return {std::move(end), design_values(run_.design_, at, point.economy->growth)};
}

// The rows of some batches, side by side as far as memory goes, then one after another.
std::vector<Run::Row> Run::Execution::simulate(std::span<const std::size_t> rows, Progress& progress) {
  const RowWatch watch{options_.stop, [&] {
                         ++dates_;
                         progress.advance(static_cast<double>(run_.model_.layout.firms()));
                       }};
  const std::vector<Point> points = points_of(rows);
  std::vector<Row> all(rows.size());
  const auto work = [&](std::size_t i, Threads threads) {
    if (points.empty())
      all[i].end =
          simulate_row({rows[i], &run_.model_, &run_.recorder_, static_cast<std::uint32_t>(place_of(rows[i]).draw)},
                       threads, parts_, watch);
    else
      all[i] = simulate_at(*std::ranges::lower_bound(points, place_of(rows[i]).point, {}, &Point::number), rows[i],
                           threads, watch);
  };
  const Spread plan = run_.side_by_side_ == 1 ? Spread{0, rows.size()} : spread(rows.size(), run_.side_by_side_);
  for_each_index(plan.side_by_side, Threads::all, [&](std::size_t i) { work(i, Threads::one); });
  for (std::size_t i = plan.side_by_side; i < rows.size(); ++i) work(i, Threads::all);
  return all;
}

// The rows of a batch as a part; takes their records.
output::Rows Run::Execution::part_of(const Batch& batch, std::span<Row> of_batch) const {
  output::Rows rows{.first = batch.first, .count = batch.count, .columns = {}, .failed = {}};
  std::vector<Record> records;
  std::vector<std::vector<std::vector<double>>> design;
  for (std::size_t i = 0; i < batch.count; ++i) {
    if (const Text* const why = std::get_if<Text>(&of_batch[i].end)) {
      rows.failed.push_back({batch.first + i, *why});
      records.push_back(record_of_failure(run_.recorder_));
    } else {
      records.push_back(std::move(std::get<Record>(of_batch[i].end)));
    }
    if (!run_.design_.is_empty()) design.push_back(std::move(of_batch[i].design));
  }
  rows.columns = rows_of(records, run_.recorder_, design);
  return rows;
}

// Writes a batch's rows as a part, or, of one that was stopped, those that had come to their end.
void Run::Execution::gather(const Batch& batch, std::span<Row> of_batch, std::vector<output::Rows>& finished) {
  const auto was_stopped = [](const Row& row) { return std::holds_alternative<RowStopped>(row.end); };
  if (std::ranges::none_of(of_batch, was_stopped)) return finished.push_back(part_of(batch, of_batch));
  for (std::size_t i = 0; i < batch.count; ++i)
    if (const Record* const record = std::get_if<Record>(&of_batch[i].end))
      keep_record(parts_, batch.first + i, *record);
}

// Parts wait for the disk while the file is compressed.
void Run::Execution::write(const std::vector<output::Rows>& finished) {
  std::future<void> keeping = std::async(std::launch::async, [&] {
    for (const output::Rows& rows : finished) {
      parts_.write(rows);
      add_failures(rows);
      finished_ += rows.count;
    }
  });
  for (const output::Rows& rows : finished) {
    if (!assembly_ || options_.stop()) break;  // the parts are enough
    assembly_->add(rows);
    assembled_ += rows.count;
  }
  keeping.get();
}

void Run::Execution::simulate_missing() {
  const std::vector<Batch> missing = missing_batches(run_.rows_, parts_.finished());
  const std::size_t batches_per_round = replications_per_round(threads_in_use()) / replications_per_batch;
  Progress progress(static_cast<double>(rows_of_batches(missing).size()) *
                        static_cast<double>(run_.model_.layout.firms()) * static_cast<double>(run_.recorder_.dates()),
                    options_.language);
  std::future<void> writing;  // the round before, while the next one is simulated
  std::optional<std::size_t> enough = looked_.stops_after();
  for (std::size_t first = 0; first < missing.size() && !enough && !options_.stop(); first += batches_per_round) {
    const auto round = std::span(missing).subspan(first, std::min(batches_per_round, missing.size() - first));
    std::vector<Row> rows = simulate(rows_of_batches(round), progress);
    std::vector<output::Rows> finished;
    for (std::size_t row = 0; const Batch& batch : round) {
      gather(batch, std::span(rows).subspan(row, batch.count), finished);
      row += batch.count;
    }
    for (const output::Rows& batch : finished) looked_.add(batch);
    enough = looked_.stops_after();
    if (writing.valid()) writing.get();
    writing = std::async(std::launch::async, [this, finished = std::move(finished)] { write(finished); });
  }
  if (writing.valid()) writing.get();
  if (enough) replications_ = *enough;
}

// The file of an ensemble whose size was not known before: of all parts that belong to it.
void Run::Execution::assemble() {
  open();
  for (const Batch& batch : batches(replications_)) assembly_->add(parts_.read(batch)), assembled_ += batch.count;
}

void Run::Execution::stop() const {
  throw Stopped(
      text("{}: stopped: {} of {} replications are finished, and kept with those under way in {}: the same command "
           "goes on from there",
           "{0}：已停止：共 {2} 次重复，已完成 {1} 次，连同进行中的一并保存在 {3}：再次给出同一命令即从此处继续",
           output_.string(), finished_.load(), run_.rows_.count, parts_.directory().string()));
}

void Run::Execution::give_up(const output::OutputError& error) const {
  std::error_code ignored;
  const bool kept = std::filesystem::is_directory(parts_.directory(), ignored);
  throw output::WriteError(
      kept
          ? text("{}: cannot be finished: {}; {} of {} replications are kept in {}: when this is mended, the same "
                 "command goes on from there",
                 "{0}: 无法完成：{1}；共 {3} 次重复，已完成的 {2} 次保存在 {4}：排除故障后再次给出同一命令即从此处继续",
                 output_.string(), error.text(), finished_.load(), run_.rows_.count, parts_.directory().string())
          : text("{}: cannot be finished: {}; its parts are gone", "{}: 无法完成：{}；其部分结果已不存在",
                 output_.string(), error.text()));
}

// Where every replication failed there is nothing to publish.
void Run::Execution::expect_some_finished() const {
  if (assembly_->failures().size() < replications_) return;
  throw SimulationError(reasons(assembly_->failures()));
}

void Run::Execution::finish_file() {
  if (run_.rule_.looks() && !options_.stop()) assemble();
  if (assembled_ < replications_) stop();
  expect_some_finished();
  assembly_->publish();
}

RunSummary Run::Execution::finish() {
  const auto start = std::chrono::steady_clock::now();
  try {
    if (!run_.share_ && !run_.rule_.looks()) open();
    take_up_parts();
    simulate_missing();
    if (!run_.share_) finish_file();
    else if (finished_ < replications_) stop();
  } catch (const output::OutputError& error) {
    give_up(error);
  } catch (const SimulationError&) {
    parts_.remove();
    throw;
  }
  if (!run_.share_) parts_.remove();
  std::ranges::sort(failures_, {}, &output::FailedRow::row);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double firm_steps = static_cast<double>(dates_) * static_cast<double>(run_.model_.layout.firms());
  return {replications_, run_.model_.layout.firms(),     run_.model_.periods, seconds, firm_steps / seconds,
          failures_,     looked_.estimate(replications_)};
}

Text reasons(std::span<const output::FailedRow> failures) {
  std::vector<Text> lines;
  for (const output::FailedRow& failed : failures) lines.push_back(failed.why);
  return in_lines(lines);
}

RunSummary Run::execute(const std::filesystem::path& output, const RunOptions& options) const {
  return Execution(*this, output, options).finish();
}

}  // namespace suanli
