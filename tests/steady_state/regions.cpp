// V11: closed regional economies with their own shares of compute part at the rate of the closed form (§4.2, §10).
#include <doctest/doctest.h>

#include <cmath>

#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/theory.hpp"

namespace suanli::test {

namespace {

/// Four closed regions, each with its own τ; by default those of scenarios/regional.yaml.
Parameters regions_apart(double strength, double spillover = 0) {
  Parameters p = without_noise(regional_parameters());
  p.synergy.strength = strength, p.synergy.spillover = spillover;
  constexpr double tau[4] = {0.14, 0.09, 0.10, 0.035};
  for (std::size_t m = 0; m < p.regions.size(); ++m) p.regions[m].second.tau = tau[m];
  return p;
}

}  // namespace

TEST_CASE(
    "V11: without spillover the wealth of two regions parts by (1+g_m dt)/(1+g_n dt) each period, at both strengths") {
  for (const double strength : {0.05, 1.0})
    for (const double dt : {1.0, 0.25}) {
      const Parameters p = lasting(regions_apart(strength), 40, dt);
      const Model model(p);
      const std::vector<Theory> on_paper = theories(p);
      std::vector<std::vector<Aggregates>> paths;
      for (std::size_t m = 0; m < on_paper.size(); ++m) paths.push_back(aggregates(model, m));
      for (std::size_t m = 0; m < paths.size(); ++m)
        for (std::size_t n = m + 1; n < paths.size(); ++n) {
          CAPTURE(m);
          CAPTURE(n);
          CAPTURE(strength);
          CAPTURE(dt);
          const auto factor = [&](std::size_t of) { return 1 + on_paper[of].growth() * static_cast<Real>(dt); };
          const double rate = static_cast<double>(std::log(factor(m) / factor(n)));
          REQUIRE(std::abs(rate) > 1e-5);
          double worst = 0;
          for (std::size_t t = 1; t < paths[m].size(); ++t) {
            const double ratio = paths[m][t].wealth() / paths[n][t].wealth();
            const double before = paths[m][t - 1].wealth() / paths[n][t - 1].wealth();
            worst = std::max(worst, std::abs(std::log(ratio / before) / rate - 1));
          }
          CHECK(worst < 1e-10);
        }
    }
}

TEST_CASE("V11: the economies of the regional scenario grow from 1.2 to 6.6 % at full strength, 4.4 to 4.8 % at .05") {
  const auto percent = [](const Parameters& p, std::size_t region) {
    return 100 * steady_state(economies_of(p)[region], p).path.g;
  };
  CHECK(std::abs(percent(regions_apart(1), 0) - 6.6) < 0.05);
  CHECK(std::abs(percent(regions_apart(1), 3) - 1.2) < 0.05);
  CHECK(std::abs(percent(regions_apart(0.05), 0) - 4.8) < 0.05);
  CHECK(std::abs(percent(regions_apart(0.05), 3) - 4.4) < 0.05);
}

TEST_CASE("spillover between regions of different τ is refused, between regions of the same τ they grow together") {
  Parameters p = regions_apart(1, 0.4);
  const std::string reason = joint_refusal(economies_of(p), p).en;
  CHECK(reason.find("synergy.spillover = 0.4 with τ = 0.14 in jing_jin_ji and τ = 0.09 in yangtze_delta") !=
        std::string::npos);
  const std::vector<Fault> faults = check(p);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].key == "synergy.spillover");

  for (auto& [name, region] : p.regions) region.tau.reset();
  CHECK(joint_refusal(economies_of(p), p).empty());
  CHECK(check(p).empty());
  p = lasting(p, 20, 0.25);
  const Model model(p);
  for (std::size_t m = 0; m < model.economies.size(); ++m) {
    const std::vector<Aggregates> path = aggregates(model, m);
    const double g = static_cast<double>(theory_of_region(p, m).growth());
    const double measured = (path.back().wealth() / path[path.size() - 2].wealth() - 1) / p.time.step;
    CHECK(std::abs(measured / g - 1) < growth_tolerance(g, p.time.step));
  }
}

TEST_CASE("spillover without synergy joins nothing: regions of different τ keep their own balanced paths") {
  const Parameters p = lasting(regions_apart(0, 0.4), 5, 0.25);
  CHECK(joint_refusal(economies_of(p), p).empty());
}

TEST_CASE("spillover pulls a region towards the growth of the others, all the way at weight 1") {
  Parameters p = lasting(regions_apart(1, 1), 1, 0.25);
  p.household.consumption = {ConsumptionRule::saving_rate, 0.45};
  const Model model(p);
  const Country country = open_country(model, 0, Threads::one);
  for (std::size_t m = 1; m < model.economies.size(); ++m)
    CHECK(country.economies[m].synergy == doctest::Approx(country.economies[0].synergy).epsilon(1e-14));
  double compute = 0, wealth = 0;
  for (const Economy& e : country.economies) compute += e.compute, wealth += e.wealth();
  CHECK(country.economies[0].synergy == doctest::Approx(compute / wealth / p.synergy.reference).epsilon(1e-14));
}

}  // namespace suanli::test
