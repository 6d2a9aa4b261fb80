// The trend that the household sees (MODEL.md §3.2): what m̂ is at every date, when it rests, where it ends.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "agents/equations.hpp"
#include "agents/series.hpp"
#include "agents/verbs.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::test {
namespace {

Parameters with_delay(Parameters p, double delay) {
  p.household.trend = {TrendRule::delay, delay};
  p.shocks.economy.standard_deviation = 0.05;
  p.firms.count = 200;
  return p;
}

/// m by its definition: ln of Y/W over the trend economy's y at today's κ.
double shift_of(const Model& model, const Economy& economy, std::size_t e) {
  const double wealth = economy.capital + economy.compute;
  const TrendEconomy trend = trend_economy(model.economies[e], model.parameters);
  return std::log(economy.output / wealth / trend.output(economy.capital / wealth));
}

/// Makes every firm of a model e^shift times as productive, for good and without the household's knowledge.
void raise_productivity(Country& country, double shift) {
  for (EconomyTechnology& economy : country.technology)
    for (CellTechnology& cell : economy.cells) cell.log_productivity += shift;
}

}  // namespace

TEST_CASE("of the distance to a lasting shift a household has learnt 1 - 1/e after the delay, whatever the step") {
  for (const double dt : {1.0, 0.25, 1.0 / 64}) {
    double seen = 0.1;
    for (int period = 0; period < static_cast<int>(2 / dt); ++period) seen = delayed_trend(seen, 0.5, dt, 2);
    CHECK((seen - 0.1) / 0.4 == doctest::Approx(1 - std::exp(-1)).epsilon(1e-13));
  }
  CHECK(delayed_trend(0.3, 0.3, 0.25, 2) == 0.3);
}

TEST_CASE("the household starts from the shift of the first date and then follows that of each date with delay") {
  for (const Parameters& base : {reference_parameters(), regional_parameters()}) {
    const Parameters p = with_delay(base, 3);
    const Model model(p);
    Country country = open_country(model, 0, Threads::one);
    std::vector<double> expected(country.economies.size());
    for (;; step(country)) {
      for (std::size_t e = 0; e < expected.size(); ++e) {
        const Economy& economy = country.economies[e];
        const double shift = shift_of(model, economy, e);
        expected[e] = country.period == 0 ? shift : expected[e] + (1 - std::exp(-.25 / 3)) * (shift - expected[e]);
        CHECK(std::abs(shift) > 1e-4);
        CHECK(std::abs(economy.log_trend - expected[e]) < 1e-14);
        const double kappa = economy.capital / economy.wealth();
        CHECK(economy.consumption == model.saddle_paths[e]->consumption(kappa, economy.log_trend) * economy.wealth());
      }
      if (country.period == model.periods) break;
    }
  }
}

TEST_CASE("with a fixed trend the household sees none, whatever firms do, and one arm is solved") {
  Parameters p = with_delay(reference_parameters(), 2);
  p.household.trend = {TrendRule::fixed, 0};
  const Model model(p);
  CHECK(model.saddle_paths[0]->lowest() == 0);
  CHECK(model.saddle_paths[0]->highest() == 0);
  Country country = open_country(model, 0, Threads::one);
  for (; country.period < model.periods; step(country)) CHECK(country.economies[0].log_trend == 0);
}

TEST_CASE("at the scenario's own level a household with a delayed view consumes what one with a fixed view does") {
  Parameters p = reference_parameters();
  const Model fixed(p);
  p.household.trend = {TrendRule::delay, 2};
  const Model delayed(p);
  for (double kappa = 0.5; kappa <= 0.985; kappa += 0.005)
    CHECK(delayed.saddle_paths[0]->consumption(kappa, 0) == fixed.saddle_paths[0]->consumption(kappa, 0));
}

TEST_CASE("while a dated event is active the trend stands still, and afterwards it goes on from there") {
  Parameters p = with_delay(reference_parameters(), 1);
  p.volatility.factor = 3, p.volatility.duration = 0.75, p.volatility.start = {TurbulenceStart::date, 2022.5};
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  double before = country.economies[0].log_trend;
  int frozen = 0;
  while (country.period < model.periods) {
    step(country);
    const double shift = shift_of(model, country.economies[0], 0), now = country.economies[0].log_trend;
    const bool active = country.date() >= 2022.5 && country.date() < 2023.25;
    CHECK(std::abs(now - (active ? before : before + (1 - std::exp(-.25)) * (shift - before))) < 1e-14);
    if (!active) CHECK(now != before);
    frozen += now == before;
    before = now;
  }
  CHECK(frozen == 3);
}

