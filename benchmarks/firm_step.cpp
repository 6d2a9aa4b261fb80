// What does a period cost per firm? The sweep on every instruction set of this machine, a whole period around it
// (shocks, market, household, accounts), one in which firms choose, leave, enter and adopt, the same with all firms looked
// at once a year and their distributions noted, and the first written plainly, timed in turns in the same run.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "agents/economy.hpp"
#include "agents/firms/sweep.hpp"
#include "agents/record/firm_record.hpp"
#include "engine/instruction_set.hpp"
#include "engine/parallel.hpp"
#include "scenarios/read.hpp"

namespace {

using namespace suanli;

constexpr std::size_t many_firms = 100000, huge_number_of_firms = 50000000;

Parameters reference(std::size_t firms) {
  Parameters p = read_scenario(SUANLI_SOURCE_DIR "/scenarios/reference.yaml").parameters;
  p.firms.count = static_cast<std::int64_t>(firms);
  p.time.end = p.time.start + 1e4;  // more periods than the benchmark takes
  return p;
}

/// Firms that wait for a hurdle, leave, enter and adopt, with shocks of their own and in common.
Parameters choosing(std::size_t firms) {
  Parameters p = reference(firms);
  p.firms.investment = InvestmentBehaviour::option, p.firms.exit_rate = 0.05;
  p.adoption.rule = AdoptionRule::bass, p.adoption.subsidy = 1;
  p.adoption.innovation = 0.005, p.adoption.imitation = 0;  // somebody adopts throughout
  p.shocks.economy.standard_deviation = 0.015;
  p.synergy.strength = 0.05;
  return p;
}

void report(benchmark::State& state, std::size_t firms) {
  state.counters["ns_per_firm_step"] = benchmark::Counter(
      static_cast<double>(firms) * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// The same step as an economist would write it first: one random engine, literal powers, an array per variable.
void plain(benchmark::State& state) {
  const double alpha = .89, beta = .07, persistence = .96, innovation = .07, level = .01;
  std::mt19937_64 engine(1);
  std::normal_distribution<double> normal;
  std::vector<double> a(many_firms), k(many_firms, .8), h(many_firms, .2), v(many_firms);
  for (auto unused : state) {
    (void)unused;
    double sum_v = 0, sum_k = 0, sum_h = 0;
    for (std::size_t i = 0; i < many_firms; ++i) {
      k[i] *= 1.0001, h[i] *= 1.0001;
      a[i] = persistence * a[i] + innovation * normal(engine);
      v[i] = std::pow(std::exp(a[i] + level) * std::pow(k[i], alpha) * std::pow(h[i], beta), 1 / (alpha + beta));
      sum_v += v[i], sum_k += k[i], sum_h += h[i];
    }
    benchmark::DoNotOptimize(sum_v + sum_k + sum_h);
  }
  report(state, many_firms);
}

/// Periods of a country, all of it: one replication on `threads` threads.
void period(benchmark::State& state, const Parameters& p, const std::string& instruction_set, std::size_t threads) {
  use_instruction_set(instruction_set);
  const Model model(p);
  ThreadLimit(threads).run([&] {
    Country country = open_country(model, 0, threads == 1 ? Threads::one : Threads::all);
    for (auto unused : state) {
      (void)unused;
      step(country);
    }
  });
  report(state, model.layout.firms());
  use_instruction_set("");
}

/// Years of a country whose firms' distributions are recorded once a year, its periods included.
void recorded_years(benchmark::State& state, Parameters p) {
  constexpr std::uint32_t periods_of_year = 4;
  p.time.end = p.time.start + 50, p.record.distributions = {DistributionRecord::every, 1};
  const Model model(p);
  const FirmRecorder recorder(model);
  std::vector<double> values(recorder.values_per_replication());
  ThreadLimit(1).run([&] {
    Country country = open_country(model, 0, Threads::one);
    FirmWitness witness(recorder);
    for (auto unused : state) {
      (void)unused;
      if (country.period + periods_of_year > model.periods) {
        state.PauseTiming();
        country = open_country(model, 0, Threads::one), witness = FirmWitness(recorder);
        state.ResumeTiming();
      }
      for (std::uint32_t period = 0; period < periods_of_year; ++period)
        witness.observe(country, values), step(country);
    }
  });
  report(state, periods_of_year * model.layout.firms());
}

/// The sweep alone, over the firms of one cell.
void sweep(benchmark::State& state, const std::string& instruction_set) {
  use_instruction_set(instruction_set);
  EconomyTechnology economy{};
  economy.cells.resize(1);
  economy.cells[0].firms = many_firms;
  const FirmLayout layout({economy});
  Firms firms(layout);
  firms.start_cell(0, .8, .2);
  const std::vector<FirmPeriod> periods{{1.0001, 1.0001, .96, .07, Distribution::normal, {.01, 1.5, .93}}};
  std::uint32_t date = 0;
  for (auto unused : state) {
    (void)unused;
    const std::vector<Stream> streams{stream(1, 0, ++date, 1)};
    benchmark::DoNotOptimize(firms.sweep(periods, streams, Threads::one));
  }
  report(state, many_firms);
  use_instruction_set("");
}

/// Keeps the median of every benchmark, and says nothing while it measures.
class Medians : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs)
      if (run.aggregate_name == "median")
        of_.emplace_back(run.run_name.function_name, run.counters.at("ns_per_firm_step"));
  }
  const std::vector<std::pair<std::string, double>>& of() const { return of_; }

