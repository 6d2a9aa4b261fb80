// Where compute goes: between users by their returns, and with τ_t out of all investment (MODEL.md §7.2, §7.3).
#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "agents/economy.hpp"
#include "engine/statistics.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::test {
namespace {

Parameters quiet() {
  Parameters p = reference_parameters();
  p.productivity.standard_deviation = 0, p.firms.count = 28, p.firms.minimum_per_cell = 1;
  return p;
}

// H_X/H against its rest value in logs, at the start and after `years`.
std::pair<double, double> imbalance(const Parameters& p, double years) {
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  const auto now = [&] {
    const Economy& economy = country.economies[0];
    const EconomyTechnology& t = model.economies[0];
    const double own = economy.compute - economy.provider_compute;
    return std::log(economy.provider_compute / own) - std::log(t.provider_share / t.beta_bar);
  };
  const double start = now();
  for (int period = 0; period < static_cast<int>(years / p.time.step); ++period) step(country);
  return {start, now()};
}

// Linear theory: the log imbalance shrinks by 1 - ϑ_H(g+δ)dt/(1+g dt) a period. The start is 1 % off, so that the square
// of the imbalance, and with it the error of the linear rate, is below 1 % of the rate.
TEST_CASE("the split between own and bought compute returns to the report's ratio at the rate ϑ_H(g + δ)") {
  for (const double elasticity : {0.5, 2.0, 6.0}) {
    Parameters p = quiet();
    p.allocation.elasticity = elasticity;
    const Model model(p);
    const EconomyTechnology& t = model.economies[0];
    p.start.provider_compute = {StartProviders::given, 1.01 * t.provider_share / t.compute_income};
    const auto [start, after] = imbalance(p, 5);
    const double g = steady_state(t, p).path.g;
    const double factor = 1 - elasticity * (g + 0.06) * 0.25 / (1 + g * 0.25);
    CHECK(std::log(after / start) / 20 == doctest::Approx(std::log(factor)).epsilon(0.01));
  }
}

TEST_CASE("an elasticity of 0 leaves the split where it is, frictionless keeps it at rest at every date") {
  Parameters p = quiet();
  p.start.provider_compute = {StartProviders::given, 0.5};
  p.allocation.elasticity = 0;
  const auto [start, after] = imbalance(p, 5);
  CHECK(after == doctest::Approx(start).epsilon(1e-12));
  p = quiet();
  p.allocation.rule = AllocationRule::frictionless;
  CHECK(std::fabs(imbalance(p, 5).second) < 1e-12);
}

TEST_CASE("an elasticity at which an explicit step explodes is refused, and one just below is not") {
  Parameters p = quiet();
  const double g = steady_state(economies_of(p)[0], p).path.g, edge = 2 * (1 + g * 0.25) / ((g + 0.06) * 0.25);
  p.allocation.elasticity = edge * 0.999;
  CHECK_NOTHROW(Model{p});
  p.allocation.elasticity = edge * 1.001;
  CHECK_THROWS_WITH_AS(Model{p}, doctest::Contains("must be below 2 (below 1 to settle without swinging)"), Infeasible);
}

Parameters endogenous() {
  Parameters p = reference_parameters();
  p.synergy.strength = 0.05, p.firms.count = 20000, p.firms.investment = InvestmentBehaviour::option;
  p.household.trend = {TrendRule::delay, 2};
  p.firms.exit_rate = 0.05, p.firms.start = FirmStart::stationary;
  p.tau_mode = {TauMode::endogenous, 0.5};
  p.time = {.start = 2022, .end = 2052, .step = 0.25};
  return p;
}

std::vector<double> tau_path(const Parameters& p, std::uint32_t replication) {
  const Model model(p);
  Country country = open_country(model, replication, Threads::all);
  std::vector<double> tau{country.economies[0].tau};
  while (country.period < model.periods) step(country), tau.push_back(country.economies[0].tau);
  return tau;
}

// Demand per unit of compute has in calm times the mean that the pilot found. With `relative` returns it depends on nothing
// else: the mean of D = Σd/HT over 2·20 years of runs of 20000 firms against that of the pilot's 20 years. Its standard
// error is taken over replications (the pilot's, of one, is √8 times it), 4 of both together.
TEST_CASE("in calm times demand is what keeps compute at the stated share of investment, whichever trend is seen") {
  for (const TrendRule rule : {TrendRule::fixed, TrendRule::delay}) {
    Parameters p = endogenous();
    p.household.trend = {rule, 2}, p.time.end = 2042;
    const Model model(p);
    std::vector<double> missed;
    for (std::uint32_t replication = 0; replication < 8; ++replication) {
      Country country = open_country(model, replication, Threads::all);
      double sum = 0, periods = 0;
      for (; country.period < model.periods; step(country), ++periods)
        sum += country.economies[0].tau * country.economies[0].investment / country.economies[0].compute;
      missed.push_back(sum / periods);
    }
    const Estimate inflow = estimate(missed);
    Country country = open_country(model, 0, Threads::all);  // what the household's growth asks for at the start
    const Economy& first = country.economies[0];
    const double asked = first.investment / first.wealth();  // g + δ of wealth; τ stays if compute grows with it
    INFO("inflow ", inflow.mean, " ± ", inflow.standard_error, ", asked ", asked);
    CHECK(std::fabs(inflow.mean - asked) < 4 * 3 * inflow.standard_error + 0.002 * asked);
    CHECK(first.tau == doctest::Approx(0.10).epsilon(0.02));
  }
}

TEST_CASE("five years of doubled volatility freeze investment in compute, and it rebounds above where it was") {
  Parameters p = endogenous();
  const std::vector<double> calm = tau_path(p, 0);
  p.volatility.factor = 2, p.volatility.duration = 5, p.volatility.start = {TurbulenceStart::date, 2027};
  const std::vector<double> shocked = tau_path(p, 0);
  for (std::size_t t = 0; t < 20; ++t) REQUIRE(shocked[t] == calm[t]);
  CHECK(shocked[20] < 0.85 * calm[20]);  // the first quarter of turbulence
  const auto after = static_cast<std::ptrdiff_t>(20 + 20);
  CHECK(*std::max_element(shocked.begin() + after, shocked.end()) > 1.15 * calm[40]);
}

}  // namespace
}  // namespace suanli::test
