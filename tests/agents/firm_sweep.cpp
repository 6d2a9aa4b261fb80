#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "tests/support/cells_of_firms.hpp"
#include "tests/support/instruction_sets.hpp"
#include "tests/support/threads.hpp"

namespace suanli::test {
namespace {

// The draw of firm i of a cell: word (i mod 32)/8 of counter i/32·8 + i mod 8.
double plain_innovation(Distribution distribution, const Stream& at, std::size_t i) {
  const std::size_t counter = i / 32 * 8 + i % 8, word = i % 32 / 8;
  const auto plain = distribution == Distribution::laplace ? plain_laplace : plain_normal;
  return static_cast<double>(plain(at, static_cast<std::uint32_t>(counter), static_cast<int>(word)));
}

// Draws are within 1e-10 of exact normals and Laplace numbers (tests/engine); stocks are one product; bundles, given a, K and H,
// miss by the 4e-14 of firm_equations.cpp, and summing up to 9000 of them in eight chains adds at most 9000/8 roundings
// of 2^-53, 1.3e-13. A wrong elasticity, draw or order misses by many orders more.
TEST_CASE("a sweep does to every firm what a slow loop over the formulas does, on every instruction set") {
  on_every_instruction_set([] {
    Inputs inputs(51);
    CellsOfFirms cells(awkward_sizes(inputs), inputs);
    const CellsOfFirms before = [] {
      Inputs again(51);
      return CellsOfFirms(awkward_sizes(again), again);
    }();
    const auto sums = cells.sweep();
    double worst_draw = 0, worst_sum = 0;
    for (std::size_t c = 0; c < sums.size(); ++c) {
      const FirmPeriod& period = cells.periods[c];
      double bundles = 0, capital = 0, compute = 0;
      for (std::size_t i = 0; i < cells.layout.cells()[c].firms; ++i) {
        const double a = cells.firms.log_productivity(c, i), k = cells.firms.capital(c, i),
                     h = cells.firms.compute(c, i);
        const double innovation = period.innovation * plain_innovation(period.distribution, cells.streams[c], i);
        const double expected = period.persistence * before.firms.log_productivity(c, i) + innovation;
        worst_draw = std::max(worst_draw, std::fabs(a - expected) / period.innovation);
        REQUIRE(k == before.firms.capital(c, i) * period.capital_growth);
        REQUIRE(h == before.firms.compute(c, i) * period.compute_growth);
        bundles += std::pow(std::exp(cells.log_level[c] + a) * std::pow(k, cells.alpha[c]) * std::pow(h, cells.beta[c]),
                            1 / (cells.alpha[c] + cells.beta[c]));
        capital += k, compute += h;
      }
      worst_sum = std::max({worst_sum, std::fabs(sums[c].input_bundle / bundles - 1),
                            std::fabs(sums[c].capital / capital - 1), std::fabs(sums[c].compute / compute - 1)});
    }
    CHECK(worst_draw < 1e-10 + 1e-15 / 0.005);  // and a's own rounding over the smallest innovation
    CHECK(worst_sum < 4e-14 + 9000 * 0x1p-53);  // the slow loop sums in one chain
  });
}

TEST_CASE("a sweep has the same bits on every instruction set") {
  const auto swept = [] {
    Inputs inputs(52);
    CellsOfFirms cells(awkward_sizes(inputs), inputs);
    cells.sweep();
    return cells.bits(cells.sweep());
  };
  const auto best = swept();
  on_every_instruction_set([&] { CHECK((swept() == best)); });
}

TEST_CASE("a sweep has the same bits on one thread and on 2, 4 and 8") {
  const auto swept = [](Threads threads) {
    Inputs inputs(53);
    CellsOfFirms cells({30000, 50000, 100}, inputs);
    return cells.bits(cells.sweep(threads));
  };
  const auto alone = swept(Threads::one);
  for (const std::size_t threads : {2, 4, 8}) {
    Arena arena(threads);
    arena.run([&] {
      REQUIRE(distinct_threads(threads, threads, std::chrono::seconds(20)) == threads);
      CHECK((swept(Threads::all) == alone));
    });
  }
}

// What slots beyond the last firm hold is at most 2^-600 of a firm's: the sums must equal those of the real firms alone,
// added in the same order (eight places per task, then the places two by two).
TEST_CASE("slots that fill up the last group change no bit of any sum") {
  Inputs inputs(54);
  CellsOfFirms cells(awkward_sizes(inputs), inputs);
  for (int period = 0; period < 3; ++period) {
    const auto sums = cells.sweep();
    for (std::size_t c = 0; c < sums.size(); ++c) {
      double capital = 0, compute = 0;
      for (std::size_t first = 0; first < cells.layout.cells()[c].firms; first += 4096) {
        double k[8] = {}, h[8] = {};
        for (std::size_t i = first; i < std::min(first + 4096, cells.layout.cells()[c].firms); ++i)
          k[i % 8] += cells.firms.capital(c, i), h[i % 8] += cells.firms.compute(c, i);
        capital += ((k[0] + k[4]) + (k[2] + k[6])) + ((k[1] + k[5]) + (k[3] + k[7]));
        compute += ((h[0] + h[4]) + (h[2] + h[6])) + ((h[1] + h[5]) + (h[3] + h[7]));
      }
      CHECK(sums[c].capital == capital);
      CHECK(sums[c].compute == compute);
    }
  }
}

TEST_CASE("bundles of slots that fill up the last group change no bit of their sum") {
  const auto swept = [](double empty) {
    Inputs inputs(55);
    CellsOfFirms cells({1, 5, 33, 4097}, inputs);
    for (std::size_t c = 0; c < cells.periods.size(); ++c)
      for (std::size_t i = cells.layout.cells()[c].firms; i % 32 != 0; ++i)
        cells.firms.at(c, i, capital_field) = cells.firms.at(c, i, compute_field) = empty;
    return cells.bits(cells.sweep());
  };
  const auto as_built = [] {
    Inputs inputs(55);
    CellsOfFirms cells({1, 5, 33, 4097}, inputs);
    return cells.bits(cells.sweep());
  }();
  CHECK((swept(0x1p-600) == as_built));
  CHECK((swept(0x1p-900) == as_built));
  CHECK((swept(1e-3) != as_built));  // this test would see them
}

TEST_CASE("firms lie in blocks of eight, groups of thirty-two and tasks of 4096, every slot in exactly one task") {
  Inputs inputs(56);
  const auto sizes = awkward_sizes(inputs);
  const FirmLayout layout = layout_of(sizes);
  std::size_t firms = 0;
  std::vector<std::size_t> swept(sizes.size());
  for (const FirmLayout::Task& task : layout.tasks()) {
    REQUIRE(task.first == swept[task.cell]);  // in order, without gaps
    REQUIRE(task.first % 32 == 0);
    REQUIRE(task.end % 32 == 0);
    REQUIRE(task.end - task.first <= 4096);
    swept[task.cell] = task.end;
  }
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    const FirmLayout::Cell& cell = layout.cells()[c];
    CHECK(cell.firms == sizes[c]);
    CHECK(cell.number == c);
    CHECK(cell.end - cell.first == (sizes[c] + 31) / 32 * 32);
    CHECK(swept[c] == cell.end - cell.first);
    firms += sizes[c];
  }
  CHECK(layout.firms() == firms);
  CHECK(layout.bytes() == layout.slots() * 3 * 8);
}

}  // namespace
}  // namespace suanli::test
