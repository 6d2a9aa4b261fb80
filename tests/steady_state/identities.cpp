// V6: the identities of §5.1 hold to rounding in every economy that can be simulated, and V10: whatever the threads.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "agents/series.hpp"
#include "engine/parallel.hpp"
#include "tests/steady_state/economies.hpp"

namespace suanli::test {

namespace {

/// A scenario drawn at random: industries, regions, elasticities, shares, household, noise, step. Some cannot be solved.
Parameters random_parameters(std::mt19937_64& random) {
  const auto between = [&](double low, double high) {
    return low + (high - low) * std::generate_canonical<double, 53>(random);
  };
  const auto one_of = [&](std::size_t n) {
    return std::min(n - 1, static_cast<std::size_t>(between(0, static_cast<double>(n))));
  };
  Parameters p = reference_parameters();
  p.ensemble.seed = static_cast<std::int64_t>(one_of(1u << 30));
  p.pricing = all_pricing_rules()[one_of(3)];
  p.tau = between(0.03, 0.4);
  p.synergy.strength = between(0, 1), p.synergy.reference = between(0.05, 0.5);
  p.household.euler = all_readings()[one_of(3)];
  p.household.risk_aversion = between(2, 12), p.household.discount_rate = between(0.01, 0.06);
  if (one_of(3) == 0) p.household.consumption = {ConsumptionRule::saving_rate, between(0.2, 0.6)};
  p.technology = {.depreciation = between(0.02, 0.1), .compute_per_service = between(0.1, 10)};
  p.productivity = {.level = {ProductivityLevel::output_to_wealth, between(0.15, 0.35)},
                    .standard_deviation = between(0, 0.5),
                    .persistence = between(0.5, 0.95),
                    .innovations = one_of(2) == 0 ? Distribution::normal : Distribution::laplace,
                    .normalise = one_of(2) == 0};
  p.shocks.economy = {{between(0, 0.05), 0.8}}, p.shocks.industry = {{between(0, 0.05), 0.8}};
  p.shocks.region = {{between(0, 0.05), 0.8}}, p.shocks.services = {{between(0, 0.2), 0.8}};
  if (one_of(2) == 0)
    p.volatility = {.factor = between(0, 2), .arrival_rate = between(0.1, 1), .duration = between(0.5, 3), .start = {}};
  p.firms.count = static_cast<std::int64_t>(between(10, 2000));
  p.firms.minimum_per_cell = 1 + static_cast<std::int64_t>(one_of(40));
  if (one_of(2) == 0) p.start.kappa = {StartComposition::given, between(0.55, 0.97)};
  p.industries.resize(1 + one_of(7)), p.regions.resize(1 + one_of(4));
  for (auto& [name, industry] : p.industries) {
    industry.beta = between(0.02, 0.3), industry.alpha = between(0.3, 0.95 - industry.beta);
    industry.relative_productivity = between(0.5, 2);
  }
  double sum = 0;
  for (auto& [name, region] : p.regions) {
    region.expenditure_shares.resize(p.industries.size());
    for (auto& [industry, share] : region.expenditure_shares) sum += share = between(0.02, 1);
  }
  for (auto& [name, region] : p.regions)
    for (auto& [industry, share] : region.expenditure_shares) share /= sum;
  if (one_of(2) == 0) {
    p.capital_market = CapitalMarket::regional;
    for (auto& [name, region] : p.regions) region.tau = between(0.03, 0.4);
  }
  p = lasting(p, 200, one_of(2) == 0 ? 1 : 0.25);
  if (!check(p).empty()) p.productivity.innovations = Distribution::normal;  // where α + β is too small for Laplace
  return p;
}

/// The largest residual of every identity over 200 years of `count` random scenarios that have a balanced path.
std::array<double, identity_count> largest_residuals(int count, std::uint64_t seed, int& refused) {
  std::mt19937_64 random(seed);
  std::array<double, identity_count> largest{};
  while (count > 0) {
    const Parameters p = random_parameters(random);
    REQUIRE(check(p).empty());
    try {
      const Model model(p);
      const Record record = simulate(model, Recorder(model), 0, Threads::one, [] {});
      for (std::size_t i = 0; i < identity_count; ++i) largest[i] = std::max(largest[i], record.largest_residuals[i]);
      --count;
    } catch (const Infeasible&) {
      ++refused;
    }
  }
  return largest;
}

}  // namespace

TEST_CASE("V6: over 200 years of random scenarios no accounting identity is off by more than 1e-12 of its size") {
  // 800 steps of a few roundings each that add up as a random walk: 1e-16·√(10·800), about 1e-14; 1e-12 if they add.
  int refused = 0;
  const auto largest = largest_residuals(60, 1, refused);
  for (std::size_t i = 0; i < identity_count; ++i) {
    CAPTURE(std::string(identities[i].name));
    CHECK(largest[i] < 1e-12);
  }
}

TEST_CASE(
    "V6: the accounts add up firm by firm, each selling what its technology yields and paying one rent for services") {
  Parameters p = lasting(reference_parameters(), 10, 0.25);
  p.capital_market = CapitalMarket::regional;
  p.productivity.level = {ProductivityLevel::given, 0.7};
  p.productivity.normalise = false;  // firms' log productivity is then all that is theirs
  const Model model(p);
  simulate_dates(model, 3, [&](const Country& country) {
    std::size_t number = 0;
    for (std::size_t e = 0; e < country.economies.size(); ++e) {
      const Economy& economy = country.economies[e];
      double capital = 0, compute = economy.provider_compute, sales = 0, rents = 0, sold = 0;
      for (std::size_t c = 0; c < economy.cells.size(); ++c, ++number) {
        const CellTechnology& t = model.economies[e].cells[c];
        const Cell& cell = economy.cells[c];
        const double xi = 1 - t.alpha - t.beta, rent = cell.service_price;
        double output = 0;
        for (std::size_t i = 0; i < t.firms; ++i) {
          const double k = country.firms.capital(number, i), h = country.firms.compute(number, i);
          const double before_services = 0.7 * std::exp(country.firms.log_productivity(number, i)) *
                                         std::pow(economy.synergy * k, t.alpha) * std::pow(h, t.beta);
          const double services = std::pow(xi * cell.price * before_services / rent, 1 / (1 - xi));  // ∂(Py)/∂x = rent
          const double made = before_services * std::pow(services, xi);
          output += made, sold += services, rents += rent * services;
          capital += k, compute += h;
        }
        CHECK(output == doctest::Approx(cell.output).epsilon(1e-12));
        sales += cell.price * output;
      }
      CHECK(sales == doctest::Approx(economy.output).epsilon(1e-12));
      CHECK(economy.consumption + economy.investment == doctest::Approx(sales).epsilon(1e-12));
      CHECK(sold == doctest::Approx(economy.provider_compute / p.technology.compute_per_service).epsilon(1e-12));
      CHECK(rents == doctest::Approx(economy.compute_rental_rate * economy.provider_compute + economy.provider_profit)
                         .epsilon(1e-12));
      CHECK(economy.rental_rate * capital + economy.compute_rental_rate * compute + economy.provider_profit ==
            doctest::Approx(sales).epsilon(1e-12));
      CHECK(capital == doctest::Approx(economy.capital).epsilon(1e-12));
      CHECK(compute == doctest::Approx(economy.compute).epsilon(1e-12));
    }
  });
}

TEST_CASE("V10: one, two, four and eight threads leave the same record of the reference economy, bit for bit") {
  Parameters p = lasting(reference_parameters(), 2, 0.25);
  p.firms.count = 60000;  // a large cell is then swept in several tasks
  std::vector<Record> records;
  for (const std::size_t threads : {1, 2, 4, 8}) {
    const ThreadLimit limit(threads);
    const Model model(p);
    records.push_back(simulate(model, Recorder(model), 0, Threads::all, [] {}));
  }
  for (const Record& record : records) {
    CHECK(record.values == records[0].values);
    CHECK(record.largest_residuals == records[0].largest_residuals);
  }
}

TEST_CASE("V6: [long] the identities hold in a thousand random scenarios of 200 years") {
  int refused = 0;
  const auto largest = largest_residuals(1000, 2, refused);
  std::string table;
  for (std::size_t i = 0; i < identity_count; ++i)
    table += fmt::format("\n  {:<26} {:.1e}", identities[i].name, largest[i]);
  MESSAGE("largest relative residual over 1000 scenarios (" << refused
                                                            << " more had no balanced or saddle path):" << table);
  for (std::size_t i = 0; i < identity_count; ++i) CHECK(largest[i] < 1e-12);
}

}  // namespace suanli::test
