// Processes of productivity: what their distributions must be. Bounds are four standard errors of independent normals.
#include <doctest/doctest.h>

#include <cmath>

#include "agents/verbs.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::test {
namespace {

std::vector<double> all_productivities(const Country& country) {
  std::vector<double> a;
  for (std::size_t c = 0; c < country.model->layout.cells().size(); ++c)
    for (std::size_t i = 0; i < country.model->layout.cells()[c].firms; ++i)
      a.push_back(country.firms.log_productivity(c, i));
  return a;
}

double mean_product(const std::vector<double>& x, const std::vector<double>& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum / static_cast<double>(x.size());
}

// The variance of n normals has relative standard error √(2/n), their product with themselves a year later √((1 + ρ²)/n):
// at n = 100000, .45 % and .42 %, of what 5 % would miss by eleven of them.
TEST_CASE("firms' productivity is stationary with its stated spread and its stated persistence over a year") {
  for (const double dt : {0.25, 0.125, 1.0}) {
    Parameters p = reference_parameters();
    p.firms.count = 100000;
    p.time.step = dt;
    p.productivity.standard_deviation = 0.4, p.productivity.persistence = 0.7;
    const Model model(p);
    Country country = open_country(model, 3, Threads::all);
    const auto at_first = all_productivities(country);
    const double n = static_cast<double>(at_first.size()), variance = 0.4 * 0.4;
    while (country.date() < 2023) step(country);
    const auto after_a_year = all_productivities(country);
    while (country.date() < 2024) step(country);
    const auto after_two = all_productivities(country);
    for (const auto* a : {&at_first, &after_a_year, &after_two})
      CHECK(std::fabs(mean_product(*a, *a) - variance) < 4 * variance * std::sqrt(2 / n));
    CHECK(std::fabs(mean_product(at_first, after_a_year) - 0.7 * variance) < 4 * variance * std::sqrt(1.49 / n));
    CHECK(std::fabs(mean_product(after_a_year, after_two) - 0.7 * variance) < 4 * variance * std::sqrt(1.49 / n));
    CHECK(std::fabs(mean_product(at_first, after_two) - 0.49 * variance) < 4 * variance * std::sqrt(1.25 / n));
  }
}

// Σθz is normal with variance v = 2·half_variance, so that exp(Σθz - v/2) has variance e^v - 1. With these spreads v is
// about .3: half a variance that is 5 % wrong moves the mean by .7 %, four of the standard errors of 100000 replications.
TEST_CASE("common shocks leave mean productivity alone, in every economy and at every date") {
  for (const CapitalMarket market : {CapitalMarket::national, CapitalMarket::regional}) {
    Parameters p = market == CapitalMarket::national ? reference_parameters() : regional_parameters();
    p.shocks.economy.standard_deviation = 0.3;
    p.shocks.industry.standard_deviation = 0.5, p.shocks.region.standard_deviation = 0.4;
    p.shocks.industry.persistence = 0.5;
    p.firms.count = 1, p.firms.minimum_per_cell = 1;
    const Model model(p);
    Country country = place_stocks(model, 0, Threads::one);
    constexpr std::uint32_t replications = 100000;
    for (std::size_t e = 0; e < model.economies.size(); ++e) {
      double sum[2] = {};
      for (country.replication = 0; country.replication < replications; ++country.replication)
        for (country.period = 0; country.period < 2; ++country.period) {
          draw_shocks(country);
          double z = 0;
          for (const CellTechnology& cell : model.economies[e].cells)
            z += cell.theta * (country.shocks.of_economy[e] + country.shocks.of_industry[cell.industry] +
                               country.shocks.of_region[cell.region]);
          sum[country.period] += std::exp(z - model.half_variance[e]);
        }
      const double error = std::sqrt(std::expm1(2 * model.half_variance[e]) / replications);
      CHECK(error < 0.003);
      for (const double s : sum) CHECK(std::fabs(s / replications - 1) < 4 * error);
      if (e == 1) break;  // two economies tell as much as four
    }
  }
}

TEST_CASE("without any spread every firm's productivity stays at zero") {
  Parameters p = reference_parameters();
  p.productivity.standard_deviation = 0;
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  step(country);
  for (const double a : all_productivities(country)) REQUIRE(a == 0);
}

}  // namespace
}  // namespace suanli::test
