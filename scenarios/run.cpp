#include "scenarios/run.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <mutex>

#include "engine/ensemble.hpp"
#include "engine/machine.hpp"
#include "engine/parallel.hpp"
#include "output/result_file.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

// Replications that are in memory at once: enough to keep every thread busy, in whole batches.
std::size_t replications_per_round(std::size_t threads) {
  return (4 * threads + replications_per_batch - 1) / replications_per_batch * replications_per_batch;
}

// How many replications may hold their firms in memory side by side: all threads', or one at a time.
std::size_t fit_into_memory(const Model& model, const Recorder& recorder, std::size_t replications) {
  const double available = static_cast<double>(available_memory());
  const std::size_t threads = threads_in_use(), in_memory = std::min(replications, replications_per_round(threads));
  const double records = 3.0 * static_cast<double>(in_memory * recorder.values_per_replication() * sizeof(double));
  const double firms = static_cast<double>(model.layout.bytes() + recorder.firms().bytes()), gib = 1024.0 * 1024 * 1024;
  if (records + firms > available)
    throw NotEnoughMemory(
        text("not enough memory: {:.3g} GiB for the {} firms of one replication (firms.count, firms.minimum_per_cell) "
             "and {:.3g} GiB for recorded series, but {:.3g} GiB are available",
             "内存不足：一次重复的 {1} 家企业（firms.count、firms.minimum_per_cell）需 {0:.3g} GiB，记录序列需 {2:.3g} "
             "GiB，可用 {3:.3g} GiB",
             firms / gib, model.layout.firms(), records / gib, available / gib));
  return records + static_cast<double>(std::min(threads, replications)) * firms > available ? 1 : threads;
}

void write_round(output::ResultWriter& writer, const Recorder& recorder, std::size_t first,
                 const std::vector<Record>& records) {
  for (const Batch& batch : batches(records.size())) {  // as many at once on any machine: the same bytes
    const std::vector<std::vector<double>> rows =
        rows_of(std::span(records).subspan(batch.first, batch.count), recorder);
    writer.write_replications(first + batch.first, batch.count,
                              std::vector<std::span<const double>>(rows.begin(), rows.end()));
  }
}

}  // namespace

Run::Run(const Scenario& scenario)
    : scenario_(&scenario),
      model_(scenario.parameters),
      recorder_(model_),
      replications_(static_cast<std::size_t>(scenario.parameters.ensemble.replications)),
      side_by_side_(fit_into_memory(model_, recorder_, replications_)) {}

// Replications [first, first + count). Every one that fails is named; the others finish.
std::vector<Record> Run::simulate_round(std::size_t first, std::size_t count, Progress& progress) const {
  std::vector<Record> records(count);
  std::map<std::size_t, Text> failures;  // by replication, whichever failed first
  std::mutex guard;
  const auto work = [&](std::size_t i, Threads threads) {
    try {
      records[i] = simulate(model_, recorder_, static_cast<std::uint32_t>(first + i), threads,
                            [&] { progress.advance(static_cast<double>(model_.layout.firms())); });
    } catch (const SimulationError& error) {
      const std::lock_guard lock(guard);
      failures[i] = error.text();
    }
  };
  const Spread plan = side_by_side_ == 1 ? Spread{0, count} : spread(count, side_by_side_);
  for_each_index(plan.side_by_side, Threads::all, [&](std::size_t i) { work(i, Threads::one); });
  for (std::size_t i = plan.side_by_side; i < count; ++i) work(i, Threads::all);
  if (failures.empty()) return records;
  std::vector<Text> lines;
  for (const auto& [replication, message] : failures) lines.push_back(message);
  throw SimulationError(in_lines(lines));
}

RunSummary Run::execute(const std::filesystem::path& output, Language language) const {
  const auto start = std::chrono::steady_clock::now();
  output::ResultWriter writer(output, result_schema(*scenario_, model_));
  write_theory(writer, model_);
  const double firm_steps = static_cast<double>(replications_) * static_cast<double>(model_.layout.firms()) *
                            static_cast<double>(recorder_.dates());
  {
    Progress progress(firm_steps, language);
    std::future<void> writing;  // the round before, while the next one is simulated
    const std::size_t round = replications_per_round(threads_in_use());
    for (std::size_t first = 0; first < replications_; first += round) {
      std::vector<Record> records = simulate_round(first, std::min(round, replications_ - first), progress);
      if (writing.valid()) writing.get();
      writing = std::async(std::launch::async, [this, &writer, first, records = std::move(records)] {
        write_round(writer, recorder_, first, records);
      });
    }
    writing.get();
  }
  writer.publish();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {replications_, model_.layout.firms(), model_.periods, seconds, firm_steps / seconds};
}

}  // namespace suanli
