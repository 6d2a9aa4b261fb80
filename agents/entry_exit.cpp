#include <numbers>

#include "agents/equations.hpp"
#include "agents/firms/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// What leavers of a cell leave behind: stocks before depreciation, and the bundles that were expected of them.
struct Leavings {
  double capital = 0, compute = 0, expected_bundle = 0;
};

double expected_bundle(const Firms& firms, std::size_t cell, std::size_t i) {
  return firms.compute(cell, i) * exp(firms.at(cell, i, expected_field) * std::numbers::ln2);
}

// Calls work(i) for every leaver i of a cell, whose fields it asks the memory for a while before: one firm in eighty leaves in a
// quarter, far from the last one.
template <class Work>
void for_each_leaver(Firms& firms, std::size_t cell, const std::vector<std::uint32_t>& leaving, const Work& work) {
  constexpr std::size_t ahead = 8;
  for (std::size_t j = 0; j < leaving.size(); ++j) {
    if (j + ahead < leaving.size())
      for (int field = 0; field < int{investing_firm_fields}; ++field)
        __builtin_prefetch(&firms.at(cell, leaving[j + ahead], static_cast<FirmField>(field)), 1);
    work(leaving[j]);
  }
}

Leavings leavings(Firms& firms, std::size_t cell, const std::vector<std::uint32_t>& leaving) {
  Leavings all;
  for_each_leaver(firms, cell, leaving, [&](std::uint32_t i) {
    all.capital += firms.capital(cell, i), all.compute += firms.compute(cell, i);
    all.expected_bundle += expected_bundle(firms, cell, i);
  });
  return all;
}

// An entrant's productivity is normal with the standard deviation of calm times; where a leaver had adopted, its entrant
// has, too.
void enter(Country& country, std::size_t number, std::uint32_t i, double log2_ratio) {
  const std::size_t stream = country.model->layout.cells()[number].number;
  const Stream lots = stream_of(country, Purpose::entrant_productivity, stream);
  const double a = country.sign() * country.model->firm.stationary * standard_normal(lots, i);
  const double gain = country.firms.at(number, i, adoption_gain_field);
  const BundleTechnology& bundle = country.bundles[number];
  const double by_productivity = bundle.by_productivity * country.model->parameters.productivity.persistence;
  country.firms.at(number, i, log_productivity_field) = a;
  country.firms.at(number, i, ratio_field) = log2_ratio;
  country.firms.at(number, i, expected_field) =
      HWY_NAMESPACE::log2_expected_per_compute(a, gain, log2_ratio, by_productivity, bundle);
}

// Entrants' share of a stock: theirs together, and what is left for the pool.
struct Entry {
  double each, left;
};
Entry entry(std::size_t entrants, double freed, double pool, double kept_total, const CellTechnology& t,
            double fraction) {
  const double n = static_cast<double>(entrants), firms = static_cast<double>(t.firms);
  const double all = stocks_of_entrants(n, fraction, kept_total, firms, freed + pool);
  return {all / n, freed + pool - all};
}

void replace(Country& country, Cell& cell, const CellTechnology& t, std::size_t number,
             const std::vector<std::uint32_t>& leaving) {
  const double dt = country.model->parameters.time.step, fraction = country.model->parameters.firms.entrant_fraction;
  const Leavings freed = leavings(country.firms, number, leaving);
  const Entry capital = entry(leaving.size(), cell.capital_kept * freed.capital, cell.capital_pool * dt,
                              cell.capital_kept * cell.capital, t, fraction);
  const Entry compute = entry(leaving.size(), cell.compute_kept * freed.compute, cell.compute_pool * dt,
                              cell.compute_kept * cell.compute, t, fraction);
  // Stocks in memory are those before depreciation.
  const double k = capital.each / cell.capital_kept, h = compute.each / cell.compute_kept;
  const double log2_ratio = std::numbers::log2e * log(k / h), n = static_cast<double>(leaving.size());
  double expected = 0;
  for_each_leaver(country.firms, number, leaving, [&](std::uint32_t i) {
    enter(country, number, i, log2_ratio);
    country.firms.at(number, i, capital_field) = k, country.firms.at(number, i, compute_field) = h;
    expected += expected_bundle(country.firms, number, i);
  });
  cell.capital += n * k - freed.capital, cell.compute += n * h - freed.compute;
  cell.expected_bundle = std::max(expected, cell.expected_bundle - freed.expected_bundle + expected);
  cell.capital_pool = capital.left / dt, cell.compute_pool = compute.left / dt;
}

}  // namespace

void replace_leavers(Country& country) {
  if (!country.firms.are_investing()) return;
  const std::vector<FirmLayout::Task>& tasks = country.model->layout.tasks();
  std::vector<std::vector<std::uint32_t>> leaving(country.model->layout.cells().size());
  for (std::size_t i = 0; i < tasks.size(); ++i)
    leaving[tasks[i].cell].insert(leaving[tasks[i].cell].end(), country.firms.found()[i].leaving.begin(),
                                  country.firms.found()[i].leaving.end());
  std::size_t number = 0;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c, ++number)
      if (!leaving[number].empty())
        replace(country, country.economies[e].cells[c], country.technology[e].cells[c], number, leaving[number]);
}

}  // namespace suanli