TEST_CASE("while dear chips pass, the household still learns what firms gain by adoption, and nothing else") {
  Parameters p = with_delay(reference_parameters(), 1);
  p.time.end = 2032, p.adoption.rule = AdoptionRule::bass, p.adoption.innovation = 0.2, p.adoption.gain = 0.1;
  Parameters squeezed = p;
  squeezed.events = {{"squeeze",
                      {.kind = EventKind::chip_squeeze,
                       .start = {EventStart::date, 2024},
                       .duration = 3,
                       .size = 0.25,
                       .size_spread = 0,
                       .recovery = 3,
                       .location = {},
                       .region = {},
                       .industry = {}}}};
  const Model calm_model(p), squeezed_model(squeezed);
  Country calm = open_country(calm_model, 0, Threads::one), squeeze = open_country(squeezed_model, 0, Threads::one);
  while (calm.period < calm_model.periods) {
    step(calm), step(squeeze);
    CHECK(std::abs(squeeze.economies[0].log_trend - calm.economies[0].log_trend) < 1e-9);
  }
  CHECK(calm.economies[0].log_trend > 0.03);
  CHECK(squeeze.economies[0].compute < 0.98 * calm.economies[0].compute);
}

TEST_CASE("a trend beyond the arms stops the run and says year, economy, the trend, and the range of the arms") {
  Parameters p = reference_parameters();
  p.productivity.standard_deviation = 0;
  p.household.trend = {TrendRule::delay, 0.5};
  Model model(p);
  Country country = open_country(model, 0, Threads::one);
  raise_productivity(country, 1);  // m̂ = 1 - e^(-t/.5): .63 after two quarters, .78 after three
  step(country), step(country);
  std::string message;
  try {
    step(country);
  } catch (const SimulationError& error) {
    message = error.what();
  }
  CHECK(message ==
        "year 2022.75: economy national: the household sees a trend of m̂ = 0.7769, output that is for good 2.175 times "
        "what the scenario's productivity yields; its saddle paths are known for m̂ in [-0.75, 0.75] only (less than "
        "[-0.75, 0.75] where an economy at that level has none): give productivity.level nearer to what firms reach, "
        "§3.2");
}

TEST_CASE("the nation's recorded trend is the mean over regional economies, weighted by output") {
  const Model model(with_delay(regional_parameters(), 2));
  const Recorder recorder(model);
  Country country = open_country(model, 0, Threads::one);
  step(country);
  Record record = recorder.new_record();
  recorder.measure(country, record);
  double output = 0, sum = 0;
  for (const Economy& e : country.economies) output += e.output, sum += e.output * e.log_trend;
  int seen = 0;
  for (std::size_t s = 0; s < recorder.recorded().size(); ++s) {
    const RecordedSeries& series = recorder.recorded()[s];
    if (series.series->name != "trend") continue;
    const double* const values = record.values.data() + recorder.offset(s) + series.places;
    ++seen;
    if (series.level == Level::national) CHECK(values[0] == doctest::Approx(sum / output).epsilon(1e-12));
    else
      for (std::size_t m = 0; m < 4; ++m)
        CHECK(values[m] == doctest::Approx(country.economies[m].log_trend).epsilon(1e-12));
  }
  CHECK(seen == 2);  // the nation and the regions, which are economies here
}

TEST_CASE("a household next to where no balanced path exists cannot follow a shifting trend, and is told so") {
  Parameters p = reference_parameters();
  p.productivity.level.number = 0.0651;  // c* = .75 y* - .04875 is .000075: a shift of -.0015 ends it
  p.household.trend = {TrendRule::delay, 2};
  std::string message;
  try {
    const Model model(p);
  } catch (const Infeasible& refused) {
    message = refused.what();
  }
  CHECK(message ==
        "economy national: household.trend = {delay: 2} needs saddle paths for shifts of ln A on both sides of 0, and "
        "there are some from 0 to 0.75 only, §3.2");
}

}  // namespace suanli::test
