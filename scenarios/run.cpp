#include "scenarios/run.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <limits>
#include <utility>

#include "engine/byte_string.hpp"
#include "engine/ensemble.hpp"
#include "engine/share.hpp"
#include "scenarios/ending.hpp"
#include "scenarios/execution.hpp"
#include "scenarios/identity.hpp"
#include "scenarios/result_rows.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

// The parts of a run: the first rank takes them, the others share what it has found.
output::Parts parts_of_run(const Communicator& ranks, const std::filesystem::path& output,
                           const output::RunOfParts& run, output::Parts::Earlier earlier) {
  std::optional<output::Parts> parts;
  together(ranks, [&] {
    if (ranks.is_first()) parts.emplace(output, run, earlier);
  });
  if (ranks.is_alone()) return std::move(*parts);
  std::string bytes;
  if (ranks.is_first()) bytes = in_bytes(parts->finished(), parts->begun());
  bytes = ranks.from_first(bytes);
  together(ranks, [&] {
    if (ranks.is_first()) return;
    output::Parts::Found found;
    from_bytes(bytes, found.finished, found.begun);
    try {
      parts.emplace(output, run, std::move(found));
    } catch (const output::OutputError& unseen) {
      throw WrongInput(unseen.text());
    }
  });
  return std::move(*parts);
}

// Whatever a rank has read, a stale copy on its machine, say, it shall be the same as the first's.
void expect_same_scenario(const Communicator& ranks, const std::string& identity) {
  const std::string of_first = ranks.from_first(identity);
  together(ranks, [&] {
    if (identity != of_first)
      throw WrongInput(text("reads another scenario than process 0:\n{}", "读到的情景与进程 0 的不同：\n{}",
                            output::differing_lines(of_first, identity)));
  });
}

std::size_t enough_for(const Communicator& ranks, std::size_t replications) {
  if (ranks.size() > replications)
    throw WrongInput(text("{} processes for {} replications: each process simulates at least one; start fewer",
                          "{} 个进程对 {} 次重复：每个进程至少模拟一次；请减少进程数", ranks.size(), replications));
  return replications;
}

}  // namespace

std::vector<double> Looked::values_of(const output::Rows& rows) const {
  std::vector<double> values;
  for (std::size_t i = 0; rule_->looks() && i < rows.count; ++i)
    values.push_back(rule_->value_of(std::span(rows.columns[rule_->series()]).subspan(i * dates_, dates_)));
  return values;
}

void Looked::add(std::size_t first, const std::vector<double>& values) {
  if (!rule_->looks()) return;
  later_[first] = values;
  for (auto next = later_.find(values_.size()); next != later_.end(); next = later_.find(values_.size())) {
    values_.insert(values_.end(), next->second.begin(), next->second.end());
    later_.erase(next);
  }
}

std::optional<std::size_t> Looked::stops_after() {
  const std::size_t known = std::exchange(known_, values_.size());
  return rule_->looks() ? rule_->stops_after(values_, known) : std::nullopt;
}

std::optional<Bracketed> Looked::estimate(std::size_t replications) const {
  return rule_->looks() ? std::optional(rule_->estimate(std::span(values_).first(replications))) : std::nullopt;
}

MissingBatches::MissingBatches(const Batch& rows, const std::vector<Batch>& finished)
    : all_(rows), finished_(&finished), rows_(rows.count) {
  for (const Batch& batch : finished)
    if (all_.has(batch)) rows_ -= batch.count;
}

std::vector<Batch> MissingBatches::next(std::size_t count) {
  std::vector<Batch> some;
  for (; some.size() < count && next_ < all_.size(); ++next_)
    if (!std::ranges::binary_search(*finished_, all_[next_].first, {}, &Batch::first)) some.push_back(all_[next_]);
  return some;
}

std::size_t rows_in(std::span<const Batch> batches) {
  std::size_t rows = 0;
  for (const Batch& batch : batches) rows += batch.count;
  return rows;
}

std::vector<std::size_t> rows_of_batches(std::span<const Batch> batches) {
  std::vector<std::size_t> rows;
  for (const Batch& batch : batches)
    for (std::size_t i = 0; i < batch.count; ++i) rows.push_back(batch.first + i);
  return rows;
}

void expect_to_begin(const std::filesystem::path& file, const std::function<bool()>& stop) {
  if (!stop()) return;
  throw Stopped(text("{}: stopped before any work: the same command goes on with what is kept, if anything is",
                     "{}：未开始工作即已停止：再次给出同一命令即从所保存的部分（如有）继续", file.string()));
}

