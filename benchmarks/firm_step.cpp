// What does a period cost per firm? By behaviour, number of firms, threads and instruction set: the sweep alone, and whole
// periods around it (shocks, market, household, accounts), held against the yardstick.
#include "agents/economy.hpp"
#include "agents/firms/sweep.hpp"
#include "agents/record/firm_record.hpp"
#include "benchmarks/medians.hpp"
#include "benchmarks/yardstick.hpp"
#include "engine/instruction_set.hpp"
#include "engine/parallel.hpp"
#include "scenarios/read.hpp"

namespace suanli::benchmarks {
namespace {

constexpr std::size_t many_firms = 100000, huge_number_of_firms = 50000000;

/// Firms that invest in proportion to their stocks, in twenty-eight cells.
Parameters proportional(std::size_t firms) {
  Parameters p = read_scenario(SUANLI_SOURCE_DIR "/scenarios/reference.yaml").parameters;
  p.firms.count = static_cast<std::int64_t>(firms);
  p.time.end = p.time.start + 1e4;  // more periods than the benchmark takes
  return p;
}

Parameters choosing(std::size_t firms, InvestmentBehaviour behaviour) {
  Parameters p = proportional(firms);
  p.firms.investment = behaviour;
  p.synergy.strength = 0.05;
  return p;
}

/// Firms that wait for a hurdle, leave, enter and adopt, with shocks of their own and in common.
Parameters busy(std::size_t firms) {
  Parameters p = choosing(firms, InvestmentBehaviour::option);
  p.firms.exit_rate = 0.05;
  p.adoption.rule = AdoptionRule::bass, p.adoption.subsidy = 1;
  p.adoption.innovation = 0.005, p.adoption.imitation = 0;  // somebody adopts throughout
  p.shocks.economy.standard_deviation = 0.015;
  return p;
}

/// Periods of `replications` countries side by side, each on one thread; or of one country on all of `threads`.
void period(benchmark::State& state, const Parameters& p, const std::string& instruction_set, std::size_t threads,
            std::size_t replications) {
  use_instruction_set(instruction_set);
  const Model model(p);
  constexpr int periods = 8;  // before replications wait for each other, who in an ensemble never do
  ThreadLimit(threads).run([&] {
    std::vector<Country> countries;
    for (std::uint32_t r = 0; r < replications; ++r)
      countries.push_back(open_country(model, r, threads > replications ? Threads::all : Threads::one));
    const Processors processors(state, threads);
    for (auto unused : state) {
      (void)unused;
      for_each_index(replications, Threads::all, [&](std::size_t r) {
        for (int i = 0; i < periods; ++i)
          step(countries[r]);  // as in an ensemble, where none waits for the others
      });
    }
  });
  count_each(state, periods * static_cast<double>(replications * model.layout.firms()));
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
  count_each(state, static_cast<double>(periods_of_year * model.layout.firms()));
}

/// The sweep alone, over the firms of one cell.
void sweep(benchmark::State& state, const std::string& instruction_set) {
  use_instruction_set(instruction_set);
  EconomyTechnology economy{};
  economy.cells.resize(1);
  economy.cells[0].firms = many_firms;
  const FirmLayout layout({economy});
  Firms firms(layout);
  firms.start(std::vector{Firms::OfFirm{.8, .2}}, Threads::one);
  const std::vector<FirmPeriod> periods{{1.0001, 1.0001, .96, .07, Distribution::normal, {.01, 1.5, .93}}};
  std::uint32_t date = 0;
  for (auto unused : state) {
    (void)unused;
    const std::vector<Stream> streams{stream(1, 0, ++date, 1)};
    benchmark::DoNotOptimize(firms.sweep(periods, streams, Threads::one));
  }
  count_each(state, static_cast<double>(many_firms));
  use_instruction_set("");
}

void add_period(const std::string& name, const Parameters& p, const std::string& instruction_set = "",
                std::size_t threads = 1, std::size_t replications = 1, int repetitions = 9) {
  repeat(benchmark::RegisterBenchmark(name.c_str(), period, p, instruction_set, threads, replications), repetitions);
}

void add_all() {
  repeat(benchmark::RegisterBenchmark("yardstick", yardstick));
  for (const std::string& set : instruction_sets()) {
    repeat(benchmark::RegisterBenchmark(("sweep, " + set).c_str(), sweep, set));
    add_period("proportional, " + set, proportional(many_firms), set);
    add_period("elastic, " + set, choosing(many_firms, InvestmentBehaviour::elastic), set);
    add_period("option, " + set, choosing(many_firms, InvestmentBehaviour::option), set);
    add_period("option, exit, entry, adoption, " + set, busy(many_firms), set);
  }
  repeat(benchmark::RegisterBenchmark("the last, recorded yearly", recorded_years, busy(many_firms)));
  for (const auto& [words, firms] : {std::pair{"1e4", 10000}, {"1e6", 1000000}, {"1e7", 10000000}})
    add_period(fmt::format("option, exit, entry, adoption, {} firms", words), busy(static_cast<std::size_t>(firms)), "",
               1, 1, firms > 1000000 ? 3 : 9);
  for (const std::size_t firms : {many_firms, huge_number_of_firms}) {
    const int repetitions = firms == many_firms ? 9 : 3;
    const std::string words = firms == many_firms ? "" : ", 5e7 firms";
    const std::pair<const char*, Parameters> kinds[]{{"proportional", proportional(firms)},
                                                     {"option, exit, entry, adoption", busy(firms)}};
    for (const auto& [kind, p] : kinds) {
      if (firms != many_firms) add_period(kind + words, p, "", 1, 1, repetitions);
      else add_period(std::string(kind) + ", two replications on two threads", p, "", 2, 2, repetitions);
      add_period(kind + words + ", one replication on two threads", p, "", 2, 1, repetitions);
    }
  }
}

}  // namespace
}  // namespace suanli::benchmarks

int main(int count, char** words) {
  suanli::benchmarks::add_all();
  const int status = suanli::benchmarks::run(count, words, "firm-step", "yardstick");
  fmt::print("state: {} bytes a firm, {} if firms choose\n", suanli::firm_fields * sizeof(double),
             suanli::investing_firm_fields * sizeof(double));
  return status;
}
