// How every benchmark here runs and reports: all in turns, so that a busy moment of the machine touches all of them; medians
// of their repetitions, as a table and, with --benchmark_out=FILE, as JSON.
#pragma once

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace suanli::benchmarks {

/// Processor time of the process [s].
inline double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// While it lives, measures what part of `threads` processors the process has; a repetition that had less than .95 of them was
/// disturbed and does not count.
class Processors {
 public:
  Processors(benchmark::State& state, std::size_t threads)
      : state_(&state), threads_(static_cast<double>(threads)), processor_(processor_seconds()), clock_(now()) {}
  Processors(const Processors&) = delete;
  Processors& operator=(const Processors&) = delete;
  ~Processors() {
    const double used = (processor_seconds() - processor_) / (now() - clock_);
    state_->counters["processors"] = used;
    state_->counters["disturbed"] = used < .95 * threads_;
  }

 private:
  static double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }

  benchmark::State* state_;
  double threads_, processor_, clock_;
};

/// Counts an iteration as work on so many things of a kind; the reciprocal is reported as nanoseconds each.
inline void count_each(benchmark::State& state, double things) {
  state.counters["ns"] =
      benchmark::Counter(things * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

inline void repeat(benchmark::internal::Benchmark* b, int repetitions = 9) {
  b->Unit(benchmark::kMillisecond)->Repetitions(repetitions)->UseRealTime();
}

/// Keeps what every undisturbed repetition took, and says nothing while it measures.
class Repetitions : public benchmark::BenchmarkReporter {
 public:
  struct Row {
    std::string name, remark;  ///< the remark is what else was counted
    std::vector<double> ns;
    std::size_t disturbed = 0;
    /// NaN if all repetitions were disturbed.
    double median() const {
      if (ns.empty()) return std::nan("");
      std::vector<double> sorted = ns;
      std::ranges::sort(sorted);
      return (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]) / 2;
    }
  };

  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      Row& row = rows_[run.family_index];
      row.name = run.run_name.function_name;
      const auto disturbed = run.counters.find("disturbed");
      if (disturbed != run.counters.end() && disturbed->second.value > 0) ++row.disturbed;
      else row.ns.push_back(run.counters.at("ns").value);
      for (const auto& [name, counter] : run.counters)
        if (name != "ns" && name != "processors" && name != "disturbed")
          row.remark = fmt::format("{} {:.3g}", name, counter.value);
    }
  }
  /// By the order in which benchmarks were registered.
  const std::map<std::int64_t, Row>& rows() const { return rows_; }

 private:
  std::map<std::int64_t, Row> rows_;
};

/// Runs what is registered, and prints nanoseconds per `thing` and how many times as fast as the benchmark `reference` it is.
inline int run(int count, char** words, const std::string& thing, const std::string& reference) {
  std::vector<std::string> arguments(words, words + count);
  arguments.emplace_back("--benchmark_enable_random_interleaving=true");
  arguments.emplace_back("--benchmark_min_time=0.1");
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  int size = static_cast<int>(pointers.size());
  benchmark::Initialize(&size, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(size, pointers.data())) return 2;
  Repetitions repetitions;
  benchmark::RunSpecifiedBenchmarks(&repetitions);

  double yardstick = std::nan("");
  for (const auto& [family, row] : repetitions.rows())
    if (row.name == reference) yardstick = row.median();
  fmt::print("{:<66}{:>16}{:>14}   x {}\n", "medians", "ns/" + thing, "million/s", reference);
  for (const auto& [family, row] : repetitions.rows()) {
    const double ns = row.median();
    fmt::print("{:<66}{:>16.2f}{:>14.3g}{:>8.2f}", row.name, ns, 1e3 / ns, yardstick / ns);
    if (row.disturbed > 0) fmt::print("   {} of {} disturbed", row.disturbed, row.disturbed + row.ns.size());
    fmt::print("{}{}\n", row.remark.empty() ? "" : "   ", row.remark);
  }
  return 0;
}

}  // namespace suanli::benchmarks
