// A run on several ranks. Each simulates its share of the ensemble by itself, publishes its own parts beside the output as a
// run alone does, and hears of the others between rounds only; when all parts are there, all put the file together. What is
// decided (that there are enough replications, which have failed, to stop) is decided from what all ranks have reported, in the
// order of replications, so that it does not depend on how many ranks there are.
#include <algorithm>
#include <chrono>
#include <concepts>
#include <exception>
#include <type_traits>
#include <utility>

#include "engine/byte_string.hpp"
#include "engine/rank_share.hpp"
#include "output/collective_rows.hpp"
#include "scenarios/ending.hpp"
#include "scenarios/execution.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

/// What the rule of an ensemble looks at in a batch.
struct Values {
  std::size_t first = 0;
  std::vector<double> values;
};

template <class Bytes, class V>
requires std::same_as<std::remove_const_t<V>, Values>
void members(Bytes& bytes, V& v) { bytes(v.first, v.values); }

/// A failed replication, and why.
struct Failed {
  std::size_t row = 0;
  Text why;
};

template <class Bytes, class F>
requires std::same_as<std::remove_const_t<F>, Failed>
void members(Bytes& bytes, F& f) { bytes(f.row, f.why.en, f.why.zh); }

}  // namespace

/// What a rank tells the others of its work.
struct Run::Execution::Report {
  std::size_t finished = 0;
  std::vector<Values> seen;
  std::vector<Failed> failed;

  void add(const output::Rows& rows, const Looked& looked) {
    finished += rows.count;
    seen.push_back({rows.first, looked.values_of(rows)});
    for (const output::FailedRow& row : rows.failed) failed.push_back({row.row, row.why});
  }
};

// Work of each rank by itself, which all end early if one is to stop or cannot go on; then all know what all have done.
void Run::Execution::work_together(const std::function<void(Report&)>& work) {
  Report mine;
  std::exception_ptr error;
  const std::size_t periods_before = periods_, finished_before = finished_;
  try {
    work(mine);
  } catch (...) {
    error = std::current_exception();
  }
  stopped_ |= alarm_.settle([&] { return error != nullptr || options_.stop(); });
  std::size_t periods = periods_before, finished = finished_before;
  for (const std::string& bytes :
       ranks_.gather(in_bytes(periods_ - periods_before, mine.finished, mine.seen, mine.failed))) {
    Report report;
    std::size_t more_periods = 0;
    from_bytes(bytes, more_periods, report.finished, report.seen, report.failed);
    periods += more_periods, finished += report.finished;
    for (const Values& seen : report.seen) looked_.add(seen.first, seen.values);
    for (Failed& failed : report.failed) failures_.push_back({failed.row, std::move(failed.why)});
  }
  periods_ = periods, finished_ = finished;
  step_together([&] {
    if (error) std::rethrow_exception(error);
  });
}

// A step that all ranks take, and none leaves behind that the others do not.
void Run::Execution::step_together(const std::function<void()>& step) {
  together(ranks_, [&] {
    try {
      step();
    } catch (const output::OutputError& error) {
      give_up(error);
    }
  });
}

void Run::Execution::take_up_parts_together() {
  const std::vector<Batch>& finished = parts_.finished();
  work_together([&](Report& report) {
    for (std::size_t k = ranks_.rank(); k < finished.size(); k += ranks_.size())
      report.add(parts_.read(finished[k]), looked_);
  });
  say_what_is_there();
}

// Long rounds, or, where each tells whether there are enough, as long as that takes.
void Run::Execution::simulate_together() {
  constexpr std::size_t long_round = 1 << 16;  // batches of each rank, which holds those of all
  MissingBatches missing(run_.rows_, parts_.finished());
  std::size_t per_round = replications_per_round(threads_in_use()) / replications_per_batch * ranks_.size();
  from_bytes(ranks_.from_first(in_bytes(run_.rule_.looks() ? per_round : long_round * ranks_.size())), per_round);
  show_progress(missing);
  std::optional<std::size_t> enough = looked_.stops_after();
  for (std::vector<Batch> round; !enough && !stopped_;) {
    round = missing.next(per_round);
    if (round.empty()) break;
    const RankShare share = share_of_rank(round, ranks_.rank(), ranks_.size());
    const auto simulate_whole = [&](const std::vector<Batch>& batches, Report& report) {
      std::size_t begun = 0;
      const auto next = [&](std::size_t count) {
        const auto some = std::span(batches).subspan(begun, std::min(count, batches.size() - begun));
        begun += some.size();
        return std::vector<Batch>(some.begin(), some.end());
      };
      simulate_batches(next, [&](const std::vector<output::Rows>& finished) {
        for (const output::Rows& rows : finished) report.add(rows, looked_);
        return true;
      });
    };
    work_together([&](Report& report) {
      simulate_whole(share.whole, report);
      simulate(share.replications, true);
    });
    if (round.size() % ranks_.size() != 0 && !stopped_)
      work_together([&](Report& report) {
        parts_.look_for_states(rows_of_batches(share.finished));
        simulate_whole(share.finished, report);
      });
    enough = looked_.stops_after();
  }
  progress_.reset();
  if (enough) replications_ = *enough;
}

// Every batch by one rank: as many at once as there are ranks.
void Run::Execution::write_rows_together(const std::filesystem::path& lent) {
  std::optional<output::CollectiveRows> file;
  step_together([&] { file.emplace(lent, result_schema(finished_scenario(), run_.model_, failures_), ranks_); });
  const Batches all = batches(replications_);
  for (std::size_t first = 0; first < all.size() && !stopped_; first += ranks_.size()) {
    output::Rows rows;
    work_together([&](Report&) {
      if (const std::size_t mine = first + ranks_.rank(); mine < all.size()) rows = parts_.read(all[mine]);
    });
    step_together([&] {
      file->write(rows.first, rows.count,
                  std::vector<std::span<const double>>(rows.columns.begin(), rows.columns.end()));
    });
  }
  if (!stopped_) step_together([&] { file->write_quantiles(failures_); });
  step_together([&] { file->close(); });
}

void Run::Execution::assemble_together() {
  std::optional<output::ResultWriter> writer;
  std::string lent;
  step_together([&] {
    if (!ranks_.is_first()) return;
    writer.emplace(begun_file(failures_));
    lent = writer->lend(replications_).string();
  });
  write_rows_together(ranks_.from_first(lent));
  if (stopped_) return;
  step_together([&] {
    if (ranks_.is_first()) writer->publish();
  });
}

RunSummary Run::Execution::finish_together() {
  const auto start = std::chrono::steady_clock::now();
  take_up_parts_together();
  if (!stopped_) simulate_together();
  settle_failures();
  step_together([&] {
    if (!stopped_ && failures_.size() == replications_ && ranks_.is_first()) parts_.remove();
    if (!stopped_) expect_some_finished();
  });
  if (!stopped_) assemble_together();
  step_together([&] {
    if (stopped_) stop();
    if (ranks_.is_first()) parts_.remove();
  });
  return summary(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

}  // namespace suanli
