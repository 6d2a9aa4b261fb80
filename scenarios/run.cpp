#include "scenarios/run.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <mutex>

#include "engine/ensemble.hpp"
#include "engine/machine.hpp"
#include "engine/parallel.hpp"
#include "scenarios/design_columns.hpp"
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

}  // namespace

struct Run::Point {
  Model model;
  Recorder recorder;
  std::vector<double> growth;

  explicit Point(const Parameters& p) : model(p), recorder(model), growth(balanced_growth(model)) {}
};

struct Run::Round {
  std::vector<Record> records;
  std::vector<std::vector<std::vector<double>>> design;  // [replication][variable]
};

Run::Run(const Scenario& scenario)
    : scenario_(&scenario),
      design_(scenario.parameters),
      model_(scenario.parameters),
      recorder_(model_),
      replications_(replications_in_all(scenario.parameters)),
      side_by_side_(fit_into_memory(model_, recorder_, replications_)) {}

// Replications [first, first + count). Every one that fails is named; the others finish.
Run::Round Run::simulate_round(std::size_t first, std::size_t count, Progress& progress) const {
  Round round{std::vector<Record>(count), {}};
  if (!design_.is_empty()) round.design.resize(count);
  std::map<std::size_t, Text> failures;  // by replication, whichever failed first
  std::mutex guard;
  const auto fails = [&](std::size_t i, Text message) {
    const std::lock_guard lock(guard);
    failures[i] = std::move(message);
  };

  const auto place = [&](std::size_t i) { return place_of_replication(scenario_->parameters, first + i); };
  const std::size_t first_point = place(0).point;
  std::vector<std::unique_ptr<const Point>> points(design_.is_empty() ? 0 : place(count - 1).point - first_point + 1);
  std::vector<Text> refusals(points.size());
  for_each_index(points.size(), Threads::all, [&](std::size_t k) {
    try {
      points[k] = std::make_unique<const Point>(design_.at(first_point + k));
    } catch (const ExplainedError& refused) {
      refusals[k] = text("{}: {}", "{}：{}", design_.in_words(first_point + k), on_one_line(refused.text()));
    }
  });

  const auto simulate_at = [&](const Model& model, const Recorder& recorder, std::size_t draw, Threads threads) {
    return simulate(model, recorder, static_cast<std::uint32_t>(draw), threads,
                    [&] { progress.advance(static_cast<double>(model_.layout.firms())); });
  };
  const auto work = [&](std::size_t i, Threads threads) {
    const DesignPlace at = place(i);
    try {
      if (design_.is_empty()) {
        round.records[i] = simulate_at(model_, recorder_, at.draw, threads);
      } else if (const Point* point = points[at.point - first_point].get()) {
        round.records[i] = simulate_at(point->model, point->recorder, at.draw, threads);
        round.design[i] = design_values(design_, at, point->growth);
      } else {
        fails(i, text("replication {}, {}", "第 {} 次重复，{}", first + i, refusals[at.point - first_point]));
      }
    } catch (const SimulationError& error) {
      fails(i, design_.is_empty() ? error.text() : text("{}, {}", "{}，{}", design_.in_words(at.point), error.text()));
    }
  };
  const Spread plan = side_by_side_ == 1 ? Spread{0, count} : spread(count, side_by_side_);
  for_each_index(plan.side_by_side, Threads::all, [&](std::size_t i) { work(i, Threads::one); });
  for (std::size_t i = plan.side_by_side; i < count; ++i) work(i, Threads::all);
  if (failures.empty()) return round;
  std::vector<Text> lines;
  for (const auto& [replication, message] : failures) lines.push_back(message);
  throw SimulationError(in_lines(lines));
}

void Run::write_round(output::ResultWriter& writer, std::size_t first, const Round& round) const {
  for (const Batch& batch : batches(round.records.size())) {  // as many at once on any machine: the same bytes
    const auto of_design = round.design.empty() ? std::span<const std::vector<std::vector<double>>>{}
                                                : std::span(round.design).subspan(batch.first, batch.count);
    const std::vector<std::vector<double>> rows =
        rows_of(std::span(round.records).subspan(batch.first, batch.count), recorder_, of_design);
    writer.write_replications(first + batch.first, batch.count,
                              std::vector<std::span<const double>>(rows.begin(), rows.end()));
  }
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
      Round done = simulate_round(first, std::min(round, replications_ - first), progress);
      if (writing.valid()) writing.get();
      writing = std::async(std::launch::async,
                           [this, &writer, first, done = std::move(done)] { write_round(writer, first, done); });
    }
    writing.get();
  }
  writer.publish();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {replications_, model_.layout.firms(), model_.periods, seconds, firm_steps / seconds};
}

}  // namespace suanli
