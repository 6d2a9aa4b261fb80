// Events that come at random: how often, how long, how large.
#include <doctest/doctest.h>

#include <cmath>

#include "agents/verbs.hpp"
#include "tests/support/located_scenario.hpp"

namespace suanli::test {
namespace {

struct Moments {
  double count = 0, sum = 0, squares = 0;
  void add(double x) { ++count, sum += x, squares += x * x; }
  double mean() const { return sum / count; }
  double error() const { return std::sqrt((squares / count - mean() * mean()) / count); }
};

TEST_CASE("events that come at random come as often, last as long and are as large as stated, whatever the step") {
  for (const double dt : {0.25, 1.0}) {
    Parameters p = reference_parameters();
    p.time = {.start = 2022, .end = 2032, .step = dt};
    p.firms.count = p.firms.minimum_per_cell = 1;
    p.industries.resize(1), p.regions.resize(1);
    p.regions[0].second.expenditure_shares = {{"internet", 1}};
    EventParameters shock = event(EventKind::productivity, 0, 0.4, -0.02, 0.3);
    shock.start = {EventStart::rate, 1.5}, shock.size_spread = 0.5;
    p.events = {{"none", event(EventKind::productivity, 2031, 1, 0.01)}, {"shock", shock}};
    REQUIRE(check(p).empty());
    const Model model(p);
    Moments number, duration, size, size_squared, when;
    for (std::uint32_t r = 0; r < 600; ++r) {
      Country country = open_country(model, r, Threads::one);
      double arrived = 0;
      for (;;) {
        if (country.period < model.periods)  // the last date's period is not carried out
          for (const Occurrence& o : country.occurrences[1])
            if (o.start >= country.date()) {
              ++arrived;
              duration.add(o.duration), size.add(o.size), when.add((o.start - country.date()) / dt);
              size_squared.add(std::pow(o.size / -0.02 - 1, 2));
              CHECK(o.start < country.date() + dt);
              CHECK(std::abs(o.size + 0.02) <= 0.01);
            }
        if (country.period == model.periods) break;
        step(country);
      }
      number.add(arrived);
    }
    CHECK(std::abs(number.mean() - 15) < 4 * number.error());
    CHECK(std::abs(number.error() * std::sqrt(600) - std::sqrt(15)) < 4 * std::sqrt(15. / 1200));
    CHECK(std::abs(duration.mean() - 0.4) < 4 * duration.error());
    CHECK(std::abs(size.mean() + 0.02) < 4 * size.error());
    CHECK(std::abs(size_squared.mean() - 0.25 / 3) < 4 * size_squared.error());
    CHECK(std::abs(when.mean() - 0.5) < 4 * when.error());
  }
}

}  // namespace
}  // namespace suanli::test
