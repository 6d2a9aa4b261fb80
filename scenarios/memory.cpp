#include "scenarios/memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "engine/ensemble.hpp"
#include "engine/parallel.hpp"
#include "output/schema.hpp"

namespace suanli {

namespace {

constexpr double kibibyte = 1024, mebibyte = 1024 * kibibyte, gibibyte = 1024 * mebibyte;
// Resident before the first replication: code, shared libraries, HDF5's tables of some three hundred open datasets, and the
// household's solved paths. 25 to 28 MiB for the shipped scenarios, hardly anything of which depends on their keys.
constexpr double program = 26 * mebibyte;
constexpr double cache_of_dataset = mebibyte;  // HDF5's default, of chunks that fit into it
constexpr double copies_of_chunk = 3;          // by each thread: filled, shuffled, compressed
constexpr double quantiles = 7;                // that are kept of a variable

/// A variable over replications: its values in one of them [byte], and whether the file has its quantiles.
struct Column {
  double bytes;
  bool has_quantiles;
};

std::vector<Column> columns_of(const Recorder& recorder) {
  std::vector<Column> all;
  const auto bytes = [](std::size_t first, std::size_t end) {
    return static_cast<double>((end - first) * sizeof(double));
  };
  for (std::size_t s = 0; s < recorder.recorded().size(); ++s)
    all.push_back({bytes(recorder.offset(s), recorder.offset(s + 1)), true});
  for (std::size_t v = 0; v < recorder.firms().variables().size(); ++v)
    all.push_back({bytes(recorder.firm_offset(v), recorder.firm_offset(v + 1)),
                   recorder.firms().variables()[v].about_quantiles.has_value()});
  for (std::size_t v = 0; v < recorder.siting().variables().size(); ++v)
    all.push_back({bytes(recorder.siting_offset(v), recorder.siting_offset(v + 1)),
                   recorder.siting().variables()[v].about_quantiles.has_value()});
  return all;
}

// What HDF5 keeps of a chunk: all of it, if its cache takes it.
double cached(double chunk) { return chunk <= cache_of_dataset ? chunk : 0; }

// Chunks of quantiles in HDF5's caches (those of rows it keeps none of), and each thread's copies of the largest chunk.
double held_by_writer(const std::vector<Column>& columns, std::size_t threads) {
  double caches = 0, largest = 0;
  for (const Column& column : columns) {
    if (column.has_quantiles) caches += cached(quantiles * column.bytes);
    largest = std::max(largest, column.bytes * replications_per_batch);
  }
  return caches + static_cast<double>(threads) * copies_of_chunk * std::min<double>(largest, output::largest_chunk);
}

// The values that quantiles of the largest variable are taken of at once.
double taken_for_quantiles(const std::vector<Column>& columns, double replications) {
  double largest = 0;
  for (const Column& column : columns)
    if (column.has_quantiles) largest = std::max(largest, column.bytes);
  return std::min(largest * replications, static_cast<double>(output::quantile_memory));
}

double replications_of(const Model& model) {
  const std::int64_t most = model.parameters.ensemble.until.max_replications;
  return most > 0 ? static_cast<double>(most) : static_cast<double>(replications_in_all(model.parameters));
}

// One replication's firms, and what is remembered of them.
double firms_of_one(const Model& model, const Recorder& recorder) {
  return static_cast<double>(model.layout.bytes() + recorder.firms().bytes());
}

std::string in_gibibytes(double bytes) {
  const double number = bytes / gibibyte;
  return number < 10 ? fmt::format("{:.2g}", number) : fmt::format("{:.0f}", number);
}

Text available(const AvailableMemory& left) {
  const std::string bytes = in_gibibytes(static_cast<double>(left.bytes));
  switch (left.limit) {
    case MemoryLimit::machine: return text("{} GiB are available", "可用 {} GiB", bytes);
    case MemoryLimit::control_group:
      return text("within its control group {} GiB are available", "所在控制组（cgroup）内可用 {} GiB", bytes);
    case MemoryLimit::slurm:
      return text("within what Slurm granted {} GiB are available", "Slurm 分配的内存中可用 {} GiB", bytes);
  }
  return {};
}

// A run's need on so many threads with so many replications side by side.
using NeedOf = std::function<MemoryNeed(std::size_t threads, std::size_t side_by_side)>;

NeedOf need_of_run(const Model& model, const Recorder& recorder) {
  return [&](std::size_t threads, std::size_t side_by_side) {
    return memory_need(model, recorder, threads, side_by_side);
  };
}

NeedOf need_beside(const KeptNumbers& kept, const Model& model, const Recorder& recorder) {
  return [&](std::size_t, std::size_t side_by_side) { return memory_need(model, recorder, kept, side_by_side); };
}

// All threads' replications side by side where they fit, else one.
std::size_t most_side_by_side(const NeedOf& need, const AvailableMemory& left) {
  const std::size_t threads = threads_in_use();
  return need(threads, threads).total() <= static_cast<double>(left.bytes) ? threads : 1;
}

double record_bytes(const Recorder& recorder) {
  return static_cast<double>(recorder.values_per_replication() * sizeof(double));
}

std::size_t fit(const Model& model, const Recorder& recorder, const NeedOf& need_of, const AvailableMemory& left) {
  const std::size_t side_by_side = most_side_by_side(need_of, left);
  const MemoryNeed need = need_of(threads_in_use(), side_by_side);
  if (need.total() <= static_cast<double>(left.bytes)) return side_by_side;
  throw NotEnoughMemory(text(
      "not enough memory: the run needs about {} GiB, with {} GiB for the {} firms of one replication (firms.count, "
      "firms.minimum_per_cell) and {} GiB for recorded series, but {}",
      "内存不足：运行约需 {0} GiB，其中一次重复的 {2} 家企业（firms.count、firms.minimum_per_cell）{1} GiB，"
      "记录序列 {3} GiB；{4}",
      in_gibibytes(need.total()), in_gibibytes(firms_of_one(model, recorder)), model.layout.firms(),
      in_gibibytes(need.records + need.writing), available(left)));
}

}  // namespace

std::size_t replications_per_round(std::size_t threads) {
  return (4 * threads + replications_per_batch - 1) / replications_per_batch * replications_per_batch;
}

MemoryNeed memory_need(const Model& model, const Recorder& recorder, std::size_t threads, std::size_t side_by_side) {
  const double replications = replications_of(model), round = static_cast<double>(replications_per_round(threads)),
               record = record_bytes(recorder), records = std::min(replications, 2 * round) * record,
               rows = std::min<double>(replications, replications_per_batch) * record,
               firms = std::min(static_cast<double>(side_by_side), replications) * firms_of_one(model, recorder);
  const std::vector<Column> columns = columns_of(recorder);
  const double held = held_by_writer(columns, threads);
  // Firms and rows are gone when quantiles are taken; what held the records is not given back to the system.
  std::vector<MemoryNeed> phases{{program, 0, records, held + taken_for_quantiles(columns, replications)}};
  if (replications > round) {
    phases.push_back({program, firms, records, held + rows});  // of the round before, while this one is simulated
  } else {
    phases.push_back({program, firms, records, 0});  // all is simulated, then made rows of, then written
    phases.push_back({program, 0, records, rows});
    phases.push_back({program, 0, 0, rows + held});
  }
  return *std::ranges::max_element(phases, {}, &MemoryNeed::total);
}

MemoryNeed memory_need(const Model& model, const Recorder& recorder, const Batch& share, std::size_t threads,
                       std::size_t side_by_side) {
  const double replications = static_cast<double>(share.count), record = record_bytes(recorder),
               round = static_cast<double>(replications_per_round(threads));
  return {program, std::min(static_cast<double>(side_by_side), replications) * firms_of_one(model, recorder),
          std::min(replications, 2 * round) * record, std::min<double>(replications, replications_per_batch) * record};
}

std::size_t fit_into_memory(const Model& model, const Recorder& recorder, const AvailableMemory& left) {
  return fit(model, recorder, need_of_run(model, recorder), left);
}

std::size_t fit_into_memory(const Model& model, const Recorder& recorder, const Batch& share,
                            const AvailableMemory& left) {
  const NeedOf need = [&](std::size_t threads, std::size_t side_by_side) {
    return memory_need(model, recorder, share, threads, side_by_side);
  };
  return fit(model, recorder, need, left);
}

MemoryNeed memory_need(const Model& model, const Recorder& recorder, const KeptNumbers& kept,
                       std::size_t side_by_side) {
  const double of_each = firms_of_one(model, recorder) + record_bytes(recorder);
  return {program, std::min(static_cast<double>(side_by_side), replications_of(model)) * of_each, kept.bytes, 0};
}

std::size_t fit_into_memory(const Model& model, const Recorder& recorder, const KeptNumbers& kept,
                            const AvailableMemory& left) {
  return fit(model, recorder, need_beside(kept, model, recorder), left);
}

std::size_t fit_as_far_as_possible(const Model& model, const Recorder& recorder, const KeptNumbers& kept,
                                   const AvailableMemory& left) {
  return most_side_by_side(need_beside(kept, model, recorder), left);
}

Text need_in_words(const Model& model, const Recorder& recorder, const AvailableMemory& left) {
  const MemoryNeed need =
      memory_need(model, recorder, threads_in_use(), most_side_by_side(need_of_run(model, recorder), left));
  return text("needs about {} GiB; {}", "约需内存 {} GiB；{}", in_gibibytes(need.total()), available(left));
}

}  // namespace suanli