 private:
  std::vector<std::pair<std::string, double>> of_;
};

}  // namespace

int main(int count, char** words) {
  const auto repeated = [](benchmark::internal::Benchmark* b, int repetitions = 9) {
    b->Unit(benchmark::kMillisecond)->Repetitions(repetitions)->ReportAggregatesOnly()->UseRealTime();
  };
  repeated(benchmark::RegisterBenchmark("plain", plain));
  for (const std::string& set : instruction_sets()) {
    repeated(benchmark::RegisterBenchmark(("sweep " + set).c_str(), sweep, set));
    repeated(benchmark::RegisterBenchmark(("period " + set).c_str(), period, reference(many_firms), set, 1));
    repeated(benchmark::RegisterBenchmark(("choosing " + set).c_str(), period, choosing(many_firms), set, 1));
  }
  repeated(benchmark::RegisterBenchmark("choosing, recorded yearly", recorded_years, choosing(many_firms)));
  repeated(benchmark::RegisterBenchmark("period, two threads", period, reference(many_firms), "", 2));
  repeated(benchmark::RegisterBenchmark("choosing, two threads", period, choosing(many_firms), "", 2));
  const Parameters many = reference(huge_number_of_firms), many_choose = choosing(huge_number_of_firms);
  repeated(benchmark::RegisterBenchmark("period, 5e7 firms", period, many, "", 1), 3);
  repeated(benchmark::RegisterBenchmark("period, 5e7 firms, two threads", period, many, "", 2), 3);
  repeated(benchmark::RegisterBenchmark("choosing, 5e7 firms", period, many_choose, "", 1), 3);

  // In turns, so that a busy moment of the machine touches all of them.
  std::vector<std::string> arguments(words, words + count);
  arguments.emplace_back("--benchmark_enable_random_interleaving=true");
  arguments.emplace_back("--benchmark_min_time=0.1");
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  int size = static_cast<int>(pointers.size());
  benchmark::Initialize(&size, pointers.data());
  Medians medians;
  benchmark::RunSpecifiedBenchmarks(&medians);

  const auto plain_median = std::ranges::find(medians.of(), "plain", &std::pair<std::string, double>::first);
  if (plain_median == medians.of().end()) return 0;  // filtered away
  std::vector<std::pair<std::string, double>> sorted = medians.of();
  std::ranges::sort(sorted);
  fmt::print("{:<34}{:>14}{:>24}{:>12}\n", "medians", "ns/firm-step", "million firm-steps/s", "x plain");
  for (const auto& [name, ns] : sorted)
    fmt::print("{:<34}{:>14.2f}{:>24.0f}{:>12.1f}\n", name, ns, 1e3 / ns, plain_median->second / ns);
  fmt::print("state: {} bytes a firm, {} if firms choose\n", firm_fields * sizeof(double),
             investing_firm_fields * sizeof(double));
  return 0;
}
