// Market clearing against an economy put together firm by firm from its parameters and the firms' columns alone: every
// firm solves its rental problem at the market's prices, and what the firms then buy and make must clear every market.
// The equilibrium is unique, so an economy that passes is the equilibrium.
#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "agents/economy.hpp"
#include "tests/support/random_scenario.hpp"

namespace suanli::test {
namespace {

// A firm's terms of sums are exponentials of logarithms up to about 30, amplified by 1/(1 - ξ) < 4: 30·4·2^-52 = 3e-14,
// and a few hundred firms and roundings of sums. A formula that is wrong by 1e-11 would show.
constexpr double tolerance = 1e-12;
#define CHECK_SAME(left, right) CHECK(std::fabs((left) / (right)-1) < tolerance)

struct Demand {
  double services = 0, output = 0, capital = 0, compute = 0;
};

/// Services at which a firm's marginal revenue product price·ξ·productivity·X^(ξ-1) is the price of services, by
/// bisection of ln X.
double services_wanted(double productivity, double xi, double price, double service_price) {
  double low = -700, high = 700;
  for (int i = 0; i < 80; ++i) {
    const double middle = (low + high) / 2;
    const double marginal = std::log(price * xi * productivity) + (xi - 1) * middle;
    (marginal > std::log(service_price) ? low : high) = middle;
  }
  return std::exp((low + high) / 2);
}

/// One economy, by region (all of them, or one).
struct Place {
  const Parameters& p;
  const Country& country;
  std::size_t economy;

