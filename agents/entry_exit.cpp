#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// Entrants' share of a stock: theirs together, and what is left for the pool.
struct Entry {
  double each, left;
};
Entry entry(double entrants, double freed, double pool, double kept_total, const CellTechnology& t, double fraction) {
  const double firms = static_cast<double>(t.firms);
  const double all = stocks_of_entrants(entrants, fraction, kept_total, firms, freed + pool);
  return {all / entrants, freed + pool - all};
}

// What entrants of a cell start with, and what it leaves of the cell's pools. An entrant's productivity has the standard
// deviation of calm times.
Entrance endow_entrants(Country& country, Cell& cell, const CellTechnology& t, std::size_t number,
                        const Leavings& freed) {
  const Parameters& p = country.model->parameters;
  const double dt = p.time.step, n = static_cast<double>(cell.leaving);
  const Entry capital = entry(n, cell.capital_kept * freed.capital, cell.capital_pool * dt,
                              cell.capital_kept * cell.capital, t, p.firms.entrant_fraction);
  const Entry compute = entry(n, cell.compute_kept * freed.compute, cell.compute_pool * dt,
                              cell.compute_kept * cell.compute, t, p.firms.entrant_fraction);
  // Stocks in memory are those before depreciation.
  const double k = capital.each / cell.capital_kept, h = compute.each / cell.compute_kept;
  cell.capital += n * k - freed.capital, cell.compute += n * h - freed.compute;
  cell.capital_pool = capital.left / dt, cell.compute_pool = compute.left / dt;
  const BundleTechnology& bundle = country.bundles[number];
  return {.capital = k,
          .compute = h,
          .standard_deviation = country.sign() * country.model->firm.stationary,
          .expected_by_productivity = bundle.by_productivity * p.productivity.persistence,
          .technology = bundle,
          .perception = cell.perception};
}

}  // namespace

void replace_leavers(Country& country) {
  if (!country.firms.are_investing()) return;
  const std::vector<Leavings> freed = country.firms.leavings();
  std::vector<Entrance> entrances;
  std::vector<Stream> draws;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c) {
      const std::size_t number = entrances.size();
      Cell& cell = country.economies[e].cells[c];
      entrances.push_back(cell.leaving > 0
                              ? endow_entrants(country, cell, country.technology[e].cells[c], number, freed[number])
                              : Entrance{});
      draws.push_back(stream_of(country, Purpose::entrant_productivity, country.model->layout.cells()[number].number));
    }
  const std::vector<double> expected = country.firms.enter(entrances, draws, country.threads);
  std::size_t number = 0;
  for (Economy& economy : country.economies)
    for (Cell& cell : economy.cells) {
      // The difference of two nearly equal sums may be rounded to less than entrants' part.
      const double of_all = cell.expected_bundle - freed[number].expected_bundle + expected[number];
      if (cell.leaving > 0) cell.expected_bundle = std::max(expected[number], of_all);
      ++number;
    }
}

}  // namespace suanli
