// How a cell's pools are divided among its firms (MODEL.md §7), against the formulas for one firm after another.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "agents/verbs.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::test {
namespace {

using Real = long double;

std::vector<double> values(const Country& country, std::size_t cell, FirmField field) {
  std::vector<double> all;
  for (std::size_t i = 0; i < country.model->layout.cells()[cell].firms; ++i)
    all.push_back(country.firms.at(cell, i, field));
  return all;
}

// stock·f(x) of every firm of a cell whose firms have had these gains when they decided, (7.1) to (7.3), §7.2.
std::vector<Real> wanted(const Country& country, std::size_t e, std::size_t c, std::size_t number, FirmField field,
                         const std::vector<double>& gains) {
  const Parameters& p = country.model->parameters;
  const Economy& economy = country.economies[e];
  const CellTechnology& t = country.technology[e].cells[c];
  const std::vector<double> a = values(country, number, log_productivity_field),
                            k = values(country, number, capital_field), h = values(country, number, compute_field),
                            stock = values(country, number, field);
  const Real power = Real(t.alpha) + t.beta, n = static_cast<Real>(stock.size());
  Real all_expected = 0, all_stock = 0;
  std::vector<Real> expected;
  for (std::size_t i = 0; i < stock.size(); ++i) {
    const Real log_bundle = p.productivity.persistence * Real(a[i]) + gains[i] + t.alpha * std::log(Real(k[i])) +
                            t.beta * std::log(Real(h[i]));
    expected.push_back(std::exp(log_bundle / power));
    all_expected += expected[i], all_stock += stock[i];
  }
  const Real earned = field == capital_field ? economy.rental_rate : economy.cells[c].compute_return;
  const Real level = p.firms.returns == ReturnMeasure::relative
                         ? 0
                         : std::log(earned / (Real(p.firms.discount_rate) + p.technology.depreciation));
  std::vector<Real> all;
  for (std::size_t i = 0; i < stock.size(); ++i) {
    const Real own = stock[i], x = std::log(expected[i] / own / (all_expected / all_stock)) -
                                   p.firms.drag * std::log(n * own / all_stock) + level;
    const Real waits = std::log(Real(economy.cells[c].hurdle) / t.calm_hurdle);
    const Real above = std::exp(t.elasticity * (x - waits)) - 1;
    all.push_back(own * (t.behaviour == InvestmentBehaviour::proportional ? 1
                         : t.behaviour == InvestmentBehaviour::elastic
                             ? std::exp(t.elasticity * x)
                             : p.firms.floor + std::min<Real>(p.firms.ceiling, std::max<Real>(0, above))));
  }
  return all;
}

Real sum(const std::vector<Real>& all) {
  Real total = 0;
  for (const Real x : all) total += x;
  return total;
}

template <class Act> void for_each_cell(const Country& country, const Act& act) {
  std::size_t number = 0;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c) act(e, c, number++);
}

Parameters of_every_kind(ReturnMeasure returns) {
  Parameters p = choosing_parameters();
  p.firms.returns = returns, p.firms.exit_rate = 0.5, p.firms.drag = 0.3;
  p.volatility.arrival_rate = 100, p.volatility.duration = 1000;  // turbulent from early on
  return p;
}

// Logs of numbers within 2^±60, times ϑ(1 + ς) < 4, carry 240 units of rounding, 3e-14; a period adds a few percent of a stock.
TEST_CASE(
    "every firm gets the share of its cell's pools that §7 gives it, whatever it goes by and whoever came or left") {
  for (const ReturnMeasure returns : {ReturnMeasure::relative, ReturnMeasure::level}) {
    const Model model(of_every_kind(returns));
    Country country = open_country(model, 0, Threads::one);
    for (int period = 0; period < 3; ++period) step(country);
    REQUIRE(country.uncertainty.turbulent);
    std::vector<std::vector<double>> gains;
    for_each_cell(country, [&](auto, auto, std::size_t number) {
      gains.push_back(values(country, number, adoption_gain_field));
    });
    close_stocks(country), replace_leavers(country), complete_adoption(country);
    std::vector<std::vector<Real>> after[2];
    const auto expect = [&](std::size_t e, std::size_t c, std::size_t number, FirmField field, double kept,
                            double pool) {
      const std::vector<Real> demand = wanted(country, e, c, number, field, gains[number]);
      const std::vector<double> stock = values(country, number, field);
      std::vector<Real> all;
      for (std::size_t i = 0; i < stock.size(); ++i)
        all.push_back(Real(kept) * stock[i] + Real(pool) * model.parameters.time.step * demand[i] / sum(demand));
      return all;
    };
    for_each_cell(country, [&](std::size_t e, std::size_t c, std::size_t number) {
      const Cell& cell = country.economies[e].cells[c];
      after[0].push_back(expect(e, c, number, capital_field, cell.capital_kept, cell.capital_pool));
      after[1].push_back(expect(e, c, number, compute_field, cell.compute_kept, cell.compute_pool));
    });
    divide_pools(country);
    ++country.period;
    advance_firms(country);
    Real worst = 0;
    for_each_cell(country, [&](auto, auto, std::size_t number) {
      for (const FirmField field : {capital_field, compute_field}) {
        const std::vector<double> is = values(country, number, field);
        for (std::size_t i = 0; i < is.size(); ++i)
          worst = std::max(worst, std::fabs(is[i] / after[field - capital_field][number][i] - 1));
      }
    });
    CHECK(worst < 1e-14L);
  }
}

// As above; sums of a few hundred firms.
TEST_CASE("the demand that τ follows is that of all firms of the period, leavers included, by §7") {
  for (const ReturnMeasure returns : {ReturnMeasure::relative, ReturnMeasure::level}) {
    const Model model(of_every_kind(returns));
    Country country = open_country(model, 0, Threads::one);
    for (int period = 0; period < 3; ++period) step(country);
    std::vector<Real> demand(country.economies.size());
    for_each_cell(country, [&](std::size_t e, std::size_t c, std::size_t number) {
      demand[e] += sum(wanted(country, e, c, number, compute_field, values(country, number, adoption_gain_field)));
    });
    for (std::size_t e = 0; e < demand.size(); ++e)
      CHECK(std::fabs(country.economies[e].compute_demand / demand[e] - 1) < 1e-13L);
  }
}

}  // namespace
}  // namespace suanli::test