Run::Run(const Scenario& scenario, const Communicator& ranks, const std::function<void()>& watch)
    : Run(scenario, ranks, std::nullopt, memory_left(ranks.sharing()), watch) {}

Run::Run(const Scenario& scenario, const Batch& share, const std::function<void()>& watch)
    : Run(scenario, {}, share, memory_left(), watch) {}

Run::Run(const Scenario& scenario, const Communicator& ranks, std::optional<Batch> share, const AvailableMemory& left,
         const std::function<void()>& watch)
    : scenario_(&scenario),
      ranks_(ranks),
      share_(share),
      design_(scenario.parameters),
      model_(scenario.parameters, watch),
      recorder_(model_),
      rule_(model_, recorder_),
      rows_(share.value_or(Batch{0, enough_for(ranks, rule_.most())})),
      side_by_side_(share ? fit_into_memory(model_, recorder_, *share, left)
                          : fit_into_memory(model_, recorder_, left)) {}

Run::Execution::Execution(const Run& run, const std::filesystem::path& output, const RunOptions& options)
    : run_(run),
      ranks_(run.ranks_),
      output_(output),
      options_(options),
      alarm_(run.ranks_),
      parts_([&] {
        const output::RunOfParts same = run_of_parts(run.model_, run.recorder_);
        expect_same_scenario(run.ranks_, same.identity);
        return parts_of_run(run.ranks_, output, same, options.earlier);
      }()),
      replications_(run.rows_.count),
      looked_(run.rule_, run.recorder_.dates()) {
  parts_.keep_only(Batches(run.rows_));
}

// As one that says how many replications there were.
Scenario Run::Execution::finished_scenario() const {
  Scenario finished = *run_.scenario_;
  if (run_.rule_.looks()) finished.parameters.ensemble.replications = static_cast<std::int64_t>(replications_);
  return finished;
}

output::ResultWriter Run::Execution::begun_file(std::span<const output::FailedRow> failures) const {
  return begin_result(output_, finished_scenario(), run_.model_, failures);
}

void Run::Execution::open() {
  assembly_.emplace([this](std::span<const output::FailedRow> failures) { return begun_file(failures); },
                    [this](const Batch& batch) { return parts_.read(batch); });
}

// What an interrupted run has left.
void Run::Execution::take_up_parts() {
  finished_ = rows_in(parts_.finished());
  for (const Batch& batch : parts_.finished()) {
    if (is_to_stop()) stop();
    const output::Rows rows = parts_.read(batch);
    looked_.add(rows);
    add_failures(rows);
    if (assembly_) assembly_->add(rows), assembled_ += rows.count;
  }
  say_what_is_there();
}

void Run::Execution::say_what_is_there() {
  finished_ = rows_in(parts_.finished());
  if (!ranks_.is_first()) return;
  for (const Text& broken : parts_.broken()) say_is_simulated_again(broken);
  if (finished_ + parts_.begun().size() > 0)
    say(text("{}: goes on: {} of {} replications were finished, {} begun",
             "{0}：继续：共 {2} 次重复，已完成 {1} 次，已开始 {3} 次", output_.string(), finished_.load(),
             run_.rows_.count, parts_.begun().size()));
}

// Of all ranks, as if all were as fast as this one.
void Run::Execution::show_progress(const MissingBatches& missing) {
  if (ranks_.is_first())
    progress_.emplace(static_cast<double>(missing.rows()) * static_cast<double>(run_.model_.layout.firms()) *
                          static_cast<double>(run_.model_.periods_before + run_.model_.periods),
                      options_.language, Counted{finished_, replications_});
}

// The economies at the points of a design at which rows are simulated.
std::vector<Run::Point> Run::Execution::points_of(std::span<const std::size_t> rows) {
  std::vector<Point> points;
  if (run_.design_.is_empty()) return points;
  for (const std::size_t row : rows)
    if (const std::size_t point = place_of(row).point; points.empty() || points.back().number != point)
      points.push_back({point, nullptr, {}});
  for_each_index(points.size(), Threads::all, [&](std::size_t k) {
    try {
      const auto watch = [this] { expect_to_begin(output_, [this] { return is_to_stop(); }); };
      points[k].economy = std::make_unique<const Point::Economy>(run_.design_.checked_at(points[k].number), watch);
    } catch (const Stopped&) {  // the point has neither
    } catch (const ExplainedError& refused) {
      points[k].refusal = on_one_line(refused.text());
    }
  });
  return points;
}

