// Cells of firms without an economy around them: for tests of the sweep.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "agents/firms/firms.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {

/// One economy of one region with an industry for each size.
inline FirmLayout layout_of(const std::vector<std::size_t>& sizes) {
  EconomyTechnology economy{};
  for (std::size_t j = 0; j < sizes.size(); ++j) {
    CellTechnology cell{};
    cell.industry = j, cell.firms = sizes[j];
    economy.cells.push_back(cell);
  }
  return FirmLayout({economy});
}

/// Cells of random firms in a random period.
struct CellsOfFirms {
  FirmLayout layout;
  Firms firms;
  std::vector<FirmPeriod> periods;
  std::vector<double> alpha, beta, log_level;  ///< of each cell: ln v = (log_level + a + α ln K + β ln H)/(α + β)
  std::vector<Stream> streams;

  CellsOfFirms(const std::vector<std::size_t>& sizes, Inputs& inputs) : layout(layout_of(sizes)), firms(layout) {
    firms.start(std::vector(sizes.size(), Firms::OfFirm{1, 1}), Threads::one);
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      alpha.push_back(inputs.uniform(0.2, 0.9)), beta.push_back((1 - alpha[c]) * inputs.uniform(0.1, 0.9));
      log_level.push_back(inputs.uniform(-1, 1));
      const double power = alpha[c] + beta[c], phi = inputs.uniform(0.5, 1), s = inputs.uniform(0.05, 0.6);
      periods.push_back(
          {.capital_growth = inputs.uniform(0.9, 1.1),
           .compute_growth = inputs.uniform(0.9, 1.1),
           .persistence = phi,
           .innovation = s * std::sqrt(1 - phi * phi),
           .distribution = c % 3 == 2 ? Distribution::laplace : Distribution::normal,
           .technology = {log_level[c] / power / std::log(2.0), 1 / power / std::log(2.0), alpha[c] / power}});
      streams.push_back(stream(inputs.bits(), static_cast<std::uint32_t>(c), 7, 1, static_cast<std::uint32_t>(c)));
      for (std::size_t i = 0; i < sizes[c]; ++i) {
        firms.at(c, i, log_productivity_field) = inputs.uniform(-1, 1);
        firms.at(c, i, capital_field) = inputs.scale(0.01, 100);
        firms.at(c, i, compute_field) = inputs.scale(0.01, 100);
      }
    }
  }
  std::vector<FirmSums> sweep(Threads threads = Threads::one) { return firms.sweep(periods, streams, threads); }

  /// The bits of every real firm's fields, and of the sums.
  std::vector<std::uint64_t> bits(const std::vector<FirmSums>& sums) const {
    std::vector<std::uint64_t> all;
    for (std::size_t c = 0; c < periods.size(); ++c) {
      for (std::size_t i = 0; i < layout.cells()[c].firms; ++i)
        for (const double x : {firms.log_productivity(c, i), firms.capital(c, i), firms.compute(c, i)})
          all.push_back(std::bit_cast<std::uint64_t>(x));
      for (const double x : {sums[c].input_bundle, sums[c].capital, sums[c].compute})
        all.push_back(std::bit_cast<std::uint64_t>(x));
    }
    return all;
  }
};

/// Sizes around groups of 32 and tasks of 4096, and some by lot.
inline std::vector<std::size_t> awkward_sizes(Inputs& inputs) {
  std::vector<std::size_t> sizes{1, 7, 8, 31, 32, 33, 4095, 4096, 4097, 9000};
  for (int i = 0; i < 5; ++i) sizes.push_back(inputs.whole(1, 500));
  return sizes;
}

}  // namespace suanli::test
