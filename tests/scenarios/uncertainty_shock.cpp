// scenarios/uncertainty-shock.yaml as it is shipped, with few firms: what five years of doubled volatility do to compute.
#include <doctest/doctest.h>

#include <cmath>

#include "agents/economy.hpp"
#include "engine/statistics.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

/// The share of investment that goes to compute, and that investment, quarter by quarter.
struct Paths {
  std::vector<double> tau, compute_investment;
};
Paths paths(const Model& model, std::uint32_t replication) {
  Country country = open_country(model, replication, Threads::all);
  Paths all;
  for (;; step(country)) {
    const Economy& economy = country.economies[0];
    all.tau.push_back(economy.tau), all.compute_investment.push_back(economy.tau * economy.investment);
    if (country.period == model.periods) return all;
  }
}

Model model_of(std::vector<Setting> settings) {
  settings.insert(settings.end(), {{"firms.count=3000"}, {"time.end=2042"}});
  return Model(read_scenario(shipped("uncertainty-shock.yaml"), settings).parameters);
}

/// With the shock less without, in logs and replication by replication.
struct Responses {
  std::vector<double> frozen, rebound, invested_less, invested_more;
};
Responses responses(const std::vector<Setting>& arm) {
  std::vector<Setting> without = arm;
  without.insert(without.end(), {{"volatility.factor=1"}, {"volatility.start=never"}});
  const Model shaken = model_of(arm), still = model_of(without);
  const std::size_t begins = 40, ends = 60;  // 2032, 2037
  Responses all;
  for (std::uint32_t replication = 0; replication < 6; ++replication) {
    const Paths shocked = paths(shaken, replication), calm = paths(still, replication);
    for (std::size_t t = 0; t < begins; ++t) REQUIRE(shocked.tau[t] == calm.tau[t]);
    const auto less = [&](std::vector<double> Paths::*path, std::size_t t) {
      return std::log((shocked.*path)[t] / (calm.*path)[t]);
    };
    all.frozen.push_back(less(&Paths::tau, begins)), all.rebound.push_back(less(&Paths::tau, ends));
    all.invested_less.push_back(less(&Paths::compute_investment, begins));
    all.invested_more.push_back(less(&Paths::compute_investment, ends));
  }
  return all;
}

/// Beyond what chance allows in one of ten thousand.
void check_above(const std::vector<double>& effects, double bound) {
  const Estimate e = estimate(effects);
  INFO(e.mean, " ± ", e.standard_error, " against ", bound);
  CHECK(e.mean - bound > standard_errors_off(2e-4, e.count) * e.standard_error);
}
void check_below(std::vector<double> effects, double bound) {
  for (double& x : effects) x = -x;
  check_above(effects, -bound);
}

// MODEL.md §7.2 has the numbers of the file itself; here τ_t and investment have to fall by a fifth, and to rise by a twentieth.
TEST_CASE("uncertainty-shock.yaml freezes τ_t and investment in compute, and both rebound when calm returns") {
  const Responses follows = responses({});
  check_below(follows.frozen, std::log(0.8));
  check_below(follows.invested_less, std::log(0.8));
  check_above(follows.rebound, std::log(1.05));
  check_above(follows.invested_more, std::log(1.05));
}

TEST_CASE("a τ that does not follow demand stays where it is through uncertainty-shock.yaml, and nothing freezes") {
  const Responses fixed = responses({{"tau_mode=exogenous"}});
  for (const std::vector<double>* tau : {&fixed.frozen, &fixed.rebound})
    for (const double response : *tau) CHECK(response == 0);
  check_above(fixed.invested_less, std::log(0.8));
}

}  // namespace
}  // namespace suanli::test
