// Runs that record their firms, and the firms themselves by a slow loop.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "agents/series.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::test {

/// Firms that choose, leave and adopt, three years in quarters.
inline Parameters observed_parameters() {
  Parameters p = reference_parameters();
  p.time.end = 2025;
  p.firms.count = 30000;  // cells of one task, and of two
  p.firms.investment = InvestmentBehaviour::option;
  p.firms.exit_rate = 0.1;
  p.adoption.rule = AdoptionRule::bass;
  p.shocks.industry.standard_deviation = 0.01;
  p.record.distributions = {DistributionRecord::every, 1};
  return p;
}

/// What a run recorded, by group and name.
struct Observed {
  Model model;
  Recorder recorder;
  Record record;

  explicit Observed(const Parameters& p, Threads threads = Threads::one)
      : model(p), recorder(model), record(simulate(model, recorder, 0, threads, [] {})) {}

  std::vector<double> values(const std::string& group, std::string_view name) const {
    const auto& all = recorder.firms().variables();
    for (std::size_t v = 0; v < all.size(); ++v)
      if (all[v].group == group && all[v].description.name == name)
        return {record.values.begin() + static_cast<std::ptrdiff_t>(recorder.firm_offset(v)),
                record.values.begin() + static_cast<std::ptrdiff_t>(recorder.firm_offset(v + 1))};
    FAIL("not recorded: ", group, "/", name);
    return {};
  }
};

struct Firm {
  std::size_t cell, industry;
  double a, capital, size;  ///< log productivity with what adoption added, K, log size
  bool adopted;
};

/// Every firm of the open period; sizes by the equations of the model, one firm after another.
inline std::vector<Firm> firms_of(const Country& country) {
  const Model& model = *country.model;
  double output = 0;
  for (const Economy& economy : country.economies) output += economy.output;
  std::vector<Firm> all;
  std::size_t number = 0;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c, ++number) {
      const CellTechnology& t = model.economies[e].cells[c];
      const Cell& cell = country.economies[e].cells[c];
      const double q = t.alpha + t.beta;
      double sum = 0;
      const std::size_t first = all.size();
      for (std::size_t i = 0; i < t.firms; ++i) {
        const double gain = country.firms.are_investing() ? country.firms.at(number, i, adoption_gain_field) : 0;
        const double a = country.firms.log_productivity(number, i) + gain, k = country.firms.capital(number, i);
        const double v =
            std::exp((a + t.alpha * std::log(k) + t.beta * std::log(country.firms.compute(number, i))) / q);
        sum += v;
        all.push_back({number, t.industry, a, k, v, gain > 0});
      }
      for (std::size_t i = first; i < all.size(); ++i)
        all[i].size =
            std::log(all[i].size / sum * cell.price * cell.output / output * static_cast<double>(model.layout.firms()));
    }
  return all;
}

}  // namespace suanli::test
