// A draw is addressed by seed, replication, period, purpose and entity: what else a scenario holds cannot change it.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>

#include "agents/verbs.hpp"
#include "engine/stream.hpp"
#include "tests/support/random_numbers.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::test {
namespace {

Parameters noisy() {
  Parameters p = regional_parameters();
  p.capital_market = CapitalMarket::national;
  for (auto& [name, region] : p.regions) region.tau.reset();
  p.household.consumption = {ConsumptionRule::saving_rate, 0.4};
  return p;
}

// Log productivities of firms after two periods: cell (region, industry), the first `firms` of them.
std::vector<double> productivity(const Parameters& p, std::size_t region, std::size_t industry, std::size_t firms,
                                 std::uint32_t replication = 0) {
  const Model model(p);
  Country country = open_country(model, replication, Threads::one);
  step(country), step(country);
  std::size_t number = 0;
  for (const EconomyTechnology& economy : model.economies)
    for (const CellTechnology& cell : economy.cells) {
      if (cell.region == region && cell.industry == industry) {
        std::vector<double> a;
        for (std::size_t i = 0; i < firms; ++i) a.push_back(country.firms.log_productivity(number, i));
        return a;
      }
      ++number;
    }
  return {};
}

TEST_CASE("another region changes no draw of the cells before it") {
  Parameters more = noisy();
  RegionParameters added = more.regions.back().second;
  more.regions.emplace_back("north", added);
  for (auto& [name, region] : more.regions)
    for (auto& [industry, share] : region.expenditure_shares) share *= 0.7;
  const Parameters fewer = noisy();
  for (const std::size_t region : {0, 3})
    for (const std::size_t industry : {0, 6})
      CHECK(productivity(more, region, industry, 16) == productivity(fewer, region, industry, 16));
}

TEST_CASE("more firms in other cells and in its own change no draw of a firm") {
  Parameters few = noisy(), many = noisy();
  few.firms.count = 500, many.firms.count = 50000;
  for (const std::size_t region : {0, 3})
    for (const std::size_t industry : {0, 2, 6})
      CHECK(productivity(many, region, industry, 16) == productivity(few, region, industry, 16));
}

TEST_CASE("one national market and regional economies draw the same firms") {
  Parameters regional = noisy();
  regional.capital_market = CapitalMarket::regional;
  for (const std::size_t region : {0, 2, 3})
    CHECK(productivity(regional, region, 4, 16) == productivity(noisy(), region, 4, 16));
}

TEST_CASE("turning common shocks off changes no draw of a firm") {
  Parameters quiet = noisy();
  quiet.shocks.economy.standard_deviation = quiet.shocks.industry.standard_deviation = 0;
  CHECK(productivity(quiet, 1, 1, 16) == productivity(noisy(), 1, 1, 16));
}

TEST_CASE("seed, replication and cell give other draws") {
  Parameters reseeded = noisy();
  reseeded.ensemble.seed += 1;
  const auto here = productivity(noisy(), 1, 1, 16);
  CHECK(productivity(reseeded, 1, 1, 16) != here);
  CHECK(productivity(noisy(), 1, 1, 16, 1) != here);
  CHECK(productivity(noisy(), 1, 2, 16) != here);
  CHECK(productivity(noisy(), 2, 1, 16) != here);
}

TEST_CASE("common shocks are the normals of their purpose, period and place") {
  const Parameters p = noisy();
  const Model model(p);
  Country country = open_country(model, 5, Threads::one);
  const auto drawn = [&](std::uint32_t period, std::uint32_t purpose, std::size_t place) {
    return static_cast<double>(
        plain_normal(stream(20221231, 5, period, purpose), static_cast<std::uint32_t>(place), 0));
  };
  step(country);
  const double phi = std::pow(0.8, 0.25);
  const auto after_two = [&](double s, std::uint32_t purpose, std::size_t place) {
    return phi * s * drawn(0, purpose, place) + s * std::sqrt(1 - phi * phi) * drawn(1, purpose, place);
  };
  constexpr double tolerance = 2e-10 * 0.015;  // of the draws, tests/engine/normal.cpp
  CHECK(std::fabs(country.shocks.of_economy.at(0) - after_two(0.015, 2, 0)) < tolerance);
  for (std::size_t j = 0; j < 7; ++j)
    CHECK(std::fabs(country.shocks.of_industry.at(j) - after_two(0.01, 3, j)) < tolerance);
  for (std::size_t m = 0; m < 4; ++m)
    CHECK(std::fabs(country.shocks.of_region.at(m) - after_two(0.01, 4, m)) < tolerance);
}

// 20000 pairs each: a correlation of independent numbers has standard error 1/√n.
TEST_CASE("draws for different purposes, periods and replications are uncorrelated") {
  constexpr std::uint32_t n = 20000;
  const auto correlation = [](const Stream& one, const Stream& other) {
    double sum = 0;
    for (std::uint32_t i = 0; i < n; ++i) sum += standard_normal(one, i) * standard_normal(other, i);
    return sum / n;
  };
  const auto firm = static_cast<std::uint32_t>(Purpose::firm_productivity);
  const Stream here = stream(1, 0, 0, firm, 1);
  for (const Purpose purpose : {Purpose::economy_shock, Purpose::industry_shock, Purpose::region_shock})
    CHECK(std::fabs(correlation(here, stream(1, 0, 0, static_cast<std::uint32_t>(purpose), 1))) < 4 / std::sqrt(n));
  CHECK(std::fabs(correlation(here, stream(1, 0, 1, firm, 1))) < 4 / std::sqrt(n));
  CHECK(std::fabs(correlation(here, stream(1, 1, 0, firm, 1))) < 4 / std::sqrt(n));
  CHECK(std::fabs(correlation(here, stream(1, 0, 0, firm, 2))) < 4 / std::sqrt(n));
  CHECK(std::fabs(correlation(here, stream(2, 0, 0, firm, 1))) < 4 / std::sqrt(n));
}

}  // namespace
}  // namespace suanli::test
