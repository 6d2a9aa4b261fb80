// instruction_count PASS PERIODS: one of the kernels' passes over 8192 firms for so many periods, for instruction_counts.py,
// which counts what it executes. Says which instruction set it runs on, and which compiler wrote it.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "agents/firms/firms.hpp"
#include "engine/instruction_set.hpp"

namespace {

using namespace suanli;

constexpr std::size_t number_of_firms = 8192;  // two tasks

FirmLayout layout(std::size_t fields) {
  EconomyTechnology economy{};
  economy.cells.resize(1);
  economy.cells[0].firms = number_of_firms;
  return FirmLayout({economy}, fields);
}

Firms started(const FirmLayout& all) {
  Firms firms(all);
  firms.start(std::vector{Firms::OfFirm{.8, .2}}, Threads::one);
  return firms;
}

constexpr BundleTechnology technology{.constant = .01, .by_productivity = 1.5, .by_ratio = .93};

void sweep(std::uint32_t periods) {
  const FirmLayout all = layout(firm_fields);
  Firms firms = started(all);
  const std::vector<FirmPeriod> period{{1.0001, 1.0001, .96, .07, Distribution::normal, technology}};
  for (std::uint32_t t = 0; t < periods; ++t)
    firms.sweep(period, std::vector<Stream>{stream(1, 0, t, 1)}, Threads::one);
}

const Weighing weighing{.capital_scale = 1, .compute_scale = 1, .shift = -.9, .lowest = .1, .highest = 2.1};
const Opening opening{.division = {weighing, {.98, .02}, {.95, .05}},
                      .perception = {.elasticity = 1.5, .drag = .1},
                      .persistence = .96,
                      .innovation = .07,
                      .distribution = Distribution::normal,
                      .technology = technology,
                      .expected_by_productivity = 1.3,
                      .exit_probability = .0125,
                      .exit_floor = -10,
                      .adoption_probability = .001};

void first_pass(std::uint32_t periods) {
  const FirmLayout all = layout(investing_firm_fields);
  Firms firms = started(all);
  for (std::uint32_t t = 0; t < periods; ++t)
    firms.open(std::vector<Opening>{opening}, std::vector<OpeningStreams>{{stream(1, 0, t, 1), stream(1, 0, t, 7)}},
               Threads::one);
}

void second_pass(std::uint32_t periods) {
  const FirmLayout all = layout(investing_firm_fields);
  Firms firms = started(all);
  for (std::uint32_t t = 0; t < periods; ++t) firms.demand(std::vector<Weighing>{weighing}, Threads::one);
}

void entry(std::uint32_t periods) {
  const FirmLayout all = layout(investing_firm_fields);
  Firms firms = started(all);
  Opening last = opening;
  last.exit_probability = 1;
  firms.open(std::vector<Opening>{last}, std::vector<OpeningStreams>{{stream(1, 0, 0, 1), stream(1, 0, 0, 7)}},
             Threads::one);
  const std::vector<Entrance> entrances{{.capital = .5,
                                         .compute = .1,
                                         .standard_deviation = .25,
                                         .expected_by_productivity = 1.3,
                                         .technology = technology,
                                         .perception = opening.perception}};
  for (std::uint32_t t = 0; t < periods; ++t)
    firms.enter(entrances, std::vector<Stream>{stream(1, 0, t, 9)}, Threads::one);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const std::string pass = arguments[1];
  const auto periods = static_cast<std::uint32_t>(std::atoi(arguments[2]));
  if (pass == "sweep") sweep(periods);
  else if (pass == "first") first_pass(periods);
  else if (pass == "second") second_pass(periods);
  else if (pass == "entry") entry(periods);
  else return 2;
#ifdef __clang__
  std::printf("clang++ %d %s %zu\n", __clang_major__, instruction_sets().front().c_str(), number_of_firms);
#else
  std::printf("g++ %d %s %zu\n", __GNUC__, instruction_sets().front().c_str(), number_of_firms);
#endif
}