  bool has(std::size_t region) const { return p.capital_market == CapitalMarket::national || region == economy; }
  double share(std::size_t m, std::size_t j) const {
    double sum = 0;
    for (std::size_t region = 0; region < p.regions.size(); ++region)
      if (has(region))
        for (const auto& [name, given] : p.regions[region].second.expenditure_shares) sum += given;
    return p.regions[m].second.expenditure_shares[j].second / sum;
  }
  /// ½Var(Σθz).
  double half_variance() const {
    double sum = std::pow(p.shocks.economy.standard_deviation, 2);
    std::map<std::size_t, double> by_region, by_industry;
    for (std::size_t m = 0; m < p.regions.size(); ++m)
      for (std::size_t j = 0; j < p.industries.size(); ++j)
        if (has(m)) by_region[m] += share(m, j), by_industry[j] += share(m, j);
    for (const auto& [m, weight] : by_region) sum += std::pow(weight * p.shocks.region.standard_deviation, 2);
    for (const auto& [j, weight] : by_industry) sum += std::pow(weight * p.shocks.industry.standard_deviation, 2);
    return sum / 2;
  }
  double synergy() const {
    const auto of = [&](double capital, double compute, double firms) {
      return p.synergy.mode == SynergyMode::level
                 ? compute / firms / p.synergy.reference
                 : std::pow(compute / (capital + compute) / p.synergy.reference, p.synergy.strength);
    };
    double capital = 0, compute = 0, firms = 0, own_firms = 0;
    for (const Economy& e : country.economies) capital += e.capital, compute += e.compute;
    for (const auto& cell : country.model->layout.cells()) {
      firms += static_cast<double>(cell.firms);
      if (has(cell.number / p.industries.size())) own_firms += static_cast<double>(cell.firms);
    }
    const Economy& own = country.economies[economy];
    return (1 - p.synergy.spillover) * of(own.capital, own.compute, own_firms) +
           p.synergy.spillover * of(capital, compute, firms);
  }
};

Demand cell_demand(const Place& place, std::size_t m, std::size_t j, std::size_t cell_number, const Cell& prices) {
  const Parameters& p = place.p;
  const IndustryParameters& own = p.industries[j].second;
  const double alpha = own.alpha, beta = own.beta, industry_level = own.relative_productivity;
  const double xi = 1 - alpha - beta;
  const CommonShocks& z = place.country.shocks;
  const double log_level =
      std::log(p.productivity.level.number * industry_level * p.regions[m].second.relative_productivity) +
      z.of_economy[place.economy] + z.of_industry[j] + z.of_region[m] - place.half_variance() -
      (p.productivity.normalise
           ? gain_from_dispersion(alpha + beta, place.country.uncertainty.dispersion)  // tests/agents/dispersion.cpp
           : 0);
  const double synergy = place.synergy();
  Demand demand;
  for (std::size_t i = 0; i < place.country.model->layout.cells()[cell_number].firms; ++i) {
    const double k = place.country.firms.capital(cell_number, i), h = place.country.firms.compute(cell_number, i);
    const double productivity = std::exp(log_level + place.country.firms.log_productivity(cell_number, i)) *
                                std::pow(synergy * k, alpha) * std::pow(h, beta);
    const double x = services_wanted(productivity, xi, prices.price, prices.service_price);
    demand.services += x, demand.output += productivity * std::pow(x, xi), demand.capital += k, demand.compute += h;
  }
  return demand;
}

void check_equilibrium(const Parameters& p, const Country& country) {
  std::size_t cell_number = 0;
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    const Economy& economy = country.economies[e];
    const Place place{p, country, e};
    double log_output = 0, log_price_index = 0, services = 0, spending = 0, xi_bar = 0;
    for (std::size_t m = 0, c = 0; m < p.regions.size(); ++m)
      for (std::size_t j = 0; j < p.industries.size() && place.has(m); ++j, ++c)
        xi_bar += place.share(m, j) * (1 - p.industries[j].second.alpha - p.industries[j].second.beta);
    for (std::size_t m = 0, c = 0; m < p.regions.size(); ++m)
      for (std::size_t j = 0; j < p.industries.size() && place.has(m); ++j, ++c, ++cell_number) {
        const Cell& cell = economy.cells[c];
        const Demand demand = cell_demand(place, m, j, cell_number, cell);
        const IndustryParameters& industry = p.industries[j].second;
        const double theta = place.share(m, j), xi = 1 - industry.alpha - industry.beta,
                     income = cell.price * demand.output;
        const double markup = p.pricing.kind == PricingRule::report       ? 1 / xi
                              : p.pricing.kind == PricingRule::integrated ? 1 / xi_bar
                                                                          : p.pricing.number;
        CHECK_SAME(demand.services, cell.services);
        CHECK_SAME(demand.output, cell.output);
        CHECK_SAME(income, theta * economy.output);
        CHECK_SAME(industry.alpha * income / demand.capital, economy.rental_rate);
        CHECK_SAME(industry.beta * income / demand.compute, economy.compute_rental_rate);
        CHECK_SAME(cell.service_price, markup * economy.compute_per_service * economy.compute_rental_rate);
        log_output += theta * std::log(demand.output / theta);
        log_price_index += theta * std::log(cell.price);
        services += demand.services, spending += cell.service_price * demand.services;
      }
    CHECK_SAME(std::exp(log_output), economy.output);
    CHECK(std::fabs(log_price_index) < tolerance);
    CHECK_SAME(services * economy.compute_per_service, economy.provider_compute);
    const double profit = spending - economy.compute_rental_rate * economy.provider_compute;
    CHECK(std::fabs(profit - economy.provider_profit) < tolerance * spending);  // nothing at a markup of one
  }
}

TEST_CASE("every market clears and every firm does what its rental problem says, in random economies") {
  Inputs inputs(61);
  int regional = 0, by_rule[3] = {}, level = 0;
  for (int scenario = 0; scenario < 60; ++scenario) {
    CAPTURE(scenario);
    const Parameters p = random_parameters(inputs);
    REQUIRE(check(p).empty());
    const Model model(p);
    Country country = open_country(model, 1, Threads::one);
    check_equilibrium(p, country);
    step(country), step(country);
    check_equilibrium(p, country);
    regional += p.capital_market == CapitalMarket::regional && p.regions.size() > 1;
    level += p.synergy.mode == SynergyMode::level;
    ++by_rule[static_cast<int>(p.pricing.kind)];
  }
  CHECK(regional > 10);
  CHECK(level > 10);
  for (const int count : by_rule) CHECK(count > 10);
}

TEST_CASE("all pricing rules give the same economy where all cells are alike and the markup is 1/xi") {
  Parameters p = reference_parameters();
  for (auto& [name, industry] : p.industries) industry = test::industry(0.8, 0.12);
  const auto output_and_price = [&](Choice<PricingRule> pricing) {
    p.pricing = pricing;
    const Model model(p);
    const Country country = open_country(model, 0, Threads::one);
    return std::pair{country.economies[0].output, country.economies[0].cells[5].service_price};
  };
  const auto report = output_and_price({PricingRule::report, 0});
  for (const auto& other :
       {output_and_price({PricingRule::integrated, 0}), output_and_price({PricingRule::markup, 1 / 0.08})}) {
    CHECK_SAME(other.first, report.first);
    CHECK_SAME(other.second, report.second);
  }
}

}  // namespace
}  // namespace suanli::test
