// Where compute goes: between users by their returns, and with τ_t out of all investment (MODEL.md §7.2, §7.3).
#include <doctest/doctest.h>

#include <cmath>

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
    CHECK(std::fabs(std::log(after / start) / 20 / std::log(factor) - 1) < 0.01);
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

// Nothing is lost on the way: compute grows by what is invested and shrinks by wear alone, and firms hold what providers
// do not. Stocks are sums of 28 products, off by a few dozen roundings of 2^-53 at most: 1e-14.
TEST_CASE(
    "a start off rest is over after one period without friction, and moving compute neither makes nor loses any") {
  for (const double given : {0.01, 0.5, 0.99}) {
    Parameters p = quiet();
    p.allocation.rule = AllocationRule::frictionless;
    p.start.provider_compute = {StartProviders::given, given};
    const Model model(p);
    Country country = open_country(model, 0, Threads::one);
    const Economy& economy = country.economies[0];
    const EconomyTechnology& t = model.economies[0];
    REQUIRE(economy.provider_compute == given * economy.compute);
    for (int period = 0; period < 8; ++period) {
      const double grown = economy.compute * (1 - 0.06 * 0.25) + 0.25 * economy.tau * economy.investment;
      step(country);
      CHECK(economy.compute == doctest::Approx(grown).epsilon(1e-14));
      CHECK(economy.provider_compute == doctest::Approx(economy.compute * t.providers_of_compute()).epsilon(1e-14));
      double own = 0;
      for (std::size_t c = 0; c < t.cells.size(); ++c) {
        double of_cell = 0;
        for (std::size_t i = 0; i < t.cells[c].firms; ++i) of_cell += country.firms.compute(c, i);
        CHECK(of_cell == doctest::Approx(economy.compute * t.cells[c].compute_share).epsilon(1e-14));
        own += of_cell;
      }
      CHECK(own + economy.provider_compute == doctest::Approx(economy.compute).epsilon(1e-14));
    }
  }
}

TEST_CASE("an elasticity at which an explicit step explodes is refused, and one just below is not") {
  Parameters p = quiet();
  const double g = steady_state(economies_of(p)[0], p).path.g, edge = 2 * (1 + g * 0.25) / ((g + 0.06) * 0.25);
  p.allocation.elasticity = edge * 0.999;
  CHECK_NOTHROW(Model{p});
  p.allocation.elasticity = edge * 1.001;
  CHECK_THROWS_WITH_AS(Model{p}, doctest::Contains("must be below 2 (below 1 to settle without swinging)"), Infeasible);
}

