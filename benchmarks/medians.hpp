// How every benchmark here runs and reports: all in turns, so that a busy moment of the machine touches all of them; medians
// of their repetitions, as a table and, with --benchmark_out=FILE, as JSON.
#pragma once

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace suanli::benchmarks {

/// Processor time of the process [s].
inline double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
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
  state.counters["ns"] = benchmark::Counter(things * 1e-9, benchmark::Counter::kIsIterationInvariantRate |
                                                               benchmark::Counter::kInvert);
}

inline void repeat(benchmark::internal::Benchmark* b, int repetitions = 9) {
  b->Unit(benchmark::kMillisecond)->Repetitions(repetitions)->UseRealTime();
}

/// Keeps the counters of every undisturbed repetition, and says nothing while it measures.
class Repetitions : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      const std::string& name = run.run_name.function_name;
      if (std::ranges::find(names_, name) == names_.end()) names_.push_back(name);
      const auto disturbed = run.counters.find("disturbed");
      if (disturbed != run.counters.end() && disturbed->second.value > 0) ++disturbed_[name];
      else of_[name].push_back(run.counters.at("ns").value);
    }
  }

  /// In the order of registration: name, median [ns], repetitions that did not count. The median is NaN if none did.
  struct Median {
    std::string name;
    double ns;
    std::size_t disturbed;
  };
  std::vector<Median> medians() {
    std::vector<Median> all;
    for (const std::string& name : names_) {
      std::vector<double>& ns = of_[name];
      std::ranges::sort(ns);
      all.push_back({name, ns.empty() ? std::nan("") : ns[ns.size() / 2], disturbed_[name]});
    }
    return all;
  }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::vector<double>> of_;
  std::map<std::string, std::size_t> disturbed_;
};

/// Runs what is registered, and prints nanoseconds per `thing` and how many times the benchmark `reference` each is.
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

  const auto medians = repetitions.medians();
  const auto yardstick = std::ranges::find(medians, reference, &Repetitions::Median::name);
  fmt::print("{:<48}{:>14}{:>16}{:>16}\n", "medians", "ns/" + thing, "million/s", "x " + reference);
  for (const auto& [name, ns, disturbed] : medians) {
    const double times = yardstick == medians.end() ? std::nan("") : yardstick->ns / ns;
    fmt::print("{:<48}{:>14.2f}{:>16.1f}{:>16.1f}", name, ns, 1e3 / ns, times);
    fmt::print("{}\n", disturbed > 0 ? fmt::format("   {} disturbed", disturbed) : "");
  }
  return 0;
}

}  // namespace suanli::benchmarks
