// V7: the report's figure 7. Growth at given prices, on its rising and its falling branch, and growth in equilibrium with
// its peak, against the theory on paper.
#include <doctest/doctest.h>

#include <cmath>

#include "agents/theory/compute_share.hpp"
#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/theory.hpp"

namespace suanli::test {

namespace {

Theory on_paper(const Parameters& p, Real tau) {
  Theory t = theory_of_nation(p);
  t.tau = tau, t.euler = EulerReturn::report, t.saving_rate.reset();
  return t;
}

bool agree(double program, Real paper) { return std::abs(program - static_cast<double>(paper)) < 1e-10; }

}  // namespace

TEST_CASE("V7: at the prices of a low share growth rises along the report's line, at those of a high share it falls") {
  for (const double strength : {0.0, 0.05, 1.0})
    for (const auto& pricing : all_pricing_rules())
      for (const double origin : {0.1, 0.25, 0.75, 0.9}) {
        Parameters p = uneven_parameters(strength);
        p.pricing = pricing, p.tau = origin;
        const EconomyTechnology economy = economies_of(p).front();
        const SteadyState rest = rest_at_compute_share(economy, p, origin).path;
        const RentalRates given{rest.r, rest.omega};
        const Theory paper = on_paper(p, origin);
        CAPTURE(strength);
        CAPTURE(origin);
        CHECK(agree(given.r, paper.rental_rate()));
        CHECK(agree(given.omega, paper.compute_rental_rate()));
        CHECK((given.omega > paper.compute_income / paper.alpha_bar * given.r) == (origin < 0.5));
        double before = growth_at_given_prices(given, economy, p, 0);
        for (const double tau : {0.2, 0.4, 0.6, 0.8, 1.0}) {
          const double growth = growth_at_given_prices(given, economy, p, tau);
          const Real line = ((1 - tau) * paper.rental_rate() / paper.alpha_bar +
                             tau * paper.compute_rental_rate() / paper.compute_income - paper.delta - paper.rho) /
                            paper.sigma;
          CHECK(agree(growth, line));
          CHECK((growth > before) == (origin < 0.5));
          before = growth;
        }
      }
}

TEST_CASE("V7: a line at given prices meets growth in equilibrium where its prices come from") {
  for (const double strength : {0.05, 1.0})
    for (const double origin : {0.2, 0.7}) {
      const Parameters p = uneven_parameters(strength);
      const EconomyTechnology economy = economies_of(p).front();
      const SteadyState rest = rest_at_compute_share(economy, p, origin).path;
      CHECK(agree(growth_at_given_prices({rest.r, rest.omega}, economy, p, origin), rest.g));
    }
}

TEST_CASE(
    "V7: growth in equilibrium is the report's formula on paper at any share, whatever the household of the scenario") {
  for (const double strength : {0.0, 0.05, 1.0})
    for (const EulerReturn reading : all_readings()) {
      Parameters p = uneven_parameters(strength);
      p.household.euler = reading;
      if (reading == EulerReturn::private_) p.household.consumption = {ConsumptionRule::saving_rate, 0.4};
      const EconomyTechnology economy = economies_of(p).front();
      for (double tau = 0.05; tau < 1; tau += 0.1)
        CHECK(agree(rest_at_compute_share(economy, p, tau).path.g, on_paper(p, tau).growth()));
    }
}

TEST_CASE("V7: the common level of productivity is the same at any strength, so that curves can share a figure") {
  const double level = common_productivity(uneven_parameters(1));
  for (const double strength : {0.0, 0.05})
    CHECK(std::abs(common_productivity(uneven_parameters(strength)) / level - 1) < 1e-14);
}

TEST_CASE("V7: the peak of growth in equilibrium is flat and the highest point") {
  for (const double strength : {0.0, 0.05, 1.0}) {
    const Parameters p = uneven_parameters(strength);
    const EconomyTechnology economy = economies_of(p).front();
    const double peak = steady_state(economy, p).path.tau_hat;
    const Theory paper = on_paper(p, peak);
    const Real power = 1 - paper.alpha_bar + paper.strength * paper.alpha_bar;
    CHECK(agree(peak, power / (power + paper.alpha_bar)));
    const Real h = 1e-5L, rise = on_paper(p, peak + h).growth() - on_paper(p, peak - h).growth();
    CHECK(std::abs(rise / (2 * h)) < 1e-8);  // second derivative times the rounding of τ̂, and h²
    for (const double tau : {peak - 0.01, peak + 0.01})
      CHECK(rest_at_compute_share(economy, p, tau).path.g < rest_at_compute_share(economy, p, peak).path.g);
  }
}

}  // namespace suanli::test