Run::Row Run::Execution::simulate_at(const Point& point, std::size_t row, Threads threads, const RowWatch& watch) {
  if (!point.economy && point.refusal.empty()) return {RowStopped{}, {}};
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
std::vector<Run::Row> Run::Execution::simulate(std::span<const std::size_t> rows, bool keep) {
  const RowWatch watch{[&] { return is_to_stop(); },
                       [&] {
                         ++periods_;
                         if (progress_)
                           progress_->advance(static_cast<double>(run_.model_.layout.firms() * ranks_.size()));
                       },
                       keep, [&](const Text& unusable) { say_is_simulated_again(unusable); }};
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
    if (progress_ && !std::holds_alternative<RowStopped>(all[i].end)) progress_->finish(ranks_.size());
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
      finished_ += rows.count;
    }
  });
  for (const output::Rows& rows : finished) {
    if (!assembly_ || is_to_stop()) break;  // the parts are enough
    assembly_->add(rows);
    assembled_ += rows.count;
  }
  keeping.get();
}

// Batches in rounds that keep all threads busy, each written while the next one is simulated.
void Run::Execution::simulate_batches(const Next& next, const Hear& hear) {
  const std::size_t batches_per_round = replications_per_round(threads_in_use()) / replications_per_batch;
  std::future<void> writing;
  bool more = true;
  while (more && !is_to_stop()) {
    const std::vector<Batch> round = next(batches_per_round);
    if (round.empty()) break;
    std::vector<Row> rows = simulate(rows_of_batches(round));
    std::vector<output::Rows> finished;
    for (std::size_t row = 0; const Batch& batch : round) {
      gather(batch, std::span(rows).subspan(row, batch.count), finished);
      row += batch.count;
    }
    more = hear(finished);
    if (writing.valid()) writing.get();
    writing = std::async(std::launch::async, [this, finished = std::move(finished)] { write(finished); });
  }
  if (writing.valid()) writing.get();
}

void Run::Execution::simulate_missing() {
  MissingBatches missing(run_.rows_, parts_.finished());
  show_progress(missing);
  std::optional<std::size_t> enough = looked_.stops_after();
  if (!enough)
    simulate_batches([&](std::size_t count) { return missing.next(count); },
                     [&](const std::vector<output::Rows>& finished) {
                       for (const output::Rows& batch : finished) looked_.add(batch), add_failures(batch);
                       enough = looked_.stops_after();
                       return !enough.has_value();
                     });
  progress_.reset();
  if (enough) replications_ = *enough;
}

// The file of an ensemble whose size was not known before: of all parts that belong to it.
void Run::Execution::assemble() {
  open();
  for (const Batch batch : batches(replications_)) {
    if (is_to_stop()) stop();
    assembly_->add(parts_.read(batch)), assembled_ += batch.count;
  }
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
          : text("{}: cannot be finished: {}; its parts are gone: the same command starts over once there is a place "
                 "for them",
                 "{}: 无法完成：{}；其部分结果已不存在：恢复其所在目录后，再次给出同一命令即重新开始", output_.string(),
                 error.text()));
}

// Where every replication failed there is nothing to publish.
void Run::Execution::expect_some_finished() const {
  if (failures_.size() == replications_) throw SimulationError(reasons(failures_));
}

// Of the replications that count, ascending.
void Run::Execution::settle_failures() {
  const std::size_t end = run_.rows_.first + replications_;
  std::erase_if(failures_, [&](const output::FailedRow& failed) { return failed.row >= end; });
  std::ranges::sort(failures_, {}, &output::FailedRow::row);
}

void Run::Execution::finish_file() {
  if (run_.rule_.looks() && !is_to_stop()) assemble();
  if (assembled_ < replications_) stop();
  expect_some_finished();
  if (!assembly_->publish([this] { return is_to_stop(); })) stop();
}

RunSummary Run::Execution::summary(double seconds) const {
  const double firm_steps = static_cast<double>(periods_) * static_cast<double>(run_.model_.layout.firms());
  return {replications_, run_.model_.layout.firms(),     run_.model_.periods, seconds, firm_steps / seconds,
          failures_,     looked_.estimate(replications_)};
}

RunSummary Run::Execution::finish_alone() {
  const auto start = std::chrono::steady_clock::now();
  try {
    if (!run_.share_ && !run_.rule_.looks()) open();
    take_up_parts();
    simulate_missing();
    settle_failures();
    if (!run_.share_) finish_file();
    else if (finished_ < replications_) stop();
  } catch (const output::OutputError& error) {
    give_up(error);
  } catch (const SimulationError&) {
    parts_.remove();
    throw;
  }
  if (!run_.share_) parts_.remove();
  return summary(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
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