// Synergy by level has no rest: what counts is the growth of the first period, s_v b W_0^ᾱ - δ.
TEST_CASE("without a balanced path the growth of the first period says at which elasticity a step explodes") {
  Parameters p = quiet();
  p.synergy.mode = SynergyMode::level, p.productivity.level = {ProductivityLevel::given, 3};
  p.household.consumption = {ConsumptionRule::saving_rate, 0.3};
  const double g = level_dynamics(economies_of(p)[0], p).growth, edge = 2 * (1 + g * 0.25) / ((g + 0.06) * 0.25);
  p.allocation.elasticity = edge * 0.999;
  const Model just_below(p);
  Country country = open_country(just_below, 0, Threads::one);
  const double before = country.economies[0].wealth();
  step(country);
  CHECK(country.economies[0].wealth() / before - 1 == doctest::Approx(g * 0.25).epsilon(1e-6));
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

std::vector<double> tau_path(const Model& model, std::uint32_t replication) {
  Country country = open_country(model, replication, Threads::all);
  std::vector<double> tau{country.economies[0].tau};
  while (country.period < model.periods) step(country), tau.push_back(country.economies[0].tau);
  return tau;
}

// In calm times demand per unit of compute has the mean that the pilot found, which the pilot scaled to the g + δ at which the
// household of its years wants wealth to grow. So inflow into compute less that g + δ, both of one replication, is 0 on
// average. The pilot is one draw of this difference that all replications share: the mean of R of them less the pilot's has at
// most √(R+1) times the standard error of their mean. One false alarm in a thousand; and however much chance would allow, it
// is a percent, a tenth of a point of τ. τ_t itself is demand over I. With a delay its mean is the stated τ to the same percent;
// a fixed trend saves all that choice adds to output, so that I is larger, and τ_t smaller, than demand was calibrated to.
TEST_CASE("in calm times demand is what keeps compute at the stated share of investment, whichever trend is seen") {
  for (const TrendRule rule : {TrendRule::fixed, TrendRule::delay}) {
    Parameters p = endogenous();
    p.household.trend = {rule, 2}, p.time.end = 2042, p.firms.burn_in = 120;  // the start is forgotten: e^(-λ·80) = .02
    const Model model(p);
    std::vector<double> missed, tau;
    for (std::uint32_t replication = 0; replication < 8; ++replication) {
      Country country = open_country(model, replication, Threads::all);
      const Economy& economy = country.economies[0];
      const double asked = economy.investment / economy.wealth();  // at rest, g + δ of wealth
      double sum = 0, shares = 0, periods = 0;
      for (; country.period < model.periods; step(country), ++periods)
        sum += economy.tau * economy.investment / economy.compute, shares += economy.tau;
      missed.push_back(sum / periods / asked - 1);
      tau.push_back(shares / periods / p.tau - 1);
    }
    const Estimate of = estimate(missed), share = estimate(tau);
    INFO("missed by ", of.mean, " ± ", of.standard_error, ", τ by ", share.mean, " ± ", share.standard_error);
    CHECK(std::fabs(of.mean) < standard_errors_off(1e-3, of.count) * 3 * of.standard_error);
    CHECK(std::fabs(of.mean) < 0.01);
    CHECK(share.mean < (rule == TrendRule::delay ? 0.01 : 0));
    CHECK(share.mean > (rule == TrendRule::delay ? -0.01 : -0.1));
  }
}

// An economy that has half the compute of rest, thirty years on: the share of the log gap that is left, against the same firms
// at rest. With `level` demand answers the return of compute, which falls by about 1 - B % per percent of compute: the gap
// closes at ϑi(1 - B) = .1 a year, to e^(-3) and in discrete steps and large gaps somewhat less. With `relative` it answers only
// how firms differ, and the household, poorer in output, lets other capital grow more slowly, which is a little of the gap.
TEST_CASE(
    "demand that compares returns with the cost of capital recovers scarce compute, demand that compares firms does "
    "not") {
  const auto left = [](ReturnMeasure returns) {
    const auto log_share = [&](double kappa) {
      Parameters p = endogenous();
      p.firms.count = 5000, p.firms.investment = InvestmentBehaviour::elastic, p.firms.returns = returns;
      p.start.kappa = {StartComposition::given, kappa};
      const Model model(p);
      Country country = open_country(model, 0, Threads::all);
      while (country.period < model.periods) step(country);
      return std::log(country.economies[0].compute / country.economies[0].wealth());
    };
    return (log_share(0.9) - log_share(0.95)) / std::log(2.0);
  };
  const double relative = left(ReturnMeasure::relative), level = left(ReturnMeasure::level);
  INFO("left of the gap: ", relative, " and ", level);
  CHECK(relative > 0.8);
  CHECK(level < 0.2);
  CHECK(level > 0);
}

// Signs, each beyond what chance allows in one of ten thousand: ln τ_t of a replication with the shock less the same without.
TEST_CASE("five years of doubled volatility freeze investment in compute, and it rebounds above where it was") {
  Parameters p = endogenous();
  p.firms.count = 10000;
  const Model still(p);
  p.volatility.factor = 2, p.volatility.duration = 5, p.volatility.start = {TurbulenceStart::date, 2027};
  const Model shaken(p);
  std::vector<double> frozen, rebound;
  for (std::uint32_t replication = 0; replication < 8; ++replication) {
    const std::vector<double> calm = tau_path(still, replication), shocked = tau_path(shaken, replication);
    for (std::size_t t = 0; t < 20; ++t) REQUIRE(shocked[t] == calm[t]);
    frozen.push_back(std::log(shocked[20] / calm[20]));   // the first quarter of turbulence
    rebound.push_back(std::log(shocked[40] / calm[40]));  // the first quarter after it
  }
  const Estimate down = estimate(frozen), up = estimate(rebound);
  INFO("frozen ", down.mean, " ± ", down.standard_error, ", rebound ", up.mean, " ± ", up.standard_error);
  CHECK(down.mean < -standard_errors_off(2e-4, down.count) * down.standard_error);
  CHECK(up.mean > standard_errors_off(2e-4, up.count) * up.standard_error);
}

}  // namespace
}  // namespace suanli::test
